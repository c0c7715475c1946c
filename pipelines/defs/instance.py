"""Opens the project's own history of Dagster runs, the one that `make ui` shows, from any working directory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import yaml

from pipelines.settings import PROJECT


@contextmanager
def open_instance(state: Path) -> Iterator[dg.DagsterInstance]:
    """Open the history below `state`, with the settings of dagster.yaml but for its paths.

    For runs in this process: what they print stays on the terminal instead of going to a file.
    """
    state.mkdir(parents=True, exist_ok=True)
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
    with dg.DagsterInstance.local_temp(str(state), overrides=overrides) as instance:
        yield instance
