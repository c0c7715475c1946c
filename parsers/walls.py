"""The words of walls, error pages and empty shells, and the search for them.

What they mean for a capture is decided in outcomes.py.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from parsers.requirements import find_signs
from schemas.captures import Outcome

NEAR_START = 15  # characters: so near the beginning of a block words count as its subject
_SAMPLE = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Wall:
    """One outcome with the words, and the signs in the mark-up, by which it shows."""

    outcome: Outcome
    words: re.Pattern[str]
    markup: re.Pattern[str] | None
    signs: frozenset[str]  # one of these, in small letters, stands in every text that has the words; empty: unknown

    def find(self, text: str, most: int) -> list[int]:
        """Return where the words begin in a text, the first `most` times."""
        lowered = text.lower()
        if self.signs and not any(sign in lowered for sign in self.signs):
            return []
        return [match.start() for match in islice(self.words.finditer(text), most)]


@dataclass(frozen=True, slots=True)
class Words:
    """All that outcomes.toml holds."""

    walls: tuple[Wall, ...]
    titles: tuple[tuple[Outcome, re.Pattern[str]], ...]
    subject: re.Pattern[str]
    shell: re.Pattern[str]
    login_path: re.Pattern[str]


@cache
def load_words() -> Words:
    """Read outcomes.toml; the walls come in the order in which they are tried."""
    with (Path(__file__).parent / "outcomes.toml").open("rb") as file:
        data = tomllib.load(file)

    def compile_words(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.I)

    walls = tuple(
        Wall(
            Outcome(wall["outcome"]),
            compile_words(wall["words"]),
            compile_words(wall["markup"]) if "markup" in wall else None,
            find_signs(wall["words"]),
        )
        for wall in data["wall"]
    )
    titles = tuple((Outcome(name), compile_words(pattern)) for name, pattern in data["titles"].items())
    subject, shell = compile_words(data["subject"]["words"]), data["shell"]
    return Words(walls, titles, subject, compile_words(shell["root"]), compile_words(shell["login_path"]))


def find_wall(text: str, among: set[Outcome] | None = None, at_start: bool = False) -> Outcome | None:
    """Find the first outcome (of those named) whose words stand in a text, or at its start."""
    sample = text[:_SAMPLE]
    for wall in load_words().walls:
        if among is None or wall.outcome in among:
            match = wall.words.search(sample)
            if match and (not at_start or match.start() <= NEAR_START):
                return wall.outcome
    return None


def find_inside(html: str, tag: str) -> str:
    """What stands inside all elements of a name."""
    parts = []
    lowered = html.lower()
    start = lowered.find(f"<{tag}")
    while start >= 0:
        end = lowered.find(f"</{tag}", start)
        if end < 0:
            break
        parts.append(html[start:end])
        start = lowered.find(f"<{tag}", end)
    return " ".join(parts)
