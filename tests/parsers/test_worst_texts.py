"""Texts that hostile or broken pages could hold: reading them costs time linear in their length, and never fails.

Compared are the processor's seconds of a text and of four times as much of it, so that the machine does not matter.
"""

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from parsers.read import extract_text, read_capture
from schemas.captures import Capture, Outcome
from schemas.sources import Source

PIECES = [
    "注销须携带身份证、", "欠费", "一二三四五六七八九十百千万", "30天", "不能", "，", "营业厅办理", "2024年1月",
    "（销户", "中国移动联通电信", "北京上海", "1", "((((", "cancel your ", "cancel  your   plan ", "aaaa ", "$1,",
    "｜a", "- ", "a\tb\n", "销户\t30天\t5元\n", "# 注销\n", "如何销户？\n", "所需材料：\n", "1. a\n  - b\n", "...",
    "“”", "up to ", "from 1 july ", "months remaining times ", "the end of the end of ", "every remaining month ",
    "not not ", "a b  c   d", "卡把号..",
]  # fmt: skip
MARKUP = [
    "<div>", "<p>销户须带身份证", "<table><tr><td>a", "<ul><li>销户", "<a href=x>y</a>", "<b>", "<tr><td>销户<td>5元",
    "<button>", "<nav>x", "<h2>注销</h2>", "<dt>问<dd>答", "销户<br>", "<td colspan=99 rowspan=99>x",
    "<i style='display:none'>x</i>", "&lt;", "<!-- ",
]  # fmt: skip
_SOURCE = Source.model_validate(
    {"name": "page", "url": "https://carrier.example/page", "publisher": "cn-example", "tier": "carrier"}
)
_CAPTURE = Capture(
    _SOURCE.id, str(_SOURCE.url), datetime(2026, 7, 1, tzinfo=UTC), "crawl", status=200,
    headers=(("content-type", "text/html"),),
)  # fmt: skip


def seconds(action: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()  # what other tests left is not to be counted
    began = time.process_time()
    try:
        action()
        return time.process_time() - began
    finally:
        gc.enable()


def assert_linear(read: Callable[[int], object], length: int) -> None:
    """Read some length and four times as much; a cost that grew with the square would be sixteenfold each time."""
    read(100)
    told = []
    for _ in range(3):  # a busy machine is given another try
        short, long = seconds(lambda: read(length // 4)), seconds(lambda: read(length))
        if long < 8 * max(short, 0.03):
            return
        told.append((short, long))
    raise AssertionError(told)


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_over_and_over_is_read_in_linear_time(piece: str) -> None:
    assert_linear(lambda length: extract_text(piece * (length // len(piece))), 80_000)


@pytest.mark.parametrize("piece", MARKUP)
def test_mark_up_over_and_over_is_read_in_linear_time(piece: str) -> None:
    def read(length: int) -> None:
        body = ("<html><body><table>" + piece * (length // len(piece))).encode()
        assert isinstance(read_capture(body, _CAPTURE, _SOURCE).outcome, Outcome)

    assert_linear(read, 80_000)


def test_many_different_claims_settle_in_linear_time() -> None:
    def read(count: int) -> int:
        claims = extract_text("".join(f"销户手续费{n}元。\n" for n in range(count))).claims
        assert len(claims) == count
        return count

    assert_linear(read, 12_000)


def test_a_megabyte_of_all_of_them_is_read_in_linear_time_and_its_claims_are_grounded() -> None:
    def read(length: int) -> None:
        share = length // len(PIECES)
        text = "\n".join(piece * (share // len(piece)) for piece in PIECES)
        claims = extract_text(text).claims
        assert all(text[c.evidence.start : c.evidence.end] == c.evidence.quote for c in claims)

    assert_linear(read, 1_000_000)
