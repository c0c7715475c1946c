"""The sample job, run once through Dagster for all tests that look at what it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.settings import Settings
from pipelines.steps import find_editions


@dataclass
class SampleRun:
    """A finished run of the samples, in a folder of its own."""

    settings: Settings
    faults: list[str]

    def again(self) -> Result:
        """Do the whole job once more on the same data, by the command."""
        places = {"LINEWATCH_DATA": str(self.settings.data.parent), "LINEWATCH_STATE": str(self.settings.state)}
        return CliRunner().invoke(app, ["run"], env=places)

    def digest_exports(self) -> dict[str, str]:
        return digest_files(self.settings.exports)


def run_samples(settings: Settings) -> list[str]:
    """Crawl every edition, then build; return what failed."""
    from pipelines.defs.instance import open_instance
    from pipelines.defs.launching import Launcher

    with open_instance(settings.state) as instance:
        launcher = Launcher(settings, instance)
        results = [launcher.crawl(None, edition.instant) for edition in find_editions()]
        results.append(launcher.build())
    return [fault for fault in results if fault is not None]


def digest_files(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def settings_in(folder: Path) -> Settings:
    """Return settings that keep everything below a folder."""
    return replace(Settings.from_environment({}), data=folder / "data", state=folder / "state")


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, bare_environment: None) -> Iterator[SampleRun]:
    settings = settings_in(tmp_path_factory.mktemp("samples")).for_samples()
    yield SampleRun(settings, run_samples(settings))
