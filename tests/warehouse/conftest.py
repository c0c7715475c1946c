"""A small world for warehouse tests: real declaration files and real Parquet readings, told in a few words."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest

from schemas.carriers import Carriers, load_carriers
from schemas.ids import canonical_json, derive_id
from schemas.registry import load_registry
from schemas.tables import READINGS
from schemas.vocabulary import load_vocabulary
from warehouse.build import BuildReport, build
from warehouse.declared import make_arrow

MOBILE = """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
url = "http://mobile.test/leaving"
"""

# A whole matrix takes most of a build's time, and a few carriers show as much.
FEW_CARRIERS = Carriers({
    carrier: load_carriers().get(carrier) for carrier in
    ("cn-mobile", "cn-unicom", "cn-telecom", "hk-csl", "gb-ee", "tw-tstar")
})

_STATEMENT = re.compile(r"(?P<attribute>\w+)\.(?P<code>\w+) (?P<polarity>\w+)(?: (?P<value>.+))?")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def claim(statement: str, **other: Any) -> dict[str, Any]:
    """Write a claim as `attribute.code polarity {json value}`, and what else differs from nothing stated."""
    match = _STATEMENT.fullmatch(statement)
    assert match, statement
    value = None if match["value"] is None else json.loads(match["value"])
    return {**match.groupdict(), "value": value, "quote": other.pop("quote", f"words of {statement}"), **other}


@dataclass
class World:
    """Declarations and readings below a folder; `build` builds them."""

    root: Path
    rows: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    built: dict[str | None, Path] = field(default_factory=dict)  # by `now`, since the last change

    @property
    def data(self) -> Path:
        return self.root / "data"

    def declare(self, publisher: str, text: str) -> None:
        country, _, name = publisher.partition("-")
        path = self.root / "sources" / country / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.built.clear()

    def capture(
        self, source: str, at: str, *claims: dict[str, Any] | str, outcome: str = "ok", text: str | None = None,
        address: str | None = None, **document: Any,
    ) -> str | None:
        """Add a capture; with outcome ok or not_modified also the document that was read, and return its id."""
        self.built.clear()
        publisher = source.partition("/")[0]
        tables = self.rows.setdefault(publisher, {table.name: [] for table in READINGS})
        address = address or f"http://{source}"
        is_read = outcome in ("ok", "not_modified")
        document_id = self._document(tables, source, address, claims, text, document) if is_read else None
        tables["captures"].append({
            "capture_id": derive_id(source, address, at), "source_id": source, "address": address,
            "captured_at": instant(at), "method": "crawl", "status": 200 if is_read else 404, "body_bytes": 1,
            "digest": document_id, "outcome": outcome, "verdict": outcome, "document_id": document_id,
        })
        return document_id

    def _document(
        self, tables: dict[str, list[dict[str, Any]]], source: str, address: str,
        claims: tuple[dict[str, Any] | str, ...], text: str | None, document: dict[str, Any],
    ) -> str:
        full = [claim(given) if isinstance(given, str) else given for given in claims]
        quotes = "\n".join(given["quote"] for given in full)
        text = f"{text or source}\n{quotes}"
        document_id = derive_id(source, address, text, full, document)
        if any(row["document_id"] == document_id for row in tables["documents"]):
            return document_id
        position = len(text) - len(quotes)
        for given in full:
            tables["claims"].append(_claim_row(given, document_id, position))
            position += len(given["quote"]) + 1
        published = document.pop("published", None)
        tables["documents"].append({
            "document_id": document_id, "source_id": source, "address": address, "digest": document_id,
            "title": "A title", "language": "zh-Hans", "kind": "carrier", "carriers": [], "regions": [], "text": text,
            "published_on": date.fromisoformat(published) if published else None,
            "text_key": hashlib.sha256(text.encode()).hexdigest(), "signature": [],
            "encoding": "utf-8", "encoding_reason": "meta",
            "claims_count": len(full), "unexplained_count": 0, **document,
        })
        return document_id

    def write(self) -> None:
        for publisher, tables in self.rows.items():
            for table in READINGS:
                path = self.data / "read" / table.name / f"{publisher}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                names = [column.name for column in table.columns]
                rows = [tuple(row.get(name) for name in names) for row in tables[table.name]]
                pyarrow.parquet.write_table(make_arrow(table, rows), path)

    def build(self, run_id: str = "run-1", now: str | None = None, is_sample: bool = False) -> BuildReport:
        self.write()
        registry = load_registry(self.root / "sources")
        return build(self.data, registry, run_id, instant(now) if now else None, is_sample, FEW_CARRIERS)

    def query(self, sql: str, *values: Any, now: str | None = None) -> list[tuple[Any, ...]]:
        """Build where something changed since, and return the rows of a query."""
        if now not in self.built:
            report = self.build(f"run-{now}", now)
            assert not report.blocking, report.blocking
            self.built[now] = report.path
        return read(self.built[now], sql, *values)


def _claim_row(given: dict[str, Any], document_id: str, start: int) -> dict[str, Any]:
    value, quote = given["value"], given["quote"]
    amounts = value if isinstance(value, dict) else {}
    units = load_vocabulary().units
    has_days = amounts.get("unit") and amounts["amount"] is not None
    days = amounts["amount"] * units[amounts["unit"]].days if has_days else None
    dates = {
        name: date.fromisoformat(given[name]) for name in ("effective_from", "effective_to") if name in given
    }
    return {
        "region_role": "home", "said_by": "unknown", "carriers": [], "regions": [], "support": 1.0, **given, **dates,
        "document_id": document_id, "claim_id": derive_id(document_id, start, given["attribute"], given["code"]),
        "value": None if value is None else canonical_json(value), "value_days": days,
        "value_amount": amounts.get("amount") if amounts.get("currency") else None,
        "value_currency": amounts.get("currency"),
        "span_start": start, "span_end": start + len(quote), "passage": quote,
    }


def read(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(sql, list(values)).fetchall()


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A world in which China Mobile has one page."""
    made = World(tmp_path)
    made.declare("cn-mobile", MOBILE)
    return made


@pytest.fixture
def empty_world(tmp_path: Path) -> World:
    """A world in which nothing is declared yet."""
    return World(tmp_path)


@pytest.fixture(scope="session")
def make_world() -> Callable[[Path], World]:
    """The function that makes an empty world below a folder, for worlds that several tests share."""
    return World


@pytest.fixture(scope="session")
def state() -> Callable[..., dict[str, Any]]:
    """The function that writes a claim with qualifiers."""
    return claim


@pytest.fixture(scope="session")
def rows() -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """The function that reads rows from a built file."""
    yield read
