"""Hits: where in a sentence the words and quantities stand that patterns require, and in which order.

Which of them a pattern requires is requirements.py's to say; what becomes of it patterns.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import itemgetter

import ahocorasick

from parsers.words import Piece

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
Hit = tuple[int, int, int, int]


class Hits:
    """The hits of a sentence: (start, end, end of the word, bits) in the order of their ends; `present` has all bits.

    Where blanks were folded to find them, their places tell nothing (`is_placed`) and every order is possible.
    """

    __slots__ = ("_after", "_before", "_near_after", "_near_before", "_starts", "_with", "hits", "is_placed", "present")

    def __init__(self, hits: list[Hit], present: int, is_placed: bool = True) -> None:
        self.hits = hits
        self.present = present
        self.is_placed = is_placed
        self._starts: dict[int, list[int]] = {}
        self._with: dict[int, list[Hit]] = {}
        self._after: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._near_after: dict[tuple[int, int], int] = {}
        self._near_before: dict[tuple[int, int], int] = {}

    def find_starts(self, mask: int) -> list[int]:
        """Return where words of a mask begin, in order, each once."""
        found = self._starts.get(mask)
        if found is None:
            found = [start for start, _, _, bits in self.hits if bits & mask]
            if len(found) > 1:
                found = sorted(set(found))
            self._starts[mask] = found
        return found

    def after(self, bit: int) -> int:
        """Return the bits of what stands behind some word of a bit."""
        found = self._after.get(bit)
        if found is None:
            end = self._of(bit)[0][1]
            found = 0
            for start, _, _, bits in self.hits:
                if start >= end:
                    found |= bits
            self._after[bit] = found
        return found

    def before(self, bit: int) -> int:
        """Return the bits of what stands before some word of a bit."""
        found = self._before.get(bit)
        if found is None:
            last = max(start for start, _, _, _ in self._of(bit))
            found = 0
            for _, end, _, bits in self.hits:
                if end > last:
                    break
                found |= bits
            self._before[bit] = found
        return found

    def near_after(self, bit: int, reach: int) -> int:
        """Return the bits of what begins at most `reach` characters behind a word of a bit."""
        found = self._near_after.get((bit, reach))
        if found is None:
            found = 0
            spans = [(end, far + reach) for _, end, far, _ in self._of(bit)]
            for start, _, _, bits in self.hits:
                for end, last in spans:
                    if end <= start <= last:
                        found |= bits
                        break
            self._near_after[bit, reach] = found
        return found

    def _of(self, bit: int) -> list[Hit]:
        """Return the hits of a bit, in order."""
        found = self._with.get(bit)
        if found is None:
            found = self._with[bit] = [hit for hit in self.hits if hit[3] & bit]
        return found

    def near_before(self, bit: int, reach: int) -> int:
        """Return the bits of what ends at most `reach` characters before a word of a bit."""
        found = self._near_before.get((bit, reach))
        if found is None:
            found = 0
            starts = [start for start, _, _, _ in self._of(bit)]
            for _, end, far, bits in self.hits:
                for start in starts:
                    if end <= start <= far + reach:
                        found |= bits
                        break
            self._near_before[bit, reach] = found
        return found


class WordFinder:
    """Finds the hits of words in one scan: of `pieces`, each with the bits that it stands for.

    A word with gaps is looked for by its longest piece, and what must stand around that is looked at then.
    """

    def __init__(self, pieces: Iterable[tuple[Piece, int]]) -> None:
        masks: dict[str, list[int]] = {}
        gapped: dict[str, list[tuple[Piece, int]]] = {}
        for piece, bits in pieces:
            own = masks.setdefault(piece.text, [0, 0, 0, 0])
            if piece.prefix or piece.suffix:
                gapped.setdefault(piece.text, []).append((piece, bits))
            else:
                own[piece.is_start + 2 * piece.is_end] |= bits
        self._automaton = ahocorasick.Automaton()
        for word, (free, *bound) in masks.items():
            value = (len(word), free, bound if any(bound) else None, gapped.get(word, ()))
            self._automaton.add_word(word, value)
        self._automaton.make_automaton()

    def find(self, key: str, start: int, end: int, marks: Sequence[tuple[int, int, int]]) -> Hits:
        """Find the hits in key[start:end], with the (start, end, bits) of the quantities there."""
        sentence = key[start:end]  # the automaton copies what it is given, so it gets no more
        is_placed = "  " not in sentence
        if not is_placed:
            key = sentence = re.sub(" +", " ", sentence)
            start, end = 0, len(key)
        hits: list[Hit] = []
        present = 0
        for last, (length, bits, bound, gapped) in self._automaton.iter(sentence):
            stop = far = start + last + 1
            first = stop - length
            if stop < end and "a" <= key[stop] <= "z":
                far = end - len(key[stop:end].lstrip(_LETTERS))
            if bound is not None:
                is_start = first == 0 or not "a" <= key[first - 1] <= "z"
                if is_start:
                    bits |= bound[0]
                if far == stop:
                    bits |= bound[1]
                    if is_start:
                        bits |= bound[2]
            for piece, more in gapped:
                if more & ~bits and _is_around(piece, key, start, first, stop, end):
                    bits |= more
            if bits:
                hits.append((first, stop, far, bits))
                present |= bits
        for first, stop, bits in marks:
            hits.append((first, stop, stop, bits))
            present |= bits
        if marks:
            hits.sort(key=_by_end)
        return Hits(hits, present, is_placed)


_by_end = itemgetter(1)


def _is_around(piece: Piece, key: str, start: int, first: int, stop: int, end: int) -> bool:
    """Tell whether what belongs to a word stands around its piece at key[first:stop]."""
    if piece.prefix is None:
        if piece.is_start and first > 0 and "a" <= key[first - 1] <= "z":
            return False
    elif not piece.prefix.search(key, max(start, first - piece.before), first):
        return False
    if piece.suffix is None:
        return not (piece.is_end and stop < end and "a" <= key[stop] <= "z")
    return piece.suffix.match(key, stop, end) is not None
