"""Pages without their chrome."""

from __future__ import annotations

import pytest
from lxml import etree

from parsers.pruning import prune, read_tree

LONG = "客户办理销户须携带本人有效身份证件原件到营业厅。" * 6


def read(body: str, select: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> str:
    tree = read_tree(f"<html><head><title>t</title></head><body>{body}</body></html>")
    if tree is None:
        return ""
    return " ".join("".join(etree._Element.itertext(part)) for part in prune(tree, select, remove, "a/b"))


@pytest.mark.parametrize(
    "chrome",
    [
        "<nav>去掉</nav>", "<footer>去掉</footer>", "<div role=navigation>去掉</div>", "<script>去掉</script>",
        "<noscript>去掉</noscript>", "<header><a href=/>去掉</a></header>", "<aside>去掉</aside>",
        "<button>去掉</button>", "<div class='breadcrumb'>去掉</div>", "<div id='site-footer'>去掉</div>",
        "<div class='x cookie-banner'>去掉</div>",
        "<div style='DISPLAY : none'>去掉</div>", "<p hidden>去掉</p>", "<select><option>去掉</option></select>",
        "<ul><li><a>去掉</a></li><li><a>去掉</a></li><li><a>去掉</a></li><li>去掉</li></ul>",
        "<div class='tab-content modal' aria-hidden=true>去掉</div>",
    ],
)  # fmt: skip
def test_chrome_is_cut_and_the_text_behind_it_stays(chrome: str) -> None:
    text = read(f"<div><p>{LONG}</p>{chrome}尾巴</div>")
    assert "去掉" not in text
    assert "尾巴" in text


@pytest.mark.parametrize(
    "content",
    [
        "<header><h1>留下</h1></header>", "<main><aside>留下</aside></main>", "<details><p>留下</p></details>",
        "<div class='collapse'>留下</div>", "<div class='tab-pane' hidden>留下</div>",
        "<h3>问</h3><div style='display:none'>留下</div>", "<button aria-expanded=false>留下</button>",
        "<div class='footnote'>留下</div>", "<p>见<a>留下</a></p>", "<form><p>留下</p></form>",
    ],
)  # fmt: skip
def test_content_that_only_looks_like_chrome_is_kept(content: str) -> None:
    assert "留下" in read(f"<div><p>{LONG}</p>{content}</div>")


def test_what_holds_most_of_the_text_is_never_chrome() -> None:
    assert LONG in read(f"<div class=modal><p>{LONG}</p></div>")
    assert LONG in read(f"<aside><p>{LONG}</p></aside><p>短</p>")


def test_the_marked_main_part_is_read_unless_it_is_nearly_empty() -> None:
    assert "旁边" not in read(f"<div class=left>旁边的话</div><main><p>{LONG}</p></main>")
    assert LONG in read(f"<main><p>短</p></main><div><p>{LONG}</p></div>")


def test_one_of_many_articles_is_not_the_page() -> None:
    text = read("".join(f"<article><h3>问题{number}</h3><p>{LONG}</p></article>" for number in range(5)))
    assert all(f"问题{number}" in text for number in range(5))


def test_selected_parts_come_in_the_order_of_the_page_without_repeats() -> None:
    page = "<div id=a>甲<b class=x>乙</b></div><nav class=x>丙</nav><p class=x>丁</p>"
    assert read(page, select=("#a", ".x")) == "甲乙 丙 丁"
    assert read(page, select=(".x",), remove=("nav",)) == "乙 丙 丁"


def test_what_is_removed_takes_nothing_else_with_it() -> None:
    assert read("<p>甲<span class=note>乙</span>丙</p>", remove=(".note",)) == "甲丙"
