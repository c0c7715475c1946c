"""The sample pages against what a careful reader reads in them, labelled by hand in tests/golden."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.read import Reading, read_capture
from schemas.captures import Capture
from schemas.ids import canonical_json
from schemas.registry import Registry, load_registry

PROJECT = Path(__file__).parents[2]
GOLDENS = sorted((PROJECT / "tests" / "golden").glob("*/*/capture.json"))
Statement = tuple[str, str, str, str]

each_golden = pytest.mark.parametrize("path", GOLDENS, ids=lambda path: "/".join(path.parts[-3:-1]))


@cache
def samples() -> Registry:
    return load_registry(PROJECT / "samples" / "sources")


@cache
def read(path: Path) -> tuple[dict[str, Any], Reading]:
    golden = json.loads(path.read_text("utf-8"))
    source = samples().source(golden["source"])
    capture = Capture(
        source.id,
        str(source.url),
        datetime(2026, 7, 1, tzinfo=UTC),
        "crawl",
        status=golden.get("status", 200),
        headers=(("content-type", golden["content_type"]),),
    )
    return golden, read_capture((PROJECT / golden["file"]).read_bytes(), capture, source)


def labelled(path: Path) -> set[Statement]:
    claims = json.loads((path.parent / "claims.json").read_text("utf-8"))
    return {(c["attribute"], c["code"], c["polarity"], canonical_json(c.get("value"))) for c in claims}


def found(path: Path) -> set[Statement]:
    return {(c.attribute, c.code, c.polarity, canonical_json(c.value)) for c in read(path)[1].claims}


@each_golden
def test_a_sample_page_has_its_outcome_language_and_scope(path: Path) -> None:
    golden, reading = read(path)
    assert reading.outcome == golden["outcome"]
    if reading.document is not None:
        document = reading.document
        assert (document.language, document.kind) == (golden["language"], golden["kind"])
        assert sorted(document.carriers) == sorted(golden["carriers"])
        assert sorted(document.regions) == sorted(golden["regions"])


@each_golden
def test_a_sample_page_is_read_nearly_as_a_person_reads_it(path: Path) -> None:
    wanted, ours = labelled(path), found(path)
    assert len(wanted & ours) >= 0.8 * max(len(wanted), len(ours)), (sorted(wanted - ours), sorted(ours - wanted))


@each_golden
def test_every_claim_of_a_sample_page_is_grounded(path: Path) -> None:
    reading = read(path)[1]
    for claim in reading.claims:
        assert reading.document is not None
        assert reading.document.text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote


def test_over_all_sample_pages_few_claims_are_missed_or_invented() -> None:
    hits = sum(len(labelled(path) & found(path)) for path in GOLDENS)
    both = sum(len(labelled(path)) + len(found(path)) for path in GOLDENS)
    assert 2 * hits / both >= 0.92
