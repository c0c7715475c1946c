"""Commands for the analyst of the reader: what it did not understand, and what a word more would change."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipelines.commands.options import (
    DataOption,
    FormatOption,
    OutputOption,
    SampleOption,
    TableFormat,
    choose_settings,
)

app = typer.Typer(no_args_is_help=True, help="Look into the lexicon's words, try one more, learn from examples.")

_AUDIT = """
    SELECT 'no claim' AS what, d.source_id AS source, u.sentence AS words, array_to_string(u.triggers, ', ') AS why
    FROM raw.unexplained u JOIN raw.documents d USING (document_id)
    WHERE u.reason = 'no_claim'
    UNION ALL
    SELECT 'unknown unit', d.source_id, u.sentence, array_to_string(u.triggers, ', ')
    FROM raw.unexplained u JOIN raw.documents d USING (document_id)
    WHERE u.reason = 'unknown_unit'
    UNION ALL
    SELECT 'low support', d.source_id, c.quote,
        concat_ws(' ', c.attribute || '.' || c.code, c.polarity, c.value, printf('%.1f', c.support))
    FROM raw.claims c JOIN raw.documents d USING (document_id)
    WHERE c.support < $support
"""


def audit(
    source: Annotated[str | None, typer.Option(help="Only this publisher or source.")] = None,
    support: Annotated[float, typer.Option(help="Claims with less support than this are listed.")] = 0.7,
    form: FormatOption = TableFormat.TABLE,
    output: OutputOption = None,
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """List what the reader did not understand: sentences with trigger words that gave no claim, numbers with a unit
    that it does not know, and claims whose words met little of the rule's wish.

    What is wrong is mended by a word in the lexicon (`linewatch lexicon try`), or by a correction beside the source
    (CONTRIBUTING.md shows both).

    Examples:

      linewatch audit --sample

      linewatch audit --source cn-mobile --format csv -o audit.csv
    """
    from pipelines.asking import open_warehouse
    from pipelines.rendering import open_output, write_rows

    is_asked = "$source IS NULL OR source = $source OR starts_with(source, $source || '/')"
    query = f"SELECT DISTINCT * FROM ({_AUDIT}) WHERE {is_asked}"
    with open_warehouse(choose_settings(data, is_sample=is_sample).require_warehouse()) as warehouse:
        answer = warehouse.ask(f"{query} ORDER BY ALL", {"support": support, "source": source})
    with open_output(output) as out:
        write_rows(answer.columns, answer.rows, form.value, out)


@app.command("try")
def try_word(
    language: Annotated[str, typer.Argument(help="zh or en.")],
    name: Annotated[str, typer.Argument(metavar="CLASS", help="A word class, as balance or arrears_words.")],
    word: Annotated[str, typer.Argument(help="The word; Chinese in simplified characters.")],
    data: DataOption = None,
    is_sample: SampleOption = False,
) -> None:
    """Show what one word more in a class would change in everything that the archive holds; nothing is written.

    Lines with + are claims that it brings, lines with - claims that it takes. If it is good, add it to the class in
    parsers/lexicon.

    Examples:

      linewatch lexicon try zh balance 卡里的钱 --sample

      linewatch lexicon try en arrears_words "money you owe"
    """
    from archive.store import Archive
    from pipelines.declaring import load_declarations
    from pipelines.lexicon_trial import add_word, compare_readings, newest_bodies

    settings = choose_settings(data, is_sample=is_sample)
    lexicons = add_word(language, name, word)
    documents = list(newest_bodies(Archive(settings.data / "archive"), load_declarations(settings)))
    count = 0
    for difference in compare_readings(documents, lexicons):
        claim = difference.claim
        statement = " ".join(filter(None, (f"{claim.attribute}.{claim.code}", claim.polarity, claim.value_json)))
        sys.stdout.write(f"{difference.sign} {difference.source}  {statement}  “{claim.evidence.quote}”\n")
        count += 1
    typer.secho(f"{count} claims would change in {len(documents)} pages", err=True)


@app.command("show")
def show(
    language: Annotated[str, typer.Argument(help="zh or en.")],
    name: Annotated[str | None, typer.Argument(metavar="[CLASS]", help="A word class; all unless named.")] = None,
) -> None:
    """Show the word classes of a language, or the words of one class.

    Example:

      linewatch lexicon show zh refund.balance
    """
    from pipelines.lexicon_trial import find_lexicon, find_words

    if name is None:
        classes = sorted(find_lexicon(language).classes.items())
        sys.stdout.writelines(f"{each}\t{len(words)}\n" for each, words in classes)
    else:
        sys.stdout.writelines(f"{word}\n" for word in find_words(language, name))


@app.command("train")
def train(
    languages: Annotated[
        list[str] | None, typer.Argument(metavar="[LANGUAGE]...", help="zh, en; both unless named.")
    ] = None,
    is_checking: Annotated[
        bool, typer.Option("--check", help="Only tell whether the weights were learnt from the examples as they are.")
    ] = False,
) -> None:
    """Learn the classifier's weights from the labelled lines in parsers/lexicon/<language>/examples.

    Takes half a minute and needs scikit-learn (`pip install "linewatch[train]"`); the weights are written beside the
    examples. Reading itself needs the weights only.

    Examples:

      linewatch lexicon train zh

      linewatch lexicon train --check
    """
    from parsers.classifier import load_weights
    from parsers.lexicon import LANGUAGES
    from pipelines.reporting import say, showing_progress
    from pipelines.training import digest_examples, find_folder, train_language

    is_stale = False
    for folder in map(find_folder, languages or LANGUAGES):
        if is_checking:
            is_current = load_weights(folder).trained_on == digest_examples(folder)
            is_stale |= not is_current
            state = "current" if is_current else "older than the examples; run `linewatch lexicon train`"
            say(f"{folder.name}: {state}")
        else:
            with showing_progress():
                count = train_language(folder)
            say(f"{folder.name}: learnt from {count:,} sentences")
    if is_stale:
        raise typer.Exit(1)
