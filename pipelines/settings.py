"""What the environment sets: where data, declarations and Dagster's history lie, and who asks.

Nothing about a single run belongs here: its instant, publishers and targets are arguments.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from schemas.errors import LinewatchError
from spiders.patience import HOST_BUDGET

PROJECT = Path(__file__).resolve().parents[1]
SAMPLES = PROJECT / "samples"
SILENCE_HOURS = 26  # a day, and time to be late


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a run finds and leaves things.

    `data` holds archive/, read/, warehouse.duckdb and exports/; `sources` holds the declarations; `state` is Dagster's
    history. `contact` is sent with every request, `proxy` is asked instead of the sites, and a host
    gets no more than `host_budget` requests in 24 hours. `model_address` is the server of a language model that may
    propose claims, `model` its name there. `notify` are the services that people are told through, and
    `silence_hours` is how long no crawl may be before they are. Crawls and re-readings are split into `shards` runs,
    for as many workers. The samples have data and
    declarations of their own, and `is_sample` marks everything made from them.
    """

    data: Path
    sources: Path
    state: Path
    contact: str | None = None
    proxy: str | None = None
    host_budget: int = HOST_BUDGET
    model_address: str | None = None
    model: str = "default"
    notify: tuple[str, ...] = ()
    silence_hours: int = SILENCE_HOURS
    shards: int = 1
    is_sample: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read LINEWATCH_DATA, _SOURCES, _STATE, _CONTACT, _PROXY, _HOST_BUDGET, _MODEL_ADDRESS, _MODEL, _NOTIFY,
        _SILENCE_HOURS and _SHARDS.

        Empty is unset. Folders are the project's unless given. LinewatchError for a number that is none.
        """
        given = os.environ if environment is None else environment

        def folder(variable: str, default: Path) -> Path:
            return Path(given.get(variable) or default).expanduser().absolute()

        return cls(
            data=folder("LINEWATCH_DATA", PROJECT / "data"),
            sources=folder("LINEWATCH_SOURCES", PROJECT / "sources"),
            state=folder("LINEWATCH_STATE", PROJECT / ".dagster"),
            contact=given.get("LINEWATCH_CONTACT") or None,
            proxy=given.get("LINEWATCH_PROXY") or None,
            model_address=given.get("LINEWATCH_MODEL_ADDRESS") or None,
            model=given.get("LINEWATCH_MODEL") or "default",
            host_budget=_read_number(given, "LINEWATCH_HOST_BUDGET", HOST_BUDGET),
            notify=tuple((given.get("LINEWATCH_NOTIFY") or "").split()),
            silence_hours=_read_number(given, "LINEWATCH_SILENCE_HOURS", SILENCE_HOURS),
            shards=_read_number(given, "LINEWATCH_SHARDS", 1),
        )

    def for_samples(self) -> Settings:
        """Return the settings of the samples: their own declarations and data, no contact, no proxy but their own."""
        data = self.data if self.is_sample else self.data / "sample"
        return replace(self, data=data, sources=SAMPLES / "sources", contact=None, proxy=None, is_sample=True)

    @property
    def archive(self) -> Path:
        """The folder of the archive, the only state."""
        return self.data / "archive"

    @property
    def warehouse(self) -> Path:
        """The published warehouse."""
        return self.data / "warehouse.duckdb"

    @property
    def exports(self) -> Path:
        """The folder of the exported tables."""
        return self.data / "exports"

    @property
    def report(self) -> Path:
        """The first page of the report."""
        return self.exports / f"{'SAMPLE-' if self.is_sample else ''}report" / "index.html"

    def require_warehouse(self) -> Path:
        """Return the published warehouse; a LinewatchError that says how to make one where there is none."""
        if self.warehouse.is_file():
            return self.warehouse
        if self.is_sample:
            raise LinewatchError(f"no sample warehouse at {self.warehouse} yet; make it with: linewatch run")
        raise LinewatchError(
            f"no warehouse at {self.warehouse} yet; make it with: linewatch build (after linewatch crawl or linewatch "
            "import), or look at the samples with --sample (after linewatch run)"
        )


def _read_number(given: Mapping[str, str], variable: str, default: int) -> int:
    text = given.get(variable) or str(default)
    if not text.isascii() or not text.isdigit() or not int(text):
        raise LinewatchError(f"{variable} is {text!r}; set it to a whole number above 0, or leave it out")
    return int(text)
