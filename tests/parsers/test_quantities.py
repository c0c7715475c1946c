from itertools import pairwise

import pytest

from parsers.keys import fold_key
from parsers.quantities import QuantityKind, find_quantities


def read(text: str) -> list[tuple[str, object]]:
    return [(text[q.start : q.end], q.value) for q in find_quantities(fold_key(text))]


def money(amount: float, currency: str | None, per: str | None = None, **more: float) -> dict[str, object]:
    return {"amount": amount, "currency": currency, "per": per, **more}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("收费5元/月", money(5, None, "month")),
        ("每月五元", money(5, None, "month")),
        ("￥5", money(5, "CNY")),
        ("HK$20", money(20, "HKD")),
        ("NT$3,500", money(3500, "TWD")),
        ("₱336", money(336, "PHP")),
        ("£10.50", money(10.5, "GBP")),
        ("最高112元", money(0, None, amount_max=112)),
        ("up to $50", money(0, None, amount_max=50)),
        ("10-50元", money(10, None, amount_max=50)),
    ],
)
def test_money_keeps_currency_period_and_bounds(text: str, value: dict[str, object]) -> None:
    assert [found for _, found in read(text)] == [value]


def test_a_fee_that_declines_by_the_month_gives_both_amounts() -> None:
    values = [value for _, value in read("$350 less $10 for each month")]
    assert values == [money(350, None), money(10, None, "month")]


@pytest.mark.parametrize(
    ("text", "percent", "of"),
    [
        ("月租的30%", 30, "monthly_fee"),
        ("剩余月费的三成", 30, "remaining_charges"),
        ("50% of the remaining charges", 50, "remaining_charges"),
        ("百分之二十的手机价", 20, "device_price"),
    ],
)
def test_shares_say_what_they_are_a_share_of(text: str, percent: float, of: str) -> None:
    assert [value for _, value in read(text)] == [{"percent": percent, "of": of}]


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("90天", 90, "day"),
        ("三个月", 3, "month"),
        ("半年", 6, "month"),
        ("满24个月", 24, "month"),
        ("30个自然日", 30, "day"),
        ("48小时", 48, "hour"),
        ("廿四个月", 24, "month"),
        ("两年", 2, "year"),
        ("１５個工作天", 15, "working_day"),
        ("two billing cycles", 2, "month"),
        ("30 days' notice", 30, "day"),
        ("thirty (30) days", 30, "day"),
        ("twenty-four months", 24, "month"),
        ("a 14-day trial", 14, "day"),
    ],
)
def test_durations_keep_the_unit_of_the_text(text: str, amount: float, unit: str) -> None:
    assert [value for _, value in read(text)] == [{"amount": amount, "unit": unit}]


def test_a_range_and_a_vague_duration() -> None:
    assert read("5至7个工作日") == [("5至7个工作日", {"amount": 5, "unit": "working_day", "amount_max": 7})]
    assert read("几个工作日") == [("几个工作日", {"amount": None, "unit": "working_day"})]


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("次月1日", "next_month"),
        ("即时", "immediate"),
        ("账期结束", "billing_cycle_end"),
        ("at the end of the month", "month_end"),
    ],
)
def test_moments_are_symbols(text: str, symbol: str) -> None:
    assert [value for _, value in read(text)] == [{"symbol": symbol}]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019年1月1日", "2019-01-01"),
        ("2018 年 11 月", "2018-11-01"),
        ("民國107年2月1日", "2018-02-01"),
        ("1 July 2019", "2019-07-01"),
        ("June 11, 2019", "2019-06-11"),
    ],
)
def test_dates_are_iso_and_a_bare_month_is_its_first_day(text: str, date: str) -> None:
    assert [value for _, value in read(text)] == [date]


def test_an_impossible_date_is_no_date() -> None:
    assert [q for q in find_quantities("2019年13月40日") if q.kind is QuantityKind.DATE] == []


@pytest.mark.parametrize(("text", "number"), [("拨打10086", "10086"), ("dial *611", "*611"), ("text 65075", "65075")])
def test_numbers_to_call_are_written_as_dialled(text: str, number: str) -> None:
    assert [value for _, value in read(text)] == [number]


def test_quantities_neither_overlap_nor_leave_their_text() -> None:
    text = "12个月合约，月租的30%作为违约金，最高不超过500元，次月1日起生效，拨打10086。"
    found = find_quantities(fold_key(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(found) == 5
