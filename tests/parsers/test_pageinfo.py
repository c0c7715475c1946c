"""What pages say about themselves."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from parsers.markdown import split_front_matter
from parsers.pageinfo import find_declared_day, find_title, find_visible_day, read_day
from parsers.pruning import read_tree


def tree_of(html: str) -> etree._Element:
    tree = read_tree(html)
    if tree is None:
        raise ValueError("no tree")
    return tree


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>销户说明 - 某某公司</title><h1>销户说明</h1>", "销户说明"),
        ("<title>某某公司</title><h1>销户说明</h1>", "某某公司"),
        ("<title>A</title><meta property='og:title' content='Leaving us'><h1>x</h1><h1>y</h1>", "Leaving us"),
        ("<svg><title>icon</title></svg><h1>销户说明</h1>", "销户说明"),
        ("<p>销户说明</p>", None),
    ],
)
def test_the_title_is_the_page_own(html: str, title: str | None) -> None:
    assert find_title(tree_of(html)) == title


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-02-15", date(2022, 2, 15)),
        ("2022年2月5日", date(2022, 2, 5)),
        ("2018/12/16 22:25", date(2018, 12, 16)),
        ("Tue, 15 Feb 2022 03:22:28 GMT", date(2022, 2, 15)),
        ("Posted: June 11, 2019", date(2019, 6, 11)),
        ("20220215", date(2022, 2, 15)),
        ("2022-13-45", None),
        ("1970-01-01", None),
        ("10086", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "html",
    [
        "<meta name='publishdate' content='2022-02-15'>",
        "<meta property='article:published_time' content='2022-02-15T10:00:00Z'>",
        "<script type='application/ld+json'>[{'x': 1}]</script><time pubdate datetime='2022-02-15'>heute</time>",
        '<script type="application/ld+json">{"@graph": [{"a": {"datePublished": "2022-02-15T00:00:00"}}]}</script>',
        "<time datetime='2022-02-15'>15. Feb.</time>",
    ],
)
def test_a_declared_day_is_found(html: str) -> None:
    assert find_declared_day(tree_of(f"<html><head></head><body>{html}<p>x</p></body></html>")) == date(2022, 2, 15)


def test_a_day_in_running_text_is_no_publishing_day() -> None:
    assert find_visible_day("公告\n自2023年1月1日起，全国用户可以在任何一家自有营业厅办理手机号码的销户手续。") is None
    assert find_visible_day("公告\n发布时间：2022-02-15 来源：某报\n自2023年1月1日起施行。") == date(2022, 2, 15)


def test_several_times_on_a_page_say_nothing() -> None:
    assert find_declared_day(tree_of("<time datetime='2022-02-15'></time><time datetime='2022-03-15'></time>")) is None


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("\n---\ntitle: '甲'\ndate: 2022-02-15\n---\n正文", {"title": "甲", "date": "2022-02-15"}, "正文"),
        ("---\nTitle: [坏\ndate: 2022-02-15\n---\n正文", {"title": "[坏", "date": "2022-02-15"}, "正文"),
        ("---\njust words\n---\n正文", {}, "---\njust words\n---\n正文"),
        ("正文\n---\na: b\n---\n", {}, "正文\n---\na: b\n---\n"),
    ],
)
def test_front_matter_is_split_off(text: str, fields: dict[str, str], body: str) -> None:
    assert split_front_matter(text) == (fields, body)
