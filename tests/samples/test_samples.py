"""The sample site is whole: declared pages are answered, labels quote what a visitor sees in the vocabulary's words.

What the code reads from the pages is tested where the code is; here the samples and their labels meet each other.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import lxml.html
import pytest
from lxml.etree import _Comment, _ProcessingInstruction

from schemas.captures import Outcome
from schemas.documents import SourceKind
from schemas.ids import canonical_json
from schemas.registry import load_registry
from schemas.sources import Source
from schemas.vocabulary import ValueKind, load_vocabulary

PROJECT = Path(__file__).parents[2]
SAMPLES = PROJECT / "samples"
GOLDEN = PROJECT / "tests" / "golden"

QUALIFIERS = ("channel", "applicant", "line_type", "carriers", "regions")
UNSEEN = {"head", "script", "style", "template", "noscript", "nav"}
INLINE = {"a", "b", "strong", "em", "i", "small", "span", "font", "sup", "sub"}


@dataclass(frozen=True)
class Answer:
    """What the site answers at an address in an edition."""

    file: str
    status: int
    content_type: str


@dataclass(frozen=True)
class Golden:
    """A labelled capture: its directory, what stands in capture.json, and the claims."""

    folder: Path
    meta: dict[str, Any]
    claims: tuple[dict[str, Any], ...]

    @property
    def id(self) -> str:
        return self.folder.relative_to(GOLDEN).as_posix()

    @property
    def answer(self) -> Answer:
        return Answer(self.meta["file"], self.meta.get("status", 200), self.meta["content_type"])


@cache
def read_editions() -> dict[str, Any]:
    return tomllib.loads((SAMPLES / "editions.toml").read_text("utf-8"))


@cache
def read_sources() -> dict[str, Source]:
    return dict(load_registry(SAMPLES / "sources").sources)


@cache
def read_goldens() -> tuple[Golden, ...]:
    return tuple(
        Golden(path.parent, read_json(path), tuple(read_json(path.parent / "claims.json")))
        for path in sorted(GOLDEN.glob("*/*/capture.json"))
    )


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def answer_at(address: str, edition: int) -> Answer | None:
    """Answer as README.md says that the server does; None is its 404."""
    editions = read_editions()
    parts = urlsplit(address)
    file = None
    for folder in reversed([entry["folder"] for entry in editions["edition"][:edition]]):
        if (SAMPLES / folder / parts.netloc / parts.path.lstrip("/")).is_file():
            file = f"{folder}/{parts.netloc}{parts.path}"
            break
    own = editions["edition"][edition - 1].get("response", [])
    response = next((r for r in [*own, *editions["response"]] if r["address"] == address), {})
    file = response.get("body", file)
    if file is None:
        return None
    by_extension = editions["content_types"][file.rpartition(".")[2]]
    return Answer(f"samples/{file}", response.get("status", 200), response.get("content_type", by_extension))


def is_allowed(source: Source) -> bool:
    parts = urlsplit(source.url or "")
    robots = answer_at(f"http://{parts.netloc}/robots.txt", 1)
    parser = RobotFileParser()
    parser.parse((PROJECT / robots.file).read_text("utf-8").splitlines() if robots else [])
    return parser.can_fetch("linewatch", source.url or "")


def declared_answers() -> Iterator[tuple[Source, int, Answer]]:
    for source in read_sources().values():
        for edition in range(1, len(read_editions()["edition"]) + 1):
            answer = answer_at(source.url or "", edition)
            assert answer is not None, f"{source.id} has no file in edition {edition}"
            yield source, edition, answer


def read_page(golden: Golden) -> lxml.html.HtmlElement:
    body = (PROJECT / golden.meta["file"]).read_bytes()
    return lxml.html.document_fromstring(body.decode(golden.meta["encoding"]))


def find_visible_blocks(golden: Golden) -> list[str]:
    """Find the lines of text that a visitor sees in the declared part of a page, a block each, white space folded."""
    source = read_sources()[golden.meta["source"]]
    page = read_page(golden)
    for selector in source.remove:
        for element in page.cssselect(selector):
            element.drop_tree()
    roots = [element for selector in source.select for element in page.cssselect(selector)] or [page]
    pieces: list[str] = []
    for root in roots:
        _gather(root, pieces)
    return [line for line in (" ".join(line.split()) for line in "".join(pieces).split("\0")) if line]


def _gather(element: Any, pieces: list[str]) -> None:
    """Append the visible text below an element; NUL stands between blocks."""
    if isinstance(element, _Comment | _ProcessingInstruction):
        return
    is_unseen = element.tag in UNSEEN or "hidden" in element.attrib or element.get("aria-hidden") == "true"
    if is_unseen or "display:none" in element.get("style", "").replace(" ", ""):
        return
    edge = "" if element.tag in INLINE else "\0"
    pieces += [edge, element.text or ""]
    for child in element:
        _gather(child, pieces)
        pieces.append(child.tail or "")
    pieces.append(edge)


def goldens() -> Any:
    return pytest.mark.parametrize("golden", read_goldens(), ids=lambda golden: golden.id)


def test_editions_follow_each_other_and_their_files_exist() -> None:
    editions = read_editions()["edition"]
    assert [edition["number"] for edition in editions] == [1, 2, 3]
    instants = [edition["instant"] for edition in editions]
    assert instants == sorted(set(instants))
    assert all(isinstance(instant, datetime) and instant.tzinfo == UTC for instant in instants)
    urls = {source.url for source in read_sources().values()}
    for edition in editions:
        assert (SAMPLES / edition["folder"]).is_dir()
        for response in edition.get("response", []):
            assert response["address"] in urls
            assert (SAMPLES / response["body"]).is_file()


def test_every_declared_page_is_answered_and_every_file_is_declared() -> None:
    used = {answer.file for _, _, answer in declared_answers()}
    files = {path.relative_to(PROJECT).as_posix() for path in (SAMPLES / "site").rglob("*") if path.is_file()}
    assert not {file for file in files - used if not file.endswith("/robots.txt")}


def test_every_publisher_is_called_a_sample() -> None:
    assert all(p.name.endswith("(SAMPLE)") for p in load_registry(SAMPLES / "sources").publishers.values())


def test_every_host_is_named_after_its_publisher() -> None:
    for source in read_sources().values():
        assert source.url is not None
        assert source.url.startswith(f"http://{source.publisher}.sample.test/")


def test_one_declared_page_is_denied_by_robots() -> None:
    assert [source.id for source in read_sources().values() if not is_allowed(source)] == ["cn-telecom/agreement"]


def test_a_later_edition_holds_no_needless_copy() -> None:
    for earlier, later in ((1, 2), (2, 3)):
        folder = SAMPLES / read_editions()["edition"][later - 1]["folder"]
        for path in folder.rglob("*.html"):
            below = answer_at(f"http://{path.relative_to(folder).as_posix()}", earlier)
            assert below is None or (PROJECT / below.file).read_bytes() != path.read_bytes()


def test_every_page_says_that_it_is_a_sample() -> None:
    for path in [*SAMPLES.glob("site/**/*.html"), *SAMPLES.glob("bodies/*.html")]:
        page = lxml.html.document_fromstring(path.read_bytes())
        assert "SAMPLE" in page.findtext(".//title", "") or "SAMPLE" in page.text_content(), path
        if "bodies" not in path.parts:
            assert "SAMPLE" in page.findtext(".//title", ""), path
            assert "SAMPLE" in page.body.text_content(), path


def test_every_answer_that_a_crawler_may_see_is_labelled() -> None:
    labelled = {(golden.meta["source"], golden.answer) for golden in read_goldens()}
    seen = {(source.id, answer) for source, _, answer in declared_answers() if is_allowed(source)}
    assert labelled == seen


@goldens()
def test_a_label_says_what_was_captured(golden: Golden) -> None:
    source = read_sources()[golden.meta["source"]]
    assert answer_at(source.url or "", golden.meta["edition"]) == golden.answer
    suffix = "" if golden.meta["edition"] == 1 else f"-edition-{golden.meta['edition']}"
    assert golden.id == f"{source.id}{suffix}"
    if Outcome(golden.meta["outcome"]) is Outcome.OK:
        SourceKind(golden.meta["kind"])
        assert golden.meta["regions"] == list(source.regions)
        assert "published" not in golden.meta or date.fromisoformat(golden.meta["published"])
        assert golden.claims
    else:
        assert not golden.claims


@goldens()
def test_claims_use_only_the_vocabulary(golden: Golden) -> None:
    vocabulary = load_vocabulary()
    said = set()
    for claim in golden.claims:
        code = vocabulary.code(claim["attribute"], claim["code"])
        assert set(claim) <= {"attribute", "code", "polarity", "value", "quote", *QUALIFIERS}, claim
        assert claim["polarity"] in code.polarities, claim
        assert claim.get("channel") in {None, *(c.code for c in vocabulary.codes_of("channel"))}, claim
        assert claim.get("applicant") in {None, *vocabulary.applicants}, claim
        assert claim.get("line_type") in {None, *vocabulary.line_types}, claim
        if "value" in claim:
            check_value(claim["value"], code.value_kind)
        key = canonical_json({name: part for name, part in claim.items() if name != "quote"})
        assert key not in said, f"said twice: {claim}"
        said.add(key)


def check_value(value: Any, kind: ValueKind) -> None:
    vocabulary = load_vocabulary()
    if kind in (ValueKind.TEXT, ValueKind.DATE):
        assert isinstance(value, str)
        assert kind is ValueKind.TEXT or date.fromisoformat(value)
    elif "symbol" in value:
        assert kind is ValueKind.DURATION_OR_SYMBOL
        assert value["symbol"] in vocabulary.symbols
    elif "unit" in value:
        assert kind in (ValueKind.DURATION, ValueKind.DURATION_OR_SYMBOL)
        assert value["unit"] in vocabulary.units
    elif "percent" in value:
        assert kind is ValueKind.MONEY_OR_FORMULA
        assert value["of"] in vocabulary.ofs
    else:
        assert kind is ValueKind.MONEY_OR_FORMULA
        assert len(value["currency"]) == 3
        assert value["per"] in {None, *vocabulary.pers}


@goldens()
def test_quotes_stand_within_one_visible_block(golden: Golden) -> None:
    if golden.claims:
        blocks = find_visible_blocks(golden)
        missing = [claim["quote"] for claim in golden.claims if not any(claim["quote"] in block for block in blocks)]
        assert not missing


def test_the_old_page_is_gbk_and_only_its_meta_tag_says_so() -> None:
    answer = answer_at("http://cn-unicom.sample.test/hb/xiaohu.html", 3)
    assert answer is not None
    assert answer.content_type == "text/html"
    body = (PROJECT / answer.file).read_bytes()
    assert "charset=gbk" in body.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_pages_that_failed_come_back_unchanged() -> None:
    for source_id in ("cn-mobile/sichuan", "cn-unicom/heilongjiang"):
        url = read_sources()[source_id].url or ""
        first, failed, last = (answer_at(url, edition) for edition in (1, 2, 3))
        assert first == last
        assert failed is not None
        assert failed.file.startswith("samples/bodies/")
