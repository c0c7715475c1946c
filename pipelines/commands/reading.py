"""Commands that read without keeping anything: extract claims from texts, probe one page."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

if TYPE_CHECKING:
    from pipelines.extracting import TextRecord
    from pipelines.model_proposer import ModelProposer

FilesArgument = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE]...", help="Texts; standard input unless named.")
]
JsonLinesOption = Annotated[
    bool, typer.Option("--jsonl", help="JSON lines with id, text and any of title, url, language, published.")
]
SelectorsOption = Annotated[
    bool,
    typer.Option(
        "--selectors", help="With each claim its target as W3C Web Annotation: TextQuote and TextPosition selectors."
    ),
]
ProposeOption = Annotated[
    bool,
    typer.Option(
        "--propose", help="Also ask the model of LINEWATCH_MODEL_ADDRESS; what its words do not ground is dropped."
    ),
]
ProbeArgument = Annotated[str, typer.Argument(metavar="URL|FILE", help="An address, or a saved page.")]
PublisherOption = Annotated[str | None, typer.Option(help="Read it as an undeclared page of this publisher.")]
SourceOption = Annotated[
    str | None, typer.Option(help="Read it as this declared source; otherwise as the one that has its address.")
]


def extract(
    files: FilesArgument = None,
    is_jsonl: JsonLinesOption = False,
    has_selectors: SelectorsOption = False,
    is_proposing: ProposeOption = False,
) -> None:
    """Read the claims out of texts: one JSON line for each, with exact offsets into the text.

    A line that breaks the form is told on standard error, the others go on, and the exit code is 1; so it is where a
    model that was asked did not answer.

    Examples:

      linewatch extract notice.txt

      linewatch extract --jsonl < texts.jsonl > claims.jsonl

      linewatch extract --selectors notice.txt
    """
    import json

    from pipelines.extracting import extract as extract_record

    proposer = _make_proposer() if is_proposing else None
    is_broken = False
    for item in _read_inputs(files or [], is_jsonl):
        if isinstance(item, str):
            typer.secho(item, fg="red", err=True)
            is_broken = True
            continue
        answer = extract_record(item, proposer, has_selectors=has_selectors)
        failure = answer.get("proposals", {}).get("failure")
        if failure:
            typer.secho(f"{item.id}: {failure}", fg="red", err=True)
            is_broken = True
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if is_broken:
        raise typer.Exit(1)


def probe(
    place: ProbeArgument,
    source: SourceOption = None,
    publisher: PublisherOption = None,
    url: Annotated[str | None, typer.Option(help="The address that a saved page came from.")] = None,
    is_proposing: ProposeOption = False,
) -> None:
    """Show how one page reads: its outcome, the outline of its text, and its claims. Nothing is kept.

    Examples:

      linewatch probe saved-page.html --source cn-mobile/leaving

      linewatch probe https://www.example.org/help/leaving
    """
    from pipelines.commands.options import choose_settings
    from pipelines.probing import print_probe, print_proposals, probe_page
    from pipelines.proposing import propose_claims

    proposer = _make_proposer() if is_proposing else None
    found = probe_page(choose_settings(), place, source, publisher, url)
    print_probe(found, sys.stdout)
    if proposer is not None and found.reading.document is not None:
        proposals = propose_claims(proposer, found.reading.document, found.reading.claims)
        print_proposals(proposals, sys.stdout)
        if proposals.failure is not None:
            raise typer.Exit(1)


def _make_proposer() -> ModelProposer:
    """Return the declared model; told on standard error where texts leave this machine for it."""
    from pipelines.commands.options import choose_settings
    from pipelines.proposing import make_proposer

    proposer = make_proposer(choose_settings())
    if not proposer.is_local:
        typer.secho(f"texts are sent to {proposer.host}", fg="yellow", err=True)
    return proposer


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
