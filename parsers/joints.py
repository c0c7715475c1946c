"""Joints: two sentences that say one thing together, as in "a fee is due. It is £10." or 须交手续费。该费用为20元。

A joint is read by the rules like a sentence; only what spans both of its sentences counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.context import Passage
from parsers.patterns import PatternBook
from schemas.claims import Claim

_LONGEST = 300  # characters of both sentences
_SEAM = "\ue020"  # stands for the full stop between them, which no gap of a pattern would pass
_STOPS = "。.；;！! \n"
# How a sentence begins that goes on with the amount or time of what the one before it named.
_GOES_ON = re.compile(
    r"(?:该|此|这|这笔|上述|以上|前述|其)(?:项|笔|类)?(?:费用?|款项?|金额|期限|时间|时限|余额|押金|保证金|手续费|违约金|标准|过程)"
    r"[^，,。；;]{0,6}?(?:为|是|按|共|计|约|即|最长|最多|不超过)"
    r"|(?:具体)?(?:收费标准|收费|金额|标准|费用|期限|时间|时限|费率)\s?(?:为|是|按|[:：])"
    r"|(?:this|that|the|such) (?:fee|charge|amount|period|cost|payment|deposit|refund|process|notice|penalty)s?"
    r" (?:is|are|will be|would be|amounts?|comes?|takes?|lasts?|equals?)(?![a-z])"
    r"|it (?:is|costs?|takes?|amounts?|will be|lasts?|comes? to)(?![a-z])|they cost(?![a-z])"
)


@dataclass(slots=True)
class Joint:
    """Both sentences as one passage, and where the first ends and the second begins."""

    passage: Passage
    first_end: int
    second_start: int

    def is_spanned_by(self, claim: Claim) -> bool:
        """Tell whether a claim states a value with words of both sentences."""
        evidence = claim.evidence
        is_both = evidence.start < self.first_end and evidence.end > self.second_start
        return is_both and claim.value is not None


def find_joints(passages: list[Passage], books: dict[str, PatternBook]) -> Iterator[Joint]:
    """Yield the joints of a document's passages."""
    pairs = [(first, second) for first, second in pairwise(passages) if _go_together(first, second)]
    if not pairs:
        return
    letters = list(pairs[0][0].shadow)
    for first, second in pairs:
        for place in range(first.start + len(first.text.rstrip(_STOPS)), second.start):
            letters[place] = _SEAM
    shadow = "".join(letters)
    for first, second in pairs:
        quantities = (*first.quantities, *second.quantities)
        hits = books[second.language].find_hits(second.key, first.start, second.end, quantities)
        passage = replace(
            second,
            start=first.start,
            shadow=shadow,
            text=second.key[first.start : second.end],
            hits=hits,
            quantities=quantities,
            is_about_ending=first.is_about_ending or second.is_about_ending,
            is_central=first.is_central or second.is_central,
            before=first.before,
            governing=first.governing,
        )
        yield Joint(passage, first.end, second.start)


def _go_together(first: Passage, second: Passage) -> bool:
    is_same = first.block == second.block and first.language == second.language
    is_other = first.is_heading or first.is_other_business or second.is_other_business
    is_short = second.end - first.start <= _LONGEST
    return is_same and is_short and not is_other and _GOES_ON.match(second.text) is not None
