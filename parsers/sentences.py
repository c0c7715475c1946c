"""Sentences of a Document with the context that they stand in: headings, list lead, table heads, what went before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schemas.documents import BlockKind, Document

_BOUNDARY = re.compile(

        r"[。！？!?；;]+[”\"'）)】」』]*|\n+|…{1,2}|(?<=[^\d\s])\.(?=\s+[^a-z\s])|(?<=\d)\.(?=\s+[A-Z“\"])|\.\s*$"
        r"|\.(?=[一-鿿])"

)
_LIST_MARK = re.compile(
    (
        r"^\s*(?:[-*•·●▪◦■□➢✓※✗✘×✔✅❌☑★◆▶]+|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-z]"
        r"|[ivx]{1,4})[)）.、．:：]|[①-⑳]|第[一二三四五六七八九十]+步[:：]?)\s*"
    ),
    re.IGNORECASE,
)
_LONGEST = 600


@dataclass(slots=True)
class Sentence:
    """text[start:end] of a document, and its context.

    `heads` are the spans of what governs it, nearest first: the list's lead, its headings from inner to outer; `block`
    is the index of its block; `cell_heads` are a table cell's row and column heads, as text.
    """

    start: int
    end: int
    block: int
    heads: tuple[tuple[int, int], ...]
    cell_heads: tuple[str, ...] = ()
    is_heading: bool = False


def split_sentences(document: Document) -> list[Sentence]:
    """Split every block of a document into sentences, in order; none is longer than 600 code points."""
    sentences = []
    for number, block in enumerate(document.blocks):
        heads = []
        if block.lead is not None:
            lead = document.blocks[block.lead]
            heads.append((lead.start, lead.end))
        heads += [(document.blocks[at].start, document.blocks[at].end) for at in reversed(block.headings)]
        is_heading = block.kind in (BlockKind.HEADING, BlockKind.QUESTION)
        for start, end in _split(document.text, block.start, block.end):
            sentences.append(
                Sentence(start, end, number, tuple(heads), (*block.row_heads, *block.column_heads), is_heading)
            )
    return sentences


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans, at = [], start
    for match in _BOUNDARY.finditer(text, start, end):
        if match.end() > at and not _LIST_MARK.fullmatch(text, at, match.end()):
            spans.append((at, match.end()))
            at = match.end()
    if at < end:
        spans.append((at, end))
    return [piece for span in spans for piece in _trim(text, *span)]


def _trim(text: str, start: int, end: int) -> list[tuple[int, int]]:
    mark = _LIST_MARK.match(text, start, end)
    if mark and mark.end() < end:
        start = mark.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    pieces = []
    while end - start > _LONGEST:
        cut = max(text.rfind(sign, start + _LONGEST // 2, start + _LONGEST) for sign in "，,、 ")
        cut = cut + 1 if cut > start else start + _LONGEST
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)] if end > start else pieces
