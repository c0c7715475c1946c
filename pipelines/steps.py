"""The steps of a run, each a plain function: crawl, read, build, export. Dagster and the command line call them.

How a step does its work belongs to the layers below; in which order and when they run, to the callers.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from archive.store import Archive
from archive.warc import is_own_warc, restore_warc
from pipelines import progress
from pipelines.asking import open_warehouse
from pipelines.declaring import declare_imports, load_declarations
from pipelines.due import find_due
from pipelines.health import look
from pipelines.inputs import digest_inputs
from pipelines.past import hold_warehouse
from pipelines.reading import ReadReport, read_archive
from pipelines.reading_files import find_unhealthy
from pipelines.report.site import make_report
from pipelines.sample_site import Edition, load_editions, serving
from pipelines.settings import SAMPLES, Settings
from pipelines.shared_readings import sharing_readings
from pipelines.statistics import compare_filled, count_filled
from pipelines.status_page import write_status_page
from schemas.errors import ArchiveError, LinewatchError
from schemas.ids import format_instant
from schemas.registry import Registry
from schemas.sources import Kind
from spiders.files import ImportReport, import_files
from spiders.reach import check_contact
from spiders.reports import CrawlReport
from spiders.runner import crawl
from spiders.warc_files import import_warc
from warehouse.build import BuildReport, build, code_digest
from warehouse.choice import Choice
from warehouse.export import export
from warehouse.lock import hold_folder
from warehouse.publish import publish


def crawl_publishers(
    settings: Settings, publishers: Sequence[str] | None = None, instant: datetime | None = None, *, again: bool = False
) -> list[CrawlReport]:
    """Fetch the declared pages of publishers (all when None) as captures of one instant, now unless given.

    What is fresh by its cadence is left out unless `again`. Of the samples, the editions are fetched from their own
    site: that of the instant, or all of them, oldest first. LinewatchError for a publisher that nothing declares, and
    for a crawl of others' servers without a contact.
    """
    with hold_folder(settings.data / "crawls"):  # a second crawl waits, and finds what the first one fetched
        return _crawl(settings, publishers, instant, again=again)


def _crawl(
    settings: Settings, publishers: Sequence[str] | None, instant: datetime | None, *, again: bool
) -> list[CrawlReport]:
    if settings.is_sample:
        return [_crawl_edition(settings, publishers, edition) for edition in find_editions(instant)]
    at = (datetime.now(UTC) if instant is None else instant).astimezone(UTC)
    report = crawl(
        settings.sources, publishers, settings.data, at, settings.proxy, contact=settings.contact, again=again,
        budget=settings.host_budget, unhealthy=find_unhealthy(settings.data / "read"), progress=_tell,
    )  # fmt: skip
    return [report]


def discover_pages(settings: Settings, publisher: str, instant: datetime | None = None) -> CrawlReport:
    """Look about the sites of a publisher's discovery sources, as captures of one instant, now unless given.

    LinewatchError for a publisher that nothing declares or that has no discovery source, and without a contact.
    """
    sources = load_declarations(settings).sources.values()
    if not any(source.publisher == publisher and source.kind is Kind.DISCOVERY for source in sources):
        load_declarations(settings).publisher(publisher)
        remedy = 'add a [[source]] with kind = "discovery" and the address of its home, help or site map to its file'
        raise LinewatchError(f"{publisher} has no discovery source; {remedy}")
    at = (datetime.now(UTC) if instant is None else instant).astimezone(UTC)
    return crawl(
        settings.sources, [publisher], settings.data, at, settings.proxy, contact=settings.contact, again=True,
        budget=settings.host_budget, discover=True, progress=_tell,
    )  # fmt: skip


def meet_sources(settings: Settings, publishers: Sequence[str], instant: datetime | None = None) -> CrawlReport:
    """Fetch the unverified pages of publishers that were never asked for, at one instant, now unless given."""
    at = (datetime.now(UTC) if instant is None else instant).astimezone(UTC)
    return crawl(
        settings.sources, publishers, settings.data, at, settings.proxy, contact=settings.contact,
        budget=settings.host_budget, meet=True, progress=_tell,
    )  # fmt: skip


def choose_due(
    settings: Settings, publishers: Sequence[str] | None = None, instant: datetime | None = None
) -> list[str]:
    """Return those of the publishers (of all when None) that have a page to fetch at an instant, now unless given."""
    registry = load_declarations(settings)
    names = [registry.publisher(name).id for name in (registry.publishers if publishers is None else publishers)]
    return find_due(registry, Archive(settings.archive), names, datetime.now(UTC) if instant is None else instant)


def check_crawl(settings: Settings, publishers: Sequence[str] | None = None) -> None:
    """Raise the LinewatchError with which a crawl of publishers would end before it fetches anything, if any."""
    registry = load_declarations(settings)
    names = {registry.publisher(name).id for name in (registry.publishers if publishers is None else publishers)}
    pages = [source for source in registry.sources.values() if source.publisher in names and source.kind is Kind.PAGE]
    if not settings.is_sample:
        check_contact((page.url for page in pages if page.url is not None), settings.proxy, settings.contact)


def read_publishers(settings: Settings, publishers: Sequence[str] | None = None) -> ReadReport:
    """Read what the archive has of publishers (all when None) and was not read before by this code."""
    archive = _open_archive(settings)
    folder = settings.data / "read"
    with hold_folder(folder), sharing_readings(folder, publishers):
        return read_archive(load_declarations(settings), archive, settings.data, publishers)


def import_pages(
    settings: Settings,
    paths: Sequence[Path],
    *,
    manifest: Path | None = None,
    source: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    captured_at: datetime | None = None,
    published: date | None = None,
    warcs: Iterable[Path] = (),
) -> ImportReport:
    """Bring saved pages and WARC files into the archive; a source or publisher that is named must be declared."""
    archive, registry = Archive(settings.archive), load_declarations(settings)
    report = import_files(
        paths, archive, registry, manifest=manifest, source=source, publisher=publisher, url=url,
        captured_at=captured_at, published=published,
    )  # fmt: skip
    _import_warcs(archive, registry, warcs, report, source)
    return report


def _import_warcs(
    archive: Archive, registry: Registry, paths: Iterable[Path], report: ImportReport, source: str | None
) -> None:
    """Take our own files back without loss, of others' the pages; a file that is none is told and the rest goes on."""
    for path in paths:
        try:
            if is_own_warc(path):
                restored = restore_warc(archive, path)
                report.restored += restored.captures
                report.problems += [f"{path}: {problem}" for problem in restored.problems]
            else:
                import_warc(archive, registry, path, report, source)
        except (ArchiveError, OSError) as error:
            report.problems.append(f"{path}: {error}")


def make_run_id() -> str:
    """Name a run that nothing else names: when it began, and a few random digits."""
    return f"{datetime.now(UTC):%Y%m%dt%H%M%S}-{secrets.token_hex(4)}"


def build_warehouse(settings: Settings, run_id: str, now: datetime | None = None) -> tuple[ReadReport, BuildReport]:
    """Read what this code has not read, build the warehouse beside the published one, check it, log its counts.

    It speaks as of `now`, the newest capture unless given. BuildError where it cannot be built; what its checks found
    is in the report.
    """
    archive = _open_archive(settings)
    registry = declare_imports(load_declarations(settings), archive)
    folder = settings.data / "read"
    with hold_folder(folder), sharing_readings(folder):
        reading = read_archive(registry, archive, settings.data)
        progress.tell("build", 0, 1)
        report = build(settings.data, registry, run_id, now, settings.is_sample)
        inputs = digest_inputs(settings.data, registry)
        progress.tell("build", 1, 1)
    filled = count_filled(report.path)
    before = [row for row in archive.read_log("builds") if row["now"] < format_instant(report.now)]
    report = replace(report, checks=(*report.checks, compare_filled(filled, before)))
    if not report.blocking:
        row = {"now": format_instant(report.now), "code": code_digest(), "tables": report.tables}
        archive.append_log("builds", [row | {"filled": filled, "inputs": inputs}], report.now)
    return reading, report


def needs_build(settings: Settings) -> bool:
    """Return whether a build would say anything that the published warehouse does not say."""
    archive = _open_archive(settings)
    builds = list(archive.read_log("builds"))
    if not builds or not settings.warehouse.is_file():
        return True
    with open_warehouse(settings.warehouse) as warehouse:
        ((now, code),) = warehouse.ask("SELECT now_at, code_digest FROM raw.build").rows
    if (format_instant(now), code) != (builds[-1]["now"], builds[-1]["code"]):
        return True
    registry = declare_imports(load_declarations(settings), archive)
    return digest_inputs(settings.data, registry) != builds[-1].get("inputs")


def publish_warehouse(settings: Settings, report: BuildReport, runs: Sequence[dict[str, Any]] = ()) -> Path:
    """Make a build the published warehouse; BuildError, and the one before stands, where a check forbids it.

    The status page is written either way, with `runs` as status_page.py shows them.
    """
    try:
        return publish(report.path, settings.data)
    finally:
        write_status_page(settings, look(settings, list(report.checks)), runs)


def export_tables(
    settings: Settings, folder: Path | None = None, choice: Choice | None = None, *, as_of: datetime | None = None,
    has_report: bool = False, has_warehouse: bool = False,
) -> list[Path]:
    """Write the warehouse for people, into the data directory's exports unless told otherwise; also as a report.

    The published one; or, `as_of` an instant, one that is built of what was known then and kept nowhere.
    """
    progress.tell("export", 0, 1)
    with hold_warehouse(settings, as_of) as warehouse:
        pages = make_report if has_report else None
        files = export(warehouse, folder or settings.exports, choice, pages=pages, has_warehouse=has_warehouse)
    progress.tell("export", 1, 1)
    return files


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


def _open_archive(settings: Settings) -> Archive:
    """Return the archive with all that crawls, even killed ones, brought into it."""
    archive = Archive(settings.archive)
    archive.recover()
    return archive


def _crawl_edition(settings: Settings, publishers: Sequence[str] | None, edition: Edition) -> CrawlReport:
    with serving(SAMPLES, edition) as proxy:
        return crawl(settings.sources, publishers, settings.data, edition.instant, proxy, progress=_tell)


def _tell(report: CrawlReport, event: dict[str, Any]) -> None:
    """Pass on how far a crawl is."""
    reports = report.publishers.values()
    done, planned = sum(one.attempted for one in reports), sum(one.planned or 0 for one in reports)
    progress.tell("crawl", done, planned, event.get("address", ""))
