"""What a pattern of the lexicon cannot match without: found from its source, so that most patterns are never tried.

A requirement is a set of alternatives (word classes, literal words, quantity marks), one of which must stand in the
sentence. Sound, not complete: where the source is too free to tell, there is no requirement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<look>\(\?(?:[=!]|<[=!]))|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)|(?P<class>\{[a-z_]+(?:\.[a-z_]+)?\})"
    r"|(?P<mark><[A-Z]>)|(?P<set>\[(?:\\.|[^\]])*\])|(?P<escape>\\.)|(?P<repeat>[?*+]|\{\d+(?:,\d*)?\})|(?P<gap>~+)|(?P<any>[.^$])|(?P<char>.)",
    re.DOTALL,
)
Requirement = frozenset[str]


@dataclass(slots=True)
class _Scan:
    tokens: list[tuple[str, str]]
    at: int = 0


def find_requirements(source: str) -> list[Requirement]:
    """Find the requirements of a pattern: sets of names (`{class}`, `<M>`, a literal word), one of each must occur."""
    tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(source)]
    return _read_alternatives(_Scan(tokens))


def _read_alternatives(scan: _Scan) -> list[Requirement]:
    """Read up to the closing bracket; several alternatives require one of what each requires."""
    branches: list[list[Requirement]] = [[]]
    literal = ""
    while scan.at < len(scan.tokens):
        kind, text = scan.tokens[scan.at]
        scan.at += 1
        if kind == "char":
            literal += text
            continue
        if kind == "repeat" and literal:
            is_word_tail = text == "*" and re.fullmatch(r"[a-z]", literal[-1])
            literal = literal if is_word_tail or text == "+" else literal[:-1]
        _keep_literal(literal, branches[-1])
        literal = ""
        if kind == "close":
            break
        if kind == "bar":
            branches.append([])
        elif kind == "look":
            _read_alternatives(scan)
        elif kind == "open":
            inner = _read_alternatives(scan)
            if not _is_optional(scan):
                branches[-1] += inner
        elif kind in ("class", "mark") and not _is_optional(scan):
            branches[-1].append(frozenset({text}))
    else:
        _keep_literal(literal, branches[-1])
    if len(branches) == 1:
        return branches[0]
    if not all(branches):
        return []
    return [frozenset().union(*(min(branch, key=_commonness) for branch in branches))]


def _keep_literal(literal: str, branch: list[Requirement]) -> None:
    words = [word for word in literal.split(" ") if len(word) >= (3 if re.fullmatch(r"[a-z0-9'-]*", word) else 1)]
    if words:
        branch.append(frozenset({max(words, key=len)}))


def _is_optional(scan: _Scan) -> bool:
    if scan.at < len(scan.tokens) and scan.tokens[scan.at][0] == "repeat":
        return scan.tokens[scan.at][1] in ("?", "*") or scan.tokens[scan.at][1].startswith("{0")
    return False


def _commonness(requirement: Requirement) -> tuple[int, int]:
    """How common what is required will be: several names before one, classes before literals, short before long."""
    return sum(20 if name.startswith("{") else 3 if name.startswith("<") else 1 for name in requirement), -min(
        map(len, requirement)
    )
