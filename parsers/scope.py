"""Scope: which carriers and regions a document is about, and what limits the single claim (applicant, channel, line type, speaker).

Names are schemas' data (carriers.toml, regions.csv); the words of applicants and line types are the lexicon's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from parsers.context import Passage
from parsers.names import count_carriers, count_regions, find_carriers_in
from parsers.speakers import find_speaker
from schemas.carriers import load_carriers
from schemas.claims import Claim
from schemas.documents import Document, SourceKind
from schemas.sources import Source

_CURRENCIES = {
    "CN": "CNY", "HK": "HKD", "TW": "TWD", "MO": "MOP", "PH": "PHP", "GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD",
    "NZ": "NZD", "SG": "SGD", "MY": "MYR", "IN": "INR", "IE": "EUR", "AE": "AED", "ZA": "ZAR", "IM": "GBP",
}
_GENERAL = re.compile(r"三大(?:电信)?运营商|三家(?:基础)?(?:电信)?(?:企业|运营商)|三大基础电信企业|三网|各(?:大|家)运营商")
_AUTHORITIES = {
    "CN": re.compile(r"工信部|工业和信息化部|通信管理局|人民币|身份证"), "TW": re.compile(r"ncc|国家通讯传播|门号|台湾|新台币|nt\$"),
    "HK": re.compile(r"香港|hk\$|港元|港币|通讯事务管理局|ofca"), "PH": re.compile(r"philippin|\bntc\b|₱|republic act"),
    "GB": re.compile(r"ofcom|£|\buk\b|united kingdom"), "US": re.compile(r"\bfcc\b|united states|\bu\.s\.|usd"),
    "CA": re.compile(r"crtc|canad|ccts"), "IE": re.compile(r"comreg|ireland|irish"), "IN": re.compile(r"\btrai\b|\bindia|rs\.? ?\d|₹"),
    "AU": re.compile(r"acma|australia|\btio\b"), "NZ": re.compile(r"new zealand"), "SG": re.compile(r"imda|singapore|s\$"),
    "MY": re.compile(r"mcmc|malaysia|\brm ?\d"), "ZA": re.compile(r"icasa|south africa"), "AE": re.compile(r"\buae\b|emirates|aed|\btdra\b"),
}
_CHANNEL_PHRASES = (
    ("app", re.compile(r"(?:在线|线上|网上自助|app|手厅|客户端)(?:上|里|中|内|自助)?(?:办理|申请)?(?:的)?(?:销户|注销|销号|办理|销卡)(?:时|的|，|,|后|成功)")),
    ("store", re.compile(r"(?:去|到|在|前往|赴)(?:[^，,。;]{0,6})?(?:营业厅|柜台|门店|厅里|门市)(?:[^，,。;]{0,4})?(?:办理|销户|注销|销号|办|申请|时)")),
)
_HEAD_CHANNELS = (
    ("app", re.compile(r"app|线上|在线|客户端|手机营业厅|in the app|online")),
    ("store", re.compile(r"线下|营业厅|门店|柜台|现场|门市|in store|in-store|in person")),
    ("phone", re.compile(r"电话(?:办理|注销|销户|渠道)|by phone|over the phone")),
)
_APPLICANTS = (
    ("agent", re.compile(r"代办|代理人|受托人|委托他人|委托人|经办人|他人代|找人办|代为办理|委托办理|非本人办理|on behalf|representative|someone else|power of attorney|proxy")),
    ("corporate", re.compile(r"单位(?:客户|用户|名义|证件|办理)|企业(?:客户|用户|实名)|公司(?:客户|户|名义|用户|登记|行号)|集团客户|政企|法人|商号|business (?:customer|account)|corporate|compan(?:y|ies) (?:account|line)")),
    ("estate", re.compile(r"机主(?:已)?(?:去世|过世|死亡|身故|亡故)|去世|过世|已故|身故|往生|逝世|deceased|bereave|passed away|death of|someone who (?:has )?died")),
)
_LINE_TYPES = (
    ("prepaid", re.compile(r"预付(?:费|卡|型)?|储值卡|易付卡|充值卡|pre-?paid|pay as you go|payg|pay-as-you-go|prepay")),
    ("secondary", re.compile(r"副卡|附属卡|附卡|子卡")),
    ("postpaid", re.compile(r"后付费|月租型|月租(?:门号|用户|客户)|post-?paid|pay[- ]monthly|bill ?pay|billpay|term plan")),
    ("esim", re.compile(r"esim")),
    ("sim_only", re.compile(r"sim[- ]only")),
    ("contract", re.compile(r"合约(?:用户|客户|机|号)|靓号|term (?:contract|plan|commitment)|fixed[- ]term|on contract")),
)


def find_scope(document: Document, source: Source | None = None) -> Document:
    """Return the document with the carriers and regions that its claims are about; a source's declaration wins."""
    carriers = source.carriers if source is not None and source.carriers else _find_carriers(document)
    regions = source.regions if source is not None and source.regions else _find_regions(document, carriers)
    return replace(document, carriers=tuple(carriers), regions=tuple(regions))


def find_currency(document: Document) -> str | None:
    """Tell the currency of a bare sign (`$`, 元) by the document's country."""
    return _CURRENCIES.get(document.regions[0].partition("-")[0]) if document.regions else None


def qualify(claim: Claim, passage: Passage, document: Document) -> Claim:
    """Limit a claim to what its sentence, its heading or its document limit it to, and say whose statement it is."""
    left, right = passage.clause_around(claim.evidence.start, claim.evidence.end)
    clause, sentence = passage.key[left:right], passage.text
    heads = f"{passage.head_text}\n{passage.cell_heads}"
    named = tuple(find_carriers_in(document.text[passage.start : passage.end])) if len(document.carriers) != 1 else ()
    return replace(
        claim,
        channel=claim.channel or _find_channel(claim, sentence, heads),
        applicant=claim.applicant or _find_applicant(claim, sentence, heads),
        line_type=claim.line_type or _first(_LINE_TYPES, clause) or _first(_LINE_TYPES, sentence) or _first(_LINE_TYPES, heads) or _first(_LINE_TYPES, passage.title),
        carriers=named if named and named != document.carriers else (),
        said_by=find_speaker(passage.before, sentence, document),
    )


def _find_channel(claim: Claim, sentence: str, heads: str) -> str | None:
    if claim.attribute in ("channel", "location", "regulation", "contact", "switching", "auto_cancellation", "agent"):
        return None
    for name, phrase in _CHANNEL_PHRASES:
        if phrase.search(sentence):
            return name
    found = [name for name, words in _HEAD_CHANNELS if words.search(heads)]
    return found[0] if len(found) == 1 else None


def _find_applicant(claim: Claim, sentence: str, heads: str) -> str | None:
    if claim.attribute not in ("document", "channel", "precondition", "location"):
        return None
    return _first(_APPLICANTS, sentence) or _first(_APPLICANTS, heads)


def _first(options: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    return next((name for name, words in options if words.search(text)), None)


def _find_carriers(document: Document) -> list[str]:
    title = list(count_carriers(document.title or ""))
    host = (urlsplit(document.address or "").hostname or "").removeprefix("www.")
    own = [c.id for c in load_carriers() for site in c.sites if host and (host == site.removeprefix("www.") or host.endswith("." + site.removeprefix("www.")))]
    if own:
        return own[:1]
    counts = count_carriers(document.text)
    if _GENERAL.search(document.text) and document.kind in (SourceKind.REGULATOR, SourceKind.NEWS) and len(title) != 1:
        return ["cn-mobile", "cn-unicom", "cn-telecom"] if not title else title
    if title:
        return title
    if not counts:
        return []
    most = max(counts.values())
    leading = [carrier for carrier, count in counts.items() if count * 2 >= most]
    return leading if most >= 2 and len(leading) <= 3 else []


def _find_regions(document: Document, carriers: tuple[str, ...] | list[str]) -> list[str]:
    country = _find_country(document, carriers)
    if country != "CN":
        return [country] if country else []
    title = count_regions(document.title or "")
    if title:
        return _narrowest(title)
    counts = count_regions(document.text)
    strong = {region: count for region, count in counts.items() if count >= 3}
    return _narrowest(strong) if 0 < len(strong) <= 2 else ["CN"]


def _narrowest(counts: dict[str, int]) -> list[str]:
    from schemas.regions import load_regions

    regions = load_regions()
    parents = {parent.id for region in counts for parent in regions.ancestors(region) if parent.id != region}
    return [region for region in counts if region not in parents]


def _find_country(document: Document, carriers: tuple[str, ...] | list[str]) -> str | None:
    if carriers:
        return load_carriers().get(carriers[0]).country
    key = f"{document.title or ''}\n{document.text}".lower()
    host = urlsplit(document.address or "").hostname or ""
    suffix = host.rpartition(".")[2].upper()
    suffix = {"UK": "GB"}.get(suffix, suffix)
    if suffix in _CURRENCIES and suffix != "IM":
        return suffix
    from parsers.keys import fold_key

    folded = fold_key(key)
    counts = {country: len(words.findall(folded)) for country, words in _AUTHORITIES.items()}
    best = max(counts, key=lambda c: counts[c])
    if document.language == "zh-Hans":
        return "CN"
    if document.language == "zh-Hant":
        return "HK" if counts["HK"] > counts["TW"] else "TW"
    return best if counts[best] else None
