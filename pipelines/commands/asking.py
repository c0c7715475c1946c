"""Commands that ask the published warehouse: SQL, the comparison, the changes, the grounds of one cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from pipelines.commands.options import (
    AsOfOption,
    DataOption,
    FormatOption,
    Language,
    LanguageOption,
    OutputOption,
    SampleOption,
    TableFormat,
    choose_settings,
    read_as_of_option,
    read_instant_option,
)
from schemas.errors import LinewatchError

if TYPE_CHECKING:
    from pipelines.asking import Rows, Warehouse
    from pipelines.settings import Settings

_REMEDY = 'linewatch sql "FROM out.coverage" shows of which something is'

CarriersOption = Annotated[
    list[str] | None, typer.Option("--carrier", "-c", metavar="CARRIER", help="A carrier's id; may be repeated.")
]
RegionsOption = Annotated[
    list[str] | None,
    typer.Option("--region", "-r", metavar="REGION", help="A number's home region, as CN-GD; may be repeated."),
]
AttributesOption = Annotated[
    list[str] | None,
    typer.Option("--attribute", "-a", metavar="ATTRIBUTE", help="Only conditions of this attribute; may be repeated."),
]


def write_answer(
    ask: Callable[[Warehouse], Rows],
    settings: Settings,
    form: TableFormat,
    output: Path | None,
    print_table: Callable[[Rows, TextIO], None] | None = None,
) -> None:
    """Ask the published warehouse and write the answer in the form asked for; `print_table` lays it out for people."""
    from pipelines.asking import open_warehouse
    from pipelines.rendering import open_output, write_rows

    with open_warehouse(settings.require_warehouse()) as warehouse:
        answer = ask(warehouse)
    with open_output(output) as out:
        if form is TableFormat.TABLE and print_table is not None:
            print_table(answer, out)
        else:
            write_rows(answer.columns, answer.rows, form.value, out)


def sql(
    query: Annotated[str, typer.Argument(help="A query in DuckDB's SQL; it can only read.")],
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Ask the warehouse in SQL. docs/data-dictionary.md describes every table and column.

    Examples:

      linewatch sql "FROM out.coverage ORDER BY stated_count DESC"

      linewatch sql "SELECT carrier_id, quote FROM out.comparison WHERE code = 'app'" --format csv -o app.csv
    """
    write_answer(lambda warehouse: warehouse.ask(query), choose_settings(data, is_sample=is_sample), form, output)


def compare(
    carrier: CarriersOption = None,
    region: RegionsOption = None,
    attribute: AttributesOption = None,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    has_silent: Annotated[bool, typer.Option("--all", help="Also conditions of which nothing is known.")] = False,
    as_of: AsOfOption = None,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Compare what it takes to leave: carriers across, conditions down.

    csv, tsv and json have a row for each cell, with its source and exact words.

    Examples:

      linewatch compare --sample --region CN

      linewatch compare -c cn-mobile -c cn-unicom -r CN-GD -a channel -a document --lang zh

      linewatch compare --format csv -o comparison.csv

      linewatch compare --sample --region CN --as-of 2026-07-15
    """
    from pipelines.asking import ask_comparison, open_warehouse
    from pipelines.past import hold_warehouse
    from pipelines.rendering import open_output, write_rows

    settings = choose_settings(data, is_sample=is_sample)
    with hold_warehouse(settings, read_as_of_option(as_of)) as path, open_warehouse(path) as warehouse:
        answer = ask_comparison(warehouse, carrier or (), region or (), attribute or ())
    if not answer.rows:
        raise LinewatchError(f"nothing is known of these carriers in these regions; {_REMEDY}")
    with open_output(output) as out:
        if form in (TableFormat.CSV, TableFormat.TSV, TableFormat.JSON):
            write_rows(answer.columns, answer.rows, form.value, out)
        else:
            _write_matrix(answer, form, lang.value, out, is_sample=settings.is_sample, has_silent=has_silent)


def _write_matrix(
    answer: Rows, form: TableFormat, lang: str, out: TextIO, *, is_sample: bool, has_silent: bool
) -> None:
    """Write a comparison as a matrix for the terminal or in Markdown."""
    from pipelines.matrix import make_matrix, name_matrix, print_matrix, write_matrix_markdown

    matrix = make_matrix(answer, lang, has_silent_lines=has_silent)
    title = name_matrix(lang, is_sample=is_sample)
    (write_matrix_markdown if form is TableFormat.MD else print_matrix)(matrix, title, out)


def changes(
    since: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Only those observed since, as 2026-07-01.")
    ] = None,
    carrier: CarriersOption = None,
    attribute: AttributesOption = None,
    has_diff: Annotated[
        bool, typer.Option("--diff", help="Also the passages, marked: [-gone-] and {+new+}; in json as `passages`.")
    ] = False,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Show how policies changed, newest first: what a page set said before and after, and for whom that is better.

    Examples:

      linewatch changes --sample

      linewatch changes --sample --diff -c gb-ee

      linewatch changes --since 2026-08-01 --format json
    """
    from pipelines.asking import ask_changes, open_warehouse
    from pipelines.history import print_changes
    from pipelines.passages import add_passages, read_passages
    from pipelines.rendering import open_output, write_rows

    settings = choose_settings(data, is_sample=is_sample)
    with open_warehouse(settings.require_warehouse()) as warehouse:
        answer = ask_changes(warehouse, read_instant_option(since, "--since"), carrier or (), attribute or ())
        passages = read_passages(warehouse, answer) if has_diff else None
    with open_output(output) as out:
        if form is TableFormat.TABLE:
            print_changes(answer, lang.value, out, passages, is_sample=settings.is_sample)
        else:
            answer = answer if passages is None else add_passages(answer, passages)
            write_rows(answer.columns, answer.rows, form.value, out)


def explain(
    carrier: Annotated[str, typer.Argument(help="A carrier's id, as cn-mobile.")],
    region: Annotated[str, typer.Argument(help="The number's home region, as CN or CN-GD.")],
    condition: Annotated[str, typer.Argument(metavar="ATTRIBUTE.CODE", help="A condition, as channel.app.")],
    lang: LanguageOption = Language.EN,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Show the grounds of one cell: who says what, in which words, since when, and who says otherwise.

    Example:

      linewatch explain cn-mobile CN channel.app --sample
    """
    import sys

    from pipelines.asking import ask_cell, ask_changes, ask_grounds, open_warehouse
    from pipelines.history import print_grounds
    from pipelines.passages import read_passages

    attribute, dot, code = condition.partition(".")
    if not dot:
        raise LinewatchError(f'"{condition}" names no condition; write attribute.code, as in channel.app')
    with open_warehouse(choose_settings(data, is_sample=is_sample).require_warehouse()) as warehouse:
        cell = ask_cell(warehouse, carrier, region, attribute, code)
        grounds = ask_grounds(warehouse, carrier, region, attribute, code)
        past = ask_changes(warehouse, carriers=[carrier], attributes=[attribute], code=code)
        passages = read_passages(warehouse, past)
    print_grounds(cell, grounds, past, passages, lang.value, sys.stdout)
