"""Writes the pages that repeat the code: `python -m pipelines.docs`; with `--check` it only says which are stale.

What they say stands in the code: in the commands' help, the tables' comments and the vocabulary.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from pipelines.cli import app
from pipelines.settings import PROJECT
from schemas.table import Column
from schemas.tables import TABLES
from schemas.vocabulary import load_vocabulary
from schemas.vocabulary_page import write_vocabulary_page
from warehouse.sql_files import SqlFile, read_sql_files

NAME = "linewatch"
EXIT_CODES = "Exit codes: 0 done; 1 something could not be done, and it says what; 2 the command was not understood."


def write_pages() -> dict[str, str]:
    """Write every generated page; return their texts by path within the project."""
    from pipelines.definitions import defs
    from pipelines.defs.listing import write_graph_page

    return {
        "docs/graph.md": write_graph_page(defs),
        "docs/commands.md": write_commands_page(),
        "docs/data-dictionary.md": write_dictionary_page(),
        "docs/vocabulary.md": write_vocabulary_page(load_vocabulary()),
    }


def find_stale(root: Path = PROJECT) -> list[str]:
    """Return the paths of the pages that do not say what the code says."""
    return [path for path, text in write_pages().items() if _read(root / path) != text]


def write_commands_page() -> str:
    """Write the page of the command line, from its own help."""
    group = get_command(app)
    if not isinstance(group, TyperGroup):
        raise TypeError("the command line has lost its commands")
    head = [f"# The commands of `{NAME}`", "Generated from the code by `python -m pipelines.docs`.", _help_of(group)]
    return "\n\n".join([*head, EXIT_CODES, *_write_group(group, NAME)]) + "\n"


def write_dictionary_page() -> str:
    """Write the page of the warehouse's tables, from their comments."""
    parts = [
        "# The tables of the warehouse",
        "Generated from the code by `python -m pipelines.docs`. The warehouse itself holds the same words as comments.",
        "`raw` is what was read and declared, `core` what is made of it, `out` what people and exports read. Instants "
        "are UTC and end in `_at`, dates end in `_on`. No two rows agree in all columns marked with a star.",
    ]
    for table in TABLES.values():
        rows = [_write_column(column, is_identity=column.name in table.identity) for column in table.columns]
        parts += [f"## {table.key}", table.comment, "\n".join(["| column | type | is |", "|---|---|---|", *rows])]
    parts.append("## Macros")
    for file in read_sql_files():
        if file.is_macro:
            parts.append(f"`{_signature_of(file)}`: {' '.join(re.findall(r'^-- (.*)', file.text, re.MULTILINE))}")
    return "\n\n".join(parts) + "\n"


def _write_column(column: Column, *, is_identity: bool) -> str:
    comment = column.comment.replace("|", "\\|").replace("<", "&lt;")
    return f"| `{column.name}`{' *' if is_identity else ''} | {column.type} | {comment} |"


def _signature_of(macro: SqlFile) -> str:
    """Return a macro's name with its arguments."""
    head = re.search(r"MACRO\s+(\S+?\s*\([^)]*\))", macro.body)
    return macro.key if head is None else " ".join(head[1].split())


def _write_group(group: TyperGroup, prefix: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _write_group(command, f"{prefix} {name}")
        elif isinstance(command, TyperCommand):
            yield from _write_command(command, f"{prefix} {name}")


def _write_command(command: TyperCommand, name: str) -> Iterator[str]:
    arguments = [param for param in command.params if isinstance(param, TyperArgument)]
    options = [param for param in command.params if isinstance(param, TyperOption)]
    names = [str(param.metavar or f"{param.name or ''}".upper()) for param in arguments]
    usage = " ".join([name, *(["[OPTIONS]"] if options else []), *names])
    text, _, examples = _help_of(command).partition("\n\nExample")
    yield f"## `{name}`"
    yield f"```\n{usage}\n```"
    yield text
    lines = [line.strip() for line in examples.splitlines()[1:] if line.strip()]
    if lines:
        yield "```sh\n" + "\n".join(lines) + "\n```"
    rows = [(f"`{metavar}`", param.help or "") for metavar, param in zip(names, arguments, strict=True)]
    rows += [(", ".join(f"`{opt}`" for opt in param.opts), param.help or "") for param in options]
    if rows:
        yield "\n".join(["| | |", "|---|---|", *(f"| {left} | {right} |" for left, right in rows)])


def _help_of(command: TyperCommand | TyperGroup) -> str:
    return inspect.cleandoc(command.help or "")


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def main() -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.docs", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="only say which pages are stale; exit 1 if any is")
    if parser.parse_args().check:
        stale = find_stale()
        for path in stale:
            print(f"{path} is stale; run: python -m pipelines.docs", file=sys.stderr)
        return 1 if stale else 0
    for path, text in write_pages().items():
        (PROJECT / path).parent.mkdir(parents=True, exist_ok=True)
        (PROJECT / path).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
