"""The unpartitioned assets: every table of the warehouse, made together by one step, and the exports after it.

The tables are never made one by one: the build is one file on one connection, checked as a whole and published by one
rename, or not at all.
"""

# no `from __future__ import annotations` here: Dagster reads the config class from the body's own annotation

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from pipelines.defs.crawling import CLAIMS, PATIENCE
from pipelines.defs.naming import OWNERS, asset_key, dataset_name, group_name, room_of, step_name
from pipelines.defs.previews import preview_tables
from pipelines.settings import Settings
from pipelines.statistics import FILL_CHECK
from pipelines.steps import build_warehouse, export_tables, publish_warehouse
from schemas.errors import BusyError, LinewatchError
from schemas.ids import parse_instant
from schemas.table import Table
from schemas.tables import READINGS, TABLES
from warehouse.build import BuildReport
from warehouse.checks import CheckResult, all_checks
from warehouse.sql_files import Check, read_sql_files

CHECKED_TABLE = "out.checks"  # what the checks found on the warehouse as a whole

BuildEvent = dg.MaterializeResult[None] | dg.AssetCheckResult


class BuildConfig(dg.Config):
    """What a build may be told: the instant as of which it speaks (ISO 8601); the newest capture unless given."""

    now: str | None = None


def make_build(settings: Settings) -> dg.AssetsDefinition:
    """Make the asset of all tables; it cannot be run in part."""

    @dg.multi_asset(
        name=step_name(settings, "build"),
        specs=[_make_spec(settings, table) for table in TABLES.values()],
        retry_policy=PATIENCE,
        check_specs=[_make_check_spec(settings, check) for check in [*all_checks(), FILL_CHECK]],
        can_subset=False,
    )
    def build(context: dg.AssetExecutionContext, config: BuildConfig) -> Iterator[BuildEvent]:
        now = None if config.now is None else parse_instant(config.now)
        with retrying_what_may_pass():
            _, report = build_warehouse(settings, context.run.run_id, now)
            yield from (_show_check(settings, check) for check in report.checks)
            publish_warehouse(settings, report, list_runs(context.instance))
        yield from _show_tables(settings, report)

    return build


def make_exports(settings: Settings) -> dg.AssetsDefinition:
    """Make the asset of the files for people."""

    @dg.asset(
        key=asset_key(settings, "exports"),
        deps=[asset_key(settings, *key.split(".")) for key in TABLES if key.startswith("out.")],
        group_name=group_name(settings, "publish"),
        description="The comparison, the changes and the rest for people: CSV, JSON, Markdown, Parquet, XLSX, report.",
        kinds={"csv", "excel", "html"},
        owners=OWNERS,
        metadata={"dataset": dataset_name(settings)},
    )
    def exports() -> dg.MaterializeResult[None]:
        files = export_tables(settings, has_report=True)
        return dg.MaterializeResult(metadata={"files": len(files), "folder": dg.MetadataValue.path(settings.exports)})

    return exports


def list_runs(instance: dg.DagsterInstance) -> list[dict[str, Any]]:
    """Return the last runs as the status page shows them, newest first."""
    return [
        {"job": record.dagster_run.job_name, "status": record.dagster_run.status.value,
         "began_at": record.create_timestamp, "ended_at": _as_instant(record.end_time)}
        for record in instance.get_run_records(limit=10)
    ]  # fmt: skip


def _as_instant(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


@contextmanager
def retrying_what_may_pass() -> Iterator[None]:
    """Have a step fail for good where waiting does not help: only another build at work passes by itself."""
    try:
        yield
    except BusyError:
        raise
    except LinewatchError as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def _make_spec(settings: Settings, table: Table) -> dg.AssetSpec:
    columns = [dg.TableColumn(column.name, column.type, column.comment) for column in table.columns]
    return dg.AssetSpec(
        asset_key(settings, table.schema, table.name),
        deps=_find_deps(settings, table),
        description=table.comment,
        metadata={"dagster/column_schema": dg.TableSchema(columns), "dataset": dataset_name(settings)},
        group_name=group_name(settings, room_of(table.schema)),
        kinds={"duckdb", "sql"},
        owners=OWNERS,
    )


def _find_deps(settings: Settings, table: Table) -> list[dg.AssetKey]:
    """Return what a table is made from: the tables that its SQL names, and the readings."""
    if table in READINGS:
        return [asset_key(settings, *CLAIMS)]
    names = {name for file in read_sql_files() if file.key == table.key for name in file.names}
    return [asset_key(settings, *name.split(".")) for name in sorted(names & TABLES.keys())]


def _find_checked(check_name: str) -> str:
    """Return the table that a check stands by: the one whose identity it checks, otherwise the table of all checks."""
    return next((key for key in TABLES if check_name == f"identity_of_{key.replace('.', '_')}"), CHECKED_TABLE)


def _make_check_spec(settings: Settings, check: Check) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        check.name,
        asset=asset_key(settings, *_find_checked(check.name).split(".")),
        description=check.meaning,
        blocking=check.severity == "error",
    )


def _show_check(settings: Settings, check: CheckResult) -> dg.AssetCheckResult:
    severity = dg.AssetCheckSeverity.ERROR if check.severity == "error" else dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(
        passed=check.offenders == 0,
        asset_key=asset_key(settings, *_find_checked(check.name).split(".")),
        check_name=check.name,
        severity=severity,
        metadata={"offenders": check.offenders, "examples": "\n".join(check.examples)},
    )


def _show_tables(settings: Settings, report: BuildReport) -> Iterator[dg.MaterializeResult[None]]:
    previews = preview_tables(settings)
    for key, rows in report.tables.items():
        metadata = {"dagster/row_count": rows} | previews.get(key, {})
        yield dg.MaterializeResult(asset_key(settings, *key.split(".")), metadata=metadata)
