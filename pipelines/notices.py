"""Notices: what people are told, each event once by the archive's log of notices.

Events are policy changes, failed checks, sources that fell silent, failed runs, and that nothing ran. How they are
written and sent is telling.py's work. Texts of sources are hostile: here each becomes one short, plain line.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from archive.store import Archive
from pipelines.asking import open_warehouse
from pipelines.health import Health, look
from pipelines.settings import Settings
from schemas.errors import LinewatchError
from schemas.ids import derive_id, format_instant, parse_instant
from warehouse.labels import find_label

KINDS = {
    "run": "Failed runs",
    "silence": "Nothing ran",
    "check": "Failed checks",
    "source": "Silent sources",
    "change": "Policy changes",
    "revised": "Changes found in the past",
}
_LONGEST = 200  # characters of a line's part
_LATE = timedelta(days=2)  # a change observed so long before the last notice was found by reading anew
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_CHANGES = """
    SELECT change_id, observed_at, publisher_name, source_id, attribute_en || ': ' || code_en AS condition, before_en,
        after_en, after_quote, address, is_verified,
        direction_en || if(is_flap, '; the value returns within its window', '')
    FROM out.changes ORDER BY observed_at DESC, change_id
"""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people are told once: its key names it for good, `line` says it, `detail` gives the words."""

    kind: str
    key: str
    line: str
    detail: str = ""


def find_events(settings: Settings, now: datetime, failed_runs: Iterable[Event] = ()) -> list[Event]:
    """Return everything that could be told, told or not, in the order of KINDS; changes newest first."""
    archive = Archive(settings.archive)
    events = [*failed_runs, *_find_silence(archive, now, settings.silence_hours), *_find_faults(look(settings))]
    if settings.warehouse.is_file():
        events += _find_changes(settings, _last_told_at(archive))
    return sorted(events, key=lambda event: list(KINDS).index(event.kind))


def keep_untold(events: Sequence[Event], log: Iterable[dict[str, Any]], service: str) -> list[Event]:
    """Return the events that a service was not told yet, by the archive's log of notices."""
    told = {row["event"] for row in log if row["service"] == service}
    return [event for event in events if event.key not in told]


def log_rows(events: Iterable[Event], service: str, now: datetime) -> list[dict[str, Any]]:
    """Return the rows by which the archive remembers that a service was told of events."""
    return [{"event": event.key, "service": service, "at": format_instant(now)} for event in events]


def failed_run(run_id: str, job: str, what: str) -> Event:
    """Return the event of a run that failed."""
    return Event("run", f"run:{run_id}", f"{clean(job)}, run {run_id[:8]}", clean(what))


@contextmanager
def hold_notices(settings: Settings) -> Iterator[None]:
    """Keep telling to this process while the block runs; LinewatchError where another is at it."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / ".notices.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LinewatchError("another process is telling people; wait until it is done") from error
        yield


def clean(text: str) -> str:
    """Return a text as one line of bounded length: no control or direction characters, nobody called by `@`."""
    flat = " ".join(_UNSEEN.sub(" ", text).split()).replace("@", "(at)")
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"


def _find_silence(archive: Archive, now: datetime, hours: int) -> Iterator[Event]:
    """Yield the event that nothing ran: nothing was ever captured, or nothing within so many hours."""
    newest = archive.newest()
    if newest is None or now - newest > timedelta(hours=hours):
        last = "never" if newest is None else format_instant(newest)
        yield Event("silence", f"silence:{last}", f"no crawl for more than {hours} hours; the last: {last}")


def _find_faults(health: Health) -> Iterator[Event]:
    for check in health.failed_checks:
        key = f"check:{check.name}:{derive_id(check.offenders, list(check.examples))}"
        first = check.examples[0] if check.examples else ""
        yield Event("check", key, clean(f"{check.name}: {check.offenders} found. {check.meaning}"), clean(first))
    for row in health.silent_sources:
        since = "never" if row["last_healthy_at"] is None else format_instant(row["last_healthy_at"])
        line = f"{row['source_id']}: {row['last_outcome_en']}; last healthy {since}"
        yield Event("source", f"source:{row['source_id']}:{since}", clean(line), clean(row["url"] or ""))


def _find_changes(settings: Settings, last_told_at: datetime | None) -> Iterator[Event]:
    with open_warehouse(settings.warehouse) as warehouse:
        rows = warehouse.ask(_CHANGES).rows
    for change_id, at, publisher, source, condition, before, after, quote, address, is_verified, direction in rows:
        kind = "revised" if last_told_at is not None and at < last_told_at - _LATE else "change"
        was, holds = clean(before or "nothing stated"), clean(after or "nothing stated")
        change = f"{condition}: {was} → {holds} ({direction})"
        words = [f"“{clean(quote)}”"] if quote else []
        mark = "" if is_verified else f", {find_label('source', 'unverified', 'en')}"
        detail = " · ".join([*words, clean(address or "")])
        yield Event(kind, f"change:{change_id}", f"{at:%Y-%m-%d} {clean(publisher)} ({source}{mark}), {change}", detail)


def _last_told_at(archive: Archive) -> datetime | None:
    return max((parse_instant(row["at"]) for row in archive.read_log("notices")), default=None)
