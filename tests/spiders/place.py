"""Where tests crawl: a web on loopback, declarations of its pages, and a data directory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.store import Archive
from parsers.outcomes import judge
from schemas.captures import Capture, Outcome
from schemas.registry import load_registry
from spiders.reports import CrawlReport
from spiders.runner import crawl
from tests.spiders.server import Web

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TERMS = """<!doctype html><html lang="zh-CN"><head><title>销户须知</title></head><body><main><h1>销户须知</h1>
<p>办理销户业务前，请先结清所有欠费，并确认号码未在合约期内。个人客户须本人持有效身份证原件到营业厅办理。</p>
<p>销户后号码不再保留，账户余额可在办理时以现金方式退还。如有疑问，请拨打客服热线咨询。</p></main></body></html>
""".encode()
HEAD = 'name = "{0}"\ntier = "carrier"\ncountry = "CN"\ncarriers = ["cn-mobile"]\nlanguage = "zh-Hans"\n'


def declare(folder: Path, publisher: str, sources: dict[str, str], **more: str) -> None:
    """Write a declaration `sources/cn/<publisher>.toml` with pages by name; `more` adds lines to a page."""
    text = HEAD.format(publisher)
    for name, address in sources.items():
        lines = [f'name = "{name}"', f'url = "{address}"', 'anchors = ["销户"]', more.get(name, "")]
        lines += ["loopback = true"] if "//127.0.0.1" in address else []
        text += "\n[[source]]\n" + "\n".join(lines) + "\n"
    (folder / "cn").mkdir(parents=True, exist_ok=True)
    (folder / "cn" / f"{publisher}.toml").write_text(text, encoding="utf-8")


@dataclass
class Place:
    """Where a test crawls: its web, its declarations and its data."""

    web: Web
    sources: Path
    data: Path

    def crawl(self, instant: datetime = NOON, **options: Any) -> CrawlReport:
        """Crawl all that is declared by the web as proxy, with short patience and without a contact."""
        options = {"proxy": self.web.address, "publishers": None, "timeout_seconds": 1.5} | options
        with pytest.MonkeyPatch.context() as environment:
            environment.delenv("LINEWATCH_CONTACT", raising=False)
            return crawl(self.sources, data=self.data, instant=instant, **options)

    @property
    def archive(self) -> Archive:
        """The archive of the data directory."""
        return Archive(self.data / "archive")

    def outcomes(self, instant: datetime = NOON) -> dict[str, Outcome]:
        """Judge the captures of an instant as a replay does; by the names of their sources."""
        registry = load_registry(self.sources)

        def judge_again(capture: Capture) -> Outcome:
            body = None if capture.digest is None else self.archive.get_body(capture.digest)
            return judge(capture, body, registry.source(capture.source))

        return {name: judge_again(capture) for name, capture in self.captures(instant).items()}

    def captures(self, instant: datetime = NOON) -> dict[str, Capture]:
        """Return the captures of an instant by the names of their sources."""
        return {c.source.partition("/")[2]: c for c in self.archive.captures() if c.captured_at == instant}
