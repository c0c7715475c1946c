"""A source whose address nobody verified is marked wherever it is named to a person, and a verified one is not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.answers import ask_can_leave, ask_checklist, ask_end_dates, ask_exit_cost, print_answer, print_checklist
from pipelines.asking import (
    Rows,
    Warehouse,
    ask_cell,
    ask_changes,
    ask_comparison,
    ask_conflicts,
    ask_grounds,
    open_warehouse,
)
from pipelines.health import look
from pipelines.history import print_changes, print_conflicts, print_grounds
from pipelines.notices import find_events
from pipelines.report.site import make_report
from pipelines.settings import Settings
from pipelines.status_page import write_status_page
from tests.warehouse.conftest import World
from warehouse.choice import Choice
from warehouse.connection import open_read_only
from warehouse.export import export
from warehouse.publish import publish

MARKS = {"en": "address never verified", "zh": "网址未经核对"}
SOURCE = '[[source]]\nname = "leaving"\nurl = "http://{0}.test/leaving"\nverified = {1}\n'
CARRIER = 'name = "Mobile"\ntier = "carrier"\ncountry = "CN"\ncarriers = ["cn-mobile"]\n'


@pytest.fixture(scope="module", params=[False, True], ids=["unverified", "verified"])
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path, bool]:
    """A warehouse with a change, a conflict, a charge and a time; whether its sources' addresses were verified."""
    world = World(tmp_path_factory.mktemp("world"))
    is_verified = str(request.param).lower()
    world.declare("cn-mobile", CARRIER + SOURCE.format("mobile", is_verified))
    world.declare("news-press", 'name = "Press"\ntier = "news"\ncarriers = ["cn-mobile"]\ncountry = "CN"\n'
                  + SOURCE.format("press", is_verified))
    more = (
        'fee.processing charged {"amount": 20, "currency": "CNY"}',
        'timing.effective stated {"amount": 3, "unit": "day"}',
        "location.nationwide allowed",
    )
    world.capture("cn-mobile/leaving", "2026-01-01", "channel.app available", *more)
    world.capture("cn-mobile/leaving", "2026-02-01", "channel.app unavailable", *more)
    world.capture("news-press/leaving", "2026-02-01", "channel.app available", carriers=["cn-mobile"])
    settings = Settings(data=world.data, sources=world.root / "sources", state=world.root / "state")
    return settings, publish(world.build("one").path, world.data), request.param


@pytest.fixture
def warehouse(published: tuple[Settings, Path, bool]) -> Iterator[Warehouse]:
    with open_warehouse(published[1]) as opened:
        yield opened


def show(show_rows: Callable[..., None], *what: Any) -> str:
    out = io.StringIO()
    show_rows(*what, out)
    return " ".join(out.getvalue().split())


def ask_all(warehouse: Warehouse) -> dict[str, Rows]:
    on = date(2026, 3, 1)
    return {
        "can-leave": ask_can_leave(warehouse, "cn-mobile", "CN", "CN", "app"),
        "exit-cost": ask_exit_cost(warehouse, "cn-mobile", "CN", 1, 10.0, on, "any"),
        "end-dates": ask_end_dates(warehouse, "cn-mobile", "CN", on, "any", "any"),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_terminal_marks_it(published: tuple[Settings, Path, bool], warehouse: Warehouse, language: str) -> None:
    asked = ("cn-mobile", "CN", "channel", "app")
    conflicts, changes = ask_conflicts(warehouse), ask_changes(warehouse)
    nothing = Rows(changes.columns, [])
    texts = {
        "changes": show(print_changes, changes, language),
        "conflicts": show(print_conflicts, conflicts, language),
        "explain": show(
            print_grounds, ask_cell(warehouse, *asked), ask_grounds(warehouse, *asked), nothing, {}, language
        ),
        "checklist": show(print_checklist, ask_checklist(warehouse, "cn-mobile", "CN", "any", "any"), "T", language),
    } | {name: show(print_answer, name, rows, language) for name, rows in ask_all(warehouse).items()}
    assert conflicts.rows and changes.rows
    mark = MARKS[language].replace(" ", "")
    marked = {name for name, text in texts.items() if mark in text.replace(" ", "")}
    assert marked == (set() if published[2] else set(texts))


def test_what_programs_read_has_a_column(published: tuple[Settings, Path, bool], warehouse: Warehouse) -> None:
    answers = [ask_comparison(warehouse), ask_changes(warehouse), *ask_all(warehouse).values()]
    for answer in answers:
        told = {record["is_verified"] for record in answer.records() if record["source_id"]}
        assert told == {published[2]}
    sides = ask_conflicts(warehouse).records()
    assert {(side["holding_is_verified"], side["opposing_is_verified"]) for side in sides} == {(published[2],) * 2}


def test_the_exports_mark_it(published: tuple[Settings, Path, bool], tmp_path: Path) -> None:
    _, warehouse, is_verified = published
    export(warehouse, tmp_path)
    with (tmp_path / "comparison.csv").open(encoding="utf-8") as file:
        told = {row["is_verified"] for row in csv.DictReader(file) if row["source_id"]}
    assert told == {str(is_verified).lower()}
    for language, name in (("zh", "中国 CN"), ("en", "China CN")):
        book = openpyxl.load_workbook(tmp_path / f"linewatch.{language}.xlsx")
        notes = [cell.comment.text for row in book[name].iter_rows() for cell in row if cell.comment]
        assert notes
        assert {MARKS[language] in note for note in notes} == {not is_verified}
        head, *rows = book["sources"].iter_rows(values_only=True)
        assert {row[head.index("is_verified")] for row in rows} == {is_verified}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_marks_it(published: tuple[Settings, Path, bool], language: str) -> None:
    _, warehouse, is_verified = published
    with open_read_only(warehouse) as connection:
        pages = dict(make_report(connection, Choice()))
    names = [f"{language}/carriers/cn-mobile/CN.html", f"{language}/changes.html"]
    names += [f"{language}/obligations.html", f"feeds/all.{language}.xml"]
    for name in names:
        text = pages[name] if isinstance(pages[name], str) else pages[name].decode()
        assert (MARKS[language] in text) is not is_verified, name


def test_the_status_page_and_the_notices_mark_it(published: tuple[Settings, Path, bool]) -> None:
    settings, _, is_verified = published
    page = write_status_page(settings, look(settings)).read_text("utf-8")
    assert page.count(MARKS["en"]) == (0 if is_verified else 2)
    events = find_events(settings, datetime(2026, 2, 2, tzinfo=UTC))
    changes = [event.line for event in events if event.kind == "change"]
    assert changes
    assert {MARKS["en"] in line for line in changes} == {not is_verified}
