"""Items: attributes whose codes are named one by one (channels, documents) under words that govern them all.

A governor ("请携带", "you'll need", "不能通过") gives its polarity to the items in its reach; where a sentence has none, the
heading, the list's lead or the table's head over it may.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.context import Passage
from parsers.lexicon import Items, load_lexicon
from parsers.patterns import Pattern, PatternBook
from parsers.scope import qualify
from schemas.claims import Claim, Evidence
from schemas.documents import Document

_LONGEST_EVIDENCE = 60


@dataclass(frozen=True, slots=True)
class _Kind:
    attribute: str
    mentions: tuple[tuple[str, Pattern, Pattern], ...]  # code, zh, en
    governors: tuple[tuple[Items, dict[str, tuple[Pattern, ...]], dict[str, tuple[Pattern, ...]]], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    rank: int
    items: Items


def find_items(passage: Passage, document: Document, book: PatternBook) -> list[Claim]:
    """Find the claims that a passage makes by naming items."""
    claims = []
    for kind in _kinds(book):
        mentions = _find_mentions(kind, passage)
        if not mentions:
            continue
        governors = _find_governors(kind, passage)
        heads = _find_head_governors(kind, passage)
        for code, start, end in mentions:
            claim = _govern(kind, code, start, end, governors, heads, passage, document)
            if claim is not None:
                claims.append(claim)
    return claims


@cache
def _kinds(book: PatternBook) -> tuple[_Kind, ...]:
    kinds = []
    for attribute, file in load_lexicon().attributes.items():
        if not file.items:
            continue
        mentions = tuple(
            (code, book.compile(f"{{{attribute}.{code}}}", "zh"), book.compile(f"{{{attribute}.{code}}}", "en"))
            for code in file.codes
        )
        governors = tuple(
            (items, _both(items, book), {lang: tuple(book.compile(p, lang) for p in getattr(items.heads, lang)) for lang in ("zh", "en")})
            for items in file.items
        )
        kinds.append(_Kind(attribute, mentions, governors))
    return tuple(kinds)


def _both(items: Items, book: PatternBook) -> dict[str, tuple[Pattern, ...]]:
    return {lang: tuple(book.compile(p, lang) for p in getattr(items, lang)) for lang in ("zh", "en")}


def _find_mentions(kind: _Kind, passage: Passage) -> list[tuple[str, int, int]]:
    """Find the mentions of a kind's codes; of those that overlap the longest stays."""
    found = [
        (match.end() - match.start(), code, match.start(), match.end())
        for code, zh, en in kind.mentions
        for match in (zh if passage.language == "zh" else en).finditer(passage.key, passage.start, passage.end, passage.present)
    ]
    found.sort(key=lambda f: (-f[0], f[2], f[1]))
    kept: list[tuple[str, int, int]] = []
    for _, code, start, end in found:
        if all(end <= s or e <= start for _, s, e in kept):
            kept.append((code, start, end))
    return sorted(kept, key=lambda m: m[1])


def _find_governors(kind: _Kind, passage: Passage) -> list[_Found]:
    found = []
    for rank, (items, patterns, _) in enumerate(kind.governors):
        if items.context == "ending" and not passage.is_about_ending:
            continue
        for pattern in patterns[passage.language]:
            for match in pattern.finditer(passage.shadow, passage.start, passage.end, passage.present):
                if match.end() > match.start():
                    found.append(_Found(match.start(), match.end(), rank, items))
    return found


def _find_head_governors(kind: _Kind, passage: Passage) -> list[Items]:
    text = f"{passage.head_text}\n{passage.cell_heads}"
    if not text.strip() or not passage.is_about_ending:
        return []
    return [
        items for items, _, heads in kind.governors
        if any(p.regex.search(text) for lang in ("zh", "en") for p in heads[lang])
    ]


def _govern(
    kind: _Kind, code: str, start: int, end: int, governors: list[_Found], heads: list[Items], passage: Passage, document: Document,
) -> Claim | None:
    """Choose the governor of a mention: in its own clause before others, the stronger before the weaker, the nearer."""
    left, right = passage.clause_around(start, end)
    best: tuple[tuple[int, int, int], _Found] | None = None
    for found in governors:
        if found.items.codes and code not in found.items.codes:
            continue
        if not _reaches(found, start, end, passage):
            continue
        distance = 0 if found.start <= start < found.end else min(abs(start - found.end), abs(found.start - end))
        is_own = found.end > left and found.start < right
        key = (0 if is_own else 1, found.rank if is_own else 9 - 0, distance)
        if best is None or key < best[0]:
            best = (key, found)
    if best is not None:
        found = best[1]
        return _build(kind, code, (start, end), (min(start, found.start), max(end, found.end)), found.items, passage, document)
    for items in heads:
        if not items.codes or code in items.codes:
            return _build(kind, code, (start, end), (start, end), items, passage, document)
    return None


def _reaches(found: _Found, start: int, end: int, passage: Passage) -> bool:
    """Tell whether a governor reaches a mention: over enumerations, not over a turn of the sentence."""
    between = passage.key[found.end : start] if found.end <= start else passage.key[end : found.start] if end <= found.start else ""
    if found.end <= start and found.items.reach == "before" or end <= found.start and found.items.reach == "after":
        return False
    if len(between) > (40 if passage.language == "zh" else 110):
        return False
    return not re.search(r"但|不过|然而|否则|如果|若|;|；| but | however|otherwise|unless", between)


def _build(
    kind: _Kind, code: str, mention: tuple[int, int], span: tuple[int, int], items: Items, passage: Passage, document: Document
) -> Claim:
    start, end = span if span[1] - span[0] <= _LONGEST_EVIDENCE else passage.clause_around(*mention)
    start, end = passage.trim(start, end)
    claim = Claim(
        kind.attribute, code, items.polarity, None, Evidence(start, end, document.text[start:end]),
        channel=items.channel, applicant=items.applicant, support=items.support,
    )
    return qualify(claim, passage, document)
