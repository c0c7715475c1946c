"""Labelled lines: their form, and the errors that name file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.examples import read_examples
from parsers.lexicon import FOLDER, LANGUAGES
from schemas.errors import DeclarationError

PAGE = """# How to leave
Call us to cancel.\tchannel.phone.available
Our shops sell phones.

Bring your ID.\tdocument.id_original.required
"""


def write(folder: Path, text: str) -> Path:
    (folder / "examples").mkdir()
    (folder / "examples" / "some.txt").write_text(text, "utf-8")
    return folder


def test_lines_keep_their_place_and_what_they_state(tmp_path: Path) -> None:
    first, second = read_examples(write(tmp_path, PAGE))
    assert first.text == "How to leave\nCall us to cancel.\nOur shops sell phones.\n"
    said = [(first.text[start:end], [str(s) for s in statements]) for start, end, statements in first.lines]
    assert said == [("Call us to cancel.", ["channel.phone available"]), ("Our shops sell phones.", [])]
    assert len(second.lines) == 1


@pytest.mark.parametrize("label", ["channel.phone", "channel.fax.available", "channel.phone.maybe", "phone"])
def test_an_unknown_statement_names_its_line(tmp_path: Path, label: str) -> None:
    folder = write(tmp_path, f"A line.\nCall us.\t{label}\n")
    with pytest.raises(DeclarationError, match=r"examples/some\.txt:2: no statement"):
        list(read_examples(folder))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_the_project_are_well_formed(language: str) -> None:
    examples = list(read_examples(FOLDER / language))
    lines = [statements for example in examples for _, _, statements in example.lines]
    assert len(lines) > 10_000
    assert len({statement for statements in lines for statement in statements}) > 200
