"""Corrections: what reviewers declared about a source's words, applied to what was read from them.

A correction names exact words wherever they stand; a review names a whole sentence and holds only while it is there.
Declaring and checking both is schemas' work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schemas.claims import Claim, Evidence
from schemas.documents import Document
from schemas.sources import Correction, Review, Source


def apply_corrections(claims: list[Claim], document: Document, source: Source) -> list[Claim]:
    """Return the claims of a document as its source's corrections and reviews leave them, in order of evidence."""
    for correction in source.corrections:
        claims = _correct(claims, document, correction)
    for review in source.reviews:
        claims = _review(claims, document, review)
    return sorted(claims, key=lambda claim: (claim.evidence.start, claim.evidence.end, claim.attribute, claim.code))


def _correct(claims: list[Claim], document: Document, correction: Correction) -> list[Claim]:
    for start, end in _places(document.text, correction.words):
        touched = [claim for claim in claims if claim.evidence.start < end and start < claim.evidence.end]
        claims = [claim for claim in claims if claim not in touched]
        if correction.attribute and correction.code and correction.polarity:
            pattern = touched[0] if touched else None
            stated = Claim(
                correction.attribute,
                correction.code,
                correction.polarity,
                correction.value,
                Evidence(start, end, document.text[start:end]),
            )
            claims.append(replace(stated, said_by=pattern.said_by) if pattern else stated)
    return claims


def _review(claims: list[Claim], document: Document, review: Review) -> list[Claim]:
    for start, end in _places(document.text, review.sentence):
        said_by = [claim.said_by for claim in claims if start <= claim.evidence.start < end]
        claims = [claim for claim in claims if not (start <= claim.evidence.start < end)]
        for stated in review.claims:
            at = document.text.find(stated.quote, start, end)
            if at < 0:
                continue  # the registry has refused quotes that are not in their sentence
            claim = Claim(
                stated.attribute,
                stated.code,
                stated.polarity,
                stated.value,
                Evidence(at, at + len(stated.quote), stated.quote),
                channel=stated.channel,
                applicant=stated.applicant,
                line_type=stated.line_type,
            )
            claims.append(replace(claim, said_by=said_by[0]) if said_by else claim)
    return claims


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words)
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + len(words))
