"""Options that several commands share, and the settings that they choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.settings import Settings
from schemas.errors import LinewatchError


class TableFormat(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    MD = "md"


class Language(StrEnum):
    """The language of labels and values; quotes stay as they are written."""

    ZH = "zh"
    EN = "en"


DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="FOLDER", help="Data directory; LINEWATCH_DATA or data/ unless given.")
]
SampleOption = Annotated[bool, typer.Option("--sample", help="The sample data that `linewatch run` makes.")]
FormatOption = Annotated[TableFormat, typer.Option("--format", "-f", help="How the rows are written.")]
LanguageOption = Annotated[Language, typer.Option("--lang", help="Language of labels and values.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As it was known then, as 2026-07-15; built anew.")
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output.")
]
PublishersArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PUBLISHER]...", help="Ids as `linewatch sources list` shows them; all unless named."),
]


def choose_settings(data: Path | None = None, *, is_sample: bool = False) -> Settings:
    """Return the environment's settings with the data directory and the samples as the options say."""
    settings = Settings.from_environment()
    if data is not None:
        settings = replace(settings, data=data.expanduser().absolute())
    return settings.for_samples() if is_sample else settings


def read_instant_option(text: str | None, option: str) -> datetime | None:
    """Read an instant or date that an option gives; LinewatchError where it is none."""
    from schemas.ids import parse_instant

    try:
        return None if text is None else parse_instant(text)
    except ValueError as error:
        example = "2026-07-01 or 2026-07-01T08:00:00Z"
        raise LinewatchError(f"{option} {text!r} is no instant; write it as {example}") from error


def read_as_of_option(text: str | None) -> datetime | None:
    """Read the instant that --as-of gives; a date without a time is its end in UTC."""
    instant = read_instant_option(text, "--as-of")
    is_date = text is not None and len(text) == len("2026-07-15")
    return datetime.combine(instant, time.max, UTC) if instant is not None and is_date else instant
