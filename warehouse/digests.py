"""Digests of tables, by which two warehouses are compared: two DuckDB files of equal content differ in bytes."""

from __future__ import annotations

from pathlib import Path

from warehouse.connection import open_read_only

RUN_TABLE = "raw.build"  # names the run, so it differs between equal builds


def table_digests(warehouse: Path) -> dict[str, str]:
    """Return the sha256 of each table's rows in their stored order, by `schema.name`; raw.build is left out.

    Raises LinewatchError when there is no warehouse at the path.
    """
    with open_read_only(warehouse) as connection:
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name AS name FROM duckdb_tables() WHERE NOT internal ORDER BY name"
        ).fetchall()
        digests = {}
        for (name,) in tables:
            if name == RUN_TABLE:
                continue
            rows = f"SELECT sha256(to_json(t)::VARCHAR) AS digest, rowid FROM {name} AS t"
            row = connection.execute(
                f"SELECT sha256(coalesce(string_agg(digest, '' ORDER BY rowid), '')) FROM ({rows})"
            ).fetchone()
            digests[name] = str(row[0]) if row else ""
    return digests
