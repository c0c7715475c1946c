"""What the reader did not understand, for an analyst to see: sentences that gave no claim, units that it does not know.

Low support is a column of the claims themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate

from parsers.context import Passage
from schemas.claims import Claim
from schemas.documents import Document

# A number with what may be its unit; after it nothing, or the unit goes on.
_NUMBER_WITH_UNIT = re.compile(
    r"(?<![\d.,/:a-z#*-])\d{1,6}(?:\.\d{1,2})?(?![\d.,:])\s?(?P<unit>[一-鿿]{1,2}|[a-z]{2,12})?"
)
# Units that count what no value kind holds.
_COUNTED = re.compile(
    r"\s*(?:个|名|人|户|次|条|位|号|步|张|家|种|项|款|份|g|gb|mb|m|k|kb|kbps|mbps|点|分(?!钟)|万|亿|级|届|省|页|楼|层|岁|网|大|页|折|字|者"
    r"|digits?|numbers?|lines?|steps?|times?|gb|customers?|people|users?|stores?|shops?|texts?|calls?|am|pm|of|and|or|to|in|on|from|for|at)"
)


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Words that the reader has no claim for: text[start:end] of the document.

    `reason` is `no_claim` (a sentence with trigger words; `triggers` are those) or `unknown_unit` (a number with a unit
    that no quantity covers; `triggers` holds the number and its unit).
    """

    start: int
    end: int
    sentence: str
    triggers: tuple[str, ...]
    reason: str = "no_claim"


def find_unexplained(passages: list[Passage], claims: list[Claim], document: Document) -> list[Unexplained]:
    """Find the sentences about ending a line that gave no claim, and the units in them that are unknown."""
    spans = sorted((claim.evidence.start, claim.evidence.end) for claim in claims)
    starts = [start for start, _ in spans]
    farthest = list(accumulate((end for _, end in spans), max))  # the farthest end of the spans so far
    found = []
    for passage in passages:
        if passage.is_heading or not passage.has_trigger or passage.end - passage.start < 6:
            continue
        sentence = document.text[passage.start : passage.end]
        units = _find_unknown_units(passage, document)
        if units:
            found.append(Unexplained(passage.start, passage.end, sentence, units, "unknown_unit"))
        before = bisect_left(starts, passage.end)
        if not before or farthest[before - 1] <= passage.start:
            found.append(Unexplained(passage.start, passage.end, sentence, passage.find_triggers(document)))
    return found


def _find_unknown_units(passage: Passage, document: Document) -> tuple[str, ...]:
    units = []
    for match in _NUMBER_WITH_UNIT.finditer(passage.key, passage.start, passage.end):
        is_covered = any(q.start < match.end() and match.start() < q.end for q in passage.quantities)
        if match["unit"] and not is_covered and not _COUNTED.match(passage.key, match.start("unit")):
            units.append(document.text[match.start() : match.end()])
    return tuple(dict.fromkeys(units))
