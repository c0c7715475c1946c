"""The workbook goes through LibreOffice and back without loss."""

from __future__ import annotations

import shutil
import subprocess

import openpyxl
import pytest

from tests.warehouse.conftest import MOBILE, World, claim
from warehouse.export import export

OFFICE = shutil.which("soffice")


def read_book(path):
    """Return each sheet's filter, and its cells: value, note, fill and the letters' colour.

    What a window shows (frozen panes, widths) is not data; a conversion without a window may lose it.
    """
    book = openpyxl.load_workbook(path)
    return {page.title: (page.auto_filter.ref, [[read_cell(cell) for cell in row] for row in page.iter_rows()])
            for page in book}  # fmt: skip


def read_cell(cell):
    note = cell.comment.text.strip() if cell.comment else None
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type else None
    ink = cell.font.color.rgb if cell.font.color and cell.font.color.type == "rgb" else None
    value = {"=TRUE()": True, "=FALSE()": False}.get(cell.value, cell.value)  # how LibreOffice spells them
    return value, note, fill, None if ink == "FF000000" else ink


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice; on Debian: apt-get install libreoffice-calc-nogui")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_libreoffice_keeps_every_cell_note_colour_and_filter(tmp_path, language):
    world = World(tmp_path)
    world.declare("cn-mobile", MOBILE)
    claims = [claim("channel.app available", quote='=HYPERLINK("http://x")'), claim("channel.store unavailable"),
              'fee.processing charged {"amount":5,"currency":"CNY","per":"month"}', "document.id_original required"]
    world.capture("cn-mobile/leaving", "2026-01-01", *claims)
    export(world.build("office").path, tmp_path / "out")
    book = tmp_path / "out" / f"linewatch.{language}.xlsx"
    converted = tmp_path / "converted"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(converted), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert read_book(converted / book.name) == read_book(book)
