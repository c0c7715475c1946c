"""How assets and jobs are named: as the tables and folders they make, those of the samples below `sample`."""

from __future__ import annotations

import dagster as dg

from pipelines.settings import Settings


def asset_key(settings: Settings, *parts: str) -> dg.AssetKey:
    """Return the key of an asset: `core/policies` is the table core.policies."""
    return dg.AssetKey([*(["sample"] if settings.is_sample else []), *parts])


def group_name(settings: Settings) -> str:
    """Return the group of an asset, which the names of its steps begin with."""
    return "sample" if settings.is_sample else "live"
