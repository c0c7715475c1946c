"""The crawl itself, in the one process that Scrapy allows for one crawl; runner.py starts that process.

What happens is told as events, JSON-ready dicts with the key `event`: planned, followed, attempted, kept,
crashed, done.
"""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from archive.store import Archive
from schemas.captures import Capture
from schemas.errors import ArchiveError
from schemas.registry import Registry
from spiders.browsing import browser_settings, find_browser
from spiders.following import Follower, find_known
from spiders.gateway import Gateway
from spiders.keeping import Keeper
from spiders.planning import Crawl, Fetch, plan_fetches
from spiders.reach import check_contact

Tell = Callable[[dict[str, Any]], None]

logger = logging.getLogger(__name__)


def crawl_here(crawl: Crawl, registry: Registry, tell: Tell) -> None:
    """Fetch the pages of a crawl's publishers into the archive, in this process and only once in it."""
    archive = Archive(crawl.data / "archive")
    recovered = archive.recover()
    if recovered:
        logger.warning("%d captures of crawls that were killed are logged now", len(recovered))
    spent: Counter[str] = Counter()
    fetches = _plan(crawl, registry, archive, spent, tell)
    check_contact((fetch.address for fetch in fetches), crawl.proxy, crawl.contact)
    if fetches:
        gc.freeze()  # the declarations live as long as the process: not to be looked through again and again
        _run_scrapy(crawl, fetches, spent, archive, tell)
    tell({"event": "done"})


def _plan(crawl: Crawl, registry: Registry, archive: Archive, spent: Counter[str], tell: Tell) -> list[Fetch]:
    fetches: list[Fetch] = []
    for publisher in crawl.publishers:
        sources = [source for source in registry.sources.values() if source.publisher == publisher]
        try:
            plan = plan_fetches(
                sources, publisher, archive, crawl.instant,
                again=crawl.again, budget=crawl.budget, unhealthy=crawl.unhealthy, discover=crawl.discover,
                meet=crawl.meet, has_browser=find_browser() is not None,
            )  # fmt: skip
        except ArchiveError as error:
            _tell_crash(tell, publisher, str(error))
            continue
        fetches += plan.fetches
        spent += plan.spent
        skipped = {reason.value: count for reason, count in sorted(plan.skipped.items())}
        tell({"event": "planned", "publisher": publisher, "fetches": len(plan.fetches), "skipped": skipped})
    return fetches


def _run_scrapy(crawl: Crawl, fetches: list[Fetch], spent: Counter[str], archive: Archive, tell: Tell) -> None:
    # Imported here, as a run that has nothing to fetch should not wait for it.
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from spiders.policy_pages import PolicyPages
    from spiders.settings import settings_for

    def tell_kept(publisher: str, captures: list[Capture]) -> None:
        outcomes = Counter(capture.verdict or "unjudged" for capture in captures)
        tell({"event": "kept", "publisher": publisher, "outcomes": dict(sorted(outcomes.items()))})

    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    settings.setdict(settings_for(crawl, fetches, spent), priority="cmdline")
    browser = find_browser() if any(fetch.source.browser != "never" for fetch in fetches) else None
    gateway = _open_gateway(settings, browser)
    process = AsyncCrawlerProcess(settings)
    for chatty in ("scrapy.core.engine", "scrapy.core.scraper"):  # a line for each page, which nobody would see
        logging.getLogger(chatty).setLevel(logging.INFO)
    process.crawl(
        PolicyPages,
        fetches=fetches,
        keeper=Keeper(archive, tell_kept),
        instant=crawl.instant,
        has_browser=browser is not None,
        follower=_make_follower(crawl, fetches, archive),
        on_follow=lambda publisher, count: tell({"event": "followed", "publisher": publisher, "fetches": count}),
        on_crash=lambda publisher, what: _tell_crash(tell, publisher, what),
        on_attempt=lambda capture: tell(
            {"event": "attempted", "publisher": capture.publisher, "source": capture.source,
             "address": capture.address, "outcome": capture.verdict}
        ),
    )
    process.start()
    if gateway is not None:
        gateway.stop()


def _open_gateway(settings: Any, browser: str | None) -> Gateway | None:
    """Open the way by which a browser reaches the web, and have Scrapy use it; nothing where no browser is needed."""
    if browser is None:
        return None
    from spiders.middlewares import Reach

    may_loopback = settings.getbool("LINEWATCH_MAY_LOOPBACK")
    reach = Reach(settings["LINEWATCH_PROXY"], settings.getbool("LINEWATCH_MAY_LEAVE"))
    refuse = partial(reach.find_refusal, may_loopback=may_loopback)
    gateway = Gateway(refuse, settings["LINEWATCH_PROXY"], may_loopback=may_loopback)
    timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
    settings.setdict(browser_settings(browser, gateway.start(), timeout), priority="cmdline")
    return gateway


def _make_follower(crawl: Crawl, fetches: list[Fetch], archive: Archive) -> Follower:
    known: dict[tuple[str, str], Capture] = {}
    for publisher in sorted({fetch.source.publisher for fetch in fetches if fetch.role is not None}):
        known |= find_known(archive, publisher)
    return Follower(crawl.instant, known)


def _tell_crash(tell: Tell, publisher: str, what: str) -> None:
    logger.error("%s: %s", publisher, what)
    tell({"event": "crashed", "publisher": publisher, "what": what})
