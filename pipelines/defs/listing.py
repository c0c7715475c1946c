"""The whole graph as a page: every asset, check, job, schedule and sensor, so that a change of it is seen in review."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

_HEAD = """# What Dagster shows

Generated from the code by `python -m pipelines.docs`. The assets of the samples stand below `sample`, and run only when
somebody starts them."""


def write_graph_page(defs: dg.Definitions) -> str:
    """Write the page of the definitions' graph."""
    repository = defs.get_repository_def()
    specs = sorted(repository.asset_graph.assets_defs, key=lambda asset: str(min(asset.keys, default="")))
    assets = [
        f"`{spec.key.to_user_string()}` in {spec.group_name}, {' and '.join(sorted(spec.kinds))}"
        for asset in specs for spec in sorted(asset.specs, key=lambda spec: spec.key.to_user_string())
    ]  # fmt: skip
    checks = [
        f"`{key.asset_key.to_user_string()}`: {key.name}, {'blocks' if spec.blocking else 'warns'}"
        for asset in specs for key, spec in sorted((spec.key, spec) for spec in asset.check_specs)
    ]  # fmt: skip
    jobs = [f"`{job.name}`: {job.description}" for job in repository.get_all_jobs() if not job.name.startswith("__")]
    schedules = [
        f"`{one.name}` at `{one.cron_schedule}` {one.execution_timezone}, {one.default_status.value.lower()}"
        for one in repository.schedule_defs
    ]
    sensors = [f"`{one.name}`, {one.default_status.value.lower()}: {one.description}" for one in repository.sensor_defs]
    parts = {"Assets": assets, "Checks": checks, "Jobs": jobs, "Schedules": schedules, "Sensors": sensors}
    return "\n\n".join([_HEAD, *(_write_part(name, lines) for name, lines in parts.items())]) + "\n"


def _write_part(name: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {name}", "", *(f"- {line}" for line in sorted(lines))])
