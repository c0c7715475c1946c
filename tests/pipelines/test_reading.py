"""Reading the archive: once for each body and declaration, whatever happens to the files that hold it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from archive.imports import import_source_id
from archive.store import Archive
from pipelines import reading
from pipelines.reading import ReadReport, read_archive
from pipelines.rows import arrow_schema
from schemas.captures import Capture, Outcome
from schemas.registry import load_registry
from schemas.tables import READINGS

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "http://one.example.org/leaving"
PAGE = """<html lang="zh-CN"><head><title>销户须知</title></head><body><main><h1>销户须知</h1>
<p>办理销户业务前，须先结清所有欠费。须本人携带有效身份证原件到营业厅办理。</p>
<p>销户后账户余额可以退还，次月到账。如需咨询，请拨打客服热线10086。</p></main></body></html>"""
DECLARATION = """name = "One"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
language = "zh-Hans"

[[source]]
name = "leaving"
url = "http://one.example.org/leaving"
anchors = ["销户"]
"""


@dataclass
class Desk:
    """An archive, declarations and readings in a folder of their own."""

    folder: Path

    @property
    def archive(self) -> Archive:
        return Archive(self.folder / "archive")

    def declare(self, text: str = DECLARATION) -> None:
        (self.folder / "sources" / "cn").mkdir(parents=True, exist_ok=True)
        (self.folder / "sources" / "cn" / "one.toml").write_text(text, "utf-8")

    def capture(self, day: int = 0, body: str | None = PAGE, **facts: Any) -> Capture:
        digest = facts.pop("digest", None) or (None if body is None else self.archive.put_body(body.encode()))
        capture = Capture(
            source="cn-one/leaving",
            address=ADDRESS,
            captured_at=NOON + timedelta(days=day),
            method="crawl",
            status=200,
            headers=(("content-type", "text/html; charset=utf-8"),),
            digest=digest,
            body_bytes=len((body or "").encode()),
            verdict=Outcome.OK,
        )
        capture = replace(capture, **facts)
        self.archive.append(capture.publisher, [capture])
        return capture

    def read(self) -> ReadReport:
        return read_archive(load_registry(self.folder / "sources"), self.archive, self.folder)

    def rows(self, table: str, publisher: str = "cn-one") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.folder / "read" / table / f"{publisher}.parquet").to_pylist()
        return rows

    def outcomes(self) -> list[str]:
        return [row["outcome"] for row in self.rows("captures")]

    def bytes_read(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted((self.folder / "read").rglob("*.parquet"))}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.declare()
    return desk


def test_a_page_becomes_rows_in_exactly_the_declared_columns(desk: Desk) -> None:
    desk.capture()
    desk.read()
    for table in READINGS:
        assert pq.read_schema(desk.folder / "read" / table.name / "cn-one.parquet").equals(arrow_schema(table))
    (document,) = desk.rows("documents")
    claims = desk.rows("claims")
    assert document["claims_count"] == len(claims) > 3
    assert {claim["document_id"] for claim in claims} == {document["document_id"]}
    for claim in claims:
        assert document["text"][claim["span_start"] : claim["span_end"]] == claim["quote"]
        assert claim["quote"] in claim["passage"]


def test_what_was_read_is_not_read_again(desk: Desk) -> None:
    desk.capture()
    first = desk.read()
    before = desk.bytes_read()
    desk.capture(day=1)
    second = desk.read()
    assert (first.read, first.reused, second.read, second.reused) == (1, 0, 0, 1)
    assert len(desk.rows("captures")) == 2
    assert {path: body for path, body in desk.bytes_read().items() if "captures" not in path} == {
        path: body for path, body in before.items() if "captures" not in path
    }


def test_headers_of_the_day_do_not_make_another_document(desk: Desk) -> None:
    for day in range(2):
        headers = (("content-type", "text/html"), ("date", f"day {day}"), ("set-cookie", f"session={day}"))
        desk.capture(day=day, headers=headers)
    assert desk.read().read == 1
    assert len({row["document_id"] for row in desk.rows("captures")}) == 1


def test_another_declaration_is_another_reading(desk: Desk) -> None:
    desk.capture()
    desk.read()
    before = {row["document_id"] for row in desk.rows("documents")}
    desk.declare(DECLARATION + 'regions = ["CN-GD"]\n')
    assert desk.read().read == 1
    (document,) = desk.rows("documents")
    assert document["document_id"] not in before
    assert document["regions"] == ["CN-GD"]


def test_a_304_stands_for_the_document_that_it_confirms(desk: Desk) -> None:
    first = desk.capture()
    desk.capture(day=1, status=304, headers=(), digest=first.digest, body_bytes=0)
    assert desk.read().read == 1
    assert desk.outcomes() == ["ok", "not_modified"]
    assert len({row["document_id"] for row in desk.rows("captures")}) == 1


def test_a_304_of_an_error_page_is_still_an_error_page(desk: Desk) -> None:
    wall = "<html><head><title>404 页面不存在</title></head><body><p>抱歉，您访问的页面不存在</p></body></html>"
    first = desk.capture(body=wall)
    desk.capture(day=1, status=304, headers=(), digest=first.digest)
    desk.read()
    first_outcome, second_outcome = desk.outcomes()
    assert first_outcome == second_outcome != "ok"
    assert desk.rows("documents") == []


def test_an_attempt_without_a_body_is_a_row(desk: Desk) -> None:
    desk.capture(body=None, status=None, headers=(), error=Outcome.TIMEOUT, verdict=Outcome.TIMEOUT)
    assert desk.read().broken == {}
    (row,) = desk.rows("captures")
    assert (row["outcome"], row["document_id"], row["status"]) == ("timeout", None, None)


def test_a_source_that_nothing_declares_any_more_is_kept_and_named(desk: Desk) -> None:
    desk.capture()
    desk.capture(day=1, source="cn-one/gone", address="http://one.example.org/gone")
    report = desk.read()
    assert report.undeclared == {"cn-one/gone"}
    kept = next(row for row in desk.rows("captures") if row["source_id"] == "cn-one/gone")
    assert (kept["outcome"], kept["document_id"]) == ("ok", None)
    assert len(desk.rows("documents")) == 1


def test_an_imported_file_is_read_without_a_declaration(desk: Desk) -> None:
    name = import_source_id("page.html")
    desk.capture(source=name, method="import", status=None, address="urn:linewatch:import:page.html")
    report = desk.read()
    assert report.undeclared == set()
    (document,) = desk.rows("documents", "import")
    assert document["carriers"] == ["cn-mobile"] or document["carriers"] == []
    assert document["claims_count"] > 0


def test_a_damaged_body_is_told_and_stops_nothing_else(desk: Desk) -> None:
    lost = desk.capture(body=PAGE.replace("次月", "当月"))
    desk.capture(day=1)
    assert lost.digest is not None
    (path,) = (desk.folder / "archive" / "bodies").rglob(f"{lost.digest}*")
    path.write_bytes(b"rubbish")
    report = desk.read()
    assert list(report.broken) == ["cn-one"]
    assert "ArchiveError" in report.broken["cn-one"][ADDRESS]
    assert desk.outcomes() == ["unreadable", "ok"]
    path.unlink()
    desk.archive.put_body(PAGE.replace("次月", "当月").encode())
    assert desk.read().broken == {}
    assert desk.outcomes() == ["ok", "ok"]


@pytest.mark.parametrize("table", ["captures", "documents", "claims", "unexplained", "outcomes"])
@pytest.mark.parametrize("harm", ["removed", "damaged"])
def test_a_lost_or_damaged_file_is_made_again(desk: Desk, table: str, harm: str) -> None:
    desk.capture()
    desk.read()
    before = desk.bytes_read()
    (path,) = (desk.folder / "read" / table).iterdir()
    if harm == "removed":
        path.unlink()
    else:
        path.write_bytes(b"\x00 rubbish")
    desk.read()
    assert desk.bytes_read() == before


def test_readings_of_a_publisher_without_captures_are_removed(desk: Desk) -> None:
    desk.capture()
    desk.read()
    left = desk.folder / "read" / "claims" / "cn-other.parquet"
    left.write_bytes(b"")
    desk.read()
    assert not left.exists()


def test_rows_are_the_same_whether_bodies_are_read_beside_each_other(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(4):
        desk.capture(day=day, body=PAGE.replace("欠费", f"欠费{day}元"))
    desk.read()
    other = Desk(tmp_path_factory.mktemp("beside"))
    other.declare()
    for day in range(4):
        other.capture(day=day, body=PAGE.replace("欠费", f"欠费{day}元"))
    monkeypatch.setattr(reading, "ENOUGH_BYTES_FOR_PROCESSES", 1)
    assert other.read().read == 4
    mine, theirs = (
        [hashlib.sha256(body).hexdigest() for body in place.bytes_read().values()] for place in (desk, other)
    )
    assert mine == theirs


def test_a_forgotten_body_is_read_no_more_and_its_capture_says_so(desk: Desk) -> None:
    capture = desk.capture()
    desk.read()
    desk.archive.forget(str(capture.digest), "asked for", NOON)
    desk.read()
    assert desk.outcomes() == ["forgotten"]
    assert desk.rows("documents") == desk.rows("claims") == []
