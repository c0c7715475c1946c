"""Trying a word: what it would change in everything that there is to read, before anybody keeps it.

Nothing is written. The lexicon's form is parsers/lexicon's; how it is applied is parsers/claims'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive.imports import IMPORT_PUBLISHER, adhoc_source
from archive.store import Archive
from parsers.claims import ClaimReader, default_reader
from parsers.lexicon import LANGUAGES, Lexicon, load_lexicons
from parsers.read import read_capture
from schemas.captures import Capture
from schemas.claims import Claim
from schemas.declarations import suggest
from schemas.errors import UnknownNameError
from schemas.registry import Registry
from schemas.sources import Source


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim that a word brings to a document or takes from it; `sign` is + or -."""

    source: str
    address: str
    sign: str
    claim: Claim


def find_lexicon(language: str) -> Lexicon:
    """Return a language's lexicon; UnknownNameError where there is none."""
    if language not in LANGUAGES:
        raise UnknownNameError(f'no lexicon "{language}"; use one of: {", ".join(LANGUAGES)}')
    return load_lexicons()[language]


def find_words(language: str, name: str) -> tuple[str, ...]:
    """Return the words of a class; UnknownNameError with the names that come close."""
    classes = find_lexicon(language).classes
    if name not in classes:
        raise UnknownNameError(f'no class "{name}" in the {language} lexicon; {suggest(name, classes)}')
    return classes[name]


def add_word(language: str, name: str, word: str) -> dict[str, Lexicon]:
    """Return the lexicons with one word more in a class; UnknownNameError where there is no such language or class."""
    lexicon, words = find_lexicon(language), find_words(language, name)
    return {**load_lexicons(), language: replace(lexicon, classes={**lexicon.classes, name: (*words, word)})}


def compare_readings(
    documents: Iterable[tuple[bytes, Capture, Source]], lexicons: dict[str, Lexicon]
) -> Iterator[Difference]:
    """Read each body by the built-in lexicon and by another and yield what differs, in the order of the evidence."""
    today, other = default_reader(), ClaimReader(lexicons)
    for body, capture, source in documents:
        before = {_statement(c): c for c in read_capture(body, capture, source, today).claims}
        after = {_statement(c): c for c in read_capture(body, capture, source, other).claims}
        lost = [("-", claim) for key, claim in before.items() if key not in after]
        won = [("+", claim) for key, claim in after.items() if key not in before]
        for sign, claim in sorted([*lost, *won], key=lambda pair: pair[1].evidence.start):
            yield Difference(source.id, capture.address, sign, claim)


def newest_bodies(archive: Archive, registry: Registry) -> Iterator[tuple[bytes, Capture, Source]]:
    """Yield the newest body of each address of the archive with its capture and declared source."""
    newest: dict[tuple[str, str], Capture] = {}
    for capture in archive.captures():
        if capture.digest is not None:
            newest[capture.source, capture.address] = capture
    for (source_id, _), capture in sorted(newest.items()):
        source = adhoc_source(capture) if capture.publisher == IMPORT_PUBLISHER else registry.sources.get(source_id)
        if source is not None and capture.digest is not None:
            yield archive.get_body(capture.digest), capture, source


def _statement(claim: Claim) -> tuple[object, ...]:
    return (
        claim.attribute, claim.code, claim.polarity, claim.value_json, claim.channel, claim.applicant, claim.line_type
    )  # fmt: skip
