"""White space and invisible characters as a reader sees them."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_HAN = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAP_IN_HAN = re.compile(rf"(?<=[{_HAN}])[ \t]*[\r\n]\s*(?=[{_HAN}])")
_BREAKS = re.compile(r" *\n[ \n]*")
_SPACES = re.compile(r" {2,}")


def drop_invisible(text: str) -> str:
    """Remove what no reader sees: zero-width and control characters, soft hyphens, marks of direction."""
    return _INVISIBLE.sub("", text)


def fold_space(text: str) -> str:
    """Fold each run of white space (no-break and full-width too) into a space; a wrap between Chinese is no space."""
    if "\n" in text:
        text = _WRAP_IN_HAN.sub("", text)
    return _SPACE.sub(" ", text)


def fold_breaks(text: str) -> str:
    """Fold spaces, already single, that meet, and those around line breaks; drop what is invisible and both ends."""
    text = drop_invisible(text)
    if "\n" in text:
        text = _BREAKS.sub("\n", text)
    return (_SPACES.sub(" ", text) if "  " in text else text).strip()
