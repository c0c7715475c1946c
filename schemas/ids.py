"""Identities: derived ids hash raw stable fields, never cleaned ones."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> str:
    """Write a JSON value in its one canonical form: sorted keys, no spaces, no escapes, 5.0 as 5, no null keys."""
    return _ENCODER.encode(_canonical(value))


def derive_id(*fields: Any) -> str:
    """Hash fields into an id of 32 hexadecimal digits (SHA-256 over the canonical JSON of the list, truncated)."""
    return hashlib.sha256(canonical_json(list(fields)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def format_instant(instant: datetime) -> str:
    """Write an aware instant as ISO 8601 in UTC, seconds or microseconds, with a `Z`."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no time zone")
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant or date into an aware UTC instant; a text without a zone is UTC."""
    instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
