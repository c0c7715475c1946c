"""What a pattern of the lexicon cannot match without: found from its source, so that most patterns are never tried.

A pattern is read as paths, one for each alternative of the whole: the words, classes and quantity marks that must
stand in the sentence, in their order, each with the most characters that may lie before it. Sound, not complete: where
the source is too free to tell, a step is left out, or its reach is FAR.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

FAR = 1_000_000  # characters: no limit
WORD_START = "\b"  # before a literal that begins where a word does

_TOKEN = re.compile(
    r"(?P<look>\(\?(?:[=!]|<[=!]))|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)|(?P<class>\{[a-z_]+(?:\.[a-z_]+)?\})"
    r"|(?P<mark><[A-Z]>)|(?P<set>\[(?:\\.|[^\]])*\])|(?P<escape>\\.)|(?P<repeat>[?*+]|\{\d+(?:,\d*)?\})|(?P<gap>~+)|(?P<any>[.^$])|(?P<char>.)",
    re.DOTALL,
)
Widths = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One of `names` (`{class}`, `<M>`, a literal) must stand at most `reach` characters after what goes before it."""

    names: frozenset[str]
    reach: int


Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern: its steps, and the most characters behind the last of them (or of all, where none is)."""

    steps: Path = ()
    tail: int = 0

    def then(self, other: _Part) -> _Part:
        if not other.steps:
            return _Part(self.steps, min(FAR, self.tail + other.tail))
        first = Step(other.steps[0].names, min(FAR, self.tail + other.steps[0].reach))
        return _Part((*self.steps, first, *other.steps[1:]), other.tail)


class Requirements:
    """Finds the paths of one language's patterns.

    `gaps` are the most characters of `~` and `~~`; `measure` tells of a class how many characters at most stand before,
    in and behind the piece of a word that is looked for, and `weigh` of a name how common it is. In English a literal
    begins where a word does, `*` ends it.
    """

    def __init__(
        self,
        gaps: tuple[int, int],
        is_english: bool,
        measure: Callable[[str], Widths],
        weigh: Callable[[str], float],
    ) -> None:
        self._gaps = gaps
        self._is_english = is_english
        self._measure = measure
        self._weigh = weigh

    def find(self, source: str) -> tuple[Path, ...]:
        """Find the paths of a pattern; an empty path is an alternative that requires nothing."""
        scan = _Scan(source, self)
        return tuple(part.steps for part in scan.read_branches())

    def find_rarest(self, path: Path) -> int:
        """Find the step of a path that the fewest sentences will meet."""
        return min(range(len(path)), key=lambda n: sum(map(self._weigh, path[n].names)))

    def measure(self, name: str) -> Widths:
        """Return the most characters before, in and behind what is looked for of a name."""
        if name.startswith("{"):
            return self._measure(name[1:-1])
        return (0, FAR, 0) if name.startswith("<") else (0, len(name), 0)

    def measure_gap(self, marks: str) -> int:
        """Return the most characters that gap marks stand for."""
        return len(marks) // 2 * self._gaps[1] + len(marks) % 2 * self._gaps[0]

    def is_word_start(self, source: str, at: int) -> bool:
        """Tell whether the literal at a place of the source begins where a word does."""
        is_first = at == 0 or source[at - 1] in "(|~"
        return self._is_english and is_first and "a" <= source[at] <= "z" and not source.startswith("n't", at)

    def is_word_rest(self, letter: str) -> bool:
        """Tell whether a `*` behind a letter stands for the rest of the word."""
        return self._is_english and "a" <= letter <= "z"

    def join(self, branches: list[_Part]) -> _Part:
        """Make one part of alternatives: one of what each requires most."""
        if len(branches) == 1:
            return branches[0]
        if not all(branch.steps for branch in branches):
            return _Part((), max(self._width(branch) for branch in branches))
        names: frozenset[str] = frozenset()
        before = behind = 0
        for branch in branches:
            at = self.find_rarest(branch.steps)
            names |= branch.steps[at].names
            ahead = _Part(branch.steps[:at], branch.steps[at].reach)
            before = max(before, self._width(ahead))
            behind = max(behind, self._width(_Part(branch.steps[at + 1 :], branch.tail)))
        return _Part((Step(names, before),), behind)

    def free(self, part: _Part, least: int, most: int) -> _Part:
        """Repeat a part; what may be left out requires nothing."""
        if (least, most) == (1, 1):
            return part
        width = self._width(part)
        if least == 0 or not part.steps:
            return _Part((), min(FAR, width * most))
        return _Part(part.steps, min(FAR, part.tail + width * (most - 1)))

    def _width(self, part: _Part) -> int:
        widths = [step.reach + max(self.measure(name)[1] for name in step.names) for step in part.steps]
        return min(FAR, part.tail + sum(widths))


def find_signs(pattern: str) -> frozenset[str]:
    """Find literals in small letters one of which stands wherever a pattern matches; none where that cannot be told."""
    reader = Requirements(
        (0, 0), is_english=False, measure=lambda _: (0, 0, 0), weigh=lambda name: 1 / 4 ** len(name)
    )
    paths = reader.find(pattern.lower())
    rarest = [path[reader.find_rarest(path)].names for path in paths if path]
    return frozenset().union(*rarest) if len(rarest) == len(paths) else frozenset()


class _Scan:
    """One pass over the tokens of a source."""

    def __init__(self, source: str, rules: Requirements) -> None:
        self._source = source
        self._rules = rules
        self._tokens = [(match.lastgroup or "", match[0], match.start()) for match in _TOKEN.finditer(source)]
        self._at = 0

    def read_branches(self) -> list[_Part]:
        """Read alternatives up to the closing bracket."""
        branches = [_Part()]
        while self._at < len(self._tokens):
            kind, text, _ = self._tokens[self._at]
            if kind == "char":
                branches[-1] = branches[-1].then(self._read_literal())
                continue
            self._at += 1
            if kind == "close":
                break
            if kind == "bar":
                branches.append(_Part())
            elif kind == "look":
                self.read_branches()
                self._read_repeat()
            else:
                branches[-1] = branches[-1].then(self._read_piece(kind, text, branches[-1]))
        return branches

    def _read_piece(self, kind: str, text: str, before: _Part) -> _Part:
        if kind == "open":
            part = self._rules.join(self.read_branches())
        elif kind == "gap":
            return _Part((), self._rules.measure_gap(text))
        elif kind == "class" or (kind == "mark" and text != "<I>"):
            lead, _, tail = self._rules.measure(text)
            part = _Part((Step(frozenset({text}), lead),), tail)
        else:
            part = _Part((), FAR if kind == "mark" else 0 if kind == "any" and text != "." else 1)
        least, most = self._read_repeat()
        if text == "[a-z]" and most == FAR and before.steps and before.tail == 0:
            return _Part()  # the rest of a word: hits.py knows where words end
        return self._rules.free(part, least, most)

    def _read_literal(self) -> _Part:
        """Read characters up to the next that is none; the last one counts only if it must be there."""
        start, letters, tail = self._tokens[self._at][2], "", 0
        while self._at < len(self._tokens) and self._tokens[self._at][0] == "char":
            letter = self._tokens[self._at][1]
            self._at += 1
            is_rest = self._rules.is_word_rest(letter) and self._is_next("*")
            least, most = self._read_repeat()
            letters += letter if least or is_rest else ""
            if (least, most) != (1, 1):
                tail = 0 if is_rest else most - bool(least)
                break
        word = letters.strip()
        lead = len(letters) - len(letters.lstrip())
        if len(word) < (3 if word.isascii() else 1):
            return _Part((), len(letters) + tail)
        name = WORD_START + word if not lead and self._rules.is_word_start(self._source, start) else word
        return _Part((Step(frozenset({name}), lead),), len(letters) - lead - len(word) + tail)

    def _is_next(self, text: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][:2] == ("repeat", text)

    def _read_repeat(self) -> tuple[int, int]:
        """Read how often what went before may stand: least and most."""
        if self._at == len(self._tokens) or self._tokens[self._at][0] != "repeat":
            return 1, 1
        text = self._tokens[self._at][1]
        self._at += 1
        if self._is_next("?") or self._is_next("+"):
            self._at += 1
        if text in "?*+":
            return (1 if text == "+" else 0), (1 if text == "?" else FAR)
        least, comma, most = text[1:-1].partition(",")
        return int(least), int(most) if most else FAR if comma else int(least)
