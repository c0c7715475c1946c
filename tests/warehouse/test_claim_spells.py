"""When a statement begins, goes on and ends."""

from __future__ import annotations

SPELLS = """
    SELECT attribute || '.' || code || ' ' || core.statement_text(polarity, value),
        strftime(valid_from, '%m-%d'), strftime(valid_to, '%m-%d'), strftime(last_seen_at, '%m-%d')
    FROM core.claim_spells ORDER BY ALL
"""

APP = "channel.app available"
STORE = "channel.store available"
PROXY = "agent.proxy allowed"

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


def test_a_statement_stands_from_its_first_healthy_capture_on(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP)
    world.capture("cn-mobile/leaving", "2026-02-01", APP)
    assert world.query(SPELLS) == [(APP, "01-01", None, "02-01")]


def test_a_healthy_capture_without_it_ends_a_statement_and_a_return_begins_another_spell(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE)
    world.capture("cn-mobile/leaving", "2026-02-01", STORE)
    world.capture("cn-mobile/leaving", "2026-03-01", APP, STORE)
    assert world.query(SPELLS) == [
        (APP, "01-01", "02-01", "01-01"), (APP, "03-01", None, "03-01"), (STORE, "01-01", None, "03-01"),
    ]


def test_unhealthy_captures_neither_end_nor_confirm(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP)
    for month, outcome in enumerate(("gone", "blocked", "soft_404", "server_error", "off_topic"), start=2):
        world.capture("cn-mobile/leaving", f"2026-0{month}-01", outcome=outcome)
    assert world.query(SPELLS) == [(APP, "01-01", None, "01-01")]


def test_a_torso_of_a_page_is_partial_and_ends_nothing(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE, text="long " * 100)
    world.capture("cn-mobile/leaving", "2026-02-01", STORE, text="long " * 10)
    world.capture("cn-mobile/leaving", "2026-03-01", APP, STORE, text="long " * 100)
    assert world.query(SPELLS) == [(APP, "01-01", None, "03-01"), (STORE, "01-01", None, "03-01")]
    outcomes = world.query("SELECT outcome FROM core.captures_judged ORDER BY captured_at")
    assert outcomes == [("ok",), ("partial",), ("ok",)]


def test_a_page_that_stays_short_is_believed_at_the_third_reading(world):
    for month in (1, 2, 3):
        world.capture("cn-mobile/leaving", f"2026-0{month}-01", APP, STORE, text="long " * 100)
    for month in (4, 5, 6):
        world.capture("cn-mobile/leaving", f"2026-0{month}-01", STORE, text="long " * 10)
    assert world.query(SPELLS) == [(APP, "01-01", "06-01", "03-01"), (STORE, "01-01", None, "06-01")]


def test_losing_every_statement_at_once_is_partial_even_at_full_length(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE, "channel.web available", text="long " * 100)
    world.capture("cn-mobile/leaving", "2026-02-01", text="menu " * 120)
    assert world.query("SELECT outcome FROM core.captures_judged ORDER BY captured_at") == [("ok",), ("partial",)]


def test_another_wording_or_layout_goes_on(world, state):
    world.capture("cn-mobile/leaving", "2026-01-01", state(APP, quote="可用App办理"))
    world.capture("cn-mobile/leaving", "2026-02-01", state(APP, quote="在手机App里申请"), text="a new head")
    assert world.query(SPELLS) == [(APP, "01-01", None, "02-01")]


def test_equal_words_speak_alike_even_where_the_reading_of_their_layout_differs(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE, text_key="same")
    world.capture("cn-mobile/leaving", "2026-02-01", STORE, text="reordered", text_key="same")
    assert world.query(SPELLS) == [(APP, "01-01", None, "02-01"), (STORE, "01-01", None, "02-01")]


def test_in_a_set_of_pages_a_removal_waits_until_every_page_was_healthy(world):
    world.declare("cn-mobile", TWO_PAGES)
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE)
    world.capture("cn-mobile/questions", "2026-01-01", PROXY)
    world.capture("cn-mobile/leaving", "2026-02-01", STORE)
    world.capture("cn-mobile/questions", "2026-02-01", outcome="server_error")
    assert world.query(SPELLS) == [
        (PROXY, "01-01", None, "01-01"), (APP, "01-01", None, "01-01"), (STORE, "01-01", None, "02-01"),
    ]
    world.capture("cn-mobile/questions", "2026-03-01", PROXY)
    assert world.query(SPELLS) == [
        (PROXY, "01-01", None, "03-01"), (APP, "01-01", "03-01", "01-01"), (STORE, "01-01", None, "02-01"),
    ]


def test_a_statement_that_moves_to_another_page_of_the_set_goes_on(world):
    world.declare("cn-mobile", TWO_PAGES)
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE)
    world.capture("cn-mobile/questions", "2026-01-01", PROXY)
    world.capture("cn-mobile/leaving", "2026-02-01", STORE)
    world.capture("cn-mobile/questions", "2026-02-01", outcome="timeout")
    world.capture("cn-mobile/questions", "2026-03-01", PROXY, APP)
    assert (APP, "01-01", None, "03-01") in world.query(SPELLS)


def test_in_a_set_of_pages_a_replaced_value_ends_at_once(world):
    world.declare("cn-mobile", TWO_PAGES)
    old, new = 'timing.refund stated {"amount":15,"unit":"day"}', 'timing.refund stated {"amount":7,"unit":"day"}'
    world.capture("cn-mobile/leaving", "2026-01-01", old)
    world.capture("cn-mobile/questions", "2026-01-01", STORE)
    world.capture("cn-mobile/leaving", "2026-02-01", new)
    world.capture("cn-mobile/questions", "2026-02-01", outcome="timeout")
    assert world.query(SPELLS) == [
        (STORE, "01-01", None, "01-01"), (old, "01-01", "02-01", "01-01"), (new, "02-01", None, "02-01"),
    ]


def test_a_set_with_a_page_that_was_never_read_loses_nothing(world):
    world.declare("cn-mobile", TWO_PAGES)
    world.capture("cn-mobile/leaving", "2026-01-01", APP, STORE)
    world.capture("cn-mobile/leaving", "2026-02-01", STORE)
    assert (APP, "01-01", None, "01-01") in world.query(SPELLS)


NEWS = """
name = "Daily"
tier = "news"
country = "CN"
[[source]]
name = "article"
url = "http://news.test/article"
"""


def test_an_article_speaks_from_its_date_and_is_not_ended_by_its_disappearance(world):
    world.declare("news-daily", NEWS)
    world.capture("news-daily/article", "2026-03-01", APP, kind="news", published="2026-02-10")
    world.capture("news-daily/article", "2026-04-01", outcome="gone")
    assert world.query(SPELLS) == [(APP, "02-10", None, "03-01")]


def test_an_article_that_drops_a_statement_still_made_it_but_a_correction_ends_it(world):
    world.declare("news-daily", NEWS)
    world.capture("news-daily/article", "2026-03-01", APP, STORE, kind="news", published="2026-02-10")
    world.capture("news-daily/article", "2026-04-01", "channel.app unavailable", kind="news", published="2026-02-10")
    assert world.query(SPELLS) == [
        (APP, "02-10", "04-01", "03-01"),
        ("channel.app unavailable", "02-10", None, "04-01"),
        (STORE, "02-10", None, "03-01"),
    ]


def test_a_date_of_publication_after_the_capture_is_not_believed(world):
    world.declare("news-daily", NEWS)
    world.capture("news-daily/article", "2026-03-01", APP, kind="news", published="2027-01-01")
    assert world.query(SPELLS) == [(APP, "03-01", None, "03-01")]
