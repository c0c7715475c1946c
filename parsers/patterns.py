"""Patterns of the lexicon, compiled: word classes, gaps and quantity marks over a sentence of the match key.

The marks: `{name}` a word of the class; `~` up to ten characters of the same clause (thirty in English); `~~` up to
forty of the same sentence (ninety in English); `<D>` duration, `<M>` money, `<P>` share, `<T>` moment, `<N>` number to
call, `<Y>` date, `<Q>` duration or moment, `<F>` money or share, `<I>` an item (items.py). All else is a regular
expression. In words, `..` is up to six characters of the clause and `*` the rest of an English word.

One automaton finds which classes occur where; a pattern is tried only on sentences that hold all the classes and
quantities it cannot do without, so that the cost of the many rules is that of a few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import ahocorasick

from parsers.lexicon import Lexicon
from parsers.quantities import Quantity, QuantityKind
from parsers.requirements import find_requirements
from schemas.errors import DeclarationError

_MARKS = {kind: chr(0xE000 + number) for number, kind in enumerate(QuantityKind)}
_REST = "\ue00f"
ITEM, ITEM_REST = "\ue010", "\ue01f"
_KINDS = {"D": "D", "M": "M", "P": "P", "T": "T", "N": "N", "Y": "Y", "Q": "DT", "F": "MP", "A": "NMD"}
Owner = TypeVar("Owner")
_CLASS = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
_MARK = re.compile(r"<([A-Z])>")


def shadow(key: str, quantities: list[Quantity]) -> str:
    """Overwrite each quantity in the key by its mark, so that patterns can name quantities; offsets stay."""
    parts, at = [], 0
    for quantity in quantities:
        parts += [key[at : quantity.start], _MARKS[quantity.kind], _REST * (quantity.end - quantity.start - 1)]
        at = quantity.end
    return "".join([*parts, key[at:]])


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern with what a sentence must hold: at least one bit of each of `needs`."""

    source: str
    regex: re.Pattern[str]
    needs: tuple[int, ...]

    def finditer(self, text: str, start: int, end: int, present: int) -> Iterable[re.Match[str]]:
        """Find the pattern in text[start:end] of a shadow whose sentence holds the words and quantities `present`."""
        for mask in self.needs:
            if not mask & present:
                return ()
        return self.regex.finditer(text, start, end)


class PatternBook:
    """Compiles one language's classes and patterns; finds in one scan which of their words a text holds.

    Every word class, literal word and quantity mark that some pattern requires has a bit. All patterns must be compiled
    before the first scan.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._bits: dict[str, int] = {}
        self._alternatives: dict[str, str] = {}
        for name in sorted(lexicon.classes):
            self.bit(f"{{{name}}}")

    @cached_property
    def topic(self) -> Pattern:
        """The words of ending a line, or of moving its number away."""
        return self.compile("{end}|{port}")

    def bit(self, name: str) -> int:
        """Return the bit of a `{class}`, `<M>` mark or literal word."""
        return self._bits.setdefault(name, 1 << len(self._bits))

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        masks: dict[str, int] = {}
        for name, bit in self._bits.items():
            for word in (
                self.lexicon.classes[name[1:-1]] if name.startswith("{") else () if name.startswith("<") else (name,)
            ):
                piece = max(re.split(r"\.\.|\*| ", word.lower()), key=len)
                masks[piece] = masks.get(piece, 0) | bit
        automaton = ahocorasick.Automaton()
        for piece, mask in masks.items():
            automaton.add_word(piece, mask)
        automaton.make_automaton()
        return automaton

    def find_present(self, key: str, start: int, end: int, quantities: Iterable[Quantity]) -> int:
        """Return the bits of what key[start:end], with the quantities in it, holds: words and quantity marks."""
        present = 0
        for _, mask in self._automaton.iter(key, start, end):
            present |= mask
        for kind in {quantity.kind for quantity in quantities}:
            present |= self._bits_of_kinds[kind]
        return present

    @cached_property
    def _bits_of_kinds(self) -> dict[QuantityKind, int]:
        """The bits of the marks that a quantity of each kind answers to."""
        masks = dict.fromkeys(QuantityKind, 0)
        for letter, kinds in _KINDS.items():
            for kind in kinds:
                masks[QuantityKind(kind)] |= self.bit(f"<{letter}>")
        return masks

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
            return Pattern(source, re.compile(text), self._needs(source))
        except re.error as error:
            raise DeclarationError(f"lexicon: pattern {source!r} is no regular expression: {error}") from error

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
            self._alternatives[name] = f"(?:{'|'.join(_word_regex(word.lower()) for word in words)})"
        return self._alternatives[name]

    def _needs(self, source: str) -> tuple[int, ...]:
        masks = []
        for requirement in find_requirements(source):
            names = requirement - {"<I>"}
            if names == requirement:
                mask = 0
                for name in names:
                    mask |= self.bit(name)
                masks.append(mask)
        return tuple(masks)


class PatternIndex(Generic[Owner]):
    """Patterns by the rarest word that they require, so that a sentence touches only those that its words call up."""

    def __init__(self, patterns: Iterable[tuple[Pattern, Owner]]) -> None:
        self._entries = list(patterns)
        self._always = [number for number, (pattern, _) in enumerate(self._entries) if not pattern.needs]
        self._by_bit: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
        for number, (pattern, _) in enumerate(self._entries):
            for bit in _bits(min(pattern.needs, key=int.bit_count)) if pattern.needs else ():
                self._by_bit.setdefault(bit, []).append((number, pattern.needs))
        self._mask = sum(self._by_bit)

    def candidates(self, present: int) -> list[tuple[Pattern, Owner]]:
        """Return the patterns that may match a sentence with these bits, with their owners, in their order."""
        numbers = set(self._always)
        for bit in _bits(present & self._mask):
            for number, needs in self._by_bit[bit]:
                for mask in needs:
                    if not mask & present:
                        break
                else:
                    numbers.add(number)
        return [self._entries[number] for number in sorted(numbers)]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


# `^` of a pattern: where a line, a sentence or a list's item begins.
_SENTENCE_START = r"(?:(?<![^\n])|(?<=[.!?:;)\]•·|*–-] ))"


def _bound_english(source: str) -> str:
    """Let literal English words but n't begin at a word's beginning, `*` after a letter be the rest of the word."""
    bound = re.sub(r"(^|[(|~])(?!n't)([a-z])", r"\1(?<![a-z])\2", re.sub(r"(?<=[a-z])\*", "[a-z]*", source))
    return _SENTENCE_START + bound[1:] if bound.startswith("^") else bound


def _word_regex(word: str) -> str:
    parts = re.split(r"(\.\.|\*)", word)
    gap = r"[^，,。；;！!？?\n：:.]{0,6}?" if not re.search(r"[a-z]{2}", word) else r"[^,.;!?\n]{1,16}?"
    text = "".join(
        gap if part == ".." else "[a-z]*" if part == "*" else re.escape(part).replace(r"\ ", " +") for part in parts
    )
    if re.match(r"(?!n't)[a-z0-9]", word):
        text = r"(?<![a-z])" + text
    if re.search(r"[a-z]$", word):
        text += r"(?![a-z])"
    return text
