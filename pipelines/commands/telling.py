"""The commands that watch over runs: notices, the status page, and keeping Dagster's history small."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.options import DataOption, SampleOption, choose_settings


def notify(
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Print the digest; send and log nothing.")] = False,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Send what people were not told yet, once, through the services of LINEWATCH_NOTIFY: policy changes, failed
    checks, silent sources, and that nothing ran. Dagster's sensor does the same; a cron line with this watches over
    Dagster itself.

    Examples:

      LINEWATCH_NOTIFY="mailto://user:password@example.org" linewatch notify

      linewatch notify --dry-run --sample
    """
    from datetime import UTC, datetime

    from pipelines.notices import find_events
    from pipelines.telling import tell_people, write_digest, write_title

    settings = choose_settings(data, is_sample=is_sample)
    if is_dry:
        events = find_events(settings, datetime.now(UTC))
        typer.echo(f"{write_title(events, is_sample=is_sample)}\n\n{write_digest(events, 'txt', is_sample=is_sample)}")
        return
    told = tell_people(settings)
    for service, count in told.sent.items():
        typer.echo(f"{service}: told {count} events", err=True)
    for service in told.refused:
        typer.secho(f"{service}: refused; what it was not told is sent the next time", fg="red", err=True)
    if not told.sent and not told.refused:
        typer.echo("nothing new to tell", err=True)
    if told.refused:
        raise typer.Exit(1)


def purge(
    keep_days: Annotated[int, typer.Option(min=1, help="Runs that began within so many days are kept.")] = 90,
) -> None:
    """Delete old runs and their events from Dagster's history, and give their room back. The archive is not touched.

    On Postgres (DAGSTER_HOME is set) its own vacuum gives the room back.

    Example:

      linewatch purge --keep-days 30
    """
    from pipelines.defs.retention import purge_history
    from pipelines.settings import Settings

    typer.echo(f"{purge_history(Settings.from_environment().state, keep_days)} runs deleted", err=True)


def status(data: DataOption = None, is_sample: SampleOption = False) -> None:
    """Write the status page anew and print where it is: sources by state and age, failed checks, last crawls, builds.

    Example:

      linewatch status --sample
    """
    from pipelines.health import look
    from pipelines.status_page import write_status_page

    settings = choose_settings(data, is_sample=is_sample)
    typer.echo(write_status_page(settings, look(settings)))
