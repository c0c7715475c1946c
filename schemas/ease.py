"""How the ease of leaving is scored: the criteria with their weights and points. The data is ease.toml.

Scores are computed in the warehouse; what is better for the customer in a change is the vocabulary's to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.declarations import Fault, raise_all, read_declaration, suggest
from schemas.vocabulary import load_vocabulary

EASE_FILE = Path(__file__).parent / "ease.toml"

Points = Annotated[float, Field(ge=0, le=1)]


class Days(BaseModel):
    """A condition measured in days, with the days that give all points and those that give none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    condition: str
    full: float
    none: float


class Criterion(BaseModel):
    """One criterion; `points` and `decisive` map "attribute.code polarity" to points from 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label_zh: str
    label_en: str
    weight: float = Field(gt=0)
    fold: Literal["best", "worst"]
    points: dict[str, Points] = {}
    decisive: dict[str, Points] = {}
    days: Days | None = None


class Ease(BaseModel):
    """All criteria by name, in the file's order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    criterion: dict[str, Criterion]


@cache
def load_ease() -> Ease:
    """Load the project's criteria, once; raises DeclarationError where ease.toml breaks its form."""
    return read_ease(EASE_FILE)


def read_ease(path: Path) -> Ease:
    """Read a file of criteria; raises DeclarationError with every fault in it, a line each."""
    declaration = read_declaration(path)
    ease = declaration.require(Ease)
    raise_all(declaration.errors(_find_unknown_statements(ease)))
    return ease


def _find_unknown_statements(ease: Ease) -> Iterator[Fault]:
    codes = {code.key: code for code in load_vocabulary().codes.values()}
    for name, criterion in ease.criterion.items():
        place = ("criterion", name)
        for key in ("points", "decisive"):
            for text in getattr(criterion, key):
                condition, _, polarity = text.partition(" ")
                if condition not in codes:
                    yield (*place, key), f'no condition "{condition}" is declared; {suggest(condition, codes)}'
                elif polarity not in codes[condition].polarities:
                    yield (*place, key), f'"{text}": {suggest(polarity, codes[condition].polarities)}'
        if criterion.days and criterion.days.condition not in codes:
            yield (*place, "days"), f'no condition "{criterion.days.condition}" is declared'
