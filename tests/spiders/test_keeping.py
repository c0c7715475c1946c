"""Attempts are kept with their bodies and verdicts, in batches, whatever breaks on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.store import Archive
from schemas.captures import Capture, Outcome
from schemas.sources import Source
from spiders.keeping import BATCH, Keeper
from tests.spiders.place import NOON, TERMS

SOURCE = Source(name="terms", url="http://line.test/terms", publisher="cn-line", anchors=("销户",))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def attempt(path: str = "terms") -> Capture:
    return Capture("cn-line/terms", f"http://line.test/{path}", NOON, "crawl", status=200)


def test_a_kept_attempt_has_its_digest_and_verdict_and_is_logged_by_a_flush(archive: Archive) -> None:
    told: list[tuple[str, int]] = []
    keeper = Keeper(archive, lambda publisher, captures: told.append((publisher, len(captures))))
    kept = keeper.keep(SOURCE, attempt(), TERMS)
    assert archive.get_body(kept.digest or "") == TERMS
    assert (kept.body_bytes, kept.verdict) == (len(TERMS), Outcome.OK)
    assert list(archive.captures()) == []
    assert keeper.flush() == {}
    assert list(archive.captures()) == [kept]
    assert told == [("cn-line", 1)]


def test_a_full_batch_is_logged_without_waiting(archive: Archive) -> None:
    keeper = Keeper(archive, lambda *_: None)
    for number in range(BATCH + 1):
        keeper.keep(SOURCE, attempt(str(number)), b"")
    assert len(list(archive.captures())) == BATCH


def test_a_body_that_breaks_the_judge_is_kept_as_unreadable(archive: Archive, caplog: pytest.LogCaptureFixture) -> None:
    broken = Source.model_construct(name="terms", publisher="cn-line", anchors=(3,))
    kept = Keeper(archive, lambda *_: None).keep(broken, attempt(), TERMS)
    assert kept.verdict == Outcome.UNREADABLE
    assert kept.digest is not None
    assert "Traceback" in caplog.text


def test_what_the_archive_refuses_goes_on_waiting(archive: Archive) -> None:
    keeper = Keeper(archive, lambda *_: None)
    keeper.keep(SOURCE, attempt(), TERMS)
    log = archive.root / "log" / "captures"
    log.mkdir(parents=True)
    (log / "cn-line").write_bytes(b"a file where the folder of a log should be")
    assert list(keeper.flush()) == ["cn-line"]
    (log / "cn-line").unlink()
    assert keeper.flush() == {}
    assert len(list(archive.captures())) == 1
