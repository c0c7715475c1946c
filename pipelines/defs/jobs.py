"""Jobs, and what starts them: schedules that are off until somebody turns them on, and the build that follows a crawl.

A build is a run of its own, so that a crawl in which one publisher failed still leads to one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from archive.store import Archive
from pipelines.defs.crawling import CAPTURES, CLAIMS
from pipelines.defs.naming import asset_key, job_name, step_name
from pipelines.due import find_due
from pipelines.settings import Settings
from pipelines.steps import needs_build
from schemas.documents import SourceKind
from schemas.ids import format_instant
from schemas.registry import Registry
from schemas.sources import Cadence, Publisher
from schemas.tables import TABLES

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as Job

RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
BUILDS_ITSELF = "linewatch/builds_itself"  # the tag of a crawl whose starter also starts the build
SHARD = "linewatch/shard"  # the tag of a part of a crawl: no two runs of one part at a time, on however many machines
QUEUE = "dagster-celery/queue"  # the tag by which a run chooses its workers where there are several
TIMEZONE = "Asia/Shanghai"
NEWS_TIERS = frozenset({SourceKind.NEWS, SourceKind.COMMUNITY})


def make_crawl_job(settings: Settings) -> Job:
    """Make the job that crawls and reads publishers."""
    return dg.define_asset_job(
        job_name(settings, "crawl"),
        dg.AssetSelection.assets(asset_key(settings, *CAPTURES), asset_key(settings, *CLAIMS)),
        description="Fetch the pages of a range of publishers and read them.",
    )


def make_reread_job(settings: Settings) -> Job:
    """Make the job that reads the archive again with today's code and fetches nothing; made for backfills."""
    return dg.define_asset_job(
        job_name(settings, "reread"),
        dg.AssetSelection.assets(asset_key(settings, *CLAIMS)),
        description="Read what the archive has of a range of publishers with today's code; nothing is fetched.",
    )


def make_build_job(settings: Settings) -> Job:
    """Make the job that builds, checks and publishes the warehouse, and exports it."""
    tables = [asset_key(settings, *key.split(".")) for key in TABLES]
    return dg.define_asset_job(
        job_name(settings, "build"),
        dg.AssetSelection.assets(*tables, asset_key(settings, "exports")),
        description="Build the warehouse beside the published one, check it, publish it, export it.",
        tags={QUEUE: "build"},
    )


def crawl_tags(publishers: Iterable[str]) -> dict[str, str]:
    """Return the tags of a run over the whole range of publishers; its config names those that it takes."""
    names = sorted(publishers)
    return {RANGE_START: names[0], RANGE_END: names[-1]}


def split(publishers: Sequence[str], shards: int) -> list[list[str]]:
    """Split publishers into so many lists of nearly equal length, or fewer where there are fewer publishers."""
    return [list(some) for number in range(shards) if (some := publishers[number::shards])]


def make_schedules(settings: Settings, registry: Registry, crawl_job: Job) -> list[dg.ScheduleDefinition]:
    """Make the schedules: policies once a day; news, forums and whatever is declared hourly every hour; Chinese time.

    They only ask. What is then fetched is what each source's own cadence makes due.
    """
    news = [name for name, publisher in registry.publishers.items() if _is_hourly(publisher)]
    policies = [name for name in registry.publishers if name not in news]
    return [
        _make_schedule("policies_daily", "0 3 * * *", policies, settings, registry, crawl_job),
        _make_schedule("news_hourly", "15 * * * *", news, settings, registry, crawl_job),
    ]


def make_build_sensors(settings: Settings, jobs: Sequence[Job], build_job: Job) -> list[dg.SensorDefinition]:
    """Make the sensors that start a build when one of the jobs has ended, well or with faults, and claims changed."""
    return [
        _make_build_sensor("build_after_crawl", dg.DagsterRunStatus.SUCCESS, settings, jobs, build_job),
        _make_build_sensor("build_after_faulty_crawl", dg.DagsterRunStatus.FAILURE, settings, jobs, build_job),
    ]


def _is_hourly(publisher: Publisher) -> bool:
    cadences = {source.cadence or publisher.cadence for source in publisher.source}
    return publisher.tier in NEWS_TIERS or Cadence.HOURLY in cadences


def _make_schedule(
    name: str, cron: str, publishers: list[str], settings: Settings, registry: Registry, crawl_job: Job
) -> dg.ScheduleDefinition:
    def request(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        at = context.scheduled_execution_time
        due = find_due(registry, Archive(settings.archive), publishers, at)
        if not due:
            yield dg.SkipReason("no source of these publishers is due")
        for number, some in enumerate(split(due, settings.shards), start=1):
            config = {"instant": format_instant(at), "publishers": some}
            yield dg.RunRequest(
                run_key=f"{name} {format_instant(at)} {number}",
                run_config={"ops": {step_name(settings, "crawl"): {"config": config}}},
                tags=crawl_tags(registry.publishers) | {SHARD: f"{name} {number}"},
            )

    return dg.ScheduleDefinition(
        name=name,
        cron_schedule=cron,
        execution_timezone=TIMEZONE,
        job=crawl_job,
        execution_fn=request,
        description=f"Crawl what is due of {len(publishers)} publishers; the build follows by itself.",
    )


def _make_build_sensor(
    name: str, status: dg.DagsterRunStatus, settings: Settings, jobs: Sequence[Job], build_job: Job
) -> dg.RunStatusSensorDefinition:
    @dg.run_status_sensor(
        run_status=status,
        name=name,
        monitored_jobs=list(jobs),
        request_job=build_job,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Start a build when a crawl or a reading has ended and what the pages say has changed.",
    )
    def follow(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
        if BUILDS_ITSELF in context.dagster_run.tags:
            return dg.SkipReason("whoever started this crawl starts the build")
        if not needs_build(settings):
            return dg.SkipReason("the pages say what they said at the last build")
        return dg.RunRequest(run_key=context.dagster_run.run_id)

    return follow
