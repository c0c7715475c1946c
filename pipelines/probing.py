"""One page, fetched or from a file, read and shown: its outcome, its outline, its claims. Nothing is kept of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from rich.text import Text

from archive.imports import adhoc_source
from archive.store import Archive
from parsers.read import Reading, read_capture
from pipelines.proposing import Proposals
from pipelines.rendering import make_console, write_rows
from pipelines.settings import Settings
from schemas.addresses import find_host, is_loopback
from schemas.captures import Capture
from schemas.claims import Claim
from schemas.documents import BlockKind, Document
from schemas.errors import LinewatchError
from schemas.registry import Registry, load_registry
from schemas.sources import Source
from spiders.files import import_files
from spiders.runner import crawl

_PUBLISHER = "probe"
_UNTOLD = {
    "name": "page", "select": (), "remove": (), "anchors": (), "policy": None, "title": None, "published": None,
    "corrections": (), "reviews": (),
}  # fmt: skip
_BLOCK_SIGNS = {
    BlockKind.HEADING: "#", BlockKind.QUESTION: "?", BlockKind.PARAGRAPH: "¶", BlockKind.LIST_ITEM: "-",
    BlockKind.TABLE_CELL: "|",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Probe:
    """A page as it was captured, the declaration it was read under, and what it gave."""

    capture: Capture
    source: Source
    reading: Reading


def probe_page(
    settings: Settings, place: str, source: str | None = None, publisher: str | None = None, url: str | None = None
) -> Probe:
    """Fetch an address, or take a file, and read it as a source, as another page of a publisher, or as what it seems.

    Unless a source or publisher is named, it is read as the source that has its address, where one is declared.
    LinewatchError where there is nothing to read, or where an address is on another's server and no contact is set.
    """
    registry = load_registry(settings.sources)
    declared = None if source is None else registry.source(source)
    with TemporaryDirectory(prefix="linewatch-probe-") as folder:
        archive = Archive(Path(folder) / "archive")
        if place.startswith(("http://", "https://")):
            capture = _fetch(settings, place, Path(folder))
        else:
            capture = _take_file(archive, registry, Path(place), source, url)
        if publisher is not None and declared is None:
            declared = registry.sources_of(publisher)[0].model_copy(update=_UNTOLD)
        declared = declared or _find_by_address(registry, capture.address)
        declared = declared or adhoc_source(replace(capture, source="import/page"))
        body = None if capture.digest is None else archive.get_body(capture.digest)
        return Probe(capture, declared, read_capture(body, capture, declared))


def print_probe(probe: Probe, out: TextIO) -> None:
    """Print what a page gave, for a person."""
    console = make_console(out)
    document = probe.reading.document
    for name, value in _describe(probe, document):
        console.print(Text(f"{name:<10} ", style="bold").append(value, style="default"))
    if document is None:
        return
    console.print("\noutline", style="bold")
    for block in document.blocks:
        text = " ".join(document.text[block.start : block.end].split())
        heads = " / ".join((*block.row_heads, *block.column_heads))
        sign = _BLOCK_SIGNS[block.kind]
        console.print(
            Text(f"  {'  ' * len(block.headings)}{sign} {text[:100]}{'…' if len(text) > 100 else ''}")
            .append(f"  ({heads})" if heads else "", style="dim")
        )
    console.print(f"\n{len(probe.reading.claims)} claims", style="bold")
    rows = [_show_claim(claim) for claim in probe.reading.claims]
    write_rows(["statement", "value", "of whom and how", "said by", "quote"], rows, "table", out)
    if probe.reading.unexplained:
        console.print(f"{len(probe.reading.unexplained)} sentences with trigger words and no claim", style="bold")
        for item in probe.reading.unexplained:
            console.print(Text(f"  {item.sentence}").append(f"  {' '.join(item.triggers)}", style="dim"))


def print_proposals(proposals: Proposals, out: TextIO) -> None:
    """Print what a model proposed beside the rules, for a person."""
    make_console(out).print(f"\nproposed by {proposals.model}, not kept: {proposals.describe()}", style="bold")
    rows = [_show_claim(claim) for claim in proposals.claims]
    if rows:
        write_rows(["statement", "value", "of whom and how", "said by", "quote"], rows, "table", out)


def _fetch(settings: Settings, address: str, folder: Path) -> Capture:
    declaration = folder / "sources" / f"{_PUBLISHER}.toml"
    declaration.parent.mkdir()
    loopback = "true" if is_loopback(find_host(address)) else "false"  # who types it means it
    declaration.write_text(
        f'name = "Probe"\ntier = "aggregator"\nloopback = {loopback}\n'
        f'[[source]]\nname = "page"\nurl = {json.dumps(address)}\n',
        "utf-8",
    )
    report = crawl(
        declaration.parent, [_PUBLISHER], folder, datetime.now(UTC), settings.proxy, contact=settings.contact
    )
    captures = list(Archive(folder / "archive").captures(_PUBLISHER))
    if not captures:
        why = "; ".join(report.crashed.values()) or "no attempt was made"
        raise LinewatchError(f"{address} was not fetched: {why}")
    return captures[-1]


def _take_file(archive: Archive, registry: Registry, path: Path, source: str | None, url: str | None) -> Capture:
    if not path.is_file():
        raise LinewatchError(f"{path}: no such file; give a file, or an address that begins with http:// or https://")
    report = import_files([path], archive, registry, source=source, url=url)
    if report.problems:
        raise LinewatchError("; ".join(report.problems))
    return next(iter(archive.captures()))


def _find_by_address(registry: Registry, address: str) -> Source | None:
    return next((source for source in registry.sources.values() if source.url == address), None)


def _describe(probe: Probe, document: Document | None) -> list[tuple[str, str]]:
    capture = probe.capture
    lines = [("address", capture.address), ("read as", probe.source.id), ("outcome", probe.reading.outcome.value)]
    if capture.status is not None:
        lines.append(("status", str(capture.status)))
    if capture.final_address not in (None, capture.address):
        lines.append(("ended at", str(capture.final_address)))
    lines.append(("body", f"{capture.body_bytes} bytes"))
    if document is not None:
        lines += [
            ("encoding", f"{document.encoding or 'none'} ({document.encoding_reason or 'not decoded'})"),
            ("title", document.title or "none"),
            ("language", document.language),
            ("kind", document.kind.value),
            ("published", document.published.isoformat() if document.published else "not stated"),
            ("carriers", ", ".join(document.carriers) or "carriers in general"),
            ("regions", ", ".join(document.regions) or "none"),
        ]
    return lines


def _show_claim(claim: Claim) -> tuple[str, ...]:
    qualifiers = [claim.applicant, claim.line_type, claim.channel, *claim.carriers, *claim.regions]
    limits = " ".join(qualifier for qualifier in qualifiers if qualifier)
    statement = f"{claim.attribute}.{claim.code} {claim.polarity}"
    return statement, claim.value_json or "", limits, claim.said_by.value, claim.evidence.quote
