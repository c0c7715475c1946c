"""What is exported: the outputs of the warehouse as sheets of columns and rows, and the comparison as a matrix.

How a sheet is written as a file is the work of writers.py and spreadsheet.py; which files there are is export.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from warehouse.choice import LANGUAGES, Choice

Row = tuple[Any, ...]

_OF_CARRIERS = "(len($carriers) = 0 OR list_contains($carriers, carrier_id))"
_OF_REGIONS = "(len($regions) = 0 OR list_contains($regions, region_id))"
_OF_CODES = (
    "(len($codes) = 0 OR list_contains($codes, attribute) OR list_contains($codes, attribute || '.' || code))"
)
# of lists: what is said of no carrier is said of all, and what is said of a region also of the regions in it
_WITH_CARRIERS = "(len($carriers) = 0 OR len(carriers) = 0 OR list_has_any(carriers, $carriers))"
_WITH_REGIONS = """(len($regions) = 0 OR list_has_any(regions, (
    SELECT list(ancestor_id) FROM core.region_parts WHERE list_contains($regions, region_id))))"""
# Of a carrier that no source speaks of nothing can be known; it is exported only where it is asked for.
_SPOKEN_OF = "(len($carriers) > 0 OR carrier_id IN (SELECT carrier_id FROM core.home_regions WHERE is_watched))"

# For each sheet: what it keeps, its order of reading, and the columns of the Markdown page.
_SHEETS = {
    "comparison": (
        f"{_OF_CARRIERS} AND {_OF_REGIONS} AND {_OF_CODES} AND {_SPOKEN_OF}",
        "carrier_id, region_id, position",
        ("carrier_id", "region_id", "code_zh", "code_en", "policy_zh", "policy_en", "basis_zh", "basis_en", "quote",
         "said_by", "address", "is_verified", "as_of_on", "is_conflicting", "is_last_seen"),
    ),
    "changes": (
        f"{_WITH_CARRIERS} AND {_WITH_REGIONS} AND {_OF_CODES}",
        "observed_at DESC, publisher_id, source_id, attribute, code, change_id",
        ("observed_at", "effective_on", "publisher_name", "regions", "code_zh", "code_en", "kind_zh", "kind_en",
         "before_zh", "after_zh", "before_en", "after_en", "before_quote", "after_quote", "direction_zh",
         "direction_en", "is_flap", "address", "is_verified"),
    ),
    "sources": (
        f"{_WITH_CARRIERS} AND {_WITH_REGIONS}",
        "source_id",
        ("source_id", "title", "url", "tier", "is_verified", "last_outcome_zh", "last_outcome_en",
         "outcome_since_at", "last_healthy_at", "is_stale", "claims_count"),
    ),
    "coverage": (
        f"{_OF_CARRIERS} AND {_OF_REGIONS} AND {_SPOKEN_OF}",
        "carrier_id, region_id",
        ("carrier_id", "region_id", "stated_count", "inherited_count", "reported_count", "general_count",
         "not_stated_count", "not_observed_count", "conflicting_count", "last_seen_count"),
    ),
    "obligations": (
        f"{_OF_CARRIERS} AND {_SPOKEN_OF}",
        "obligation_id, carrier_id",
        ("obligation_id", "title_zh", "title_en", "carrier_id", "holds_from", "finding_zh", "finding_en",
         "keeping_quote", "breaking_quote", "report_quote", "citation"),
    ),
    "ease": (
        f"{_OF_CARRIERS} AND {_OF_REGIONS} AND {_SPOKEN_OF}",
        "carrier_id, region_id",
        ("carrier_id", "region_id", "low", "high", "known_share"),
    ),
}  # fmt: skip

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

    @property
    def at(self) -> dict[str, int]:
        """The place of each column in a row."""
        return {name: place for place, name in enumerate(self.columns)}


def read_sheets(connection: duckdb.DuckDBPyConnection, choice: Choice) -> list[Sheet]:
    """Read the chosen part of the outputs, comparison first."""
    return [_read(connection, name, choice) for name in _SHEETS]


def select_sheet(name: str, choice: Choice) -> tuple[str, dict[str, Any]]:
    """Return the query of a sheet with the values that it binds."""
    where, order, _ = _SHEETS[name]
    values = {key: value for key, value in choice.values.items() if f"${key}" in where}
    table = f"out.{name}"
    if name == "comparison" and choice.applicant is not None:
        table, values = "core.comparison_for($applicant)", {**values, "applicant": choice.applicant}
    return f"FROM {table} WHERE {where} ORDER BY {order}", values


def make_matrix(comparison: Sheet, language: str) -> Sheet:
    """Fold the comparison into a row for each carrier and region, a column for each condition; `language`: zh or en.

    A cell has the words of the policy, and in brackets its basis unless the carrier states it, a conflict, and the date
    where it was last seen too long ago. Where nothing is stated it has the name of the absence.
    """
    at = comparison.at
    conditions: dict[int, str] = {}
    lines: dict[tuple[str, str], dict[int, str]] = {}
    heads: dict[tuple[str, str], Row] = {}
    for row in comparison.rows:
        key, position = (row[at["carrier_id"]], row[at["region_id"]]), row[at["position"]]
        conditions[position] = name_condition(row, at, language)
        lines.setdefault(key, {})[position] = word_cell(row, at, language)
        name = "carrier_local_name" if language == "zh" else "carrier_name"
        heads[key] = (row[at["dataset"]], *key, row[at[name]], row[at[f"region_{language}"]])
    positions = sorted(conditions)
    columns = ("dataset", "carrier_id", "region_id", "carrier", "region", *(conditions[place] for place in positions))
    rows = [(*heads[key], *(lines[key][place] for place in positions)) for key in sorted(lines)]
    return Sheet(f"matrix_{language}", columns, rows, columns)


def keep_stated(comparison: Sheet) -> Sheet:
    """Return the comparison without the rows where nothing is stated, with a note that counts them by their basis."""
    basis, polarity = comparison.at["basis"], comparison.at["polarity"]
    absent: dict[str, int] = {}
    for row in comparison.rows:
        if row[polarity] is None:
            absent[row[basis]] = absent.get(row[basis], 0) + 1
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(absent.items()))
    note = f"Left out here, and in the other files: {counts or 'nothing'}."
    return replace(comparison, rows=[row for row in comparison.rows if row[polarity] is not None], note=note)


def keep_language(sheet: Sheet, language: str | None) -> Sheet:
    """Return a sheet without the labels of other languages; the same sheet where none is chosen."""
    others = tuple(f"_{name}" for name in LANGUAGES if language is not None and name != language)
    kept = [place for place, name in enumerate(sheet.columns) if not (others and name.endswith(others))]
    if len(kept) == len(sheet.columns):
        return sheet
    columns = tuple(sheet.columns[place] for place in kept)
    rows = [tuple(row[place] for place in kept) for row in sheet.rows]
    return replace(sheet, columns=columns, rows=rows, page=tuple(name for name in sheet.page if name in columns))


def name_condition(row: Row, at: dict[str, int], language: str) -> str:
    """Return the words for a row's condition: those of its attribute and of its code."""
    separator = "：" if language == "zh" else ": "
    return f"{row[at[f'attribute_{language}']]}{separator}{row[at[f'code_{language}']]}"


def word_cell(row: Row, at: dict[str, int], language: str) -> str:
    """Return the words of a row's policy with the marks that warn of it, as make_matrix says."""
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


def _read(connection: duckdb.DuckDBPyConnection, name: str, choice: Choice) -> Sheet:
    cursor = connection.execute(*select_sheet(name, choice))
    columns: Sequence[str] = [column[0] for column in cursor.description or ()]
    return Sheet(name, tuple(columns), cursor.fetchall(), _SHEETS[name][2])
