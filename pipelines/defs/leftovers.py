"""Runs that a kill left behind: Dagster goes on calling them started, and a queue would wait for them for good.

Each run names the process that does its work, by a tag or in its events; when that process is gone on this machine, the
run is marked as failed. Runs of other machines are left to those.
"""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import dagster as dg
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES

PROCESS = "linewatch/process"  # the tag: host, process id and when the process began
_BEGUN = "Started process for run (pid: "  # in the events of a run that Dagster's launcher started


def name_process(pid: int | None = None) -> str:
    """Name a process of this machine, this one unless given, in a way that no later process can take over."""
    number = os.getpid() if pid is None else pid
    return f"{socket.gethostname()}:{number}:{_began_at(number)}"


def fail_leftovers(instance: dg.DagsterInstance) -> list[str]:
    """Mark the runs as failed whose process is gone; return their ids."""
    runs = instance.get_runs(dg.RunsFilter(statuses=list(IN_PROGRESS_RUN_STATUSES)))
    left = [run for run in runs if _is_left(instance, run)]
    for run in left:
        instance.report_run_failed(run, "The process of this run was killed; what it archived is kept. Run it again.")
    return [run.run_id for run in left]


def _is_left(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    process = run.tags.get(PROCESS)
    if process is None:
        return _launched_pid(instance, run) is not None and not _is_alive(_launched_pid(instance, run))
    host, pid, began_at = process.rsplit(":", 2)
    return host == socket.gethostname() and _began_at(int(pid)) != began_at


def _launched_pid(instance: dg.DagsterInstance, run: dg.DagsterRun) -> int | None:
    """Return the process that Dagster's launcher on this machine started for a run, None where it did not say."""
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        found = re.search(re.escape(_BEGUN) + r"(\d+)", entry.user_message or entry.get_dagster_event().message or "")
        if found:
            return int(found[1])
    return None


def _is_alive(pid: int | None) -> bool:
    return pid is not None and _began_at(pid) != ""


def _began_at(pid: int) -> str:
    """Return when a process began, in ticks since the machine did; empty where there is none, or it is a zombie."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return _ask_by_signal(pid)
    return "" if facts[0] == "Z" else facts[19]


def _ask_by_signal(pid: int) -> str:
    """Ask for a process where there is no /proc; when it began is not known then."""
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "?"
    return "?"
