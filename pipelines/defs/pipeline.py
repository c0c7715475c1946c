"""The pipeline over one registry as Dagster definitions: that of the declared sources, or that of the samples."""

from __future__ import annotations

import dagster as dg

from pipelines.declaring import load_declarations
from pipelines.defs.building import make_build, make_exports
from pipelines.defs.crawling import make_crawl
from pipelines.defs.jobs import make_build_job, make_build_sensors, make_crawl_job, make_reread_job, make_schedules
from pipelines.defs.watching import make_watching_sensors
from pipelines.settings import Settings


def define(settings: Settings) -> dg.Definitions:
    """Define the pipeline over one registry; only the declared sources are crawled by schedules, never the samples."""
    registry = load_declarations(settings)
    crawl_job, reread_job, build_job = make_crawl_job(settings), make_reread_job(settings), make_build_job(settings)
    return dg.Definitions(
        assets=[make_crawl(settings, registry), make_build(settings), make_exports(settings)],
        jobs=[crawl_job, reread_job, build_job],
        schedules=[] if settings.is_sample else make_schedules(settings, registry, crawl_job),
        sensors=[] if settings.is_sample else [
            *make_build_sensors(settings, [crawl_job, reread_job], build_job),
            *make_watching_sensors(settings, [crawl_job.name, reread_job.name, build_job.name]),
        ],
        executor=dg.in_process_executor,
    )
