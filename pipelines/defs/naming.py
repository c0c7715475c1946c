"""How assets, groups and jobs are named: as the tables and folders they make, those of the samples below `sample`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import dagster as dg

from pipelines.settings import Settings

OWNERS: Sequence[str] = ("team:linewatch",)

Room = Literal["collect", "read", "model", "publish"]


def asset_key(settings: Settings, *parts: str) -> dg.AssetKey:
    """Return the key of an asset: `core/policies` is the table core.policies."""
    return dg.AssetKey([*(["sample"] if settings.is_sample else []), *parts])


def group_name(settings: Settings, room: Room) -> str:
    """Return the group that assets stand in: collect, read, model or publish, of the samples with `sample_` before."""
    return f"sample_{room}" if settings.is_sample else room


def room_of(schema: str) -> Room:
    """Return where the tables of a schema belong: what people read is published, the rest are models."""
    return "publish" if schema == "out" else "model"


def dataset_name(settings: Settings) -> str:
    """Return what the data is: `live`, or `sample`, which is made up."""
    return "sample" if settings.is_sample else "live"


def step_name(settings: Settings, step: str) -> str:
    """Return the name of the step that makes assets, `crawl_live` or `build_sample`; its config goes by this name."""
    return f"{step}_{dataset_name(settings)}"


def job_name(settings: Settings, step: str) -> str:
    """Return the name of a job: `crawl` or `build`, of the samples with `sample_` before it."""
    return f"sample_{step}" if settings.is_sample else step
