"""Blocks of plain text, found from the shapes of its lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.document import read_text
from schemas.documents import Block, Document

GOLD = Path(__file__).parents[2].parent / "shared" / "gold"
PIECES = st.sampled_from(
    ["一、", "（二）", "1.", " 2、", "- ", "· ", "①", "②", "③", "# ", "**", "办理条件", "所需材料：", "余额可以退还。",
     "What now?", "a | b", "\t", "|", "---", "Q: ", "答：", "\n", "\n\n", "  ", "　　", "\u200b", "12.1 ", "第三条 ",
     "word ", "Mr. X said so. ", "…"]
)  # fmt: skip


def words(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def outline(text: str, title: str | None = None) -> list[tuple[str, str]]:
    document = read_text(text, title)
    return [(block.kind.value, words(document, block)) for block in document.blocks]


def find(document: Document, start: str) -> Block:
    return next(block for block in document.blocks if words(document, block).startswith(start))


def path_of(document: Document, start: str) -> list[str]:
    return [words(document, document.blocks[index]) for index in find(document, start).headings]


def lead_of(document: Document, start: str) -> str | None:
    lead = find(document, start).lead
    return None if lead is None else words(document, document.blocks[lead])


def check(document: Document) -> None:
    """No block overlaps another, and every character but space and cell separators lies in one."""
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end <= len(document.text)
        assert not document.text[last : block.start].strip(" \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029　|")
        last = block.end
    assert not document.text[last:].strip("| \t\r\n　")


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_blocks_cover_any_text_without_overlap(text: str) -> None:
    document = read_text(text)
    assert document.text is text
    check(document)


def test_numbered_sections_are_headings_and_their_clauses_items() -> None:
    document = read_text(
        "三、资费标准与费用支付\n1.甲方应当按时交费。\n2.甲方可以免费查询话费。\n四、协议的变更与终止\n"
        "1.出现以下任一情形，乙方可以解除协议：\n（1）证件虚假的；\n（2）欠费达到六十日的。\n2.其他事项另行约定。"
    )
    assert path_of(document, "2.甲方") == ["三、资费标准与费用支付"]
    assert path_of(document, "（2）") == ["四、协议的变更与终止"]
    assert lead_of(document, "（2）") == "1.出现以下任一情形，乙方可以解除协议："
    assert (find(document, "（2）").level, find(document, "2.其他").level) == (2, 1)


def test_clauses_that_follow_each_other_are_a_list_and_no_headings() -> None:
    kinds = [kind for kind, _ in outline("依据：\n一、号码管理办法第四十三条\n二、电信条例第二十条\n三、本会公告")]
    assert kinds == ["heading", "list_item", "list_item", "list_item"]


def test_short_lines_over_longer_ones_are_headings_on_one_level() -> None:
    document = read_text(
        "Notice\nWe ask for 30 days' notice, and the plan shuts down when they are over.\n\n"
        "Fees\nThere is no fee once the minimum term is behind you.\n- Postage is free.\n",
    )
    assert path_of(document, "We ask") == ["Notice"]
    assert path_of(document, "- Postage") == ["Fees"]


def test_the_title_stands_over_everything() -> None:
    document = read_text("Leaving us\n\nNotice\nWe ask for 30 days' notice.\n", title="Leaving us | Telco")
    assert path_of(document, "We ask") == ["Leaving us", "Notice"]


def test_questions_hold_their_answers_until_the_next_question() -> None:
    document = read_text("Q1：销户要多久？\nA：三个工作日。\n余额下月退还。\n问：异地能办吗？\n答：可以。")
    assert path_of(document, "余额") == ["Q1：销户要多久？"]
    assert path_of(document, "答：") == ["问：异地能办吗？"]
    document = read_text("My SIM is lost. Can the plan be held?\n\nYes, for a month.\n\nIs it free?\n\nNo, it is not.")
    assert path_of(document, "No,") == ["Is it free?"]


@pytest.mark.parametrize(
    "lead", ["办理销户须携带以下材料：", "申请时请您准备好以下证件", "You need the following:", "需满足的条件如下。"]
)
def test_the_line_that_introduces_a_list_is_its_lead(lead: str) -> None:
    document = read_text(f"请注意。\n{lead}\n- 身份证\n- 手机卡\n")
    assert lead_of(document, "- 手机卡") == lead


def test_a_list_goes_on_after_a_paragraph_between_its_items() -> None:
    document = read_text(
        "办理步骤：\n1. 下载客户端。\n打开后登录。\n2. 提交申请。\n  • 拍照\n  • 签名\n3. 等待审核。\n"
    )
    assert lead_of(document, "3.") == "办理步骤："
    assert lead_of(document, "• 签名") == "2. 提交申请。"
    assert find(document, "• 签名").level == 2


def test_an_enumeration_inside_a_long_line_is_divided() -> None:
    text = (
        "本文分三节介绍。 一、流程与步骤 销卡是指终止服务,包括以下步骤: 1.确认服务:用户须确认号码。 "
        "2.联系运营商:用户可以打电话。 3.费用结算:用户须结清费用。 流程通常在申请后进行。 二、需求与因素 "
        "用户在销卡前须考虑以下几点: - 备份数据。 - 及时操作。 - 保留凭证。 三、归结起来说 用户应当了解规则。"
    )
    document = read_text(text)
    assert lead_of(document, "2.联系") is not None
    assert words(document, find(document, "3.费用")) == "3.费用结算:用户须结清费用。"
    assert find(document, "流程").kind.value == "paragraph"
    assert path_of(document, "- 及时") == ["二、需求与因素"]
    assert path_of(document, "用户应当") == ["三、归结起来说"]
    check(document)


def test_amounts_dates_and_references_begin_no_item() -> None:
    text = (
        "3.5元每月的套餐。\n2018.12.16 发布\n10.5万户受影响。\n"
        "根据第3条（1）项，并按本法第（2）款，以及第（3）款处理有关的申请事项，逾期不再受理。"
    )
    assert {kind for kind, _ in outline(text)} == {"paragraph"}


def test_rows_with_bars_are_cells_with_their_heads() -> None:
    document = read_text("业务 | 渠道 | 费用\n---|---|---\n销户 | 营业厅 | 免费\n停机保号 | 客户端 | 每月5元\n")
    cell = find(document, "每月5元")
    assert (cell.row_heads, cell.column_heads) == (("停机保号",), ("费用",))
    check(document)


def test_columns_of_spaces_are_cells_with_their_heads() -> None:
    document = read_text("业务        手续费    时限\n号码注销    20元      7天\n停机保号    5元/月    即时")
    cell = find(document, "20元")
    assert (cell.row_heads, cell.column_heads) == (("号码注销",), ("手续费",))
    check(document)
    document = read_text("Plan      Exit fee  Notice\nSIM only  £10       30 days\nMonthly   £25       14 days")
    cell = find(document, "14 days")
    assert (cell.row_heads, cell.column_heads) == (("Monthly",), ("Notice",))
    check(document)


def test_two_blanks_between_sentences_make_no_column() -> None:
    blocks = outline("You can leave at any time.  We need 30 days.\nCall us on 123.  There is no fee to pay.")
    assert {kind for kind, _ in blocks} == {"paragraph"}


def test_a_lone_line_of_links_is_no_table() -> None:
    assert outline("Help Center | Community | Learning Center\n\nWelcome to the help pages of the company.")[0] == (
        "paragraph",
        "Help Center | Community | Learning Center",
    )


def test_a_line_that_only_goes_on_belongs_to_the_block_before() -> None:
    text = "You may cancel your service at any time by calling us or by\nwriting to the address on your bill."
    assert outline(text) == [("paragraph", text)]


def test_dates_and_counts_of_readers_are_no_headings() -> None:
    text = "2018-05-26 10:38 来源：某报\n外地办的手机卡不想用了，得专程跑回去。\n阅读 1332 次\n下面说说办法，就三步。"
    assert {kind for kind, _ in outline(text)} == {"paragraph"}


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled texts are not beside the project")
def test_quotes_of_the_labelled_texts_lie_in_one_block_each() -> None:
    inside = total = 0
    for path in GOLD.glob("*/*.json"):
        labelled = json.loads(path.read_text())
        document = read_text(labelled["text"], labelled["title"])
        check(document)
        for claim in labelled["claims"]:
            start = labelled["text"].find(claim["quote"])
            total += 1
            inside += any(b.start <= start and start + len(claim["quote"]) <= b.end for b in document.blocks)
    assert inside >= 0.98 * total
