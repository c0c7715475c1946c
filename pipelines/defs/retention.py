"""Keeping Dagster's history small: runs that ended long ago are deleted with their events. The archive is not touched.

Ticks of schedules and sensors are kept as dagster.yaml says; runs have no such setting in Dagster.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from pipelines.defs.instance import open_instance

_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_AT_ONCE = 500  # runs


def purge_history(state: Path, keep_days: int) -> int:
    """Purge the history of DAGSTER_HOME, else the one in files below `state`, whose room is given back."""
    if os.environ.get("DAGSTER_HOME"):
        with dg.DagsterInstance.get() as instance:
            return purge_runs(instance, keep_days)
    with open_instance(state) as instance:
        purged = purge_runs(instance, keep_days)
    shrink_files(state)
    return purged


def purge_runs(instance: dg.DagsterInstance, keep_days: int, now: datetime | None = None) -> int:
    """Delete the runs that ended and began more than so many days ago; return how many."""
    before = (datetime.now(UTC) if now is None else now) - timedelta(days=keep_days)
    filters = dg.RunsFilter(statuses=_ENDED, created_before=before)
    purged = 0
    while runs := instance.get_runs(filters, limit=_AT_ONCE):
        for run in runs:
            instance.delete_run(run.run_id)
        purged += len(runs)
    return purged


def shrink_files(state: Path) -> None:
    """Give the room of what was deleted back to the disk, where the history is kept in SQLite."""
    for path in state.rglob("*.db"):
        connection = sqlite3.connect(path)
        try:
            connection.execute("VACUUM")
        finally:
            connection.close()
