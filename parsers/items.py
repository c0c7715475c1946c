"""Items: attributes whose codes are named one by one (channels, documents) under words that govern them all.

A governor ("请携带", "need", "不能通过") gives its polarity to the items in its reach; where a sentence has none,
the heading, the list's lead or the table's head over it may.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.context import Passage
from parsers.lexicon import AttributeFile, Items
from parsers.pattern_index import PatternIndex, each_bit
from parsers.patterns import ITEM, ITEM_REST, Known, Pattern, PatternBook
from parsers.qualifiers import Qualifiers, Statement
from schemas.claims import Claim

_LONGEST_EVIDENCE = 60
_NO_CLAIM = "none"
_TURN = re.compile(r"但|不过|然而|否则|如果|若|[;；。]| but | however|otherwise|unless|\. ")
_NEW_VERB = re.compile(r"但|需|带|可|要|通过|不|请|去|到|凭|持|再|就|后")  # what follows has a governor of its own
_ENUMERATION = re.compile(

        r"[^、,，/和及与或以跟\+]{0,8}(?:\s*(?:、|,|，|/|\+|和|及|与|或|以及|跟|或者|还有|并|and|or|as well as"
        r"|plus)\s*)+(?:[^、,，。;；]{0,12})"

)


@dataclass(frozen=True, slots=True)
class _Governor:
    rank: int
    items: Items
    heads: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    attribute: str
    mentions: dict[int, tuple[str, Pattern]]  # the bit of a code's words -> the code and the pattern of its words
    words: int  # all of these bits
    governors: tuple[_Governor, ...]
    index: PatternIndex[_Governor]
    no_items: tuple[Pattern, ...]


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    rank: int
    items: Items
    holds: frozenset[int]  # the mentions that it governs, by their place in the sentence


def find_items(qualifiers: Qualifiers, book: PatternBook) -> list[Claim]:
    """Find the claims that a passage makes by naming items."""
    claims: list[Claim] = []
    passage = qualifiers.passage
    for kind in compiled_items(book):
        mentions = _drop_no_items(kind, _find_mentions(kind, passage), passage)
        if not mentions:
            continue
        governors = _find_governors(kind, mentions, passage)
        heads = _find_head_governors(kind, passage)
        for number, (code, start, end) in enumerate(mentions):
            fitting = [g for g in governors if number in g.holds and (not g.items.codes or code in g.items.codes)]
            span = start, end
            if fitting:
                best = min(fitting, key=lambda g: (g.rank, g.end - g.start))
                span = min(start, best.start), max(end, best.end)
            items = best.items if fitting else next((i for i in heads if not i.codes or code in i.codes), None)
            if items is not None and items.polarity != _NO_CLAIM:
                claims.append(_build(kind, code, (start, end), span, items, qualifiers))
    return claims


@cache
def compiled_items(book: PatternBook) -> tuple[_Kind, ...]:
    """The attributes that have items, with their words and governors compiled."""
    return tuple(
        _compile_kind(book, attribute, file) for attribute, file in book.lexicon.attributes.items() if file.items
    )


def _compile_kind(book: PatternBook, attribute: str, file: AttributeFile) -> _Kind:
    names = {code: f"{{{attribute}.{code}}}" for code in file.codes}
    mentions = {book.bit(name): (code, book.compile(name)) for code, name in names.items()}
    governors = tuple(
        _Governor(rank, items, book.compile_all(items.heads), book.compile_all(items.unless))
        for rank, items in enumerate(file.items)
    )
    index = PatternIndex((p, g) for g in governors for p in book.compile_all(g.items.patterns))
    return _Kind(attribute, mentions, sum(mentions), governors, index, book.compile_all(file.no_items))


def _find_mentions(kind: _Kind, passage: Passage) -> list[tuple[str, int, int]]:
    """Find the mentions of a kind's codes; of those that overlap the longest stays."""
    found = [
        (match.end() - match.start(), code, match.start(), match.end())
        for code, words in (kind.mentions[bit] for bit in each_bit(passage.hits.present & kind.words))
        for match in words.find_in(passage.key, passage.start, passage.end, passage.hits)
    ]
    if len(found) < 2:
        return [mention[1:] for mention in found]
    found.sort(key=lambda f: (-f[0], f[2], f[1]))
    kept: list[tuple[str, int, int]] = []
    for _, code, start, end in found:
        if all(end <= s or e <= start for _, s, e in kept):
            kept.append((code, start, end))
    return sorted(kept, key=lambda m: m[1])


def _drop_no_items(kind: _Kind, mentions: list[tuple[str, int, int]], passage: Passage) -> list[tuple[str, int, int]]:
    """Drop the mentions that stand where the words name no item."""
    able = [p.regex for p in kind.no_items if p.may_match(passage.hits.present)] if mentions else []
    if not able:
        return mentions
    kept = []
    for mention in mentions:
        left, right = max(0, mention[1] - passage.start - 16), mention[2] - passage.start + 16
        marked = _mark_items([mention], passage)
        if not any(regex.search(marked, left, right) for regex in able):
            kept.append(mention)
    return kept


def _find_governors(kind: _Kind, mentions: list[tuple[str, int, int]], passage: Passage) -> list[_Found]:
    marked = _mark_items(mentions, passage)
    found = []
    for pattern, governor in kind.index.candidates(passage.hits):
        items = governor.items
        if items.context == "ending" and not passage.is_about_ending:
            continue
        for match in pattern.regex.finditer(marked):
            start, end = match.start() + passage.start, match.end() + passage.start
            if any(u.regex.search(marked, max(0, match.start() - 12), match.end() + 12) for u in governor.unless):
                continue
            inside = {n for n, (_, s, e) in enumerate(mentions) if start <= s and e <= end}
            if not inside and "<I>" not in pattern.source:
                inside = {n for n, (_, s, e) in enumerate(mentions) if _reaches(items, start, end, s, e, passage)}
            if inside:
                found.append(_Found(start, end, governor.rank, items, _spread(inside, mentions, passage, items)))
    return found


def _mark_items(mentions: list[tuple[str, int, int]], passage: Passage) -> str:
    """Overwrite the mentions in the sentence's shadow by the mark of items."""
    text = passage.shadow[passage.start : passage.end]
    for _, start, end in mentions:
        left, right = start - passage.start, end - passage.start
        text = text[:left] + ITEM + ITEM_REST * (right - left - 1) + text[right:]
    return text


def _spread(
    inside: set[int], mentions: list[tuple[str, int, int]], passage: Passage, items: Items
) -> frozenset[int]:
    """Add the mentions that stand in one enumeration with those inside a governor; "only" ends with its clause."""
    spread = set(inside)
    ends = "，," if items.polarity == "only" and passage.language == "zh" else ""
    for number in range(len(mentions) - 1):
        if number in spread and _is_enumeration(passage.key[mentions[number][2] : mentions[number + 1][1]], ends):
            spread.add(number + 1)
    for number in range(len(mentions) - 1, 0, -1):
        if number in spread and _is_enumeration(passage.key[mentions[number - 1][2] : mentions[number][1]], ends):
            spread.add(number - 1)
    return frozenset(spread)


def _is_enumeration(between: str, ends: str) -> bool:
    return between == "的" or (
        len(between) <= 24
        and not any(end in between for end in ends)
        and _ENUMERATION.fullmatch(between) is not None and not _NEW_VERB.search(between)
    )


def _find_head_governors(kind: _Kind, passage: Passage) -> list[Items]:
    text = f"{passage.head_text}\n{passage.cell_heads}"
    if len(text) == 1 or not passage.is_about_ending:
        return []
    known = Known(text, passage.governing.present)
    return [g.items for g in kind.governors if any(head.is_in(known) for head in g.heads)]


def _reaches(items: Items, left: int, right: int, start: int, end: int, passage: Passage) -> bool:
    """Tell whether a governor at key[left:right] reaches a mention: over a few words, not over a turn."""
    if right <= start:
        between, is_allowed = passage.key[right:start], items.reach != "before"
    elif end <= left:
        between, is_allowed = passage.key[end:left], items.reach != "after"
    else:
        return True
    return is_allowed and len(between) <= (30 if passage.language == "zh" else 80) and not _TURN.search(between)


def _build(
    kind: _Kind, code: str, mention: tuple[int, int], span: tuple[int, int], items: Items, qualifiers: Qualifiers
) -> Claim:
    is_long = span[1] - span[0] > _LONGEST_EVIDENCE
    start, end = qualifiers.passage.clause_around(*mention) if is_long else span
    statement = Statement(kind.attribute, code, items.polarity, None, items.support)
    return qualifiers.make_claim(statement, start, end, items.channel, items.applicant, None)
