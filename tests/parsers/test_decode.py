"""Bodies as servers send them, with what they say of their encoding."""

from __future__ import annotations

import itertools

import pytest

from parsers.decode import DecodeError, decode, is_binary

SIMPLIFIED = "客户办理销户须携带本人有效身份证件原件到营业厅，并结清全部费用。"
TRADITIONAL = "客戶如欲終止服務，須於三十日前以書面通知本公司，並繳付提早終止合約的費用。"
HEADERS = (
    None,
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=ISO-8859-1",
    "text/html; charset=gb2312",
    "text/html; charset=big5",
    'text/html; charset="no-such-thing"',
)


DECLARED = (None, "utf-8", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "iso-8859-1", "shift_jis", "no-such-thing")
REAL = {
    "utf-8": (SIMPLIFIED, TRADITIONAL),
    "gbk": (SIMPLIFIED,),
    "gb18030": ("用户𠮷田先生到㐀营业厅注销手机卡，余额退还。",),  # GBK has neither name
    "big5": (TRADITIONAL,),
    "big5hkscs": ("客戶嘅電話喺呢度取消，唔使畀錢，佢哋話咗。",),
}


@pytest.mark.parametrize("repeats", [1, 40])
@pytest.mark.parametrize(("encoding", "text"), [(real, text) for real, texts in REAL.items() for text in texts])
def test_a_page_is_read_whatever_header_and_meta_declare(encoding: str, text: str, repeats: int) -> None:
    for header, meta in itertools.product(DECLARED, DECLARED):
        declaration = f'<meta charset="{meta}">' if meta else ""
        page = f"<html><head>{declaration}<title>{text[:6]}</title></head><body><p>{text * repeats}</p></body></html>"
        decoded = decode(page.encode(encoding), f"text/html; charset={header}" if header else None)
        assert decoded.text == page, (header, meta)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-8"),
        (TRADITIONAL, "big5hkscs"),
        (TRADITIONAL, "utf-8"),
        ("The plan costs £20 a month – “no contract”.", "cp1252"),
        ("The plan costs £20 a month – “no contract”.", "utf-8"),
        ("注销", "gb18030"),
        ("電話卡", "big5hkscs"),
    ],
)
def test_the_bytes_decide_whatever_the_header_says(text: str, encoding: str, header: str | None) -> None:
    decoded = decode(text.encode(encoding), header)
    assert decoded.text == text
    assert decoded.encoding == encoding


@pytest.mark.parametrize(
    ("body", "header", "reason"),
    [
        (b"\xef\xbb\xbf" + SIMPLIFIED.encode(), "text/html; charset=gbk", "bom"),
        (b"\xff\xfe" + SIMPLIFIED.encode("utf-16-le"), None, "bom"),
        (SIMPLIFIED.encode("gbk"), "text/html; charset=GB2312", "header"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=gbk">' + SIMPLIFIED.encode("gbk"), None, "meta"),
        (b'<?xml version="1.0" encoding="gb2312"?>' + SIMPLIFIED.encode("gbk"), "text/html", "meta"),
        (SIMPLIFIED.encode("gbk"), None, "trial"),
        (SIMPLIFIED.encode("gbk"), "text/html; charset=utf-8", "trial"),
        (b"plain words", None, "trial"),
        (b"", None, "trial"),
    ],
)
def test_the_reason_names_what_won(body: bytes, header: str | None, reason: str) -> None:
    assert decode(body, header).reason == reason


def test_a_mark_of_order_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbf" + SIMPLIFIED.encode()).text == SIMPLIFIED


def test_a_character_cut_off_at_the_end_is_left_out() -> None:
    assert decode(SIMPLIFIED.encode()[:-1]).text == SIMPLIFIED[:-1]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_broken_byte_does_not_lose_a_page(encoding: str) -> None:
    decoded = decode((SIMPLIFIED * 30).encode(encoding) + b"\xff" + SIMPLIFIED.encode(encoding))
    assert decoded.reason == "repaired"
    assert decoded.encoding == encoding
    assert decoded.text.startswith(SIMPLIFIED)


def test_gbk_read_as_big5_and_big5_read_as_gbk_are_told_apart_by_common_characters() -> None:
    assert decode(TRADITIONAL.encode("big5"), "text/html; charset=gbk").encoding == "big5hkscs"
    assert decode(SIMPLIFIED.encode("gbk"), "text/html; charset=big5").encoding == "gb18030"


def test_hong_kong_characters_are_read() -> None:
    text = "香港嘅電話卡，唔使身份證就可以取消嘅服務。"
    assert decode(text.encode("big5hkscs")).text == text


def test_another_eastern_language_is_no_chinese() -> None:
    decoded = decode("해지 신청은 고객센터에서 가능합니다. 요금은 다음 달에 청구됩니다.".encode("euc-kr"))
    assert decoded.encoding == "cp949"
    assert decoded.reason == "detected"


@pytest.mark.parametrize(
    "body",
    [bytes(range(128, 256)) * 4, b"\x89PNG\r\n\x1a\n rest", b"PK\x03\x04 rest", b"words\x00words", b"%PDF-1.4 rest"],
)
def test_rubbish_and_files_of_other_kinds_are_refused(body: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(body, "text/html; charset=utf-8")


def test_binary_is_told_by_signature_or_nul_bytes() -> None:
    assert is_binary(b"GIF89a")
    assert is_binary(b"ab\x00")
    assert not is_binary(SIMPLIFIED.encode("gbk"))
