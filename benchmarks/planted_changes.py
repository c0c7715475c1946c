"""Is every planted change of a generated archive told once, and nothing else?

    python benchmarks/planted_changes.py [--sources 1000] [--captures 50] [--seed 1]

The archive is imported, read and built like any other. Counted are changes by source, condition and instant: planted
and told, planted and not told, told and not planted, told more than once. Exits with 1 unless all is as planted.
"""
# ruff: noqa: E402

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import duckdb

sys.path[0] = str(Path(__file__).parents[1])  # beside it a warehouse.py would hide the package

from benchmarks.corpora.archives import write_archive
from pipelines.settings import Settings
from pipelines.steps import build_warehouse, import_pages, make_run_id


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--captures", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest, planted = write_archive(folder, given.sources, given.captures, given.seed)
        began = time.perf_counter()
        told = find_changes(folder, manifest)
        seconds = time.perf_counter() - began
    missed, invented = planted - told.keys(), told.keys() - planted
    repeated = [event for event, count in told.items() if count > 1]
    print(
        f"{given.sources} sources, {given.captures} captures each, {seconds:.0f} s: {len(planted & told.keys())} of "
        f"{len(planted)} planted changes told, {len(invented)} told that nobody planted, {len(repeated)} told twice"
    )
    for label, events in (("missed", missed), ("invented", invented), ("repeated", repeated)):
        for source, code, at in sorted(events)[:10]:
            print(f"{label}: {source} {code} {at:%Y-%m-%d}")
    return 1 if missed or invented or repeated else 0


def find_changes(folder: Path, manifest: Path) -> Counter[tuple[str, str, datetime]]:
    """Import, read and build; return how often a change was told, by source, code and instant."""
    settings = Settings(data=folder / "data", sources=folder / "sources", state=folder / "state")
    import_pages(settings, [], manifest=manifest)
    _, built = build_warehouse(settings, make_run_id())
    with duckdb.connect(str(built.path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = connection.execute("SELECT source_id, code, observed_at FROM core.policy_changes").fetchall()
    return Counter((source, code, at.astimezone(UTC)) for source, code, at in rows)


if __name__ == "__main__":
    sys.exit(main())
