"""Commands that make data: run, crawl, import, build."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.options import (
    DataOption,
    Language,
    LanguageOption,
    PublishersArgument,
    SampleOption,
    choose_settings,
    read_instant_option,
)

AtOption = Annotated[
    str | None, typer.Option("--at", metavar="INSTANT", help="The instant of all captures; now unless given.")
]
DueOption = Annotated[
    bool, typer.Option("--due", help="Only publishers with a page whose last attempt is older than its cadence.")
]
AgainOption = Annotated[bool, typer.Option("--again", help="Fetch also what is fresh by its cadence.")]
LiveOption = Annotated[
    bool, typer.Option("--live", help="Fetch the declared sources, with LINEWATCH_CONTACT; otherwise the samples.")
]
NowOption = Annotated[
    str | None, typer.Option("--now", metavar="INSTANT", help="Speak as of it; as of the newest capture unless given.")
]


def run(
    publishers: PublishersArgument = None,
    is_live: LiveOption = False,
    at: AtOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
) -> None:
    """Do the whole job once, as Dagster does it: crawl, read, build, check, export; then show what came of it.

    Without --live it watches the sample site that comes with the project, in all its dated editions: no network, no
    account, and nothing of it is evidence of anything.

    Examples:

      linewatch run

      LINEWATCH_CONTACT=you@example.org linewatch run --live cn-mobile cn-unicom
    """
    from pipelines.running import run_and_show

    settings = choose_settings(data, is_sample=not is_live)
    run_and_show(settings, publishers or None, read_instant_option(at, "--at"), lang.value)


def crawl(
    publishers: PublishersArgument = None,
    is_due: DueOption = False,
    again: AgainOption = False,
    at: AtOption = None,
    data: DataOption = None,
) -> None:
    """Fetch the declared pages into the archive, politely: robots.txt is obeyed, LINEWATCH_CONTACT is sent along.

    What is fresh by its cadence is not fetched again, so a crawl that was stopped goes on where it was. A blocked page
    is an outcome, not an error.

    Examples:

      linewatch crawl --due

      linewatch crawl cn-mobile news-people --at 2026-07-01T02:00:00Z
    """
    from pipelines.reporting import report_crawl, showing_progress
    from pipelines.steps import choose_due, crawl_publishers

    settings, instant = choose_settings(data), read_instant_option(at, "--at")
    with showing_progress():
        chosen = choose_due(settings, publishers or None, instant) if is_due else publishers or None
        reports = crawl_publishers(settings, chosen, instant, again=again)
    are_whole = [report_crawl(report) for report in reports]
    if not all(are_whole):
        raise typer.Exit(1)


CapturedAtOption = Annotated[
    str | None, typer.Option(metavar="INSTANT", help="When it was captured; now unless given.")
]


def import_(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files and folders: HTML, text, Markdown, PDF.")
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option(help="JSON lines with path and any of source, url, captured_at, published.")
    ] = None,
    warc: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="A WARC file; may be repeated.")] = None,
    source: Annotated[str | None, typer.Option(help="The declared source that the files belong to.")] = None,
    publisher: Annotated[str | None, typer.Option(help="The publisher whose source has the file's address.")] = None,
    url: Annotated[str | None, typer.Option(help="The address that the file came from.")] = None,
    captured_at: CapturedAtOption = None,
    published: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When it was published.")] = None,
    data: DataOption = None,
) -> None:
    """Bring saved pages into the archive: one by one, a whole dated history by a manifest, or out of WARC files.

    They are marked as imported; what `linewatch archive export` wrote comes back without loss.

    Examples:

      linewatch import saved/ --source cn-mobile/leaving --captured-at 2025-11-03

      linewatch import --manifest history/manifest.jsonl

      linewatch import --warc captures.warc.gz
    """
    from pipelines.reporting import report_import
    from pipelines.steps import import_pages

    if not paths and manifest is None and not warc:
        raise typer.BadParameter("name files or folders, or give a --manifest or a --warc")
    day: date | None = None if published is None else published.date()
    instant = read_instant_option(captured_at, "--captured-at")
    report = import_pages(
        choose_settings(data), paths or [], manifest=manifest, source=source, publisher=publisher, url=url,
        captured_at=instant, published=day, warcs=warc or (),
    )  # fmt: skip
    if not report_import(report):
        raise typer.Exit(1)


def build(
    now: NowOption = None,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Read what is new in the archive, build the warehouse beside the old one, check it, publish it, export it.

    Examples:

      linewatch build

      linewatch build --sample
    """
    from pipelines.reporting import report_build, report_reading, showing_progress
    from pipelines.steps import build_warehouse, export_tables, make_run_id, publish_warehouse

    settings = choose_settings(data, is_sample=is_sample)
    with showing_progress():
        reading, report = build_warehouse(settings, make_run_id(), read_instant_option(now, "--now"))
        publish_warehouse(settings, report)
        files = export_tables(settings, has_report=True)
    is_whole = report_reading(reading)
    report_build(settings, report, files)
    if not is_whole:
        raise typer.Exit(1)
