"""PDF to text and lines, page by page: wrapped lines are joined, running heads left out, tables read cell by cell.

A scanned PDF has no text; nothing is recognised from pictures.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parsers.decode import DecodeError
from parsers.headings import Line, Role, measure_width
from parsers.markers import find_marker
from parsers.spacing import fold_space
from parsers.tables import has_head_row
from schemas.documents import BlockKind

_MOST_PAGES = 300
_PAGE_NUMBER = re.compile(
    r"[-–—\s第]*\d{1,4}\s*(?:[/／]\s*\d{1,4}|页)?[-–—\s]*(?:共\s*\d+\s*页)?|page \d+(?: of \d+)?", re.I
)
_ENDS = "。！？；：!?;:.…"
_DAMAGE = (  # what pdfminer lets through when objects of a file are not what they should be
    ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip
_HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class _Part:
    """A line of text, or the row of a table, at its height on the page."""

    top: float
    bottom: float
    left: float
    right: float
    cells: list[str]
    roles: tuple[Role, ...] = ()
    gap: int = 0


def read_pdf(body: bytes) -> tuple[str, list[Line], str | None]:
    """Read a PDF into its text, its lines, and the title it declares; DecodeError where it is damaged or locked."""
    import pdfplumber
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            title = _read_title(pdf.metadata)
            pages = [list(_read_page(page)) for page in pdf.pages[:_MOST_PAGES]]
    except (MalformedPDFException, PdfminerException, PSException, *_DAMAGE) as error:
        raise DecodeError(f"the PDF cannot be read ({type(error).__name__}: {error}); open it by hand") from error
    text, lines = _write(_join(_without_running_heads(pages)))
    return text, lines, title


def _read_title(metadata: dict[str, Any]) -> str | None:
    title = metadata.get("Title")
    if not isinstance(title, str) or re.search(r"\.(?:docx?|pdf|wps|indd)$|^Microsoft|^untitled", title, re.I):
        return None
    return fold_space(title).strip() or None


def _read_page(page: Any) -> Iterator[_Part]:
    """Read one page from top to bottom."""
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]
    rest = page.filter(lambda item: not _is_inside(item, boxes)) if boxes else page
    parts = [
        _Part(line["top"], line["bottom"], line["x0"], line["x1"], [fold_space(line["text"]).strip()])
        for line in rest.extract_text_lines(return_chars=False)
    ]
    for number, table in enumerate(tables, 1):
        rows = [[_join_cell(cell or "") for cell in row] for row in table.extract()]
        parts.extend(_read_rows(rows, table.bbox, page.page_number * 1000 + number))
    page.close()
    yield from sorted(parts, key=lambda part: part.top)


def _is_inside(item: dict[str, Any], boxes: list[tuple[float, float, float, float]]) -> bool:
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _join_cell(cell: str) -> str:
    """Join the wrapped lines of a cell."""
    lines = [fold_space(line).strip() for line in cell.split("\n")]
    joined = lines[0]
    for line in lines[1:]:
        joined = _glue(joined, line)
    return joined


def _read_rows(rows: list[list[str]], box: tuple[float, float, float, float], table: int) -> Iterator[_Part]:
    head = has_head_row(rows) if rows else False
    for number, row in enumerate(rows):
        cells = [(column, cell) for column, cell in enumerate(row) if cell]
        roles = tuple(
            Role(
                BlockKind.TABLE_CELL,
                style=str(table),
                row_heads=(row[0],) if column and row[0] and len(row[0]) <= 40 and not (head and not number) else (),
                column_heads=(rows[0][column],) if head and number and rows[0][column] else (),
            )
            for column, _ in cells
        )
        if cells:
            top = box[1] + number * 0.01
            yield _Part(top, box[3], box[0], box[2], [cell for _, cell in cells], roles)


def _without_running_heads(pages: list[list[_Part]]) -> list[list[_Part]]:
    """Leave out page numbers, and the first and last lines that come again on most pages."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_mask(page[place]) for place in _edge(page)})
    often = max(3, len(pages) // 2 + 1)
    kept = []
    for page in pages:
        idle = {
            place
            for place in _edge(page)
            if _PAGE_NUMBER.fullmatch(page[place].cells[0]) or edges[_mask(page[place])] >= often
        }
        kept.append([part for place, part in enumerate(page) if place not in idle])
    return kept


def _edge(page: list[_Part]) -> set[int]:
    """The places of the first two and the last two lines of a page."""
    return {place for place in (0, 1, len(page) - 2, len(page) - 1) if 0 <= place < len(page) and not page[place].roles}


def _mask(part: _Part) -> str:
    return re.sub(r"\d+", "#", part.cells[0])


def _join(pages: list[list[_Part]]) -> list[_Part]:
    """Join the lines that were only wrapped, also over the end of a page."""
    joined: list[_Part] = []
    for page in pages:
        lines = [part for part in page if not part.roles]
        margin = max((part.right for part in lines), default=0.0)
        left = min((part.left for part in lines), default=0.0)
        for part in page:
            before = joined[-1] if joined else None
            distance = part.top - before.bottom if before else 0.0
            part.gap = int(distance > 0.8 * (part.bottom - part.top))
            is_text = before is not None and not part.roles and not before.roles
            if before and is_text and not part.gap and _goes_on(before, part, margin, left):
                before.cells[0] = _glue(before.cells[0], part.cells[0])
                before.right, before.bottom = part.right, part.bottom
            else:
                joined.append(part)
    return joined


def _goes_on(before: _Part, part: _Part, margin: float, left: float) -> bool:
    """A wrapped line reached the right margin and ended no sentence; what goes on is not indented and has no mark."""
    text = before.cells[0]
    if not text or not part.cells[0] or text[-1] in _ENDS or find_marker(part.cells[0]):
        return False
    return before.right >= left + (margin - left) * 0.85 and part.left <= max(before.left, left) + 3


def _glue(first: str, second: str) -> str:
    if not first or not second:
        return first or second
    if first[-1] == "-" and first[-2:-1].isalpha() and second[0].islower():
        return first[:-1] + second
    return first + second if _HAN.match(first[-1]) or _HAN.match(second[0]) else f"{first} {second}"


def _write(parts: list[_Part]) -> tuple[str, list[Line]]:
    pieces: list[str] = []
    lines: list[Line] = []
    length = 0
    for part in parts:
        for column, cell in enumerate(part.cells):
            if not cell:
                continue
            if lines:
                pieces.append("\t" if column else "\n")
                length += 1
            role = part.roles[column] if part.roles else None
            marker = None if role else find_marker(cell)
            end = length + len(cell)
            lines.append(Line(length, end, cell, 0, part.gap, marker, measure_width(cell), role))
            pieces.append(cell)
            length = end
    return "".join(pieces), lines
