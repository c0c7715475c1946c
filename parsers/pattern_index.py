"""The index of a language's patterns: by the rarest word that they require, so that a sentence calls up few of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from parsers.hits import Hits
from parsers.patterns import Pattern

Owner = TypeVar("Owner")
_REACHES = (12, 48)  # characters: neighbours are looked for within the next of these
_Near = tuple[int, int]  # bits and reach


class PatternIndex(Generic[Owner]):
    """Patterns with their owners, in their order."""

    def __init__(self, patterns: Iterable[tuple[Pattern, Owner]]) -> None:
        self._entries = list(patterns)
        self._always: list[int] = []
        self._by_bit: dict[int, list[tuple[int, int, _Order]]] = {}
        for number, (pattern, _) in enumerate(self._entries):
            if not all(pattern.paths):
                self._always.append(number)
                continue
            for path, at in zip(pattern.paths, pattern.anchors, strict=True):
                order = _Order(path, at)
                for bit in each_bit(path[at][0]):
                    self._by_bit.setdefault(bit, []).append((order.rarest, number, order))
        self._mask = sum(self._by_bit)

    def candidates(self, hits: Hits) -> list[tuple[Pattern, Owner]]:
        """Return the patterns that may match a sentence with these hits, with their owners, in their order."""
        numbers = set(self._always)
        present = hits.present
        for bit in each_bit(present & self._mask):
            for rarest, number, order in self._by_bit[bit]:
                if rarest & present and number not in numbers and order.fits(hits, bit):
                    numbers.add(number)
        return [self._entries[number] for number in sorted(numbers)] if numbers else []


class _Order:
    """What stands before and behind the anchor of a path, its neighbours within their reach."""

    __slots__ = ("before", "behind", "next", "others", "previous", "rarest")

    def __init__(self, path: tuple[tuple[int, int], ...], at: int) -> None:
        others = sorted((mask for n, (mask, _) in enumerate(path) if n != at), key=int.bit_count)
        self.rarest = others[0] if others else path[at][0]
        self.others = tuple(others[1:])
        self.before = tuple(mask for mask, _ in path[: max(0, at - 1)])
        self.behind = tuple(mask for mask, _ in path[at + 2 :])
        self.previous: _Near | None = (path[at - 1][0], _round(path[at][1])) if at else None
        self.next: _Near | None = (path[at + 1][0], _round(path[at + 1][1])) if at + 1 < len(path) else None

    def fits(self, hits: Hits, bit: int) -> bool:
        """Tell whether what is required stands on the right side of a word with the anchor's bit."""
        for mask in self.others:
            if not mask & hits.present:
                return False
        if not hits.is_placed:
            return True
        if self.next is not None:
            mask, reach = self.next
            if not mask & (hits.near_after(bit, reach) if reach else hits.after(bit)):
                return False
        if self.previous is not None:
            mask, reach = self.previous
            if not mask & (hits.near_before(bit, reach) if reach else hits.before(bit)):
                return False
        if self.behind:
            after = hits.after(bit)
            if not all(mask & after for mask in self.behind):
                return False
        if self.before:
            before = hits.before(bit)
            return all(mask & before for mask in self.before)
        return True


def _round(reach: int) -> int:
    """Round a reach up to one that is told apart; 0 where any distance will do."""
    return next((known for known in _REACHES if reach <= known), 0)


def each_bit(mask: int) -> Iterator[int]:
    """Yield the bits of a mask, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest
