"""Commands that tell how well something is known: which statements contradict each other, and what is covered."""

from __future__ import annotations

from pipelines.commands.asking import AttributesOption, CarriersOption, RegionsOption, write_answer
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
    from pipelines.asking import ask_conflicts
    from pipelines.history import print_conflicts

    settings = choose_settings(data, is_sample=is_sample)
    write_answer(
        lambda warehouse: ask_conflicts(warehouse, carrier or (), region or (), attribute or ()),
        settings, form, output,
        lambda answer, out: print_conflicts(answer, lang.value, out, is_sample=settings.is_sample),
    )  # fmt: skip


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
    from pipelines.asking import ask_coverage

    write_answer(
        lambda warehouse: ask_coverage(warehouse, carrier or (), region or (), attribute or ()),
        choose_settings(data, is_sample=is_sample), form, output,
    )  # fmt: skip
