"""What a run tells a person on standard error: progress while it works, and what came of each step."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipelines.progress import Advance, listening

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.reading import ReadReport
    from pipelines.settings import Settings
    from spiders.files import ImportReport
    from spiders.reports import CrawlReport
    from warehouse.build import BuildReport


@contextmanager
def showing_progress() -> Iterator[None]:
    """Show how far each step is while the block runs: bars on a terminal, nothing elsewhere."""
    columns = (
        TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[note]}", markup=True),
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def show(advance: Advance) -> None:
            if advance.step not in tasks:
                tasks[advance.step] = bars.add_task(advance.step, note="")
            note = advance.note[:60].replace("[", "\\[")
            bars.update(tasks[advance.step], completed=advance.done, total=advance.total, note=note)

        with listening(show):
            yield


def report_crawl(report: CrawlReport) -> bool:
    """Say what a crawl brought and what it left out; return whether every publisher finished."""
    outcomes: Counter[str] = Counter()
    for counts in report.outcomes.values():
        outcomes.update(counts)
    skipped: Counter[str] = Counter()
    for counts in report.skipped.values():
        skipped.update(counts)
    pages = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "nothing new"
    left_out = "".join(f"; {count} {reason}" for reason, count in sorted(skipped.items()))
    say(f"crawl of {report.instant:%Y-%m-%d %H:%M}Z: {pages}{left_out}")
    for publisher, what in sorted(report.crashed.items()):
        warn(f"{publisher}: {what}")
    return not report.crashed


def report_reading(report: ReadReport) -> bool:
    """Say what was read and what could not be; return whether every body could."""
    say(f"read {report.read} bodies, reused {report.reused} readings: {sum(report.claims.values())} claims")
    if report.undeclared:
        warn(f"kept, but declared no more: {', '.join(sorted(report.undeclared))}")
    for publisher, faults in sorted(report.broken.items()):
        for address, what in sorted(faults.items()):
            warn(f"{publisher}: {address} cannot be read: {what}")
    return not report.broken


def report_build(settings: Settings, report: BuildReport, files: list[Path]) -> None:
    """Say what was built, what its checks found, and where it and its exports lie."""
    kind = "SAMPLE warehouse" if settings.is_sample else "warehouse"
    rows = sum(report.tables.values())
    say(f"{kind} as of {report.now:%Y-%m-%d %H:%M}Z: {len(report.tables)} tables, {rows} rows: {settings.warehouse}")
    for check in report.checks:
        if check.offenders:
            warn(f"{check.name}: {check.offenders} found. {check.meaning} First: {check.examples[0]}")
    say(f"{len(files)} exports: {settings.exports}; open the report: {settings.report}")


def report_import(report: ImportReport) -> bool:
    """Say what an import brought; return whether every file could be taken."""
    say(f"imported {report.imported} files, {report.known} known already, {len(report.skipped)} of other kinds")
    if report.restored:
        say(f"restored {report.restored} captures")
    for problem in report.problems:
        warn(problem)
    return not report.problems


def say(text: str) -> None:
    """Tell a line on standard error."""
    print(text, file=sys.stderr)


def warn(text: str) -> None:
    """Tell a line of what went wrong, in red on a terminal."""
    Console(stderr=True, soft_wrap=True).print(text, style="red", markup=False, highlight=False)
