"""Patterns of the lexicon, compiled: word classes, gaps and quantity marks over a sentence of the match key.

The marks: `{name}` a word of the class; `~` up to ten characters of the same clause (thirty in English); `~~` up to
forty of the same sentence (ninety in English); `<D>` duration, `<M>` money, `<P>` share, `<T>` moment, `<N>` number to
call, `<Y>` date, `<Q>` duration or moment, `<F>` money or share, `<I>` an item (items.py). All else is a regular
expression. In words, `..` is up to six characters of the clause and `*` the rest of an English word.

One automaton finds which words stand where; a pattern is tried only on sentences that hold all the words and
quantities it cannot do without, in its order and within its reach, so that the cost of the many rules is that of a few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from parsers.hits import Hits, WordFinder
from parsers.lexicon import Lexicon
from parsers.quantities import Quantity, QuantityKind
from parsers.requirements import FAR, WORD_START, Requirements, Widths
from parsers.words import Piece, cut_word, weigh_piece, word_regex
from schemas.errors import DeclarationError

_MARKS = {kind: chr(0xE000 + number) for number, kind in enumerate(QuantityKind)}
_REST = "\ue00f"
ITEM, ITEM_REST = "\ue010", "\ue01f"
_KINDS = {"D": "D", "M": "M", "P": "P", "T": "T", "N": "N", "Y": "Y", "Q": "DT", "F": "MP", "A": "NMD"}
_WEIGHTS = {"<D>": 60, "<M>": 20, "<P>": 2, "<T>": 10, "<N>": 20, "<Y>": 3, "<Q>": 70, "<F>": 22, "<A>": 90}
_MOST_NAMED = 10_000  # sets of classes whose names are kept
_CLASS = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
_MARK = re.compile(r"<([A-Z])>")


def shadow(key: str, quantities: list[Quantity]) -> str:
    """Overwrite each quantity in the key by its mark, so that patterns can name quantities; offsets stay."""
    parts, at = [], 0
    for quantity in quantities:
        parts += [key[at : quantity.start], _MARKS[quantity.kind], _REST * (quantity.end - quantity.start - 1)]
        at = quantity.end
    return "".join([*parts, key[at:]])


def drop_rest(text: str) -> str:
    """Leave of each quantity in a shadow its mark alone."""
    return text.replace(_REST, "")


@dataclass(slots=True)
class Known:
    """A text, match keys without quantity marks, with the bits of the words in it."""

    text: str
    present: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern with what a sentence must hold: at least one bit of each of `needs`.

    `paths` has for each alternative its (bits, reach) in order, `anchors` the place of the rarest in each.
    """

    source: str
    regex: re.Pattern[str]
    needs: tuple[int, ...]
    paths: tuple[tuple[tuple[int, int], ...], ...]
    anchors: tuple[int, ...]

    @property
    def rarest_bits(self) -> int:
        """Bits one of which every text holds that the pattern may match; all bits where it needs none."""
        return min(self.needs, key=int.bit_count) if self.needs else -1

    def may_match(self, present: int) -> bool:
        """Tell whether a text holds all that the pattern needs, by the bits `present` in it."""
        for mask in self.needs:  # noqa: SIM110 (a generator would double the time)
            if not mask & present:
                return False
        return True

    def finditer(self, text: str, start: int, end: int, present: int) -> Iterable[re.Match[str]]:
        """Find the pattern in text[start:end] of a shadow whose sentence holds the words and quantities `present`."""
        return self.regex.finditer(text, start, end) if self.may_match(present) else ()

    def is_in(self, text: Known) -> bool:
        """Tell whether the pattern stands in a text."""
        return self.may_match(text.present) and self.regex.search(text.text) is not None

    def find_in(self, text: str, start: int, end: int, hits: Hits) -> Iterable[re.Match[str]]:
        """Find the pattern in a sentence of which the hits are known: nowhere but from its first words on."""
        if not hits.is_placed:
            return self.finditer(text, start, end, hits.present)
        first = end
        for path in self.paths:
            if not path or path[0][1] >= FAR:
                return self.regex.finditer(text, start, end)
            mask, reach = path[0]
            starts = hits.find_starts(mask)
            if len(self.paths) == 1 and not reach:
                return self._match_at(text, starts, end)
            if starts:
                first = min(first, starts[0] - reach)
        return self.regex.finditer(text, max(start, first), end)

    def _match_at(self, text: str, starts: list[int], end: int) -> Iterator[re.Match[str]]:
        last = 0
        for start in starts:
            match = self.regex.match(text, start, end) if start >= last else None
            if match:
                last = match.end()
                yield match


class PatternBook:
    """Compiles one language's classes and patterns; finds in one scan which of their words a text holds.

    Every word class, literal word and quantity mark that some pattern requires has a bit. All patterns must be compiled
    before the first scan.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._bits: dict[str, int] = {}
        self._alternatives: dict[str, str] = {}
        self._widths: dict[str, Widths] = {}
        self._weights: dict[str, float] = {}
        self._named: dict[int, tuple[str, ...]] = {}
        is_english = lexicon.language == "en"
        gaps = (30, 90) if is_english else (10, 40)
        self._requirements = Requirements(gaps, is_english, self._measure, self._weigh)
        for name in sorted(lexicon.classes):
            self.bit(f"{{{name}}}")

    @cached_property
    def topic_bits(self) -> int:
        """The bits of the words of ending a line, or of moving its number away."""
        return self.bit("{end}") | self.bit("{port}")

    @cached_property
    def central_bits(self) -> int:
        """The bits of the words of ending, moving or suspending a line, and of money that comes back."""
        return self.topic_bits | self.bit("{pause}") | self.bit("{money_back}")

    def bit(self, name: str) -> int:
        """Return the bit of a `{class}`, `<M>` mark or literal word."""
        return self._bits.setdefault(name, 1 << len(self._bits))

    @cached_property
    def _finder(self) -> WordFinder:
        pieces: list[tuple[Piece, int]] = []
        for name, bit in self._bits.items():
            if name.startswith("{"):
                pieces += [(cut_word(word.lower()), bit) for word in self.lexicon.classes[name[1:-1]]]
            elif not name.startswith("<"):
                word = name.removeprefix(WORD_START)
                pieces.append((Piece(word, 0, len(word), 0, name != word, False), bit))
        return WordFinder(pieces)

    def find_hits(self, key: str, start: int, end: int, quantities: Iterable[Quantity]) -> Hits:
        """Find which words and quantity marks key[start:end], with the quantities in it, holds, and where."""
        marks = [(quantity.start, quantity.end, self._bits_of_kinds[quantity.kind]) for quantity in quantities]
        return self._finder.find(key, start, end, marks)

    def name_classes(self, present: int) -> tuple[str, ...]:
        """Return the names of the word classes among the bits present in a text."""
        present &= self._class_bits
        names = self._named.get(present)
        if names is None:
            names = tuple(name for bit, name in self._class_names.items() if bit & present)
            if len(self._named) < _MOST_NAMED:
                self._named[present] = names
        return names

    @cached_property
    def _class_names(self) -> dict[int, str]:
        return {self.bit(f"{{{name}}}"): name for name in self.lexicon.classes}

    @cached_property
    def _class_bits(self) -> int:
        return sum(self._class_names)

    def find_present(self, text: str) -> int:
        """Return the bits of the words that a match key holds."""
        return self._finder.find(text, 0, len(text), ()).present if text else 0

    @cached_property
    def _bits_of_kinds(self) -> dict[QuantityKind, int]:
        """The bits of the marks that a quantity of each kind answers to."""
        masks = dict.fromkeys(QuantityKind, 0)
        for letter, kinds in _KINDS.items():
            for kind in kinds:
                masks[QuantityKind(kind)] |= self.bit(f"<{letter}>")
        return masks

    def _measure(self, name: str) -> Widths:
        """Measure a class: the most characters before, in and behind the pieces of its words."""
        if name not in self._widths:
            pieces = [cut_word(word.lower()) for word in self.lexicon.classes.get(name, ())]
            self._widths[name] = (
                max((piece.before for piece in pieces), default=0),
                max((piece.width for piece in pieces), default=0),
                max((piece.behind for piece in pieces), default=0),
            )
        return self._widths[name]

    def _weigh(self, name: str) -> float:
        """Estimate in how many sentences of a hundred a name stands."""
        if name.startswith("<"):
            return _WEIGHTS[name]
        if name not in self._weights:
            words = self.lexicon.classes.get(name[1:-1], ()) if name.startswith("{") else (name,)
            self._weights[name] = sum(weigh_piece(cut_word(word.lower()).text) for word in words)
        return self._weights[name]

    def compile_all(self, sources: tuple[str, ...]) -> tuple[Pattern, ...]:
        """Compile several patterns."""
        return tuple(self.compile(source) for source in sources)

    def compile(self, source: str) -> Pattern:
        """Compile a pattern; DeclarationError names an unknown class or a bad expression."""
        if self.lexicon.language == "zh":
            gap, long_gap, text = r"[^，,。；;！!？?\n：:]{0,10}?", r"[^。；;！!？?\n]{0,40}?", source
        else:
            gap, long_gap, text = r"[^.;!?\n]{0,30}?", r"[^!?\n]{0,90}?", _bound_english(source)
        text = text.replace("~~", "\0").replace("~", gap).replace("\0", long_gap)
        text = _MARK.sub(lambda m: self._mark(m[1], source), text)
        text = _CLASS.sub(lambda m: self._class(m[1], source), text)
        try:
            regex = re.compile(text)
        except re.error as error:
            raise DeclarationError(f"lexicon: pattern {source!r} is no regular expression: {error}") from error
        paths = self._requirements.find(source)
        numbered = tuple(tuple((self._mask(step.names), step.reach) for step in path) for path in paths)
        anchors = tuple(self._requirements.find_rarest(path) if path else 0 for path in paths)
        return Pattern(source, regex, _find_needs(numbered, anchors), numbered, anchors)

    def _mark(self, letter: str, source: str) -> str:
        if letter == "I":
            return f"{ITEM}{ITEM_REST}*"
        if letter not in _KINDS:
            raise DeclarationError(f"lexicon: pattern {source!r} has an unknown mark <{letter}>")
        return f"[{''.join(_MARKS[QuantityKind(kind)] for kind in _KINDS[letter])}]{_REST}*"

    def _class(self, name: str, source: str) -> str:
        if name not in self._alternatives:
            if name not in self.lexicon.classes:
                raise DeclarationError(f"lexicon: pattern {source!r} names the unknown class {{{name}}}")
            words = sorted(self.lexicon.classes[name], key=len, reverse=True)
            self._alternatives[name] = f"(?:{'|'.join(word_regex(word.lower()) for word in words)})"
        return self._alternatives[name]

    def _mask(self, names: frozenset[str]) -> int:
        mask = 0
        for name in names:
            mask |= self.bit(name)
        return mask


def _find_needs(paths: tuple[tuple[tuple[int, int], ...], ...], anchors: tuple[int, ...]) -> tuple[int, ...]:
    """Find what every sentence must hold, whichever alternative it meets."""
    if len(paths) == 1:
        return tuple(mask for mask, _ in paths[0])
    if not all(paths):
        return ()
    mask = 0
    for path, at in zip(paths, anchors, strict=True):
        mask |= path[at][0]
    return (mask,)


# `^` of a pattern: where a line, a sentence or a list's item begins.
_SENTENCE_START = r"(?:(?<![^\n])|(?<=[.!?:;)\]•·|*–-] ))"


def _bound_english(source: str) -> str:
    """Let literal English words but n't begin at a word's beginning, `*` after a letter be the rest of the word."""
    bound = re.sub(r"(^|[(|~])(?!n't)([a-z])", r"\1(?<![a-z])\2", re.sub(r"(?<=[a-z])\*", "[a-z]*", source))
    return _SENTENCE_START + bound[1:] if bound.startswith("^") else bound
