from datetime import date

from parsers.corrections import apply_corrections
from parsers.read import extract_text
from schemas.sources import Correction, Review, ReviewedClaim, Source

_TEXT = "注销号码须携带身份证原件到营业厅办理。押金当场退还。"


def source(**declared: object) -> Source:
    return Source.model_validate(
        {"name": "page", "url": "https://forum.example/page", "publisher": "community-forum", **declared}
    )


def codes(claims: list[object]) -> list[str]:
    return [f"{c.attribute}.{c.code}" for c in claims]  # type: ignore[attr-defined]


def test_a_correction_drops_what_was_read_from_its_words() -> None:
    claims = list(extract_text(_TEXT).claims)
    corrected = apply_corrections(
        claims,
        extract_text(_TEXT).document,
        source(corrections=[Correction(words="身份证原件", drop=True, reason="A copy will do.")]),
    )
    assert "document.id_original" in codes(claims)
    assert "document.id_original" not in codes(corrected)


def test_a_correction_replaces_by_a_grounded_claim() -> None:
    correction = Correction(
        words="身份证原件", attribute="document", code="id_copy", polarity="required", reason="They mean a copy."
    )
    document = extract_text(_TEXT).document
    [claim] = apply_corrections([], document, source(corrections=[correction]))
    assert (claim.code, claim.evidence.quote) == ("id_copy", "身份证原件")
    assert document.text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote


def test_a_review_holds_only_while_its_sentence_stands() -> None:
    review = Review(
        source="page",
        sentence="押金当场退还。",
        reviewed_on=date(2026, 7, 1),
        reason="Deposits only.",
        claims=(ReviewedClaim(attribute="refund", code="deposit", polarity="refundable", quote="押金当场退还"),),
    )
    kept = extract_text(_TEXT)
    changed = extract_text(_TEXT.replace("当场", "次月"))
    assert "refund.deposit" in codes(apply_corrections([], kept.document, source(reviews=[review])))
    assert apply_corrections([], changed.document, source(reviews=[review])) == []
