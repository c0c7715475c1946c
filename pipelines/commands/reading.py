"""Commands that read without keeping anything: extract claims from texts, probe one page."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

if TYPE_CHECKING:
    from pipelines.extracting import TextRecord

FilesArgument = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE]...", help="Texts; standard input unless named.")
]
JsonLinesOption = Annotated[
    bool, typer.Option("--jsonl", help="JSON lines with id, text and any of title, url, language, published.")
]
ProbeArgument = Annotated[str, typer.Argument(metavar="URL|FILE", help="An address, or a saved page.")]
PublisherOption = Annotated[str | None, typer.Option(help="Read it as an undeclared page of this publisher.")]
SourceOption = Annotated[
    str | None, typer.Option(help="Read it as this declared source; otherwise as the one that has its address.")
]


def extract(files: FilesArgument = None, is_jsonl: JsonLinesOption = False) -> None:
    """Read the claims out of texts: one JSON line for each, with exact offsets into the text.

    A line that breaks the form is told on standard error, the others go on, and the exit code is 1.

    Examples:

      linewatch extract notice.txt

      linewatch extract --jsonl < texts.jsonl > claims.jsonl
    """
    import json

    from pipelines.extracting import extract as extract_record

    is_broken = False
    for item in _read_inputs(files or [], is_jsonl):
        if isinstance(item, str):
            typer.secho(item, fg="red", err=True)
            is_broken = True
        else:
            sys.stdout.write(json.dumps(extract_record(item), ensure_ascii=False) + "\n")
    if is_broken:
        raise typer.Exit(1)


def probe(
    place: ProbeArgument,
    source: SourceOption = None,
    publisher: PublisherOption = None,
    url: Annotated[str | None, typer.Option(help="The address that a saved page came from.")] = None,
) -> None:
    """Show how one page reads: its outcome, the outline of its text, and its claims. Nothing is kept.

    Examples:

      linewatch probe saved-page.html --source cn-mobile/leaving

      linewatch probe https://www.example.org/help/leaving
    """
    from pipelines.commands.options import choose_settings
    from pipelines.probing import print_probe, probe_page

    print_probe(probe_page(choose_settings(), place, source, publisher, url), sys.stdout)


def _read_inputs(files: list[Path], is_jsonl: bool) -> Iterator[TextRecord | str]:
    """Yield records of the files, or of standard input, or what is wrong with them."""
    if not files:
        yield from _read_input("standard input", sys.stdin.buffer, is_jsonl)
    for path in files:
        try:
            with path.open("rb") as file:
                yield from _read_input(str(path), file, is_jsonl)
        except OSError as error:
            yield f"{path}: cannot be read ({error.strerror})"


def _read_input(name: str, file: BinaryIO, is_jsonl: bool) -> Iterable[TextRecord | str]:
    from pipelines.extracting import TextRecord, parse_lines

    if is_jsonl:
        return parse_lines(name, file)
    try:
        return [TextRecord(name, file.read().decode("utf-8-sig"))]
    except UnicodeDecodeError:
        return [f"{name}: is not UTF-8 text; save it as UTF-8, or read a page in any encoding with linewatch probe"]
