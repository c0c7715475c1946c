"""Dagster's side: what loads, what a run fails on and what it keeps, what schedules and sensors ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.asking import Rows
from pipelines.definitions import defs
from pipelines.defs.crawling import Faults
from pipelines.defs.instance import open_instance
from pipelines.defs.jobs import BUILDS_ITSELF, RANGE_END, RANGE_START
from pipelines.defs.launching import Launcher
from pipelines.defs.listing import write_graph_page
from pipelines.defs.pipeline import define
from pipelines.defs.previews import write_preview
from pipelines.sample_site import serving
from pipelines.settings import PROJECT, SAMPLES, Settings
from pipelines.steps import (
    build_warehouse,
    crawl_publishers,
    find_editions,
    make_run_id,
    needs_build,
    publish_warehouse,
    read_publishers,
)
from schemas.errors import DeclarationError
from schemas.tables import TABLES
from tests.pipelines.conftest import digest_files, settings_in

SUMMER = datetime(2026, 7, 15, 19, 0, tzinfo=UTC)
CAPTURES = dg.AssetKey(["archive", "captures"])


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Settings]:
    """Settings of a crawl of declared sources, which are answered for by the sample site."""
    with serving(SAMPLES, find_editions()[0]) as proxy:
        yield replace(settings_in(tmp_path), sources=SAMPLES / "sources", proxy=proxy)


def request_of(definitions: dg.Definitions, schedule: str, at: datetime = SUMMER) -> dg.RunRequest:
    context = dg.build_schedule_context(scheduled_execution_time=at, repository_def=definitions.get_repository_def())
    (request,) = definitions.resolve_schedule_def(schedule).evaluate_tick(context).run_requests or ()
    return request


def test_the_project_s_definitions_load_with_every_table_twice() -> None:
    dg.Definitions.validate_loadable(defs)
    keys = {key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()}
    tables = {f"{table.schema}/{table.name}" for table in TABLES.values()}
    others = {"archive/captures", "read/claims", "exports"}
    assert keys == tables | others | {f"sample/{key}" for key in tables | others}


def test_the_whole_graph_is_the_one_that_was_reviewed() -> None:
    assert write_graph_page(defs) == (PROJECT / "docs" / "graph.md").read_text("utf-8"), (
        "assets, checks, jobs, schedules or sensors are others; if that is meant, run: python -m pipelines.docs"
    )


def test_groups_are_the_rooms_of_the_design_and_every_asset_says_what_it_is() -> None:
    specs = [spec for asset in defs.resolve_asset_graph().assets_defs for spec in asset.specs]
    rooms = {"collect", "read", "model", "publish"}
    assert {spec.group_name for spec in specs} == rooms | {f"sample_{room}" for room in rooms}
    for spec in specs:
        assert spec.description and spec.kinds and spec.owners, spec.key


def test_schedules_are_off_and_in_chinese_time() -> None:
    for name in ("policies_daily", "news_hourly"):
        schedule = defs.resolve_schedule_def(name)
        assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
        assert schedule.execution_timezone == "Asia/Shanghai"


def test_tables_are_made_together_or_not_at_all() -> None:
    (build,) = {
        asset for asset in defs.resolve_asset_graph().assets_defs if dg.AssetKey(["core", "policies"]) in asset.keys
    }
    assert not build.can_subset
    assert build.keys == {dg.AssetKey([table.schema, table.name]) for table in TABLES.values()}


def test_a_table_is_shown_below_what_its_sql_reads() -> None:
    graph = defs.resolve_asset_graph()
    assert dg.AssetKey(["core", "cells"]) in graph.get(dg.AssetKey(["out", "comparison"])).parent_keys
    assert graph.get(dg.AssetKey(["raw", "claims"])).parent_keys == {dg.AssetKey(["read", "claims"])}


def test_a_declaration_that_breaks_its_form_stops_the_loading_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "x.toml").write_text('name = "X"\ntier = "carier"\n', "utf-8")
    with pytest.raises(DeclarationError, match=r"x\.toml:2: "):
        define(replace(settings_in(tmp_path), sources=tmp_path))


def test_schedules_ask_for_the_crawl_of_their_publishers_at_their_instant(live: Settings) -> None:
    definitions = define(live)
    news, policies = request_of(definitions, "news_hourly"), request_of(definitions, "policies_daily")
    config = news.run_config["ops"]["crawl_live"]["config"]
    assert config == {"instant": "2026-07-15T19:00:00Z", "publishers": ["community-square", "news-daily"]}
    assert not set(config["publishers"]) & set(policies.run_config["ops"]["crawl_live"]["config"]["publishers"])
    assert (news.tags[RANGE_START], news.tags[RANGE_END]) == ("cn-broadnet", "web-kaguides")


def test_a_crawl_is_split_into_as_many_runs_as_there_are_shards(live: Settings) -> None:
    definitions = define(replace(live, shards=3))
    repository = definitions.get_repository_def()
    context = dg.build_schedule_context(scheduled_execution_time=SUMMER, repository_def=repository)
    requests = definitions.resolve_schedule_def("policies_daily").evaluate_tick(context).run_requests or ()
    parts = [request.run_config["ops"]["crawl_live"]["config"]["publishers"] for request in requests]
    whole = request_of(define(live), "policies_daily").run_config["ops"]["crawl_live"]["config"]["publishers"]
    assert sorted(name for part in parts for name in part) == sorted(whole)
    assert len({request.tags["linewatch/shard"] for request in requests}) == 3
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_schedule_skips_what_is_not_due(live: Settings) -> None:
    definitions = define(live)
    assert crawl_publishers(live, ["news-daily", "community-square"], SUMMER)[0].crashed == {}
    context = dg.build_schedule_context(scheduled_execution_time=SUMMER + timedelta(hours=1))
    answer = definitions.resolve_schedule_def("news_hourly").evaluate_tick(context)
    assert not answer.run_requests
    later = request_of(definitions, "news_hourly", SUMMER + timedelta(days=30))
    assert later.run_config["ops"]["crawl_live"]["config"]["publishers"] == ["community-square", "news-daily"]


def test_a_scheduled_crawl_materializes_its_own_publishers_only(live: Settings) -> None:
    definitions = define(live)
    request = request_of(definitions, "news_hourly")
    with open_instance(live.state) as instance:
        job = definitions.resolve_job_def("crawl")
        assert job.execute_in_process(request.run_config, instance, tags=request.tags).success
        assert instance.get_materialized_partitions(CAPTURES) == {"community-square", "news-daily"}


def test_a_publisher_that_crashes_fails_the_run_and_takes_no_other_with_it(live: Settings) -> None:
    damage = live.archive / "log" / "captures" / "cn-mobile" / "rubbish"
    damage.parent.mkdir(parents=True)
    damage.write_text("no segment")
    with open_instance(live.state) as instance:
        fault = Launcher(live, instance).crawl(["cn-mobile", "cn-miit"], SUMMER)
        assert instance.get_materialized_partitions(CAPTURES) == {"cn-miit"}
        assert instance.get_materialized_partitions(dg.AssetKey(["read", "claims"])) == {"cn-miit"}
        (run,) = instance.get_runs()
    assert fault is not None
    assert fault.startswith("cn-mobile: ")
    assert run.status is dg.DagsterRunStatus.FAILURE


def test_a_blocked_or_broken_page_fails_nothing(live: Settings) -> None:
    with serving(SAMPLES, find_editions()[1]) as proxy, open_instance(live.state) as instance:
        assert Launcher(replace(live, proxy=proxy), instance).crawl(["cn-mobile", "cn-telecom"], SUMMER) is None


def test_offenders_keep_a_build_from_being_published(live: Settings) -> None:
    with open_instance(live.state) as instance:
        launcher = Launcher(live, instance)
        assert launcher.crawl(["cn-mobile"], SUMMER) is None
        assert launcher.build() is None
        before = live.warehouse.read_bytes()
        claims = live.data / "read" / "claims" / "cn-mobile.parquet"
        rows = pq.read_table(claims)
        pq.write_table(pa.concat_tables([rows, rows.slice(0, 1)]), claims)
        fault = launcher.build()
        checks = [
            check.status.value
            for check in instance.event_log_storage.get_asset_check_execution_history(
                dg.AssetCheckKey(dg.AssetKey(["raw", "claims"]), "identity_of_raw_claims"), limit=2
            )
        ]
        materialized = instance.get_latest_materialization_event(dg.AssetKey(["raw", "claims"]))
        runs = [run.run_id for run in instance.get_runs(limit=1)]
    assert fault is not None
    assert "identity_of_raw_claims" in fault
    assert checks == ["FAILED", "SUCCEEDED"]
    assert materialized is not None
    assert materialized.run_id not in runs
    assert live.warehouse.read_bytes() == before


@pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
@pytest.mark.parametrize(("tags", "follows"), [({}, True), ({BUILDS_ITSELF: "true"}, False)])
@pytest.mark.parametrize("sensor", ["build_after_crawl", "build_after_faulty_crawl"])
def test_a_build_follows_a_crawl_unless_its_starter_builds(
    live: Settings, sensor: str, tags: dict[str, str], follows: bool
) -> None:
    definitions = define(live)
    repository = definitions.get_repository_def()
    with dg.DagsterInstance.ephemeral() as instance:
        run = instance.create_run_for_job(definitions.resolve_job_def("crawl"), tags=tags)
        context = dg.build_run_status_sensor_context(
            sensor, dg.DagsterEvent("PIPELINE_SUCCESS", "crawl"), instance, run, repository_def=repository
        )
        answer = repository.get_sensor_def(sensor)(context)
    assert isinstance(answer, dg.RunRequest if follows else dg.SkipReason)


def test_a_build_is_wanted_only_when_pages_say_something_else(live: Settings) -> None:
    second = find_editions()[1]
    assert needs_build(live)
    _crawl_and_build(live, SUMMER)
    assert not needs_build(live)
    crawl_publishers(live, ["cn-mobile"], SUMMER + timedelta(days=30))
    read_publishers(live)
    assert not needs_build(live)
    with serving(SAMPLES, second) as proxy:
        crawl_publishers(replace(live, proxy=proxy), ["cn-mobile"], SUMMER + timedelta(days=60))
    read_publishers(live)
    assert needs_build(live)


def test_reading_again_fetches_nothing(live: Settings) -> None:
    crawl_publishers(live, ["cn-mobile"], SUMMER)
    archived = digest_files(live.archive)
    request = dg.RunRequest(tags={RANGE_START: "cn-mobile", RANGE_END: "cn-mobile"})
    with open_instance(live.state) as instance:
        assert define(live).resolve_job_def("reread").execute_in_process(instance=instance, tags=request.tags).success
        assert instance.get_materialized_partitions(dg.AssetKey(["read", "claims"])) == {"cn-mobile"}
        assert instance.get_materialized_partitions(CAPTURES) == set()
    assert digest_files(live.archive) == archived


def test_the_comparison_and_the_changes_are_shown_and_a_partition_leads_to_its_page(live: Settings) -> None:
    with open_instance(live.state) as instance:
        launcher = Launcher(live, instance)
        assert launcher.crawl(["cn-mobile"], SUMMER) is None
        assert launcher.build() is None
        shown = [_metadata_of(instance, key)["preview"] for key in ("out/comparison", "out/changes")]
        page = _metadata_of(instance, "archive/captures")["page"]
    assert all(isinstance(one, dg.MarkdownMetadataValue) and one.value.startswith("| ") for one in shown)
    assert "| China Mobile | CN | " in str(shown[0].value)
    assert isinstance(page, dg.UrlMetadataValue)
    assert str(page.value).startswith("http://cn-mobile.sample.test/")


def test_scraped_text_is_nothing_but_text_in_a_preview() -> None:
    hostile = "<img src=x onerror=alert(1)> | [a](javascript:alert(1)) `x`\n| new | row |" + "x" * 200
    preview = write_preview(Rows(["quote"], [(hostile,)]))
    assert len(preview.splitlines()) == 3
    assert "<" not in preview
    assert "[a]" not in preview.replace("\\[", "").replace("\\]", "")
    assert preview.endswith("… |")


@pytest.mark.parametrize(("lasting", "retried"), [(False, True), (True, False)])
def test_a_step_is_tried_again_only_if_all_that_stopped_it_may_pass(lasting: bool, retried: bool) -> None:
    faults = Faults()
    faults.raise_any()
    faults.add("a: its process was killed", may_pass=True)
    faults.add("b: something else", may_pass=not lasting)
    with pytest.raises(dg.Failure, match="a: its process was killed; b: something else") as failure:
        faults.raise_any()
    assert failure.value.allow_retries is retried


def _crawl_and_build(settings: Settings, at: datetime) -> None:
    crawl_publishers(settings, ["cn-mobile"], at)
    _, report = build_warehouse(settings, make_run_id())
    publish_warehouse(settings, report)


def _metadata_of(instance: dg.DagsterInstance, key: str) -> Mapping[str, dg.MetadataValue]:
    event = instance.get_latest_materialization_event(dg.AssetKey(key.split("/")))
    assert event is not None and event.asset_materialization is not None
    return event.asset_materialization.metadata
