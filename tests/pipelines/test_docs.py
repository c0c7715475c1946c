"""Pages that repeat the code are current."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.docs import find_stale, write_commands_page, write_pages


@pytest.mark.parametrize("path", sorted(write_pages()))
def test_generated_pages_are_current(path: str) -> None:
    assert path not in find_stale(), "run: python -m pipelines.docs"


def test_a_missing_or_edited_page_is_stale(tmp_path: Path) -> None:
    assert find_stale(tmp_path) == list(write_pages())


def test_every_command_has_its_purpose_and_an_example() -> None:
    sections = write_commands_page().split("\n## ")[1:]
    assert len(sections) > 12
    for section in sections:
        assert "```sh\n" in section, section.splitlines()[0]
