"""Changes and grounds for people: what a policy was and became, and who says what about one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.asking import Rows
from pipelines.passages import Passage, Segment
from pipelines.rendering import make_console, name_source, print_lines
from warehouse.labels import find_label

Passages = Mapping[str, tuple[Passage, ...]]

_DIRECTION_STYLES = {"better": "green", "worse": "red", "neutral": ""}
_SEGMENT_STYLES = {"same": "dim", "gone": "red strike", "new": "green"}
_SIDE_NAMES = ("attribute", "code", "statement", "quote", "tier", "source_id", "is_verified", "at")
_SIGNS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
_WORDS = {
    "title": {"en": "Policy changes", "zh": "政策变化"},
    "none": {"en": "no policy changed", "zh": "没有政策变化"},
    "observed": {"en": "observed", "zh": "观察日期"},
    "of": {"en": "of", "zh": "来源"},
    "condition": {"en": "condition", "zh": "条件"},
    "before": {"en": "before", "zh": "原来"},
    "after": {"en": "after", "zh": "现在"},
    "direction": {"en": "for the customer", "zh": "对用户"},
    "nothing": {"en": "nothing stated", "zh": "未提及"},
    "flap": {"en": "comes and goes", "zh": "反复"},
    "since": {"en": "since", "zh": "始于"},
    "seen": {"en": "last seen", "zh": "最近见于"},
    "stale": {"en": "seen too long ago", "zh": "已久未更新"},
    "made_up": {"en": "made up, no evidence of anything", "zh": "虚构示例，不作任何证据"},
    "said_by": {"en": "said by", "zh": "说者"},
    "changes": {"en": "changes", "zh": "变化"},
    "conflicts": {"en": "Statements that exclude each other", "zh": "互相矛盾的说法"},
}
_PARTS = {
    "holds": {"en": "holds", "zh": "成立"},
    "supports": {"en": "supports it", "zh": "佐证"},
    "contradicts itself": {"en": "the source contradicts itself", "zh": "同一来源自相矛盾"},
    "contradicts": {"en": "contradicts it", "zh": "说法相反"},
    "is outranked": {"en": "is outranked", "zh": "让位于更可靠的来源"},
    "spam": {"en": "spam, decides nothing", "zh": "垃圾内容，不作依据"},
}


def print_changes(
    changes: Rows, language: str, out: TextIO, passages: Passages | None = None, *, is_sample: bool = False
) -> None:
    """Print policy changes as a table, a row for each; with their passages one below the other, what differs marked."""
    console = make_console(out)
    title = ("SAMPLE · " if is_sample else "") + _WORDS["title"][language]
    if not changes.rows:
        console.print(f"{title}: {_WORDS['none'][language]}", markup=False)
        return
    if passages is not None:
        console.print(Text(title, style="bold"))
        for change in changes.records():
            _print_change(console, change, language, passages)
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", title=title, title_justify="left", pad_edge=False)
    for name in ("observed", "of", "condition", "before", "after", "direction"):
        table.add_column(_WORDS[name][language], overflow="fold")
    for change in changes.records():
        table.add_row(*_show_change(change, language))
    print_lines(console, table)


def print_grounds(cell: Rows, grounds: Rows, changes: Rows, passages: Passages, language: str, out: TextIO) -> None:
    """Print one cell with everyone who speaks about it, in their words, and how it and its words changed."""
    console = make_console(out)
    facts = cell.records()[0]
    carrier = facts["carrier_local_name" if language == "zh" else "carrier_name"]
    head = Text(f"{carrier} · {facts[f'region_{language}']} · ", style="bold")
    console.print(head.append(f"{facts[f'attribute_{language}']}: {facts[f'code_{language}']}"))
    console.print(f"{facts[f'policy_{language}']} ({facts[f'basis_{language}']})", markup=False)
    if facts["dataset"] != "LIVE":
        console.print(f"{facts['dataset']}: {_WORDS['made_up'][language]}", style="yellow")
    for witness in grounds.records():
        _print_witness(console, witness, language)
    if changes.rows:
        console.print(f"\n{_WORDS['changes'][language]}", style="bold")
    for change in changes.records():
        _print_change(console, change, language, passages)


def print_conflicts(conflicts: Rows, language: str, out: TextIO, *, is_sample: bool = False) -> None:
    """Print conflicts one below the other: where, then each side with its words, speaker and day."""
    console = make_console(out)
    title = ("SAMPLE · " if is_sample else "") + _WORDS["conflicts"][language]
    console.print(f"{title}: {len(conflicts.rows)}", style="bold", markup=False)
    for conflict in conflicts.records():
        place = f"{conflict['carrier_id'] or '*'} {conflict['region_id'] or '?'}"
        part = _PARTS["contradicts itself"][language] if conflict["kind"] == "self_contradicting" else ""
        console.print(Text(f"\n{place} {part}".rstrip(), style="bold"))
        for side in ("holding", "opposing"):
            told = {name: conflict[f"{side}_{name}"] for name in _SIDE_NAMES}
            console.print(Text(f"  {told['attribute']}.{told['code']} {told['statement']}  “{told['quote']}”"))
            console.print(Text(f"    {told['tier']} {name_source(told, language)}, {_day(told['at'])}", style="dim"))


def _print_witness(console: Console, witness: dict[str, Any], language: str) -> None:
    part = _PARTS[witness["part"]][language]
    style = "bold" if witness["part"] == "holds" else "dim"
    said = f"{witness['condition']} {witness[f'words_{language}']}"
    console.print(Text(f"\n{part}: ", style=style).append(said, style="bold"))
    console.print(Text(f"  “{witness['quote']}”"))
    passage = " ".join(witness["passage"].split())
    if passage != witness["quote"]:
        console.print(Text(f"  … {passage}", style="dim"))
    times = [
        f"{_WORDS['since'][language]} {witness['since_on']}",
        f"{_WORDS['seen'][language]} {witness['as_of_on']}",
        *([_WORDS["stale"][language]] if witness["is_last_seen"] else []),
        *([_tell_rule(witness["rule"], language)] if witness["rule"] else []),
        *([] if witness["is_verified"] else [find_label("source", "unverified", language)]),
    ]
    said_by = witness["said_by"]
    voice = ""
    if said_by not in ("unknown", witness["tier"]):
        voice = f" {_WORDS['said_by'][language]} {find_label('said_by', said_by, language)}"
    tier = find_label("tier", witness["tier"], language)
    speaker = f"{tier} {witness['source_id']} ({witness['stated_region_id'] or '?'}){voice}"
    console.print(Text(f"  {speaker}: {', '.join(times)}"))
    console.print(Text(f"  {witness['address']}", style="dim"))


def _tell_rule(rule: str, language: str) -> str:
    """Tell the rule that chose: the tier of the speaker, where it names one, and how near it speaks of the cell."""
    text, _, age = rule.partition(", ")
    tier, _, nearness = text.partition(" ")
    told = find_label("rule", nearness, language)
    told = find_label("rule", text, language) if told == nearness else told
    told = told.replace("{tier}", find_label("tier", tier, language))
    return f"{told}, {find_label('rule', age, language)}" if age else told


def _print_change(console: Console, change: dict[str, Any], language: str, passages: Passages) -> None:
    console.print("  " + " | ".join(cell.plain for cell in _show_change(change, language)), markup=False)
    for passage in passages.get(change["change_id"], ()):
        console.print(_mark(passage.segments, is_styled=console.is_terminal))


def _mark(segments: Iterable[Segment], *, is_styled: bool) -> Text:
    """Mark what is gone and what is new: by colour on a terminal, and always by the signs of wdiff."""
    line = Text("    ")
    for segment in segments:
        before, after = _SIGNS[segment.kind]
        text = re.sub(r"\s+", " ", segment.text)
        line.append(f"{before}{text}{after}", style=_SEGMENT_STYLES[segment.kind] if is_styled else "")
    return line


def _show_change(change: dict[str, Any], language: str) -> tuple[Text, ...]:
    nothing = _WORDS["nothing"][language]
    limits = [change[name] for name in ("applicant", "line_type", "channel") if change[name] != "any"]
    condition = f"{change[f'attribute_{language}']}: {change[f'code_{language}']}"
    direction = change[f"direction_{language}"] + (f" ({_WORDS['flap'][language]})" if change["is_flap"] else "")
    return (
        Text(_day(change["observed_at"])),
        Text(name_source(change, language)),
        Text(f"{condition} {' '.join(f'[{limit}]' for limit in limits)}".strip()),
        Text(change[f"before_{language}"] or nothing),
        Text(change[f"after_{language}"] or nothing),
        Text(direction, style=_DIRECTION_STYLES[change["direction"]]),
    )


def _day(instant: Any) -> str:
    return "?" if instant is None else f"{instant:%Y-%m-%d}"
