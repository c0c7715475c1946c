"""What answers turned out to be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from parsers.document import MAX_BODY_BYTES, read_document
from parsers.outcomes import judge, judge_document, judge_transport, judge_unreadable
from schemas.captures import Capture, Outcome
from schemas.sources import Kind, Source

SHARED = Path(__file__).parents[2].parent / "shared"
CAPTURE = Capture(
    "xx-telco/leaving", "https://www.telco.test/help/leaving.html", datetime(2024, 6, 1, tzinfo=UTC), "crawl",
    status=200, headers=(("content-type", "text/html; charset=utf-8"),),
)  # fmt: skip
CLAUSE = "客户办理销户须携带本人有效身份证件原件到营业厅，并结清全部话费，业务自办理次日起停止。"
MENTIONS = "登录后可以查看验证码（captcha）。若提示页面不存在，请启用JavaScript；访问被拒绝时请联系客服。"


def page(words: str, title: str = "销户说明", extra: str = "") -> str:
    return f"<html><head><title>{title}</title></head><body>{extra}<div>{words}</div></body></html>"


POLICY = page("<h1>销户说明</h1>" + f"<p>{CLAUSE}</p>" * 14 + f"<p>{MENTIONS}</p>")


def found(
    body: str | bytes | None, content_type: str | None = None, source: dict[str, Any] | None = None, **facts: Any
) -> str:
    capture = replace(CAPTURE, **facts)
    if content_type is not None:
        capture = replace(capture, headers=(("content-type", content_type),))
    declared = Source(**{"name": "leaving", "publisher": "xx-telco", **(source or {})})
    return judge(capture, body.encode() if isinstance(body, str) else body, declared).value


def test_a_policy_page_that_speaks_of_logins_and_captchas_is_ok() -> None:
    banner = "<div class='notice'>We use cookies. <button>Accept all cookies</button></div>"
    assert found(POLICY) == "ok"
    assert found(POLICY.replace("<body>", f"<body>{banner}")) == "ok"
    assert found(page(f"<h1>线上销户</h1><p>请先登录客户端，输入短信验证码。</p><p>{CLAUSE * 5}</p>")) == "ok"
    assert found(page(f"<p>请先登录。</p><p>{'欢迎来到网上营业厅，祝您生活愉快。' * 12}</p>")) == "login_wall"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (304, "not_modified"), (404, "gone"), (410, "gone"), (401, "login_wall"), (403, "blocked"), (451, "blocked"),
        (412, "blocked"), (429, "rate_limited"), (408, "timeout"), (500, "server_error"), (503, "server_error"),
        (204, "empty"), (302, "server_error"),
    ],
)  # fmt: skip
def test_a_status_decides_before_any_body(status: int, outcome: str) -> None:
    assert found(page(CLAUSE * 9), status=status) == outcome


def test_a_refusal_that_shows_a_captcha_or_a_login_is_named_so() -> None:
    assert found(page("Verify you are human", "Just a moment..."), status=403) == "captcha"
    assert found(page("Checking your browser"), status=503) == "captcha"
    assert found(page("请先登录"), status=403) == "login_wall"


def test_the_error_of_the_transport_comes_first() -> None:
    assert found(POLICY, error=Outcome.TIMEOUT, status=404) == "timeout"
    assert found(None, error=Outcome.ROBOTS_DENIED, status=None) == "robots_denied"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (page("<p>请拖动滑块完成安全验证</p>"), "captcha"),
        (page("<div id=nc_1_wrapper></div>", "销户"), "captcha"),
        (page("<h1>Access Denied</h1>You don't have permission. Reference #18.2f"), "blocked"),
        (page("", extra="<script>var acw_sc__v2='x'</script>"), "blocked"),
        (page("<p>请先登录后再查看该内容</p><p>短信验证码登录</p>"), "login_wall"),
        (page("We use cookies. Accept all cookies or manage your preferences.", "Welcome"), "consent_wall"),
        (page("", extra="<div id='app'></div><script>start()</script>"), "js_required"),
        (page("", extra="<noscript>You need to enable JavaScript to run this app.</noscript>"), "js_required"),
        (page("请开启浏览器的JavaScript后访问"), "js_required"),
        (page("", extra=f"<script>{'x();' * 500}</script>"), "js_required"),
        (page("您的请求过于频繁，请稍后再试"), "rate_limited"),
        (page("抱歉，您访问的页面不存在或已被删除"), "soft_404"),
        (page("<h1>该帖子已被作者删除</h1>"), "soft_404"),
        (page("Sorry, we can't find the page you're looking for."), "soft_404"),
        (page("All terms are in one place now. Please update your bookmarks."), "soft_404"),
        (page(f"<p>{'Try the site map or look at our plans. ' * 30}</p>", "Page not found | Telco"), "soft_404"),
        (page("系统繁忙，请稍后再试，给您带来不便敬请谅解。"), "server_error"),
        (page(""), "empty"),
        (page("<img src=a.png>欢迎"), "empty"),
        ("", "empty"),
        (None, "empty"),
    ],
)
def test_a_short_page_is_what_its_words_say(body: str | None, outcome: str) -> None:
    assert found(body) == outcome


def test_an_error_page_is_seen_among_long_menus() -> None:
    menu = "<ul>" + "<li>Internet</li><li>Phone</li><li>Video and TV</li><li>Bundles</li>" * 40 + "</ul>"
    error = "<p>Page or File Not Found</p><p>The page you are looking for has been moved or removed.</p>"
    assert found(page(menu + error + menu, "Telco")) == "soft_404"


@pytest.mark.parametrize(
    ("body", "content_type", "outcome"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "text/html", "wrong_type"),
        (b"PK\x03\x04 rest", "application/octet-stream", "wrong_type"),
        ('{"code": 0, "data": {"a": "注销"}}', "text/html", "wrong_type"),
        ("body{}", "text/css", "wrong_type"),
        (b"%PDF-1.4 broken", "application/pdf", "wrong_type"),
        (bytes(range(128, 256)) * 5, "text/html", "wrong_encoding"),
        (POLICY.encode("gb18030"), "text/html; charset=utf-8", "ok"),
        (POLICY, "application/octet-stream", "ok"),
        (b"x" * (MAX_BODY_BYTES + 1), "text/html", "too_large"),
    ],
)
def test_types_sizes_and_encodings(body: str | bytes, content_type: str, outcome: str) -> None:
    assert found(body, content_type) == outcome


@pytest.mark.parametrize(
    ("final_address", "source", "outcome"),
    [
        ("https://m.telco.test/help/leaving.html", {}, "ok"),
        ("https://parking.example/help/leaving.html", {}, "moved_off_site"),
        ("https://www.10086.cn/help/leaving.html", {"carriers": ("cn-mobile",)}, "ok"),
        ("https://www.telco.test/", {}, "soft_404"),
        ("https://www.telco.test/", {"anchors": ("销户",)}, "ok"),
    ],
)
def test_where_a_request_was_led_is_judged(final_address: str, source: dict[str, Any], outcome: str) -> None:
    assert found(POLICY, source=source, final_address=final_address) == outcome


def test_a_redirect_to_a_login_is_a_login_wall() -> None:
    body = page("<p>手机号码</p><p>服务密码</p><p>欢迎来到网上营业厅，祝您生活愉快，万事如意，心想事成。</p>")
    assert found(body, final_address="https://login.telco.test/sso/login?back=1") == "login_wall"


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ({"anchors": ("解約", "退订")}, "off_topic"),
        ({"anchors": ("銷戶",)}, "ok"),
        ({"language": "en"}, "wrong_language"),
        ({"language": "zh-Hant"}, "wrong_language"),
        ({"language": "zh-Hans"}, "ok"),
    ],
)
def test_the_declaration_says_what_was_meant(source: dict[str, Any], outcome: str) -> None:
    assert found(POLICY, source=source) == outcome


def test_listings_and_feeds_need_no_running_text() -> None:
    links = "<ul>" + "".join(f"<li><a href=/{number}>关于通知{number}</a></li>" for number in range(30)) + "</ul>"
    assert found(page(links, "通知"), source={"kind": Kind.LISTING, "anchors": ("销户",)}) == "ok"
    feed = '<?xml version="1.0"?><rss><channel></channel></rss>'
    assert found(feed, "application/rss+xml", {"kind": Kind.FEED}) == "ok"
    assert found(feed, "application/rss+xml") in ("wrong_type", "empty")


def test_an_imported_file_knows_no_status_and_no_redirect() -> None:
    facts: dict[str, Any] = {"method": "import", "status": 404, "final_address": "https://elsewhere.example/"}
    assert found(POLICY, **facts) == "ok"
    assert found("", **facts) == "empty"


def test_the_parts_give_the_same_as_the_whole() -> None:
    source = Source(name="leaving", publisher="xx-telco")
    for text in (POLICY, page("抱歉，您访问的页面不存在"), page("", extra="<div id=root></div>")):
        body = text.encode()
        assert judge_transport(CAPTURE, body, source) is Outcome.OK
        document = read_document(body, CAPTURE, source)
        assert judge_document(CAPTURE, document, source, body) is judge(CAPTURE, body, source)
    assert judge_unreadable(b"\x00\x01") is Outcome.WRONG_TYPE


@pytest.mark.skipif(not SHARED.exists(), reason="the labelled data are not beside the project")
def test_labelled_texts_are_ok_and_labelled_faults_of_long_histories_are_found() -> None:
    source = Source(name="leaving", publisher="xx-telco")
    for path in (SHARED / "gold").glob("*/*.json"):
        body = json.loads(path.read_text())["text"].encode()
        assert judge(replace(CAPTURE, headers=(("content-type", "text/plain"),)), body, source) is Outcome.OK, path
    faults = set()
    for line in (SHARED / "history" / "transitions.jsonl").read_text().splitlines():
        step = json.loads(line)
        if "fault" in step and "recovery" not in step and step["kind"] != "wrong_page":  # that one needs anchors
            faults.add(f"{step['document']}/{step['to']}")
    assert len(faults) > 10
    for name in faults:
        body = (SHARED / "history" / name).read_bytes()
        assert judge(replace(CAPTURE, method="import", headers=()), body, source) is not Outcome.OK, name
