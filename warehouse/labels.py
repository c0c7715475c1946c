"""The words for people: the vocabulary's for units and qualifiers, labels.toml's for the warehouse's own words."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from schemas.vocabulary import Vocabulary

LABELS_FILE = Path(__file__).parent / "labels.toml"

LabelRow = tuple[str, str, str, str, float | None]


def read_labels(vocabulary: Vocabulary) -> list[LabelRow]:
    """Return rows (kind, word, label_zh, label_en, days), sorted."""
    rows: list[LabelRow] = [
        (kind, word, chinese, english, None)
        for kind, words in _own_labels().items()
        for word, (chinese, english) in words.items()
    ]
    groups = {
        "unit": vocabulary.units, "symbol": vocabulary.symbols, "per": vocabulary.pers, "of": vocabulary.ofs,
        "applicant": vocabulary.applicants, "line_type": vocabulary.line_types,
    }
    for kind, words in groups.items():
        rows += [(kind, name, word.label_zh, word.label_en, word.days) for name, word in words.items()]
    return sorted(rows)


def find_label(kind: str, word: str, language: str) -> str:
    """Return the warehouse's own word for people; `language` is zh or en. The word itself where it has none."""
    chinese, english = _own_labels().get(kind, {}).get(word, (word, word))
    return chinese if language == "zh" else english


@cache
def _own_labels() -> dict[str, dict[str, tuple[str, str]]]:
    return tomllib.loads(LABELS_FILE.read_text(encoding="utf-8"))
