"""What kind of text a document is, where nobody declared it: from its words and its address."""

from __future__ import annotations

from schemas.documents import SourceKind


def find_kind(text: str, title: str | None, address: str | None) -> SourceKind:
    return SourceKind.AGGREGATOR


def is_spam(text: str, title: str | None) -> bool:
    return False
