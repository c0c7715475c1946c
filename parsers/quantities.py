"""Quantities in text: dates, money, shares, durations, moments and numbers to call, in Chinese and English.

Works on the match key (keys.py); one factored pattern finds them all, in one pass. Values take the form of the
vocabulary's value kinds and keep the unit of the text. What a quantity means is for the rules to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parsers.numerals import MONTHS, NUMBER, read_number
from schemas.claims import Value


class QuantityKind(StrEnum):
    """The kinds of quantities; the value is the mark that rules use for them."""

    DATE = "Y"
    MONEY = "M"
    SHARE = "P"
    DURATION = "D"
    MOMENT = "T"
    NUMBER = "N"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at key[start:end]; `currency` is None where the sign alone (`$`, 元) leaves it to the document."""

    kind: QuantityKind
    start: int
    end: int
    value: Value


_CURRENCIES = {
    "hk$": "HKD", "hkd": "HKD", "港币": "HKD", "港元": "HKD", "港纸": "HKD", "nt$": "TWD", "ntd": "TWD", "twd": "TWD",
    "新台币": "TWD", "台币": "TWD", "us$": "USD", "usd": "USD", "美元": "USD", "s$": "SGD", "sgd": "SGD", "a$": "AUD",
    "aud": "AUD", "nz$": "NZD", "nzd": "NZD", "c$": "CAD", "ca$": "CAD", "cad": "CAD", "mop": "MOP", "mop$": "MOP",
    "澳门币": "MOP", "澳门元": "MOP", "rm": "MYR", "ringgit": "MYR", "myr": "MYR", "rs": "INR", "rs.": "INR", "inr": "INR",
    "₹": "INR", "rupees": "INR", "rupee": "INR", "php": "PHP", "₱": "PHP", "pesos": "PHP", "peso": "PHP", "p": "PHP",
    "£": "GBP", "gbp": "GBP", "pounds": "GBP", "pound": "GBP", "英镑": "GBP", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "欧元": "EUR", "aed": "AED", "dhs": "AED", "dh": "AED", "dirham": "AED", "dirhams": "AED", "zar": "ZAR",
    "r": "ZAR", "rand": "ZAR", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "¥": "CNY", "yuan": "CNY",
}
_PREFIXES = r"(?:人民币|新台币|台币|港币|澳门币|(?:hk|nt|us|nz|ca|mop|[sac])?\$|(?<![a-z])(?:rm|rs\.?|inr|php|usd|hkd|ntd|twd|sgd|aud|nzd|cad|gbp|eur|aed|dhs?|zar|rmb|cny|myr|mop)|[¥£€₹₱]|(?<![a-z0-9])[rp](?=\d))"
_SUFFIXES = r"(?:元人民币|元|块钱|块(?![儿地])|圆|港元|港币|港纸|美元|欧元|英镑|澳门元|(?:yuan|rmb|dollars?|pesos?|rupees?|pounds?|euros?|dirhams?|rand|aed|usd|hkd|cad|php|pence|ringgit)(?![a-z]))"
_MONTH_NAMES = "|".join(MONTHS)
_UNITS_ZH = r"(?:分钟|个?小时|个钟头?|个?工作[日天]|个?自然[日天]|个?日历[日天]|天|日(?!期|常|元|益|志)|周(?![边围期末])|个?星期|个?礼拜|个(?:整|自然)?月|整月|月(?=[内以之后未]|的?(?:合约|协议|承诺))|(?:周)?年(?![月底初度]|\d)|个?季度|个?账期|个(?:账单|计费|出账)?周期)"
_UNITS_EN = r"(?:(?:calendar|consecutive|full|complete|clear)[ -])?(?:(?:working|business|billing|bill|banking)[ -])?(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|cycles?|periods?)(?![a-z])"

# Where a quantity can begin; without it the many alternatives would be tried at every character.
_BEGINNINGS = r"(?=[0-9零〇一二两三四五六七八九十百千万廿卅半几数若次下隔翌第账计结当每本月最立即实马秒民中人新台港澳¥$£€₹₱*\#+(]|(?<![a-z])[a-z])"

_QUANTITY = re.compile(
    rf"""{_BEGINNINGS}(?:
    (?P<date>
        (?:(?:中华)?民国\s{{0,3}})?(?<!\d)(?P<y1>\d{{2,4}})\s{{0,3}}年\s{{0,3}}(?P<m1>\d{{1,2}})\s{{0,3}}月(?:\s{{0,3}}(?P<d1>\d{{1,2}})\s{{0,3}}[日号])?
      | (?<![\d.-])(?P<y2>(?:19|20)\d\d)[-/.](?P<m2>\d{{1,2}})[-/.](?P<d2>\d{{1,2}})(?![\d.-])
      | (?<![a-z])(?P<mn3>{_MONTH_NAMES})\.?\s{{1,3}}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:\s{{0,3}},\s{{0,3}}|\s{{1,3}})(?P<y3>(?:19|20)\d\d)
      | (?<!\d)(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}(?:of\s{{1,3}})?(?P<mn4>{_MONTH_NAMES}),?\s{{1,3}}(?P<y4>(?:19|20)\d\d)
      | (?<![a-z])(?P<mn5>{_MONTH_NAMES})\s{{1,3}}(?P<y5>(?:19|20)\d\d)
    )
    | (?P<monthday>\d{{1,2}}\s{{0,3}}月\s{{0,3}}\d{{1,2}}\s{{0,3}}[日号])
    | (?P<money>(?P<sign>{_PREFIXES})\s{{0,3}}(?P<a1>{NUMBER})(?:\s{{0,3}}(?:-|~|至|到|to)\s{{0,3}}{_PREFIXES}?\s{{0,3}}(?P<b1>{NUMBER}))?(?:\s{{0,3}}(?:元|块))?
              | (?P<a2>{NUMBER})(?:\s{{0,3}}(?:元|块)?\s{{0,3}}(?:-|~|至|到|to)\s{{0,3}}(?P<b2>{NUMBER}))?\s{{0,3}}(?:多|余|来)?\s{{0,3}}(?P<unit2>{_SUFFIXES}))
    | (?P<share>(?<!\d)(?P<p1>\d{{1,3}}(?:\.\d{{1,3}})?)\s{{0,3}}(?:%|percent|per\ cent)|百分之(?P<p2>{NUMBER})|(?P<p3>[一二三四五六七八九两])成(?![功为本员立交果套长]))
    | (?P<vague>(?:几|数|若干)\s{{0,3}}个?(?P<vague_zh>工作日|小时|天|日|周|个月|月|分钟)|(?<![a-z])(?:several|a\ few|a\ couple\ of|some)\s{{1,3}}(?P<vague_en>{_UNITS_EN}))
    | (?P<duration>(?P<n1>{NUMBER})\s{{0,3}}(?:(?:-|~|至|到|to|or|或者?)\s{{0,3}}(?P<n2>{NUMBER}))?\s{{0,3}}(?P<half>个半)?(?:多|余|来)?\s{{0,3}}(?P<uzh>{_UNITS_ZH})(?P<tail_half>半)?
               | 半\s{{0,3}}(?P<half_zh>年|个月|个小时|小时|天)
               | (?<![a-z0-9])(?P<n3>\d{{1,3}}(?:st|nd|rd|th)(?=\)?\s{{1,3}}(?:calendar\ |working\ |business\ )?day)|{NUMBER}|(?:next|following)(?=\s{{1,3}}(?:working|business)\s{{1,3}}day)|an?(?=\s{{1,3}}(?:full\ |single\ )?(?:calendar\ |working\ |business\ )?(?:minute|hour|day|week|month|year)(?![a-z])))(?:\s{{0,3}}\((?P<n4>\d+)\))?(?:\s{{0,3}}(?:-|to|or)\s{{0,3}}(?P<n5>{NUMBER}))?\)?[\s-]{{0,3}}(?P<uen>{_UNITS_EN}))
    | (?P<next_month>次月(?:\d{{1,2}}[日号])?|(?<![余剩])下一?个?月(?:\d{{1,2}}[日号])?|隔月|翌月|(?<![a-z])(?:the\ )?(?:next|following)\ (?:calendar\ )?month(?!ly))
    | (?P<next_day>次日|第二天|隔[日天]|翌日|(?<![a-z])(?:the\ )?(?:next|following)\ (?:calendar\ )?day|the\ day\ after)
    | (?P<billing_cycle_end>(?:账期|账单周期|计费周期|结算周期|账务周期)(?:结束|期满|届满|最后一[天日]|末)|(?:the\ )?(?:end|last\ day|close|expiration|expiry|completion)\ of\ (?:(?:your|the|that|this|its|each|any|a|then-current|then\ current|current|existing|paid|in-progress|applicable|month's|same)\ )*(?:bill(?:ing)?|charging|invoic(?:e|ing))[ ](?:cycle|period|month)|(?<![a-z])bill(?:ing)?\ cycle\ (?:ends|end\ date))
    | (?P<month_end>(?:当月|每月|本月|每个月)?(?:月底|月末|最后一[天日])|(?:the\ )?(?:end|last\ day)\ of\ (?:the|that|each|every|your|a|this|the\ current|the\ same)\ (?:calendar\ )?month(?!'s\ bill))
    | (?P<immediate>立即|当[日天](?=生效|起?停|[即就]?[销注]|即|完成|办结)|即日(?=起|生效)|即时|即刻|实时|当场|马上|立刻|立马|秒[批退销]|(?<![a-z])(?:immediately|instantly|straight\ ?away|right\ away|at\ once|effective\ immediately|then\ and\ there|there\ and\ then|on\ the\ spot|with\ immediate\ effect|forthwith|the\ (?:very\ |same\ )?day\ (?:that\ )?(?:you|the\ customer)\ (?:asks?|calls?|tells?|cancels?|requests?|contacts?)|the\ same\ day|that\ (?:same|very)\ day))
    | (?P<number>(?<![\d.,¥$£a-z-])(?:[*#]\d{{3,5}}\#?|(?:\+?\d{{1,3}}[- ])?\(?0?\d{{2,4}}\)?[- ](?:12\d{{3}}|\d{{3,4}})(?:[- ]\d{{3,4}})?|[48]00\d{{7}}|0\d{{8,10}}|1800\d{{6}}|1\d{{4}}|\d{{3,6}})(?![\d.,%:]\d|[\d%]|\s{{0,3}}(?:年|月|日|号楼|个|名|人|户|万|亿|次|条|m|g|k)))
    )""",
    re.VERBOSE,
)
_UNIT_NAMES = {"分钟": "minute", "小时": "hour", "钟头": "hour", "钟": "hour", "工作日": "working_day", "工作天": "working_day",
               "星期": "week", "礼拜": "week", "周": "week", "季度": "month", "账期": "month", "周期": "month", "年": "year", "月": "month",
               "天": "day", "日": "day"}
_PER_AFTER = re.compile(r"\s*(?:/|每|一|per\s|a\s|each\s|every\s|for\ each\s|for\ every\s)\s*个?(?:full\s|remaining\s|calendar\s)?(?P<unit>月|month|年|year|annum|天|日|day)")
_PER_BEFORE = re.compile(r"(?:每|一|按)个?(?P<unit>月|年|天|日)[^,，。;；\d]{0,8}$|(?P<monthly>月租费?|月费|月使用费|monthly)[^,，。;；\d]{0,6}$")
_MONTHLY_AFTER = re.compile(r"\s*(?:monthly|a month|per month|/mo\b|p/?m\b|pcm)")
_DAY_OF_MONTH = re.compile(r"[月号日]\s?$")
_UP_TO = re.compile(r"(?:最高|不超过|不得超过|上限为?|至多|最多|以内|不高于|up to|no more than|not exceed(?:ing)?|cannot exceed|not more than|maximum(?: of)?|max\.?|capped at|ceiling of|at most|the (?:lesser|lower|smaller) of)[^,，。;；\d]{0,10}$")
_UP_TO_AFTER = re.compile(r"\s*(?:以内|以下|封顶|or less|at most|maximum)")
_LESSER_AFTER = re.compile(r"[^.;!?\n]{0,90}?(?:whichever (?:is|one is)? ?(?:the )?(?:less|lower|lesser|smaller|cheaper))")
_TIMES_BEFORE = re.compile(r"months?[^.;!?\n]{0,40}(?:remain|left|unexpired|outstanding)[^.;!?\n]{0,40}(?:times|multiplied by|x|by|at) *$|(?:times|multiplied by|x) *$")
_TIMES_AFTER = re.compile(r" *(?:times|x|multiplied by) [^.;!?\n]{0,30}months?[^.;!?\n]{0,20}(?:remain|left|unexpired|outstanding|to go)")
_REMAINING = re.compile(r"剩余|剩下|未履行|未满|未到期|余下|尚未|remain|left (?:in|on)|unexpired|outstanding|not (?:yet )?completed|until the end")
_OF = (
    ("discounts_received", re.compile(r"优惠|补贴|赠送|减免|折扣|discount|subsid|credit(?:s)? (?:you )?received")),
    ("remaining_charges", re.compile(r"剩余|剩下|未履行|未到期|余下|尚未|remain|left (?:in|on)|unexpired|outstanding|until the end|rest of|still to come|balance of the (?:term|contract|period)|were left|months left|yet to run")),
    ("device_price", re.compile(r"机款|手机价|终端款|裸机价|购机款|device|handset|phone price|equipment price")),
    ("monthly_fee", re.compile(r"月租|月费|套餐费|月使用费|月基本费|月功能费|monthly|month's|subscription|service fee|plan (?:charge|fee)")),
)
_REST_OF_TERM = re.compile(r"\)? of [^.;,!?\n]{0,60}(?:remaining|unexpired|outstanding|left (?:in|on)|still to come|yet to run)")


def find_quantities(key: str) -> list[Quantity]:
    """Find all quantities in a match key, in order and without overlaps."""
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(key):
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
    value: dict[str, object] = {"amount": first, "currency": _CURRENCIES.get(sign), "per": None}
    if sign == "pence":
        value["amount"], value["currency"] = (first or 0) / 100, "GBP"
    if second:
        value["amount_max"] = read_number(second)
    elif _UP_TO.search(key, max(0, start - 24), start) or _UP_TO_AFTER.match(key, end) or _LESSER_AFTER.match(key, end):
        value["amount"], value["amount_max"] = 0, value["amount"]
    value["per"] = _read_per(key, start, end)
    return value


def _read_per(key: str, start: int, end: int) -> str | None:
    times = _TIMES_BEFORE.search(key, max(0, start - 110), start)
    if (times and "month" in times[0]) or _TIMES_AFTER.match(key, end):
        return "remaining_month"
    after = _PER_AFTER.match(key, end)
    before = _PER_BEFORE.search(key, max(0, start - 14), start)
    unit = after["unit"] if after else None
    if unit is None and _MONTHLY_AFTER.match(key, end):
        unit = "月"
    if unit is None and before:
        unit = before["unit"] or "月"
    if unit is None:
        return None
    if unit in ("月", "month"):
        return "remaining_month" if _REMAINING.search(key, max(0, start - 20), end + 45) and (after or before) and _is_remaining(key, start, end) else "month"
    return "year" if unit in ("年", "year", "annum") else "day"


def _is_remaining(key: str, start: int, end: int) -> bool:
    """Tell whether so much is due for each month that is left, rather than each month."""
    window = key[max(0, start - 20) : end + 45]
    return bool(re.search(r"(?:month|months)[^.;]{0,12}(?:remain|left|unexpired)|remaining month|(?:剩余|未履行|余下|未到期)[^,，。]{0,8}(?:每|月)|每[^,，。]{0,3}(?:剩余|未履行)", window))


def _read_share(match: re.Match[str], key: str) -> dict[str, object]:
    if match["p1"]:
        percent = float(match["p1"])
    elif match["p2"]:
        percent = float(read_number(match["p2"]) or 0)
    else:
        percent = 10 * float(read_number(match["p3"]) or 0)
    start, end = match.span()
    return {"percent": percent, "of": find_share_base(key, start, end)}


def find_share_base(key: str, start: int, end: int) -> str | None:
    """Find what a share is a share of, from the words within some 40 characters (in English 70, up to the clause's end)."""
    if _REST_OF_TERM.match(key, end):
        return "remaining_charges"
    before = key[max(0, start - 30) : start]
    for window in (before, key[end : end + 40]) if before.endswith("的") else (key[end : end + 40], before):
        for base, pattern in _OF:
            if pattern.search(window):
                return base
    return None


def _read_duration(match: re.Match[str]) -> dict[str, object] | None:
    if match["half_zh"]:
        half = match["half_zh"]
        if half == "年":
            return {"amount": 6, "unit": "month"}
        return {"amount": 15, "unit": "day"} if half == "个月" else {"amount": 30 if "时" in half else 12, "unit": "minute" if "时" in half else "hour"}
    if match["uzh"]:
        if match["uzh"] == "日" and _DAY_OF_MONTH.search(match.string, max(0, match.start() - 3), match.start()) and match.string.startswith("前", match.end()):
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
    return value


def _split_estimate(first: str, second: str | None) -> tuple[str, str | None]:
    """Split an estimate of two neighbouring digits (两三天) into the ends of its range."""
    if second is None and re.fullmatch("[一二两三四五六七八九]{2}", first):
        return first[0], first[1]
    return first, second


def _unit(word: str) -> str:
    return next(unit for name, unit in _UNIT_NAMES.items() if name in word)


def _english_unit(word: str) -> str:
    if "cycle" in word or "period" in word:
        return "month"
    if ("working" in word or "business" in word or "banking" in word) and "day" in word:
        return "working_day"
    for name, unit in (("min", "minute"), ("h", "hour"), ("day", "day"), ("week", "week"), ("month", "month"), ("y", "year")):
        if re.search(rf"(?:^|[ -]){name}", word):
            return unit
    return "day"
