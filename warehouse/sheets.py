"""What is exported: the outputs of the warehouse as sheets of columns and rows, and the comparison as a matrix.

How a sheet is written as a file is the work of writers.py and spreadsheet.py; which files there are is export.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

Row = tuple[Any, ...]

# For each sheet: its query in the order of reading, and the columns of the Markdown page.
_SHEETS = {
    "comparison": (
        "FROM out.comparison ORDER BY carrier_id, region_id, position",
        ("carrier_id", "region_id", "code_zh", "code_en", "policy_zh", "policy_en", "basis_en", "quote", "said_by",
         "address", "as_of_on", "is_conflicting", "is_last_seen"),
    ),
    "changes": (
        "FROM out.changes ORDER BY observed_at DESC, publisher_id, source_id, attribute, code, change_id",
        ("observed_at", "effective_on", "publisher_name", "regions", "code_zh", "code_en", "kind_en", "before_zh",
         "after_zh", "before_en", "after_en", "before_quote", "after_quote", "direction_en", "is_flap", "address"),
    ),
    "sources": (
        "FROM out.sources ORDER BY source_id",
        ("source_id", "title", "url", "tier", "last_outcome_zh", "last_outcome_en", "outcome_since_at",
         "last_healthy_at", "is_stale", "claims_count"),
    ),
    "coverage": (
        "FROM out.coverage ORDER BY carrier_id, region_id",
        ("carrier_id", "region_id", "stated_count", "inherited_count", "reported_count", "general_count",
         "not_stated_count", "not_observed_count", "conflicting_count", "last_seen_count"),
    ),
}

_MARKS = {
    "zh": {"conflict": "有矛盾", "self": "自相矛盾", "last_seen": "最后见于", "brackets": "〔{}〕"},
    "en": {"conflict": "conflict", "self": "contradicts itself", "last_seen": "last seen", "brackets": " [{}]"},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to export: `page` names the columns that a page for people shows."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    page: tuple[str, ...]
    note: str | None = None  # what a page for people leaves out


def read_sheets(connection: duckdb.DuckDBPyConnection) -> list[Sheet]:
    """Read the outputs, comparison first."""
    return [_read(connection, name, query, page) for name, (query, page) in _SHEETS.items()]


def make_matrix(comparison: Sheet, language: str) -> Sheet:
    """Fold the comparison into a row for each carrier and region, a column for each condition; `language`: zh or en.

    A cell has the words of the policy, and in brackets its basis unless the carrier states it, a conflict, and the date
    where it was last seen too long ago. Where nothing is stated it has the name of the absence.
    """
    at = {name: place for place, name in enumerate(comparison.columns)}
    conditions: dict[int, str] = {}
    lines: dict[tuple[str, str], dict[int, str]] = {}
    heads: dict[tuple[str, str], Row] = {}
    for row in comparison.rows:
        key, position = (row[at["carrier_id"]], row[at["region_id"]]), row[at["position"]]
        conditions[position] = _condition(row, at, language)
        lines.setdefault(key, {})[position] = _cell(row, at, language)
        name = "carrier_local_name" if language == "zh" else "carrier_name"
        heads[key] = (row[at["dataset"]], *key, row[at[name]], row[at[f"region_{language}"]])
    positions = sorted(conditions)
    columns = ("dataset", "carrier_id", "region_id", "carrier", "region", *(conditions[place] for place in positions))
    rows = [(*heads[key], *(lines[key][place] for place in positions)) for key in sorted(lines)]
    return Sheet(f"matrix_{language}", columns, rows, columns)


def keep_stated(comparison: Sheet) -> Sheet:
    """Return the comparison without the rows where nothing is stated, with a note that counts them by their basis."""
    basis = comparison.columns.index("basis_en")
    polarity = comparison.columns.index("polarity")
    absent: dict[str, int] = {}
    for row in comparison.rows:
        if row[polarity] is None:
            absent[row[basis]] = absent.get(row[basis], 0) + 1
    counts = ", ".join(f"{count} {name}" for name, count in sorted(absent.items()))
    note = f"Left out here, and in the other files: {counts or 'nothing'}."
    rows = [row for row in comparison.rows if row[polarity] is not None]
    return Sheet(comparison.name, comparison.columns, rows, comparison.page, note)


def _read(connection: duckdb.DuckDBPyConnection, name: str, query: str, page: Sequence[str]) -> Sheet:
    cursor = connection.execute(query)
    columns = tuple(column[0] for column in cursor.description or ())
    return Sheet(name, columns, cursor.fetchall(), tuple(page))


def _condition(row: Row, at: dict[str, int], language: str) -> str:
    separator = "：" if language == "zh" else ": "
    return f"{row[at[f'attribute_{language}']]}{separator}{row[at[f'code_{language}']]}"


def _cell(row: Row, at: dict[str, int], language: str) -> str:
    words = _MARKS[language]
    marks = []
    if row[at["polarity"]] is not None and row[at["basis"]] != "stated":
        marks.append(row[at[f"basis_{language}"]])
    if row[at["is_conflicting"]]:
        marks.append(words["conflict"])
    if row[at["is_self_contradicting"]]:
        marks.append(words["self"])
    if row[at["is_last_seen"]]:
        marks.append(f"{words['last_seen']} {row[at['as_of_on']]}")
    separator = "；" if language == "zh" else "; "
    return str(row[at[f"policy_{language}"]]) + (words["brackets"].format(separator.join(marks)) if marks else "")
