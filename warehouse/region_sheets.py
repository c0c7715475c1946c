"""The comparison as people lay it on a table: for each region a sheet of conditions down and carriers across.

Only regions of which something of their own is said have a sheet; of the others the wider region's sheet holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.regions import load_regions
from schemas.vocabulary import load_vocabulary
from warehouse.labels import find_label
from warehouse.sheets import Row, Sheet, name_condition, word_cell

QUOTE_LIMIT = 300  # characters of a quote that a note shows


@dataclass(frozen=True, slots=True)
class Cell:
    """What a carrier's column shows of a condition; `tone` is better, worse or neutral for the customer."""

    words: str
    basis: str
    tone: str
    note: str | None


@dataclass(frozen=True, slots=True)
class RegionSheet:
    """A region's conditions: each line has its attribute, its condition and a cell for each carrier."""

    region_id: str
    name: str
    carriers: tuple[str, ...]
    lines: list[tuple[str, str, list[Cell]]]


def make_region_sheets(comparison: Sheet, language: str) -> tuple[list[RegionSheet], list[str]]:
    """Return a sheet for each region of which something of its own is said, and the names of the other regions.

    Conditions of which nothing is said in the region have no line.
    """
    at = comparison.at
    by_region: dict[str, dict[str, dict[int, Row]]] = {}
    for row in comparison.rows:
        by_region.setdefault(row[at["region_id"]], {}).setdefault(row[at["carrier_id"]], {})[row[at["position"]]] = row
    made, others = [], []
    for region, carriers in sorted(by_region.items()):
        if has_own(region, by_region, at):
            made.append(_make_sheet(region, carriers, at, language))
        else:
            others.append(_name(next(iter(next(iter(carriers.values())).values())), at, language))
    return made, others


def has_own(region: str, by_region: dict[str, dict[str, dict[int, Row]]], at: dict[str, int]) -> bool:
    """Tell whether any carrier's cell of a region differs from that of the next wider region that is there."""
    wider = load_regions().get(region).parent
    while wider is not None and wider not in by_region:
        wider = load_regions().get(wider).parent
    if wider is None:
        return True
    return any(
        sign_cell(_name_cells(row, at)) != sign_cell(_name_cells(by_region[wider][carrier][position], at))
        for carrier, rows in by_region[region].items()
        for position, row in rows.items()
        if carrier in by_region[wider]
    )


def sign_cell(cell: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a cell says whatever its region: what is inherited equals what is stated of the wider region."""
    basis = cell["basis"]
    names = (
        "policy_zh", "policy_en", "quote", "address", "is_conflicting", "is_self_contradicting", "supporting_count",
        "contradicting_count",
    )  # fmt: skip
    return ("stated" if basis == "inherited" else basis, *(cell[name] for name in names))


def judge_tone(attribute: str, code: str, polarity: str | None) -> str:
    """Return better, worse or neutral: what the vocabulary says a polarity is for the customer."""
    better = load_vocabulary().code(attribute, code).better
    if polarity is None or len(better) < 2:
        return "neutral"
    return {better[0]: "better", better[-1]: "worse"}.get(polarity, "neutral")


def _make_sheet(region: str, carriers: dict[str, dict[int, Row]], at: dict[str, int], language: str) -> RegionSheet:
    names = sorted(carriers)
    first = carriers[names[0]]
    stated = sorted({
        position for rows in carriers.values() for position, row in rows.items() if row[at["polarity"]] is not None
    })  # fmt: skip
    heads = [next(iter(carriers[name].values())) for name in names]
    column = "carrier_local_name" if language == "zh" else "carrier_name"
    lines = [
        (
            str(first[position][at[f"attribute_{language}"]]),
            name_condition(first[position], at, language),
            [_make_cell(carriers[name][position], at, language) for name in names],
        )
        for position in stated
    ]
    return RegionSheet(region, _name(heads[0], at, language), tuple(str(row[at[column]]) for row in heads), lines)


def _make_cell(row: Row, at: dict[str, int], language: str) -> Cell:
    tone = judge_tone(row[at["attribute"]], row[at["code"]], row[at["polarity"]])
    return Cell(word_cell(row, at, language), row[at["basis"]], tone, "\n".join(_note(row, at, language)) or None)


def _note(row: Row, at: dict[str, int], language: str) -> Iterator[str]:
    quote = row[at["quote"]]
    if quote is not None:
        yield f"“{quote if len(quote) <= QUOTE_LIMIT else quote[:QUOTE_LIMIT] + '…'}”"
        yield str(row[at["source_title"]] or row[at["source_id"]])
        yield str(row[at["address"]])
        if row[at["is_verified"]] is False:
            yield find_label("source", "unverified", language)
        yield f"{row[at['said_by']]}, {row[at['as_of_on']]}"


def _name(row: Row, at: dict[str, int], language: str) -> str:
    return str(row[at[f"region_{language}"]])


def _name_cells(row: Row, at: dict[str, int]) -> dict[str, Any]:
    return dict(zip(at, row, strict=True))
