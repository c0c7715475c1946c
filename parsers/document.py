"""Bytes, or text given by others, to a Document.

Finding blocks belongs to lines.py (plain text) and markup.py (HTML); reading rules out of them to claims.py.
"""

from __future__ import annotations

from datetime import date

from parsers.language import find_language
from parsers.lines import find_blocks
from schemas.documents import Document


def read_text(
    text: str,
    title: str | None = None,
    address: str | None = None,
    language: str | None = None,
    published: date | None = None,
) -> Document:
    """Read a plain text as it stands: `document.text` is the very text given, blocks are found from its lines."""
    return Document(
        text=text,
        blocks=find_blocks(text, title),
        title=title,
        language=language or find_language(text),
        published=published,
        address=address,
    )
