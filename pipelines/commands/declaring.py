"""Commands about the declared sources: list them, check their files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.options import FormatOption, SampleOption, TableFormat, choose_settings

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
    columns = ["source", "tier", "cadence", "carriers", "regions", "title", "url"]
    rows = [
        (source.id, source.tier.value, source.cadence, " ".join(source.carriers), " ".join(source.regions),
         source.title, source.url or source.path)
        for source in registry.sources.values()
        if source.publisher in chosen
    ]  # fmt: skip
    write_rows(columns, rows, form.value, sys.stdout)


@app.command("check")
def check_sources(folder: FolderOption = None, is_sample: SampleOption = False) -> None:
    """Check every declaration file; each fault is told with its file and line.

    Example:

      linewatch sources check
    """
    from schemas.registry import load_registry

    registry = load_registry(folder or choose_settings(is_sample=is_sample).sources)
    count = len(registry.sources)
    typer.echo(f"{len(registry.publishers)} publishers with {count} sources: every file keeps the form")
