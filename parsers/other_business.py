"""Other business: sentences that share the words of ending a line and speak of something else.

SIM replacement, plan changes, broadband to be installed, bank accounts; in English also questions and worked examples.
"""

from __future__ import annotations

import re

from parsers.requirements import find_signs

# What a sentence without a word of ending is about when it is none of our business.
_OTHER = re.compile(
    r"(?<![须用需必先免])补卡|补换卡|换卡|(?:开卡|办卡)(?![地的时前]|城市|省|营业厅)|激活流程|更名|(?<!办)实名补登|充值方式|套餐(?:变更"
    r"|更改|升级)|更换套餐|改套餐|宽带(?:安装|移机|报装)|信用卡(?:中心|年费|账单|申请|还款|积分)|银行卡注销"
    r"|微信号注销|注销账号|受让人|让与他人|过户(?:手续|须|需|时)"
    r"|replacement sim|sim replacement|change (?:your )?plan|plan change|upgrade your (?:plan|device)"
    r"|activate your (?:new )?sim|credit card"
)
# English sentences that state nothing: questions, worked examples; and headings over what is none of our business.
_NO_STATEMENT = re.compile(
    r"\?[\"'’”)*]{0,3}$|^(?:for )?(?:example|instance|e\.?g\.?)[ :,.]|^(?:eg|worked example|sample calculation)[ :,]"
)
_OTHER_HEADING = re.compile(
    r"broadband|home internet|home phone|landline|fixed line|upgrad|change (?:of )?(?:rate )?plan"
    r"|changing (?:rate )?plan|price (?:rise|increase)"
    r"|handset returns|returning a (?:device|phone)|device return|lost or stolen|roaming|nuisance"
)
_OUR_HEADING = re.compile(
    r"cancel|terminat|leav|switch|port|mobile|sim|number|clos(?:e|ing)|ending|disconnect|suspen|pause"
)
# Words that mark an ending whatever else the sentence says.
_STRONG_OTHER = re.compile(
    r"注销信用卡|更换套餐|银行(?:卡|账户|户头)?(?:销户|注销)|(?:支付宝|微信|淘宝)(?:账号|账户).{0,3}注销"
    r"|(?:cancel|revoke|withdraw)[a-z]* (?:your |the |an? |any |my )?(?:authori[sz]ation|enrol?lment"
    r"|auto(?:matic)?[- ]?(?:bill[- ]?)?pay|direct debit|standing order|appointment)"
)
# Where none of these stands in a document, its sentences need not be searched for what is other business.
_OTHER_SIGNS, _STRONG_OTHER_SIGNS = find_signs(_OTHER.pattern), find_signs(_STRONG_OTHER.pattern)


class OtherBusiness:
    """Tells of the sentences of one document whether they are about something else than ending a line."""

    def __init__(self, key: str) -> None:
        self._may_be_other = _is_any_in(_OTHER_SIGNS, key)
        self._may_be_strong_other = _is_any_in(_STRONG_OTHER_SIGNS, key)

    def has(self, text: str, language: str, heading: str, is_own: bool) -> bool:
        """Tell whether a sentence is other business, whatever words it shares; `is_own`: it has a word of ending."""
        if self._may_be_strong_other and _STRONG_OTHER.search(text):
            return True
        if self._may_be_other and not is_own and _OTHER.search(text):
            return True
        return language == "en" and _is_empty_english(text, heading)


def _is_any_in(signs: frozenset[str], text: str) -> bool:
    return not signs or any(sign in text for sign in signs)


def _is_empty_english(text: str, heading: str) -> bool:
    """Tell whether an English sentence is a question or an example, or stands under a heading of other business."""
    if _NO_STATEMENT.search(text):
        return True
    return bool(_OTHER_HEADING.search(heading)) and not _OUR_HEADING.search(heading)
