"""Running the checks: each is a query for offenders. What a check looks for stands in its own file in sql/checks."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from schemas.table import Table
from schemas.tables import TABLES
from warehouse.declared import make_arrow
from warehouse.sql_files import Check, read_checks

EXAMPLES_SHOWN = 5
CHECKS_TABLE = TABLES["out.checks"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found: how many offenders, and the first few as text."""

    name: str
    severity: str
    meaning: str
    offenders: int
    examples: tuple[str, ...]

    @property
    def is_blocking(self) -> bool:
        """Whether it keeps the warehouse from being published."""
        return self.severity == "error" and self.offenders > 0


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[CheckResult, ...]:
    """Run every check on the tables just built and keep what they found as out.checks."""
    found = sorted((run_check(connection, check) for check in all_checks()), key=lambda result: result.name)
    rows = [(r.name, r.severity, r.meaning, r.offenders, list(r.examples)) for r in found]
    connection.register("checks_run", make_arrow(CHECKS_TABLE, rows))
    connection.execute(f"CREATE OR REPLACE TABLE {CHECKS_TABLE.key} AS FROM checks_run ORDER BY check_name")
    connection.unregister("checks_run")
    return tuple(found)


def run_check(connection: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    """Run one check."""
    rows = connection.execute(
        f"SELECT to_json(offender)::VARCHAR AS example, count(*) OVER () FROM ({check.body}\n) AS offender "
        f"ORDER BY example LIMIT {EXAMPLES_SHOWN}"
    ).fetchall()
    count = rows[0][1] if rows else 0
    return CheckResult(check.name, check.severity, check.meaning, count, tuple(example for example, _ in rows))


def all_checks() -> list[Check]:
    """Return the checks of sql/checks and one for each declared identity."""
    made = [table for table in TABLES.values() if table.key != CHECKS_TABLE.key]
    return read_checks() + [_identity_check(table) for table in made if table.identity]


def _identity_check(table: Table) -> Check:
    columns = ", ".join(table.identity)
    return Check(
        f"identity_of_{table.schema}_{table.name}",
        "error",
        f"Rows of {table.key} that agree in all of {columns}.",
        f"SELECT {columns}, count(*) AS rows_count FROM {table.key} GROUP BY ALL HAVING count(*) > 1",
    )
