"""Settling: of all that the rules read in one document, one claim for each statement, at its clearest.

Here a document speaks with one voice; what holds between documents is resolved in the warehouse.
"""

from __future__ import annotations

from schemas.claims import Claim

_Statement = tuple[str, str, str, str | None]
_Said = dict[int, _Statement]  # by the identity of a claim
_STRETCH = 256  # characters
_ADVICE = {"required": "recommended", "recommended": "required"}
_SURE = 0.6  # support from which a claim stands beside a fuller one


def settle_claims(candidates: list[Claim]) -> list[Claim]:
    """Keep one claim of each statement: the best supported, then the first; drop what a fuller one says too."""
    best: dict[tuple[object, ...], Claim] = {}
    said = {id(claim): _statement(claim) for claim in candidates}
    for claim in candidates:
        key = (*said[id(claim)], claim.channel, claim.applicant, claim.line_type, claim.carriers, claim.regions)
        kept = best.get(key)
        if kept is None or _rank(claim) < _rank(kept):
            best[key] = claim
    settled = _drop_repeats(_drop_covered(list(best.values()), said), said)
    return sorted(settled, key=lambda claim: _order(claim, said[id(claim)]))


def _drop_covered(claims: list[Claim], said: _Said) -> list[Claim]:
    """Drop what a fuller claim says too.

    That is one without a value beside one with, a channel that is available beside itself as the only one, a hotline
    that is a regulator's, a code that can be had beside the number to ask it from.
    """
    claims = _drop_shared_values(_drop_contradictions(claims), said)
    valued = {said[id(claim)][:3] for claim in claims if claim.value is not None}
    requests = {c.code for c in claims if (c.attribute, c.code, c.polarity) == ("switching", "code_request", "stated")}
    only = {(c.code, c.carriers) for c in claims if (c.attribute, c.polarity) == ("channel", "only")}
    complaints = {
        said[id(c)][3] for c in claims if c.value is not None and (c.attribute, c.code) == ("contact", "complaint")
    }
    return [
        claim
        for claim in claims
        if (claim.value is not None or said[id(claim)][:3] not in valued)
        and not ((claim.attribute, claim.polarity) == ("channel", "available") and (claim.code, claim.carriers) in only)
        and not ((claim.attribute, claim.code) == ("contact", "hotline") and said[id(claim)][3] in complaints)
        and not (claim.polarity == "available" and claim.code in requests and claim.support < _SURE)
    ]


def _drop_contradictions(claims: list[Claim]) -> list[Claim]:
    """Of two polarities of one code keep the better supported, where the same words gave both or one is only advice."""
    kept: list[Claim] = []
    polarities: dict[tuple[str, str], set[str]] = {}
    places: dict[tuple[str, str, int], list[Claim]] = {}  # of a code in a stretch of the text
    for claim in sorted(claims, key=_rank):
        code = claim.attribute, claim.code
        stretches = _stretches(claim)
        others = polarities.setdefault(code, set())
        if _ADVICE.get(claim.polarity) in others:
            continue
        near = (other for stretch in stretches for other in places.get((*code, stretch), ()))
        if others - {claim.polarity} and claim.attribute != "fee" and any(_contradicts(claim, other) for other in near):
            continue
        kept.append(claim)
        others.add(claim.polarity)
        for stretch in stretches:
            places.setdefault((*code, stretch), []).append(claim)
    return kept


def _contradicts(claim: Claim, other: Claim) -> bool:
    """Tell whether two claims of one code give the same words another polarity."""
    return claim.polarity != other.polarity and _overlaps(claim, other)


def _drop_shared_values(claims: list[Claim], said: _Said) -> list[Claim]:
    """Let one quantity say one thing: of two codes with one value by the same words keep the better supported."""
    kept: list[Claim] = []
    places: dict[tuple[str | None, int], list[Claim]] = {}  # of a value in a stretch of the text
    for claim in sorted(claims, key=lambda c: (-c.support, c.evidence.end - c.evidence.start, c.evidence.start)):
        if claim.value is None:
            kept.append(claim)
            continue
        keys = [(said[id(claim)][3], stretch) for stretch in _stretches(claim)]
        near = (other for key in keys for other in places.get(key, ()))
        code = claim.attribute, claim.code
        if any((other.attribute, other.code) != code and _overlaps(claim, other) for other in near):
            continue
        kept.append(claim)
        for key in keys:
            places.setdefault(key, []).append(claim)
    return kept


def _stretches(claim: Claim) -> range:
    """Number the stretches of the text that a claim's evidence touches."""
    return range(claim.evidence.start // _STRETCH, claim.evidence.end // _STRETCH + 1)


def _overlaps(claim: Claim, other: Claim) -> bool:
    return claim.evidence.start < other.evidence.end and other.evidence.start < claim.evidence.end


def _drop_repeats(claims: list[Claim], said: _Said) -> list[Claim]:
    """Keep one claim of a statement for each applicant: a repeat elsewhere under other channels adds nothing."""
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in sorted(claims, key=_rank):
        kept.setdefault((*said[id(claim)], claim.applicant), claim)
    return list(kept.values())


def _statement(claim: Claim) -> _Statement:
    return claim.attribute, claim.code, claim.polarity, claim.value_json


def _rank(claim: Claim) -> tuple[float, int, int]:
    return -claim.support, claim.evidence.start, claim.evidence.end


def _order(claim: Claim, statement: _Statement) -> tuple[object, ...]:
    qualifiers = (claim.channel or "", claim.applicant or "", claim.line_type or "", claim.carriers, claim.regions)
    return claim.evidence.start, claim.evidence.end, *statement[:3], statement[3] or "", *qualifiers
