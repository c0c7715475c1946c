"""Commands about the declared sources: list them, check their files and states, meet those that nobody verified."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.options import DataOption, FormatOption, SampleOption, TableFormat, choose_settings

app = typer.Typer(no_args_is_help=True, help="Look at the declared sources.")

FolderOption = Annotated[
    Path | None, typer.Option("--sources", metavar="FOLDER", help="Folder of declarations; sources/ unless given.")
]


@app.command("list")
def list_sources(
    publisher: Annotated[list[str] | None, typer.Argument(help="Only of these publishers.")] = None,
    form: FormatOption = TableFormat.TABLE,
    folder: FolderOption = None,
    is_sample: SampleOption = False,
) -> None:
    """List the declared sources: what is fetched, how often, and what it is about.

    Examples:

      linewatch sources list

      linewatch sources list cn-mobile --format csv
    """
    from pipelines.rendering import write_rows
    from schemas.registry import load_registry

    registry = load_registry(folder or choose_settings(is_sample=is_sample).sources)
    chosen = [registry.publisher(name).id for name in publisher or registry.publishers]
    columns = ["source", "tier", "cadence", "carriers", "regions", "title", "url", "verified"]
    rows = [
        (source.id, source.tier.value, source.cadence, " ".join(source.carriers), " ".join(source.regions),
         source.title, source.url or source.path, source.verified)
        for source in registry.sources.values()
        if source.publisher in chosen
    ]  # fmt: skip
    write_rows(columns, rows, form.value, sys.stdout)


@app.command("check")
def check_sources(
    publisher: Annotated[list[str] | None, typer.Argument(help="Only of these publishers.")] = None,
    has_healthy: Annotated[bool, typer.Option("--all", help="Also sources that need nothing.")] = False,
    form: FormatOption = TableFormat.TABLE,
    folder: FolderOption = None,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Check every declaration file, then show the sources that need somebody: their state and since when, the day of
    the last good reading, whether the address was verified, and what to do. A fault is told with its file and line.

    Examples:

      linewatch sources check

      linewatch sources check cn-mobile --all --sample
    """
    from pipelines.rendering import write_rows
    from pipelines.source_states import COLUMNS, find_states
    from schemas.registry import load_registry

    settings = choose_settings(data, is_sample=is_sample)
    registry = load_registry(folder or settings.sources)
    count = len(registry.sources)
    typer.echo(f"{len(registry.publishers)} publishers with {count} sources: every file keeps the form", err=True)
    names = [registry.publisher(name).id for name in publisher or ()]
    write_rows(COLUMNS, find_states(settings, registry, names, has_healthy=has_healthy), form.value, sys.stdout)


@app.command("verify")
def verify_sources(
    publisher: Annotated[list[str] | None, typer.Argument(help="Only of these publishers.")] = None,
    is_offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing: tell of those met before.")] = False,
    form: FormatOption = TableFormat.TABLE,
    data: DataOption = None,
) -> None:
    """Meet each page that is unverified and was never asked for, once, and say its outcome, how much its selectors find
    and what was read. Who has looked at the page then sets `verified = true` in its file.

    Examples:

      linewatch sources verify gb-ee

      linewatch sources verify --offline --format csv
    """
    from archive.store import Archive
    from pipelines.meeting import COLUMNS, describe_meetings, find_unmet
    from pipelines.rendering import write_rows
    from pipelines.reporting import report_crawl, showing_progress
    from pipelines.steps import meet_sources
    from schemas.registry import load_registry

    settings = choose_settings(data)
    registry, archive = load_registry(settings.sources), Archive(settings.archive)
    names = [registry.publisher(name).id for name in publisher or registry.publishers]
    unmet = [] if is_offline else find_unmet(registry, archive, names)
    if unmet:
        with showing_progress():
            report = meet_sources(settings, sorted({source.publisher for source in unmet}))
        report_crawl(report)
    write_rows(COLUMNS, describe_meetings(registry, archive, names), form.value, sys.stdout)
