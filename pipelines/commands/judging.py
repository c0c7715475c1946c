"""Commands that tell how well something is known: which statements contradict each other, and what is covered."""

from __future__ import annotations

from pipelines.commands.asking import AttributesOption, CarriersOption, RegionsOption
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


def conflicts(
    carrier: CarriersOption = None,
    region: RegionsOption = None,
    attribute: AttributesOption = None,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Show statements that exclude each other, with tier, date and words of both sides.

    The side named first holds. Documents that contradict themselves come last.

    Examples:

      linewatch conflicts --sample

      linewatch conflicts -c cn-mobile -a fee --format csv -o conflicts.csv
    """
    from pipelines.asking import ask_conflicts, open_warehouse
    from pipelines.history import print_conflicts
    from pipelines.rendering import open_output, write_rows

    settings = choose_settings(data, is_sample=is_sample)
    with open_warehouse(settings.require_warehouse()) as warehouse:
        answer = ask_conflicts(warehouse, carrier or (), region or (), attribute or ())
    with open_output(output) as out:
        if form is TableFormat.TABLE:
            print_conflicts(answer, lang.value, out, is_sample=settings.is_sample)
        else:
            write_rows(answer.columns, answer.rows, form.value, out)


def coverage(
    carrier: CarriersOption = None,
    region: RegionsOption = None,
    attribute: AttributesOption = None,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Show how much is known of a carrier in a region; with --attribute on what each condition rests and how old it is.

    Examples:

      linewatch coverage --sample

      linewatch coverage --sample -c cn-mobile -r CN-GD -a channel
    """
    from pipelines.asking import ask_coverage, open_warehouse
    from pipelines.rendering import open_output, write_rows

    settings = choose_settings(data, is_sample=is_sample)
    with open_warehouse(settings.require_warehouse()) as warehouse:
        answer = ask_coverage(warehouse, carrier or (), region or (), attribute or ())
    with open_output(output) as out:
        write_rows(answer.columns, answer.rows, form.value, out)
