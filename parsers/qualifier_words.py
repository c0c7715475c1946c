"""Words of qualifiers: channels, applicants and line types as sentences, headings and titles name them.

How they limit a claim is qualifiers.py's to say.
"""

from __future__ import annotations

import re

Options = tuple[tuple[str, re.Pattern[str]], ...]
CHANNEL_PHRASES = (
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
HEAD_CHANNELS = (
    (
        "app",
        re.compile(
            r"(?:线上|在线)(?!等|走不通|办不了|不行|不能)|客户端|手机营业厅|手机上|in the app|(?<![a-z])app(?![a-z])"
        ),
    ),
    ("web", re.compile(r"(?<![a-z])online(?![a-z])|website")),
    ("store", re.compile(r"线下|营业厅|门店|柜台|现场|门市|in store|in-store|in person")),
    ("phone", re.compile(r"电话(?:办理|注销|销户|渠道)|by phone|over the phone")),
)
APPLICANTS = (
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
# What a Chinese title limits a whole document to.
TITLE_APPLICANTS = (
    ("corporate", re.compile(r"企业客户|公司户|单位客户|商业客户|企业用户|法人客户|集团客户")),
    ("estate", re.compile(r"[父母爸妈][亲]?(?:走了|过世|去世|离世)|去世|过世|身故|亡故|往生|离世|已故|逝世|遗属")),
)
TITLE_LINE_TYPES = (("prepaid", re.compile(r"预付(?:卡|费)|储值卡|太空卡|易付卡|如意卡")),)
LINE_TYPES = (
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


def find_first(options: Options, text: str) -> str | None:
    """Return the first option whose words stand in a text; none where it names prepaid and postpaid lines alike."""
    found = [name for name, words in options if words.search(text)] if text else []
    return None if {"prepaid", "postpaid"} <= set(found) else next(iter(found), None)
