"""What a crawl will fetch follows from the declarations and the log, and what it leaves out is counted by reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.store import Archive
from schemas.captures import Capture, Outcome
from schemas.sources import Cadence, Kind, Source
from spiders.planning import Fetch, Skip, plan_fetches

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCE = Source(name="terms", url="http://line.test/terms", publisher="cn-line")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def capture_of(archive: Archive, at: datetime, body: bytes = b"terms", **facts: object) -> Capture:
    capture = Capture(SOURCE.id, "http://line.test/terms", at, "crawl", status=200, headers=(("etag", '"1"'),),
                      digest=archive.put_body(body), body_bytes=len(body), verdict=Outcome.OK)
    capture = replace(capture, **facts)  # type: ignore[arg-type]
    archive.append("cn-line", [capture])
    return capture


def plan_one(archive: Archive, source: Source = SOURCE) -> Fetch | Skip:
    plan = plan_fetches([source], "cn-line", archive, NOON)
    [only] = plan.fetches + list(plan.skipped)
    return only


def test_a_page_never_seen_is_fetched_unconditionally(archive: Archive) -> None:
    assert plan_one(archive) == Fetch(SOURCE, "http://line.test/terms", None)


def test_the_last_healthy_capture_is_offered_for_confirmation(archive: Archive) -> None:
    capture_of(archive, NOON - 3 * DAY, b"older")
    last = capture_of(archive, NOON - 2 * DAY)
    capture_of(archive, NOON - DAY, b"try again later", verdict=Outcome.BLOCKED)
    capture_of(archive, NOON + DAY, b"of the future")
    assert plan_one(archive) == Fetch(SOURCE, "http://line.test/terms", last)


@pytest.mark.parametrize("facts", [{"headers": ()}, {"verdict": Outcome.SOFT_404}, {"verdict": None}])
def test_what_a_server_cannot_confirm_is_fetched_anew(archive: Archive, facts: dict[str, object]) -> None:
    capture_of(archive, NOON - DAY, **facts)
    assert plan_one(archive) == Fetch(SOURCE, "http://line.test/terms", None)


def test_a_body_that_is_gone_from_the_archive_is_fetched_anew(archive: Archive) -> None:
    capture_of(archive, NOON - DAY)
    [body] = [path for path in (archive.root / "bodies").rglob("*") if path.is_file()]
    body.unlink()
    assert plan_one(archive) == Fetch(SOURCE, "http://line.test/terms", None)


@pytest.mark.parametrize("verdict", [Outcome.OK, Outcome.SERVER_ERROR])
def test_what_was_attempted_at_this_instant_is_not_fetched_again(archive: Archive, verdict: Outcome) -> None:
    capture_of(archive, NOON, verdict=verdict)
    assert plan_one(archive) is Skip.ALREADY_CAPTURED
    moved = SOURCE.model_copy(update={"url": "http://line.test/new-terms"})
    assert plan_one(archive, moved) == Fetch(moved, "http://line.test/new-terms", None)


def test_a_page_declared_once_is_fetched_until_it_was_read(archive: Archive) -> None:
    once = SOURCE.model_copy(update={"cadence": Cadence.ONCE})
    capture_of(archive, NOON - 2 * DAY, verdict=Outcome.SERVER_ERROR)
    assert isinstance(plan_one(archive, once), Fetch)
    capture_of(archive, NOON - DAY)
    assert plan_one(archive, once) is Skip.READ_ONCE


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_fetched_or_skipped_for_a_reason(archive: Archive, kind: Kind) -> None:
    reasons = {Kind.DISCOVERY: Skip.NEEDS_DISCOVERY, Kind.FOLDER: Skip.NEEDS_IMPORT}
    found = plan_one(archive, SOURCE.model_copy(update={"kind": kind}))
    assert (found if isinstance(found, Skip) else None) is reasons.get(kind)
    if isinstance(found, Fetch):
        assert (found.role == "index") is (kind is not Kind.PAGE)
