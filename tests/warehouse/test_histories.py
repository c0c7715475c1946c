"""What must hold of every history, whatever happened in it: random captures of two pages, failures among them."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from warehouse.digests import table_digests

PUBLISHER = """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
url = "http://mobile.test/leaving"
[[source]]
name = "charges"
url = "http://mobile.test/charges"
policy = "leaving"
"""
START = datetime(2026, 1, 1)  # the world's instants are UTC
STATEMENTS = (
    "channel.app available", "channel.app unavailable", "channel.store available",
    'fee.processing charged {"amount":10,"currency":"CNY"}', 'fee.processing charged {"amount":20,"currency":"CNY"}',
)  # fmt: skip

A_CAPTURE = st.tuples(
    st.sampled_from(["leaving", "charges"]), st.integers(0, 40), st.sampled_from(["ok", "ok", "ok", "blocked", "gone"]),
    st.sets(st.sampled_from(STATEMENTS), max_size=3),
)  # fmt: skip
HISTORIES = st.lists(A_CAPTURE, min_size=1, max_size=8, unique_by=lambda capture: capture[:2])

# Each example builds several warehouses, so there are few, and a failing one is not made smaller.
few = settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@pytest.fixture
def live(make_world, tmp_path):
    """The function that makes a world in which a history happened."""

    def make(history):
        world = make_world(Path(tempfile.mkdtemp(dir=tmp_path)))
        world.declare("cn-mobile", PUBLISHER)
        for page, day, outcome, statements in history:
            world.capture(f"cn-mobile/{page}", write_day(day), *sorted(statements), outcome=outcome)
        return world

    return make


def write_day(day):
    return (START + timedelta(days=day)).date().isoformat()


@few
@given(HISTORIES, st.randoms())
def test_neither_the_order_in_which_captures_came_nor_the_run_matters(live, history, random):
    shuffled = random.sample(history, len(history))
    first, second = (table_digests(live(order).build(run).path) for order, run in ((history, "one"), (shuffled, "two")))
    assert first == second


@few
@given(HISTORIES)
def test_spells_tile_the_time_in_which_a_statement_was_seen(live, history):
    world = live(history)
    spells = world.query(
        "SELECT md5(page_set || slot_key || core.statement_text(polarity, value)), valid_from, valid_to "
        "FROM core.claim_spells ORDER BY ALL"
    )
    for (key, _, end), (following, start, _) in pairwise(spells):
        assert key != following or (end is not None and end <= start)
    sightings = world.query("""
        SELECT md5(page_set || slot_key || core.statement_text(polarity, value)), captured_at
        FROM core.captures_judged
        JOIN core.pages USING (page_id)
        JOIN core.statements ON statements.document_id = captures_judged.reading_id
        WHERE is_healthy
    """)
    for key, at in sightings:
        assert sum(key == other and start <= at and (end is None or at < end) for other, start, end in spells) == 1


@few
@given(HISTORIES)
def test_policy_as_of_a_capture_is_what_a_build_up_to_it_knows(live, history):
    world = live(history)
    asked = "SELECT * EXCLUDE (holds_until) FROM core.policy_as_of(?, ?) ORDER BY ALL"
    for day in sorted({day for _, day, _, _ in history})[:2]:
        at = START.replace(tzinfo=UTC) + timedelta(days=day)
        assert world.query(asked, at, at) == world.query(asked, at, at, now=write_day(day))
