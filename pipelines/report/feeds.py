"""Atom feeds of policy changes (RFC 4287): all, of a carrier, of a region. What sources say is text, never mark-up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from pipelines.report.facts import Record
from schemas.ids import format_instant
from warehouse.labels import find_label

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
_LONGEST = 100  # entries

Xml.register_namespace("", _ATOM)


def write_feed(name: str, title: str, updated: str, changes: Sequence[Record], language: str, nothing: str) -> bytes:
    """Write a feed named `name`, which forms its id; `changes` are newest first, `nothing` stands for an empty side.

    Entries link to the timeline of the report, relative to a feed that lies in feeds/.
    """
    feed = Xml.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _add(feed, "id", f"urn:linewatch:changes:{name}:{language}")
    _add(feed, "title", title)
    _add(feed, "updated", updated)
    author = _add(feed, "author", None)
    _add(author, "name", "Linewatch")
    for change in changes[:_LONGEST]:
        _add_entry(feed, change, language, nothing)
    return bytes(Xml.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_entry(feed: Xml.Element, change: Record, language: str, nothing: str) -> None:
    before, after = (change[f"{side}_{language}"] or nothing for side in ("before", "after"))
    condition = f"{change[f'attribute_{language}']} · {change[f'code_{language}']}"
    mark = "SAMPLE · " if change["dataset"] == "SAMPLE" else ""
    entry = _add(feed, "entry", None)
    _add(entry, "id", f"urn:linewatch:change:{change['change_id']}")
    _add(entry, "title", f"{mark}{change['publisher_name']} · {condition}: {before} → {after}")
    _add(entry, "updated", format_instant(change["observed_at"]))
    _add(entry, "link", None, {"rel": "alternate", "href": f"../{language}/changes.html#c-{change['change_id']}"})
    quotes = [f"− {change['before_quote'] or nothing}", f"+ {change['after_quote'] or nothing}"]
    lines = [*quotes, change[f"direction_{language}"], change["address"] or ""]
    lines += [] if change["is_verified"] else [find_label("source", "unverified", language)]
    _add(entry, "content", "\n".join(lines), {
        "type": "text",
    })


def _add(parent: Xml.Element, name: str, text: str | None, attributes: dict[str, str] | None = None) -> Xml.Element:
    element = Xml.SubElement(parent, f"{{{_ATOM}}}{name}", attributes or {})
    if text is not None:
        element.text = _NOT_XML.sub("�", text)
    return element
