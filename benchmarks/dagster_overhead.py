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

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - began

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


def time_call(function: Callable[..., Any], *args: Any) -> float:
    began = time.perf_counter()
    fault = function(*args)
    if fault is not None:
        raise SystemExit(fault)
    return time.perf_counter() - began


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
            crawls, builds = Clock(), Clock()
            with clocking_steps(crawls):
                crawled = sum(time_call(launcher.crawl, None, edition.instant) for edition in find_editions())
            with clocking_steps(builds):
                built = time_call(launcher.build)
    partitions = 2 * 12 * 3  # captures and claims of 12 publishers in three editions
    assets = len(TABLES) + 1
    for name, whole, steps, number, bar, unit in (
        ("crawl and read, 3 runs", crawled, crawls.seconds, partitions, BAR_PARTITION, "partition"),
        ("build and export, 1 run", built, builds.seconds, assets, BAR_ASSET, "asset"),
    ):
        each = (whole - steps) / number
        verdict = "holds" if each <= bar else "BROKEN"
        print(f"{name}: {whole:.1f} s, steps {steps:.1f} s, Dagster {whole - steps:.2f} s "
              f"= {each:.3f} s a {unit} of {number} (bar {bar}: {verdict})")  # fmt: skip
    print(f"start-up apart: {started:.1f} s, of which importing {imported:.1f} s")


if __name__ == "__main__":
    main()
