"""Whose word holds in a slot, what a cell shows, and what counts as a conflict."""

from __future__ import annotations

import pytest

CARRIER = """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
url = "http://mobile.test/leaving"
[[source]]
name = "guangdong"
url = "http://mobile.test/gd"
regions = ["CN-GD"]
"""

OTHER = """
name = "Other"
tier = "{tier}"
country = "CN"
[[source]]
name = "page"
url = "http://{tier}.test/page"
[[source]]
name = "second"
url = "http://{tier}.test/second"
"""

CELL = """
    SELECT basis, words_en, tier, is_last_seen, is_conflicting FROM core.cells
    WHERE carrier_id = ? AND region_id = ? AND attribute || '.' || code = ?
"""

YES, NO = "channel.app available", "channel.app unavailable"


@pytest.fixture
def places(world):
    """A carrier with a national page and one for Guangdong, and a publisher of each other tier."""
    world.declare("cn-mobile", CARRIER)
    for tier in ("regulator", "news", "community", "aggregator"):
        world.declare(f"other-{tier}", OTHER.format(tier=tier))
    return world


def cell(world, region="CN", code="channel.app", carrier="cn-mobile", now=None):
    (found,) = world.query(CELL, carrier, region, code, now=now)
    return found


def say(world, tier, *claims, at="2026-01-01", page="page", carriers=("cn-mobile",), **document):
    world.capture(f"other-{tier}/{page}", at, *claims, kind=tier, carriers=list(carriers), **document)


def test_the_carriers_page_for_the_region_wins_over_its_wider_page(places):
    places.capture("cn-mobile/leaving", "2026-01-01", NO)
    places.capture("cn-mobile/guangdong", "2026-01-01", YES)
    assert cell(places, "CN-GD")[:3] == ("stated", "available", "carrier")
    assert cell(places, "CN-SC")[:3] == ("inherited", "not available", "carrier")
    assert cell(places, "CN")[:3] == ("stated", "not available", "carrier")


def test_an_exception_for_a_region_is_no_conflict(places):
    places.capture("cn-mobile/leaving", "2026-01-01", NO)
    places.capture("cn-mobile/guangdong", "2026-01-01", YES)
    assert not cell(places, "CN-GD")[4]
    assert places.query("SELECT * FROM core.conflicts") == []


def test_what_holds_for_a_province_says_nothing_about_the_country(places):
    places.capture("cn-mobile/leaving", "2026-01-01", "agent.proxy allowed")
    places.capture("cn-mobile/guangdong", "2026-01-01", YES)
    assert cell(places, "CN")[0] == "not_stated"


@pytest.mark.parametrize(("higher", "lower"), [
    ("regulator", "news"), ("news", "community"), ("community", "aggregator"),
])
def test_others_rank_by_tier_and_are_only_reported(places, higher, lower):
    say(places, lower, NO, at="2026-01-02")
    say(places, higher, YES)
    assert cell(places) == ("reported", "available", higher, False, True)


def test_a_carriers_word_beats_any_report_and_the_report_is_a_conflict(places):
    say(places, "news", NO, published="2025-12-31")
    places.capture("cn-mobile/leaving", "2026-01-01", YES)
    assert cell(places) == ("stated", "available", "carrier", False, True)
    conflicts = places.query("""
        SELECT kind, carrier_id, region_id, holding_statement, holding_tier, holding_quote, opposing_statement,
            opposing_tier, opposing_at::DATE::VARCHAR, opposing_quote FROM core.conflicts
    """)
    assert conflicts == [(
        "between_witnesses", "cn-mobile", "CN", "available", "carrier", f"words of {YES}",
        "unavailable", "news", "2025-12-31", f"words of {NO}",
    )]


def test_a_page_of_another_carrier_ranks_as_hearsay(places):
    places.declare("cn-unicom", CARRIER.replace("cn-mobile", "cn-unicom").replace("mobile.test", "unicom.test"))
    places.capture("cn-unicom/leaving", "2026-01-01", YES, carriers=["cn-mobile"])
    say(places, "community", NO)
    assert cell(places)[:3] == ("reported", "not available", "community")


def test_spam_is_read_and_never_decides(places):
    say(places, "aggregator", YES)
    places.capture("other-news/page", "2026-01-01", NO, kind="spam", carriers=["cn-mobile"])
    assert cell(places)[:2] == ("reported", "available")
    assert not cell(places)[4]
    assert places.query("SELECT DISTINCT tier, tier_rank FROM core.witnesses ORDER BY ALL") == [
        ("aggregator", 5), ("spam", None),
    ]


def test_what_is_said_of_carriers_in_general_fills_every_carrier_of_the_country(places):
    say(places, "news", YES, carriers=())
    for carrier in ("cn-mobile", "cn-unicom", "cn-telecom"):
        assert cell(places, "CN", carrier=carrier)[:2] == ("general", "available")
    assert cell(places, "HK", carrier="hk-csl")[0] == "not_observed"


def test_a_word_on_the_carrier_is_an_exception_to_what_is_said_in_general(places):
    say(places, "regulator", YES, carriers=())
    say(places, "aggregator", NO)
    assert cell(places) == ("reported", "not available", "aggregator", False, False)


def test_a_stale_page_is_last_seen_and_ranks_below_any_fresh_witness(places):
    places.capture("cn-mobile/leaving", "2026-01-01", YES)
    places.capture("cn-mobile/leaving", "2026-06-01", outcome="gone")
    assert cell(places) == ("stated", "available", "carrier", True, False)
    say(places, "aggregator", NO, at="2026-06-01")
    assert cell(places)[:4] == ("reported", "not available", "aggregator", False)


def test_a_source_may_be_declared_to_age_slower(places):
    places.declare("cn-mobile", CARRIER.replace('url = "http://mobile.test/leaving"', """
        url = "http://mobile.test/leaving"
        stale_after_days = 400"""))
    places.capture("cn-mobile/leaving", "2026-01-01", YES)
    assert cell(places, now="2026-12-31") == ("stated", "available", "carrier", False, False)


def test_a_policy_is_all_that_the_winning_witness_states_in_the_slot(places, state):
    fees = [f"fee.termination charged {value}" for value in (
        '{"amount":100,"currency":"CNY"}', '{"of":"monthly_fee","percent":30}')]
    places.capture("cn-mobile/leaving", "2026-01-01", *fees, state("fee.termination waived", line_type="prepaid"))
    (found,) = places.query("""
        SELECT statements FROM core.policies
        WHERE carrier_id = 'cn-mobile' AND region_id = 'CN' AND code = 'termination' AND line_type = 'any'
    """)
    assert found == (['charged {"amount":100,"currency":"CNY"}', 'charged {"of":"monthly_fee","percent":30}'],)
    assert cell(places, code="fee.termination")[1] == (
        "charged: 30% of the monthly fee; charged: 100 CNY; free of charge (prepaid)"
    )


def test_the_rule_that_chose_and_those_who_agree_are_told(places):
    places.capture("cn-mobile/leaving", "2026-01-01", YES)
    say(places, "news", YES)
    say(places, "news", YES, page="second")
    say(places, "community", NO)
    (found,) = places.query("""
        SELECT rule, supporting_count, contradicting_count FROM core.policies
        WHERE carrier_id = 'cn-mobile' AND region_id = 'CN-GD' AND code = 'app'
    """)
    assert found == ("own page for a wider region", 2, 1)


def test_copies_of_one_text_are_one_witness(places):
    places.capture("cn-mobile/leaving", "2026-01-01", YES)
    for page in ("page", "second"):
        say(places, "news", NO, page=page, text_key="copied")
    say(places, "community", NO)
    (found,) = places.query("SELECT DISTINCT contradicting_count FROM core.policies WHERE carrier_id = 'cn-mobile'")
    assert found == (2,)


@pytest.mark.parametrize(("equal", "witnesses"), [(24, 2), (23, 3)])
def test_near_copies_are_one_witness(places, equal, witnesses):
    places.capture("cn-mobile/leaving", "2026-01-01", YES)
    marks = [f"{number}:a" for number in range(32)]
    say(places, "news", NO, signature=marks)
    say(places, "aggregator", NO, signature=[*marks[:equal], *(f"{number}:b" for number in range(equal, 32))])
    say(places, "community", NO)
    (found,) = places.query("SELECT DISTINCT contradicting_count FROM core.policies WHERE carrier_id = 'cn-mobile'")
    assert found == (witnesses,)


def test_an_exclusion_across_codes_is_a_conflict(places):
    places.capture("cn-mobile/leaving", "2026-01-01", "location.nationwide allowed")
    say(places, "community", "location.home_region required")
    (found,) = places.query("""
        SELECT holding_code, holding_statement, opposing_code, opposing_statement FROM core.conflicts
        WHERE holding_tier = 'carrier'
    """)
    assert found == ("nationwide", "allowed", "home_region", "required")


def test_only_one_slot_makes_a_conflict(places, state):
    places.capture("cn-mobile/leaving", "2026-01-01", state("document.id_copy required", applicant="agent"))
    say(places, "news", state("document.id_copy not_required", applicant="self"))
    assert places.query("SELECT * FROM core.conflicts") == []


@pytest.mark.parametrize(("ours", "theirs", "is_conflict"), [
    ('{"amount":15,"unit":"day"}', '{"amount":30,"unit":"day"}', True),
    ('{"amount":3,"unit":"month"}', '{"amount":90,"unit":"day"}', False),
    ('{"amount":3,"amount_max":7,"unit":"day"}', '{"amount":5,"unit":"day"}', False),
    ('{"amount":null,"unit":"day"}', '{"amount":5,"unit":"day"}', False),
    ('{"symbol":"next_month"}', '{"symbol":"month_end"}', True),
    ('{"symbol":"next_month"}', '{"amount":5,"unit":"day"}', False),
])
def test_two_values_conflict_where_a_code_takes_one_and_they_are_apart(places, ours, theirs, is_conflict):
    places.capture("cn-mobile/leaving", "2026-01-01", f"timing.refund stated {ours}")
    say(places, "news", f"timing.refund stated {theirs}")
    assert bool(places.query("SELECT * FROM core.conflicts")) is is_conflict


def test_two_values_of_a_code_that_takes_several_are_no_conflict(places):
    places.capture("cn-mobile/leaving", "2026-01-01", 'fee.processing charged {"amount":5,"currency":"CNY"}')
    say(places, "news", 'fee.processing charged {"amount":9,"currency":"CNY"}')
    assert places.query("SELECT * FROM core.conflicts") == []


def test_both_sides_in_one_document_contradict_themselves_and_are_no_conflict(places):
    places.capture("cn-mobile/leaving", "2026-01-01", YES, NO)
    assert places.query("SELECT kind, region_id FROM core.conflicts") == [("self_contradicting", "CN")]
    (found,) = places.query("""
        SELECT is_conflicting, is_self_contradicting FROM core.cells
        WHERE carrier_id = 'cn-mobile' AND region_id = 'CN' AND code = 'app'
    """)
    assert found == (False, True)


def test_a_statement_holds_from_its_stated_date_and_until_it(places, state):
    places.capture(
        "cn-mobile/leaving", "2026-01-01",
        state('fee.processing charged {"amount":10,"currency":"CNY"}', effective_to="2026-01-31"),
        state("fee.processing waived", effective_from="2026-02-01"),
    )
    assert cell(places, code="fee.processing", now="2026-01-31")[1] == "charged: 10 CNY"
    assert cell(places, code="fee.processing", now="2026-02-01")[1] == "free of charge"


def test_a_claim_about_where_the_shop_is_says_nothing_of_a_home_region(places, state):
    places.capture("cn-mobile/leaving", "2026-01-01",
                   state("location.nationwide allowed", regions=["CN-BJ"], region_role="asking"))
    assert cell(places, "CN-BJ", "location.nationwide")[0] == "not_stated"
    assert places.query("SELECT region_role, region_id FROM core.claim_spells") == [("asking", "CN-BJ")]


def test_a_carrier_that_is_named_abroad_is_meant_at_home(places):
    say(places, "news", YES, carriers=["hk-csl"])
    assert cell(places, "HK", carrier="hk-csl")[:2] == ("reported", "available")


def test_the_words_of_a_report_narrow_its_region(places):
    say(places, "community", YES, regions=["CN-440300"])
    assert cell(places, "CN-440300")[:2] == ("reported", "available")
    assert cell(places, "CN-GD")[0] == "not_observed"


def test_no_cell_is_blank_and_absence_has_a_name(places):
    places.capture("cn-mobile/guangdong", "2026-01-01", YES)
    assert cell(places, "CN-GD", "channel.web")[0] == "not_stated"
    assert cell(places, "CN-SC", "channel.web")[0] == "not_observed"
    assert cell(places, "GB", "location.home_province", carrier="gb-ee")[0] == "not_applicable"
    (found,) = places.query("SELECT count(*) = count(basis) AND count(*) = count(policy_en) FROM out.comparison")
    assert found == (True,)


def test_a_carrier_past_its_end_leaves_the_matrix(places):
    assert places.query("SELECT count(*) FROM core.cells WHERE carrier_id = 'tw-tstar'") == [(0,)]
    assert places.query("SELECT count(*) FROM raw.carriers WHERE carrier_id = 'tw-tstar' AND NOT is_active",
                        now="2026-01-01") == [(1,)]


def test_two_policies_that_exclude_each_other_are_one_conflict(places):
    places.capture("cn-mobile/leaving", "2026-01-01", "location.nationwide allowed")
    say(places, "community", "location.home_region required")
    assert places.query("SELECT holding_tier, opposing_tier FROM core.conflicts") == [("carrier", "community")]


def test_coverage_tells_basis_age_and_tier_of_each_condition(places):
    places.capture("cn-mobile/leaving", "2026-01-01", "channel.app available")
    found = places.query(
        """
        SELECT region_id, code, basis, tier, age_days FROM out.coverage_by_condition
        WHERE carrier_id = 'cn-mobile' AND region_id IN ('CN', 'CN-GD') AND code IN ('app', 'web') ORDER BY ALL
        """,
        now="2026-01-11",
    )
    assert found == [
        ("CN", "app", "stated", "carrier", 10.0), ("CN", "web", "not_stated", "carrier", 10.0),
        ("CN-GD", "app", "inherited", "carrier", 10.0), ("CN-GD", "web", "not_stated", "carrier", 10.0),
    ]  # fmt: skip


def test_provinces_without_a_page_of_their_own_are_visible_as_such(places):
    places.capture("cn-mobile/leaving", "2026-01-01", "channel.app available")
    found = places.query("""
        SELECT region_id, sources_count > 0, region_sources_count > 0 FROM out.coverage
        WHERE carrier_id = 'cn-mobile' AND region_id IN ('CN', 'CN-GD', 'CN-HL') ORDER BY ALL
    """)
    assert found == [("CN", True, True), ("CN-GD", True, True), ("CN-HL", True, False)]
