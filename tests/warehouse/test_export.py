"""Exports: the same warehouse gives the same bytes, other libraries read them, and hostile words stay words."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import openpyxl
import pyarrow.parquet
import pytest

from schemas.errors import LinewatchError
from warehouse.export import defuse, export

HOSTILE = '=HYPERLINK("http://evil.test","x")|<b>*bold*</b>'


@pytest.fixture
def exported(world, state, tmp_path):
    """The exports of a page whose words are hostile, as {name: path}."""
    world.capture("cn-mobile/leaving", "2026-01-01", state("channel.app unavailable", quote="暂不支持"))
    world.capture("cn-mobile/leaving", "2026-02-01", state("channel.app available", quote=HOSTILE))
    files = export(world.build(is_sample=True).path, tmp_path / "out")
    return {path.name: path for path in files}


def test_every_form_of_every_table_is_written_and_says_sample(exported):
    tables = ("comparison", "changes", "coverage", "sources", "matrix")
    wanted = {f"SAMPLE-{table}.{form}" for table in tables for form in ("csv", "json", "md", "parquet")}
    assert exported.keys() == wanted | {"SAMPLE-linewatch.xlsx", "index.json"}
    assert {row["dataset"] for row in json.loads(exported["SAMPLE-comparison.json"].read_text("utf-8"))} == {"SAMPLE"}


def test_two_exports_of_one_warehouse_are_equal_to_the_byte(world, tmp_path):
    world.capture("cn-mobile/leaving", "2026-01-01", "channel.app available")
    built = world.build().path
    first, second = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in export(built, tmp_path / name)}
        for name in ("one", "two")
    )
    assert first == second


def test_the_index_counts_and_digests_what_lies_beside_it(exported):
    index = json.loads(exported["index.json"].read_text("utf-8"))
    for file in index["files"]:
        body = exported[file["name"]].read_bytes()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (file["bytes"], file["sha256"])
    rows = pyarrow.parquet.read_table(exported["SAMPLE-comparison.parquet"]).num_rows
    assert rows == next(file["rows"] for file in index["files"] if file["name"] == "SAMPLE-comparison.csv")


def test_csv_and_workbook_hold_the_same_cells_and_no_formula(exported):
    text = exported["SAMPLE-changes.csv"].read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    sheet = openpyxl.load_workbook(exported["SAMPLE-linewatch.xlsx"])["changes"]
    head, cells = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert row["after_quote"] == dict(zip(head, cells, strict=True))["after_quote"] == f"'{HOSTILE}"
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert sheet.freeze_panes == "A2"


def test_markdown_shows_hostile_words_as_words(exported):
    line = next(line for line in exported["SAMPLE-changes.md"].read_text("utf-8").splitlines() if "HYPERLINK" in line)
    assert "<b>" not in line
    assert r"\|&lt;b&gt;\*bold\*" in line


@pytest.mark.parametrize(
    ("text", "shown"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-5", "'-5"), ("5元/月", "5元/月"), ("", "")]
)
def test_only_what_a_spreadsheet_would_run_is_defused(text, shown):
    assert defuse(text) == shown


def test_a_folder_that_cannot_be_written_is_told(world, tmp_path):
    world.capture("cn-mobile/leaving", "2026-01-01", "channel.app available")
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(LinewatchError, match="name another folder"):
        export(world.build().path, tmp_path / "file")
