from pathlib import Path

import pytest

from schemas.errors import DeclarationError
from schemas.registry import load_registry

_SOURCE = """name = "Somewhere"
tier = "community"
country = "CN"

[[source]]
name = "page"
url = "https://forum.example/page"
"""
_REVIEW = """- source: page
  sentence: 到店即可销户，押金当场退。
  reviewed_on: 2026-07-01
  reason: The shop pays deposits back at once.
  claims:
    - {attribute: refund, code: deposit, polarity: refundable, quote: 押金当场退}
"""


def declare(folder: Path, review: str) -> Path:
    (folder / "community").mkdir()
    (folder / "community" / "forum.toml").write_text(_SOURCE, "utf-8")
    (folder / "community" / "forum.reviewed.yaml").write_text(review, "utf-8")
    return folder


def test_a_review_reaches_its_source_and_changes_its_digest(tmp_path: Path) -> None:
    source = load_registry(declare(tmp_path, _REVIEW)).source("community-forum/page")
    assert [claim.code for review in source.reviews for claim in review.claims] == ["deposit"]
    assert source.reading_digest != source.model_copy(update={"reviews": ()}).reading_digest


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("source: page", "source: pge", 'no source "pge"'),
        ("quote: 押金当场退", "quote: 押金不退", "does not stand in its sentence"),
        ("code: deposit", "code: deposits", "deposits"),
        ("polarity: refundable", "polarity: maybe", 'is never "maybe"'),
        ("reason: The", "resaon: The", "reason"),
    ],
)
def test_a_faulty_review_names_its_file_and_what_to_do(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(DeclarationError, match=r"forum\.reviewed\.yaml:\d+: ") as error:
        load_registry(declare(tmp_path, _REVIEW.replace(old, new)))
    assert message in str(error.value)
