"""The Data Package of an export: its tables with their columns, meanings, keys and sources (Frictionless, v1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from schemas.table import Table
from schemas.tables import TABLES
from warehouse.sheets import Sheet

PACKAGE_NAME = "datapackage.json"
_TYPES = {
    "VARCHAR": "string", "VARCHAR[]": "string", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number",
    "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMPTZ": "datetime",
}  # fmt: skip
_LICENSE = {
    "name": "notspecified",
    "title": "No licence is declared. Facts are free; a quotation belongs to its source, which stands beside it.",
}


def write_datapackage(
    head: dict[str, Any], sheets: Sequence[Sheet], names: dict[str, str], sources: Iterable[tuple[str, str]]
) -> bytes:
    """Write datapackage.json: a resource for each sheet that has a CSV file in `names`, by the sheet's name.

    `sources` are titles and addresses of what the tables rest on. Lists stand in a cell with `; ` between their items.
    """
    resources = [_describe(sheet, TABLES[f"out.{sheet.name}"], names[sheet.name]) for sheet in sheets]
    package = {
        "profile": "tabular-data-package",
        "name": "linewatch" + ("-sample" if head["dataset"] == "SAMPLE" else ""),
        "title": f"{head['dataset']}: what it takes to end a mobile line, as of {head['as_of']}",
        "description": head["note"],
        "version": head["version"],
        "licenses": [_LICENSE],
        "sources": [{"title": title, "path": path} for title, path in sources],
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _describe(sheet: Sheet, table: Table, path: str) -> dict[str, Any]:
    fields = [
        {"name": column.name, "type": _TYPES[column.type], "description": column.comment}
        for column in table.columns
        if column.name in sheet.columns
    ]
    schema = {"fields": fields, "primaryKey": list(table.identity), "missingValues": [""]}
    return {
        "name": sheet.name, "path": path, "profile": "tabular-data-resource", "description": table.comment,
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "dialect": {"lineTerminator": "\r\n"},
        "schema": schema,
    }  # fmt: skip
