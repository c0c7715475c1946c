"""The command line, `linewatch`: puts the commands together and turns errors that a user can mend into one red line.

Exit codes: 0 done; 1 something could not be done, and it says what; 2 the command was not understood. Data goes to
standard output, everything else to standard error.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from typing import Annotated

import typer

from pipelines.commands import (
    answering,
    archiving,
    asking,
    auditing,
    declaring,
    discovering,
    exporting,
    judging,
    reading,
    running,
    telling,
)
from schemas.errors import LinewatchError

app = typer.Typer(
    name="linewatch",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_MAKE, _WATCH, _ASK, _LEAVE, _READ = "Make data", "Watch", "Ask", "Leave", "Read"
app.command("run", rich_help_panel=_MAKE)(running.run)
app.command("crawl", rich_help_panel=_MAKE)(running.crawl)
app.command("import", rich_help_panel=_MAKE)(running.import_)
app.command("build", rich_help_panel=_MAKE)(running.build)
app.command("export", rich_help_panel=_MAKE)(exporting.export)
app.command("notify", rich_help_panel=_WATCH)(telling.notify)
app.command("status", rich_help_panel=_WATCH)(telling.status)
app.command("purge", rich_help_panel=_WATCH)(telling.purge)
app.command("compare", rich_help_panel=_ASK)(asking.compare)
app.command("changes", rich_help_panel=_ASK)(asking.changes)
app.command("explain", rich_help_panel=_ASK)(asking.explain)
app.command("conflicts", rich_help_panel=_ASK)(judging.conflicts)
app.command("coverage", rich_help_panel=_ASK)(judging.coverage)
app.command("sql", rich_help_panel=_ASK)(asking.sql)
app.command("checklist", rich_help_panel=_LEAVE)(answering.checklist)
app.command("exit-cost", rich_help_panel=_LEAVE)(answering.exit_cost)
app.command("end-dates", rich_help_panel=_LEAVE)(answering.end_dates)
app.command("can-leave", rich_help_panel=_LEAVE)(answering.can_leave)
app.command("obligations", rich_help_panel=_LEAVE)(answering.obligations)
app.command("ease", rich_help_panel=_LEAVE)(answering.ease)
app.command("extract", rich_help_panel=_READ)(reading.extract)
app.command("probe", rich_help_panel=_READ)(reading.probe)
app.command("audit", rich_help_panel=_READ)(auditing.audit)
app.add_typer(auditing.app, name="lexicon", rich_help_panel=_READ)
app.add_typer(declaring.app, name="sources", rich_help_panel=_READ)
app.command("discover", rich_help_panel=_MAKE)(discovering.discover)
app.add_typer(archiving.app, name="archive", rich_help_panel=_MAKE)


@app.callback()
def start(
    is_verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell on standard error what is done.")] = False,
) -> None:
    """Watch the rules for ending a mobile line: collect what carriers, regulators, the press and customers say, read
    typed conditions out of it, and compare them.

    Start with `linewatch run`; then ask, for example: `linewatch compare --sample`, `linewatch changes --sample`.
    """
    level = logging.INFO if is_verbose else logging.ERROR
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        app()
    except LinewatchError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        where = f"{error.filename}: " if error.filename else ""
        typer.secho(f"{where}the disk is full; make room, then run again: what is published stays", fg="red", err=True)
        sys.exit(1)
