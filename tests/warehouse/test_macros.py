"""What can be asked of a warehouse: why a cell is as it is, and what held on a day as known on another."""

from __future__ import annotations

import pytest

APP, NO_APP = "channel.app available", "channel.app unavailable"

OTHERS = """
name = "Other"
tier = "{tier}"
country = "CN"
[[source]]
name = "page"
url = "http://{tier}.test/page"
"""


@pytest.fixture
def places(world):
    for tier in ("regulator", "news", "community", "aggregator"):
        world.declare(f"other-{tier}", OTHERS.format(tier=tier))
    return world


def say(world, tier, *claims, kind=None, carriers=("cn-mobile",)):
    world.capture(f"other-{tier}/page", "2026-01-01", *claims, kind=kind or tier, carriers=list(carriers))


def test_a_cell_is_explained_by_all_who_speak_of_it(places):
    places.capture("cn-mobile/leaving", "2026-01-01", APP)
    say(places, "news", APP)
    say(places, "community", NO_APP)
    say(places, "regulator", APP, carriers=())
    say(places, "aggregator", NO_APP, kind="spam")
    found = places.query("SELECT part, tier, quote FROM core.explain('cn-mobile', 'CN-GD', 'channel', 'app')")
    assert found == [
        ("holds", "carrier", f"words of {APP}"),
        ("supports", "news", f"words of {APP}"),
        ("supports", "regulator", f"words of {APP}"),
        ("contradicts", "community", f"words of {NO_APP}"),
        ("spam", "spam", f"words of {NO_APP}"),
    ]


def test_what_excludes_a_cell_across_codes_is_part_of_its_explanation(places):
    places.capture("cn-mobile/leaving", "2026-01-01", "location.nationwide allowed")
    say(places, "community", "location.home_region required")
    found = places.query("SELECT part, condition FROM core.explain('cn-mobile', 'CN', 'location', 'nationwide')")
    assert found == [("holds", "location.nationwide"), ("contradicts", "location.home_region")]


def test_what_is_outranked_without_being_excluded_is_shown(places):
    places.capture("cn-mobile/leaving", "2026-01-01", 'fee.processing charged {"amount":5,"currency":"CNY"}')
    say(places, "news", 'fee.processing possible')
    found = places.query("SELECT part, words_en FROM core.explain('cn-mobile', 'CN', 'fee', 'processing')")
    assert found == [("holds", "charged: 5 CNY"), ("is outranked", "may be charged")]


def test_nothing_said_is_explained_by_nothing(places):
    assert places.query("SELECT * FROM core.explain('cn-mobile', 'CN', 'channel', 'app')") == []


AS_OF = "SELECT value, holds_from::VARCHAR, holds_until::VARCHAR FROM core.policy_as_of(?, ?) ORDER BY ALL"


def days(amount):
    return f'timing.refund stated {{"amount":{amount},"unit":"day"}}'


def test_what_held_on_a_day_is_told_as_it_is_known_now(world):
    world.capture("cn-mobile/leaving", "2026-01-01", days(15))
    world.capture("cn-mobile/leaving", "2026-03-01", days(7))
    fifteen, seven = '{"amount":15,"unit":"day"}', '{"amount":7,"unit":"day"}'
    assert world.query(AS_OF, "2026-02-01", "2026-03-01") == [(fifteen, "2026-01-01", "2026-03-01")]
    assert world.query(AS_OF, "2026-03-01", "2026-03-01") == [(seven, "2026-03-01", None)]


def test_what_was_not_yet_seen_was_not_known(world):
    world.capture("cn-mobile/leaving", "2026-01-01", days(15))
    world.capture("cn-mobile/leaving", "2026-03-01", days(7))
    assert world.query(AS_OF, "2026-03-15", "2026-02-01") == [('{"amount":15,"unit":"day"}', "2026-01-01", None)]


def test_a_stated_date_says_when_it_holds_and_not_the_capture(world, state):
    stated = state(days(15), effective_from="2025-06-01", effective_to="2025-12-31")
    world.capture("cn-mobile/leaving", "2026-01-01", stated)
    assert len(world.query(AS_OF, "2025-12-31", "2026-01-01")) == 1
    assert world.query(AS_OF, "2026-01-01", "2026-01-01") == []
    assert world.query(AS_OF, "2025-05-31", "2026-01-01") == []


def test_a_build_as_of_an_earlier_instant_knows_nothing_later(world):
    world.capture("cn-mobile/leaving", "2026-01-01", days(15))
    world.capture("cn-mobile/leaving", "2026-03-01", days(7))
    query = """
        SELECT policy_en FROM out.comparison
        WHERE carrier_id = 'cn-mobile' AND region_id = 'CN' AND attribute = 'timing' AND code = 'refund'
    """
    assert world.query(query, now="2026-02-01") == [("15 days",)]
    assert world.query(query) == [("7 days",)]


WORDS = {
    'timing.refund stated {"amount":1,"unit":"day"}': ("1天", "1 day"),
    'timing.refund stated {"amount":1.5,"unit":"hour"}': ("1.5小时", "1.5 hours"),
    'timing.refund stated {"amount":3,"amount_max":7,"unit":"day"}': ("3至7天", "3 to 7 days"),
    'timing.refund stated {"amount":null,"unit":"day"}': ("若干天", "several days"),
    'timing.refund stated {"symbol":"next_month"}': ("次月", "the next month"),
    'fee.processing charged {"amount":0,"amount_max":50,"currency":"HKD"}': (
        "收取：最多50 港元", "charged: up to 50 HKD",
    ),
    'fee.processing charged {"amount":5,"currency":"CNY","per":"month"}': ("收取：5 元/月", "charged: 5 CNY a month"),
    'fee.processing charged {"percent":30,"of":"monthly_fee"}': ("收取：月费的30%", "charged: 30% of the monthly fee"),
    "fee.processing waived": ("免费", "free of charge"),
    'contact.hotline stated "10086"': ("10086", "10086"),
    'regulation.other stated "2019-01-01"': ("2019-01-01", "2019-01-01"),
}


def test_statements_have_words_in_both_languages(world):
    world.capture("cn-mobile/leaving", "2026-01-01", *WORDS)
    assert set(world.query("SELECT words_zh, words_en FROM core.wordings")) == set(WORDS.values())
