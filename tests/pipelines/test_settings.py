"""Settings come from the environment and are never mixed with those of the samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.settings import PROJECT, SAMPLES, Settings
from schemas.errors import LinewatchError


def test_unset_and_empty_variables_leave_the_project_s_own_folders() -> None:
    for environment in ({}, {"LINEWATCH_DATA": "", "LINEWATCH_CONTACT": "", "LINEWATCH_PROXY": ""}):
        settings = Settings.from_environment(environment)
        assert (settings.data, settings.sources, settings.state) == (
            PROJECT / "data", PROJECT / "sources", PROJECT / ".dagster",
        )  # fmt: skip
        assert (settings.contact, settings.proxy, settings.is_sample) == (None, None, False)


def test_folders_are_absolute_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({"LINEWATCH_DATA": "here", "LINEWATCH_SOURCES": "~/there"})
    assert settings.data == tmp_path / "here"
    assert settings.sources == Path.home() / "there"


def test_samples_have_declarations_and_data_of_their_own_and_nobody_s_contact() -> None:
    live = Settings.from_environment({"LINEWATCH_CONTACT": "a@example.org", "LINEWATCH_PROXY": "http://127.0.0.1:1"})
    sample = live.for_samples()
    assert sample.is_sample
    assert sample.data == live.data / "sample"
    assert sample.sources == SAMPLES / "sources"
    assert (sample.contact, sample.proxy) == (None, None)
    assert sample.for_samples() == sample


@pytest.mark.parametrize(("is_sample", "remedy"), [(False, "linewatch build"), (True, "linewatch run")])
def test_a_missing_warehouse_says_how_to_make_one(tmp_path: Path, is_sample: bool, remedy: str) -> None:
    settings = Settings.from_environment({"LINEWATCH_DATA": str(tmp_path)})
    with pytest.raises(LinewatchError, match=remedy):
        (settings.for_samples() if is_sample else settings).require_warehouse()
