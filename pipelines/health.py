"""How things stand: the sources by their state, the last crawls and builds, and the checks of the newest build.

The status page and the notices show it. What is judged here was judged by the warehouse; this only asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from archive.store import Archive
from pipelines.asking import Warehouse, open_warehouse
from pipelines.settings import Settings
from warehouse.checks import CheckResult

_LAST = 10  # crawls and builds that are shown
_SOURCES = """
    SELECT source_id, publisher_name, title, url, last_outcome, last_outcome_en, outcome_since_at, last_fetched_at,
        last_healthy_at, age_days, is_stale, is_verified, fetches_count, claims_count, tier
    FROM out.sources ORDER BY is_stale AND fetches_count > 0 DESC, fetches_count = 0, age_days DESC, source_id
"""
_CRAWLS = """
    SELECT captured_at, count(*) AS captures, count(*) FILTER (outcome IN ('ok', 'not_modified')) AS healthy,
        count(DISTINCT split_part(source_id, '/', 1)) AS publishers
    FROM raw.captures WHERE method = 'crawl' GROUP BY ALL ORDER BY captured_at DESC LIMIT $last
"""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Health:
    """How things stand as of the published build; rows are those of the tables, by column."""

    dataset: str
    as_of: str
    sources: list[Row] = field(default_factory=list)
    crawls: list[Row] = field(default_factory=list)
    builds: list[Row] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)

    @property
    def failed_checks(self) -> list[CheckResult]:
        """The checks that found offenders, those that block first."""
        failed = [check for check in self.checks if check.offenders]
        return sorted(failed, key=lambda check: (check.severity, check.name))

    @property
    def silent_sources(self) -> list[Row]:
        """The sources that were fetched before and have not been healthy for longer than they allow."""
        return [row for row in self.sources if row["is_stale"] and row["fetches_count"]]

    def count_states(self) -> dict[str, int]:
        """Return how many sources are in which state, the most frequent first."""
        counts: dict[str, int] = {}
        for row in self.sources:
            counts[row["last_outcome_en"]] = counts.get(row["last_outcome_en"], 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def look(settings: Settings, checks: list[CheckResult] | None = None) -> Health:
    """Look at the published warehouse and the archive's log of builds.

    `checks` are those of the newest build, published or not; else those that the published one kept. Before anything
    was published only they are known.
    """
    builds = list(Archive(settings.archive).read_log("builds"))[: -_LAST - 1 : -1]
    if not settings.warehouse.is_file():
        return Health("SAMPLE" if settings.is_sample else "LIVE", "never", builds=builds, checks=checks or [])
    with open_warehouse(settings.warehouse) as warehouse:
        ((dataset, now),) = warehouse.ask("SELECT dataset, strftime(now_at, '%Y-%m-%d %H:%M') FROM raw.build").rows
        return Health(
            dataset, now,
            sources=warehouse.ask(_SOURCES).records(),
            crawls=warehouse.ask(_CRAWLS, {"last": _LAST}).records(),
            builds=builds,
            checks=_read_checks(warehouse) if checks is None else checks,
        )  # fmt: skip


def _read_checks(warehouse: Warehouse) -> list[CheckResult]:
    rows = warehouse.ask("SELECT check_name, severity, meaning, offenders_count, examples FROM out.checks").rows
    return [CheckResult(name, severity, meaning, found, tuple(first)) for name, severity, meaning, found, first in rows]
