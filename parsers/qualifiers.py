"""Qualifiers: what limits the single claim (channel, applicant, line type, carriers), and whose statement it is.

Which carriers and regions a whole document is about is scope.py's to find.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from parsers.context import Passage
from parsers.effective import (
    Period,
    choose_period,
    find_periods,
    is_notice,
    is_of_document,
    may_speak_of_itself,
)
from parsers.names import find_carriers_in
from parsers.qualifier_words import (
    APPLICANTS,
    CHANNEL_PHRASES,
    HEAD_CHANNELS,
    LINE_TYPES,
    TITLE_APPLICANTS,
    TITLE_LINE_TYPES,
    find_first,
)
from parsers.speakers import find_speaker
from schemas.claims import Claim, Evidence, SaidBy, Value
from schemas.documents import Document, SourceKind

_NEAR = 0.5  # of a rule's support where only the sentences around speak of ending a line
_SELF_EVIDENT = frozenset({"auto_cancellation"})  # are about it wherever they stand
_WITHOUT_CHANNEL = frozenset(
    {"channel", "location", "regulation", "contact", "switching", "auto_cancellation", "agent", "suspension"}
)
_OF_AGENTS = ("agent_id_original", "agent_id_copy", "authorization_letter")
_AHEAD = 60  # a sentence may name its channel behind what it asks for
# What is only ever shown through a channel online, and the Chinese words of these channels.
_SHOWN_ONLINE = ("face_check", "id_photo", "handheld_id_photo", "sms_code")
_ONLINE = (
    ("app", re.compile(r"app(?![a-z])|客户端|手机营业厅|手厅|掌厅|掌上|小程序")),
    ("web", re.compile(r"官网|网站|网上|网页|网厅")),
    ("app", re.compile(r"线上|在线(?!等)")),
)
_NO_WORD = re.compile(r"\W")
_PERSONAL_TITLE = re.compile(r"\?|(?<![a-z])(?:i|my)(?![a-z])|contract")


@dataclass(slots=True)
class Statement:
    """What a rule says, before it is known what limits it."""

    attribute: str
    code: str
    polarity: str
    value: Value
    support: float


class DocumentQualifiers:
    """What limits all claims of a document, and what each run of headings over its sentences limits."""

    def __init__(self, document: Document, passages: Sequence[Passage]) -> None:
        self.document = document
        self.title = passages[0].title if passages else ""
        self._passages = passages
        self._heads: dict[tuple[str, str], HeadQualifiers] = {}

    def of_heads(self, passage: Passage) -> HeadQualifiers:
        """Return what the headings over a sentence limit."""
        key = (passage.head_text, passage.cell_heads)
        if key not in self._heads:
            self._heads[key] = HeadQualifiers(*key, self.title, self.document.published)
        return self._heads[key]

    def find_online(self, at: int) -> str | None:
        """Find the channel online that a Chinese document named last before a place, else first after it."""
        if not self._online:
            return None
        return self._online[max(0, bisect.bisect(self._online, (at + _AHEAD, "")) - 1)][1]

    @cached_property
    def _online(self) -> list[tuple[int, str]]:
        """Where the document names channels online, with the channel."""
        key = self._passages[0].key if self._passages else ""
        return sorted((match.start(), name) for name, words in _ONLINE for match in words.finditer(key))

    @cached_property
    def period(self) -> Period | None:
        """From when on all that the document says holds, by its own words: the latest such date."""
        if not may_speak_of_itself(self.document.kind):
            return None
        stated: list[Period] = []
        for passage in self._passages:
            periods = find_periods(passage.key, passage.start, passage.end, self.document.published)
            begun = [period for period in periods if period.effective_from is not None]
            is_first = not stated and is_notice(self.title, self.document.kind)
            stated += [p for p in begun if is_first or is_of_document(passage.key, passage.start, passage.end, p)]
        return max(stated, key=lambda period: period.effective_from or date.min, default=None)

    @cached_property
    def applicant(self) -> str | None:
        """Whom an English title about companies or estates limits a document to."""
        return find_first(APPLICANTS[:2], self.title)

    @cached_property
    def titled_applicant(self) -> str | None:
        """Whom a Chinese title limits a document to."""
        return find_first(TITLE_APPLICANTS, self.title)

    @cached_property
    def line_type(self) -> str | None:
        """The line type that an English title limits all claims to, one of no forum and asking nothing."""
        if self.document.kind is SourceKind.COMMUNITY or _PERSONAL_TITLE.search(self.title):
            return None
        return find_first(LINE_TYPES, self.title)

    @cached_property
    def titled_line_type(self) -> str | None:
        """The line type that a Chinese title limits a document to."""
        return find_first(TITLE_LINE_TYPES, self.title)


class HeadQualifiers:
    """What headings, list leads and table heads limit the claims below them to; the title among them limits nothing."""

    def __init__(self, head_text: str, cell_heads: str, title: str, published: date | None) -> None:
        own = _NO_WORD.sub("", title)
        heads = [h for h in (*head_text.split("\n"), cell_heads) if _NO_WORD.sub("", h) != own]
        self.text = "\n".join(heads)
        self._published = published

    @cached_property
    def period(self) -> Period | None:
        """The period that the nearest head names."""
        periods = find_periods(self.text, 0, len(self.text), self._published)
        return periods[0] if periods else None

    @cached_property
    def channel(self) -> str | None:
        """The channel that the nearest head names; none where it names several."""
        for head in self.text.split("\n"):
            found = [name for name, words in HEAD_CHANNELS if words.search(head)]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    @cached_property
    def applicant(self) -> str | None:
        """The applicant that the heads name."""
        return find_first(APPLICANTS, self.text)

    @cached_property
    def line_type(self) -> str | None:
        """The line type of the nearest head that names one."""
        return next((kind for head in self.text.split("\n") if (kind := find_first(LINE_TYPES, head))), None)


class Qualifiers:
    """What limits the claims of one sentence, found when first asked for."""

    def __init__(self, passage: Passage, of_document: DocumentQualifiers) -> None:
        self.passage = passage
        self.document = of_document.document
        self._of_document = of_document

    def make_claim(
        self, says: Statement, start: int, end: int, channel: str | None, applicant: str | None, line_type: str | None
    ) -> Claim:
        """Make the claim of a statement with its evidence at key[start:end]; what a rule says itself goes first."""
        start, end = self.passage.trim(start, end)
        period = choose_period(self._periods, self.passage.key, end) or self._heads.period or self._of_document.period
        return Claim(
            says.attribute, says.code, says.polarity, says.value,
            Evidence(start, end, self.document.text[start:end]),
            said_by=self.said_by,
            channel=channel or self.find_channel(says.attribute, says.code),
            applicant=applicant or self.find_applicant(says.attribute, says.code, end),
            line_type=line_type or self.find_line_type(says.code, start, end),
            carriers=self.carriers,
            effective_from=period.effective_from if period else None,
            effective_to=period.effective_to if period else None,
            support=says.support * (1 if self.passage.is_central or says.attribute in _SELF_EVIDENT else _NEAR),
        )  # fmt: skip

    def find_channel(self, attribute: str, code: str) -> str | None:
        """Find the channel that the sentence or the nearest heading limits a claim to."""
        if attribute in _WITHOUT_CHANNEL or (attribute == "precondition" and code != "keep_receipt"):
            return None
        if self._channel is None and code in _SHOWN_ONLINE and self.passage.language == "zh":
            return self._of_document.find_online(self.passage.start)
        return self._channel

    def find_applicant(self, attribute: str, code: str, end: int) -> str | None:
        """Find who a claim with evidence up to `end` speaks of: by its sentence, its headings, or the title."""
        is_english = self.passage.language == "en"
        found = self._of_document.applicant if is_english else None
        if attribute in ("document", "channel", "precondition", "location"):
            words = self.passage.key[self.passage.start : end] if self._names_applicants else ""
            of_agent = "agent" if code in _OF_AGENTS else None
            of_heads = self._heads.applicant or self._of_document.titled_applicant
            of_others = of_agent or of_heads if is_english else of_heads or of_agent
            found = find_first(APPLICANTS, words) or found or of_others
        if found is None and attribute not in ("suspension", "auto_cancellation", "regulation"):
            found = self._of_document.titled_applicant  # what befalls a line in any case is not limited
        return found

    def find_line_type(self, code: str, start: int, end: int) -> str | None:
        """Find the line type in the nearest text that names one; what must be released is no line type of the claim."""
        found = None
        if not code.endswith("_released"):
            if self._names_types:
                left, right = self.passage.clause_around(start, end)
                found = find_first(LINE_TYPES, self.passage.key[left:right])
                found = found or find_first(LINE_TYPES, self.passage.text)
            found = found or self._heads.line_type
            if found is None and self.passage.language == "en":
                found = self._of_document.line_type
        return found or self._of_document.titled_line_type

    @cached_property
    def carriers(self) -> tuple[str, ...]:
        """The carriers that the sentence names, where they are not the document's."""
        if len(self.document.carriers) == 1:
            return ()
        named = tuple(find_carriers_in(self.document.text[self.passage.start : self.passage.end]))
        return named if named and named != self.document.carriers else ()

    @cached_property
    def said_by(self) -> SaidBy:
        """Whose statement the sentence is."""
        return find_speaker(self.passage.before, self.passage.text, self.document)

    @cached_property
    def _periods(self) -> tuple[Period, ...]:
        return find_periods(self.passage.key, self.passage.start, self.passage.end, self.document.published)

    @cached_property
    def _heads(self) -> HeadQualifiers:
        return self._of_document.of_heads(self.passage)

    @cached_property
    def _channel(self) -> str | None:
        sentence = self.passage.text
        found = next((name for name, phrase in CHANNEL_PHRASES if phrase.search(sentence)), None)
        return found or self._heads.channel

    @cached_property
    def _names_applicants(self) -> bool:
        return any(words.search(self.passage.key, self.passage.start, self.passage.end) for _, words in APPLICANTS)

    @cached_property
    def _names_types(self) -> bool:
        return any(words.search(self.passage.text) for _, words in LINE_TYPES)
