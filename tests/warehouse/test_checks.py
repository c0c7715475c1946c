"""Each check finds nothing in a sound warehouse, and finds the one offender that is planted for it."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from warehouse.checks import all_checks, run_check

NEWS = """
name = "Daily"
tier = "news"
country = "CN"
[[source]]
name = "article"
url = "http://news.test/article"
"""

# For each check the statement that plants an offender.
OFFENDERS = {
    "captures_have_a_source": "UPDATE raw.captures SET source_id = 'cn-mobile/unheard-of' WHERE outcome = 'gone'",
    "captures_have_their_document": "UPDATE raw.captures SET document_id = NULL WHERE outcome = 'ok'",
    "cells_say_why": "UPDATE core.cells SET basis = 'stated' WHERE basis = 'not_stated'",
    "changes_change_something": "UPDATE core.policy_changes SET before = after",
    "claims_are_counted": "UPDATE raw.documents SET claims_count = claims_count + 1",
    "claims_are_grounded": "UPDATE raw.claims SET span_start = span_start + 1, span_end = span_end + 1",
    "claims_have_a_document": "DELETE FROM raw.documents WHERE kind = 'news'",
    "claims_speak_the_vocabulary": "UPDATE raw.claims SET polarity = 'perhaps' WHERE code = 'app'",
    "comparison_has_no_blank": "UPDATE out.comparison SET policy_zh = '' WHERE code = 'kiosk'",
    "conflicts_are_declared": "UPDATE core.conflicts SET opposing_code = 'kiosk'",
    "first_sights_are_no_change": "UPDATE core.policy_changes SET observed_at = '2026-01-01'",
    "matrix_has_no_gap": "DELETE FROM core.cells WHERE carrier_id = 'gb-ee' AND code = 'kiosk'",
    "names_are_declared": "UPDATE core.statements SET carrier_id = 'cn-unheard-of' WHERE code = 'store'",
    "only_healthy_captures_end_a_spell": "UPDATE core.claim_spells SET valid_to = '2026-03-01' WHERE code = 'proxy'",
    "outputs_name_their_dataset": "UPDATE out.changes SET dataset = 'SAMPLE'",
    "policies_agree_within_a_slot": "UPDATE core.policy_statements SET page_set = claim_key WHERE code = 'termination'",
    "policies_have_evidence": "DELETE FROM core.claim_spells WHERE code = 'store'",
    "readings_are_not_thin": "UPDATE raw.sources SET min_claims = 99",
    "removals_were_seen_on_every_page": "UPDATE core.policy_changes SET previous_observed_at = observed_at",
    "sentences_are_explained": "UPDATE raw.documents SET unexplained_count = 99",
    "sources_are_fresh": "UPDATE out.sources SET is_stale = true",
    "spam_decides_nothing": "UPDATE core.policies SET tier = 'spam' WHERE tier = 'news'",
    "spells_do_not_overlap": "UPDATE core.claim_spells SET valid_to = '2027-01-01' WHERE code = 'proxy'",
    "states_follow_each_other": "UPDATE core.page_set_states SET valid_to = '2026-01-15' WHERE state_no = 1",
    "words_have_labels": "DELETE FROM raw.labels WHERE word = 'available'",
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory, make_world):
    """A warehouse with a change of each kind, a failure, a conflict and a fee of two values."""
    world = make_world(tmp_path_factory.mktemp("checks"))
    world.declare("cn-mobile", """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
url = "http://mobile.test/leaving"
""")
    world.declare("news-daily", NEWS)
    fees = [f'fee.termination charged {{"amount":{amount},"currency":"CNY"}}' for amount in (100, 9)]
    app, store, proxy = "channel.app available", "channel.store available", "agent.proxy allowed"
    world.capture("cn-mobile/leaving", "2026-01-01", app, proxy, *fees)
    world.capture("cn-mobile/leaving", "2026-02-01", app, store, *fees)
    world.capture("cn-mobile/leaving", "2026-03-01", outcome="gone")
    world.capture("cn-mobile/leaving", "2026-04-01", app, store, proxy, *fees)
    world.capture("news-daily/article", "2026-04-01", "channel.app unavailable", "channel.phone available", kind="news",
                  carriers=["cn-mobile"], published="2026-03-20")
    return world.build().path


def checks():
    return {check.name: check for check in all_checks()}


def test_a_sound_warehouse_has_no_offenders(sound):
    with duckdb.connect(str(sound), read_only=True) as connection:
        found = [run_check(connection, check) for check in checks().values()]
    assert [result for result in found if result.offenders] == []


def test_every_check_has_an_offender_to_catch():
    assert {name for name in checks() if not name.startswith("identity_of_")} == OFFENDERS.keys()


@pytest.mark.parametrize("name", sorted(OFFENDERS))
def test_a_check_catches_its_offender(sound, tmp_path, name):
    spoiled = tmp_path / "spoiled.duckdb"
    shutil.copy(sound, spoiled)
    with duckdb.connect(str(spoiled)) as connection:
        connection.execute(OFFENDERS[name])
        result = run_check(connection, checks()[name])
    assert result.offenders > 0
    assert len(result.examples) == min(result.offenders, 5)


@pytest.mark.parametrize("table", ["raw.captures", "core.claim_spells", "core.cells", "core.policy_changes"])
def test_a_row_that_is_there_twice_is_caught(sound, tmp_path, table):
    spoiled = tmp_path / "spoiled.duckdb"
    shutil.copy(sound, spoiled)
    with duckdb.connect(str(spoiled)) as connection:
        connection.execute(f"INSERT INTO {table} FROM {table} LIMIT 1")
        result = run_check(connection, checks()["identity_of_" + table.replace(".", "_")])
    assert result.offenders == 1 and result.is_blocking
