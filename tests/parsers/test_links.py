"""Links are found in feeds, site maps and pages, however broken or hostile they are."""

from __future__ import annotations

import gzip
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.links import MOST_LINKS, Link, find_links

HERE = "http://news.test/section/index.html"


def rss(items: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


DAY = "<pubDate>Tue, 02 Jun 2026 08:00:00 +0800</pubDate>"
ITEM = f"<item><title>销户难</title><link>http://news.test/1</link>{DAY}</item>"


def test_a_feed_gives_titles_and_days() -> None:
    found = find_links(rss(ITEM), "application/rss+xml", HERE)
    assert found == [Link("http://news.test/1", "销户难", date(2026, 6, 2))]


def test_atom_is_a_feed_too() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Leaving</title><link href="/2"/>'
        "<updated>2026-06-03T00:00:00Z</updated></entry></feed>"
    )
    assert find_links(atom.encode(), "application/atom+xml", HERE) == [
        Link("http://news.test/2", "Leaving", date(2026, 6, 3))
    ]


def test_a_feed_that_breaks_off_gives_what_stands_before() -> None:
    links = find_links(rss(ITEM + "<item><title>x & y</title><link>http://news.test/2</lin"), None, HERE)
    assert links[0].address == "http://news.test/1"


def test_a_site_map_gives_pages_and_nested_maps() -> None:
    pages = "<urlset><url><loc> http://news.test/a </loc></url><url><loc>http://news.test/b</loc></url></urlset>"
    maps = "<sitemapindex><sitemap><loc>http://news.test/s1.xml</loc></sitemap></sitemapindex>"
    assert [link.address for link in find_links(pages.encode(), "text/xml", HERE)] == [
        "http://news.test/a", "http://news.test/b",
    ]  # fmt: skip
    assert find_links(maps.encode(), "text/xml", HERE) == [Link("http://news.test/s1.xml", is_index=True)]


def test_a_news_site_map_gives_titles_and_days() -> None:
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<url><loc>http://news.test/a</loc><n:news><n:publication_date>2026-06-02</n:publication_date>"
        "<n:title>携号转网</n:title></n:news></url></urlset>"
    )
    assert find_links(body.encode(), None, HERE) == [Link("http://news.test/a", "携号转网", date(2026, 6, 2))]


def test_a_packed_site_map_is_unpacked() -> None:
    body = gzip.compress(b"<urlset><url><loc>http://news.test/a</loc></url></urlset>")
    assert [link.address for link in find_links(body, "application/gzip", HERE)] == ["http://news.test/a"]


def test_a_large_site_map_is_read_up_to_its_bound_in_little_time() -> None:
    pages = b"".join(b"<url><loc>http://news.test/%d</loc></url>" % number for number in range(60_000))
    body = b"<urlset>" + pages + b"</urlset>"
    start = time.process_time()
    assert len(find_links(body, "text/xml", HERE)) == MOST_LINKS
    assert time.process_time() - start < 10


BOMB = b"".join(
    [b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">']
    + [b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)]
    + [b"]><rss><channel><item><title>&j;</title><link>http://news.test/1</link></item></channel></rss>"]
)


@pytest.mark.parametrize("body", [
    BOMB,
    BOMB.replace(b"<rss>", b"<urlset>"),
    b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><link>&x;</link></item></channel></rss>',
])  # fmt: skip
def test_a_body_with_entities_of_its_own_is_refused(body: bytes) -> None:
    assert find_links(body, "application/rss+xml", HERE) == []


def test_a_page_gives_its_anchors_and_its_next_page() -> None:
    page = (
        '<html><a href="a.html#top">销户<b>须知</b></a><a href="?page=2">下一页</a><a href="a.html">again</a>'
        '<a href="x.png">picture</a><a href="mailto:x@y.test">mail</a><a href="javascript:go()">go</a></html>'
    )
    assert find_links(page.encode(), "text/html", HERE) == [
        Link("http://news.test/section/a.html", "销户须知"),
        Link("http://news.test/section/index.html?page=2", "下一页", is_index=True),
    ]


@pytest.mark.parametrize(
    "href", ["http://[::1", "http://a:port/", "file:///etc/passwd", "ftp://a/b", "//", "data:text/html,x"]
)
def test_what_is_no_address_of_the_web_is_left_out(href: str) -> None:
    assert find_links(f'<html><a href="{href}">销户</a></html>'.encode(), "text/html", HERE) == []


@given(st.binary(max_size=400))
def test_no_bytes_break_it(body: bytes) -> None:
    assert isinstance(find_links(body, None, HERE), list)
