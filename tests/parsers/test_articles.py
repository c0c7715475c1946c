"""The article of a news page and its day."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.articles import find_article_day, read_article

PAGE = """<!doctype html><html><head><title>销户为何这么难 - 日报</title></head><body>
<nav><a href="/">首页</a><a href="/t">科技</a></nav>
<article><h1>销户为何这么难</h1><p>2026年6月2日 来源：日报</p>
<p>记者走访多家营业厅了解到，注销手机号码需本人携带身份证原件办理，号码有欠费的须先结清。</p>
<p>工作人员表示，账户余额可以退还，一般在七个工作日内到账，用户可拨打客服热线查询进度。</p></article>
<div class="related"><a href="/x">相关阅读：信用卡怎么注销</a></div><footer>版权所有</footer></body></html>"""


def test_the_article_is_read_without_what_stands_around_it() -> None:
    article = read_article(PAGE)
    assert article is not None
    text, lines = article
    assert "注销手机号码需本人携带身份证原件办理" in text and lines
    assert "首页" not in text and "版权所有" not in text


def test_the_same_page_gives_the_same_article() -> None:
    assert read_article(PAGE) == read_article(PAGE)


@pytest.mark.parametrize("html", ["", "<html></html>", "no page", "<html>\x00</html>", "<a>" * 5000])
def test_what_is_no_article_gives_none_or_little(html: str) -> None:
    article = read_article(html)
    assert article is None or len(article[0]) < 100


def test_the_day_is_found_and_never_one_after_the_capture() -> None:
    page = PAGE.replace("<h1>", '<meta itemprop="datePublished" content="2026-06-02"><h1>')
    assert find_article_day(page, date(2026, 7, 1)) == date(2026, 6, 2)
    assert find_article_day(page, date(2026, 6, 1)) != date(2026, 6, 2)
