"""Files become captures: one each, dated, under a declared source or one of their own, whatever the others are like."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archive.imports import adhoc_source
from archive.store import Archive
from schemas.captures import Capture, Outcome
from schemas.errors import LinewatchError, UnknownNameError
from schemas.registry import Registry, load_registry
from spiders.files import import_files
from tests.spiders.place import NOON, TERMS, declare


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "data" / "archive")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    declare(tmp_path / "sources", "line", {"terms": "http://line.test/terms", "faq": "http://line.test/faq"})
    declare(tmp_path / "sources", "other", {"terms": "http://other.test/terms"})
    return load_registry(tmp_path / "sources")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, body: bytes = TERMS) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(body)
    return folder / name


def captures(archive: Archive) -> dict[str, Capture]:
    return {capture.address: capture for capture in archive.captures()}


def test_a_file_becomes_a_capture_of_now_under_a_source_of_its_own(
    archive: Archive, registry: Registry, inbox: Path
) -> None:
    before = datetime.now(UTC)
    report = import_files([put(inbox, "Leaving us.html")], archive, registry)
    [capture] = archive.captures()
    assert capture.source.startswith("import/leaving-us-")
    assert capture.address == "urn:linewatch:import:Leaving%20us.html"
    assert before <= capture.captured_at <= datetime.now(UTC)
    assert (capture.method, capture.status, capture.headers) == ("import", None, (("content-type", "text/html"),))
    assert archive.get_body(capture.digest or "") == TERMS
    assert adhoc_source(capture).id == capture.source
    assert report.imported == 1
    assert report.sources == {capture.source}
    assert not report.problems


def test_a_folder_is_taken_with_its_folders_and_other_kinds_are_listed(
    archive: Archive, registry: Registry, inbox: Path
) -> None:
    for name in ("a/index.html", "b/index.htm", "b/c/规则.txt", "b/terms.md", "x.PDF", "table.xlsx", ".git/x.html"):
        put(inbox, name, TERMS + name.encode())
    (inbox / "round").symlink_to(inbox)
    report = import_files([inbox], archive, registry, captured_at=NOON)
    assert {capture.address.removeprefix("urn:linewatch:import:"): dict(capture.headers)["content-type"]
            for capture in archive.captures()} == {
        "a/index.html": "text/html", "b/index.htm": "text/html", "b/c/规则.txt": "text/plain",
        "b/terms.md": "text/markdown", "x.PDF": "application/pdf",
    }
    assert len({capture.source for capture in archive.captures()}) == 5
    assert [Path(name).name for name in report.skipped] == ["round", "table.xlsx"]


def test_importing_again_at_the_same_instant_adds_nothing(archive: Archive, registry: Registry, inbox: Path) -> None:
    path = put(inbox, "terms.html")
    import_files([path], archive, registry, captured_at=NOON)
    report = import_files([path, path], archive, registry, captured_at=NOON)
    assert (report.imported, report.known, report.problems) == (0, 2, [])
    assert len(list(archive.captures())) == 1


def test_two_files_that_would_share_a_place_and_an_instant_are_told_apart_aloud(
    archive: Archive, registry: Registry, inbox: Path
) -> None:
    paths = [put(inbox, "a/terms.html"), put(inbox, "b/terms.html", TERMS + b"other")]
    report = import_files(paths, archive, registry, captured_at=NOON)
    assert report.imported == 1
    assert report.problems[0].startswith(str(paths[1]))
    assert "instant of its own" in report.problems[0]


def test_what_cannot_be_imported_is_said_and_the_rest_goes_on(
    archive: Archive, registry: Registry, inbox: Path
) -> None:
    os.mkfifo(inbox / "pipe.html")
    (inbox / "dangling.html").symlink_to(inbox / "nowhere.html")
    put(inbox, "sheet.xlsx")
    paths = [inbox / name for name in ("missing.html", "pipe.html", "dangling.html", "sheet.xlsx", "\ud800.html")]
    report = import_files([*paths, put(inbox, "good.html")], archive, registry, captured_at=NOON)
    assert report.imported == 1
    assert [problem.partition(": ")[0] for problem in report.problems] == [str(path) for path in paths]
    assert "the kinds are .htm .html" in report.problems[3]


def test_odd_files_have_their_outcomes(archive: Archive, registry: Registry, inbox: Path) -> None:
    put(inbox, "empty.html", b"")
    put(inbox, "large.txt", b"x" * 20_000_000)
    put(inbox, "binary.txt", bytes(range(256)) * 40)
    report = import_files([inbox], archive, registry, captured_at=NOON)
    found = {address.rpartition(":")[2]: capture for address, capture in captures(archive).items()}
    assert found["empty.html"].verdict == Outcome.EMPTY
    assert found["empty.html"].digest is None
    large = found["large.txt"]
    assert (large.error, large.verdict, large.body_bytes, large.digest) == (
        Outcome.TOO_LARGE, Outcome.TOO_LARGE, 20_000_000, None,
    )
    assert found["binary.txt"].digest is not None
    assert found["binary.txt"].verdict not in {None, Outcome.OK}
    assert report.outcomes["import"].total() == 3
    assert not report.problems


@pytest.mark.parametrize("key", ["url", "source_url", "link", "source"])
def test_front_matter_gives_the_address(archive: Archive, registry: Registry, inbox: Path, key: str) -> None:
    text = f"\ufeff---\ntitle: '规则'\n{key}: https://www.example.test/rules?id=1\ndate: 2022-02-15\n---\n\n正文\n"
    import_files([put(inbox, "a.md", text.encode()), put(inbox, "b.txt", (text + "later").encode())],
                 archive, registry, captured_at=NOON)
    [capture] = archive.captures()
    assert capture.address == "https://www.example.test/rules?id=1"
    assert capture.source.startswith("import/www-example-test-rules-id-1-")


@pytest.mark.parametrize(
    "text", ["---\nurl: [\n---\nx", "---\nurl: 3\n---\nx", "---\nurl: ftp://a.test/\n---\nx", "---\n", "---\nno end",
             "---\n- a\n---\n", "---\ndate: 2022-13-45\nurl: x\n---\n", "\n---\nurl: http://a.test/\n---\n"],
)
def test_front_matter_that_gives_none_leaves_the_files_own(
    archive: Archive, registry: Registry, inbox: Path, text: str
) -> None:
    report = import_files([put(inbox, "a.md", text.encode())], archive, registry, captured_at=NOON)
    [capture] = archive.captures()
    assert capture.address == "urn:linewatch:import:a.md"
    assert not report.problems


def test_the_same_address_under_another_name_is_the_same_source(
    archive: Archive, registry: Registry, inbox: Path
) -> None:
    address = "https://www.example.test/terms"
    for day, name in ((1, "old.html"), (2, "new.html")):
        import_files([put(inbox, name, TERMS + name.encode())], archive, registry, url=address,
                     captured_at=NOON.replace(day=day), published=date(2026, 1, day))
    first, second = archive.captures()
    assert first.source == second.source
    assert (first.address, first.published, second.published) == (address, date(2026, 1, 1), date(2026, 1, 2))


def test_files_of_a_declared_source_have_its_address(archive: Archive, registry: Registry, inbox: Path) -> None:
    import_files([put(inbox, "x.html")], archive, registry, source="cn-line/faq", captured_at=NOON)
    import_files([put(inbox, "y.html")], archive, registry, publisher="cn-line", url="http://line.test/terms",
                 captured_at=NOON)
    import_files([put(inbox, "z.html")], archive, registry, publisher="cn-other", captured_at=NOON)
    assert {capture.source: capture.address for capture in archive.captures()} == {
        "cn-line/faq": "http://line.test/faq", "cn-line/terms": "http://line.test/terms",
        "cn-other/terms": "http://other.test/terms",
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"source": "cn-line/nothing"}, "cn-line/nothing"), ({"publisher": "cn-lime"}, "cn-lime"),
        ({"publisher": "cn-line"}, "cn-line/faq, cn-line/terms"), ({"url": "ftp://a.test/"}, "no web address"),
        ({"manifest": Path("missing.jsonl")}, "missing.jsonl"),
    ],
)
def test_a_wish_that_cannot_be_met_for_any_file_is_refused_at_once(
    archive: Archive, registry: Registry, inbox: Path, options: dict[str, object], words: str
) -> None:
    with pytest.raises(LinewatchError, match=words):
        import_files([], archive, registry, **options)  # type: ignore[arg-type]


def test_a_manifest_imports_a_dated_history(archive: Archive, registry: Registry, inbox: Path) -> None:
    lines = []
    for year in (2012, 2019, 2026):
        put(inbox, f"versions/{year}.html", TERMS + str(year).encode())
        line = {"path": f"versions/{year}.html", "source": "cn-line/terms", "captured_at": f"{year}-05-01T08:00Z"}
        lines.append(line)
    lines[0]["published"] = "2012-04-30"
    lines[1] |= {"captured_at": "2019-05-01", "url": "http://line.test/old-terms"}
    manifest = put(inbox, "list.jsonl", b"\xef\xbb\xbf" + "\r\n\n".join(map(json.dumps, lines)).encode())
    report = import_files([], archive, registry, manifest=manifest, captured_at=NOON)
    assert not report.problems
    assert [(c.captured_at.isoformat(), c.address, c.published) for c in archive.captures("cn-line")] == [
        ("2012-05-01T08:00:00+00:00", "http://line.test/terms", date(2012, 4, 30)),
        ("2019-05-01T00:00:00+00:00", "http://line.test/old-terms", None),
        ("2026-05-01T08:00:00+00:00", "http://line.test/terms", None),
    ]
    assert import_files([], archive, registry, manifest=manifest).known == 3


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "Invalid JSON"), ('"a"', "the line: "), ('{"source": "cn-line/terms"}', "path: Field required"),
        ('{"path": "good.html", "publised": "2020-01-01"}', "publised: "),
        ('{"path": "good.html", "captured_at": "yesterday"}', "captured_at: "),
        ('{"path": "good.html", "published": "2020-02-30"}', "published: "),
        ('{"path": "good.html", "url": "www.line.test"}', "url: "), ('{"path": "missing.html"}', "cannot be read"),
        ('{"path": "good.html", "source": "cn-lime/terms"}', "cn-lime/terms"), ("\xff\xfe", "the line: "),
    ],
)
def test_a_line_that_breaks_the_form_is_named_and_the_others_go_on(
    archive: Archive, registry: Registry, inbox: Path, line: str, words: str
) -> None:
    put(inbox, "good.html")
    manifest = put(inbox, "list.jsonl", (line + '\n{"path": "good.html"}\n').encode("latin-1"))
    report = import_files([], archive, registry, manifest=manifest, captured_at=NOON)
    assert report.imported == 1
    [problem] = report.problems
    assert problem.startswith(f"{manifest}:1: ")
    assert words in problem


def test_an_unknown_source_is_an_unknown_name(archive: Archive, registry: Registry) -> None:
    with pytest.raises(UnknownNameError):
        import_files([], archive, registry, source="cn-line/term")


def test_what_the_archive_refuses_is_told(archive: Archive, registry: Registry, inbox: Path) -> None:
    archive.root.parent.mkdir(parents=True)
    archive.root.write_bytes(b"a file where the folder should be")
    report = import_files([put(inbox, "a.html"), put(inbox, "b.html")], archive, registry, captured_at=NOON)
    assert report.imported == 0
    assert len(report.problems) == 2
