"""The SQL of the warehouse as files: finding them and putting them in order. Running them is build.py's work.

Each file of sql/raw, sql/core and sql/out is one SELECT and makes the table named as the file; each of sql/macros makes
one macro; each of sql/checks finds offenders. What a file reads is seen from the names in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

SQL_FOLDER = Path(__file__).parent / "sql"
TABLE_SCHEMAS = ("raw", "core", "out")
SEVERITIES = ("error", "warn")

_COMMENT = re.compile(r"--[^\n]*")
_NAME = re.compile(r"\b(?:raw|core|out)\.[a-z_]+\b")
_CHECK_HEAD = re.compile(r"-- severity: (?P<severity>\w+)\n-- (?P<meaning>[^\n]+)\n")


@dataclass(frozen=True)
class SqlFile:
    """A file of SQL: `key` is the table or macro that it makes, `schema.name`, or the check's name."""

    key: str
    text: str
    is_macro: bool = False

    @cached_property
    def body(self) -> str:
        """The SQL without comments, line breaks kept, so that the database's line numbers are the file's."""
        return _COMMENT.sub("", self.text).rstrip().rstrip(";")

    @cached_property
    def names(self) -> frozenset[str]:
        """The qualified names that the SQL uses, its own excepted."""
        return frozenset(_NAME.findall(self.body)) - {self.key}


@dataclass(frozen=True, slots=True)
class Check:
    """A query for offenders; `error` keeps the warehouse from being published, `warn` does not."""

    name: str
    severity: str
    meaning: str
    body: str


def read_sql_files(folder: Path = SQL_FOLDER) -> list[SqlFile]:
    """Read the files of all tables and macros, each after everything that it reads; ties go by name."""
    files = [
        SqlFile(f"{schema}.{path.stem}", path.read_text(encoding="utf-8"))
        for schema in TABLE_SCHEMAS
        for path in sorted((folder / schema).glob("*.sql"))
    ]
    files += [
        SqlFile(f"core.{path.stem}", path.read_text(encoding="utf-8"), is_macro=True)
        for path in sorted((folder / "macros").glob("*.sql"))
    ]
    by_key = {file.key: file for file in sorted(files, key=lambda file: file.key)}
    order = TopologicalSorter({key: sorted(file.names & by_key.keys()) for key, file in by_key.items()})
    return [by_key[key] for key in order.static_order()]


def read_checks(folder: Path = SQL_FOLDER) -> list[Check]:
    """Read the checks, by name; ValueError for one that does not begin with its severity and meaning."""
    checks = []
    for path in sorted((folder / "checks").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        head = _CHECK_HEAD.match(text)
        if head is None or head["severity"] not in SEVERITIES:
            raise ValueError(f"{path.name}: begin with `-- severity: error` (or warn), then `-- ` and what it finds")
        checks.append(Check(path.stem, head["severity"], head["meaning"], _COMMENT.sub("", text).strip().rstrip(";")))
    return checks
