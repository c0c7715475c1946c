"""Private persons' marks are overwritten before a community page is kept; hotlines and all else stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.masking import mask_body, mask_text
from schemas.errors import DeclarationError

PRIVATE = [
    ("CN", "13800138000"), ("CN", "138 0013 8000"), ("CN", "+86-138-0013-8000"), ("CN", "１３８００１３８０００"),
    ("TW", "0912-345-678"), ("HK", "9123 4567"), ("PH", "09171234567"), ("GB", "07700 900123"),
    ("GB", "+44 7700 900123"), ("US", "(212) 555-0123"), ("SG", "91234567"), ("CN", "11010519491231002X"),
    ("TW", "A123456789"), ("HK", "A123456(7)"),
    ("CN", "somebody.99@mail.example.com"), (None, "13800138000"),
]  # fmt: skip
PUBLIC = [
    ("CN", "10086"), ("CN", "400-810-0000"), ("CN", "12300"), ("CN", "010-12345678"), ("HK", "2888 2123"),
    ("US", "1-800-922-0204"), ("US", "888-555-0100"), ("GB", "0800 079 0586"), ("CN", "2024年12月31日"),
    ("CN", "订单号202412310000138001"), ("CN", "余额1380.00元"), ("TW", "0800-080-123"), ("PH", "888-1111"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "mark"), PRIVATE)
def test_a_private_mark_is_overwritten_whole(country: str | None, mark: str) -> None:
    masked = mask_text(f"联系我{mark}，谢谢", country)
    assert masked == f"联系我{'█' * len(mark)}，谢谢"


@pytest.mark.parametrize(("country", "text"), PUBLIC)
def test_hotlines_dates_and_amounts_stay(country: str, text: str) -> None:
    assert mask_text(f"请拨打{text}咨询", country) == f"请拨打{text}咨询"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs"])
def test_a_body_keeps_its_encoding_and_its_other_characters(encoding: str) -> None:
    page = "<html><meta charset={}><p>我的號碼是{}，銷戶要到門市辦理，客服熱線是10086，請問餘額可以退還嗎？</p></html>"
    body = page.format(encoding, "13800138000").encode(encoding)
    masked = mask_body(body, "text/html", "CN")
    assert b"13800138000" not in masked
    text = masked.decode(encoding)
    assert "銷戶要到門市辦理" in text and "10086" in text


def test_a_body_without_private_marks_stays_byte_for_byte() -> None:
    body = "<html><p>销户请到营业厅</p></html>".encode("gb18030")
    assert mask_body(body, "text/html; charset=gbk", "CN") is body


def test_bytes_that_are_no_text_have_their_numbers_masked_all_the_same() -> None:
    assert b"13800138000" not in mask_body(b"\xff\xfe\x00\xd8\x81 13800138000 \x00\xff", "text/html", "CN")


def test_declared_author_fields_are_overwritten_whole() -> None:
    page = (
        '<html><body><div class="post"><a class="author" href="/u/77" title="小王">小王 <b>v3</b></a>'
        '<p>我去销户，小王说可以。</p></div></body></html>'
    ).encode()
    masked = mask_body(page, "text/html; charset=utf-8", "CN", [".author"]).decode()
    assert "/u/77" not in masked and "v3" not in masked and 'title="小王"' not in masked
    assert "我去销户，小王说可以。" in masked  # names in running text are out of scope


def test_a_selector_that_is_none_is_a_declaration_error() -> None:
    with pytest.raises(DeclarationError):
        mask_body(b"<p>x</p>", "text/html", "CN", ["::"], "forum/posts")


@given(st.text(max_size=300))
def test_masking_twice_is_masking_once_and_never_changes_the_length(text: str) -> None:
    once = mask_text(text, "CN")
    assert mask_text(once, "CN") == once
    assert len(once) == len(text)
