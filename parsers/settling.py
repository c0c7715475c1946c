"""Settling: of all that the rules read in one document, one claim for each statement, at its clearest.

Here a document speaks with one voice; what holds between documents is resolved in the warehouse.
"""

from __future__ import annotations

from schemas.claims import Claim


def settle_claims(candidates: list[Claim]) -> list[Claim]:
    """Keep one claim of each statement: the best supported, then the first; drop what a fuller one says too."""
    best: dict[tuple[object, ...], Claim] = {}
    for claim in candidates:
        key = (*_statement(claim), claim.channel, claim.applicant, claim.line_type, claim.carriers, claim.regions)
        kept = best.get(key)
        if kept is None or _rank(claim) < _rank(kept):
            best[key] = claim
    return sorted(_drop_repeats(_drop_covered(list(best.values()))), key=_order)


def _drop_covered(claims: list[Claim]) -> list[Claim]:
    """Drop what a fuller claim says too.

    That is one without a value beside one with, a channel that is available beside itself as the only one, a hotline
    that is a regulator's, a code that can be had beside the number to ask it from.
    """
    claims = _drop_shared_values(_drop_contradictions(claims))
    valued = {_statement(claim)[:3] for claim in claims if claim.value is not None}
    requests = {c.code for c in claims if (c.attribute, c.polarity) == ("switching", "stated")}
    only = {(c.code, c.carriers) for c in claims if (c.attribute, c.polarity) == ("channel", "only")}
    complaints = {
        c.value_json for c in claims if c.value is not None and (c.attribute, c.code) == ("contact", "complaint")
    }
    return [
        claim
        for claim in claims
        if (claim.value is not None or _statement(claim)[:3] not in valued)
        and not ((claim.attribute, claim.polarity) == ("channel", "available") and (claim.code, claim.carriers) in only)
        and not ((claim.attribute, claim.code) == ("contact", "hotline") and claim.value_json in complaints)
        and not (claim.attribute == "switching" and claim.polarity == "available" and claim.code in requests)
    ]


def _drop_contradictions(claims: list[Claim]) -> list[Claim]:
    """Of two polarities of one code keep the better supported, where the same words gave both or one is only advice."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=_rank):
        if not any(_contradicts(claim, other) for other in kept):
            kept.append(claim)
    return kept


def _contradicts(claim: Claim, other: Claim) -> bool:
    if (claim.attribute, claim.code) != (other.attribute, other.code) or claim.polarity == other.polarity:
        return False
    is_overlap = claim.evidence.start < other.evidence.end and other.evidence.start < claim.evidence.end
    return (is_overlap and claim.attribute != "fee") or {claim.polarity, other.polarity} == {"required", "recommended"}


def _drop_shared_values(claims: list[Claim]) -> list[Claim]:
    """Let one quantity say one thing: of two codes with one value by the same words keep the better supported."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (-c.support, c.evidence.end - c.evidence.start, c.evidence.start)):
        if claim.value is None or not any(_shares_value(claim, other) for other in kept):
            kept.append(claim)
    return kept


def _shares_value(claim: Claim, other: Claim) -> bool:
    if claim.value_json != other.value_json or (claim.attribute, claim.code) == (other.attribute, other.code):
        return False
    return claim.evidence.start < other.evidence.end and other.evidence.start < claim.evidence.end


def _drop_repeats(claims: list[Claim]) -> list[Claim]:
    """Keep one claim of a statement for each applicant: a repeat elsewhere under other channels adds nothing."""
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in sorted(claims, key=_rank):
        kept.setdefault((*_statement(claim), claim.applicant), claim)
    return list(kept.values())


def _statement(claim: Claim) -> tuple[str, str, str, str | None]:
    return claim.attribute, claim.code, claim.polarity, claim.value_json


def _rank(claim: Claim) -> tuple[float, int, int]:
    return -claim.support, claim.evidence.start, claim.evidence.end


def _order(claim: Claim) -> tuple[object, ...]:
    qualifiers = (claim.channel or "", claim.applicant or "", claim.line_type or "", claim.carriers, claim.regions)
    return claim.evidence.start, claim.evidence.end, *_statement(claim)[:3], claim.value_json or "", *qualifiers
