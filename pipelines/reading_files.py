"""The files of the readings: a Parquet file for each publisher and table, and which readings they hold.

They are a cache and may be deleted or damaged at any time: what cannot be used is read again. Nothing here knows what
a reading is made from.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.rows import Row, arrow_schema
from schemas.captures import HEALTHY, Outcome
from schemas.ids import derive_id, format_instant
from schemas.tables import CAPTURES, CLAIMS, DOCUMENTS, READINGS, UNEXPLAINED, Table

_ORDERS = {
    DOCUMENTS.name: ("document_id",),
    CLAIMS.name: ("document_id", "span_start", "span_end", "attribute", "code", "polarity", "claim_id"),
    UNEXPLAINED.name: ("document_id", "span_start", "span_end", "reason"),
}

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class NewRows:
    """Rows of documents that were not read before."""

    documents: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    unexplained: list[Row] = field(default_factory=list)


class ReadingFiles:
    """The files of one publisher below the folder of all readings.

    `held` are the readings that they hold, by key, with their outcomes; none where a file is missing or of no use.
    """

    def __init__(self, folder: Path, publisher: str) -> None:
        self.publisher = publisher
        self._folder = folder
        self._captures_digest = ""
        self.held = self._load()

    def update(self, captures: list[Row], outcomes: dict[str, Outcome], new: NewRows) -> None:
        """Have the files hold all these captures and the documents of `outcomes`: those held already, and `new`."""
        digest = derive_id([row | {"captured_at": format_instant(row["captured_at"])} for row in captures])
        if self.held == outcomes and self._captures_digest == digest:
            return
        for table, rows in ((DOCUMENTS, new.documents), (CLAIMS, new.claims), (UNEXPLAINED, new.unexplained)):
            kept = self._keep(table, outcomes)
            whole = pa.concat_tables([kept, pa.Table.from_pylist(rows, arrow_schema(table))])
            ordered = whole.sort_by([(name, "ascending") for name in _ORDERS[table.name]])
            self._write_table(table, ordered.combine_chunks())  # equal bytes, however the rows came together
        self._write_table(CAPTURES, pa.Table.from_pylist(captures, arrow_schema(CAPTURES)))
        state = {"captures": digest, "outcomes": {key: outcome.value for key, outcome in sorted(outcomes.items())}}
        write_whole(self._state_path, lambda path: path.write_text(json.dumps(state, indent=0), "utf-8"))
        self.held, self._captures_digest = dict(outcomes), digest

    def count(self, table: Table) -> int:
        """Return how many rows of a table the files hold."""
        return int(pq.read_metadata(self._path(table)).num_rows)

    @property
    def _state_path(self) -> Path:
        return self._folder / "outcomes" / f"{self.publisher}.json"

    def _path(self, table: Table) -> Path:
        return self._folder / table.name / f"{self.publisher}.parquet"

    def _load(self) -> dict[str, Outcome]:
        try:
            state = json.loads(self._state_path.read_bytes())
            outcomes = {key: Outcome(outcome) for key, outcome in state["outcomes"].items()}
            if not all(pq.read_schema(self._path(table)).equals(arrow_schema(table)) for table in READINGS):
                return {}
            documents = set(pq.read_table(self._path(DOCUMENTS), columns=["document_id"]).column(0).to_pylist())
            self._captures_digest = state["captures"]
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, OSError, pa.ArrowException) as error:
            logger.warning("the readings of %s are of no use and are made again: %s", self.publisher, error)
            return {}
        return {key: outcome for key, outcome in outcomes.items() if outcome not in HEALTHY or key in documents}

    def _keep(self, table: Table, outcomes: dict[str, Outcome]) -> pa.Table:
        """Return the rows of the documents that are held and still wanted."""
        wanted = [key for key in outcomes if key in self.held]
        if not wanted:
            return arrow_schema(table).empty_table()
        kept = pq.read_table(self._path(table), filters=pc.field("document_id").isin(wanted))
        return kept.cast(arrow_schema(table))

    def _write_table(self, table: Table, content: pa.Table) -> None:
        write_whole(self._path(table), lambda path: pq.write_table(content, path, compression="zstd"))


def find_unhealthy(folder: Path) -> set[str]:
    """Return the digests of bodies that turned out not to be the page, of all readings below a folder."""
    digests: set[str] = set()
    for path in sorted((folder / CAPTURES.name).glob("*.parquet")):
        try:
            table = pq.read_table(path, columns=["digest", "outcome"])
        except (OSError, pa.ArrowException) as error:
            logger.warning("%s is of no use and is made again by the next reading: %s", path, error)
            continue
        wanted = pc.invert(pc.is_in(table["outcome"], pa.array(sorted(HEALTHY))))
        digests.update(table.filter(wanted)["digest"].drop_null().to_pylist())
    return digests


def remove_others(folder: Path, publishers: list[str]) -> None:
    """Remove the files of publishers that have no captures any more."""
    for path in [*folder.glob("*/*.parquet"), *folder.glob("outcomes/*.json")]:
        if path.stem not in publishers:
            path.unlink()


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside and put it in its place, so that nobody sees a part of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        write(beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
