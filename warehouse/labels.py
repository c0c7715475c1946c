"""The words for people: the vocabulary's for units and qualifiers, labels.toml's for the warehouse's own words."""

from __future__ import annotations

import tomllib
from pathlib import Path

from schemas.vocabulary import Vocabulary

LABELS_FILE = Path(__file__).parent / "labels.toml"

LabelRow = tuple[str, str, str, str, float | None]


def read_labels(vocabulary: Vocabulary) -> list[LabelRow]:
    """Return rows (kind, word, label_zh, label_en, days), sorted."""
    own = tomllib.loads(LABELS_FILE.read_text(encoding="utf-8"))
    rows: list[LabelRow] = [
        (kind, word, chinese, english, None)
        for kind, words in own.items()
        for word, (chinese, english) in words.items()
    ]
    groups = {
        "unit": vocabulary.units, "symbol": vocabulary.symbols, "per": vocabulary.pers, "of": vocabulary.ofs,
        "applicant": vocabulary.applicants, "line_type": vocabulary.line_types,
    }
    for kind, words in groups.items():
        rows += [(kind, name, word.label_zh, word.label_en, word.days) for name, word in words.items()]
    return sorted(rows)
