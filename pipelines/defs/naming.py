"""How assets and jobs are named: as the tables and folders they make, those of the samples below `sample`."""

from __future__ import annotations

import dagster as dg

from pipelines.settings import Settings


def asset_key(settings: Settings, *parts: str) -> dg.AssetKey:
    """Return the key of an asset: `core/policies` is the table core.policies."""
    return dg.AssetKey([*(["sample"] if settings.is_sample else []), *parts])


def group_name(settings: Settings) -> str:
    """Return the group that the assets stand in."""
    return "sample" if settings.is_sample else "live"


def step_name(settings: Settings, step: str) -> str:
    """Return the name of the step that makes assets, `crawl_live` or `build_sample`; its config goes by this name."""
    return f"{step}_{group_name(settings)}"


def job_name(settings: Settings, step: str) -> str:
    """Return the name of a job: `crawl` or `build`, of the samples with `sample_` before it."""
    return f"sample_{step}" if settings.is_sample else step
