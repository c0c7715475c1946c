"""Statistics of builds, kept in the archive's log, and what they are for: comparing a build with those before it.

A published build leaves one row: the instant as of which it speaks, the rows of its tables, the filled cells of each
code, and the digest of what it was made from. What a build must not break by itself is warehouse/sql/checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from pipelines.asking import open_warehouse
from warehouse.checks import CheckResult
from warehouse.sql_files import Check

FILL_CHECK = Check(
    "fill_rates_stand", "warn",
    "No code has lost more than half of its filled cells against the median of the last builds.", "",
)  # fmt: skip
_BUILDS = 5  # that are compared
_FEWEST = 3  # filled cells below which a code says nothing


def count_filled(warehouse: Path) -> dict[str, int]:
    """Return how many cells of the comparison say something, by `attribute.code`."""
    with open_warehouse(warehouse) as built:
        rows = built.ask(
            "SELECT attribute || '.' || code, count(*) FROM core.cells "
            "WHERE basis IN ('stated', 'inherited', 'reported') GROUP BY ALL ORDER BY ALL"
        ).rows
    return dict(rows)


def compare_filled(filled: dict[str, int], builds: Iterable[dict[str, Any]]) -> CheckResult:
    """Compare filled cells with those of the builds before, oldest first; the offenders are codes that fell."""
    before = [row["filled"] for row in builds if "filled" in row][-_BUILDS:]
    codes = sorted({code for row in before for code in row})
    usual = {code: median(row.get(code, 0) for row in before) for code in codes}
    fallen = [code for code, cells in usual.items() if cells >= _FEWEST and filled.get(code, 0) < cells / 2]
    examples = tuple(f"{code}: {filled.get(code, 0)} cells, usually {usual[code]:g}" for code in fallen[:5])
    return CheckResult(FILL_CHECK.name, FILL_CHECK.severity, FILL_CHECK.meaning, len(fallen), examples)
