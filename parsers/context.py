"""Passages: sentences with everything that decides how to read them; the topic they are about, what governs them.

Which words mean what is the lexicon's; which claims follow is claims.py's.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

from parsers.hits import Hits
from parsers.patterns import Known, PatternBook, shadow
from parsers.quantities import Quantity, find_quantities
from parsers.requirements import find_signs
from parsers.sentences import Sentence, split_sentences
from parsers.services import LineNames
from schemas.documents import Document
from schemas.sources import Source

_LETTER = re.compile(r"[a-z\u3400-\u9fff]")
_CJK = re.compile(r"[\u3400-\u9fff]")
# Short lines that name what the lines below them say, where no layout shows that they are headings.
_LABEL = re.compile(
    r"[^。；;，,！!？?：:\d\n]{0,8}(?:渠道|材料|资料|证件|条件|时间|时限|资费|费用|收费|标准|余额|方式|流程"
    r"|须知|提示|说明|介绍|简介|范围|地点|规则|要求|限制|对象|事项|步骤|周期|热线|补偿|违约金|情况"
    r"|情形)(?:处理|说明)?[：:]?"
)
_LONGEST_LABEL = 16
_LABEL_REACH = 6
# A Chinese sentence that ends in a colon leads those below it, and a question its answer.
_LEAD = re.compile(r"[\u3400-\u9fff][：:？?]$")
_LONGEST_LEAD = 60
_CLAUSE_END = re.compile(r"[，,；;。！!？?\n：:（）()]|(?<=[a-z]) but (?=[a-z])|但是?|不过|然而")
_WHOLE_WORDS = frozenset((
    "到账", "退还", "退款", "退回", "退费", "返还", "领取", "取回", "发还", "归还", "办理", "受理", "审核",
    "处理", "收取", "支付", "缴纳", "结清", "注销", "销户", "取消", "终止", "解除", "停用", "恢复", "生效",
))  # of two characters, of which a rule's pattern may know the first alone  # fmt: skip
_EDGES = " \t\r\n　，,。；;、：:“”\"'’)）(（*#-|•·."
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
_NEAR = 6  # sentences
# What begins so goes on with the sentence before.
_POINTS_BACK = re.compile(
    r"^\W*(?:[\w’']+ ){0,4}(?:this|that|so|it|such|these|those|thereafter|otherwise|doing so)\b"
    r"|^\W*(?:此|该|上述|前述|届时|逾期|否则|这|其)"
)
# What a title says that speaks of ending without the word.
_ENDS = re.compile(
    r"销(?![售量价路])|离网|cut[机台约]|(?:门号|号码|手机号|手机卡|电话卡|手机).{0,6}(?:处理|怎么办|点算|留不留|不用了|不要了)"
)
_TRIGGERS = re.compile(
    r"注销|销户|销号|退网|退租|解约|携号转网|携出|拆机|cancel\w*|terminat\w*|porting|refund\w*|disconnect\w*"
)


@dataclass(slots=True)
class Passage:
    """A sentence of a document with its context; offsets are the document's.

    `shadow` is the whole document's match key with its quantities marked. `hits` are the words in the sentence that
    patterns require. `heads` are the spans that govern it, nearest first.
    """

    start: int
    end: int
    block: int
    language: str  # zh | en
    shadow: str
    key: str
    text: str  # the sentence's match key
    hits: Hits
    quantities: tuple[Quantity, ...]
    heads: tuple[tuple[int, int], ...]
    cell_heads: str
    is_heading: bool
    is_about_ending: bool
    is_central: bool  # about ending by its own words or those that govern it, not only by what stands near
    is_other_business: bool
    has_trigger: bool
    before: str  # the match key of the sentence before in the same section, or ""
    head_text: str  # the match keys of the heads, a line each
    governing: Known  # what governs it: the sentence before, headings, list lead, table heads
    title: str

    def clause_around(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the clauses that key[start:end] touches."""
        left, right = self.start, self.end
        marks = [m.span() for m in _CLAUSE_END.finditer(self.key, self.start, self.end)]
        for begin, stop in marks:
            if stop <= start:
                left = stop
            if begin >= end:
                right = begin
                break
        return left, right

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """Cut space and punctuation from a span's ends and complete its last word; a span of nothing else stays."""
        first, last = start, end
        while first < last and self.key[first] in _EDGES:
            first += 1
        while last > first and self.key[last - 1] in _EDGES:
            last -= 1
        if last < self.end and self.key[last - 1 : last + 1] in _WHOLE_WORDS:
            last += 1
        return (first, last) if last > first else (start, end)

    def find_triggers(self, document: Document) -> tuple[str, ...]:
        """Return the words of ending in the sentence, as the text writes them."""
        spans = (match.span() for match in _TRIGGERS.finditer(self.key, self.start, self.end))
        return tuple(dict.fromkeys(document.text[start:end] for start, end in spans))


def read_passages(document: Document, books: dict[str, PatternBook], source: Source | None = None) -> list[Passage]:
    """Read a document's sentences into passages, in order."""
    reader = _PassageReader(document, books, source)
    for sentence in split_sentences(document):
        reader.read(sentence)
    return reader.passages


class _PassageReader:
    """Reads one document's sentences in order, since what went before decides on the next."""

    def __init__(self, document: Document, books: dict[str, PatternBook], source: Source | None) -> None:
        self.passages: list[Passage] = []
        self._books = books
        self._names = LineNames(source, (book.lexicon for book in books.values()))
        self._key = self._names.fold(document.text)
        self._quantities = find_quantities(self._key)
        self._starts = [quantity.start for quantity in self._quantities]
        self._shadow = shadow(self._key, self._quantities)
        self._title = self._names.fold(document.title or "")
        self._is_all_about = (
            _is_about(self._title, books)
            or (source is not None and bool(source.anchors))
            or bool(_ENDS.search(self._title))
        )
        self._label, self._label_age = "", 0
        self._quiet = _NEAR  # sentences since the last that speaks of ending a line
        self._may_be_other = _is_any_in(_OTHER_SIGNS, self._key)
        self._may_be_strong_other = _is_any_in(_STRONG_OTHER_SIGNS, self._key)
        self._present: dict[tuple[str, str], int] = {}
        self._about: dict[str, bool] = {}

    def read(self, sentence: Sentence) -> None:
        """Add the passage of a sentence."""
        text = self._key[sentence.start : sentence.end]
        language = self._find_language(text)
        book = self._books[language]
        quantities = self._quantities_in(sentence)
        hits = book.find_hits(self._key, sentence.start, sentence.end, quantities)
        is_own = hits.present & book.topic_bits != 0
        heads = tuple(head for head in sentence.heads if head[0] != sentence.start)
        head_text = self._find_head_text(sentence, text, heads)
        cell_heads = self._names.fold("\n".join(sentence.cell_heads)) if sentence.cell_heads else ""
        last = self.passages[-1] if self.passages else None
        last = last if last is not None and _same_section(last, sentence, heads) else None
        is_near = self._quiet < _NEAR
        is_framed = self._is_all_about or self._is_about(head_text)
        goes_on = last is not None and last.is_central and _POINTS_BACK.search(text) is not None
        passage = Passage(
            sentence.start,
            sentence.end,
            sentence.block,
            language,
            self._shadow,
            self._key,
            text,
            hits,
            quantities,
            heads,
            cell_heads,
            sentence.is_heading,
            is_about_ending=is_own or is_near or is_framed,
            is_central=is_framed or goes_on or hits.present & book.central_bits != 0,
            is_other_business=self._is_other_business(text, language, heads, is_own),
            has_trigger=is_own,
            before=last.text if last is not None else "",
            head_text=head_text,
            governing=self._find_governing(last, head_text, cell_heads, language),
            title=self._title,
        )
        self.passages.append(passage)
        self._quiet = 0 if is_own else self._quiet + 1

    def _find_governing(self, last: Passage | None, head_text: str, cell_heads: str, language: str) -> Known:
        """Find the words of what governs a sentence."""
        present = self._find_present(head_text, language) | self._find_present(cell_heads, language)
        if last is not None:
            is_same = last.language == language
            present |= last.hits.present if is_same else self._find_present(last.text, language)
        return Known(f"{last.text if last is not None else ''}\n{head_text}\n{cell_heads}", present)

    def _find_present(self, text: str, language: str) -> int:
        key = text, language
        if key not in self._present:
            self._present[key] = self._books[language].find_present(text)
        return self._present[key]

    def _is_about(self, text: str) -> bool:
        """Tell whether a title or heading speaks of ending a line."""
        if text not in self._about:
            self._about[text] = _is_about(text, self._books)
        return self._about[text]

    def _find_language(self, text: str) -> str:
        """Tell a sentence's language; figures speak the language of what went before."""
        if self.passages and not _LETTER.search(text):
            return self.passages[-1].language
        return "zh" if _is_chinese(text) else "en"

    def _quantities_in(self, sentence: Sentence) -> tuple[Quantity, ...]:
        left, right = bisect.bisect_left(self._starts, sentence.start), bisect.bisect_left(self._starts, sentence.end)
        return tuple(self._quantities[left:right])

    def _find_head_text(self, sentence: Sentence, text: str, heads: tuple[tuple[int, int], ...]) -> str:
        head_text = "\n".join(self._key[start:end] for start, end in heads)
        self._label, self._label_age = _follow_label(self._label, self._label_age, sentence, text)
        return f"{self._label}\n{head_text}" if self._label and self._label_age else head_text

    def _is_other_business(self, text: str, language: str, heads: tuple[tuple[int, int], ...], is_own: bool) -> bool:
        """Tell whether a sentence is about something else than ending a line, whatever words it shares with it."""
        if self._may_be_strong_other and _STRONG_OTHER.search(text):
            return True
        if self._may_be_other and not is_own and _OTHER.search(text):
            return True
        return language == "en" and _is_empty_english(text, self._key[slice(*heads[0])] if heads else "")


def _is_any_in(signs: frozenset[str], text: str) -> bool:
    return not signs or any(sign in text for sign in signs)


def _is_empty_english(text: str, heading: str) -> bool:
    """Tell whether an English sentence is a question or an example, or stands under a heading of other business."""
    if _NO_STATEMENT.search(text):
        return True
    return bool(_OTHER_HEADING.search(heading)) and not _OUR_HEADING.search(heading)


def _follow_label(label: str, age: int, sentence: Sentence, text: str) -> tuple[str, int]:
    """Return the label over a sentence and how many sentences it stands above it (0: the sentence is the label)."""
    is_short = len(text) <= _LONGEST_LABEL
    if not sentence.is_heading and ((is_short and _LABEL.fullmatch(text)) or _LEAD.search(text, max(0, len(text) - 3))):
        return text[-_LONGEST_LEAD:], 0
    if sentence.is_heading or not label or age >= _LABEL_REACH:
        return "", 0
    return label, age + 1


def _same_section(previous: Passage, sentence: Sentence, heads: tuple[tuple[int, int], ...]) -> bool:
    return previous.block == sentence.block or heads == previous.heads


def _is_chinese(text: str) -> bool:
    """Tell by the characters: a quarter of Chinese ones among the letters is enough, one where no others are."""
    if text.isascii():
        return False
    count = len(_CJK.findall(text))
    return count > 0 and (count * 4 >= len(text) or count * 4 >= sum(map(str.isalpha, text)))


def _is_about(text: str, books: dict[str, PatternBook]) -> bool:
    """Tell whether a title or heading speaks of ending a line."""
    if not text:
        return False
    book = books["zh" if _is_chinese(text) else "en"]
    return book.find_present(text) & book.topic_bits != 0
