"""`linewatch run`: the whole job once, through Dagster, and what came of it for a person."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime

import typer

from pipelines.asking import Rows, Warehouse, ask_changes, ask_comparison, open_warehouse
from pipelines.defs.instance import open_instance
from pipelines.defs.launching import Launcher
from pipelines.history import print_changes
from pipelines.matrix import make_matrix, name_matrix, print_matrix
from pipelines.reporting import say, showing_progress, warn
from pipelines.settings import Settings
from pipelines.steps import check_crawl, find_editions
from schemas.errors import LinewatchError
from schemas.ids import format_instant


def run_and_show(settings: Settings, publishers: Sequence[str] | None, instant: datetime | None, language: str) -> None:
    """Crawl, read, build, check, publish and export, then print the comparison, the changes and where all of it lies.

    The samples are crawled edition by edition. What failed is told at the end and makes the exit code 1; only a failed
    build leaves nothing new to show.
    """
    check_crawl(settings, publishers)
    instants = [edition.instant for edition in find_editions(instant)] if settings.is_sample else [instant]
    with open_instance(settings.state) as instance, showing_progress():
        launcher = Launcher(settings, instance)
        faults = [fault for at in instants if (fault := launcher.crawl(publishers, at)) is not None]
        fault = launcher.build()
    if fault is not None:
        raise LinewatchError("\n".join([*faults, fault]))
    with open_warehouse(settings.require_warehouse()) as warehouse:
        _say_counts(warehouse)
        comparison, changes = ask_comparison(warehouse), ask_changes(warehouse)
    _show(settings, comparison, changes, language)
    for fault in faults:
        warn(fault)
    if faults:
        raise typer.Exit(1)


def _say_counts(warehouse: Warehouse) -> None:
    """Say what the archive holds by now, and how the fetches went."""
    (facts,) = warehouse.ask("FROM raw.build").records()
    outcomes = warehouse.ask("SELECT outcome, count(*) FROM raw.captures GROUP BY ALL ORDER BY ALL").rows
    say(f"{facts['captures_count']} captures: {', '.join(f'{count} {outcome}' for outcome, count in outcomes)}")
    instant = format_instant(facts["now_at"])
    say(f"{facts['documents_count']} documents with {facts['claims_count']} claims, as of {instant}")


def _show(settings: Settings, comparison: Rows, changes: Rows, language: str) -> None:
    if comparison.rows:
        title = name_matrix(language, is_sample=settings.is_sample)
        print_matrix(make_matrix(comparison, language), title, sys.stdout)
    print_changes(changes, language, sys.stdout, is_sample=settings.is_sample)
    kind = "SAMPLE data, no evidence of anything: " if settings.is_sample else ""
    print(f"{kind}warehouse {settings.warehouse}, exports {settings.exports}")
    option = " --sample" if settings.is_sample else ""
    say(f"Open the report: {settings.report}")
    say(f"Go on with: linewatch compare{option} --help, linewatch explain CARRIER REGION CONDITION{option}, make ui")
