"""Telling people: the digest of events as HTML and as text, and its way out through Apprise.

What is told, and whether it was told before, is notices.py's matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from archive.store import Archive
from pipelines.notices import KINDS, Event, find_events, hold_notices, keep_untold, log_rows
from pipelines.settings import Settings
from pipelines.status_page import make_templates
from schemas.errors import LinewatchError
from schemas.ids import derive_id

_SHOWN = 50  # events of a kind in one digest


@dataclass(slots=True)
class Told:
    """What came of telling: the events sent, by service, and the services that refused; passwords are hidden."""

    sent: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def tell_people(settings: Settings, failed_runs: Iterable[Event] = (), now: datetime | None = None) -> Told:
    """Send each service of LINEWATCH_NOTIFY one digest of the events that it was not told yet, and log them.

    A service that refuses is tried again the next time. LinewatchError for an address that Apprise does not know, and
    where no service is named.
    """
    at = datetime.now(UTC) if now is None else now
    told = Told()
    services = open_services(settings.notify)
    with hold_notices(settings):
        archive = Archive(settings.archive)
        events = find_events(settings, at, failed_runs)
        log = list(archive.read_log("notices"))
        for service in services:
            shown, name = service.url(privacy=True), derive_id(service.url(privacy=False))
            new = keep_untold(events, log, name)
            if new and _send(service, new, is_sample=settings.is_sample):
                archive.append_log("notices", log_rows(new, name, at), at)
                told.sent[shown] = len(new)
            elif new:
                told.refused.append(shown)
    return told


def open_services(addresses: Sequence[str]) -> list[Any]:
    """Return Apprise's services for addresses; LinewatchError for none, or one that it does not know."""
    from apprise import Apprise  # takes a while to load, and only who tells needs it

    if not addresses:
        raise LinewatchError("nobody is to be told; set LINEWATCH_NOTIFY to Apprise addresses: mailto://…, json://…")
    services: list[Any] = []
    for number, address in enumerate(addresses, start=1):
        service = Apprise.instantiate(address, suppress_exceptions=True)
        if service is None:
            scheme = address.partition(":")[0]
            raise LinewatchError(f"LINEWATCH_NOTIFY: address {number} ({scheme}:…) is none that Apprise knows; mend it")
        services.append(service)
    return services


def write_title(events: Sequence[Event], *, is_sample: bool = False) -> str:
    """Write the subject: how many of what."""
    counts = {name: sum(event.kind == kind for event in events) for kind, name in KINDS.items()}
    listed = ", ".join(f"{name.lower()}: {count}" for name, count in counts.items() if count)
    return f"Linewatch{' SAMPLE' if is_sample else ''}, {listed}"


def write_digest(events: Sequence[Event], form: str, *, is_sample: bool = False) -> str:
    """Write a digest as `html` or `txt`; of each kind the first fifty are shown and the rest counted."""
    groups = [(name, [event for event in events if event.kind == kind]) for kind, name in KINDS.items()]
    shown = [(name, found[:_SHOWN], len(found) - _SHOWN) for name, found in groups if found]
    return make_templates().get_template(f"digest.{form}.jinja").render(groups=shown, is_sample=is_sample)


def _send(service: Any, events: Sequence[Event], *, is_sample: bool) -> bool:
    from apprise import NotifyFormat

    formats = service.notify_format  # one, or several in the order of what the service likes
    liked = formats if isinstance(formats, tuple) else (formats,)
    form = next((one for one in liked if one in (NotifyFormat.HTML, NotifyFormat.TEXT)), NotifyFormat.TEXT)
    body = write_digest(events, "html" if form is NotifyFormat.HTML else "txt", is_sample=is_sample)
    title = write_title(events, is_sample=is_sample)
    return bool(service.notify(body=body, title=title, body_format=form))
