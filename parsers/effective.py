"""Stated dates: from when, and until when, a text says that its rules hold.

A date that a rule is about (customers who joined before it, a contract that runs until it) is no such date. How long
things take is quantities.py's.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parsers.numerals import MONTHS
from schemas.documents import SourceKind

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE_ZH = (
    r"(?:(?P<zy{0}>(?:19|20)\d\d|(?:民国|(?<!\d))1\d\d)\s?年"
    r"(?:\s?(?P<zm{0}>\d{{1,2}})\s?月(?:\s?(?P<zd{0}>\d{{1,2}})\s?[日号])?)?"
    r"|(?<![\d.-])(?P<iy{0}>20\d\d)[-./](?P<im{0}>\d{{1,2}})[-./](?P<id{0}>\d{{1,2}})(?![\d.-])"
    r"|(?<![\d年])(?P<nm{0}>\d{{1,2}})\s?月\s?(?P<nd{0}>\d{{1,2}})\s?[日号])"
    r"(?:\s?(?:零时|零点|凌晨|[0-2]?\d[:：时点](?:\d\d)?分?))?"
)
_DATE_EN = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? \(?)?(?:the )?"
    rf"(?:(?P<ed{{0}}>\d{{{{1,2}}}})(?:st|nd|rd|th)?(?: of)? (?P<em{{0}}>{_MONTH})(?![a-z])(?:,? (?P<ey{{0}}>20\d\d))?"
    rf"|(?P<fm{{0}}>{_MONTH})\.? (?P<fd{{0}}>\d{{{{1,2}}}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<fy{{0}}>20\d\d))?"
    rf"|(?P<gm{{0}}>{_MONTH}) (?P<gy{{0}}>20\d\d)|(?P<jy{{0}}>20\d\d)-(?P<jm{{0}}>\d\d)-(?P<jd{{0}}>\d\d))"
)
_TODAY = (
    r"(?P<today>即日起|(?:发布|公布|印发|颁布|发文)之日起"
    r"|(?<![a-z])(?:as of|from|starting|effective) today(?![a-z]))"
)
_FROM_ZH = (
    rf"(?:(?:自|从|由|于|在)\s?)?{_DATE_ZH.format('a')}\s?"
    r"(?:(?:起|开始|始)(?!计|算|租)(?:施行|实施|生效|执行)?|(?:正式)?(?:施行|实施|生效|执行|启用))"
    rf"|(?:生效|执行|实施|施行|启用)(?:日期|时间|日)?\s?(?:为|是|[:：])\s?{_DATE_ZH.format('b')}"
)
_TO_ZH = (
    rf"{_DATE_ZH.format('c')}\s?(?:起)?\s?(?:至|到|-|~)\s?{_DATE_ZH.format('d')}"
    r"|(?:有效期|执行|延长?|延续|实施|适用|有效|截止日期|截止时间)(?:至|到|为|[:：])\s?"
    rf"{_DATE_ZH.format('e')}|(?:至|到)\s?{_DATE_ZH.format('f')}\s?(?:为?止|失效|停止)"
)
_FROM_EN = (
    r"(?<![a-z])(?:(?:with effect|effective(?: date)?|t(?:akes?|aking|ook) effect|in (?:force|effect)"
    r"|(?:comes?|came|coming|enter(?:s|ed)?) into (?:force|effect|operation)|appl(?:y|ies)|applicable|valid)"
    r"(?: is)?(?: from| on| as of| since| :|:)?|from|as of|as from|since|starting|beginning|commencing)"
    rf"(?: on)?(?: and including)? ?{_DATE_EN.format('a')}"
)
_TO_EN = (
    rf"(?<![a-z])from {_DATE_EN.format('c')} (?:to|until|through|-) {_DATE_EN.format('d')}"
    rf"|(?<![a-z])(?:until|till|through|up to and including|valid to) {_DATE_EN.format('e')}"
)
_PHRASE = re.compile(rf"(?P<to>{_TO_ZH}|{_TO_EN})|(?P<from>{_FROM_ZH}|{_FROM_EN})|{_TODAY}")
# What may hold such a phrase at all; looked for before the costly search.
_HINT = re.compile(
    r"\d\s?[年月][^。\n]{0,12}(?:起|开始|施行|实施|生效|执行|启用|止|至|到)|之日起|即日起"
    r"|生效|执行|实施|有效期|截止|(?<!\d)20\d\d(?!\d)|today"
)
# A date of what a rule is about: behind it the customers, before it what they did; in English before it.
_OF_CUSTOMERS = re.compile(
    r"[^，,。；;]{0,6}(?:入网|开户|办理|购买|激活|签约|申请|订购|参加|登记|新增|新装)"
    r"[^，,。；;]{0,6}(?:用户|客户|号码|套餐|者)"
)
_OF_CONTRACT = re.compile(
    r"(?:join|sign|bought|buy|purchas|took out|taken out|contract|order|connect|activat|agreement (?:date|start)|term "
    r"|began|your plan|credit|balance|voucher|registered|upgraded|born)[^.;\n]{0,40}$"
)
# What names the document itself right before a date: that date is of all that it says.
_OF_DOCUMENT = re.compile(
    r"(?:(?:本|此|上述|以上|下列|以下|现行)[^，,。；;]{0,10}?"
    r"(?:办法|规定|通知|公告|协议|规则|政策|条款|须知|标准|资费|细则|说明|合同|规范)"
    r"|(?:these|this|our|the (?:new|following|above)) (?:[a-z&-]+ ){0,4}?"
    r"(?:terms|conditions|agreement|policy|notice|rules|regulations|guide|charges|fees|charter|code)(?![a-z]))"
    r"[^，,。；;.\n]{0,16}$"
)
_LABEL = re.compile(
    r"\W*(?:(?:生效|执行|实施|施行)(?:日期|时间)|effective(?: date)?(?: as of| from| on)?[ :])"
)
_NOTICE = re.compile(r"公告|通知|通告|启事|(?<![a-z])(?:notice|announcement|changes to)(?![a-z])")
_STOP = re.compile(r"[,，;；。]")
_FARTHEST = 60  # characters from the document's name to its date


@dataclass(slots=True)
class Period:
    """From when until when (both included) what stands at key[start:end] and after it holds; None where not said."""

    start: int
    end: int
    effective_from: date | None
    effective_to: date | None



def find_periods(key: str, start: int, end: int, published: date | None) -> tuple[Period, ...]:
    """Find the stated periods in key[start:end]; a date without a year is the one nearest to `published`."""
    if not _HINT.search(key, start, end):
        return ()
    return tuple(_read_phrases(key, start, end, published))


def choose_period(periods: tuple[Period, ...], key: str, end: int) -> Period | None:
    """Choose the period of a statement that ends at `end`: the last named before, else the next of its own clause."""
    if not periods:
        return None
    before = [period for period in periods if period.start < end]
    if before:
        return before[-1]
    return periods[0] if not _STOP.search(key, end, periods[0].start) else None


def is_of_document(key: str, start: int, end: int, period: Period) -> bool:
    """Tell whether a sentence with a period speaks of the document that it stands in, or is but its label."""
    sentence = key[start:end]
    is_label = end - period.end <= 2 and _LABEL.match(sentence) is not None
    return is_label or _OF_DOCUMENT.search(key, max(start, period.start - _FARTHEST), period.start) is not None


def is_notice(title: str, kind: SourceKind) -> bool:
    """Tell whether a carrier or regulator announces something: the first date is that of all that the text says."""
    return kind in (SourceKind.CARRIER, SourceKind.REGULATOR) and _NOTICE.search(title) is not None


def may_speak_of_itself(kind: SourceKind) -> bool:
    """Tell whether a document's own date is that of its rules: the press and customers report those of others."""
    return kind in (SourceKind.CARRIER, SourceKind.REGULATOR, SourceKind.AGGREGATOR)


def _read_phrases(key: str, start: int, end: int, published: date | None) -> Iterator[Period]:
    for match in _PHRASE.finditer(key, start, end):
        first, last = match.span()
        if match["today"]:
            if published is not None:
                yield Period(first, last, published, None)
            continue
        if _OF_CUSTOMERS.match(key, last, end) or _OF_CONTRACT.search(key, max(start, first - 60), first):
            continue
        if match["from"]:
            day = _read_date(match, ("a", "b"), published, is_end=False)
            if day is not None:
                yield Period(first, last, day, None)
        else:
            began = _read_date(match, ("c",), published, is_end=False)
            ended = _read_date(match, ("d", "e", "f"), published, is_end=True)
            if ended is not None and (began is None or began <= ended):
                yield Period(first, last, began, ended)


def _read_date(match: re.Match[str], places: tuple[str, ...], published: date | None, *, is_end: bool) -> date | None:
    """Read the date at one of the places of a phrase; of a month or year alone the first or the last day."""
    groups = match.groupdict()
    for place in places:
        for form in "zinefgj":
            year, month, day = (groups.get(f"{form}{part}{place}") for part in "ymd")
            if year or month:
                return _make_date(year, month, day, published, is_end)
    return None


def _make_date(
    year: str | None, month: str | None, day: str | None, published: date | None, is_end: bool
) -> date | None:
    number = MONTHS.get(month or "") or int(month or (12 if is_end else 1))
    if not 1 <= number <= 12:
        return None
    if year is None:
        return _nearest(number, int(day or 1), published)
    full = int(year.removeprefix("民国"))
    full = full + 1911 if full < 1000 else full
    last = calendar.monthrange(full, number)[1]
    chosen = int(day) if day else last if is_end else 1
    return date(full, number, chosen) if 1 <= chosen <= last else None


def _nearest(month: int, day: int, published: date | None) -> date | None:
    if published is None:
        return None
    years = (published.year - 1, published.year, published.year + 1)
    days = [date(y, month, day) for y in years if 1 <= day <= calendar.monthrange(y, month)[1]]
    return min(days, key=lambda d: abs(d - published), default=None)
