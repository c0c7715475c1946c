"""Questions to the published warehouse. It is opened for reading only, so asking never stops a run.

How answers are written is rendering.py's work; what holds was decided when the warehouse was built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from schemas.carriers import load_carriers
from schemas.declarations import unknown_name
from schemas.errors import LinewatchError
from schemas.ids import format_instant
from schemas.regions import load_regions
from schemas.vocabulary import load_vocabulary
from warehouse.connection import open_read_only

STATED = ("stated", "inherited", "reported")
SAID = (*STATED, "general")  # something is said, be it of carriers in general


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer: the names of its columns and its rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows with their values by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Warehouse:
    """A published warehouse, open for reading."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def ask(self, query: str, values: dict[str, Any] | list[Any] | None = None) -> Rows:
        """Answer a query in SQL; LinewatchError in the words of the database where it cannot be answered."""
        if not query.strip(" ;\n\t"):
            raise LinewatchError("there is no query; write one, as in: linewatch sql \"FROM out.coverage\"")
        try:
            cursor = self._connection.execute(query, values)
            return Rows([column[0] for column in cursor.description or ()], cursor.fetchall())
        except duckdb.Error as error:
            raise LinewatchError(f"the warehouse cannot answer this: {error}") from error


def tell_verified(warehouse: Warehouse, answer: Rows, *columns: str) -> Rows:
    """Return an answer with a column `is_verified` behind each of these columns of sources' ids, `source_id` unless
    named: `opposing_source_id` gets `opposing_is_verified`. NULL where no declared source is named.
    """
    known = dict(warehouse.ask("SELECT source_id, is_verified FROM raw.sources").rows)
    for column in columns or ("source_id",):
        place = answer.columns.index(column) + 1
        name = column.removesuffix("source_id") + "is_verified"
        rows = [(*row[:place], known.get(row[place - 1]), *row[place:]) for row in answer.rows]
        answer = Rows([*answer.columns[:place], name, *answer.columns[place:]], rows)
    return answer


@contextmanager
def open_warehouse(path: Path) -> Iterator[Warehouse]:
    """Open a published warehouse for reading while the block runs."""
    with open_read_only(path) as connection:
        yield Warehouse(connection)


def check_names(carriers: Sequence[str] = (), regions: Sequence[str] = (), attributes: Sequence[str] = ()) -> None:
    """Raise UnknownNameError, with what was probably meant, for a name that nothing declares."""
    for carrier in carriers:
        load_carriers().get(carrier)
    for region in regions:
        load_regions().get(region)
    for attribute in attributes:
        if attribute not in load_vocabulary().attributes:
            raise unknown_name("attribute", attribute, load_vocabulary().attributes)


def ask_comparison(
    warehouse: Warehouse, carriers: Sequence[str] = (), regions: Sequence[str] = (), attributes: Sequence[str] = ()
) -> Rows:
    """Return rows of out.comparison, of these carriers (else those of which something is known) in these regions (else
    the whole of their country). UnknownNameError for a name that nothing declares.
    """
    check_names(carriers, regions, attributes)
    return warehouse.ask(
        """
        WITH chosen AS (
            FROM out.comparison
            WHERE (len($regions) = 0 AND region_id NOT LIKE '%-%' OR list_contains($regions, region_id))
              AND (len($carriers) = 0 OR list_contains($carriers, carrier_id))
              AND (len($attributes) = 0 OR list_contains($attributes, attribute))
        )
        FROM chosen
        WHERE len($carriers) > 0 OR (carrier_id, region_id) IN (
            SELECT (carrier_id, region_id) FROM chosen WHERE list_contains($stated, basis))
        ORDER BY carrier_id, region_id, position
        """,
        {"carriers": list(carriers), "regions": list(regions), "attributes": list(attributes), "stated": list(STATED)},
    )


def ask_changes(
    warehouse: Warehouse,
    since: datetime | None = None,
    carriers: Sequence[str] = (),
    attributes: Sequence[str] = (),
    code: str | None = None,
) -> Rows:
    """Return rows of out.changes, newest first: observed at or after an instant, of attributes, of a code, by pages
    that speak of one of the carriers or of carriers in general. UnknownNameError for a name that nothing declares.
    """
    check_names(carriers, attributes=attributes)
    return warehouse.ask(
        """
        FROM out.changes
        WHERE ($since IS NULL OR observed_at >= $since::TIMESTAMPTZ)
            AND (len($carriers) = 0 OR len(carriers) = 0 OR list_has_any(carriers, $carriers))
            AND (len($attributes) = 0 OR list_contains($attributes, attribute))
            AND ($code IS NULL OR code = $code)
        ORDER BY observed_at DESC, publisher_id, source_id, attribute, code, change_id
        """,
        {
            "since": None if since is None else format_instant(since),
            "carriers": list(carriers), "attributes": list(attributes), "code": code,
        },
    )  # fmt: skip


def ask_cell(warehouse: Warehouse, carrier: str, region: str, attribute: str, code: str) -> Rows:
    """Return the row of out.comparison of one cell; LinewatchError where there is none, or a name is unknown."""
    load_vocabulary().code(attribute, code)
    load_regions().get(region)
    load_carriers().get(carrier)
    found = warehouse.ask(
        """
        FROM out.comparison
        WHERE carrier_id = $carrier AND region_id = $region AND attribute = $attribute AND code = $code
        """,
        {"carrier": carrier, "region": region, "attribute": attribute, "code": code},
    )
    if not found.rows:
        raise LinewatchError(
            f"{carrier} has no cells for {region}: a cell is for a region of the carrier's own country, and for a city "
            "only where something was said of it; ask for its country or province"
        )
    return found


def ask_grounds(warehouse: Warehouse, carrier: str, region: str, attribute: str, code: str) -> Rows:
    """Return who says what about one cell, with their words: what holds first, then what supports or contradicts it."""
    return warehouse.ask(
        "FROM core.explain($carrier, $region, $attribute, $code)",
        {"carrier": carrier, "region": region, "attribute": attribute, "code": code},
    )


def ask_conflicts(
    warehouse: Warehouse, carriers: Sequence[str] = (), regions: Sequence[str] = (), attributes: Sequence[str] = ()
) -> Rows:
    """Return rows of core.conflicts, of these carriers, regions, and attributes of either side; names as declared.
    Each side has a column `is_verified` of its source.
    """
    check_names(carriers, regions, attributes)
    answer = warehouse.ask(
        """
        FROM core.conflicts
        WHERE (len($carriers) = 0 OR list_contains($carriers, carrier_id))
            AND (len($regions) = 0 OR list_contains($regions, region_id))
            AND (len($attributes) = 0 OR list_has_any($attributes, [holding_attribute, opposing_attribute]))
        ORDER BY kind, carrier_id NULLS FIRST, region_id, holding_attribute, holding_code, conflict_id
        """,
        {"carriers": list(carriers), "regions": list(regions), "attributes": list(attributes)},
    )
    return tell_verified(warehouse, answer, "holding_source_id", "opposing_source_id")


def ask_coverage(
    warehouse: Warehouse, carriers: Sequence[str] = (), regions: Sequence[str] = (), attributes: Sequence[str] = ()
) -> Rows:
    """Return rows of out.coverage, or with attributes those of out.coverage_by_condition, of these carriers (else those
    that are watched) in these regions (else the whole of their country); names as declared.
    """
    check_names(carriers, regions, attributes)
    return warehouse.ask(
        f"""
        FROM {"out.coverage_by_condition" if attributes else "out.coverage"}
        WHERE (len($regions) = 0 AND region_id NOT LIKE '%-%' OR list_contains($regions, region_id))
            AND CASE WHEN len($carriers) > 0 THEN list_contains($carriers, carrier_id)
                ELSE carrier_id IN (SELECT carrier_id FROM core.home_regions WHERE is_watched) END
            {"AND list_contains($attributes, attribute)" if attributes else ""}
        ORDER BY ALL
        """,
        {
            "carriers": list(carriers), "regions": list(regions),
            **({"attributes": list(attributes)} if attributes else {}),
        },
    )  # fmt: skip
