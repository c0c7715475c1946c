"""Quantities in text: dates, money, shares, durations, moments and numbers to call, in Chinese and English.

Works on the match key (keys.py); one factored pattern finds them all, in one pass. Values take the form of the
vocabulary's value kinds and keep the unit of the text. What a quantity means is for the rules to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parsers.numerals import MONTHS, read_number
from parsers.quantity_forms import (
    CURRENCIES,
    DAY_OF_MONTH,
    LESS,
    LESSER_AFTER,
    MONTHLY_AFTER,
    OF,
    OFF,
    PER_AFTER,
    PER_BEFORE,
    QUANTITY,
    REMAINING,
    REST_OF_TERM,
    SENTENCE_END,
    TIMES_AFTER,
    TIMES_BEFORE,
    UNIT_NAMES,
    UP_TO,
    UP_TO_AFTER,
)
from schemas.claims import Value


class QuantityKind(StrEnum):
    """The kinds of quantities; the value is the mark that rules use for them."""

    DATE = "Y"
    MONEY = "M"
    SHARE = "P"
    DURATION = "D"
    MOMENT = "T"
    NUMBER = "N"


@dataclass(slots=True)
class Quantity:
    """A quantity at key[start:end]; `currency` is None where the sign alone (`$`, 元) leaves it to the document."""

    kind: QuantityKind
    start: int
    end: int
    value: Value


def find_quantities(key: str) -> list[Quantity]:
    """Find all quantities in a match key, in order and without overlaps."""
    found: list[Quantity] = []
    for match in QUANTITY.finditer(key):
        quantity = _read(match, key)
        if quantity is not None and not (found and _is_rate(found[-1], quantity, key)):
            found.append(quantity)
    return found


def _is_rate(before: Quantity, quantity: Quantity, key: str) -> bool:
    """Tell whether "a month" belongs to the money before it ($15 a month) and is no duration."""
    is_next = before.kind is QuantityKind.MONEY and quantity.start - before.end <= 1
    return is_next and quantity.kind is QuantityKind.DURATION and key[quantity.start] == "a"


def _read(match: re.Match[str], key: str) -> Quantity | None:
    name = match.lastgroup if match.lastgroup in _SYMBOLS else _kind_of(match)
    start, end = match.span()
    if name in _SYMBOLS:
        return Quantity(QuantityKind.MOMENT, start, end, {"symbol": name})
    if name == "date":
        value = _read_date(match)
        return Quantity(QuantityKind.DATE, start, end, value) if value else None
    if name == "money":
        return Quantity(QuantityKind.MONEY, start, end, _read_money(match, key))
    if name == "share":
        return Quantity(QuantityKind.SHARE, start, end, _read_share(match, key))
    if name == "vague":
        unit = _unit(match["vague_zh"]) if match["vague_zh"] else _english_unit(match["vague_en"])
        return Quantity(QuantityKind.DURATION, start, end, {"amount": None, "unit": unit})
    if name == "duration":
        duration = _read_duration(match)
        return Quantity(QuantityKind.DURATION, start, end, duration) if duration else None
    if name == "number":
        return Quantity(QuantityKind.NUMBER, start, end, re.sub(r"[\s()]", "", match[0]))
    return None


_SYMBOLS = frozenset({"next_month", "next_day", "billing_cycle_end", "month_end", "immediate"})
_KINDS = ("date", "monthday", "money", "share", "vague", "duration", "number")


def _kind_of(match: re.Match[str]) -> str:
    return next(name for name in (*_KINDS, *_SYMBOLS) if match[name] is not None)


def _read_date(match: re.Match[str]) -> str | None:
    if match["y1"]:
        year = int(match["y1"])
        year = year + 1911 if year < 200 else year
        month, day = int(match["m1"]), int(match["d1"] or 1)
    elif match["y2"]:
        year, month, day = int(match["y2"]), int(match["m2"]), int(match["d2"])
    elif match["y3"]:
        year, month, day = int(match["y3"]), MONTHS[match["mn3"]], int(match["d3"])
    elif match["y4"]:
        year, month, day = int(match["y4"]), MONTHS[match["mn4"]], int(match["d4"])
    else:
        year, month, day = int(match["y5"]), MONTHS[match["mn5"]], 1
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _read_money(match: re.Match[str], key: str) -> dict[str, object]:
    start, end = match.span()
    first, second = read_number(match["a1"] or match["a2"]), match["b1"] or match["b2"]
    sign = (match["sign"] or match["unit2"] or "").strip()
    value: dict[str, object] = {"amount": first, "currency": CURRENCIES.get(sign), "per": None}
    if sign == "pence":
        value["amount"], value["currency"] = (first or 0) / 100, "GBP"
    if second:
        value["amount_max"] = read_number(second)
    elif UP_TO.search(key, max(0, start - 24), start) or UP_TO_AFTER.match(key, end) or LESSER_AFTER.match(key, end):
        value["amount"], value["amount_max"] = 0, value["amount"]
    value["per"] = _read_per(key, start, end)
    return value


def _read_per(key: str, start: int, end: int) -> str | None:
    times = TIMES_BEFORE.search(key, max(0, start - 110), start)
    if (times and "month" in times[0]) or TIMES_AFTER.match(key, end):
        return "remaining_month"
    after = PER_AFTER.match(key, end)
    before = PER_BEFORE.search(key, max(0, start - 14), start)
    unit = after["unit"] if after else None
    if unit is None and MONTHLY_AFTER.match(key, end):
        unit = "月"
    if unit is None and before:
        unit = before["unit"] or "月"
    if unit is None:
        return None
    if unit in ("月", "month"):
        return (
            "remaining_month"
            if REMAINING.search(key, max(0, start - 20), end + 45)
            and (after or before)
            and _is_remaining(key, start, end)
            else "month"
        )
    return "year" if unit in ("年", "year", "annum") else "day"


def _is_remaining(key: str, start: int, end: int) -> bool:
    """Tell whether so much is due for each month that is left, rather than each month."""
    window = key[max(0, start - 20) : end + 45]
    return bool(
        re.search(
            (
                r"(?:month|months)[^.;]{0,16}(?:remain|left|unexpired|to go(?![a-z])|yet to run|outstanding"
                r"|short(?![a-z]))|remaining month|(?:剩余|未履行|余下|未到期)[^,，。]{0,8}(?:每|月)"
                r"|每[^,，。]{0,3}(?:剩余|未履行)"
            ),
            window,
        )
    )


def _read_share(match: re.Match[str], key: str) -> dict[str, object]:
    if match["p1"]:
        percent = float(match["p1"])
    elif match["half_share"]:
        percent = 50.0
    elif match["p2"]:
        percent = float(read_number(match["p2"]) or 0)
    else:
        percent = 10 * float(read_number(match["p3"]) or 0)
    start, end = match.span()
    if LESS.search(key, max(0, start - 24), start) or OFF.match(key, end):
        base = _find_reduced_base(key, start)
        if base is not None and percent < 100:
            return {"percent": 100 - percent, "of": base}
    return {"percent": percent, "of": find_share_base(key, start, end)}


def _find_reduced_base(key: str, start: int) -> str | None:
    """Find what a share is taken off, as in "your remaining charges, less 4%", from the words before it."""
    before = key[max(0, start - 110) : start]
    end = SENTENCE_END.search(before)
    before = before[end.end() :] if end else before
    bases = (base for base, words in OF if base in ("remaining_charges", "monthly_fee") and words.search(before))
    return next(bases, None)


def find_share_base(key: str, start: int, end: int) -> str | None:
    """Find what a share is a share of, from the words within some 40 characters (70 in English)."""
    if REST_OF_TERM.match(key, end):
        return "remaining_charges"
    before = key[max(0, start - 30) : start]
    for window in (before, key[end : end + 40]) if before.endswith("的") else (key[end : end + 40], before):
        for base, pattern in OF:
            if pattern.search(window):
                return base
    return None


def _read_duration(match: re.Match[str]) -> dict[str, object] | None:
    if match["half_zh"]:
        half = match["half_zh"]
        if half == "年":
            return {"amount": 6, "unit": "month"}
        return (
            {"amount": 15, "unit": "day"}
            if half == "个月"
            else {"amount": 30 if "时" in half else 12, "unit": "minute" if "时" in half else "hour"}
        )
    if match["uzh"]:
        if (
            match["uzh"] == "日"
            and DAY_OF_MONTH.search(match.string, max(0, match.start() - 3), match.start())
            and match.string.startswith("前", match.end())
        ):
            return None  # 每月25日前 names a day
        unit = _unit(match["uzh"])
        first, second = _split_estimate(match["n1"], match["n2"])
        amount = read_number(first)
        factor = 3 if "季度" in match["uzh"] else 1
    else:
        unit = _english_unit(match["uen"])
        word = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", match["n4"] or match["n3"])
        amount = 1 if word in ("next", "following") else read_number(word)
        second, factor = match["n5"], 1
    if amount is None or (amount > 1990 and unit == "year"):
        return None
    amount *= factor
    if match["half"] or match["tail_half"]:
        amount += 0.5
    value: dict[str, object] = {"amount": amount, "unit": unit}
    if second:
        value["amount_max"] = read_number(second)
    elif match["or_two"]:
        value["amount_max"] = amount + 1
    return value


def _split_estimate(first: str, second: str | None) -> tuple[str, str | None]:
    """Split an estimate of two neighbouring digits (两三天) into the ends of its range."""
    if second is None and re.fullmatch("[一二两三四五六七八九]{2}", first):
        return first[0], first[1]
    return first, second


def _unit(word: str) -> str:
    return next(unit for name, unit in UNIT_NAMES.items() if name in word)


def _english_unit(word: str) -> str:
    if "cycle" in word or "period" in word:
        return "month"
    if ("working" in word or "business" in word or "banking" in word) and "day" in word:
        return "working_day"
    for name, unit in (
        ("min", "minute"),
        ("h", "hour"),
        ("day", "day"),
        ("week", "week"),
        ("month", "month"),
        ("y", "year"),
    ):
        if re.search(rf"(?:^|[ -]){name}", word):
            return unit
    return "day"
