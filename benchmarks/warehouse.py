"""What a warehouse costs: builds and questions at 10 thousand to 5 million generated claims.

    python benchmarks/warehouse.py [--claims 10000 100000 1000000 5000000] [--memory 4GB] [--tables 8] [--keep FOLDER]

For each size: the whole build with its checks, the load of the readings beside DuckDB's own `INSERT ... FROM
read_parquet` of the same rows into a file of the same kind, and the main questions, best of three. The bars: the load
at least half as fast as DuckDB's own; from 1 to 5 million claims the build at most 1.2 times linear, the comparison
matrix at most 1.5 times, as-of at most 3 times. They are held in CPU seconds, since a machine with other work makes
any wall clock wrong. Exits with 1 where a bar is missed.
"""
# ruff: noqa: E402

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

sys.path[0] = str(Path(__file__).parent.parent)  # beside this file its own name would hide the package `warehouse`

from benchmarks.corpora.claims import write_readings
from schemas.registry import load_registry
from schemas.tables import READINGS
from warehouse.build import BuildReport, build
from warehouse.connection import open_for_build, open_read_only

QUESTIONS = {
    "matrix": "FROM out.comparison ORDER BY carrier_id, region_id, position",
    "as of": "FROM core.policy_as_of(DATE '2016-02-01', (SELECT max(captured_at) FROM raw.captures))",
    "changes": "FROM out.changes ORDER BY observed_at DESC LIMIT 200",
    "explain": "FROM core.explain('cn-mobile', 'CN-GD', 'channel', 'app')",
    "conflicts": "FROM core.conflicts WHERE carrier_id = 'cn-mobile'",
    "coverage": "FROM out.coverage ORDER BY carrier_id, region_id",
}
LEAST_LOAD, MOST_GROWTH, MOST_MATRIX, MOST_AS_OF = 0.5, 1.2, 1.5, 3.0


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at one size; CPU seconds, rows per CPU second for the loads."""

    claims: int
    wall: float
    build: float
    load: float
    own_load: float
    questions: dict[str, float]
    slowest: list[tuple[str, float]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000, 1_000_000, 5_000_000])
    parser.add_argument("--memory", default="4GB", help="DuckDB's memory limit for a build")
    parser.add_argument("--tables", type=int, default=0, help="show so many of the slowest tables")
    parser.add_argument("--keep", type=Path, help="keep what is generated and built in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [measure((given.keep or Path(folder)) / str(claims), claims, given.memory) for claims in given.claims]
    for size in sizes:
        for name, seconds in size.slowest[: given.tables]:
            print(f"{size.claims:>9,} {name:32} {seconds:8.2f} s")
    missed = judge(sizes)
    print("\n".join(missed) or "every bar is met")
    return 1 if missed else 0


def measure(folder: Path, claims: int, memory: str) -> Size:
    if not folder.exists():
        write_readings(folder, claims)
    began, began_wall = time.process_time(), time.perf_counter()
    report = build(folder / "data", load_registry(folder / "sources"), "bench", memory_limit=memory)
    seconds, wall = time.process_time() - began, time.perf_counter() - began_wall
    if report.blocking:
        raise SystemExit(f"the generated warehouse breaks a check: {report.blocking[0]}")
    rows = sum(report.tables[f"raw.{table.name}"] for table in READINGS)
    load = rows / sum(report.seconds[f"raw.{table.name}"] for table in READINGS)
    size = Size(
        report.tables["raw.claims"], wall, seconds, load, rows / load_plainly(folder / "data", memory), ask(report),
        sorted(report.seconds.items(), key=lambda item: -item[1]),
    )  # fmt: skip
    show(size, report)
    return size


def load_plainly(data: Path, memory: str) -> float:
    """Return the seconds of DuckDB's own insert of all readings; twice, the better."""
    return min(_load_plainly_once(data, memory) for _ in range(2))


def _load_plainly_once(data: Path, memory: str) -> float:
    path, seconds = data / "plain.duckdb", 0.0
    path.unlink(missing_ok=True)
    with open_for_build(path, memory, "40GB") as connection:
        for table in READINGS:
            columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
            names = ", ".join(f"{column.name}::{column.type}" for column in table.columns)
            files = [str(file) for file in sorted((data / "read" / table.name).glob("*.parquet"))]
            connection.execute(f"CREATE TABLE {table.name} ({columns})")
            began = time.process_time()
            connection.execute(f"INSERT INTO {table.name} SELECT {names} FROM read_parquet($files)", {"files": files})
            seconds += time.process_time() - began
    path.unlink()
    return seconds


def ask(report: BuildReport) -> dict[str, float]:
    with open_read_only(report.path) as connection:
        return {name: min(_time(connection, query) for _ in range(3)) for name, query in QUESTIONS.items()}


def _time(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    began = time.process_time()
    connection.sql(query).to_arrow_table()
    return time.process_time() - began


def show(size: Size, report: BuildReport) -> None:
    asked = ", ".join(f"{name} {1000 * seconds:.0f} ms" for name, seconds in size.questions.items())
    print(
        f"{size.claims:>9,} claims: built in {size.build:.1f} s of CPU, {size.wall:.1f} s; "
        f"load {size.load:,.0f} rows/s ({size.load / size.own_load:.2f} of DuckDB's own {size.own_load:,.0f}); "
        f"{asked}; {report.tables['core.claim_spells']:,} spells, {report.tables['core.policy_changes']:,} changes",
        flush=True,
    )


def judge(sizes: list[Size]) -> list[str]:
    """Return a line for each bar that is missed. The load counts from a million claims on; below it costs fractions."""
    missed = [
        f"missed: the load of {size.claims:,} claims is {size.load / size.own_load:.2f} of DuckDB's own"
        for size in sizes if size.claims > 500_000 and size.load < LEAST_LOAD * size.own_load
    ]  # fmt: skip
    by_scale = {round(size.claims, -6): size for size in sizes}
    if {1_000_000, 5_000_000} <= by_scale.keys():
        one, five = by_scale[1_000_000], by_scale[5_000_000]
        for name, ratio, most in (
            ("the build for each claim", five.build / one.build / (five.claims / one.claims), MOST_GROWTH),
            ("the comparison matrix", five.questions["matrix"] / one.questions["matrix"], MOST_MATRIX),
            ("as-of", five.questions["as of"] / one.questions["as of"], MOST_AS_OF),
        ):
            print(f"1 to 5 million: {name} costs {ratio:.2f} times as much (at most {most})")
            missed += [f"missed: {name} costs {ratio:.2f} times as much at 5 million"] if ratio > most else []
    return missed


if __name__ == "__main__":
    sys.exit(main())
