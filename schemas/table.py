"""The form in which tables are declared. The tables themselves are in tables.py and what it gathers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its DuckDB type and one line on what it means."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the warehouse: `schema.name`, one line on what a row is, and its columns in order.

    No two rows agree in all columns of `identity`, and the rows stand in its order.
    """

    schema: str
    name: str
    comment: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The qualified name, `schema.name`."""
        return f"{self.schema}.{self.name}"


def read_columns(text: str) -> tuple[Column, ...]:
    """Read lines `name TYPE comment` into columns."""
    return tuple(Column(*line.split(None, 2)) for line in text.strip().splitlines())
