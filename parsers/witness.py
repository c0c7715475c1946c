"""Signatures by which near-copies of one text are known as one witness: mirrors, farms, the same in the other script.

Copies are put together in the warehouse; here a text gets its marks. Script, layout, punctuation and pinyin in brackets
do not count.
"""

from __future__ import annotations

import re
import zlib

from parsers.keys import fold_key

BINS = 32  # marks of a signature; of two texts about as many are equal as they share pieces
_PIECE = 4  # characters
_SHORTEST = 120  # letters: shorter texts are alike too easily
_LONGEST = 20_000
_PINYIN = re.compile(r"[(（\[【][\sa-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü·'’-]{1,40}[)）\]】]", re.I)
_NO_LETTERS = re.compile(r"[\W_]+")


def sign(text: str) -> tuple[str, ...]:
    """Return a text's signature: the least hash of its pieces in each of BINS bins, `bin:hash`; none for a short text.

    One permutation hashing (Li, Owen, Zhang 2012): two texts share about that part of their marks which their pieces of
    four characters share.
    """
    letters = _NO_LETTERS.sub("", _PINYIN.sub("", fold_key(text)))[:_LONGEST]
    if len(letters) < _SHORTEST:
        return ()
    least: dict[int, int] = {}
    for piece in {letters[start : start + _PIECE] for start in range(len(letters) - _PIECE + 1)}:
        hashed = zlib.crc32(piece.encode())
        number, value = hashed % BINS, hashed // BINS
        if value < least.get(number, 1 << 32):
            least[number] = value
    return tuple(f"{number}:{value:x}" for number, value in sorted(least.items()))
