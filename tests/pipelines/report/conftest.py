"""The report in a real browser: from files, with no network, every message of the console and every request kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]


@dataclass
class Visit:
    """A page of the report that is open, and what the browser said of it."""

    page: Any
    root: Path
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        self.page.goto((self.root / path).as_uri())
        return self.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium as the system has it, playwright's own is never downloaded; ended with the module, being one loop."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: on Debian or Ubuntu, apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visiting(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a report; at the end nothing was said on the console or asked of a network."""
    visits = []

    def visit(root: Path, **options: Any) -> Visit:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        made = Visit(context.new_page(), root)
        made.page.on("console", lambda message: made.messages.append(message.text))
        made.page.on("pageerror", lambda error: made.messages.append(str(error)))
        context.on("request", lambda request: made.requests.append(request.url))
        visits.append(made)
        return made

    yield visit
    for made in visits:
        made.page.context.close()
        assert made.messages == []
        assert [url for url in made.requests if not url.startswith("file:")] == []
