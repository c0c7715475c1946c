"""The status page: one HTML file that shows how things stand to people who have no Dagster open.

It asks for nothing from anywhere, runs no script, and shows scraped text as text. What it shows is health.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.health import Health
from pipelines.reading_files import write_whole
from pipelines.settings import Settings

PAGE_NAME = "status.html"


def make_templates() -> Environment:
    """Return the templates of pages/; every value that is put into one is escaped."""
    pages = Environment(
        loader=PackageLoader("pipelines", "pages"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    pages.filters["when"] = _show_instant
    return pages


def write_status_page(settings: Settings, health: Health, runs: Sequence[dict[str, Any]] = ()) -> Path:
    """Write the page below the data directory; `runs` are the last runs: job, status, began_at and ended_at."""
    page = make_templates().get_template("status.html.jinja")
    text = page.render(health=health, runs=runs, written_at=datetime.now(UTC))
    target = settings.data / PAGE_NAME
    write_whole(target, lambda path: path.write_text(text, "utf-8"))
    return target


def _show_instant(instant: datetime | None) -> str:
    return "never" if instant is None else f"{instant.astimezone(UTC):%Y-%m-%d %H:%M}"
