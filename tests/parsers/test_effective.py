"""Dates from which, and until which, a text says that its rules hold; dates of what a rule is about are none."""

from datetime import UTC, date, datetime

import pytest

from parsers.effective import find_periods
from parsers.keys import fold_key
from parsers.read import extract_text, read_capture
from schemas.captures import Capture
from schemas.sources import Source

PUBLISHED = date(2024, 6, 10)
Dates = tuple[date | None, date | None]


def periods(text: str, published: date | None = PUBLISHED) -> list[Dates]:
    key = fold_key(text)
    return [(p.effective_from, p.effective_to) for p in find_periods(key, 0, len(key), published)]


def dates_of(text: str, code: str, **known: object) -> set[Dates]:
    claims = extract_text(text, **known).claims  # type: ignore[arg-type]
    return {(c.effective_from, c.effective_to) for c in claims if f"{c.attribute}.{c.code}" == code}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("自2024年7月1日起，销户不再收取手续费", (date(2024, 7, 1), None)),
        ("该规定2024年7月1日零时起施行", (date(2024, 7, 1), None)),
        ("生效日期：2024-07-01", (date(2024, 7, 1), None)),
        ("2022年起可在线上销户", (date(2022, 1, 1), None)),
        ("7月1日起停止受理", (date(2024, 7, 1), None)),
        ("自中華民國113年7月1日起施行", (date(2024, 7, 1), None)),
        ("即日起可在App注销", (PUBLISHED, None)),
        ("本通知自印发之日起施行", (PUBLISHED, None)),
        ("活动有效期至2024年12月31日", (None, date(2024, 12, 31))),
        ("2024年1月1日至2024年6月30日期间免收手续费", (date(2024, 1, 1), date(2024, 6, 30))),
        ("From 1 March 2025 you can cancel in the app", (date(2025, 3, 1), None)),
        ("Effective July 1, 2024, the fee is $5", (date(2024, 7, 1), None)),
        ("The rules come into force on Monday (1 July 2019)", (date(2019, 7, 1), None)),
        ("Until 30 June 2025 no fee is charged", (None, date(2025, 6, 30))),
        ("From 1 July to 30 September 2024 leaving is free", (date(2024, 7, 1), date(2024, 9, 30))),
        ("As of today, you may cancel online", (PUBLISHED, None)),
    ],
)
def test_a_stated_date_is_read(text: str, wanted: Dates) -> None:
    assert periods(text) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "2024年7月1日起入网的用户销户须付20元",
        "违约金自2024年7月1日起计算",
        "自2024年13月1日起施行",
        "Customers who joined from 1 March 2025 pay £5",
        "Your contract runs until 30 June 2025",
        "Last updated: 5 June 2026",
    ],
)
def test_a_date_of_what_a_rule_is_about_is_none_of_the_rule(text: str) -> None:
    assert periods(text) == []


def test_a_date_without_a_year_or_a_day_without_a_date_needs_the_publishing_day() -> None:
    assert periods("7月1日起停止受理", None) == periods("即日起可在App注销", None) == []
    assert periods("1月1日起停止受理", date(2023, 12, 5)) == [(date(2024, 1, 1), None)]


def test_each_claim_takes_the_date_named_last_before_it() -> None:
    text = "注销手机号须知\n2024年6月30日前销户。自2024年1月1日起销户手续费20元，自2024年7月1日起销户手续费10元。"
    claims = [c for c in extract_text(text).claims if c.code == "processing"]
    stated = {c.value["amount"]: c.effective_from for c in claims if isinstance(c.value, dict)}
    assert stated == {20: date(2024, 1, 1), 10: date(2024, 7, 1)}


def test_a_heading_dates_what_stands_below_it() -> None:
    text = "# 销户规则\n\n## 自2024年7月1日起\n\n销户须携带身份证原件。\n\n## 说明\n\n账户余额可以退还。"
    assert dates_of(text, "document.id_original") == {(date(2024, 7, 1), None)}
    assert dates_of(text, "refund.balance") == {(None, None)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("销户规定\n注销须携带身份证原件到营业厅办理。\n本规定自2024年7月1日起施行。", "channel.store"),
        ("終止服務須知\n終止服務須攜帶身分證正本至門市辦理。\n本須知自民國113年7月1日起實施。", "channel.store"),
        ("Cancelling\nYou can cancel by phone.\nThese terms apply from 1 July 2024.", "channel.phone"),
        ("Leaving\nEffective date: July 1, 2024\nYou can cancel by phone.", "channel.phone"),
    ],
)
def test_the_documents_own_date_is_that_of_all_that_it_says(text: str, code: str) -> None:
    assert dates_of(text, code) == {(date(2024, 7, 1), None)}


def test_a_law_that_a_text_names_does_not_date_the_text() -> None:
    text = "Cancelling\nYou can cancel by phone.\nThe Consumer Act, which came into operation on 1 April 2011, applies."
    assert dates_of(text, "channel.phone") == {(None, None)}


def test_the_press_reports_dates_of_others_and_its_own_claims_take_none_of_them() -> None:
    source = Source.model_validate(
        {"name": "story", "url": "https://news.example/1", "publisher": "news-daily", "tier": "news", "country": "CN"}
    )
    body = "<h1>销户新规</h1><p>销户须携带身份证原件到营业厅办理。</p><p>本规定自2024年7月1日起施行，记者报道。</p>"
    when = datetime(2024, 6, 10, tzinfo=UTC)
    capture = Capture(source.id, str(source.url), when, "crawl", status=200, headers=(("content-type", "text/html"),))
    claims = [c for c in read_capture(body.encode(), capture, source).claims if c.attribute != "regulation"]
    assert claims
    assert {(c.effective_from, c.effective_to) for c in claims} == {(None, None)}
