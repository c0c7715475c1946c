"""Indexes are followed to what is near to the subject, on the same site and within bounds, and to nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.captures import Capture, Outcome
from schemas.documents import SourceKind
from schemas.sources import Kind, Source
from spiders.following import Bounds, Follower
from spiders.planning import Fetch
from tests.spiders.place import NOON, TERMS, Place
from tests.spiders.server import Answer, Web

NEWS = 'name = "Daily"\ntier = "news"\ncountry = "CN"\nlanguage = "zh-Hans"\n'
LISTING = Source(
    name="list", kind=Kind.LISTING, url="http://news.test/list", publisher="news-daily", tier=SourceKind.NEWS
)
ARTICLE = """<!doctype html><html><head><title>{0}</title><meta property="article:published_time" content="2026-02-01">
</head><body><article><h1>{0}</h1><p>记者了解到，中国移动用户注销手机号码须携带身份证原件到营业厅办理，欠费的须先结清。</p>
<p>工作人员说，账户余额可以退还，七个工作日内到账；如有疑问可以拨打客服热线咨询办理进度和所需材料。</p></article></body></html>"""


def links(*pairs: tuple[str, str]) -> bytes:
    return ("<html>" + "".join(f'<a href="{address}">{text}</a>' for address, text in pairs) + "</html>").encode()


def follow(body: bytes, source: Source = LISTING, known: dict[tuple[str, str], Capture] | None = None, **bounds: int):
    follower = Follower(NOON, known or {}, Bounds(**bounds))
    return [fetch.address for fetch in follower.follow(Fetch(source, str(source.url), role="index"), body, "text/html")]


def test_the_nearest_links_come_first_and_the_rest_is_left() -> None:
    body = links(("/1", "股价上涨"), ("/2", "解约"), ("/3", "手机号码销户为何难"), ("/4", "信用卡销户"))
    assert follow(body) == ["http://news.test/3", "http://news.test/2"]


def test_no_link_leads_to_another_site() -> None:
    body = links(*((address, "手机销户") for address in ("http://evil.test/1", "http://m.news.test/2", "http://10.0.0.1/")))
    assert follow(body) == ["http://m.news.test/2"]


def test_an_article_that_was_read_is_not_fetched_again() -> None:
    capture = Capture("news-daily/list", "http://news.test/1", NOON, "crawl", status=200)
    assert follow(links(("/1", "手机销户")), known={("news-daily/list", "http://news.test/1"): capture}) == []


def test_pages_are_bounded() -> None:
    body = links(*((f"/{number}", "手机销户") for number in range(100)))
    assert len(follow(body, pages=7)) == 7


def test_a_calendar_without_end_is_left_after_a_few_pages() -> None:
    follower = Follower(NOON, {}, Bounds(depth=3, indexes=5))
    waiting, asked = [Fetch(LISTING, str(LISTING.url), role="index")], 0
    while waiting:
        fetch = waiting.pop()
        asked += 1
        waiting += follower.follow(fetch, links((f"/list?page={asked}", "下一页")), "text/html")
    assert asked <= 4
    assert follower.left_out["too far"] == 1


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Place]:
    with Web() as web:
        sources = tmp_path / "sources" / "news"
        sources.mkdir(parents=True)
        yield Place(web, tmp_path / "sources", tmp_path / "data")


def declare(place: Place, kind: str, path: str, more: str = "") -> None:
    text = f'{NEWS}[[source]]\nname = "list"\nkind = "{kind}"\nurl = "http://news.test{path}"\n{more}'
    (place.sources / "news" / "daily.toml").write_text(text, "utf-8")


def serve(place: Place, pages: dict[str, Answer]) -> None:
    for path, answer in pages.items():
        place.web.put("news.test", path, answer)


def html(text: str | bytes) -> Answer:
    return Answer(text if isinstance(text, bytes) else text.encode())


def verdicts(place: Place) -> dict[str, tuple[str | None, str | None]]:
    return {c.address.partition(".test")[2]: (c.role, c.verdict) for c in place.archive.captures()}


def test_a_listing_with_pages_leads_to_its_articles(news: Place) -> None:
    serve(news, {
        "/list": html(links(("/a1.html", "手机号码销户难"), ("/list?page=2", "下一页"), ("/x.html", "股市"))),
        "/list?page=2": html(links(("/a2.html", "携号转网新规"))),
        "/a1.html": html(ARTICLE.format("手机号码销户难")), "/a2.html": html(ARTICLE.format("携号转网新规")),
    })
    declare(news, "listing", "/list")
    report = news.crawl()
    assert report.crashed == {}
    found = verdicts(news)
    assert set(found) == {"/list", "/list?page=2", "/a1.html", "/a2.html"}
    assert {path for path, (role, _) in found.items() if role == "index"} == {"/list", "/list?page=2"}
    assert report.publishers["news-daily"].planned == report.publishers["news-daily"].kept == 4


FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><item><title>手机销户</title><link>http://news.test/a1.html</link>'
    "</item><item><title>天气</title><link>http://news.test/w.html</link></item></channel></rss>"
)


def test_a_feed_leads_to_its_articles_once(news: Place) -> None:
    serve(news, {
        "/feed": Answer(FEED.encode(), headers={"Content-Type": "application/rss+xml"}),
        "/a1.html": html(ARTICLE.format("手机销户")),
    })
    declare(news, "feed", "/feed")
    news.crawl()
    assert set(verdicts(news)) == {"/feed", "/a1.html"}
    news.crawl(NOON.replace(day=3))
    assert [c.address for c in news.archive.captures() if c.captured_at.day == 3] == ["http://news.test/feed"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<rss><channel>&b;</channel></rss>"
)
BROKEN = FEED.replace("</item></channel>", "<item><title>x")


@pytest.mark.parametrize("body", [BROKEN, BOMB, "", "<html>no feed</html>"])
def test_a_broken_or_hostile_feed_ends_as_a_capture_and_breaks_nothing(news: Place, body: str) -> None:
    serve(news, {"/feed": Answer(body.encode(), headers={"Content-Type": "application/rss+xml"})})
    declare(news, "feed", "/feed")
    report = news.crawl()
    assert report.crashed == {}
    assert "/feed" in verdicts(news)


def test_a_site_map_of_fifty_thousand_addresses_is_followed_within_bounds(news: Place) -> None:
    pages = "".join(f"<url><loc>http://news.test/xiaohu/{number}.html</loc></url>" for number in range(50_000))
    serve(news, {"/sitemap.xml": Answer(
        f"<urlset>{pages}</urlset>".encode(), headers={"Content-Type": "application/xml"})})
    declare(news, "sitemap", "/sitemap.xml")
    start = time.monotonic()
    news.crawl()
    assert len(verdicts(news)) == 41  # the site map and as many pages as are followed in one crawl
    assert time.monotonic() - start < 60


def test_a_discovery_looks_about_only_when_asked_and_claims_nothing(news: Place) -> None:
    serve(news, {
        "/": html(links(("/help", "帮助中心 注销服务"), ("/shop", "商城"))),
        "/help": html(links(("/leaving", "手机号码销户"))), "/leaving": html(TERMS),
    })
    declare(news, "discovery", "/")
    news.crawl()
    assert verdicts(news) == {}
    news.crawl(discover=True)
    roles = {path: role for path, (role, _) in verdicts(news).items()}
    assert roles == dict.fromkeys(("/", "/help", "/leaving"), "index")
    assert all(verdict in (None, Outcome.OK) for _, verdict in verdicts(news).values())
