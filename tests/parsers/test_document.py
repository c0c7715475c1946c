"""Bytes of pages, as Documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from parsers.document import read_document
from schemas.captures import Capture
from schemas.documents import Block, Document, SourceKind
from schemas.errors import DeclarationError
from schemas.sources import Kind, Source

CAPTURE = Capture("xx-telco/leaving", "https://telco.test/help/leaving.html", datetime(2024, 6, 1, tzinfo=UTC), "crawl")


def read(
    body: str | bytes, content_type: str | None = "text/html", capture: Capture = CAPTURE, **fields: Any
) -> Document:
    capture = replace(capture, headers=(("content-type", content_type),) if content_type else ())
    source = Source(**{"name": "leaving", "publisher": "xx-telco", "tier": SourceKind.CARRIER, **fields})
    document = read_document(body.encode() if isinstance(body, str) else body, capture, source)
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end
        assert not document.text[last : block.start].strip("| \t\n")
        assert document.text[block.start : block.end].strip() == document.text[block.start : block.end]
        last = block.end
    return document


def words(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def find(document: Document, start: str) -> Block:
    return next(block for block in document.blocks if words(document, block).startswith(start))


def path_of(document: Document, start: str) -> list[str]:
    return [words(document, document.blocks[index]) for index in find(document, start).headings]


def outline(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, words(document, block)) for block in document.blocks]


def test_a_page_is_read_into_its_main_part_with_headings_lists_and_leads() -> None:
    document = read(
        "<html><head><title>销户说明 - 某某公司</title></head><body><nav><a href=/>首页</a></nav>"
        "<main><h1>销户说明</h1>"
        "<h2>办理条件</h2><p>须同时满足以下条件：</p><ul><li>无<b>欠费</b></li><li>合约到期<ul><li>终端合约</li></ul></li></ul>"
        "<p>不满足的不能办理。</p></main><footer>京ICP备</footer></body></html>"
    )
    assert document.title == "销户说明"
    assert document.text == "销户说明\n办理条件\n须同时满足以下条件：\n无欠费\n合约到期\n终端合约\n不满足的不能办理。"
    assert outline(document)[4:6] == [("list_item", 1, "合约到期"), ("list_item", 2, "终端合约")]
    assert words(document, document.blocks[find(document, "无欠费").lead or 0]) == "须同时满足以下条件："
    assert words(document, document.blocks[find(document, "终端合约").lead or 0]) == "合约到期"
    assert path_of(document, "终端合约") == ["销户说明", "办理条件"]


def test_cells_keep_the_heads_of_their_row_and_column_through_spans() -> None:
    document = read(
        "<table><tr><th>办理人</th><th>材料</th><th>备注</th></tr>"
        "<tr><td rowspan=2>本人</td><td>身份证</td><td>必须</td></tr>"
        "<tr><td>手机卡</td><td>可选</td></tr><tr><td>代办人</td><td colspan=2>委托书<br>双方身份证</td></tr></table>"
    )
    cells = {words(document, block): block for block in document.blocks}
    assert (cells["可选"].row_heads, cells["可选"].column_heads) == (("本人", "手机卡"), ("备注",))
    assert cells["委托书\n双方身份证"].column_heads == ("材料", "备注")
    assert document.text.splitlines()[1] == "本人\t身份证\t必须"


def test_a_table_that_only_lays_out_the_page_is_no_table() -> None:
    document = read(
        "<table><tr><td><table><tr><td><h2>费用</h2><p>销户不收费。</p></td></tr></table></td><td>说明</td></tr></table>"
    )
    assert path_of(document, "销户不收费") == ["费用"]


def test_answers_that_are_folded_away_are_read_and_hidden_ones_are_not() -> None:
    document = read(
        "<div><h2>常见问题</h2>"
        "<details><summary>要多久？</summary>三天。<span style='display: none'>看不见</span></details>"
        "<div class='accordion-item'><h3><button aria-expanded='false'>异地能办吗？</button></h3>"
        "<div class='accordion-collapse collapse' aria-hidden='true' style='display:none'><p>可以。</p></div></div>"
        "<div class='faq-title'>要钱吗</div><div class='faq-panel' hidden>不要。</div>"
        "<dl><dt>谁能办</dt><dd>本人。</dd></dl><p>以上自六月起执行。</p>"
        "<div class='modal' style='display:none'>弹窗</div><p aria-hidden='true'>图标</p></div>"
    )
    questions = [text for kind, _, text in outline(document) if kind == "question"]
    assert questions == ["要多久？", "异地能办吗？", "要钱吗", "谁能办"]
    assert path_of(document, "三天") == ["常见问题", "要多久？"]
    assert path_of(document, "可以。") == ["常见问题", "异地能办吗？"]
    assert path_of(document, "不要。") == ["常见问题", "要钱吗"]
    assert path_of(document, "以上自") == ["常见问题"]
    assert not any(gone in document.text for gone in ("看不见", "弹窗", "图标"))


def test_lines_parted_by_breaks_are_judged_by_their_shape() -> None:
    document = read(
        "<div>一、办理条件<br>1、号码无欠费；<br>2、合约已到期。<br><br><strong>温馨提示</strong><br>余额可退。</div>"
    )
    assert path_of(document, "2、") == ["一、办理条件"]
    assert path_of(document, "余额")[-1] == "温馨提示"


def test_space_is_folded_and_what_is_invisible_dropped() -> None:
    document = read(
        "<p>　　月租&nbsp;&nbsp;5\u200b0 元，\n      每月&#8203;扣<wbr>费&shy;。</p><pre>第一行\n  第二行</pre>"
    )
    assert document.text == "月租 50 元，每月扣费。\n第一行\n第二行"


def test_select_and_remove_choose_the_part_to_read() -> None:
    page = "<div class=a>甲</div><div class=b>乙<p class=c>丙</p></div><aside class=d>丁</aside>"
    assert read(page, select=(".d", ".b"), remove=(".c",)).text == "乙\n丁"
    assert read(page, select=(".gone",), remove=(".b",)).text.startswith("甲")
    with pytest.raises(DeclarationError, match="no CSS selector"):
        read(page, select=("p[",))


@pytest.mark.parametrize("name", ["unsubscribe", "family-share-plan", "subscribe-terms"])
def test_words_of_the_trade_in_class_names_are_no_chrome(name: str) -> None:
    other = f"<p>{'其他说明文字。' * 9}</p><div class=footer>版权</div>"
    page = f"<body><div class='{name}'>销户须结清费用。</div>{other}</body>"
    assert "销户须结清费用" in read(page).text
    assert "版权" not in read(page).text


def test_front_matter_names_title_day_and_address_over_a_body_of_html() -> None:
    document = read(
        "\n---\ntitle: '为什么要去营业厅？'\nauthor: X\ndate: Tue, 15 Feb 2022 03:22:28 GMT\nurl: https://paper.test/1\n---\n"
        "<div>   \n<p>第一段。</p><p>第二段。</p></div>\n",
        None,
        tier=SourceKind.NEWS,
    )
    assert (document.title, document.published) == ("为什么要去营业厅？", date(2022, 2, 15))
    assert document.address == "https://paper.test/1"
    assert document.text == "第一段。\n第二段。"


def test_markdown_keeps_the_words_without_their_marks() -> None:
    document = read(
        "# 销户[指南](https://x.test/a_(b))\n\n### 一、步骤\n\n"
        "1. **带证件**：去[营业厅](http://x.test)\n   - `原件` ![pic](a.png)\n"
        "\n费用\n----\n\n| 项目 | 费用 |\n|---|---|\n| 销户 | *免费* |\n\n尾号**61 的号码也行。\n",
        "text/markdown",
    )
    assert [text for kind, _, text in outline(document) if kind == "heading"] == ["销户指南", "一、步骤", "费用"]
    assert words(document, find(document, "1.")) == "1. 带证件：去营业厅"
    assert find(document, "- 原件").level == 2
    assert find(document, "免费").column_heads == ("费用",)
    assert "尾号**61" in document.text


def test_plain_text_is_kept_line_by_line() -> None:
    text = "销户须知\n\n需要证件：\n- 身份证\n- 手机卡\n"
    assert read(text, "text/plain").text == text
    assert read(f"<html><body><p>{text}</p></body></html>", "text/plain").text.startswith("销户须知")


def test_only_witnesses_with_a_day_get_one() -> None:
    words = "<h1>公告</h1><p>自2023年1月1日起，用户可以在任何一家营业厅办理手机号码的销户手续。</p>"
    page = f'<meta property="article:published_time" content="2024-05-06T10:00:00+08:00">{words}'
    assert read(page, tier=SourceKind.NEWS).published == date(2024, 5, 6)
    assert read(page).published is None
    assert read(page, published=date(2024, 1, 1)).published == date(2024, 1, 1)
    declared = replace(CAPTURE, published=date(2023, 1, 1))
    assert read(page, capture=declared, published=date(2024, 1, 1)).published == date(2023, 1, 1)
    linked = '<script type="application/ld+json">{"@graph":[{"datePublished":"2023-02-03"}]}</script>'
    assert read(linked + words, tier=SourceKind.NEWS).published == date(2023, 2, 3)
    visible = f"<p>发布时间：2022年2月15日 浏览：7</p>{words}"
    assert read(visible, tier=SourceKind.REGULATOR).published == date(2022, 2, 15)
    assert read(visible.replace("2022", "2031"), tier=SourceKind.NEWS).published is None


def test_kind_is_the_declared_tier_but_spam_is_spam_and_finds_are_judged() -> None:
    spam = "本店在售套餐全是官方正规产品，办卡不花钱，快递费我们出，下单秒发，姐妹们快来，福利多多，热点随便用！"
    assert read(spam, "text/plain").kind is SourceKind.CARRIER
    assert read(spam, "text/plain", tier=SourceKind.AGGREGATOR).kind is SourceKind.SPAM
    found = replace(CAPTURE, address="https://www.miit.gov.cn/a.html")
    assert read("<p>说明</p>", capture=found, tier=SourceKind.AGGREGATOR).kind is SourceKind.AGGREGATOR
    assert read("<p>说明</p>", capture=found, tier=SourceKind.AGGREGATOR, kind=Kind.FOLDER).kind is SourceKind.REGULATOR


def test_encoding_and_its_reason_are_kept() -> None:
    document = read("<p>客户办理销户须携带身份证件。</p>".encode("gbk"), "text/html; charset=ISO-8859-1")
    assert (document.encoding, document.encoding_reason) == ("gb18030", "trial")
    assert document.language == "zh-Hans"


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 10_000 + b"deep words" + b"</div>" * 10_000 + b"<p>after</p>",
        b"<ul><li>deep words" * 5_000,
        b"<table><tr><td>" * 3_000 + b"deep words",
        b"<p>deep words<p><li><td><h2><table><tr><b><i></p></b>",
    ],
)
def test_deep_and_broken_mark_up_loses_no_words(body: bytes) -> None:
    assert "deep words" in read(body).text


@pytest.mark.parametrize("body", [b"", b"  ", b"<html></html>", b"<html><frameset><frame src=a></frameset>", b"<"])
def test_a_page_without_words_is_an_empty_document(body: bytes) -> None:
    assert len(read(body).text.strip()) <= 1
