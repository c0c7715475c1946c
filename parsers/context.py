"""Passages: sentences with everything that decides how to read them; the topic they are about, what governs them.

Which words mean what is the lexicon's; which claims follow is claims.py's.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

from parsers.hits import Hits
from parsers.other_business import OtherBusiness
from parsers.patterns import Known, PatternBook, shadow
from parsers.quantities import Quantity, find_quantities
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
    present_before: int  # the bits of the words in the sentence before
    present_over: int  # and of those in headings, list lead and table heads
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

    def clauses(self) -> list[tuple[int, int]]:
        """Return the spans of the clauses, in order; together with what ends them they are the sentence."""
        marks = [m.span() for m in _CLAUSE_END.finditer(self.key, self.start, self.end)]
        edges = [self.start, *(edge for mark in marks for edge in mark), self.end]
        spans = (self.trim(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)
        return [(start, end) for start, end in spans if any(map(str.isalnum, self.key[start:end]))]

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
        self._other_business = OtherBusiness(self._key)
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
        over, before = self._find_over(head_text, cell_heads, language), self._find_before(last, language)
        governing = Known(f"{last.text if last is not None else ''}\n{head_text}\n{cell_heads}", over | before)
        nearest = self._key[slice(*heads[0])] if heads else ""
        passage = Passage(
            sentence.start, sentence.end, sentence.block, language, self._shadow, self._key, text, hits, quantities,
            heads, cell_heads, sentence.is_heading,
            is_about_ending=is_own or is_near or is_framed,
            is_central=is_framed or goes_on or hits.present & book.central_bits != 0,
            is_other_business=self._other_business.has(text, language, nearest, is_own),
            has_trigger=is_own,
            before=last.text if last is not None else "",
            head_text=head_text,
            governing=governing,
            present_before=before,
            present_over=over,
            title=self._title,
        )  # fmt: skip
        self.passages.append(passage)
        self._quiet = 0 if is_own else self._quiet + 1

    def _find_over(self, head_text: str, cell_heads: str, language: str) -> int:
        """Find the words of what stands over a sentence."""
        return self._find_present(head_text, language) | self._find_present(cell_heads, language)

    def _find_before(self, last: Passage | None, language: str) -> int:
        """Find the words of the sentence before."""
        if last is None:
            return 0
        return last.hits.present if last.language == language else self._find_present(last.text, language)

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
