"""The whole way on the samples, through Dagster: crawl, read, build, check, publish, export."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from archive.store import Archive
from pipelines.asking import open_warehouse
from pipelines.declaring import load_declarations
from pipelines.defs.instance import open_instance
from pipelines.settings import SAMPLES
from pipelines.steps import build_warehouse, find_editions, publish_warehouse, read_publishers
from schemas.ids import canonical_json
from schemas.tables import TABLES
from tests.pipelines.conftest import SampleRun, digest_files
from warehouse.digests import table_digests


def test_nothing_fails(sample_run: SampleRun) -> None:
    assert sample_run.faults == []


def test_every_publisher_is_materialized_with_its_outcomes(sample_run: SampleRun) -> None:
    publishers = set(load_declarations(sample_run.settings).publishers)
    with open_instance(sample_run.settings.state) as instance:
        for key in ("archive/captures", "read/claims"):
            asset = dg.AssetKey(["sample", *key.split("/")])
            assert set(instance.get_materialized_partitions(asset)) == publishers
        records = instance.fetch_materializations(dg.AssetKey(["sample", "archive", "captures"]), limit=200).records
    told = [record.asset_materialization for record in records if record.partition_key == "cn-mobile"]
    assert [one.metadata["server_error"].value for one in told if one and "server_error" in one.metadata] == [1]


def test_every_table_is_an_asset_with_its_row_count(sample_run: SampleRun) -> None:
    with open_instance(sample_run.settings.state) as instance:
        for key, table in TABLES.items():
            event = instance.get_latest_materialization_event(dg.AssetKey(["sample", table.schema, table.name]))
            assert event is not None and event.asset_materialization is not None, key
            assert "dagster/row_count" in event.asset_materialization.metadata, key


def test_every_output_says_that_it_is_a_sample(sample_run: SampleRun) -> None:
    with open_warehouse(sample_run.settings.warehouse) as warehouse:
        assert warehouse.ask("SELECT is_sample, dataset FROM raw.build").rows == [(True, "SAMPLE")]
        for table in ("comparison", "changes", "coverage", "sources"):
            assert warehouse.ask(f"SELECT DISTINCT dataset FROM out.{table}").rows == [("SAMPLE",)]


def test_the_planted_changes_are_all_that_changed(sample_run: SampleRun) -> None:
    planted = tomllib.loads((SAMPLES / "expected_changes.toml").read_text("utf-8"))["change"]
    instants = {edition.number: edition.instant for edition in find_editions()}
    expected = [
        (
            instants[change["edition"]], change["source"], change["page_set"], change["kind"], change["attribute"],
            change["code"], *(change.get(name, "any") for name in ("applicant", "line_type", "channel")),
            _statements(change["before"]), _statements(change["after"]),
        )
        for change in planted
    ]  # fmt: skip
    with open_warehouse(sample_run.settings.warehouse) as warehouse:
        told = warehouse.ask(
            """
            SELECT observed_at, source_id, page_set, kind, attribute, code, applicant, line_type, channel, before, after
            FROM core.policy_changes
            """
        ).rows
    real, found = set(map(_plain, expected)), set(map(_plain, told))
    assert (real - found, found - real) == (set(), set()), "missed, and invented"
    assert len(told) == len(planted)


def test_a_second_run_fetches_and_reads_nothing_and_gives_equal_bytes(sample_run: SampleRun) -> None:
    settings = sample_run.settings
    archived, read = digest_files(settings.archive / "log" / "captures"), digest_files(settings.data / "read")
    exports, tables = sample_run.digest_exports(), table_digests(settings.warehouse)
    again = sample_run.again()
    assert again.exit_code == 0, again.output
    assert again.stdout.startswith("SAMPLE")
    assert "SAMPLE · Policy changes" in again.stdout
    assert f"warehouse {settings.warehouse}, exports {settings.exports}" in again.stdout
    assert "66 captures" in again.stderr
    assert digest_files(settings.archive / "log" / "captures") == archived
    assert digest_files(settings.data / "read") == read
    assert table_digests(settings.warehouse) == tables
    assert sample_run.digest_exports() == exports
    assert len(exports) > 0
    report = read_publishers(settings)
    assert (report.read, report.reused > 0) == (0, True)


def test_everything_but_the_archive_can_be_deleted_and_made_again(sample_run: SampleRun, tmp_path: Path) -> None:
    shutil.copytree(sample_run.settings.archive, tmp_path / "sample" / "archive")
    settings = replace(sample_run.settings, data=tmp_path / "sample")
    reading, report = build_warehouse(settings, "again")
    publish_warehouse(settings, report)
    assert reading.reused == 0
    assert table_digests(settings.warehouse) == table_digests(sample_run.settings.warehouse)
    assert digest_files(settings.data / "read") == digest_files(sample_run.settings.data / "read")


def test_a_build_is_logged_once_however_often_it_is_repeated(sample_run: SampleRun) -> None:
    rows = list(Archive(sample_run.settings.archive).read_log("builds"))
    assert len(rows) == 1
    assert rows[0]["tables"].keys() == TABLES.keys()


@pytest.mark.parametrize("place", ["http://127.0.0.1", "sample-site"])
def test_the_archive_does_not_know_where_the_samples_were_served(sample_run: SampleRun, place: str) -> None:
    for capture in Archive(sample_run.settings.archive).captures():
        assert ".sample.test/" in capture.address
        assert place not in canonical_json(capture.to_row())


def _statements(given: list[dict[str, Any]]) -> list[str]:
    values = [(one["polarity"], one.get("value")) for one in given]
    return [f"{polarity} {canonical_json(value)}" if value is not None else polarity for polarity, value in values]


def _plain(change: tuple[Any, ...]) -> str:
    *facts, before, after = change
    return canonical_json([*map(str, facts), sorted(before or []), sorted(after or [])])
