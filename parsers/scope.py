"""Scope: which carriers and regions a document is about. What limits the single claim is qualifiers.py's.

Names are schemas' data (carriers.toml, regions.csv); the words of applicants and line types are the lexicon's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

from parsers.keys import fold_key
from parsers.names import count_carriers, count_regions, find_ruled_regions, locate_carriers
from parsers.requirements import find_signs
from schemas.carriers import load_carriers
from schemas.documents import BlockKind, Document, SourceKind
from schemas.sources import Source

_CURRENCIES = {
    "CN": "CNY",
    "HK": "HKD",
    "TW": "TWD",
    "MO": "MOP",
    "PH": "PHP",
    "GB": "GBP",
    "US": "USD",
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "SG": "SGD",
    "MY": "MYR",
    "IN": "INR",
    "IE": "EUR",
    "AE": "AED",
    "ZA": "ZAR",
    "IM": "GBP",
}
_THREE = re.compile(r"三(?:大|家)(?:基础|电信|通信|通讯)*(?:运营商|企业|公司)|三网|三大电信")
_ALL_CARRIERS = re.compile(r"各(?:省)?(?:基础)?电信(?:运营)?企业")
_LISTED_THREE = re.compile(
    r"移动[、，,/和及]\s*(?:中国)?(?:联通|电信)[、，,/和及]\s*(?:中国)?(?:联通|电信)(?:[这等]?三(?:家|大|个)"
    r"|都|均|全部|的?做法|各)"
)
_MOVES_TO = re.compile(r"(?:→|->|转成|转到|转至|转去|转入|转|换成|换到|变成|变|携到|去)(?:了|中国)?$")
_ELSEWHERE = re.compile(r"(?:人|已|已经|现|身|我)?(?:在|回|去|来)(?!线)[\u4e00-\u9fff]{2,3}")  # where the writer is
_EXAMPLE = re.compile(
    r"(?:比如|例如|譬如|诸如|包括但|如|像|such as|e\.g\.|for example|like)[^。；;.!?！？\n]{0,22}$", re.I
)
_AND_SO_ON = re.compile(r"[^。，,；;\n]{0,6}等(?!级|待|等|候|到|于)")
_OWN_PLACE = re.compile(r"坐标[:：]?([\u4e00-\u9fff]{2,4})")
_AUTHORITIES = {
    "CN": re.compile(r"工信部|工业和信息化部|通信管理局|人民币|身份证"),
    "TW": re.compile(
        r"ncc|国家通讯传播|门号|台湾|新台币|nt\$|携码|行动电话|行动通信|电信业者|消保|民国|健保卡|双证件|绑约"
        r"|简讯|退租|补贴款"
        r"|台北|高雄|台中|直营门市|预付卡|吃到饱|月租"
    ),
    "HK": re.compile(
        r"香港|hk\$|港元|港币|通讯事务管理局|ofca|上台|转台|过台|出机|按金|流动电话|流动通讯|营办商|储值卡"
        r"|阁下|消委会|携号|增值|cut台|断约"
        r"|九龙|旺角|铜锣湾|尖沙咀|中环|观塘|沙田|月费|唔|嘅|咗|系咪|八达通|专门店"
    ),
    "MO": re.compile(r"澳门|mop|ctm|邮电局"),
    "PH": re.compile(r"philippin|\bntc\b|₱|republic act"),
    "GB": re.compile(r"ofcom|£|\buk\b|united kingdom"),
    "US": re.compile(r"\bfcc\b|united states|\bu\.s\.|usd"),
    "CA": re.compile(r"crtc|canad|ccts"),
    "IE": re.compile(r"comreg|ireland|irish"),
    "IN": re.compile(r"\btrai\b|\bindia|rs\.? ?\d|₹"),
    "AU": re.compile(r"acma|australia|\btio\b"),
    "NZ": re.compile(r"new zealand"),
    "SG": re.compile(r"imda|singapore|s\$"),
    "MY": re.compile(r"mcmc|malaysia|\brm ?\d"),
    "ZA": re.compile(r"icasa|south africa"),
    "AE": re.compile(r"\buae\b|emirates|aed|\btdra\b"),
}


def find_scope(document: Document, source: Source | None = None) -> Document:
    """Return the document with the carriers and regions that its claims are about; a source's declaration wins."""
    carriers = source.carriers if source is not None and source.carriers else _find_carriers(document)
    regions = source.regions if source is not None and source.regions else _find_regions(document, carriers)
    return replace(document, carriers=tuple(carriers), regions=tuple(regions))


def find_currency(document: Document) -> str | None:
    """Tell the currency of a bare sign (`$`, 元) by the document's country."""
    return _CURRENCIES.get(document.regions[0].partition("-")[0]) if document.regions else None


def _find_carriers(document: Document) -> list[str]:
    title = [carrier for carrier in count_carriers(document.title or "") if _is_subject(carrier, document.title or "")]
    own = _find_by_site(document)
    if own:
        return [own]
    heading = document.title or document.text[:60]
    if len(title) != 1 and _THREE.search(heading):
        return _find_incumbents()
    if title and not _is_other_script(title, document):
        return title
    if _LISTED_THREE.search(document.text):
        return _find_incumbents()
    named = _find_by_headings(document)
    if named:
        return named
    if document.kind is SourceKind.REGULATOR and _ALL_CARRIERS.search(document.text):
        return _find_incumbents()
    counts = _count_subjects(document)
    most = max(counts.values(), default=0)
    leading = [carrier for carrier, count in counts.items() if count * 2 >= most]
    if most < 2 and len(counts) != 1 and _THREE.search(document.text, 0, 120):
        return _find_incumbents()
    return leading if (most >= 2 or len(counts) == 1) and len(leading) <= 5 else []


def _find_incumbents() -> list[str]:
    """Return the carriers that 三大运营商 and the like mean."""
    return [carrier.id for carrier in load_carriers() if carrier.is_incumbent]


def _find_by_site(document: Document) -> str | None:
    """Find the carrier whose own site a document stands on."""
    host = (urlsplit(document.address or "").hostname or "").removeprefix("www.")
    for carrier in load_carriers():
        sites = [site.removeprefix("www.") for site in carrier.sites]
        if host and any(host == site or host.endswith("." + site) for site in sites):
            return carrier.id
    return None


def _is_subject(carrier: str, text: str) -> bool:
    """Tell whether a short text names a carrier otherwise than as where a number moves to."""
    spans = [(start, end) for found, start, end in locate_carriers(text) if found == carrier]
    return any(not _MOVES_TO.search(text, max(0, start - 8), start) for start, _ in spans)


def _is_other_script(carriers: list[str], document: Document) -> bool:
    """Tell whether 電信 or 移動 in a text in traditional characters would make it one about mainland China."""
    if document.language != "zh-Hant" or not all(carrier.startswith("cn-") for carrier in carriers):
        return False
    known = load_carriers()
    whole = f"{document.title or ''}\n{document.text}"
    return not any(
        name in whole for carrier in carriers for name in known.get(carrier).names if name.startswith(("中", "China"))
    )


def _is_foreign_word(carrier: str, document: Document) -> bool:
    """Tell whether a Chinese text names a carrier from abroad only by a word that means other things too (Smart)."""
    known = load_carriers().get(carrier)
    if not document.language.startswith("zh") or known.country in ("CN", "HK", "MO", "TW"):
        return False
    return not any(name in document.text or name in (document.title or "") for name in known.names)


def _find_by_headings(document: Document) -> list[str]:
    """Find the carriers that stand alone as headings of sections or heads of rows, where there are several."""
    found: dict[str, None] = {}
    for block in document.blocks:
        texts = [document.text[block.start : block.end]] if block.kind is BlockKind.HEADING else list(block.row_heads)
        for text in texts:
            names = locate_carriers(text) if len(text) <= 24 else []
            if len(names) == 1 and names[0][2] - names[0][1] + 8 >= len(text.strip()):
                found.setdefault(names[0][0])
    return list(found) if len(found) > 1 else []


def _count_subjects(document: Document) -> dict[str, int]:
    """Count the mentions of each carrier, leaving out those that are only examples."""
    counts = dict.fromkeys(count_carriers(document.text), 0)
    for carrier, start, end in locate_carriers(document.text):
        is_example = _EXAMPLE.search(document.text, max(0, start - 24), start) or _AND_SO_ON.match(document.text, end)
        if carrier in counts and not is_example:
            counts[carrier] += 1
    counts = {carrier: count for carrier, count in counts.items() if count and not _is_foreign_word(carrier, document)}
    return {carrier: count for carrier, count in counts.items() if not _is_other_script([carrier], document)}


def _find_regions(document: Document, carriers: tuple[str, ...] | list[str]) -> list[str]:
    country = _find_country(document, carriers)
    if country != "CN":
        return [country] if country else []
    title = count_regions(_ELSEWHERE.sub("", document.title or ""))
    if title:
        return _narrowest(title)
    ruled = find_ruled_regions(document.text)
    if 0 < len(ruled) <= 3:
        return _narrowest(dict.fromkeys(ruled, 1))
    counts = {region: count for region, count in count_regions(document.text).items() if count >= 2}
    return list(counts) if len(counts) == 1 else _narrowest(dict.fromkeys(_located(document.text), 1)) or ["CN"]


def _count(country: str, text: str) -> int:
    """Count the words of a country; where none of their signs stands in the text there is none."""
    signs = _signs()[country]
    return len(_AUTHORITIES[country].findall(text)) if not signs or any(sign in text for sign in signs) else 0


@cache
def _signs() -> dict[str, frozenset[str]]:
    return {country: find_signs(words.pattern) for country, words in _AUTHORITIES.items()}


def _located(text: str) -> list[str]:
    """Return the place that a writer gives as his own (坐标杭州)."""
    return [region for match in _OWN_PLACE.finditer(text) for region in count_regions(match[1])]


def _narrowest(counts: dict[str, int]) -> list[str]:
    from schemas.regions import load_regions

    regions = load_regions()
    parents = {parent.id for region in counts for parent in regions.ancestors(region) if parent.id != region}
    return [region for region in counts if region not in parents]


def _find_country(document: Document, carriers: tuple[str, ...] | list[str]) -> str | None:
    if carriers:
        return load_carriers().get(carriers[0]).country
    host = urlsplit(document.address or "").hostname or ""
    suffix = host.rpartition(".")[2].upper()
    suffix = {"UK": "GB"}.get(suffix, suffix)
    if suffix in _CURRENCIES and suffix != "IM":
        return suffix
    if document.language == "zh-Hans":
        return "CN"
    folded = fold_key(f"{document.title or ''}\n{document.text}".lower())
    among = ("TW", "HK", "MO") if document.language == "zh-Hant" else tuple(_AUTHORITIES)
    counts = {country: _count(country, folded) for country in among}
    best = max(among, key=lambda country: counts[country])
    if document.language == "zh-Hant":
        return best
    return best if counts[best] else None
