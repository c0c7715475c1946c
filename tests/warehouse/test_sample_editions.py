"""The sample site as labelled by hand: the changes between its editions are told, all of them and nothing else."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from schemas.ids import canonical_json
from schemas.registry import load_registry
from warehouse.build import build

PROJECT = Path(__file__).parents[2]
SAMPLES, GOLDEN = PROJECT / "samples", PROJECT / "tests" / "golden"


def find_label(source, edition):
    publisher, _, page = source.partition("/")
    names = [f"{page}-edition-{number}" for number in range(edition, 1, -1)] + [page]
    folders = [GOLDEN / publisher / name for name in names]
    return next((folder for folder in folders if folder.is_dir()), None)


@pytest.fixture(scope="module")
def built(tmp_path_factory, make_world):
    """The warehouse of all three editions, read as labelled."""
    world = make_world(tmp_path_factory.mktemp("samples"))
    registry = load_registry(SAMPLES / "sources")
    editions = tomllib.loads((SAMPLES / "editions.toml").read_text(encoding="utf-8"))["edition"]
    for edition in editions:
        for source in registry.sources.values():
            folder = find_label(source.id, edition["number"])
            if folder is None:
                world.capture(source.id, edition["instant"].isoformat()[:19], outcome="robots_denied")
                continue
            capture = json.loads((folder / "capture.json").read_text(encoding="utf-8"))
            # A failure is of its own edition only.
            if capture["outcome"] != "ok" and capture["edition"] != edition["number"]:
                capture = json.loads((GOLDEN / source.id / "capture.json").read_text(encoding="utf-8"))
                folder = GOLDEN / source.id
            claims = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
            names = ("kind", "language", "published", "carriers", "regions")
            found = {name: capture[name] for name in names if name in capture}
            world.capture(
                source.id, edition["instant"].isoformat()[:19], *({"value": None, **claim} for claim in claims),
                outcome=capture["outcome"], text="page " * 50, **found,
            )
    world.write()
    return build(world.data, registry, "samples", is_sample=True)


def test_the_planted_changes_are_told_and_nothing_else(built, rows):
    told = rows(built.path, """
        SELECT strftime(observed_at, '%m')::INTEGER - 6, source_id, page_set, kind, attribute, code,
            applicant, line_type, channel, before, after
        FROM core.policy_changes ORDER BY ALL
    """)
    planted = tomllib.loads((SAMPLES / "expected_changes.toml").read_text(encoding="utf-8"))["change"]
    assert told == sorted(
        (
            *(change[name] for name in ("edition", "source", "page_set", "kind", "attribute", "code")),
            *(change.get(name, "any") for name in ("applicant", "line_type", "channel")),
            *([as_text(statement) for statement in change[side]] for side in ("before", "after")),
        )
        for change in planted
    )


def as_text(statement):
    value = statement.get("value")
    return statement["polarity"] + ("" if value is None else " " + canonical_json(value))


def test_no_check_finds_an_error(built):
    assert not built.blocking, built.blocking


def test_an_article_that_contradicts_the_carrier_is_shown_as_a_conflict(built, rows):
    found = rows(built.path, """
        SELECT holding_attribute || '.' || holding_code || ' ' || holding_statement, opposing_statement
        FROM core.conflicts
        WHERE opposing_source_id = 'news-daily/hometown' AND carrier_id = 'cn-mobile' AND region_id = 'CN'
            AND kind = 'between_witnesses' AND holding_tier = 'carrier'
        ORDER BY ALL
    """)
    assert ("location.nationwide allowed", "required") in found and len(found) >= 2


def test_a_thread_that_was_taken_down_still_contradicts(built, rows):
    assert rows(built.path, """
        SELECT count(*) > 0 FROM core.conflicts
        WHERE opposing_source_id = 'community-square/thread-20611' AND carrier_id = 'cn-unicom'
    """) == [(True,)]


def test_every_output_says_sample(built, rows):
    for table in ("comparison", "changes", "coverage", "sources"):
        assert rows(built.path, f"SELECT DISTINCT dataset FROM out.{table}") == [("SAMPLE",)]


def test_a_page_that_robots_denies_is_a_hole_in_the_coverage(built, rows):
    found = rows(built.path, """
        SELECT last_outcome, last_outcome_en, last_healthy_at, is_stale, fetches_count
        FROM out.sources WHERE source_id = 'cn-telecom/agreement'
    """)
    assert found == [("robots_denied", "denied by robots.txt", None, True, 3)]
