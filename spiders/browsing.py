"""Pages that need a browser: Chromium by scrapy-playwright, for sources that say so. An optional extra.

All that the browser asks for goes through gateway.py. Nothing is disguised: it has the crawl's own user agent, keeps no
cookies and solves no captcha.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
_FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-extensions",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)  # fmt: skip
_SETTLED_MS = 5_000  # so long a page may go on loading after it was shown
_NEEDLESS = frozenset({"image", "media", "font", "websocket", "eventsource", "manifest", "ping"})


def find_browser() -> str | None:
    """Return the browser to start, or None where the extra or a Chromium is missing."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        return None
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def browser_settings(browser: str, gateway: str, timeout_seconds: float) -> dict[str, Any]:
    """Return Scrapy's settings for a crawl with a browser behind a gateway's address."""
    flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]  # Chromium has no sandbox for root
    return {
        "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER, "data": None, "file": None, "ftp": None, "s3": None},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": browser, "args": flags, "proxy": {"server": gateway, "bypass": "<-loopback>"},
        },
        "PLAYWRIGHT_CONTEXTS": {"default": {"accept_downloads": False, "service_workers": "block"}},
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout_seconds * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": is_needless,
    }  # fmt: skip


def browser_meta() -> dict[str, Any]:
    """Return what a request carries so that the browser makes it: wait until the page has settled."""
    from scrapy_playwright.page import PageMethod

    return {
        "playwright": True,
        "playwright_page_methods": [PageMethod("wait_for_load_state", "networkidle", timeout=_SETTLED_MS)],
    }


def is_needless(request: Any) -> bool:
    """Tell whether a page's own request brings no text."""
    return request.resource_type in _NEEDLESS
