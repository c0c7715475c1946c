"""Qualifiers: what limits the single claim (channel, applicant, line type, carriers), and whose statement it is.

Which carriers and regions a whole document is about is scope.py's to find.
"""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.context import Passage
from parsers.names import find_carriers_in
from parsers.speakers import find_speaker
from schemas.claims import Claim
from schemas.documents import Document, SourceKind

_CHANNEL_PHRASES = (
    (
        "app",
        re.compile(
            r"(?:在线|线上|网上自助|app|手厅|客户端)(?:上|里|中|内|自助)?(?:办理|申请)?(?:的)?(?:销户|注销"
            r"|销号|办理|销卡)(?:时|的|需|须|要|，|,)"
        ),
    ),
    (
        "store",
        re.compile(
            r"(?:营业厅|柜台|门店|线下|门市|现场)(?:办理|办|销户|注销|销号|申请|柜台)(?:时|的话|，|,|须|需|要"
            r"|的[，,])|(?:不带|带)[^，,。]{0,6}去营业厅"
        ),
    ),
)
_HEAD_CHANNELS = (
    ("app", re.compile(r"线上|在线|客户端|手机营业厅|手机上|in the app|(?<![a-z])app(?![a-z])")),
    ("web", re.compile(r"(?<![a-z])online(?![a-z])|website")),
    ("store", re.compile(r"线下|营业厅|门店|柜台|现场|门市|in store|in-store|in person")),
    ("phone", re.compile(r"电话(?:办理|注销|销户|渠道)|by phone|over the phone")),
)
_WITHOUT_CHANNEL = ("channel", "regulation", "contact", "switching", "auto_cancellation", "agent", "suspension")
_APPLICANTS = (
    (
        "corporate",
        re.compile(
            r"单位(?:客户|用户|名义|证件|办理|办的)|公司户|企业(?:客户|用户|实名)|公司(?:客户|户|名义|用户"
            r"|登记|行号)|集团客户|政企|法人|商号|business (?:customer|account|line)|corporate|letterhead"
            r"|compan(?:y|ies) (?:account|line)"
        ),
    ),
    (
        "estate",
        re.compile(
            r"机主(?:已)?(?:去世|过世|死亡|身故|亡故)|去世|过世|已故|身故|往生|逝世|deceased|bereave"
            r"|passed away|(?:has|have) died|executor|next of kin|death of|died (?:recently|last)"
        ),
    ),
    (
        "agent",
        re.compile(
            r"代办|代理人|受托人|委托他人|委托人|经办人|他人代|找人办|代为办理|委托办理|非本人办理|on behalf"
            r"|representative|someone else|power of attorney|proxy"
        ),
    ),
)
_OF_AGENTS = ("agent_id_original", "agent_id_copy", "authorization_letter")
# What a Chinese title limits a whole document to.
_TITLE_APPLICANTS = (
    ("corporate", re.compile(r"企业客户|公司户|单位客户|商业客户|企业用户|法人客户|集团客户")),
    ("estate", re.compile(r"[父母爸妈][亲]?(?:走了|过世|去世|离世)|去世|过世|身故|亡故|往生|离世|已故|逝世|遗属")),
)
_TITLE_LINE_TYPES = (("prepaid", re.compile(r"预付(?:卡|费)|储值卡|太空卡|易付卡|如意卡")),)
_LINE_TYPES = (
    (
        "prepaid",
        re.compile(r"预付(?:费|卡|型)|储值卡|易付卡|如意卡|pre-?paid|pay as you go|payg|pay-as-you-go|prepay(?!ment)"),
    ),
    ("secondary", re.compile(r"副卡|附属卡|附卡|子卡")),
    (
        "postpaid",
        re.compile(r"后付费|月租型|月租(?:门号|用户|客户)|post-?paid|pay[- ]monthly|bill ?pay|billpay|term plan"),
    ),
    ("esim", re.compile(r"(?<![@a-z0-9])esim(?![0-9])")),
    ("sim_only", re.compile(r"sim[- ]only")),
    ("contract", re.compile(r"合约(?:用户|客户|机|号)|term (?:contract|plan|commitment)|fixed[- ]term|on contract")),
)


def qualify(claim: Claim, passage: Passage, document: Document) -> Claim:
    """Limit a claim to what its sentence, its heading or its document limit it to, and say whose statement it is."""
    left, right = passage.clause_around(claim.evidence.start, claim.evidence.end)
    clause, sentence = passage.key[left:right], passage.text
    title = re.sub(r"\W", "", passage.title)
    heads = "\n".join(h for h in (*passage.head_text.split("\n"), passage.cell_heads) if re.sub(r"\W", "", h) != title)
    named = tuple(find_carriers_in(document.text[passage.start : passage.end])) if len(document.carriers) != 1 else ()
    return replace(
        claim,
        channel=claim.channel or _find_channel(claim, sentence, heads),
        applicant=claim.applicant or _find_applicant(claim, passage, heads) or _find_titled_applicant(claim, passage),
        line_type=claim.line_type
        or _find_line_type(claim, (clause, sentence, *heads.split("\n"), _title_of_types(passage, document)))
        or _first(_TITLE_LINE_TYPES, passage.title),
        carriers=named if named and named != document.carriers else (),
        said_by=find_speaker(passage.before, sentence, document),
    )


def _find_titled_applicant(claim: Claim, passage: Passage) -> str | None:
    """Find the applicant that the title limits a document to; what befalls a line in any case is not limited."""
    if claim.attribute in ("suspension", "auto_cancellation", "regulation"):
        return None
    return _first(_TITLE_APPLICANTS, passage.title)


def _find_channel(claim: Claim, sentence: str, heads: str) -> str | None:
    if claim.attribute in _WITHOUT_CHANNEL or (claim.attribute == "precondition" and claim.code != "keep_receipt"):
        return None
    for name, phrase in _CHANNEL_PHRASES:
        if phrase.search(sentence):
            return name
    for head in heads.split("\n"):  # the nearest first
        found = [name for name, words in _HEAD_CHANNELS if words.search(head)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _title_of_types(passage: Passage, document: Document) -> str:
    """Return the title where it may limit all claims to a line type: an English one, of no forum, asking nothing."""
    is_personal = re.search(r"\?|(?<![a-z])(?:i|my)(?![a-z])|contract", passage.title) is not None
    return "" if passage.language != "en" or is_personal or document.kind is SourceKind.COMMUNITY else passage.title


def _find_line_type(claim: Claim, texts: tuple[str, ...]) -> str | None:
    """Find the line type in the nearest text that names one; what must be released is no line type of the claim."""
    if claim.code.endswith("_released"):
        return None
    return next((kind for text in texts if (kind := _first(_LINE_TYPES, text))), None)


def _find_applicant(claim: Claim, passage: Passage, heads: str) -> str | None:
    """Find who a claim speaks of: by its sentence, its headings, or, in English, a title about companies or estates."""
    of_title = _first(_APPLICANTS[:2], passage.title) if passage.language == "en" else None
    if claim.attribute not in ("document", "channel", "precondition", "location"):
        return of_title
    sentence = passage.key[passage.start : claim.evidence.end]
    of_agent = "agent" if passage.language == "en" and claim.code in _OF_AGENTS else None
    return _first(_APPLICANTS, sentence) or of_title or of_agent or _first(_APPLICANTS, heads)


def _first(options: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    found = [name for name, words in options if words.search(text)]
    return None if {"prepaid", "postpaid"} <= set(found) else next(iter(found), None)
