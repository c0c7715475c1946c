"""What people declare, as rows for the tables of schema raw: the registry, carriers, regions, vocabulary, and the run.

Reading declarations from files belongs to schemas/; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from schemas.carriers import Carriers, load_carriers
from schemas.ease import Ease, load_ease
from schemas.obligations import Obligation, load_obligations
from schemas.regions import Regions, load_regions
from schemas.registry import Registry
from schemas.table import Column, Table
from schemas.tables import TABLES
from schemas.vocabulary import Vocabulary, load_vocabulary
from warehouse.labels import read_labels

Row = tuple[Any, ...]

_ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BOOLEAN": pa.bool_(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
}


def declare_tables(registry: Registry, today: date, carriers: Carriers | None = None) -> dict[str, pa.Table]:
    """Return the declared tables of schema raw but raw.build, by name; carriers live or not as of `today`."""
    vocabulary, carriers, regions = load_vocabulary(), carriers or load_carriers(), load_regions()
    rows: dict[str, list[Row]] = {
        "publishers": _publishers(registry),
        "sources": _sources(registry),
        "carriers": _carriers(carriers, today),
        "regions": _regions(regions),
        "vocabulary": _vocabulary(vocabulary),
        "exclusions": _exclusions(vocabulary),
        "labels": list(read_labels(vocabulary)),
        "obligations": _obligations(load_obligations()),
        "obligation_measures": _measures(load_obligations()),
        "ease_points": list(_ease_points(load_ease())),
    }
    return {name: make_arrow(TABLES[f"raw.{name}"], found) for name, found in rows.items()}


def make_arrow(table: Table, rows: list[Row]) -> pa.Table:
    """Make an Arrow table with a declared table's columns from rows in their order."""
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    arrays = [pa.array(values, _arrow_type(column)) for column, values in zip(table.columns, columns, strict=True)]
    return pa.Table.from_arrays(arrays, names=[column.name for column in table.columns])


def _arrow_type(column: Column) -> pa.DataType:
    return _ARROW_TYPES[column.type]


def _publishers(registry: Registry) -> list[Row]:
    return [
        (p.id, p.name, p.tier.value, p.country, p.carriers, p.language, p.cadence.value, p.note)
        for p in registry.publishers.values()
    ]


def _sources(registry: Registry) -> list[Row]:
    return [
        (
            s.id, s.publisher, s.kind.value, s.url, s.title, s.page_set, s.policy is not None, s.tier.value, s.country,
            s.carriers, s.regions, s.language, s.cadence.value if s.cadence else None, s.service.value, s.verified,
            s.stale_after_days, s.min_claims, s.published, s.reading_digest,
        )
        for s in registry.sources.values()
    ]


def _carriers(carriers: Carriers, today: date) -> list[Row]:
    return [
        (
            c.id, c.name, c.local_name, c.country, c.hotline, c.site, c.active_from, c.active_to, c.successor, c.parent,
            c.host_network, c.is_active(today),
        )
        for c in carriers
    ]


def _regions(regions: Regions) -> list[Row]:
    return [(r.id, r.parent, regions.country(r.id).id, r.kind.value, r.name_en, r.name_zh) for r in regions]


def _vocabulary(vocabulary: Vocabulary) -> list[Row]:
    return [
        (
            c.attribute, c.code, position, vocabulary.attributes[c.attribute].label_zh,
            vocabulary.attributes[c.attribute].label_en, c.label_zh, c.label_en, c.meaning, c.polarities, c.better,
            c.value_kind.value, c.lower_is_better, c.is_many_valued,
        )
        for position, c in enumerate(vocabulary.codes.values(), start=1)
    ]


def _exclusions(vocabulary: Vocabulary) -> list[Row]:
    """Each pair in both orders, so that a query need look one way only."""
    pairs = {(*left, *right) for left, right in vocabulary.exclusions}
    return sorted(pairs | {(*row[3:], *row[:3]) for row in pairs})


def _obligations(obligations: Iterable[Obligation]) -> list[Row]:
    return [
        (
            o.id, o.regulator, o.title_zh, o.title_en, o.meaning_zh, o.meaning_en, o.country, o.carriers, o.holds_from,
            o.citation, o.source,
        )
        for o in obligations
    ]


def _measures(obligations: Iterable[Obligation]) -> list[Row]:
    return [
        (o.id, side, *measure.statement, measure.value)
        for o in obligations
        for side, measures in (("satisfied", o.satisfied_by), ("violated", o.violated_by))
        for measure in measures
    ]


def _ease_points(ease: Ease) -> Iterator[Row]:
    for position, (name, criterion) in enumerate(ease.criterion.items(), start=1):
        head = (name, position, criterion.label_zh, criterion.label_en, criterion.weight, criterion.fold)
        for is_decisive, points in ((False, criterion.points), (True, criterion.decisive)):
            for text, count in points.items():
                condition, _, polarity = text.partition(" ")
                yield (*head, *condition.split("."), polarity, count, is_decisive, None, None)
        if criterion.days:
            days = criterion.days
            yield (*head, *days.condition.split("."), None, None, False, days.full, days.none)
