"""Numbers as people write them: digits with separators, Chinese numerals, English number words."""

from __future__ import annotations

import re

_ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "a": 1, "an": 1,
}
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_WORDS = "|".join(sorted((w for w in _ENGLISH if len(w) > 2), key=len, reverse=True))
_DIGITS_FORM = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?!\d)(?:\.\d{1,4})?(?:万|千|百)?"
_CHINESE_FORM = r"[零〇一二两三四五六七八九十百千万廿卅壹贰叁肆伍陆柒捌玖拾佰仟]{1,9}"
_ENGLISH_FORM = rf"(?<![a-z])(?:(?:{_TENS})[- ](?:{_ONES})|{_WORDS})(?![a-z])"
NUMBER = f"(?:{_DIGITS_FORM}|{_CHINESE_FORM}|{_ENGLISH_FORM})"

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}


def read_number(text: str) -> float | int | None:
    """Read a number that NUMBER matched; None where the characters make no number."""
    text = text.strip()
    digits = re.fullmatch(r"([\d,]+(?:\.\d+)?)([万千百]?)", text)
    if digits:
        number = float(digits[1].replace(",", "")) * (_SCALES[digits[2]] if digits[2] else 1)
        return int(number) if number.is_integer() else number
    if re.fullmatch(r"[a-z -]+", text):
        parts = re.split(r"[ -]", text)
        return sum(_ENGLISH[part] for part in parts) if all(part in _ENGLISH for part in parts) else None
    return _read_chinese(text)


def _read_chinese(text: str) -> int | None:
    text = text.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    if not any(character in _SCALES for character in text):
        return int("".join(str(_DIGITS[character]) for character in text)) if all(c in _DIGITS for c in text) else None
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "万":
            total, section, digit = total + (section + digit or 1) * 10000, 0, 0
        elif character in _SCALES:
            section, digit = section + (digit or 1) * _SCALES[character], 0
        else:
            return None
    return total + section + digit
