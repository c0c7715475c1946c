"""Grids of HTML tables, and rows drawn in plain text."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from parsers.tables import TableCell, has_head_row, is_data_table, read_cell, read_table
from parsers.textrows import find_rows


def table_of(html: str) -> Tag:
    return find(BeautifulSoup(html, "lxml"), "table")


def find(tree: Tag, name: str) -> Tag:
    return next(part for part in tree.descendants if isinstance(part, Tag) and part.name == name)


def cells(html: str) -> dict[str, TableCell]:
    return {cell.text: cell for row in read_table(table_of(html)) for cell in row}


def test_heads_of_two_rows_stand_over_a_column() -> None:
    found = cells(
        "<table><thead><tr><th rowspan=2>套餐</th><th colspan=2>费用</th></tr>"
        "<tr><th>首月</th><th>次月</th></tr></thead>"
        "<tbody><tr><th>甲</th><td>1元</td><td>2元</td></tr></tbody></table>"
    )
    assert found["2元"] == TableCell("2元", ("甲",), ("费用", "次月"))
    assert found["1元"].column_heads == ("费用", "首月")
    assert found["甲"].column_heads == ("套餐",)
    assert found["首月"].row_heads == ()


def test_pairs_of_name_and_value_have_row_heads_only() -> None:
    found = cells("<table><tr><td>违约金</td><td>按月数收</td></tr><tr><td>预存款</td><td>可以退还</td></tr></table>")
    assert found["可以退还"] == TableCell("可以退还", ("预存款",), ())
    found = cells("<table><tr><th>址</th><td>甲</td><th>电话</th><td>10086</td></tr><tr><th>网</th><td>w</td></tr>")
    assert found["10086"].row_heads == ("电话",)


def test_a_cell_over_the_whole_width_heads_the_rows_below() -> None:
    found = cells(
        "<table><tr><th>业务</th><th>费用</th></tr><tr><td colspan=2>个人客户</td></tr>"
        "<tr><td>销户</td><td>免费</td></tr><tr><td colspan=2>单位客户</td></tr>"
        "<tr><td>过户</td><td>十元</td></tr></table>"
    )
    assert found["免费"].row_heads == ("个人客户", "销户")
    assert found["十元"].row_heads == ("单位客户", "过户")


def test_spans_beyond_reason_lose_no_cell() -> None:
    row = "<tr><td rowspan=99999 colspan=99999>甲</td><td>乙</td></tr>"
    rows = read_table(table_of(f"<table>{row * 50}</table>"))
    assert sum(cell.text == "乙" for row in rows for cell in row) == 50


@pytest.mark.parametrize(
    ("html", "is_data"),
    [
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", True),
        ("<table><tr><td>a</td><td>b</td></tr></table>", False),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", False),
        ("<table role=presentation><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", False),
        ("<table><tr><td>a</td><td><h1>b</h1></td></tr><tr><td>c</td><td>d</td></tr></table>", False),
        ("<table><tr>" + "<td>a</td>" * 99 + "</tr><tr><td>c</td></tr></table>", False),
    ],
)
def test_tables_of_data_are_told_from_layout(html: str, is_data: bool) -> None:
    assert is_data_table(table_of(html)) is is_data


def test_the_lines_of_a_cell_stay_lines() -> None:
    html = "<table><tr><td>甲<br>乙 <b>丙</b><ul><li>丁</li><li>戊</li></ul>己</td></tr></table>"
    assert read_cell(find(table_of(html), "td")) == "甲\n乙 丙\n丁\n戊\n己"


def test_a_first_row_of_names_is_told_from_one_of_values() -> None:
    assert has_head_row([["业务", "渠道", "费用"], ["销户", "营业厅", "免费"]])
    assert has_head_row([["问题", "解决办法"], ["余额没退成", "在客户端里走投诉渠道，十五天内会有答复"]])
    assert not has_head_row([["违约金", "按剩余月数收取"], ["预存款", "可以退还"]])
    assert not has_head_row([["首月", "5元", "10元"], ["次月", "6元", "12元"]])
    assert not has_head_row([["业务", "费用"]])


def test_a_lone_short_cell_heads_the_long_one_below_it() -> None:
    rows = find_rows(["项目 | 原价 |", "旅游卡 | 250 |", "实施日期 | ||", "自一月七日起至同年十二月三十一日止 | ||"])
    assert rows[1][1].column_heads == ("原价",)
    assert rows[3][0].row_heads == ("实施日期",)
