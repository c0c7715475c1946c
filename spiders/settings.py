"""How a crawl behaves towards the sites that it visits: Scrapy's settings, and what one crawl adds to them.

Which pages are fetched is planning.py's work; nothing about a single source belongs here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from spiders.planning import Crawl, Fetch
from spiders.reach import stays_local

BOT_NAME = "Linewatch"
USER_AGENT = f"{BOT_NAME}/{version('linewatch')}"
SPIDER_MODULES = ["spiders.policy_pages"]
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Manners
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = BOT_NAME
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 1  # an answer gives one attempt; Scrapy makes as many workers for each answer as this says
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # seconds
DOWNLOAD_DELAY_JITTER = 0.0  # a delay that varies is a disguise
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
COOKIES_ENABLED = False
REFERER_ENABLED = False
HTTPCACHE_ENABLED = False
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]  # the last only where Retry-After asks for a short wait
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip",  # the one packing of which a cut-off end is always noticed
}

# Limits
DOWNLOAD_TIMEOUT = 30.0  # seconds, for a whole answer
DNS_TIMEOUT = 20.0
TWISTED_DNS_RESOLVER = "spiders.resolving.GuardedResolver"
DOWNLOAD_MAXSIZE = 10_000_000  # bytes, also after decompression
DOWNLOAD_WARNSIZE = 5_000_000
DOWNLOAD_FAIL_ON_DATALOSS = True  # half a page would look like a page that dropped its conditions
DOWNLOAD_VERIFY_CERTIFICATES = True  # what an unproven sender says is no evidence
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 3  # slower ones reload a page rather than lead away from it
URLLENGTH_LIMIT = 0
MEMUSAGE_LIMIT_MB = 2048  # a run that swells beyond ends; what it has is archived, and the next goes on

# Everything is delivered to the spider, whatever its status: each attempt gives a capture.
HTTPERROR_ALLOW_ALL = True
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "spiders.courtesy.CourteousHandler",
    "https": "spiders.courtesy.CourteousHandler",
    "data": None, "file": None, "ftp": None, "s3": None,
}  # fmt: skip
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "spiders.middlewares.Reach": 20,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "spiders.courtesy.Robots": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "spiders.middlewares.Refreshes": 580,
    "spiders.middlewares.Decompression": 590,
}
ITEM_PIPELINES: dict[str, int] = {"spiders.archive_pipeline.ArchivePipeline": 100}

# No door for others, no work that nobody reads.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
}
LOG_LEVEL = "INFO"
LOG_STDOUT = False


def settings_for(crawl: Crawl, fetches: Sequence[Fetch], spent: Mapping[str, int]) -> dict[str, Any]:
    """Return what one crawl sets differently: who asks, by which way, and no waiting where only loopback is asked."""
    settings: dict[str, Any] = {
        "LINEWATCH_PROXY": crawl.proxy,
        "LINEWATCH_MAY_LEAVE": crawl.contact is not None,
        "LINEWATCH_MAY_LOOPBACK": any(fetch.source.loopback for fetch in fetches),
        "LINEWATCH_HOST_BUDGET": crawl.budget,
        "LINEWATCH_HOSTS_SPENT": dict(spent),
    }
    is_local = all(stays_local(fetch.address, crawl.proxy) for fetch in fetches)
    if crawl.contact is not None:
        settings["USER_AGENT"] = f"{USER_AGENT} (+{crawl.contact})"
    if is_local:
        # Not quite nothing: without any delay Scrapy 2.19 sends all that waits for a host at once.
        settings |= {"DOWNLOAD_DELAY": 0.001, "AUTOTHROTTLE_ENABLED": False}
    if crawl.timeout_seconds is not None:
        settings["DOWNLOAD_TIMEOUT"] = crawl.timeout_seconds
    return settings
