"""The command that looks about a publisher's site for pages worth declaring."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.options import DataOption, FormatOption, TableFormat, choose_settings
from schemas.errors import LinewatchError

if TYPE_CHECKING:
    from pipelines.discovery import Candidate
    from pipelines.settings import Settings


def discover(
    publisher: Annotated[str, typer.Argument(help="A publisher's id, as gb-ee.")],
    accepted: Annotated[
        str | None, typer.Option("--accept", metavar="ADDRESS", help="Add this candidate to the publisher's file.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The accepted source's name; made from its address unless given.")
    ] = None,
    is_offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing: weigh again what was fetched.")] = False,
    least: Annotated[float, typer.Option(help="Points from which a page is listed.")] = 5.0,
    form: FormatOption = TableFormat.TABLE,
    data: DataOption = None,
) -> None:
    """Look about a publisher's site for pages about ending a line, within bounds of depth, pages and time; list those
    that nothing declares, with their points and the words that gave them, and take one into the publisher's file.

    Examples:

      linewatch discover gb-ee

      linewatch discover gb-ee --offline --accept https://ee.co.uk/help/leaving --name leaving
    """
    from pipelines.discovery import accept
    from pipelines.reporting import report_crawl, showing_progress
    from pipelines.steps import discover_pages

    settings = choose_settings(data)
    if not is_offline and accepted is None:
        with showing_progress():
            report = discover_pages(settings, publisher)
        report_crawl(report)
    candidates = _find(settings, publisher, least)
    if accepted is None:
        _write(candidates, form)
        return
    chosen = next((candidate for candidate in candidates if candidate.address == accepted), None)
    if chosen is None:
        raise LinewatchError(f"{accepted} is no candidate; `linewatch discover {publisher} --offline` lists them")
    typer.echo(f"{accept(settings.sources, publisher, chosen, name)}: added, unverified until it is met")


def _find(settings: Settings, publisher: str, least: float) -> list[Candidate]:
    from archive.store import Archive
    from pipelines.discovery import find_candidates
    from schemas.registry import load_registry

    registry = load_registry(settings.sources)
    return find_candidates(Archive(settings.archive), registry, registry.publisher(publisher).id, least)


def _write(candidates: list[Candidate], form: TableFormat) -> None:
    from pipelines.rendering import write_rows

    rows = [(c.points, c.title, c.address, "; ".join(c.reasons), c.is_seen) for c in candidates]
    write_rows(["points", "title", "address", "reasons", "seen"], rows, form.value, sys.stdout)
