"""A capture is read under the declaration of its time and by what it was fetched as."""

from __future__ import annotations

from datetime import UTC, date, datetime

from parsers.read import read_capture
from schemas.captures import Capture, Outcome
from schemas.sources import Former, Kind, Source

OLD, NEW = "旧版：销户须到营业厅办理，结清欠费后当场生效。", "新版：销户可以在手机营业厅办理，次月生效，无需到店。"
PAGE = f"<html><div id=old><p>{OLD}</p></div><div id=new><p>{NEW}</p></div></html>".encode()


def capture(month: int = 2, **facts: object) -> Capture:
    at = datetime(2026, month, 20, tzinfo=UTC)
    return Capture("cn-line/page", "http://line.test/", at, "crawl", status=200, **facts)  # type: ignore[arg-type]


def test_an_older_snapshot_is_read_by_the_selectors_of_its_time() -> None:
    former = Former(valid_until=date(2026, 1, 31), select=("#old",), anchors=("旧版",))
    source = Source(name="page", publisher="cn-line", select=("#new",), anchors=("新版",), former=(former,))
    assert source.as_of(date(2026, 1, 31)).select == ("#old",)
    assert source.as_of(date(2026, 2, 1)).select == ("#new",)
    for month, text in ((1, OLD), (2, NEW)):
        reading = read_capture(PAGE, capture(month), source)
        assert reading.document is not None and reading.document.text.strip() == text


def test_an_index_lists_its_links_and_claims_nothing() -> None:
    source = Source(name="page", publisher="cn-line", kind=Kind.LISTING, url="http://line.test/")
    body = '<html><a href="/1">手机号码销户须到营业厅办理</a></html>'.encode()
    reading = read_capture(body, capture(role="index"), source)
    assert reading.outcome is Outcome.OK and reading.claims == ()
    assert reading.document is not None and reading.document.text == "手机号码销户须到营业厅办理 http://line.test/1"
    assert read_capture(b"<html></html>", capture(role="index"), source).outcome is Outcome.EMPTY
