"""Exports: whole, equal for equal warehouses, safe to open, and honest about samples."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import duckdb
import openpyxl
import pyarrow.parquet
import pytest

from schemas.errors import LinewatchError
from warehouse.export import export
from warehouse.publish import publish
from warehouse.sheets import Sheet
from warehouse.spreadsheet import write_workbook
from warehouse.writers import defuse, escape_markdown, to_text, write_csv

APP = "channel.app available"
EVIL = '=HYPERLINK("http://x")|<b>*bold*</b>'


@pytest.fixture(scope="module")
def world_of_two_states(tmp_path_factory, make_world, state):
    """A carrier whose page changed once, with a quote that no spreadsheet or page should run."""
    world = make_world(tmp_path_factory.mktemp("export"))
    world.declare("cn-mobile", """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
title = "Leaving | for good"
url = "http://mobile.test/leaving"
""")
    world.capture("cn-mobile/leaving", "2026-01-01", state(APP, quote=EVIL))
    world.capture("cn-mobile/leaving", "2026-02-01", state("channel.app unavailable", quote=EVIL + " no more"))
    return world


@pytest.fixture(scope="module")
def exported(world_of_two_states):
    world = world_of_two_states
    warehouse = publish(world.build("one").path, world.data)
    return warehouse, export(warehouse, world.root / "exports")


def test_the_index_lists_every_file_with_its_rows_and_digest(exported):
    _, files = exported
    index = json.loads(files[-1].read_text(encoding="utf-8"))
    assert index["dataset"] == "LIVE" and index["as_of"] == "2026-02-01T00:00:00Z"
    assert [file["name"] for file in index["files"]] == [path.name for path in files[:-1]]
    for described, path in zip(index["files"], files[:-1], strict=True):
        assert described["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert described["bytes"] == path.stat().st_size


def test_csv_json_and_parquet_hold_every_row(exported):
    warehouse, files = exported
    folder = files[0].parent
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        count = connection.execute("SELECT count(*) FROM out.comparison").fetchone()[0]
    rows = list(csv.DictReader(io.StringIO((folder / "comparison.csv").read_bytes().decode("utf-8-sig"))))
    records = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    parquet = pyarrow.parquet.read_metadata(folder / "comparison.parquet").num_rows
    assert len(rows) == len(records["rows"]) == parquet == count
    assert all(row["policy_zh"] and row["policy_en"] for row in rows)
    by_place = {(row["carrier_id"], row["region_id"], row["code"]): row for row in rows}
    stated = by_place["cn-mobile", "CN", "app"]
    assert (stated["policy_en"], stated["basis"], stated["as_of_on"]) == ("not available", "stated", "2026-02-01")


def test_csv_opens_in_spreadsheets_and_runs_nothing(exported):
    _, files = exported
    body = (files[0].parent / "changes.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    assert row["before_quote"] == "'" + EVIL


def test_markdown_keeps_the_words_of_sources_in_their_cells(exported):
    _, files = exported
    lines = (files[0].parent / "changes.md").read_text(encoding="utf-8").splitlines()
    heights = {line.replace("\\|", "").count("|") for line in lines if line.startswith("|")}
    assert len(heights) == 1
    assert "<b>" not in "\n".join(lines) and "\\*bold\\*" in "\n".join(lines)


def test_the_page_of_the_comparison_says_what_it_leaves_out(exported):
    _, files = exported
    page = (files[0].parent / "comparison.md").read_text(encoding="utf-8")
    assert "not observed" in page.split("|")[0] and "not stated" in page.split("|")[0]


def test_the_matrix_has_a_row_for_each_carrier_and_region_and_no_blank(exported):
    _, files = exported
    body = (files[0].parent / "matrix_en.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    by_place = {(row["carrier_id"], row["region_id"]): row for row in rows}
    assert by_place["cn-mobile", "CN"]["Channel: App"] == "not available"
    assert by_place["cn-mobile", "CN-GD"]["Channel: App"] == "not available [stated by the carrier for a wider region]"
    assert all(value for row in rows for value in row.values())


def test_the_workbook_has_filters_a_frozen_head_and_no_formula(exported):
    _, files = exported
    book = openpyxl.load_workbook(files[0].parent / "linewatch.xlsx")
    assert book.sheetnames == ["about", "matrix_zh", "matrix_en", "comparison", "changes", "sources", "coverage"]
    page = book["changes"]
    assert page.freeze_panes == "A2" and page.auto_filter.ref
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == "'" + EVIL for cell in cells)


def test_equal_warehouses_make_equal_bytes(world_of_two_states, exported, tmp_path):
    _, files = exported
    again = export(world_of_two_states.build("two").path, tmp_path)
    assert [path.name for path in again] == [path.name for path in files]
    assert {path.name: path.read_bytes() for path in again} == {path.name: path.read_bytes() for path in files}


def test_samples_say_so_in_every_name_and_replace_what_was_exported_before(world_of_two_states, tmp_path):
    world = world_of_two_states
    export(world.build("live").path, tmp_path)
    (tmp_path / "mine.txt").write_text("kept")
    files = export(world.build("sample", is_sample=True).path, tmp_path)
    assert all(path.name.startswith("SAMPLE-") for path in files[:-1])
    assert {path.name for path in tmp_path.iterdir()} == {*(path.name for path in files), "mine.txt"}
    assert json.loads(files[-1].read_text(encoding="utf-8"))["dataset"] == "SAMPLE"
    head, _, _ = (tmp_path / "SAMPLE-comparison.md").read_text(encoding="utf-8").partition("\n")
    assert head.startswith("# SAMPLE")


def test_an_index_that_names_other_folders_removes_nothing_there(world_of_two_states, tmp_path):
    outside = tmp_path / "precious.txt"
    outside.write_text("kept")
    target = tmp_path / "exports"
    target.mkdir()
    (target / "index.json").write_text(json.dumps({"files": [{"name": "../precious.txt"}]}))
    export(world_of_two_states.build("three").path, target)
    assert outside.read_text() == "kept"


def test_no_warehouse_is_told(tmp_path):
    with pytest.raises(LinewatchError, match="no warehouse"):
        export(tmp_path / "warehouse.duckdb", tmp_path / "exports")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_defused(text):
    assert defuse(text) == "'" + text
    sheet = Sheet("s", ("a",), [(text,)], ("a",))
    (_, row) = csv.reader(io.StringIO(write_csv(sheet).decode("utf-8-sig"), newline=""))
    assert row == ["'" + text]


def test_numbers_are_numbers_and_are_not_defused():
    assert to_text(-1.5) == "-1.5"
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([Sheet("s", ("a",), [(-1.5,)], ("a",))], ["about"])))
    assert book["s"]["A2"].value == -1.5


def test_a_text_that_no_cell_holds_is_cut_and_says_so():
    sheet = Sheet("s", ("a",), [("长" * 40_000,)], ("a",))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([sheet], ["about"])))
    assert book["s"]["A2"].value.endswith("(cut here; the CSV has all of it)")


def test_line_breaks_and_marks_are_escaped_in_markdown():
    assert escape_markdown("a|b\nc <i> [x](y) `z`") == "a\\|b c &lt;i> \\[x\\](y) \\`z\\`"


def test_a_folder_that_cannot_be_written_is_told(world_of_two_states, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(LinewatchError, match="cannot be written"):
        export(world_of_two_states.build("four").path, blocked)
