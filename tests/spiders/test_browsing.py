"""Pages that a browser has to make, in real Chromium; it reaches no further than the crawl itself may."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from spiders.browsing import find_browser
from spiders.gateway import Gateway
from tests.spiders.place import TERMS, Place, declare
from tests.spiders.server import Answer, Web, redirect

needs_browser = pytest.mark.skipif(find_browser() is None, reason="no Chromium, or no extra `browser`")
SHELL = (
    "<!doctype html><html><head><title>App</title></head><body><div id=app></div><noscript>请启用 JavaScript</noscript>"
    "<script>fetch('/terms.html').then(r => r.text()).then(t => {{"
    "document.getElementById('app').innerHTML = new DOMParser().parseFromString(t, 'text/html').body.innerHTML}});{0}"
    "</script></body></html>"
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Web() as web:
        (tmp_path / "sources").mkdir()
        web.put("app.test", "/terms.html", Answer(TERMS))
        yield Place(web, tmp_path / "sources", tmp_path / "data")


def serve(place: Place, script: str = "", path: str = "/") -> None:
    place.web.put("app.test", path, Answer(SHELL.format(script).encode()))


@needs_browser
@pytest.mark.parametrize("setting", ["always", "on_js_required"])
def test_a_page_of_scripts_is_read_as_the_browser_made_it(place: Place, setting: str) -> None:
    serve(place)
    declare(place.sources, "app", {"terms": "http://app.test/"}, terms=f'browser = "{setting}"')
    report = place.crawl(timeout_seconds=15)
    assert report.crashed == {}
    capture = place.captures()["terms"]
    assert capture.method == "browser"
    assert "结清所有欠费" in place.archive.get_body(str(capture.digest)).decode()


@needs_browser
def test_a_page_with_text_needs_no_second_attempt(place: Place) -> None:
    declare(place.sources, "app", {"terms": "http://app.test/terms.html"}, terms='browser = "on_js_required"')
    place.crawl(timeout_seconds=15)
    assert place.captures()["terms"].method == "crawl"
    assert place.web.paths_asked("app.test") == ["/terms.html"]


@needs_browser
def test_the_browser_is_let_to_no_private_address(place: Place) -> None:
    secret = f"http://127.0.0.1:{place.web.port}/secret"
    serve(place, f"fetch('{secret}').catch(() => 0); fetch('http://169.254.169.254/latest').catch(() => 0);")
    place.web.put("app.test", "/away", redirect(secret))
    declare(
        place.sources, "app", {"terms": "http://app.test/", "away": "http://app.test/away"},
        terms='browser = "always"', away='browser = "always"',
    )  # fmt: skip
    report = place.crawl(timeout_seconds=15)
    assert report.crashed == {}
    assert all("/secret" not in asked for asked in place.web.paths_asked())
    assert place.captures()["terms"].digest is not None


def test_without_a_browser_a_page_that_needs_one_is_left_out_with_the_reason(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    serve(place)
    declare(place.sources, "app", {"terms": "http://app.test/"}, terms='browser = "always"')
    report = place.crawl()
    assert any("browser" in reason for reason in report.skipped["cn-app"])


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway(lambda address: "is no public address" if "secret" in address else None, may_loopback=True)
    made.start()
    yield made
    made.stop()


def ask(gateway: Gateway, address: str) -> int:
    connection = http.client.HTTPConnection(gateway.address.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", address)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_gateway_asks_what_may_be_asked_and_nothing_else(gateway: Gateway) -> None:
    with Web() as web:
        web.put("127.0.0.1", "/page", Answer(TERMS))
        assert ask(gateway, f"{web.address}/page") == 200
        assert ask(gateway, f"{web.address}/secret") == 403
        assert [asked.path for asked in web.asked] == ["/page"]


def test_a_name_that_stands_for_this_machine_is_not_asked() -> None:
    made = Gateway(lambda _: None)
    made.start()
    with Web() as web:
        assert ask(made, f"{web.address}/page") == 502
        assert web.asked == []
    made.stop()
