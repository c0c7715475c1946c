"""Opens the project's own history of Dagster runs, the one that `make ui` shows, from any working directory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from pipelines.settings import PROJECT
from schemas.errors import LinewatchError
from warehouse.lock import hold_folder


@contextmanager
def open_instance(state: Path) -> Iterator[dg.DagsterInstance]:
    """Open the history below `state`, with the settings of dagster.yaml but for its paths.

    LinewatchError where the disk refuses it. For runs in this process: what they print stays on the terminal instead of
    going to a file.
    """
    state.mkdir(parents=True, exist_ok=True)
    if not event.contains(Engine, "connect", _wait_for_the_disk_less):
        event.listen(Engine, "connect", _wait_for_the_disk_less)
    overrides = yaml.safe_load((PROJECT / "dagster.yaml").read_text("utf-8")) | {
        "storage": {"sqlite": {"base_dir": str(state)}},
        "local_artifact_storage": {
            "module": "dagster._core.storage.root",
            "class": "LocalArtifactStorage",
            "config": {"base_dir": str(state)},
        },
        "compute_logs": {
            "module": "dagster._core.storage.noop_compute_log_manager",
            "class": "NoOpComputeLogManager",
        },
    }
    try:
        with ExitStack() as opened:
            with hold_folder(state):  # the first run makes the tables; another one at once waits
                instance = opened.enter_context(dg.DagsterInstance.local_temp(str(state), overrides=overrides))
            yield instance
    except OperationalError as error:
        raise LinewatchError(f"{state}: the history of runs cannot be kept ({error.orig}); make room or mend the "
                             "permissions, then run again: what is archived and published stays") from error


def _wait_for_the_disk_less(connection: Any, _: object) -> None:
    """Have SQLite, which keeps the history with a write-ahead log, wait for the disk at checkpoints only.

    A run has hundreds of events, and each would wait alone. A power cut may lose the last of them and never breaks the
    file; the archive does not rest on it.
    """
    if isinstance(connection, sqlite3.Connection):
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA synchronous = NORMAL")
