"""Candidates: pages about ending a line that a discovery found and that nothing declares yet, and how one is accepted.

They are found again from the archive each time, so that better words find more in what was fetched before. Looking
about a site is the spiders' work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from archive.store import Archive
from parsers.decode import DecodeError, decode
from parsers.links import find_links
from parsers.pageinfo import find_title
from parsers.pruning import read_tree
from parsers.relevance import ENOUGH, weigh
from schemas.captures import Capture
from schemas.errors import LinewatchError
from schemas.registry import Registry, load_registry
from schemas.sources import Kind

_HEADINGS = ("h1", "h2")
_SLUG = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may be worth declaring: its address, what it is called, its points and the words that gave them."""

    address: str
    title: str
    points: float
    reasons: tuple[str, ...]
    is_seen: bool = False


def find_candidates(archive: Archive, registry: Registry, publisher: str, least: float = ENOUGH) -> list[Candidate]:
    """Return the candidates of a publisher with at least so many points, the best first.

    A page is weighed by the words of the links to it, and where it was fetched by its own title and headings.
    """
    looked_at = {
        source.id for source in registry.sources.values()
        if source.publisher == publisher and source.kind is Kind.DISCOVERY
    }  # fmt: skip
    declared = {source.url for source in registry.sources.values()}
    found: dict[str, Candidate] = {}
    seen = (c for c in archive.captures(publisher) if c.source in looked_at and c.digest and c.status == 200)
    newest = {capture.address: capture for capture in seen}
    for capture in newest.values():
        body = archive.get_body(str(capture.digest))
        for candidate in (*_weigh_links(capture, body), _weigh_page(capture, body)):
            kept = found.get(candidate.address)
            if kept is None or candidate.points > kept.points:
                is_seen = candidate.is_seen or (kept is not None and kept.is_seen)
                found[candidate.address] = replace(candidate, title=candidate.title or _title_of(kept), is_seen=is_seen)
            elif candidate.is_seen:
                found[candidate.address] = replace(kept, is_seen=True)
    wanted = (c for c in found.values() if c.points >= least and c.address not in declared)
    return sorted(wanted, key=lambda candidate: (-candidate.points, candidate.address))


def accept(sources: Path, publisher: str, candidate: Candidate, name: str | None = None) -> str:
    """Add a candidate to its publisher's file as an unverified source and return the new source's id.

    LinewatchError where the name is taken or the file would not keep the form; the file is then as it was.
    """
    registry = load_registry(sources)
    country, _, slug = registry.publisher(publisher).id.partition("-")
    path = sources / country / f"{slug}.toml"
    chosen = name or _make_name(candidate, {s.name for s in registry.sources.values() if s.publisher == publisher})
    before = path.read_text("utf-8")
    quoted = candidate.address.replace("\\", "%5C").replace('"', "%22")
    entry = f'\n[[source]]\nname = "{chosen}"\nurl = "{quoted}"\nverified = false\n'
    path.write_text(before.rstrip("\n") + "\n" + entry, "utf-8")
    try:
        load_registry(sources)
    except LinewatchError:
        path.write_text(before, "utf-8")
        raise
    return f"{publisher}/{chosen}"


def _weigh_links(capture: Capture, body: bytes) -> list[Candidate]:
    links = find_links(body, capture.header("content-type"), capture.address)
    weighed = ((link, weigh(link.address, link.title)) for link in links if not link.is_index)
    return [Candidate(link.address, link.title, found.points, found.reasons) for link, found in weighed]


def _weigh_page(capture: Capture, body: bytes) -> Candidate:
    try:
        tree = read_tree(decode(body, capture.header("content-type")).text)
    except DecodeError:
        tree = None
    title = "" if tree is None else find_title(tree) or ""
    heads = [] if tree is None else ["".join(map(str, head.itertext())) for head in tree.iter(*_HEADINGS)]
    found = weigh(capture.address, " ".join(heads)[:300], title)
    return Candidate(capture.address, title, found.points, found.reasons, is_seen=True)


def _title_of(candidate: Candidate | None) -> str:
    return "" if candidate is None else candidate.title


def _make_name(candidate: Candidate, taken: set[str]) -> str:
    """Name a source by the last words of its address; by a number where that is taken or has none."""
    path = urlsplit(candidate.address).path.lower().rpartition(".")[0] or urlsplit(candidate.address).path.lower()
    words = _SLUG.findall(path.rpartition("/")[2]) or _SLUG.findall(path)
    name = "-".join(words)[:40].strip("-") or "page"
    number = 2
    chosen = name
    while chosen in taken:
        chosen, number = f"{name}-{number}", number + 1
    return chosen
