"""What a build is made from, as one digest: it tells whether a rebuild would say anything new.

Two archives have the same digest when every page says the same, in the same order, under the same declarations and
code, and the same sources are silent too long. Another healthy fetch of an unchanged page changes nothing.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from schemas.ids import derive_id
from schemas.registry import Registry
from warehouse.build import code_digest
from warehouse.readings import view_readings

_STATES = """
    SELECT source_id, address, document_id
    FROM (
        SELECT *, lag(document_id) OVER (PARTITION BY source_id, address ORDER BY captured_at) AS before_id
        FROM read_captures WHERE document_id IS NOT NULL
    )
    WHERE document_id IS DISTINCT FROM before_id
    ORDER BY source_id, address, captured_at
"""
_NEWEST = """
    SELECT source_id, max(captured_at), (SELECT max(captured_at) FROM read_captures)
    FROM read_captures WHERE document_id IS NOT NULL GROUP BY source_id ORDER BY source_id
"""


def digest_inputs(data: Path, registry: Registry) -> str:
    """Return the digest of the readings below `data`, the declarations and the code that builds."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        view_readings(connection, data / "read", registry.publishers)
        states = connection.execute(_STATES).fetchall()
        stale = _find_stale(connection, registry)
    declared = [[name, source.reading_digest, source.stale_after_days, source.min_claims, source.policy]
                for name, source in sorted(registry.sources.items())]
    return derive_id([list(state) for state in states], stale, declared, code_digest())


def _find_stale(connection: duckdb.DuckDBPyConnection, registry: Registry) -> list[str]:
    """Return the sources whose last healthy fetch is older, at the newest capture, than they allow."""
    return [
        source
        for source, healthy_at, now in connection.execute(_NEWEST).fetchall()
        if source in registry.sources and (now - healthy_at).days >= registry.sources[source].stale_after_days
    ]
