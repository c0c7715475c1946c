"""What Dagster adds to a run of all sample publishers, beside the steps themselves, in one process.

    python benchmarks/dagster_overhead.py

The time of each step inside a run is taken away from the time of the run; what stays is Dagster's. Start-up (importing
Dagster, loading the definitions, opening the history) is told apart. Bars: 0.15 s an asset, 0.1 s a partition.
"""

# ruff: noqa: E402
from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])  # beside it a warehouse.py would hide the package

from pipelines.settings import Settings
from pipelines.steps import find_editions
from schemas.tables import TABLES

BAR_ASSET, BAR_PARTITION = 0.15, 0.1  # seconds


class Clock:
    """Adds up the seconds spent in the functions that it wraps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.cpu_seconds = 0.0

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            began, cpu = time.perf_counter(), time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - began
                self.cpu_seconds += time.process_time() - cpu

        return timed


@contextmanager
def clocking_steps(clock: Clock) -> Iterator[None]:
    from pipelines.defs import building, crawling

    steps = {
        building: ("build_warehouse", "publish_warehouse", "export_tables"),
        crawling: ("crawl_publishers", "read_publishers"),
    }
    held = [(module, name, getattr(module, name)) for module, names in steps.items() for name in names]
    for module, name, function in held:
        setattr(module, name, clock.wrap(function))
    try:
        yield
    finally:
        for module, name, function in held:
            setattr(module, name, function)


def run_timed(clock: Clock, function: Callable[..., Any], *args: Any) -> None:
    """Run a whole Dagster run and add its time to a clock."""
    fault = clock.wrap(function)(*args)
    if fault is not None:
        raise SystemExit(fault)


def main() -> None:
    began = time.perf_counter()
    from pipelines.defs.instance import open_instance
    from pipelines.defs.launching import Launcher

    imported = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        settings = replace(Settings.from_environment({}), data=place / "data", state=place / "state").for_samples()
        with open_instance(settings.state) as instance:
            launcher = Launcher(settings, instance)
            started = time.perf_counter() - began
            crawls, builds, crawled, built = Clock(), Clock(), Clock(), Clock()
            with clocking_steps(crawls):
                for edition in find_editions():
                    run_timed(crawled, launcher.crawl, None, edition.instant)
            with clocking_steps(builds):
                run_timed(built, launcher.build)
    partitions = 2 * 12 * 3  # captures and claims of 12 publishers in three editions
    assets = len(TABLES) + 1
    for name, whole, steps, number, bar, unit in (
        ("crawl and read, 3 runs", crawled, crawls, partitions, BAR_PARTITION, "partition"),
        ("build and export, 1 run", built, builds, assets, BAR_ASSET, "asset"),
    ):
        added, cpu = whole.seconds - steps.seconds, whole.cpu_seconds - steps.cpu_seconds
        verdict = "holds" if added / number <= bar else "BROKEN"
        print(f"{name}: {whole.seconds:.1f} s, steps {steps.seconds:.1f} s, Dagster {added:.2f} s ({cpu:.2f} s of CPU) "
              f"= {added / number:.3f} s a {unit} of {number}, {cpu / number:.3f} s of CPU (bar {bar}: {verdict})")
    print(f"start-up apart: {started:.1f} s, of which importing {imported:.1f} s")


if __name__ == "__main__":
    main()
