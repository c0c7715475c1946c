"""Training: what a few examples teach, that it is repeatable, and that the weights in the project are current."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from parsers.classifier import Classifier, load_weights
from parsers.context import read_passages
from parsers.document import read_text
from parsers.grams import describe_passage
from parsers.lexicon import FOLDER, LANGUAGES, load_lexicons
from parsers.patterns import PatternBook
from pipelines.cli import app
from pipelines.training import digest_examples, train_language
from schemas.errors import LinewatchError

WAYS = {"shop": "store", "hotline": "phone", "website": "web"}
FRAMES = (
    "Go to the {} to cancel.", "The {} lets you cancel.", "Cancel at the {}.", "We close lines at the {}.",
    "The {} ends your line.", "Use the {} and your line is cancelled.", "Cancelling is done through the {}.",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A language's folder with examples of three channels, each available or not."""
    lines = [
        line
        for word, code in WAYS.items()
        for frame in FRAMES
        for line in (
            f"{frame.format(word)}\tchannel.{code}.available",
            f"Never: {frame.format(word)}\tchannel.{code}.unavailable",
            f"Our {word} sells umbrellas.",
        )
    ]
    (tmp_path / "en" / "examples").mkdir(parents=True)
    (tmp_path / "en" / "examples" / "ways.txt").write_text("\n\n".join(lines), "utf-8")
    return tmp_path / "en"


def test_a_few_examples_teach_codes_and_polarities(folder: Path) -> None:
    assert train_language(folder) == len(WAYS) * len(FRAMES) * 3
    classifier = Classifier(load_weights(folder))
    book = PatternBook(load_lexicons()["en"])
    [passage] = read_passages(read_text("Never: Visit the shop to cancel."), {"en": book, "zh": book})
    [likely] = classifier.judge([describe_passage(passage, book)], 0.3)
    assert max(likely, key=lambda statement: likely[statement]) == ("channel", "store", "unavailable")


def test_training_twice_gives_the_same_weights(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again" / "en"
    shutil.copytree(folder, again)
    train_language(folder), train_language(again)
    first, second = load_weights(folder), load_weights(again)
    assert first.outputs == second.outputs
    assert np.array_equal(first.matrix, second.matrix)
    assert first.trained_on == second.trained_on == digest_examples(folder)


def test_a_package_without_examples_says_where_they_are(tmp_path: Path) -> None:
    with pytest.raises(LinewatchError, match="in a clone of the project"):
        train_language(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_of_the_project_were_learnt_from_its_examples(language: str) -> None:
    assert load_weights(FOLDER / language).trained_on == digest_examples(FOLDER / language)


def test_the_command_tells_whether_the_weights_are_current() -> None:
    result = CliRunner().invoke(app, ["lexicon", "train", "--check"])
    assert result.exit_code == 0
    assert "en: current" in result.stderr
