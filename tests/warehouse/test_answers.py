"""What people ask who leave: the checklist, the cost, the days, the place, the rules, and how easy it is."""

from __future__ import annotations

import pytest

REGULATOR = """
name = "Ministry"
tier = "regulator"
country = "CN"
[[source]]
name = "rules"
url = "http://ministry.test/rules"
"""
NEWS = """
name = "Daily {name}"
tier = "news"
country = "CN"
[[source]]
name = "article"
url = "http://{name}.test/article"
"""
CARRIER = """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
"""
EE = """
name = "EE"
tier = "carrier"
country = "GB"
carriers = ["gb-ee"]
[[source]]
name = "leaving"
url = "http://ee.test/leaving"
"""
CROSS_REGION = "cn-miit/cross-region-cancellation"


def report(world, name, *claims, published="2026-01-10", carriers=("cn-mobile",), kind="news"):
    world.declare(f"news-{name}", NEWS.format(name=name))
    article = {"kind": kind, "carriers": list(carriers), "published": published}
    world.capture(f"news-{name}/article", "2026-01-15", *claims, **article)


def finding(world, carrier="cn-mobile", obligation=CROSS_REGION):
    [row] = world.query(
        "SELECT finding, keeping_count, breaking_count, reports_count FROM out.obligations "
        "WHERE carrier_id = ? AND obligation_id = ?", carrier, obligation,
    )
    return row


def test_a_text_that_grants_what_a_rule_demands_complies(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "location.nationwide allowed")
    assert finding(world) == ("complies_in_text", 1, 0, 0)


def test_a_text_that_breaks_a_rule_contradicts_it_whatever_else_it_says(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "location.nationwide allowed", "location.home_region required")
    assert finding(world) == ("contradicts_text", 1, 1, 0)


def test_a_page_that_says_neither_is_silent_and_one_never_read_is_not_observed(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "channel.app available")
    assert finding(world)[0] == "silent"
    assert finding(world, "cn-telecom")[0] == "not_observed"


def test_reports_of_another_practice_are_counted_by_independent_texts(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "location.nationwide allowed")
    report(world, "one", "location.home_region required")
    report(world, "three", "location.home_region required")
    assert finding(world) == ("contradicted_by_reports", 1, 0, 2)
    [days] = world.query(
        "SELECT first_reported_on::VARCHAR, last_reported_on::VARCHAR, report_quote FROM out.obligations "
        "WHERE carrier_id = 'cn-mobile' AND obligation_id = ?", CROSS_REGION,
    )
    assert days == ("2026-01-10", "2026-01-10", "words of location.home_region required")


@pytest.mark.parametrize("other", [
    {"published": "2018-12-31"},  # before the rule held
    {"carriers": ()},  # of carriers in general
    {"kind": "spam"},
])  # fmt: skip
def test_what_accuses_nobody_is_no_evidence(world, other):
    world.capture("cn-mobile/leaving", "2026-01-01", "location.nationwide allowed")
    report(world, "one", "location.home_region required", **other)
    assert finding(world) == ("complies_in_text", 1, 0, 0)


def test_a_rule_may_demand_a_value(world):
    world.declare("gb-ee", EE)
    world.capture("gb-ee/leaving", "2026-01-01", 'switching.code_request stated "150"')
    assert finding(world, "gb-ee", "gb-ofcom/text-to-switch")[0] == "silent"
    world.capture("gb-ee/leaving", "2026-02-01", 'switching.code_request stated "65075"')
    assert finding(world, "gb-ee", "gb-ofcom/text-to-switch")[0] == "complies_in_text"


def score(world, carrier="cn-mobile", region="CN"):
    found = world.query("SELECT low, high FROM out.ease WHERE carrier_id = ? AND region_id = ?", carrier, region)
    return found[0] if found else None


def test_silence_scores_from_nothing_to_everything(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "refund.balance refundable")
    assert score(world) == (15, 100)
    assert score(world, "cn-telecom") is None


def test_an_obstacle_takes_from_the_top_and_a_grant_adds_to_the_bottom(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "refund.balance not_refundable", "channel.app available")
    assert score(world) == (25, 85)


def test_a_decisive_statement_leaves_nothing_open(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "channel.store only")
    assert score(world) == (0, 75)


def test_what_is_disputed_is_open_again(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "refund.balance refundable", "channel.app available")
    report(world, "one", "refund.balance not_refundable")
    assert score(world) == (25, 100)


def test_days_give_points_in_proportion(world):
    world.capture("cn-mobile/leaving", "2026-01-01", 'timing.effective stated {"amount":16,"unit":"day"}')
    assert score(world) == (5, 95)


COST = "SELECT charge, low, high FROM core.exit_cost('cn-mobile', ?, 6, 50, '2026-02-01') ORDER BY ALL"
FEES = {
    'fee.termination charged {"percent":30,"of":"remaining_charges"}': (90, 90),
    'fee.termination charged {"amount":20,"currency":"CNY","per":"remaining_month"}': (120, 120),
    'fee.termination charged {"amount":200,"currency":"CNY"}': (200, 200),
    'fee.termination charged {"amount":0,"amount_max":200,"currency":"CNY"}': (0, 200),
    'fee.termination charged {"percent":50,"of":"device_price"}': (0, None),
    "fee.termination possible": (0, None),
    "fee.termination waived": (0, 0),
}
PROVINCES = dict(zip(FEES, ["CN-BJ", "CN-SH", "CN-TJ", "CN-CQ", "CN-GD", "CN-HB", "CN-HN"], strict=True))
PAGE = """
[[source]]
name = "{name}"
url = "http://mobile.test/{name}"
regions = ["{region}"]
"""


@pytest.fixture(scope="module")
def charging(tmp_path_factory, make_world):
    """A world in which each province charges in another form."""
    world = make_world(tmp_path_factory.mktemp("charging"))
    pages = [PAGE.format(name=region.lower(), region=region) for region in PROVINCES.values()]
    world.declare("cn-mobile", "\n".join([CARRIER, *pages]))
    for fee, region in PROVINCES.items():
        none_else = ("fee.processing waived", "fee.partial_month waived")
        world.capture(f"cn-mobile/{region.lower()}", "2026-01-01", fee, *none_else)
    return world


@pytest.mark.parametrize("fee", FEES)
def test_a_charge_comes_to_what_its_form_says(charging, fee):
    low, high = FEES[fee]
    assert charging.query(COST, PROVINCES[fee]) == [
        ("partial_month", 0, 0), ("processing", 0, 0), ("termination", low, high), ("total", low, high),
    ]


def test_a_charge_of_which_nothing_is_stated_leaves_the_total_open(world):
    world.capture("cn-mobile/leaving", "2026-01-01", 'fee.processing charged {"amount":10,"currency":"CNY"}')
    found = {charge: (low, high) for charge, low, high in world.query(COST, "CN")}
    assert found == {"processing": (10, 10), "partial_month": (0, None), "termination": (0, None), "total": (10, None)}


def test_of_several_charges_of_one_kind_the_least_and_the_most_count(world):
    fees = [f'fee.termination charged {{"amount":{amount},"currency":"CNY"}}' for amount in (100, 300)]
    world.capture("cn-mobile/leaving", "2026-01-01", *fees)
    assert ("termination", 100, 300) in world.query(COST, "CN")
    assert ("termination", 0, 0) in world.query(COST.replace("6, 50", "0, 50"), "CN")


def end_dates(world, asked_on):
    rows = world.query(
        "SELECT step, earliest_on::VARCHAR, latest_on::VARCHAR FROM core.end_dates('cn-mobile', 'CN', ?)", asked_on
    )
    return {step: (earliest, latest) for step, earliest, latest in rows}


def timing(code, value):
    return f"timing.{code} stated {value}"


def test_the_end_waits_for_the_notice_and_for_the_carrier(world):
    world.capture(
        "cn-mobile/leaving", "2026-01-01", 'notice.period required {"amount":30,"unit":"day"}',
        timing("processing", '{"amount":5,"amount_max":7,"unit":"working_day"}'),
        timing("refund", '{"symbol":"next_month"}'), timing("number_quarantine", '{"amount":3,"unit":"month"}'),
    )
    assert end_dates(world, "2026-03-02") == {
        "request": ("2026-03-02", "2026-03-02"), "end": ("2026-04-01", "2026-04-01"), "undo": (None, None),
        "refund": ("2026-05-01", "2026-05-31"), "reuse": ("2026-07-01", "2026-07-01"),
    }


@pytest.mark.parametrize(("value", "days"), [
    ('{"symbol":"immediate"}', ("2026-01-30", "2026-01-30")),
    ('{"symbol":"next_day"}', ("2026-01-31", "2026-01-31")),
    ('{"symbol":"next_month"}', ("2026-02-01", "2026-02-28")),
    ('{"symbol":"month_end"}', ("2026-01-31", "2026-01-31")),
    ('{"symbol":"billing_cycle_end"}', ("2026-01-30", "2026-02-28")),
    ('{"amount":1,"unit":"month"}', ("2026-02-28", "2026-02-28")),
    ('{"amount":48,"unit":"hour"}', ("2026-02-01", "2026-02-01")),
    ('{"amount":1,"amount_max":3,"unit":"working_day"}', ("2026-02-02", "2026-02-04")),
    ('{"amount":null,"unit":"working_day"}', (None, None)),
])  # fmt: skip
def test_stated_times_are_those_of_the_calendar(charging, value, days):
    day = "core.day_after('2026-01-30', $1, {})::VARCHAR"
    assert charging.query(f"SELECT {day.format('false')}, {day.format('true')}", value) == [days]


def test_a_line_that_ends_next_month_ends_on_its_first_day(world):
    world.capture("cn-mobile/leaving", "2026-01-01", timing("effective", '{"symbol":"next_month"}'))
    assert end_dates(world, "2026-01-30")["end"] == ("2026-02-01", "2026-02-01")


@pytest.mark.parametrize(("limit", "asked_on", "taken_on"), [
    ("1-6", "2026-03-03", "2026-03-07"), ("1-6", "2026-03-07", "2026-03-07"), ("25-31", "2026-02-27", "2026-03-01"),
])  # fmt: skip
def test_days_on_which_no_request_is_taken_move_it(world, limit, asked_on, taken_on):
    world.capture("cn-mobile/leaving", "2026-01-01", f'timing.calendar_limit stated "{limit}"')
    assert end_dates(world, asked_on)["request"] == (taken_on, taken_on)


@pytest.mark.parametrize(("day", "amount", "then"), [
    ("2026-11-27", 1, "2026-11-30"), ("2026-11-28", 1, "2026-11-30"), ("2026-11-23", 5, "2026-11-30"),
    ("2026-11-29", 10, "2026-12-11"),
])  # fmt: skip
def test_saturdays_and_sundays_are_no_working_days(charging, day, amount, then):
    assert charging.query("SELECT core.working_days_after(?, ?)::VARCHAR", day, amount) == [(then,)]


def can_leave(world, home, asking, channel="store"):
    return world.query("SELECT answer, says FROM core.can_leave('cn-mobile', ?, ?, ?)", home, asking, channel)


@pytest.mark.parametrize(("rule", "home", "asking", "answer"), [
    ("location.nationwide allowed", "CN-GD", "CN-BJ", "yes"),
    ("location.nationwide not_allowed", "CN-GD", "CN-BJ", "no"),
    ("location.home_province required", "CN-440300", "CN-440100", "yes"),
    ("location.home_province required", "CN-GD", "CN-BJ", "no"),
    ("location.home_region required", "CN-440300", "CN-440300", "yes"),
    ("location.home_region required", "CN-440300", "CN-440100", "no"),
    ("location.home_region required", "CN-GD", "CN-440100", "depends"),
    ("location.home_region required", "CN-GD", "CN-BJ", "no"),
    ("refund.balance refundable", "CN-GD", "CN-BJ", "unknown"),
])  # fmt: skip
def test_whether_a_shop_elsewhere_serves_follows_from_the_rule_on_places(world, rule, home, asking, answer):
    world.capture("cn-mobile/leaving", "2026-01-01", rule)
    assert {found for found, _ in can_leave(world, home, asking)} == {answer}


def test_two_witnesses_who_disagree_on_the_place_leave_it_disputed_only_where_it_matters(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "location.nationwide allowed")
    report(world, "one", "location.home_region required")
    assert can_leave(world, "CN-GD", "CN-BJ") == [("disputed", "yes"), ("disputed", "no")]
    assert {answer for answer, _ in can_leave(world, "CN-440300", "CN-440300")} == {"yes"}


@pytest.mark.parametrize(("said", "answer"), [
    ("channel.app available", "yes"), ("channel.app unavailable", "no"), ("channel.store only", "no"),
    ("channel.phone available", "unknown"),
])  # fmt: skip
def test_by_any_other_channel_the_place_does_not_matter(world, said, answer):
    world.capture("cn-mobile/leaving", "2026-01-01", said)
    assert {found for found, _ in can_leave(world, "CN-GD", "CN-BJ", "app")} == {answer}


def checklist(world, **asked):
    applicant, line = asked.get("applicant", "self"), asked.get("line", "any")
    query = "SELECT step, condition_en, words_en FROM core.checklist('cn-mobile', 'CN-GD', ?, ?)"
    return world.query(f"{query} WHERE obligation_id IS NULL", applicant, line)


def test_a_checklist_goes_step_by_step(world):
    world.capture(
        "cn-mobile/leaving", "2026-01-01", 'contact.hotline stated "10086"', "refund.balance refundable",
        "document.id_original required", "channel.store available",
    )
    assert [step for step, *_ in checklist(world)] == ["where", "bring", "money_back", "complain"]


def test_a_checklist_tells_an_applicant_what_is_said_of_that_applicant(world, state):
    world.capture(
        "cn-mobile/leaving", "2026-01-01", "document.id_original required",
        state("document.authorization_letter required", applicant="agent"),
        state("fee.processing waived", line_type="prepaid"), state("fee.processing charged", line_type="postpaid"),
    )
    assert [words for _, words, _ in checklist(world)] == [
        "Document: Original ID", "Fee: Processing fee", "Fee: Processing fee",
    ]
    assert "Document: Letter of authority" in [words for _, words, _ in checklist(world, applicant="agent")]
    assert ("cost", "Fee: Processing fee", "free of charge (prepaid)") in checklist(world, line="prepaid")
    assert len(checklist(world, line="prepaid")) == 2


def test_a_checklist_cites_the_rules_that_bind_the_carrier(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "location.home_region required")
    query = "SELECT obligation_id, quote FROM core.checklist('cn-mobile', 'CN-GD')"
    assert world.query(f"{query} WHERE obligation_id IS NOT NULL ORDER BY ALL") == [
        (CROSS_REGION, "words of location.home_region required"), ("cn-miit/number-portability", None),
    ]


def test_a_city_without_cells_of_its_own_is_answered_for_by_its_province(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "agent.proxy allowed")
    steps = world.query("SELECT step, basis FROM core.checklist('cn-mobile', 'CN-440300') WHERE step = 'who'")
    assert steps == [("who", "inherited")]
