"""What the line is: a source that declares another service than a mobile one is read as if its words named a line.

Which words those are is the lexicon's (services.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from parsers.keys import fold_key
from parsers.lexicon import Lexicon
from schemas.sources import Service, Source


class LineNames:
    """Folds texts into match keys in which the declared service is the line; offsets stay."""

    def __init__(self, source: Source | None, lexicons: Iterable[Lexicon]) -> None:
        service = source.service if source is not None else Service.MOBILE
        self._names = {
            word: name for lexicon in lexicons for word, name in lexicon.services.get(service.value, {}).items()
        }
        self._words = _compile_words(tuple(sorted(self._names, key=len, reverse=True)))

    def fold(self, text: str) -> str:
        """Fold a text into its match key (keys.py), with the service's words overwritten by those of a line."""
        key = fold_key(text)
        return self._words.sub(lambda match: self._names[match[0]], key) if self._names else key


@cache
def _compile_words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in words))
