"""The command that writes the published warehouse for people: tables in many forms, and the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.answering import Applicant
from pipelines.commands.asking import CarriersOption, RegionsOption
from pipelines.commands.options import (
    AsOfOption,
    DataOption,
    Language,
    SampleOption,
    choose_settings,
    read_as_of_option,
)
from schemas.errors import LinewatchError

CodesOption = Annotated[
    list[str] | None,
    typer.Option("--code", "-a", metavar="CODE", help="An attribute or condition, as fee.processing; repeatable."),
]


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that gets the files.")],
    has_report: Annotated[bool, typer.Option("--html", help="Also the report: a site that opens from a file.")] = False,
    carrier: CarriersOption = None,
    region: RegionsOption = None,
    code: CodesOption = None,
    applicant: Annotated[Applicant | None, typer.Option("--applicant", help="Only what holds for them.")] = None,
    as_of: AsOfOption = None,
    lang: Annotated[Language | None, typer.Option("--lang", help="Labels of this language only, not of both.")] = None,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Write the tables for people: CSV (plain, and .bom.csv for spreadsheets), JSON, Markdown, Parquet, XLSX, a Data
    Package, and index.json with rows and digests. The same warehouse gives the same bytes.

    In XLSX each region has a sheet, colours tell on what a cell rests, and a cell's note holds the words that state it.
    Where nothing is left out, the DuckDB file lies beside.

    Examples:

      linewatch export handover/ --html

      linewatch export handover/ --carrier cn-mobile --region CN-GD --code fee --lang zh

      linewatch export earlier/ --as-of 2026-07-15 --applicant agent
    """
    from pipelines.steps import export_tables
    from warehouse.choice import Choice

    if folder.exists() and not folder.is_dir():
        raise LinewatchError(f"{folder} is a file; name a folder")
    choice = Choice(
        tuple(carrier or ()), tuple(region or ()), tuple(code or ()),
        None if applicant is None else applicant.value, None if lang is None else lang.value,
    )  # fmt: skip
    settings, moment = choose_settings(data, is_sample=is_sample), read_as_of_option(as_of)
    is_whole = choice.is_everything
    files = export_tables(settings, folder, choice, as_of=moment, has_report=has_report, has_warehouse=is_whole)
    _tell_files(folder, files)


def _tell_files(folder: Path, files: list[Path]) -> None:
    """Name the files, and of the report only the page to open."""
    pages = [path for path in files if path.parent != folder]
    for path in files:
        if path not in pages:
            typer.echo(path)
    if pages:
        typer.echo(min(pages, key=lambda path: (len(path.parts), path.name)))
        typer.echo(f"The report has {len(pages)} files; open the last file named.", err=True)
