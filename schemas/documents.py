"""A Document: clean text with structure, read from one Snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class SourceKind(StrEnum):
    """What kind of text a document is; in the order in which witnesses rank, spam decides nothing."""

    CARRIER = "carrier"
    REGULATOR = "regulator"
    NEWS = "news"
    COMMUNITY = "community"
    AGGREGATOR = "aggregator"
    SPAM = "spam"


class BlockKind(StrEnum):
    """The part that a block plays in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the document's text that stands by itself: `text[start:end]`, offsets in code points.

    `headings` are the indices of the heading (or question) blocks above it, outermost first; `level` is the depth of a
    heading (1..6) or of a list item (1..); a table cell keeps the texts of its row and column heads; `lead` is the
    index of the block that introduces the list it stands in ("所需材料："), or None.
    """

    start: int
    end: int
    kind: BlockKind
    headings: tuple[int, ...] = ()
    level: int = 0
    row_heads: tuple[str, ...] = ()
    column_heads: tuple[str, ...] = ()
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Clean text with structure; `text` is what all offsets count in (code points)."""

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    language: str = "und"  # BCP 47: zh-Hans, zh-Hant, en, und
    kind: SourceKind = SourceKind.AGGREGATOR
    published: date | None = None
    address: str | None = None
    encoding: str | None = None  # which encoding won
    encoding_reason: str | None = None  # why: bom, header, meta, trial, detected
    carriers: tuple[str, ...] = field(default=())
    regions: tuple[str, ...] = field(default=())
