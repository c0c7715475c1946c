"""The steps of a run, each a plain function: crawl, read, build, export. Dagster and the command line call them.

How a step does its work belongs to the layers below; in which order and when they run, to the callers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from archive.store import Archive
from pipelines import progress
from pipelines.reading import ReadReport, read_archive
from pipelines.sample_site import Edition, load_editions, serving
from pipelines.settings import SAMPLES, Settings
from schemas.errors import LinewatchError
from schemas.ids import format_instant
from schemas.registry import Registry, load_registry
from spiders.runner import CrawlReport, crawl


def load_declarations(settings: Settings) -> Registry:
    """Load all declared publishers and sources; DeclarationError with every fault, a line each."""
    return load_registry(settings.sources)


def crawl_publishers(
    settings: Settings, publishers: Sequence[str] | None = None, instant: datetime | None = None
) -> list[CrawlReport]:
    """Fetch the declared pages of publishers (all when None) as captures of one instant, now unless given.

    Of the samples, the editions are fetched from their own site: that of the instant, or all of them, oldest first.
    LinewatchError for a publisher that nothing declares, and for a crawl of others' servers without a contact.
    """
    if settings.is_sample:
        return [_crawl_edition(settings, publishers, edition) for edition in find_editions(instant)]
    at = (datetime.now(UTC) if instant is None else instant).astimezone(UTC)
    return [
        crawl(settings.sources, publishers, settings.data, at, settings.proxy, contact=settings.contact, progress=_tell)
    ]


def read_publishers(settings: Settings, publishers: Sequence[str] | None = None) -> ReadReport:
    """Read what the archive has of publishers (all when None) and was not read before by this code."""
    return read_archive(load_declarations(settings), Archive(settings.archive), settings.data, publishers)


def find_editions(instant: datetime | None = None) -> list[Edition]:
    """Return the sample site's editions, oldest first, or the one of an instant; LinewatchError where there is none."""
    editions = load_editions(SAMPLES)
    if instant is None:
        return list(editions)
    found = [edition for edition in editions if edition.instant == instant]
    if not found:
        known = ", ".join(format_instant(edition.instant) for edition in editions)
        raise LinewatchError(f"the samples have no edition of {format_instant(instant)}; use one of: {known}")
    return found


def _crawl_edition(settings: Settings, publishers: Sequence[str] | None, edition: Edition) -> CrawlReport:
    with serving(SAMPLES, edition) as proxy:
        return crawl(settings.sources, publishers, settings.data, edition.instant, proxy, progress=_tell)


def _tell(report: CrawlReport, event: dict[str, Any]) -> None:
    """Pass on how far a crawl is."""
    reports = report.publishers.values()
    done, planned = sum(one.attempted for one in reports), sum(one.planned or 0 for one in reports)
    progress.tell("crawl", done, planned, event.get("address", ""))
