"""Runs that are killed with -9 at random moments, full disks, two runs at once: nothing is lost, nothing is doubled.

KILLS says how often a run is killed (5 unless given), KILL_PUBLISHERS how many publishers it has (2; 0 for all).
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from archive.segments import list_segments, read_segment
from archive.store import Archive
from pipelines.declaring import load_declarations
from pipelines.defs.instance import open_instance
from pipelines.defs.leftovers import PROCESS, fail_leftovers, name_process
from pipelines.settings import Settings
from tests.pipelines.conftest import settings_in
from warehouse.digests import table_digests

KILLS = int(os.environ.get("KILLS", "5"))
WANTED = int(os.environ.get("KILL_PUBLISHERS", "2"))
LINEWATCH = str(Path(sys.executable).parent / "linewatch")


def publishers_of(settings: Settings) -> list[str]:
    names = sorted(load_declarations(settings).publishers)
    return names[:WANTED] if WANTED else names


def start_run(settings: Settings, *command: str) -> subprocess.Popen[bytes]:
    words = [LINEWATCH, *(command or ("run", *publishers_of(settings)))]
    places = {"LINEWATCH_DATA": str(settings.data.parent), "LINEWATCH_STATE": str(settings.state)}
    return subprocess.Popen(words, env=os.environ | places, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    output, _ = process.communicate(timeout=300)
    return process.returncode, output.decode("utf-8", "replace")


def count_rows(settings: Settings) -> Counter[tuple[str, str, str]]:
    """Count each attempt in the log's own rows, before any replay drops a double."""
    archive = Archive(settings.archive)
    segments = list_segments(archive._files, "log/captures")
    rows = (row for segment in segments for row in read_segment(archive._files, segment))
    return Counter((row["source"], row["address"], row["captured_at"]) for row in rows)


@pytest.mark.slow
def test_killed_runs_followed_by_a_rerun_end_as_an_undisturbed_one(tmp_path: Path) -> None:
    whole = settings_in(tmp_path / "whole").for_samples()
    began = time.monotonic()
    code, output = finish(start_run(whole))
    seconds = time.monotonic() - began
    assert code == 0, output
    tables, rows = table_digests(whole.warehouse), count_rows(whole)
    assert set(rows.values()) == {1}
    seed = random.randrange(10_000)
    moments = random.Random(seed)
    for number in range(KILLS):
        moment = moments.uniform(0.1, 0.95) * seconds
        told = f"kill {number} at {moment:.2f} of {seconds:.2f} s, seed {seed}"
        killed = settings_in(tmp_path / f"killed-{number}").for_samples()
        process = start_run(killed)
        time.sleep(moment)
        process.kill()
        process.communicate()
        code, output = finish(start_run(killed))
        assert code == 0, f"{told}\n{output}"
        assert table_digests(killed.warehouse) == tables, told
        assert count_rows(killed) == rows, told
        with open_instance(killed.state) as instance:
            left = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
        assert left == [], told
        shutil.rmtree(tmp_path / f"killed-{number}")


@pytest.mark.slow
def test_two_runs_at_once_fetch_each_page_once_and_end_with_the_same_tables(tmp_path: Path) -> None:
    alone, both = settings_in(tmp_path / "alone").for_samples(), settings_in(tmp_path / "both").for_samples()
    code, output = finish(start_run(alone))
    assert code == 0, output
    ends = [finish(process) for process in [start_run(both), start_run(both)]]
    assert [code for code, _ in ends] == [0, 0], ends
    assert count_rows(both) == count_rows(alone)
    assert table_digests(both.warehouse) == table_digests(alone.warehouse)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a real file system of its own; skips where we may not."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"cannot mount a small file system here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small file system")
def test_a_full_disk_fails_clearly_and_leaves_the_published_warehouse(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 96) as disk:
        settings = settings_in(disk).for_samples()
        code, output = finish(start_run(settings))
        assert code == 0, output
        before, rows = settings.warehouse.read_bytes(), count_rows(settings)
        with (disk / "ballast").open("wb") as ballast:
            left = shutil.disk_usage(disk).free - 200_000
            ballast.write(b"\0" * left)
        for command in (("build", "--sample", "--now", "2026-10-01"), ("run", *publishers_of(settings))):
            code, output = finish(start_run(settings, *command))
            assert code == 1, output
            assert "Traceback" not in output
            assert "free" in output or "make room" in output or "cannot be written" in output, output
            assert settings.warehouse.read_bytes() == before
        assert count_rows(settings) == rows
        (disk / "ballast").unlink()
        code, output = finish(start_run(settings))
        assert code == 0, output


def test_runs_whose_process_is_gone_are_failed_and_living_ones_are_not(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as other, open_instance(tmp_path) as instance:
        alive, gone = (instance.create_run_for_job(_nothing, tags={PROCESS: name}, status=dg.DagsterRunStatus.STARTED)
                       for name in (name_process(), name_process(other.pid)))  # fmt: skip
        assert fail_leftovers(instance) == []
        other.kill()
        other.wait()
        assert fail_leftovers(instance) == [gone.run_id]
        states = [instance.get_run_by_id(run.run_id) for run in (alive, gone)]
    assert [run.status.value for run in states if run] == ["STARTED", "FAILURE"]


@dg.job(name="nothing")
def _nothing() -> None:
    pass
