"""What a run shows of the tables for people: the first rows as Markdown, in which no scraped text is more than text."""

from __future__ import annotations

from typing import Any

import dagster as dg

from pipelines.asking import Rows, open_warehouse
from pipelines.settings import Settings
from warehouse.writers import escape_markdown, to_text

_SHOWN = 30  # rows
_QUERIES = {
    "out.comparison": (
        "SELECT carrier_name, region_id, attribute_en, code_en, policy_en, quote, as_of_on FROM out.comparison "
        "WHERE polarity IS NOT NULL ORDER BY carrier_id, region_id, position LIMIT ?"
    ),
    "out.changes": (
        "SELECT strftime(observed_at, '%Y-%m-%d') AS observed_on, source_id, attribute_en, code_en, before_en, "
        "after_en, direction_en, is_flap FROM out.changes ORDER BY observed_at DESC, change_id LIMIT ?"
    ),
}
_WIDEST = 120  # characters of a cell


def preview_tables(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return metadata by table: a Markdown preview of the published comparison and of the newest changes."""
    with open_warehouse(settings.require_warehouse()) as warehouse:
        rows = {key: warehouse.ask(query, [_SHOWN]) for key, query in _QUERIES.items()}
    return {key: {"preview": dg.MetadataValue.md(write_preview(found))} for key, found in rows.items()}


def write_preview(rows: Rows) -> str:
    """Write rows as a Markdown table; long texts are cut, and none of them breaks out of its cell."""
    lines = [f"| {' | '.join(rows.columns)} |", "|" + "---|" * len(rows.columns)]
    lines += [f"| {' | '.join(escape_markdown(_cut(to_text(value))) for value in row)} |" for row in rows.rows]
    return "\n".join(lines)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
