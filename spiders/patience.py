"""How long a server asks to be left alone, and what one day's budget for a host is. Needs no Scrapy.

Holding to it within a run is the middlewares' work, between runs planning.py's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_SECONDS = 86_400.0  # nobody is left alone for longer than a day because a header says so
HOST_BUDGET = 500  # requests to one host within 24 hours


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110: seconds or a date) as seconds from `now`, a day at most; else None."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_SECONDS)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), LONGEST_SECONDS)
