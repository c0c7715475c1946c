"""Commands for people who leave: the checklist, the cost, the days, the place, the rules, and how easy it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from pipelines.commands.asking import CarriersOption, RegionsOption, write_answer
from pipelines.commands.options import (
    DataOption,
    FormatOption,
    Language,
    LanguageOption,
    OutputOption,
    SampleOption,
    TableFormat,
    choose_settings,
)
from schemas.errors import LinewatchError

if TYPE_CHECKING:
    from pipelines.asking import Rows, Warehouse

CarrierArgument = Annotated[str, typer.Argument(help="A carrier's id, as cn-mobile.")]
RegionArgument = Annotated[str, typer.Argument(help="The number's home region, as CN, CN-GD or CN-440300.")]
DateOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day, as 2026-07-01; today unless given.")
]


class Applicant(StrEnum):
    """Who asks."""

    SELF = "self"
    AGENT = "agent"
    CORPORATE = "corporate"
    ESTATE = "estate"


class LineType(StrEnum):
    """The kind of line."""

    ANY = "any"
    PREPAID = "prepaid"
    POSTPAID = "postpaid"
    CONTRACT = "contract"
    SIM_ONLY = "sim_only"
    ESIM = "esim"
    SECONDARY = "secondary"


ApplicantOption = Annotated[Applicant, typer.Option("--applicant", help="Who asks for the end.")]
LineTypeOption = Annotated[LineType, typer.Option("--line-type", help="The kind of line; any: whichever it is.")]


def checklist(
    carrier: CarrierArgument,
    region: RegionArgument,
    applicant: ApplicantOption = Applicant.SELF,
    line_type: LineTypeOption = LineType.ANY,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """List what somebody who leaves has to do: where to ask, what to bring, what to settle first, what it costs, what
    comes back, how long it takes and where to complain; each line with its words and source.

    Examples:

      linewatch checklist cn-mobile CN-GD --sample --lang zh

      linewatch checklist cn-mobile CN-GD --sample --applicant agent

      linewatch checklist gb-ee GB --sample --format csv -o ee.csv
    """
    from pipelines.answers import ask_checklist, print_checklist

    settings = choose_settings(data, is_sample=is_sample)
    title = f"{'SAMPLE · ' if settings.is_sample else ''}{carrier} · {region} · {applicant.value}"
    write_answer(
        lambda warehouse: ask_checklist(warehouse, carrier, region, applicant.value, line_type.value),
        settings, form, output, lambda answer, out: print_checklist(answer, title, lang.value, out),
    )  # fmt: skip


def exit_cost(
    carrier: CarrierArgument,
    region: RegionArgument,
    months_left: Annotated[int, typer.Option("--months-left", min=0, help="Months left of the contract.")] = 0,
    monthly_fee: Annotated[
        float, typer.Option("--monthly-fee", min=0, help="The monthly fee, in the carrier's money.")
    ] = 0,
    on: DateOption = None,
    line_type: LineTypeOption = LineType.ANY,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Add up what it costs to leave: each charge at least and at most, in the carrier's money. An empty "high" is open:
    the text states no amount, or it depends on what only the customer's contract tells.

    Example:

      linewatch exit-cost gb-ee GB --months-left 10 --monthly-fee 20 --sample
    """
    from pipelines.answers import ask_exit_cost

    day = _read_day(on)
    _answer(
        "exit-cost", data, is_sample, form, output, lang,
        lambda warehouse: ask_exit_cost(warehouse, carrier, region, months_left, monthly_fee, day, line_type.value),
    )  # fmt: skip


def end_dates(
    carrier: CarrierArgument,
    region: RegionArgument,
    on: DateOption = None,
    applicant: ApplicantOption = Applicant.SELF,
    line_type: LineTypeOption = LineType.ANY,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Tell when a line ends that is asked to end on a day, until when that can be undone, when the money is back and
    when the number goes to somebody else. Public holidays are counted as working days.

    Example:

      linewatch end-dates gb-ee GB --on 2026-09-03 --sample
    """
    from pipelines.answers import ask_end_dates

    day = _read_day(on)
    _answer(
        "end-dates", data, is_sample, form, output, lang,
        lambda warehouse: ask_end_dates(warehouse, carrier, region, day, applicant.value, line_type.value),
    )  # fmt: skip


def can_leave(
    carrier: CarrierArgument,
    home: Annotated[str, typer.Argument(help="The number's home region.")],
    asking: Annotated[str, typer.Argument(help="Where one asks, as CN-BJ.")],
    channel: Annotated[str, typer.Option("--channel", help="A code of channel: store, app, web, phone ...")] = "store",
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Tell whether a number of one region can be ended from another place: yes, no, it depends on the city, disputed or
    unknown; below it the statements on which that rests.

    Examples:

      linewatch can-leave cn-mobile CN-GD CN-BJ --sample

      linewatch can-leave cn-mobile CN-GD CN-BJ --channel app --sample
    """
    from pipelines.answers import ask_can_leave

    _answer(
        "can-leave", data, is_sample, form, output, lang,
        lambda warehouse: ask_can_leave(warehouse, carrier, home, asking, channel),
    )  # fmt: skip


def obligations(
    carrier: CarriersOption = None,
    has_unobserved: Annotated[bool, typer.Option("--all", help="Also carriers whose pages were never read.")] = False,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Hold regulators' rules against what carriers say and what is reported of them: complies in its text, silent, its
    text contradicts it, contradicted by reports.

    Examples:

      linewatch obligations --sample

      linewatch obligations -c cn-mobile --sample --format json
    """
    from pipelines.answers import ask_obligations

    _answer(
        "obligations", data, is_sample, form, output, lang,
        lambda warehouse: ask_obligations(warehouse, carrier or (), has_unobserved),
    )  # fmt: skip


def ease(
    region: RegionsOption = None,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Score how easy carriers are to leave, from 0 to 100, as an interval: what is not known may be anything, so that
    silence cannot score well. The weights are declared in schemas/ease.toml. How easy it is to join is not collected,
    so leaving is not compared with joining.

    Example:

      linewatch ease --sample
    """
    from pipelines.answers import ask_ease

    _answer("ease", data, is_sample, form, output, lang, lambda warehouse: ask_ease(warehouse, region or ()))


def _answer(
    command: str,
    data: Path | None,
    is_sample: bool,
    form: TableFormat,
    output: Path | None,
    language: Language,
    ask: Callable[[Warehouse], Rows],
) -> None:
    """Ask the published warehouse and write the answer; as a table under the word that it is made up, if it is."""
    from pipelines.answers import print_answer, say_answer

    settings = choose_settings(data, is_sample=is_sample)

    def print_table(rows: Rows, out: TextIO) -> None:
        if settings.is_sample:
            out.write("SAMPLE\n")
        if command == "can-leave":
            out.write(f"{say_answer(rows, language.value)}\n")
        print_answer(command, rows, language.value, out)

    write_answer(ask, settings, form, output, print_table)


def _read_day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(UTC).date()
    except ValueError as error:
        raise LinewatchError(f"--on {text!r} is no day; write it as 2026-07-01") from error
