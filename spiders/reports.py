"""What came of a crawl, as the process that started it hears it, by publisher."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(slots=True)
class PublisherReport:
    """What came of one publisher's crawl: outcomes are counted once they are in the archive's log.

    `crash` is what stopped it, and `may_pass` whether that may pass by itself, as when its process was killed.
    """

    planned: int | None = None
    attempted: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    crash: str | None = None
    may_pass: bool = False

    @property
    def kept(self) -> int:
        """How many attempts are in the archive's log."""
        return self.outcomes.total()

    @property
    def is_unfinished(self) -> bool:
        """Whether pages are missing for which no crash is reported."""
        return self.crash is None and (self.planned is None or self.kept < self.planned)


@dataclass(slots=True)
class CrawlReport:
    """What came of a crawl, by publisher; `log` is where the crawler's own words stand."""

    instant: datetime
    log: Path
    publishers: dict[str, PublisherReport] = field(default_factory=dict)

    @property
    def crashed(self) -> dict[str, str]:
        """What stopped each publisher that did not finish; a blocked or broken site is no crash."""
        return {name: report.crash for name, report in self.publishers.items() if report.crash is not None}

    @property
    def finished(self) -> list[str]:
        """The publishers of which every planned page has its capture."""
        return [name for name, report in self.publishers.items() if report.crash is None]

    @property
    def outcomes(self) -> dict[str, dict[str, int]]:
        """How often each outcome came, by publisher."""
        return {name: dict(report.outcomes) for name, report in self.publishers.items()}

    @property
    def skipped(self) -> dict[str, dict[str, int]]:
        """How many sources were left out for which reason, by publisher."""
        return {name: dict(report.skipped) for name, report in self.publishers.items() if report.skipped}
