"""How much a link or a page has to do with ending a mobile line: points with reasons. The words are relevance.toml.

What follows from the points (following a link, keeping a candidate, reading an article) is decided by those who ask.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from parsers.keys import fold_key

WORDS_FILE = Path(__file__).with_name("relevance.toml")
ENOUGH = 5.0  # points from which a page is likely to be about ending a line
_LONGEST = 4000  # characters of a body that are looked at


@dataclass(frozen=True, slots=True)
class Relevance:
    """Points, and the words that gave them, each with where it stood; more points mean nearer to the subject."""

    points: float
    reasons: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether the page is likely to be about ending a line."""
        return self.points >= ENOUGH


def weigh(address: str, text: str = "", title: str = "", body: str = "") -> Relevance:
    """Weigh a link by its address, its anchor text and the title around it, or a page by its title and body.

    The topic counts where it stands nearest to the reader: in the text or title whole, in the body or address half.
    """
    points, reasons = 0.0, []
    for place, given, share in (("text", text, 1.0), ("title", title, 1.0), ("body", body[:_LONGEST], 0.5)):
        found, words = _weigh_text(given)
        if words:
            points = max(points, found * share)
            reasons.append(f"{place}: {', '.join(words)}")
    found, words = _weigh_path(address)
    if words:
        points += found * 0.5
        reasons.append(f"address: {', '.join(words)}")
    return Relevance(points, tuple(reasons))


def _weigh_text(text: str) -> tuple[float, list[str]]:
    """The best word of the topic, and what it is about; nothing where no word of the topic stands."""
    key = fold_key(text)
    topic, topic_word = _best("topic", key)
    if topic_word is None:
        return 0.0, []
    line, line_word = _best("line", key)
    aside, aside_word = _best("aside", key)
    words = [topic_word, *([line_word] if line_word else []), *([f"but {aside_word}"] if aside_word else [])]
    return topic + line - aside, words


def _weigh_path(address: str) -> tuple[float, list[str]]:
    parts = urlsplit(address)
    points, word = _best("path", fold_key(unquote(f"{parts.path}?{parts.query}")))
    return points, [] if word is None else [word]


def _best(group: str, key: str) -> tuple[float, str | None]:
    return next(((points, word) for points, word in _load_words()[group] if word in key), (0.0, None))


@cache
def _load_words() -> dict[str, list[tuple[float, str]]]:
    """The words of each group, those with most points first, and long before short."""
    groups = tomllib.loads(WORDS_FILE.read_text("utf-8"))
    return {
        name: sorted(
            ((float(points), word) for points, words in group.items() for word in words),
            key=lambda entry: (-entry[0], -len(entry[1]), entry[1]),
        )
        for name, group in groups.items()
    }
