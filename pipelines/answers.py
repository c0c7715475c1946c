"""Answers to people who leave: the checklist, the cost, the days, where it can be done, the rules, and how easy it is.

The answers are macros and tables of the warehouse; here they are asked for and laid out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from pipelines.asking import Rows, Warehouse, tell_verified
from pipelines.rendering import make_console, name_source, print_lines, show_cell
from schemas.carriers import load_carriers
from schemas.errors import LinewatchError
from schemas.regions import load_regions
from schemas.vocabulary import load_vocabulary

_SHOWN = {
    "exit-cost": ("charge", "low", "high", "currency", "words", "basis", "quote", "source_id"),
    "end-dates": ("step", "earliest_on", "latest_on", "words", "quote", "source_id"),
    "can-leave": ("says", "condition", "words", "basis", "said_by", "quote", "source_id"),
    "obligations": (
        "title", "carrier_id", "holds_from", "finding", "keeping_count", "breaking_count", "reports_count",
        "last_reported_on",
    ),
    "ease": ("carrier_id", "region", "low", "high", "known_share"),
}  # fmt: skip
_HEADS_ZH = {
    "charge": "费用", "low": "最低", "high": "最高", "currency": "货币", "words": "说明", "basis": "依据",
    "quote": "原文", "source_id": "来源", "step": "步骤", "earliest_on": "最早", "latest_on": "最晚", "says": "答复",
    "condition": "条件",
    "said_by": "说者", "title": "规定", "carrier_id": "运营商", "holds_from": "生效日", "finding": "情况",
    "keeping_count": "符合", "breaking_count": "相悖", "reports_count": "报道", "last_reported_on": "最近报道",
    "region": "地区", "known_share": "已知比例",
}  # fmt: skip
_BASES = {
    "reported": {"en": "only reported by others", "zh": "仅他方报道"},
    "general": {"en": "said of carriers in general", "zh": "泛指各运营商"},
}
_DISPUTED = {"en": "disputed", "zh": "说法不一"}
_NOTHING = {"en": "nothing is known of it", "zh": "尚无资料"}


def ask_checklist(warehouse: Warehouse, carrier: str, region: str, applicant: str, line_type: str) -> Rows:
    """Return what somebody who leaves has to do, a row a line. UnknownNameError for a name that nothing declares."""
    _check_place(carrier, region)
    answer = warehouse.ask(
        "FROM core.checklist($carrier, $region, asker := $applicant, line := $line_type)",
        {"carrier": carrier, "region": region, "applicant": applicant, "line_type": line_type},
    )
    return tell_verified(warehouse, answer)


def ask_exit_cost(
    warehouse: Warehouse, carrier: str, region: str, months_left: int, monthly_fee: float, on: date, line_type: str
) -> Rows:
    """Return each charge and their total; amounts are in the carrier's currency, an open `high` is NULL."""
    _check_place(carrier, region)
    answer = warehouse.ask(
        "FROM core.exit_cost($carrier, $region, $months, $fee, $on, line := $line_type)",
        {
            "carrier": carrier, "region": region, "months": months_left, "fee": monthly_fee, "on": on,
            "line_type": line_type,
        },
    )  # fmt: skip
    return tell_verified(warehouse, answer)


def ask_end_dates(warehouse: Warehouse, carrier: str, region: str, on: date, applicant: str, line_type: str) -> Rows:
    """Return the steps from the request to the number's next life, with their earliest and latest days."""
    _check_place(carrier, region)
    answer = warehouse.ask(
        "FROM core.end_dates($carrier, $region, $on, asker := $applicant, line := $line_type)",
        {"carrier": carrier, "region": region, "on": on, "applicant": applicant, "line_type": line_type},
    )
    return tell_verified(warehouse, answer)


def ask_can_leave(warehouse: Warehouse, carrier: str, home: str, asking: str, channel: str) -> Rows:
    """Return the statements that bear on it, each row with the one answer."""
    _check_place(carrier, home, asking)
    load_vocabulary().code("channel", channel)
    answer = warehouse.ask(
        "FROM core.can_leave($carrier, $home, $asking, channel_code := $channel)",
        {"carrier": carrier, "home": home, "asking": asking, "channel": channel},
    )
    return tell_verified(warehouse, answer)


def ask_obligations(warehouse: Warehouse, carriers: Sequence[str], has_unobserved: bool) -> Rows:
    """Return rows of out.obligations, of these carriers or of all; those never observed only where asked for."""
    for carrier in carriers:
        load_carriers().get(carrier)
    return warehouse.ask(
        """
        FROM out.obligations
        WHERE (len($carriers) = 0 OR list_contains($carriers, carrier_id))
            AND ($has_unobserved OR finding <> 'not_observed')
        ORDER BY obligation_id, carrier_id
        """,
        {"carriers": list(carriers), "has_unobserved": has_unobserved},
    )


def ask_ease(warehouse: Warehouse, regions: Sequence[str]) -> Rows:
    """Return rows of out.ease in these regions, else in whole countries, the surely easiest first."""
    for region in regions:
        load_regions().get(region)
    return warehouse.ask(
        """
        FROM out.ease
        WHERE len($regions) = 0 AND region_id NOT LIKE '%-%' OR list_contains($regions, region_id)
        ORDER BY low DESC, high DESC, carrier_id, region_id
        """,
        {"regions": list(regions)},
    )


def print_checklist(checklist: Rows, title: str, language: str, out: TextIO) -> None:
    """Print a checklist: under each step its lines, each with its words and where they stand."""
    console = make_console(out)
    console.print(Text(title, style="bold"))
    if not checklist.rows:
        console.print(_NOTHING[language])
    for step, lines in groupby(checklist.records(), key=lambda line: line[f"step_{language}"]):
        console.print(Text(f"\n{step}", style="bold underline" if console.is_terminal else "bold"))
        for line in lines:
            _print_line(line, language, console)


def _print_line(line: dict[str, Any], language: str, console: Any) -> None:
    label = line[f"condition_{language}"].split(": ")[-1].split("：")[-1]
    text = Text(f"  {label}: ", style="").append(line[f"words_{language}"], style="bold")
    notes = [_BASES[line["basis"]][language]] if line["basis"] in _BASES else []
    notes += [_DISPUTED[language]] if line["is_conflicting"] else []
    for note in notes:
        text.append(f"  [{note}]", style="yellow")
    console.print(text)
    place = name_source(line, language) or line["address"]
    quote = f"“{line['quote']}” " if line["quote"] else ""
    console.print(Text(f"      {quote}{place}", style="dim"))


def print_answer(command: str, rows: Rows, language: str, out: TextIO) -> None:
    """Print the rows of an answer as a table, with the columns that people read."""
    console = make_console(out)
    names = _SHOWN[command]
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(_HEADS_ZH[name] if language == "zh" else name.replace("_", " "), overflow="fold")
    for record in rows.records():
        cells = {**record, "source_id": name_source(record, language)} if "source_id" in record else record
        table.add_row(*(Text(show_cell(cells[_column(record, name, language)])) for name in names))
    print_lines(console, table)


def say_answer(rows: Rows, language: str) -> str:
    """Return the one answer that every row carries, in words."""
    return str(rows.records()[0][f"answer_{language}"])


def _column(record: dict[str, Any], name: str, language: str) -> str:
    """Return the column in the language where there is one, else the plain one."""
    return f"{name}_{language}" if f"{name}_{language}" in record else name


def _check_place(carrier: str, *regions: str) -> None:
    """Refuse names that nothing declares, and regions outside the carrier's country."""
    country = load_carriers().get(carrier).country
    for region in regions:
        load_regions().get(region)
        found = load_regions().country(region).id
        if found != country:
            raise LinewatchError(f"{region} lies in {found}, {carrier} is a carrier of {country}; name a region there")
