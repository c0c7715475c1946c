"""Names of carriers and regions in a text: counting mentions, with the care that ambiguous names need.

Which of them a document is about is scope.py's to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import ahocorasick

from schemas.carriers import load_carriers
from schemas.regions import load_regions

# What 移动, 电信 and their like are followed by where they are no name, and what surely shows that they are one.
_NO_NAME_AFTER = (
    r"(?!电话|電話|通信|通讯|通訊|设备|網|网络|网路|数据|互联|终端|端|支付|性|应用|台|业务经营|电源|硬盘|办公|宽带"
    r"|网号|转售|服务提供|企业|条例|法|费|管理|号码携带|用户号码|资源|普遍|增值|行业|运营|業者|公司依法|总局|电视"
    r"|局|事业|诈骗|网|号码可携|服務|服务(?!厅|站|中心|网点|密码)|主管|市场|部门|消费|资费|监管|用户申诉|技术|职能|合同法|业务|人民|民国|民族|民國)"
)
# What follows a region whose own rules a text is about: its branch of a carrier, its authority, its users.
_RULED = re.compile(
    r"[省市]?(?:[、和及与][\u4e00-\u9fff]{2,3}[省市]?)?(?:本地|当地|地区)?(?:两地|三地|两省|两市)?的?"
    r"(?:移动|联通|电信|广电|中国移动|中国联通|中国电信|运营商|手机用户|用户|有限公司|分公司|通信管理局"
    r"|消费者协会|消协|消保委|通信(?!行)|三家|四家)"
)
_NO_CARRIER_AFTER = r"(?!商|业者|業者|业界|業界|管理局)"  # 香港电讯商 are all of them
_NO_NAME_BEFORE = r"(?<!基础)(?<!可)(?<!互联网)(?<!中国)(?<!行动)(?<!的手机)(?<!虚拟)"


def count_carriers(text: str) -> dict[str, int]:
    """Count the mentions of each carrier in a text, in the order of their first mention."""
    counts: dict[str, int] = {}
    for carrier in find_mentions(text):
        counts[carrier] = counts.get(carrier, 0) + 1
    strong = _strong(text, counts)
    return {c: n for c, n in counts.items() if c in strong or _is_chinese_name(c) or n >= 2}


def find_carriers_in(text: str) -> list[str]:
    """Return the carriers that a short text names, in order, each once."""
    return list(dict.fromkeys(find_mentions(text)))


def find_mentions(text: str) -> list[str]:
    """Return the carrier of each mention in a text, in order."""
    return [carrier for carrier, _, _ in locate_carriers(text)]


@lru_cache(maxsize=8)  # the scope of a document is asked of the same text several times
def locate_carriers(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return each mention of a carrier as (carrier, start, end), in order; of overlapping ones the longest."""
    hits = sorted((last + 1 - len(name), -len(name), name) for last, name in _carrier_names().iter(text))
    mentions: list[tuple[str, int, int]] = []
    at = 0
    for start, length, name in hits:
        if start < at:
            continue
        carrier, pattern = _checks()[name]
        if pattern.match(text, start):
            at = start - length
            mentions.append((carrier, start, at))
    return tuple(mentions)


def count_regions(text: str) -> dict[str, int]:
    """Count the mentions of mainland China's provinces and cities in a text, in the order of their first mention."""
    counts: dict[str, int] = {}
    for region, _ in _locate_regions(text):
        counts[region] = counts.get(region, 0) + 1
    return counts


def find_ruled_regions(text: str) -> list[str]:
    """Return the provinces and cities whose carriers, authorities or users a text speaks of, in order, each once."""
    found: dict[str, None] = {}
    for region, end in _locate_regions(text):
        if _RULED.match(text, end):
            found.setdefault(region)
    return list(found)


@lru_cache(maxsize=8)
def _locate_regions(text: str) -> tuple[tuple[str, int], ...]:
    """Return each mention of a region as (region, end), in order; of overlapping ones the first, then the longest."""
    hits = sorted((last + 1 - len(name), -len(name), name) for last, name in _region_automaton().iter(text))
    mentions: list[tuple[str, int]] = []
    at = 0
    for start, length, name in hits:
        if start >= at:
            at = start - length
            mentions.append((_region_names()[name], at))
    return tuple(mentions)


def _strong(text: str, carriers: Iterable[str]) -> set[str]:
    known = load_carriers()
    return {carrier for carrier in carriers if any(name in text for name in known.get(carrier).names if len(name) > 2)}


def _is_chinese_name(carrier: str) -> bool:
    return carrier.startswith(("cn-", "tw-"))


@cache
def _carrier_names() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in _checks():
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


@cache
def _checks() -> dict[str, tuple[str, re.Pattern[str]]]:
    """Each name with the carrier that it stands for first and the pattern that says whether it does at a place."""
    checks: dict[str, tuple[str, re.Pattern[str]]] = {}
    for carrier in load_carriers():
        for name in (*carrier.names, *carrier.sub_brands):
            checks.setdefault(name, (carrier.id, re.compile(_name_regex(name, is_weak=False))))
        for name in carrier.weak_aliases:
            if len(name) == 1 or name.isdigit():
                continue  # a character or a number names nothing by itself
            checks.setdefault(name, (carrier.id, re.compile(_name_regex(name, is_weak=True))))
        for hotline in carrier.hotlines:
            if re.fullmatch(r"1\d{4}", hotline):
                checks.setdefault(hotline, (carrier.id, re.compile(rf"(?<!\d){hotline}(?!\d)")))
    return checks


def _name_regex(name: str, *, is_weak: bool) -> str:
    text = re.escape(name)
    if re.search(r"[A-Za-z0-9]$", name):
        return rf"(?<![A-Za-z0-9]){text}(?![A-Za-z0-9])"
    return f"{_NO_NAME_BEFORE}{text}{_NO_NAME_AFTER}" if is_weak else f"{text}{_NO_CARRIER_AFTER}"


@cache
def _region_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for region in load_regions():
        if not region.id.startswith("CN-"):
            continue
        for name in (region.name_zh, *region.aliases):
            if len(name) >= 2:
                names.setdefault(name, region.id)
    return names


@cache
def _region_automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in _region_names():
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton
