"""Reading: a pure function from bytes, the capture's headers and address, the declaration and this code to claims."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from parsers.audit import Unexplained
from parsers.claims import ClaimReader, default_reader
from parsers.corrections import apply_corrections
from parsers.decode import DecodeError
from parsers.document import read_document, read_text
from parsers.links import find_links
from parsers.outcomes import judge_document, judge_transport, judge_unreadable
from parsers.scope import find_scope
from schemas.captures import HEALTHY, Capture, Outcome
from schemas.claims import Claim
from schemas.documents import Document
from schemas.sources import Source

_LIBRARIES = (
    "beautifulsoup4", "chardet", "cssselect", "feedparser", "htmldate", "lxml", "numpy", "opencc", "pdfminer.six",
    "pdfplumber", "pyahocorasick", "pyyaml", "trafilatura",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a capture gave: its outcome, and where it is healthy the document with its claims."""

    outcome: Outcome
    document: Document | None = None
    claims: tuple[Claim, ...] = ()
    unexplained: tuple[Unexplained, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a plain text gave."""

    document: Document
    claims: tuple[Claim, ...]
    unexplained: tuple[Unexplained, ...]


def read_capture(body: bytes | None, capture: Capture, source: Source, reader: ClaimReader | None = None) -> Reading:
    """Read one capture of a source; a body that is no policy page gives an outcome and no claims.

    `reader` reads by another lexicon than the built-in one.
    """
    source = source.as_of(capture.captured_at.date())
    outcome = judge_transport(capture, body, source)
    if outcome not in HEALTHY or body is None:
        return Reading(outcome)
    if capture.role == "index":
        return _read_index(body, capture, source)
    try:
        document = read_document(body, capture, source)
    except DecodeError:
        return Reading(judge_unreadable(body))
    outcome = judge_document(capture, document, source, body)
    if outcome not in HEALTHY:
        return Reading(outcome)
    document, claims, unexplained = _read(document, source, reader or default_reader())
    return Reading(outcome, document, claims, unexplained)


def _read_index(body: bytes, capture: Capture, source: Source) -> Reading:
    """Read a page that was fetched for its links: its document lists them, and it makes no claims."""
    links = find_links(body, capture.header("content-type"), capture.address)
    if not links:
        return Reading(Outcome.EMPTY)
    text = "\n".join(f"{link.title} {link.address}".strip() for link in links)
    return Reading(Outcome.OK, Document(text, (), source.title, kind=source.tier, address=capture.address))


def extract_text(
    text: str,
    title: str | None = None,
    url: str | None = None,
    language: str | None = None,
    published: date | None = None,
) -> Extraction:
    """Read a plain text that no source declares; offsets of the claims count code points of `text`."""
    document = read_text(text, title=title, address=url, language=language, published=published)
    document, claims, unexplained = _read(document, None, default_reader())
    return Extraction(document, claims, unexplained)


def _read(
    document: Document, source: Source | None, reader: ClaimReader
) -> tuple[Document, tuple[Claim, ...], tuple[Unexplained, ...]]:
    document = find_scope(document, source)
    claims, unexplained = reader.read(document, source)
    if source is not None:
        claims = apply_corrections(claims, document, source)
    return document, tuple(claims), tuple(unexplained)


@cache
def code_digest() -> str:
    """The digest of all that reading depends on but its input: parsers/, schemas/ and the libraries' versions."""
    digest = hashlib.sha256()
    root = Path(__file__).parent.parent
    for folder in ("parsers", "schemas"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".py", ".toml", ".csv", ".npz"):
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()[:32]
