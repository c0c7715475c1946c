"""Reviews: `<publisher>.reviewed.yaml` beside a source file, in which people state what a sentence says.

The form of a review is sources.py's; applying it to what was read is parsers/corrections.py's.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from schemas.declarations import show_path, suggest
from schemas.errors import DeclarationError, UnknownNameError
from schemas.sources import Publisher, Review
from schemas.vocabulary import load_vocabulary

_FORM = TypeAdapter(tuple[Review, ...])


def read_reviews(publisher: Publisher, path: Path) -> tuple[Publisher, list[DeclarationError]]:
    """Give a publisher's sources the reviews in a file; returns the faults instead where there are any."""
    try:
        data = yaml.safe_load(path.read_text("utf-8")) or []
        reviews = _FORM.validate_python(data)
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as failure:
        what = " ".join(str(failure).split())
        return publisher, [
            DeclarationError(f"{show_path(path)}:1: {what}; write a list of reviews as CONTRIBUTING shows")
        ]
    faults = [fault for review in reviews for fault in _find_faults(review, publisher, path)]
    sources = tuple(
        source.model_copy(update={"reviews": tuple(review for review in reviews if review.source == source.name)})
        for source in publisher.source
    )
    return publisher.model_copy(update={"source": sources}), faults


def _find_faults(review: Review, publisher: Publisher, path: Path) -> list[DeclarationError]:
    faults = []
    names = [source.name for source in publisher.source]
    if review.source not in names:
        faults.append(f'no source "{review.source}" in {publisher.id}; {suggest(review.source, names)}')
    for claim in review.claims:
        if claim.quote not in review.sentence:
            faults.append(f'the quote "{claim.quote}" does not stand in its sentence; copy it from there')
        try:
            code = load_vocabulary().code(claim.attribute, claim.code)
        except UnknownNameError as unknown:
            faults.append(str(unknown))
            continue
        if claim.polarity not in code.polarities:
            faults.append(f'{code.key} is never "{claim.polarity}"; use one of: {", ".join(code.polarities)}')
    line = _line_of(path, review)
    return [DeclarationError(f"{show_path(path)}:{line}: {fault}") for fault in faults]


def _line_of(path: Path, review: Review) -> int:
    words = review.sentence.splitlines()[0][:20]
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if words in line), 1)
