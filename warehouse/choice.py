"""What of a warehouse is exported: carriers, regions, conditions, the applicant, and the language of labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.carriers import load_carriers
from schemas.declarations import unknown_name
from schemas.regions import load_regions
from schemas.vocabulary import load_vocabulary

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen; an empty tuple or None is everything.

    `codes` are attributes (`fee`) or conditions (`fee.processing`). For an `applicant` (self, agent, corporate, estate)
    the comparison counts only what is said of that applicant or of all. UnknownNameError for a name that nothing
    declares.
    """

    carriers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    applicant: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        vocabulary = load_vocabulary()
        for carrier in self.carriers:
            load_carriers().get(carrier)
        for region in self.regions:
            load_regions().get(region)
        for condition in self.codes:
            attribute, dot, code = condition.partition(".")
            if dot:
                vocabulary.code(attribute, code)
            elif attribute not in vocabulary.attributes:
                raise unknown_name("attribute", attribute, vocabulary.attributes)
        if self.applicant is not None and self.applicant not in vocabulary.applicants:
            raise unknown_name("applicant", self.applicant, vocabulary.applicants)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out but perhaps a language."""
        return not (self.carriers or self.regions or self.codes or self.applicant)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of what has a file for each."""
        return LANGUAGES if self.language is None else (self.language,)

    @property
    def values(self) -> dict[str, Any]:
        """What the queries of sheets.py bind."""
        return {"carriers": list(self.carriers), "regions": list(self.regions), "codes": list(self.codes)}

    def describe(self) -> dict[str, Any]:
        """Return what is chosen, for the index; without what is not."""
        named = {
            "carriers": self.carriers, "regions": self.regions, "conditions": self.codes, "applicant": self.applicant,
            "language": self.language,
        }  # fmt: skip
        return {name: list(value) if isinstance(value, tuple) else value for name, value in named.items() if value}
