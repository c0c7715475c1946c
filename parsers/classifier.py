"""The classifier: how likely a sentence makes each statement, by weights that were learnt from examples.

It knows wordings that no rule foresaw, and says nothing of values: claims.py asks it where the rules were silent. The
weights come from `linewatch lexicon train` (pipelines/training.py); what a sentence is described by is grams.py's.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parsers.grams import BLOCKS, Description
from schemas.errors import DeclarationError
from schemas.vocabulary import Statement

BLOCK_WEIGHTS = {"text": 1.0, "classes": 0.7, "over": 0.3, "before": 0.2}
RARITY_UNIT = 1024  # squares of rarities are whole numbers of this part, so that their sums depend on no order
_AT_ONCE = 128  # sentences
_FILE = "weights.npz"


@dataclass(frozen=True, eq=False)
class Weights:
    """What was learnt of one language.

    `outputs` are `attribute.code` and, where an attribute has several, `attribute:polarity`; `statements` those that
    had examples enough. `grams` has for each block of a description the row of each gram; `squares` the squares of the
    rows' rarities (inverse document frequencies); `matrix` the weights by row and output, in units of `scale`.
    """

    outputs: tuple[str, ...]
    statements: tuple[Statement, ...]
    grams: Mapping[str, Mapping[str, int]]
    squares: NDArray[np.int64]
    matrix: NDArray[np.int8]
    scale: NDArray[np.float64]
    bias: NDArray[np.float64]
    trained_on: str  # the digest of the examples

    def save(self, folder: Path) -> None:
        """Write the weights of a language's folder."""
        about = {
            "outputs": self.outputs, "statements": self.statements, "trained_on": self.trained_on,
            "grams": {block: list(self.grams[block]) for block in BLOCKS},
        }  # fmt: skip
        text = json.dumps(about, ensure_ascii=False).encode()
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer, about=np.frombuffer(text, np.uint8), squares=self.squares, matrix=self.matrix, scale=self.scale,
            bias=self.bias,
        )  # fmt: skip
        (folder / _FILE).write_bytes(buffer.getvalue())


def load_weights(folder: Path) -> Weights:
    """Load the weights of a language's folder; DeclarationError where there are none."""
    path = folder / _FILE
    if not path.is_file():
        raise DeclarationError(f"{folder.name}/{_FILE}: missing; `linewatch lexicon train` writes it")
    with np.load(path) as data:
        about: dict[str, Any] = json.loads(data["about"].tobytes())
        grams, row = {}, 0
        for block in BLOCKS:
            names = about["grams"][block]
            grams[block] = dict(zip(names, range(row, row + len(names)), strict=True))
            row += len(names)
        return Weights(
            tuple(about["outputs"]), tuple(Statement(*names) for names in about["statements"]), grams,
            data["squares"], data["matrix"], data["scale"], data["bias"], about["trained_on"],
        )  # fmt: skip


class Classifier:
    """Tells how likely a described sentence makes each statement."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        at = {name: number for number, name in enumerate(weights.outputs)}
        self._codes = np.array([at[f"{s.attribute}.{s.code}"] for s in weights.statements])
        # an attribute of one polarity has no output of its own: a last one that is always sure
        self._polarities = np.array([at.get(f"{s.attribute}:{s.polarity}", len(at)) for s in weights.statements])

    def judge(self, descriptions: Sequence[Description], least: float) -> list[dict[Statement, float]]:
        """Return of each description the statements that are at least so likely, with their likelihood."""
        judged: list[dict[Statement, float]] = []
        for some in (descriptions[at : at + _AT_ONCE] for at in range(0, len(descriptions), _AT_ONCE)):
            likely = 1 / (1 + np.exp(-self._weigh(some)))
            sure = np.ones((len(some), 1))
            joint = likely[:, self._codes] * np.hstack([likely, sure])[:, self._polarities]
            for row in joint:
                found = np.flatnonzero(row >= least)
                judged.append({self._weights.statements[at]: float(row[at]) for at in found})
        return judged

    def rate(self, descriptions: Sequence[Description], statement: Statement) -> list[float]:
        """Return how much each description speaks for a statement's code, in logits."""
        at = self._weights.outputs.index(f"{statement.attribute}.{statement.code}")
        return [float(logit) for logit in self._weigh(descriptions)[:, at]]

    def _weigh(self, descriptions: Sequence[Description]) -> NDArray[np.float64]:
        """Return the logits by description and output."""
        rows: list[int] = []
        owners, starts, strengths = [], [], []
        for owner, description in enumerate(descriptions):
            for block, grams in description.items():
                known = self._weights.grams[block]
                own = [known[gram] for gram in grams if gram in known]
                if own:
                    owners.append(owner)
                    starts.append(len(rows))
                    strengths.append(BLOCK_WEIGHTS[block])
                    rows += own
        logits = np.tile(self._weights.bias, (len(descriptions), 1))
        if rows:
            sums = np.add.reduceat(self._weights.matrix[rows], starts, axis=0, dtype=np.int32)
            lengths = np.sqrt(np.add.reduceat(self._weights.squares[rows], starts) / RARITY_UNIT)
            np.add.at(logits, owners, sums * self._weights.scale * (np.array(strengths) / lengths)[:, None])
        return logits
