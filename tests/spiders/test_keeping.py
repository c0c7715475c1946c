"""Attempts are kept with their bodies and verdicts, in batches, whatever breaks on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.store import Archive
from parsers.masking import MASKER
from schemas.captures import Capture, Outcome
from schemas.documents import SourceKind
from schemas.sources import Source
from spiders.keeping import BATCH, Keeper, judge_whole
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
    broken = Source.model_construct(name="terms", publisher="cn-line", tier=SOURCE.tier, anchors=(3,))
    kept = Keeper(archive, lambda *_: None, judge_whole).keep(broken, attempt(), TERMS)
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


def test_a_community_page_is_kept_without_the_marks_of_private_persons(archive: Archive) -> None:
    forum = SOURCE.model_copy(update={"tier": SourceKind.COMMUNITY, "country": "CN", "mask": (".author",)})
    page = TERMS.decode().replace("</main>", '<i class="author">小王</i><p>我的号码13800138000，客服10086。</p></main>')
    kept = Keeper(archive, lambda *_: None).keep(forum, attempt(), page.encode())
    body = archive.get_body(kept.digest or "").decode()
    assert "13800138000" not in body and "小王" not in body and "10086" in body
    assert kept.masker == MASKER


def test_what_differs_only_in_what_is_masked_is_the_same_body(archive: Archive) -> None:
    forum = SOURCE.model_copy(update={"tier": SourceKind.COMMUNITY, "country": "CN"})
    keeper = Keeper(archive, lambda *_: None)
    digests = {
        keeper.keep(forum, attempt(), TERMS.replace(b"</main>", f"<p>联系{number}</p></main>".encode())).digest
        for number in ("13800138000", "13900139000")
    }
    assert len(digests) == 1


def test_a_carriers_page_is_kept_as_it_came(archive: Archive) -> None:
    body = TERMS.replace(b"</main>", "<p>联系13800138000</p></main>".encode())
    kept = Keeper(archive, lambda *_: None).keep(SOURCE, attempt(), body)
    assert archive.get_body(kept.digest or "") == body and kept.masker is None
