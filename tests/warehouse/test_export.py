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
from warehouse.choice import Choice
from warehouse.export import export
from warehouse.index import count_rows, verify_file
from warehouse.publish import publish
from warehouse.region_sheets import Cell, RegionSheet
from warehouse.sheets import Sheet
from warehouse.spreadsheet import Workbook
from warehouse.writers import defuse, escape_markdown, to_text, write_csv

APP = "channel.app available"
MOBILE = """
name = "Mobile"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
title = "Leaving | for good"
url = "http://mobile.test/leaving"
"""
EVIL = '=HYPERLINK("http://x")|<b>*bold*</b>'


@pytest.fixture(scope="module")
def world_of_two_states(tmp_path_factory, make_world, state):
    """A carrier whose page changed once, with a quote that no spreadsheet or page should run."""
    world = make_world(tmp_path_factory.mktemp("export"))
    world.declare("cn-mobile", MOBILE)
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
        count = connection.execute("SELECT count(*) FROM out.comparison WHERE carrier_id = 'cn-mobile'").fetchone()[0]
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
    body = (files[0].parent / "changes.bom.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.removeprefix(b"\xef\xbb\xbf") == (files[0].parent / "changes.csv").read_bytes()
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
    assert "not stated" in page.split("|")[0]


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
    book = openpyxl.load_workbook(files[0].parent / "linewatch.en.xlsx")
    tables = ["comparison", "changes", "sources", "coverage", "obligations", "ease"]
    assert book.sheetnames == ["about", "China CN", *tables]
    page = book["changes"]
    assert page.freeze_panes == "A2" and page.auto_filter.ref
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == "'" + EVIL for cell in cells)


def test_a_region_sheet_has_carriers_across_colours_and_the_words_in_notes(exported):
    _, files = exported
    book = openpyxl.load_workbook(files[0].parent / "linewatch.zh.xlsx")
    page = book["中国 CN"]
    assert page.freeze_panes == "C2" and page.auto_filter.ref == "A1:C2"
    assert [cell.value for cell in page[1]] == ["类别", "条件", "中国移动"]
    cell = page["C2"]
    assert cell.value == "不可以" and EVIL + " no more" in cell.comment.text and "http://" in cell.comment.text
    legend = {row[0].value: row[0] for row in book["说明"].iter_rows() if row[0].value}
    assert cell.fill.fgColor.rgb == legend["stated"].fill.fgColor.rgb
    assert cell.font.color.rgb == legend["worse"].font.color.rgb


def test_the_workbook_equals_the_table(exported):
    _, files = exported
    page = openpyxl.load_workbook(files[0].parent / "linewatch.en.xlsx", read_only=True)["coverage"]
    book = [["" if value is None else str(value) for value in row] for row in page.iter_rows(values_only=True)]
    with (files[0].parent / "coverage.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert book == table


def test_a_choice_keeps_what_it_names(exported, tmp_path):
    warehouse, _ = exported
    choice = Choice(("cn-mobile",), ("CN-GD",), ("channel.app", "fee"), "agent", "zh")
    files = {path.name: path for path in export(warehouse, tmp_path, choice)}
    rows = list(csv.DictReader(io.StringIO(files["comparison.csv"].read_text(encoding="utf-8"))))
    assert {(row["carrier_id"], row["region_id"]) for row in rows} == {("cn-mobile", "CN-GD")}
    assert {row["attribute"] for row in rows} == {"channel", "fee"} and len(rows) > 2
    assert not [name for name in rows[0] if name.endswith("_en")]
    parquet = pyarrow.parquet.read_table(files["comparison.parquet"])
    assert parquet.column_names == list(rows[0]) and parquet.num_rows == len(rows)
    assert "linewatch.zh.xlsx" in files and "linewatch.en.xlsx" not in files
    index = json.loads(files["index.json"].read_text(encoding="utf-8"))
    assert index["chosen"]["applicant"] == "agent" and index["chosen"]["regions"] == ["CN-GD"]


def test_an_applicant_counts_only_what_is_said_of_it(empty_world, state):
    empty_world.declare("cn-mobile", MOBILE)
    empty_world.capture("cn-mobile/leaving", "2026-01-01",
                        state(APP, applicant="self"), state("channel.web available"))
    rows = "SELECT basis, policy_en FROM {} WHERE carrier_id = 'cn-mobile' AND region_id = 'CN' AND code = '{}'"
    assert empty_world.query(rows.format("core.comparison_for('self')", "app")) == [
        ("stated", "available (the holder)")]
    assert empty_world.query(rows.format("core.comparison_for('agent')", "app")) == [("not_stated", "not stated")]
    assert empty_world.query(rows.format("core.comparison_for('agent')", "web")) == [("stated", "available")]
    assert empty_world.query("FROM core.comparison_for(NULL) EXCEPT FROM out.comparison") == []
    assert empty_world.query("FROM out.comparison EXCEPT FROM core.comparison_for(NULL)") == []


@pytest.mark.parametrize("wrong", [
    {"carriers": ("cn-mobil",)}, {"regions": ("CN-XX",)}, {"codes": ("fees",)}, {"codes": ("fee.nothing",)},
    {"applicant": "aunt"},
])
def test_a_name_that_nothing_declares_is_refused(wrong):
    with pytest.raises(LinewatchError):
        Choice(**wrong)


def test_carriers_that_no_source_speaks_of_are_left_out_unless_asked_for(exported, tmp_path):
    warehouse, files = exported
    assert "cn-unicom" not in (files[0].parent / "coverage.csv").read_text()
    export(warehouse, tmp_path, Choice(("cn-unicom",)))
    assert "cn-unicom" in (tmp_path / "coverage.csv").read_text()


def test_the_data_package_describes_every_column(exported):
    _, files = exported
    folder = files[0].parent
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["sources"] == [{"title": "Leaving | for good", "path": "http://mobile.test/leaving"}]
    assert {resource["name"] for resource in package["resources"]} >= {"comparison", "changes", "sources"}
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file))
        assert [field["name"] for field in resource["schema"]["fields"]] == head
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_the_warehouse_lies_beside_where_it_is_asked_for(exported, tmp_path, rows):
    warehouse, _ = exported
    files = export(warehouse, tmp_path, has_warehouse=True)
    copy = tmp_path / "linewatch.duckdb"
    assert copy in files and copy.read_bytes() == warehouse.read_bytes()
    assert rows(copy, "SELECT count(*) > 0 FROM out.comparison") == [(True,)]


def test_a_table_that_lost_rows_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'a\r\n"x\ny"\r\n')
    assert count_rows(path) == 1
    with pytest.raises(LinewatchError, match="holds 1 rows where 2"):
        verify_file(path, 2)


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


def write_book(*sheets):
    book = Workbook("en", ["about"])
    for sheet in sheets:
        (book.add_region if isinstance(sheet, RegionSheet) else book.add_table)(sheet)
    return openpyxl.load_workbook(io.BytesIO(book.finish()))


def test_numbers_are_numbers_and_are_not_defused():
    assert to_text(-1.5) == "-1.5"
    assert write_book(Sheet("s", ("a",), [(-1.5,)], ("a",)))["s"]["A2"].value == -1.5


def test_a_text_that_no_cell_holds_is_cut_and_says_so():
    book = write_book(Sheet("s", ("a",), [("长" * 40_000,)], ("a",)))
    assert book["s"]["A2"].value.endswith("(cut here; the CSV has all of it)")


def test_names_of_carriers_run_nothing_in_a_region_sheet():
    book = write_book(RegionSheet("CN", "China", ("=1+1",), [("=2", "@x", [Cell("=3", "stated", "neutral", "=4")])]))
    page = book["China CN"]
    assert [cell.value for row in page.iter_rows() for cell in row][2:] == ["'=1+1", "'=2", "'@x", "'=3"]


def test_line_breaks_and_marks_are_escaped_in_markdown():
    assert escape_markdown("a|b\nc <i> [x](y) `z`") == "a\\|b c &lt;i> \\[x\\](y) \\`z\\`"


def test_a_folder_that_cannot_be_written_is_told(world_of_two_states, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(LinewatchError, match="cannot be written"):
        export(world_of_two_states.build("four").path, blocked)
