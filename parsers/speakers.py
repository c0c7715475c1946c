"""Speakers: whose statement a sentence is, when a text gives several the word."""

from __future__ import annotations

import re

from schemas.claims import SaidBy
from schemas.documents import Document, SourceKind

_BY_KIND = {
    SourceKind.CARRIER: SaidBy.CARRIER,
    SourceKind.REGULATOR: SaidBy.REGULATOR,
    SourceKind.NEWS: SaidBy.PRESS,
    SourceKind.COMMUNITY: SaidBy.CUSTOMER,
    SourceKind.AGGREGATOR: SaidBy.UNKNOWN,
    SourceKind.SPAM: SaidBy.UNKNOWN,
}
_SPEAKERS = (
    (
        SaidBy.CUSTOMER,
        re.compile(

                r"网友|用户(?:表示|反映|称|吐槽|投诉)|消费者(?:表示|反映|称)|市民(?:表示|反映|称)|(?:先生|女士"
                r"|小姐)(?:说|称|表示|告诉)|楼主|吐槽|customers? (?:say|said|complain|report)|users? (?:say|said"
                r"|report)"

        ),
    ),
    (
        SaidBy.REGULATOR,
        re.compile(

                r"工信部|工业和信息化部|通信管理局|通管局|(?:^|[^a-z])(?:ncc|ofcom|fcc|crtc|comreg|trai|imda|mcmc"
                r"|ofca)(?:[^a-z]|$)|通讯传播委员会|监管部门|主管机关"

        ),
    ),
    (
        SaidBy.CARRIER,
        re.compile(

                r"客服(?:人员|表示|说|称|回复|告知|答复)|(?:公司|运营商|工作人员|店员|营业员|负责人|柜台)(?:表示"
                r"|称|回应|回复|答复|说|告诉|解释)|spokesperson|(?:the )?(?:company|carrier|operator) (?:said|says"
                r"|told)"

        ),
    ),
)


def find_speaker(before: str, sentence: str, document: Document) -> SaidBy:
    """Find whose statement a sentence is: by its own words, those of the sentence before, the document's kind.

    A carrier's and a regulator's own pages speak for themselves throughout.
    """
    own = _BY_KIND[document.kind]
    if document.kind in (SourceKind.CARRIER, SourceKind.REGULATOR):
        return own
    for text in (sentence, before):
        for speaker, words in _SPEAKERS:
            if words.search(text):
                return speaker
    return own
