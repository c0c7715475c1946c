"""PDF files, made here byte by byte."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers.decode import DecodeError
from parsers.document import read_document
from parsers.outcomes import judge
from parsers.pdf import read_pdf
from schemas.captures import Capture, Outcome
from schemas.sources import Source

Text = tuple[float, float, float, str]  # x, y, size, words
Frame = tuple[float, float, float, float]  # x, y, width, height
SOURCE = Source(name="terms", publisher="xx-telco")
CAPTURE = Capture(
    "xx-telco/terms", "https://telco.test/terms.pdf", datetime(2024, 6, 1, tzinfo=UTC), "crawl",
    status=200, headers=(("content-type", "application/pdf"),),
)  # fmt: skip


def make_pdf(pages: list[tuple[list[Text], list[Frame]]]) -> bytes:
    """Write a PDF with Chinese text in a font that every reader knows."""
    font = b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        font + b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    kids = []
    for texts, frames in pages:
        drawn = [f"{x} {y} {width} {height} re S" for x, y, width, height in frames]
        drawn += [
            f"BT /F1 {size} Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET" for x, y, size, words in texts
        ]
        content = "\n".join(drawn).encode()
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), b" ".join(kids))
    body, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    return body + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def page(number: int, *lines: str) -> tuple[list[Text], list[Frame]]:
    """A page with a running head, lines under each other, and its number."""
    texts: list[Text] = [(60, 800, 10, "某某公司客户协议"), (290, 30, 9, f"- {number} -")]
    texts += [(60, 760 - 18 * row, 12, line) for row, line in enumerate(lines)]
    return texts, []


def test_wrapped_lines_are_joined_and_running_heads_left_out() -> None:
    body = make_pdf(
        [
            page(1, "一、销户办理", "申请销户的，应当携带有效身份证件原件到自有营业厅办理，并且", "结清全部费用。"),
            page(2, "二、退费", "余额可以退还。"),
            page(3, "三、其他", "未尽事宜另行协商。"),
        ]
    )
    text, lines, _ = read_pdf(body)
    assert text.split("\n") == [
        "一、销户办理", "申请销户的，应当携带有效身份证件原件到自有营业厅办理，并且结清全部费用。",
        "二、退费", "余额可以退还。", "三、其他", "未尽事宜另行协商。",
    ]  # fmt: skip
    assert [text[line.start : line.end] for line in lines] == text.split("\n")


def test_tables_are_read_cell_by_cell_with_heads() -> None:
    texts, frames = page(1, "资费说明")
    rows = [("业务", "费用"), ("停机保号", "每月五元，按月从账户余额里扣"), ("销户", "免费")]
    for row, (left, right) in enumerate(rows):
        frames += [(60, 700 - 20 * row, 100, 20), (160, 700 - 20 * row, 300, 20)]
        texts += [(65, 706 - 20 * row, 10, left), (165, 706 - 20 * row, 10, right)]
    document = read_document(make_pdf([(texts, frames)]), CAPTURE, SOURCE)
    cells = {document.text[block.start : block.end]: block for block in document.blocks}
    assert (cells["免费"].row_heads, cells["免费"].column_heads) == (("销户",), ("费用",))
    assert "停机保号\t每月五元" in document.text
    assert (document.language, document.encoding) == ("zh-Hans", None)


def test_a_scanned_file_without_text_is_told_as_such() -> None:
    body = make_pdf([([], [(50, 50, 400, 600)])])
    assert read_document(body, CAPTURE, SOURCE).text == ""
    assert judge(CAPTURE, body, SOURCE) is Outcome.SCANNED


@pytest.mark.parametrize("cut", [20, 200, 900])
def test_a_damaged_file_is_refused_and_judged_by_its_type(cut: int) -> None:
    body = make_pdf([page(1, "一、销户办理", "到营业厅办理。")])[:cut]
    with pytest.raises(DecodeError, match="cannot be read"):
        read_pdf(body)
    assert judge(CAPTURE, body, SOURCE) is Outcome.WRONG_TYPE
