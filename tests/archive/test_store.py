"""The archive keeps bodies once, replays captures in one order, and says so when it is damaged."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.store import Archive
from schemas.captures import Capture, Outcome
from schemas.errors import ArchiveError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_capture(path: str = "leaving", at: datetime = NOON, publisher: str = "xx-line", **facts: object) -> Capture:
    capture = Capture(f"{publisher}/{path}", f"http://{publisher}.test/{path}", at, "crawl", status=200)
    return replace(capture, **facts)  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def files_below(archive: Archive) -> list[Path]:
    return sorted(path for path in archive.root.rglob("*") if path.is_file())


def test_opening_and_reading_an_archive_that_is_not_there_writes_nothing(archive: Archive) -> None:
    assert list(archive.captures()) == []
    assert archive.publishers() == []
    assert archive.known("xx-line") == set()
    assert list(archive.read_log("notices")) == []
    assert not archive.root.exists()


@pytest.mark.parametrize("body", [b"", b"\x00" * 70_000, "销户须知".encode("gb18030")])
def test_a_body_comes_back_as_it_was_and_is_stored_once(archive: Archive, body: bytes) -> None:
    digest = archive.put_body(body)
    before = [(path, path.stat().st_mtime_ns) for path in files_below(archive)]
    assert archive.put_body(body) == digest
    assert [(path, path.stat().st_mtime_ns) for path in files_below(archive)] == before
    assert archive.has_body(digest)
    assert archive.get_body(digest) == body
    assert before[0][0] == archive.root / "bodies" / digest[:2] / digest[2:4] / f"{digest}.zst"


def test_a_damaged_body_is_named_and_not_returned(archive: Archive) -> None:
    digest = archive.put_body(b"the terms of leaving" * 100)
    [path] = files_below(archive)
    content = path.read_bytes()
    for damaged in (content[:-9], content[:20] + b"\x00\x01" + content[22:], b"", b"plain"):
        path.write_bytes(damaged)
        with pytest.raises(ArchiveError, match=digest):
            archive.get_body(digest)


def test_a_body_under_the_digest_of_another_is_an_error(archive: Archive) -> None:
    one, two = archive.put_body(b"one"), archive.put_body(b"two")
    paths = {path.stem: path for path in files_below(archive)}
    paths[one].write_bytes(paths[two].read_bytes())
    with pytest.raises(ArchiveError, match="its digest is another"):
        archive.get_body(one)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_what_is_no_digest_is_refused(archive: Archive, digest: str) -> None:
    with pytest.raises(ArchiveError, match="no digest"):
        archive.get_body(digest)


def test_a_missing_body_is_an_error_that_names_it(archive: Archive) -> None:
    assert not archive.has_body("0" * 64)
    with pytest.raises(ArchiveError, match="no such body"):
        archive.get_body("0" * 64)


def test_captures_come_back_whole(archive: Archive) -> None:
    capture = make_capture(
        final_address="http://xx-line.test/bye\u2028?q=销户", headers=(("content-type", "text/html"), ("etag", '"1"')),
        digest=archive.put_body(b"x"), body_bytes=1, verdict=Outcome.OK, published=NOON.date(),
    )
    failed = make_capture("gone", status=None, error=Outcome.TIMEOUT, verdict=Outcome.TIMEOUT)
    archive.append("xx-line", [capture, failed])
    assert list(archive.captures("xx-line")) == [failed, capture]
    assert archive.publishers() == ["xx-line"]
    assert archive.known("xx-line") == {(c.source, c.address, c.captured_at) for c in (capture, failed)}


def test_replay_is_in_time_order_over_segments_and_publishers(archive: Archive) -> None:
    days = [NOON + timedelta(days=day) for day in range(4)]
    archive.append("xx-line", [make_capture("b", days[3]), make_capture("a", days[0])])
    archive.append("xx-line", [make_capture("a", days[2]), make_capture("b", days[2])])
    archive.append("aa-line", [make_capture("a", days[1], "aa-line"), make_capture("z", days[3], "aa-line")])
    replayed = [(capture.captured_at, capture.source) for capture in archive.captures()]
    assert replayed == [
        (days[0], "xx-line/a"), (days[1], "aa-line/a"), (days[2], "xx-line/a"), (days[2], "xx-line/b"),
        (days[3], "aa-line/z"), (days[3], "xx-line/b"),
    ]
    recent = archive.captures("xx-line", since=days[2])
    assert [capture.captured_at for capture in recent] == [days[2], days[2], days[3]]


def test_appending_the_same_twice_changes_nothing(archive: Archive) -> None:
    captures = [make_capture("a"), make_capture("b")]
    archive.append("xx-line", captures)
    before = files_below(archive)
    archive.append("xx-line", list(reversed(captures)))
    archive.append("xx-line", [])
    assert files_below(archive) == before


def test_an_attempt_logged_twice_is_replayed_once_and_with_its_body(archive: Archive) -> None:
    failed = make_capture(status=None, error=Outcome.TIMEOUT)
    fetched = make_capture(digest=archive.put_body(b"x"), body_bytes=1)
    other_source = replace(fetched, source="xx-line/same-page")
    archive.append("xx-line", [failed])
    archive.append("xx-line", [fetched, other_source])
    assert list(archive.captures()) == [fetched, other_source]


def test_a_capture_is_not_logged_before_its_body(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="is not stored"):
        archive.append("xx-line", [make_capture("a"), make_capture("b", digest="0" * 64)])
    assert list(archive.captures()) == []


@pytest.mark.parametrize("publisher", ["", "../bodies", "a/b", "A", ".incoming"])
def test_a_publisher_that_is_no_id_is_refused(archive: Archive, publisher: str) -> None:
    with pytest.raises(ArchiveError, match="no publisher's id"):
        list(archive.captures(publisher))


def test_a_capture_of_another_publisher_is_refused(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="not a source of aa-line"):
        archive.append("aa-line", [make_capture()])


def test_a_damaged_segment_is_named(archive: Archive) -> None:
    archive.append("xx-line", [make_capture()])
    [path] = files_below(archive)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(ArchiveError, match=path.name):
        list(archive.captures())


def test_a_row_of_a_newer_version_is_an_error_and_not_a_crash(archive: Archive) -> None:
    capture = make_capture()
    object.__setattr__(capture, "error", "an_outcome_of_the_future")
    archive.append("xx-line", [capture])
    with pytest.raises(ArchiveError, match="newer"):
        list(archive.captures())


def test_a_stray_file_in_the_log_is_an_error_and_hidden_files_are_passed_over(archive: Archive) -> None:
    archive.append("xx-line", [make_capture()])
    folder = files_below(archive)[0].parent
    (folder / ".DS_Store").write_bytes(b"x")
    assert len(list(archive.captures())) == 1
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ArchiveError, match=r"notes\.txt"):
        list(archive.captures())


def test_what_a_killed_writer_left_is_ignored_and_later_removed(archive: Archive) -> None:
    archive.put_body(b"first")
    incoming = archive.root / ".incoming"
    abandoned, in_use = incoming / "1-aaaa", incoming / "2-bbbb"
    for path in (abandoned, in_use):
        path.write_bytes(b"half")
    yesterday = time.time() - 86_400
    os.utime(abandoned, (yesterday, yesterday))
    assert list(Archive(archive.root).captures()) == []
    Archive(archive.root).put_body(b"second")
    assert list(incoming.iterdir()) == [in_use]


def test_a_disk_that_refuses_is_an_error_that_says_what_to_do(archive: Archive) -> None:
    archive.root.write_bytes(b"a file where the folder should be")
    with pytest.raises(ArchiveError, match="make room or mend the permissions"):
        archive.put_body(b"x")


def test_other_logs_keep_their_order_and_repeat_nothing(archive: Archive) -> None:
    later, earlier = [{"event": "b", "told": None}], [{"event": "a", "n": 1.0}]
    archive.append_log("notices", later, at=NOON + timedelta(days=1))
    archive.append_log("notices", earlier, at=NOON)
    archive.append_log("notices", later)
    archive.append_log("builds", [{"tables": {"core.policies": 3}}])
    assert list(archive.read_log("notices")) == earlier + later
    assert list(archive.read_log("builds")) == [{"tables": {"core.policies": 3}}]
    with pytest.raises(ArchiveError, match="builds, notices"):
        archive.append_log("captures", later)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc"), st.integers(0, 3)), max_size=25), st.randoms())
def test_replay_does_not_depend_on_how_captures_were_split(
    tmp_path_factory: pytest.TempPathFactory, keys: list[tuple[int, str, int]], random: object
) -> None:
    captures = [make_capture(path, NOON + timedelta(hours=hour)) for hour, path, _ in keys]
    whole, split = (Archive(tmp_path_factory.mktemp("archive")) for _ in range(2))
    whole.append("xx-line", captures)
    for part in range(4):
        mine = [capture for capture, (_, _, where) in zip(captures, keys, strict=True) if where == part]
        split.append("xx-line", mine)
    assert list(whole.captures()) == list(split.captures())
    assert len(list(whole.captures())) == len({(capture.source, capture.captured_at) for capture in captures})


def test_a_forgotten_body_is_gone_for_good_and_its_captures_stay(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.put_body(b"a private letter")
    archive.append("xx-line", [make_capture(digest=digest, body_bytes=16)])
    archive.forget(digest, "asked for by the writer", NOON)
    assert not archive.has_body(digest)
    assert [kept.digest for kept in archive.captures()] == [digest]
    assert Archive(tmp_path).forgotten() == {digest: "asked for by the writer"}
    assert Archive(tmp_path).put_body(b"a private letter") == digest
    assert not Archive(tmp_path).has_body(digest)


def test_a_body_seen_again_after_it_was_forgotten_still_has_its_row(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.put_body(b"a private letter")
    archive.forget(digest, "asked for by the writer", NOON)
    archive.append("xx-line", [make_capture(digest=digest, body_bytes=16)])
    assert len(list(archive.captures())) == 1


@pytest.mark.parametrize(("digest", "reason"), [("0" * 64, "why"), ("no digest", "why"), (None, " ")])
def test_what_is_not_there_or_without_a_reason_is_not_forgotten(
    tmp_path: Path, digest: str | None, reason: str
) -> None:
    archive = Archive(tmp_path)
    known = archive.put_body(b"a letter")
    with pytest.raises(ArchiveError):
        archive.forget(digest or known, reason, NOON)
    assert archive.has_body(known)
