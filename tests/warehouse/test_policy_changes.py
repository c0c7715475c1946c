"""What is told as a change of policy, and what is not."""

from __future__ import annotations

import pytest

EVENTS = """
    SELECT kind, attribute || '.' || code, before, after, strftime(previous_observed_at, '%m-%d'),
        strftime(observed_at, '%m-%d'), direction
    FROM core.policy_changes ORDER BY observed_at, attribute, code
"""

APP, STORE, PROXY = "channel.app available", "channel.store available", "agent.proxy allowed"


def days(amount, code="timing.refund"):
    return f'{code} stated {{"amount":{amount},"unit":"day"}}'


def fee(amount, currency):
    return f'fee.processing charged {{"amount":{amount},"currency":"{currency}"}}'


def test_the_first_state_of_a_page_is_no_change(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE)
    assert world.query(EVENTS) == []
    assert world.query("SELECT kind, page_id, claims_count FROM core.resolution_changes") == [
        ("first_sight", "cn-mobile/leaving", 2),
    ]


def test_added_removed_and_changed_are_told_slot_by_slot_with_both_sides(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, days(15))
    world.capture("cn-mobile/leaving", "2026-02-01", APP, days(15))
    world.capture("cn-mobile/leaving", "2026-03-01", PROXY, days(7))
    assert world.query(EVENTS) == [
        ("added", "agent.proxy", [], ["allowed"], "02-01", "03-01", "better"),
        ("removed", "channel.app", ["available"], [], "02-01", "03-01", "worse"),
        ("changed", "timing.refund", ['stated {"amount":15,"unit":"day"}'], ['stated {"amount":7,"unit":"day"}'],
         "02-01", "03-01", "better"),
    ]
    (quotes,) = world.query("SELECT before_quotes, after_quotes FROM core.policy_changes WHERE kind = 'changed'")
    assert quotes == ([f"words of {days(15)}"], [f"words of {days(7)}"])


def test_a_failed_capture_between_two_equal_ones_makes_no_event(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE, text="long " * 100)
    world.capture("cn-mobile/leaving", "2026-02-01", outcome="soft_404")
    world.capture("cn-mobile/leaving", "2026-03-01", STORE, text="torso")
    world.capture("cn-mobile/leaving", "2026-04-01", APP, STORE, text="long " * 100)
    assert world.query(EVENTS) == []


def test_a_change_that_hid_behind_failures_is_dated_between_the_healthy_captures(world):
    world.capture("cn-mobile/leaving", "2026-01-01", days(15))
    world.capture("cn-mobile/leaving", "2026-02-01", outcome="blocked")
    world.capture("cn-mobile/leaving", "2026-03-01", days(7))
    assert world.query(EVENTS)[0][4:6] == ("01-01", "03-01")


def test_another_layout_order_or_wording_is_no_event(world, state):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE)
    world.capture("cn-mobile/leaving", "2026-02-01", state(STORE, quote="到营业厅"), state(APP, quote="用App"))
    assert world.query(EVENTS) == []


def test_another_address_of_the_same_page_is_no_event(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, address="http://mobile.test/old")
    world.capture("cn-mobile/leaving", "2026-02-01", APP, address="http://mobile.test/new", text="moved")
    assert world.query(EVENTS) == []


TWO_PAGES = """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
url = "http://mobile.test/leaving"
policy = "leaving"
[[source]]
name = "questions"
url = "http://mobile.test/questions"
policy = "leaving"
"""


def test_the_first_sight_of_another_page_of_the_set_is_no_change(world):
    world.declare("cn-mobile", TWO_PAGES)
    world.capture("cn-mobile/leaving", "2026-01-01", APP)
    world.capture("cn-mobile/leaving", "2026-02-01", APP)
    world.capture("cn-mobile/questions", "2026-02-01", PROXY, "channel.app unavailable")
    assert world.query(EVENTS) == []


def test_removed_waits_for_a_healthy_capture_of_every_page_of_the_set(world):
    world.declare("cn-mobile", TWO_PAGES)
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE)
    world.capture("cn-mobile/questions", "2026-01-01", PROXY)
    world.capture("cn-mobile/leaving", "2026-02-01", STORE)
    world.capture("cn-mobile/questions", "2026-02-01", outcome="server_error")
    assert world.query(EVENTS) == []
    world.capture("cn-mobile/questions", "2026-03-01", PROXY)
    assert world.query(EVENTS) == [("removed", "channel.app", ["available"], [], "01-01", "03-01", "worse")]


OTHERS = """
name = "Other"
tier = "{tier}"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "page"
url = "http://{tier}.test/page"
"""


@pytest.mark.parametrize("tier", ["news", "community", "aggregator"])
def test_others_make_no_policy_change(world, tier):
    world.declare(f"other-{tier}", OTHERS.format(tier=tier))
    world.capture(f"other-{tier}/page", "2026-01-01", APP, STORE, kind=tier)
    world.capture(f"other-{tier}/page", "2026-02-01", STORE, kind=tier)
    assert world.query(EVENTS) == []


def test_the_press_and_customers_make_dated_reports(world):
    world.declare("other-news", OTHERS.format(tier="news"))
    world.capture("other-news/page", "2026-02-01", APP, kind="news", published="2026-01-15")
    assert world.query("SELECT tier, reported_on::VARCHAR, polarity, quote, is_superseded FROM core.reports") == [
        ("news", "2026-01-15", "available", f"words of {APP}", False),
    ]


@pytest.mark.parametrize(("before", "after", "direction"), [
    ("channel.app unavailable", "channel.app available", "better"),
    ("fee.processing waived", fee(5, "CNY"), "worse"),
    (fee(5, "CNY"), fee(9, "CNY"), "worse"),
    (fee(5, "CNY"), fee(5, "HKD"), "neutral"),
    ('timing.effective stated {"symbol":"immediate"}', 'timing.effective stated {"symbol":"next_day"}', "worse"),
    ('timing.refund stated {"symbol":"next_month"}', days(9), "neutral"),
    (days(90, "auto_cancellation.arrears"), days(180, "auto_cancellation.arrears"), "better"),
    (days(90, "timing.number_quarantine"), days(9, "timing.number_quarantine"), "neutral"),
    ('contact.hotline stated "10086"', 'contact.hotline stated "10010"', "neutral"),
])
def test_the_vocabulary_says_which_direction_is_better(world, before, after, direction):
    world.capture("cn-mobile/leaving", "2026-01-01", before)
    world.capture("cn-mobile/leaving", "2026-02-01", after)
    assert [(event[0], event[6]) for event in world.query(EVENTS)] == [("changed", direction)]


def test_a_value_that_returns_within_the_window_is_a_flap_on_both_legs(world):
    for month, amount in enumerate((15, 7, 15, 7, 7, 7, 7, 15), start=1):
        world.capture("cn-mobile/leaving", f"2026-{month:02}-01", days(amount))
    flaps = world.query("SELECT strftime(observed_at, '%m'), is_flap FROM core.policy_changes ORDER BY observed_at")
    assert flaps == [("02", True), ("03", True), ("04", True), ("08", False)]


def test_a_stated_date_is_told(world, state):
    world.capture("cn-mobile/leaving", "2026-01-01", days(15))
    world.capture("cn-mobile/leaving", "2026-02-01", state(days(7), effective_from="2026-03-01"))
    assert world.query("SELECT effective_on::VARCHAR FROM core.policy_changes") == [("2026-03-01",)]


def test_slots_of_several_regions_that_change_alike_are_one_event(world):
    world.declare("cn-mobile", """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "south"
url = "http://mobile.test/south"
regions = ["CN-GD", "CN-GX"]
""")
    world.capture("cn-mobile/south", "2026-01-01", days(15))
    world.capture("cn-mobile/south", "2026-02-01", days(7))
    assert world.query("SELECT carriers, regions FROM core.policy_changes") == [(["cn-mobile"], ["CN-GD", "CN-GX"])]


def test_the_table_for_people_tells_it_in_words(world):
    world.capture("cn-mobile/leaving", "2026-01-01", days(15))
    world.capture("cn-mobile/leaving", "2026-02-01", days(7))
    assert world.query("SELECT kind_en, before_en, after_en, before_zh, after_zh, direction_zh FROM out.changes") == [
        ("changed", "15 days", "7 days", "15天", "7天", "对用户更有利"),
    ]


PAY = 'fee.processing charged {"amount":5,"currency":"CNY"}'


def test_what_is_read_otherwise_while_its_sentence_stands_is_no_change(world, state):
    sentence = "Leaving costs five yuan."
    world.capture("cn-mobile/leaving", "2026-01-01", state(PAY, quote=sentence), text="An older head.")
    world.capture("cn-mobile/leaving", "2026-02-01", text=f"A new head.\n{sentence}")
    world.capture("cn-mobile/leaving", "2026-03-01", state(PAY, quote=sentence), text="A third head.")
    assert world.query("SELECT * FROM core.policy_changes") == []
    moves = world.query("SELECT side, own_count, other_count, is_moved FROM core.evidence_moves ORDER BY observed_at")
    assert moves == [("gone", 1, 1, False), ("come", 1, 1, False)]


def test_layout_and_punctuation_do_not_make_a_sentence_another(world, state):
    world.capture("cn-mobile/leaving", "2026-01-01", state(PAY, quote="销户收取5元手续费。"))
    world.capture("cn-mobile/leaving", "2026-02-01", text="「销户」 收取 5 元\n手续费")
    assert world.query("SELECT * FROM core.policy_changes") == []


def test_one_of_two_equal_sentences_that_goes_takes_its_statement_along(world, state):
    world.capture("cn-mobile/leaving", "2026-01-01", state(PAY, quote="Five yuan."), text="Five yuan.")
    world.capture("cn-mobile/leaving", "2026-02-01", text="Five yuan.")
    assert world.query("SELECT kind FROM core.policy_changes") == [("removed",)]


def test_a_statement_of_weak_support_changes_no_policy(world, state):
    world.capture("cn-mobile/leaving", "2026-01-01", state(PAY, support=0.5))
    world.capture("cn-mobile/leaving", "2026-02-01", "channel.app available")
    assert world.query("SELECT code FROM core.policy_changes") == [("app",)]


def test_what_held_before_and_holds_again_is_restored(world):
    for month, value in enumerate((15, 7, 15), start=1):
        statement = f'timing.refund stated {{"amount":{value},"unit":"day"}}'
        world.capture("cn-mobile/leaving", f"2026-{3 * month:02}-01", statement, text=f"{value}")
    assert world.query("SELECT kind, is_flap FROM core.policy_changes ORDER BY observed_at") == [
        ("changed", False), ("restored", False),
    ]


def test_the_same_change_in_several_provinces_within_days_is_one_rollout(world):
    page = '\n[[source]]\nname = "{0}"\nurl = "http://mobile.test/{0}"\nregions = ["CN-{1}"]\n'
    head = 'name = "Mobile"\ntier = "carrier"\ncountry = "CN"\ncarriers = ["cn-mobile"]\n'
    provinces = {"gd": ("GD", "2026-02-01"), "sc": ("SC", "2026-02-10"), "hn": ("HN", "2026-05-01")}
    world.declare("cn-mobile", head + "".join(page.format(name, code) for name, (code, _) in provinces.items()))
    for name, (_, day) in provinces.items():
        world.capture(f"cn-mobile/{name}", "2026-01-01", "channel.app unavailable")
        world.capture(f"cn-mobile/{name}", day, "channel.app available", text="now by app")
    rollouts = world.query("SELECT regions, observed_on::VARCHAR[], len(change_ids) FROM core.rollouts")
    assert rollouts == [(["CN-GD", "CN-SC"], ["2026-02-01", "2026-02-10"], 2)]
