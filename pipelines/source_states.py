"""The state of each declared source for the person who looks after it: how it went, since when, and what to do.

States come from the published warehouse; without one every source was never fetched. The remedies are remedies.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.asking import open_warehouse
from pipelines.settings import Settings
from schemas.registry import Registry

REMEDIES_FILE = Path(__file__).with_name("remedies.toml")
COLUMNS = ["source", "state", "since", "last_good", "age_days", "verified", "claims", "to_do"]
_HEALTHY = ("ok", "not_modified")
_NEVER = ("never_fetched", None, None, None, True, 0)

StateRow = tuple[Any, ...]


def find_states(
    settings: Settings, registry: Registry, publishers: Collection[str] = (), *, has_healthy: bool = False
) -> list[StateRow]:
    """Return a row (COLUMNS) for each source of the publishers, of all when none is named; those that are healthy,
    fresh and verified only where asked for.
    """
    known = _read_states(settings)
    rows = []
    for source in registry.sources.values():
        if publishers and source.publisher not in publishers:
            continue
        outcome, since, last_good, age, is_stale, claims = known.get(source.id, _NEVER)
        is_well = outcome in _HEALTHY and not is_stale and source.verified
        if has_healthy or not is_well:
            state = "healthy" if outcome in _HEALTHY else outcome
            state += ", stale" if outcome in _HEALTHY and is_stale else ""
            to_do = find_remedy(outcome, source.publisher)
            if not to_do and not source.verified:
                to_do = "look at what was read, then set verified = true in its file"
            rows.append((source.id, state, since, last_good, age, source.verified, claims, to_do))
    return rows


def find_remedy(outcome: str, publisher: str) -> str:
    """Return what to do about an outcome; nothing for a healthy one."""
    return "" if outcome in _HEALTHY else _load_remedies()[outcome].replace("PUBLISHER", publisher)


@cache
def _load_remedies() -> dict[str, str]:
    return tomllib.loads(REMEDIES_FILE.read_text("utf-8"))


def _read_states(settings: Settings) -> dict[str, StateRow]:
    if not settings.warehouse.is_file():
        return {}
    with open_warehouse(settings.warehouse) as warehouse:
        answer = warehouse.ask(
            """
            SELECT source_id, last_outcome, outcome_since_at::DATE, last_healthy_at::DATE, round(age_days, 1), is_stale,
                claims_count
            FROM out.sources
            """
        )
    return {row[0]: row[1:] for row in answer.rows}
