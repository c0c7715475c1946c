"""Training the classifier: weights from the labelled examples of a language, by logistic regression.

One regression a code tells whether a sentence speaks so of it; one a polarity, among the sentences of its attribute,
which it is. scikit-learn is needed here only: what a crawl reads by are the weights.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parsers.classifier import BLOCK_WEIGHTS, RARITY_UNIT, Weights
from parsers.context import Passage, read_passages
from parsers.document import read_text
from parsers.examples import Example, read_examples
from parsers.grams import BLOCKS, Description, describe_passage
from parsers.lexicon import FOLDER, load_lexicons
from parsers.patterns import PatternBook
from pipelines.lexicon_trial import find_lexicon
from pipelines.progress import tell
from schemas.errors import LinewatchError
from schemas.vocabulary import Statement

_LEAST_EXAMPLES = 3  # of a statement
_LEAST_SENTENCES = 3  # that hold a gram
_STRENGTH = 80.0  # the inverse of the regularisation
_STEPS = 127  # of a weight, either way


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence with what it states."""

    description: Description
    statements: frozenset[Statement]


def find_folder(language: str) -> Path:
    """Return a language's folder; UnknownNameError where there is none."""
    find_lexicon(language)
    return FOLDER / language


def train_language(folder: Path) -> int:
    """Learn the weights of a language's folder and write them; returns how many sentences they were learnt from."""
    trained_on = digest_examples(folder)
    books = {language: PatternBook(lexicon) for language, lexicon in load_lexicons().items()}
    lessons = list(read_lessons(folder, books))
    train(lessons, trained_on).save(folder)
    return len(lessons)


def read_lessons(folder: Path, books: dict[str, PatternBook]) -> Iterator[Lesson]:
    """Read the examples of a language's folder as the reader sees them.

    Of a line of several sentences that states something only the longest is a lesson: which of them states it is not
    known. Headings state nothing.
    """
    language = "en" if folder.name == "en" else "zh-Hans"
    for example in read_examples(folder):
        passages = read_passages(read_text(example.text, language=language), books)
        for passage, statements in _pair(example, passages):
            yield Lesson(describe_passage(passage, books[passage.language]), statements)


def _pair(example: Example, passages: Sequence[Passage]) -> Iterator[tuple[Passage, frozenset[Statement]]]:
    for start, end, statements in example.lines:
        own = [p for p in passages if start <= p.start < end]
        if statements and own:
            own = [max(own, key=lambda p: p.end - p.start)]
        for passage in own:
            yield passage, statements


def digest_examples(folder: Path) -> str:
    """Return the digest of a language's examples; LinewatchError where there are none."""
    digest = hashlib.sha256()
    paths = sorted((folder / "examples").glob("*.txt"))
    if not paths:
        place = folder / "examples"
        raise LinewatchError(f"{place}: no examples; they lie in a clone of the project, not in its package")
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def train(lessons: Sequence[Lesson], trained_on: str) -> Weights:
    """Learn the weights of some lessons; LinewatchError where scikit-learn is missing."""
    try:
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError as error:
        raise LinewatchError('training needs scikit-learn; install it by `pip install "linewatch[train]"`') from error
    vectorizers = {
        block: TfidfVectorizer(analyzer=sorted, vocabulary=_choose_grams(lessons, block)) for block in BLOCKS
    }
    features = hstack([
        vectorizers[block].fit_transform([lesson.description[block] for lesson in lessons]) * BLOCK_WEIGHTS[block]
        for block in BLOCKS
    ]).tocsr()  # fmt: skip
    counts = Counter(statement for lesson in lessons for statement in lesson.statements)
    statements = sorted(statement for statement, count in counts.items() if count >= _LEAST_EXAMPLES)
    fits = list(_fit_all(features, lessons, statements))
    rarity = np.concatenate([vectorizers[block].idf_ for block in BLOCKS])
    weights = np.array([weights for _, weights, _ in fits]).T * rarity[:, None]
    scale = np.abs(weights).max(axis=0) / _STEPS
    return Weights(
        tuple(name for name, _, _ in fits),
        tuple(statements),
        {block: _number(vectorizers, block) for block in BLOCKS},
        np.rint(rarity**2 * RARITY_UNIT).astype(np.int64),
        np.rint(weights / scale).astype(np.int8),
        scale,
        np.array([bias for _, _, bias in fits]),
        trained_on,
    )


def _choose_grams(lessons: Sequence[Lesson], block: str) -> list[str]:
    """Choose the grams of a block that enough sentences hold; where none is, one that no sentence can hold."""
    counts = Counter(gram for lesson in lessons for gram in lesson.description[block])
    return sorted(gram for gram, count in counts.items() if count >= _LEAST_SENTENCES) or [""]


def _number(vectorizers: dict[str, Any], block: str) -> dict[str, int]:
    before = sum(len(vectorizers[other].vocabulary_) for other in BLOCKS[: BLOCKS.index(block)])
    return {str(gram): before + at for at, gram in enumerate(vectorizers[block].get_feature_names_out())}


def _fit_all(
    features: Any, lessons: Sequence[Lesson], statements: Sequence[Statement]
) -> Iterator[tuple[str, NDArray[np.float64], float]]:
    """Fit every output: (name, weights, bias)."""
    stated = [[(s.attribute, s.code, s.polarity) for s in lesson.statements] for lesson in lessons]
    attributes: dict[str, set[str]] = {}
    for statement in statements:
        attributes.setdefault(statement.attribute, set()).add(statement.polarity)
    everywhere = np.arange(len(lessons))
    tasks = [
        (f"{a}.{c}", everywhere, [any(s[:2] == (a, c) for s in own) for own in stated])
        for a, c in sorted({(s.attribute, s.code) for s in statements})
    ]
    for attribute, polarities in sorted(attributes.items()):
        if len(polarities) > 1:
            rows = np.array([at for at, own in enumerate(stated) if any(s[0] == attribute for s in own)])
            for polarity in sorted(polarities):
                is_so = [any(s[0] == attribute and s[2] == polarity for s in stated[at]) for at in rows]
                tasks.append((f"{attribute}:{polarity}", rows, is_so))
    for number, (name, rows, is_so) in enumerate(tasks):
        yield name, *_fit(features[rows], np.array(is_so))
        tell("learning", number + 1, len(tasks), name)


def _fit(features: Any, is_so: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0).fit(features, is_so)
    return model.coef_[0], float(model.intercept_[0])
