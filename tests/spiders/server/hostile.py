"""The worst that a web may answer, as a collection: a host for each misbehaviour, to be put up and taken down together.

Before it misbehaves each host answers with the same good page, so that a test can see that nothing of what was known is
lost. What a crawl should make of each stands in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from tests.spiders.server.web import Answer, Asked, Path, Web, redirect, zipped

HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/xml; charset=utf-8"}
CLAUSES = (
    "办理销户业务前，请先结清所有欠费。", "个人客户须本人持有效身份证件原件到营业厅办理。",
    "账户余额可在办理时以现金方式退还。", "销户后号码不再保留。", "合约期内销户须支付违约金。", "不支持他人代办销户。",
    "如有疑问，请拨打客服热线咨询。", "副卡须先行注销。",
)  # fmt: skip


def page(words: str, title: str = "", head: str = "") -> bytes:
    """Make an HTML page."""
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{words}</body></html>".encode()


GOOD = page(f"<main><h1>销户须知</h1>{''.join(f'<p>{clause}</p>' for clause in CLAUSES)}</main>", "销户须知")


def trickle(web: Web) -> Iterable[bytes]:
    """Send a good page, a few bytes at a time: it would take minutes."""
    for start in range(0, len(GOOD), 4):
        yield GOOD[start : start + 4]
        web.wait(0.4)


def endless(web: Web) -> Iterable[bytes]:
    """Send paragraphs for as long as anybody reads."""
    while not web.is_closing:
        yield b"<p>" + "请稍候，".encode() * 4000 + b"</p>"


def calendar(asked: Asked) -> Answer:
    """Link from each month to the next two, without an end."""
    month = int(parse_qs(urlsplit(asked.path).query).get("month", ["1"])[0])
    links = "".join(f'<li><a href="/?month={month + step}">第{month + step}月销户活动</a></li>' for step in (1, 2))
    words = "<h1>销户服务活动日历</h1><p>每月第一个周末，各营业厅集中受理销户业务。</p>"
    return Answer(page(f"{words}<ul>{links}</ul>", f"第{month}月"))


XML_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><rss><channel><title>&a9;</title></channel></rss>"
)
XML_FILE_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    b"<rss><channel><title>&secret;</title></channel></rss>"
)
BROKEN_FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>公告</title>
<item><title>销户新规 & 说明</title><link>http://feed-broken.hostile.test/1</link><item><title>未完""".encode()
CAPTCHA = page("<div>请拖动滑块完成安全验证</div>", "安全验证", "<script src=geetest.js></script>")
SCRIPT_ONLY = page('<div id="app"></div><script>window.app.mount("#app")</script>', "营业厅")

# What a host answers at its page once it misbehaves, and at its robots.txt where that is what misbehaves.
PAGES: dict[str, Path] = {
    "forbidden": Answer(page("<h1>403 Forbidden</h1>"), 403),
    "not-found": Answer(page("<h1>404</h1>"), 404),
    "gone": Answer(page("<h1>410</h1>"), 410),
    "limited": Answer(b"slow down", 429, {"Retry-After": "3600"}),
    "broken": Answer(page("<h1>500</h1>"), 500),
    "unavailable": Answer(page("<h1>503</h1>"), 503),
    "unavailable-for-now": Answer(page("<h1>503</h1>"), 503, HTML | {"Retry-After": "86400"}),
    "slow-first-byte": Answer(GOOD, wait_seconds=9),
    "slow-body": Answer(headers=HTML, stream=trickle),
    "cut-short": Answer(GOOD, cut_off_at=len(GOOD) * 3 // 4),
    "length-too-long": Answer(headers=HTML | {"Content-Length": str(len(GOOD) + 500)}, stream=lambda _: [GOOD]),
    "length-too-short": Answer(headers=HTML | {"Content-Length": str(len(GOOD) // 3)}, stream=lambda _: [GOOD]),
    "length-is-no-number": Answer(headers=HTML | {"Content-Length": "many"}, stream=lambda _: [GOOD]),
    "endless-body": Answer(headers=HTML, stream=endless),
    "many-headers": Answer(GOOD, headers=HTML | {f"X-Filler-{number}": "x" * 4000 for number in range(1000)}),
    "gzip-bomb": zipped(b"\0" * 40_000_000),
    "gzip-cut": zipped(GOOD, keep=150),
    "redirect-loop": redirect("/"),
    "redirect-to-private": redirect("http://10.1.2.3/"),
    "redirect-to-loopback": redirect("http://[::ffff:127.0.0.1]/"),
    "redirect-to-metadata": redirect("http://2852039166/latest/meta-data/"),
    "redirect-on-the-second-hop": lambda asked: redirect("/on" if asked.path == "/" else "http://100.64.0.1/"),
    "redirect-to-a-file": redirect("file:///etc/passwd"),
    "redirect-off-site": redirect("http://elsewhere.test/"),
    "soft-404": Answer(page("<p>抱歉，您访问的页面不存在或已被删除。</p><p><a href=/>返回首页</a></p>", "提示")),
    "login-wall": Answer(page("<form><p>请先登录后查看</p><input name=mobile></form>", "登录")),
    "captcha": Answer(CAPTCHA),
    "consent-wall": Answer(page("<p>We value your privacy. Accept all cookies to continue.</p>", "Cookies")),
    "empty": Answer(b""),
    "blank": Answer(page("<main> </main>")),
    "script-only": Answer(SCRIPT_ONLY),
    "wrong-type": Answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
    "wrong-charset": Answer(GOOD.decode().encode("gb18030")),
    "robots-denial": Answer(GOOD),
    "robots-html": Answer(GOOD),
    "robots-slow": Answer(GOOD),
    "robots-broken": Answer(GOOD),
    "calendar": calendar,
    "feed-broken": Answer(BROKEN_FEED, headers=XML),
    "xml-bomb": Answer(XML_BOMB, headers=XML),
    "xml-file-entity": Answer(XML_FILE_ENTITY, headers=XML),
    "sitemap": lambda asked: Answer(make_sitemap(asked.host, 50_000), headers=XML),
}
ROBOTS: dict[str, Path] = {
    "robots-denial": Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"}),
    "robots-html": Answer(page("<h1>页面不存在</h1><p>Disallow: /</p>")),
    "robots-slow": Answer(b"", wait_seconds=9),
    "robots-broken": Answer(b"", 500),
}
COPIES = tuple(f"copy-{number}" for number in range(4))  # hosts that all answer with the same page


def find_host(name: str) -> str:
    """Return the host of a misbehaviour."""
    return f"{name}.hostile.test"


def put_up_good(web: Web) -> None:
    """Let every host answer with the good page."""
    for name in (*PAGES, *COPIES):
        web.put(find_host(name), "/", Answer(GOOD))
    web.put("elsewhere.test", "/", Answer(page("<h1>域名出售</h1>")))


def misbehave(web: Web) -> None:
    """Let every host answer as its name says."""
    for name, answer in PAGES.items():
        web.put(find_host(name), "/", answer)
    web.put(find_host("redirect-on-the-second-hop"), "/on", PAGES["redirect-on-the-second-hop"])
    for name, answer in ROBOTS.items():
        web.put(find_host(name), "/robots.txt", answer)


def make_sitemap(host: str, count: int) -> bytes:
    """Make a site map of so many addresses."""
    rows = "".join(f"<url><loc>http://{host}/help/{number}.html</loc></url>\n" for number in range(count))
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()

