"""Commands about the archive itself: write it out as WARC, forget a body."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.options import DataOption, SampleOption, choose_settings, read_instant_option

app = typer.Typer(no_args_is_help=True, help="Keep the archive: write it out, forget a body.")


@app.command("export")
def export_archive(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, as captures.warc.gz.")],
    publisher: Annotated[str | None, typer.Option(help="Only this publisher's captures.")] = None,
    since: Annotated[str | None, typer.Option(metavar="INSTANT", help="Only those captured since.")] = None,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Write captures into a WARC file that other tools read; `linewatch import --warc` brings them back without loss.

    Example:

      linewatch archive export captures.warc.gz --sample
    """
    from archive.store import Archive
    from archive.warc import export_warc

    archive = Archive(choose_settings(data, is_sample=is_sample).archive)
    report = export_warc(archive, target, publisher, read_instant_option(since, "--since"))
    typer.echo(f"{target}: {report.captures} captures, {report.bodies} bodies")


@app.command("forget")
def forget_body(
    digest: Annotated[str, typer.Argument(help="The body's sha256, as raw.captures and raw.documents show it.")],
    reason: Annotated[str, typer.Option(help="Why: it is kept with the tombstone.")],
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Take a body out of the archive for good. Its captures stay, with the outcome `forgotten`; the next build leaves
    out what was read from it, and the same bytes are not stored again.

    Example:

      linewatch archive forget "$DIGEST" --reason "a private address"
    """
    from datetime import UTC, datetime

    from archive.store import Archive

    Archive(choose_settings(data, is_sample=is_sample).archive).forget(digest, reason, datetime.now(UTC))
    typer.echo(f"{digest}: forgotten; run `linewatch build` to leave out what was read from it", err=True)
