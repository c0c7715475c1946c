"""Markdown, made plain: the words without their marks, and the lines with what the marks said of them.

Front matter is read here too. Plain lines are judged in lines.py, HTML in markup.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import yaml

from parsers.blocks import MARKED
from parsers.headings import Line, Role, measure_width
from parsers.markers import find_marker
from parsers.spacing import drop_invisible
from schemas.documents import BlockKind

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.{0,10000}?)\n---[ \t]*(?:\n|$)", re.S)
_FIELD = re.compile(r"^([A-Za-z_][\w-]*):[ \t]*(.*)$", re.M)
_SIGNS = re.compile(
    r"^ {0,3}#{1,6} \S|\*\*[^*\n]{1,80}\*\*|!?\[[^\]\n]{1,200}\]\((?:https?:|/|#)[^)\s]*\)|^ {0,3}```", re.M
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(=|-){3,}\s*$")
_RULE = re.compile(r"\s{0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$|\s*\|\s*:?-{2,}:?\s*\|\s*$")
_DEFINITION = re.compile(r"\s{0,3}\[[^\]]+\]:\s*\S+")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_WHOLLY_BOLD = re.compile(r"\s*(?:\*\*|__)(?!\s)[^*_]+(?:\*\*|__)[:：]?\s*$")
_INLINE = (
    (re.compile(r"<br\s*/?>", re.I), " "),
    (re.compile(r"</?(?:a|b|i|u|p|em|div|img|sub|sup|span|font|strong|center)\b[^>]{0,500}>", re.I), ""),
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^()]*(?:\([^()]*\)[^()]*)?\)"), ""),
    (re.compile(r"\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)?\)"), r"\1"),
    (re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?![\w_])"), r"\1"),
    (re.compile(r"~~(?=\S)(.{1,500}?)(?<=\S)~~"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
)


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Split YAML front matter from a text: its plain fields by lower-case name, and the body behind it."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    try:
        loaded = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError):  # a ValueError is a date that no calendar has
        loaded = dict(_FIELD.findall(match[1]))
    if not isinstance(loaded, dict):
        return {}, text
    fields = {str(key).lower(): _write_field(value) for key, value in loaded.items()}
    return {key: value for key, value in fields.items() if value}, text[match.end() :]


def looks_like_markdown(text: str) -> bool:
    """Tell whether a text carries several marks that only Markdown has."""
    return sum(1 for _ in zip(range(3), _SIGNS.finditer(text[:50_000]), strict=False)) >= 3


def read_markdown(text: str) -> tuple[str, list[Line]]:
    """Read Markdown into its words and lines; emphasis, targets of links, pictures and marks of headings are gone."""
    parts: list[str] = []
    lines: list[Line] = []
    length, gap = 0, 0
    for raw, role in _read_lines(text):
        words = _strip_marks(raw)
        stripped = words.strip()
        if not stripped:
            gap += 1
            continue
        if lines:
            parts.append("\n" * (2 if gap else 1))
            length += len(parts[-1])
        indent = len(words) - len(words.lstrip())
        marker = None if role else find_marker(stripped)
        is_bold = bool(_WHOLLY_BOLD.match(raw))
        end = length + len(stripped)
        width = measure_width(stripped)
        lines.append(Line(length, end, stripped, indent, min(gap, 2), marker, width, role, is_bold))
        parts.append(stripped)
        length, gap = end, 0
    return "".join(parts), lines


def _read_lines(text: str) -> Iterator[tuple[str, Role | None]]:
    """Give each line without the marks of its block, and the heading that it is; rules and fences are left out."""
    lines = drop_invisible(text).splitlines()
    for number, line in enumerate(lines):
        if _FENCE.match(line) or _TABLE_RULE.match(line) or _DEFINITION.match(line):
            continue
        if _UNDERLINE.match(line) and number and _can_be_underlined(lines[number - 1]):
            continue
        if _RULE.match(line):
            yield "", None
            continue
        line = _QUOTE.sub("", line)
        heading = _HEADING.match(line)
        if heading:
            yield heading[2], Role(BlockKind.HEADING, len(heading[1]), MARKED)
            continue
        underline = _UNDERLINE.match(lines[number + 1]) if number + 1 < len(lines) else None
        if underline and _can_be_underlined(line):
            yield line, Role(BlockKind.HEADING, 1 if underline[1] == "=" else 2, MARKED)
        else:
            yield line, None


def _can_be_underlined(line: str) -> bool:
    stripped = line.strip()
    if not 0 < len(stripped) <= 120 or _RULE.match(line):
        return False
    return "|" not in stripped and stripped[-1] not in "。.;；，,"


def _strip_marks(line: str) -> str:
    for pattern, replacement in _INLINE:
        line = pattern.sub(replacement, line)
    return line


def _write_field(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).strip() if isinstance(value, str | int | float) else ""
