"""What kind of text a document is, where nobody declared it: from its words and its address.

The signs are data (kinds.toml). Which kind outranks which is decided in the warehouse, not here.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from schemas.carriers import load_carriers
from schemas.documents import SourceKind

_SAMPLE = 12_000  # characters: what a page is shows early
_BASE = 2.0  # points that every text has for being an aggregator's
_END = 0.15  # of a text is one of its ends
_OWN_SITE = 10.0  # points for standing on a carrier's own site


@dataclass(frozen=True, slots=True)
class _TextSign:
    kind: SourceKind
    weight: float
    most: int
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _AddressSign:
    kind: SourceKind
    points: float
    host: re.Pattern[str] | None
    path: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Signs:
    texts: tuple[_TextSign, ...]
    addresses: tuple[_AddressSign, ...]
    spam: dict[str, re.Pattern[str]]


@lru_cache(maxsize=4)  # reading asks twice for the same text
def find_kind(text: str, title: str | None, address: str | None) -> SourceKind:
    """Find the kind of a text; an aggregator's is what shows no signs of another."""
    if is_spam(text, title):
        return SourceKind.SPAM
    scores = score_kinds(text, title, address)
    return max(scores, key=scores.__getitem__)


def score_kinds(text: str, title: str | None, address: str | None) -> dict[SourceKind, float]:
    """Count the points of each kind but spam; the first of equals wins."""
    scores: dict[SourceKind, float] = {kind: 0.0 for kind in SourceKind if kind is not SourceKind.SPAM}
    scores[SourceKind.AGGREGATOR] = _BASE
    for kind, points in _read_address(address):
        scores[kind] += points
    sample = f"{title or ''}\n{text[:_SAMPLE]}"
    for sign in _signs().texts:
        met = sum(1 for _ in zip(range(sign.most), sign.pattern.finditer(sample), strict=False))
        scores[sign.kind] += sign.weight * met
    return scores


def is_spam(text: str, title: str | None) -> bool:
    """Tell an advertisement that only dresses as information.

    It gives a private contact in its title or at both its ends, or the contact comes with the talk of a shop; without
    a contact, several different signs of a shop, of appeals to followers and of hype must meet in a short text.
    """
    patterns = _signs().spam
    ends = max(200, int(len(text) * _END))
    beginning, ending = f"{title or ''}\n{text[:ends]}", text[-ends:]
    shop, appeal, hype = (_count_different(patterns[name], text[:_SAMPLE]) for name in ("shop", "appeal", "hype"))
    if patterns["handle"].search(beginning + "\n" + ending):
        at_both_ends = bool(patterns["handle"].search(beginning) and patterns["handle"].search(ending))
        in_title = bool(patterns["handle"].search(title or ""))
        if in_title or (at_both_ends and len(text) > 2 * ends) or shop + appeal + hype >= 3:
            return True
    total = shop + appeal + hype
    return total >= 5 and hype > 0 and max(shop, appeal) >= 2 and total * 500 >= len(text)


def _count_different(pattern: re.Pattern[str], text: str) -> int:
    return len({match[0].lower() for match in pattern.finditer(text)})


def _read_address(address: str | None) -> list[tuple[SourceKind, float]]:
    """Read what an address says; a community on a carrier's site is a community."""
    parts = urlsplit(address or "")
    host = (parts.hostname or "").lower()
    if not host:
        return []
    found: dict[SourceKind, float] = {}
    for sign in _signs().addresses:
        fits = sign.host.search(host) if sign.host else sign.path.search(parts.path) if sign.path else None
        if fits:
            found.setdefault(sign.kind, sign.points)
    is_own = any(host == site or host.endswith(f".{site}") for site in _carrier_sites())
    if is_own and SourceKind.COMMUNITY not in found:
        found[SourceKind.CARRIER] = _OWN_SITE
    return list(found.items())


@cache
def _carrier_sites() -> frozenset[str]:
    return frozenset(site.removeprefix("www.") for carrier in load_carriers() for site in carrier.sites)


@cache
def _signs() -> _Signs:
    with (Path(__file__).parent / "kinds.toml").open("rb") as file:
        data = tomllib.load(file)

    def compile_sign(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.I)

    return _Signs(
        tuple(
            _TextSign(SourceKind(sign["kind"]), float(sign["weight"]), sign["most"], compile_sign(sign["pattern"]))
            for sign in data["text"]
        ),
        tuple(
            _AddressSign(
                SourceKind(sign["kind"]),
                float(sign["points"]),
                compile_sign(sign["host"]) if "host" in sign else None,
                compile_sign(sign["path"]) if "path" in sign else None,
            )
            for sign in data["address"]
        ),
        {name: compile_sign(pattern) for name, pattern in data["spam"].items()},
    )
