"""The planted changes are all that the labels change between the editions, and no page changes without one.

Whether the code finds them is tested where the changes are computed.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from schemas.ids import canonical_json
from schemas.registry import load_registry

PROJECT = Path(__file__).parents[2]
SAMPLES = PROJECT / "samples"


class Slot(NamedTuple):
    """Where a statement belongs; a qualifier that is not stated is `any`."""

    attribute: str
    code: str
    applicant: str
    line_type: str
    channel: str


class Label(NamedTuple):
    """What one page said, by hand, in one edition."""

    source: str
    edition: int
    is_healthy: bool
    file: str
    claims: list[dict[str, Any]]


State = dict[Slot, frozenset[str]]


@cache
def read_labels() -> tuple[Label, ...]:
    labels = []
    for path in sorted((PROJECT / "tests" / "golden").glob("*/*/capture.json")):
        meta = json.loads(path.read_text("utf-8"))
        claims = json.loads((path.parent / "claims.json").read_text("utf-8"))
        labels.append(Label(meta["source"], meta["edition"], meta["outcome"] == "ok", meta["file"], claims))
    return tuple(labels)


@cache
def read_page_sets() -> dict[str, str]:
    """Read which page set each source belongs to."""
    return {source.id: source.page_set for source in load_registry(SAMPLES / "sources").sources.values()}


def state_of(page_set: str, edition: int) -> State:
    """Gather what a page set states at an edition, each of its pages as it was last healthy."""
    newest: dict[str, Label] = {}
    for label in sorted(read_labels(), key=lambda label: label.edition):
        if read_page_sets()[label.source] == page_set and label.is_healthy and label.edition <= edition:
            newest[label.source] = label
    state: dict[Slot, frozenset[str]] = defaultdict(frozenset)
    for label in newest.values():
        for claim in label.claims:
            state[slot_of(claim)] |= values_of([claim])
    return dict(state)


def slot_of(claim: dict[str, Any]) -> Slot:
    return Slot(*(claim.get(name, "any") for name in Slot._fields))


def values_of(statements: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(canonical_json([statement["polarity"], statement.get("value")]) for statement in statements)


def describe(edition: int, page_set: str, slot: Slot, kind: str, before: frozenset[str], after: frozenset[str]) -> str:
    return canonical_json([edition, page_set, slot, kind, sorted(before), sorted(after)])


def find_changes() -> Iterator[str]:
    """Compare what the labels say of each page set at consecutive editions, slot by slot."""
    for page_set in set(read_page_sets().values()):
        for edition in (2, 3):
            before, after = state_of(page_set, edition - 1), state_of(page_set, edition)
            for slot in before.keys() | after.keys():
                old, new = before.get(slot, frozenset()), after.get(slot, frozenset())
                if old != new:
                    kind = "changed" if old and new else "added" if new else "removed"
                    yield describe(edition, page_set, slot, kind, old, new)


def test_planted_changes_are_all_that_changes() -> None:
    planted = tomllib.loads((SAMPLES / "expected_changes.toml").read_text("utf-8"))["change"]
    expected = set()
    for change in planted:
        assert read_page_sets()[change["source"]] == change["page_set"]
        values = values_of(change["before"]), values_of(change["after"])
        expected.add(describe(change["edition"], change["page_set"], slot_of(change), change["kind"], *values))
    assert len(expected) == len(planted)
    assert set(find_changes()) == expected


def test_the_new_layout_says_the_same() -> None:
    assert state_of("cn-broadnet/leaving", 1) == state_of("cn-broadnet/leaving", 2)
    assert len({label.file for label in read_labels() if label.source == "cn-broadnet/leaving"}) == 2
