"""The same pipeline on Postgres, Redis, Celery and an object store, by settings alone: a worker dies, nothing is lost.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from pipelines.declaring import load_declarations
from pipelines.defs.jobs import SHARD, crawl_tags, split
from tests.pipelines.cluster.rig import Cluster, find_missing, running_cluster
from tests.pipelines.conftest import SampleRun
from warehouse.digests import table_digests

pytestmark = [
    pytest.mark.cluster, pytest.mark.slow,
    pytest.mark.skipif(find_missing() is not None, reason=str(find_missing())),
]  # fmt: skip


def launch_shards(cluster: Cluster, publishers: list[str], shards: int) -> None:
    launches = []
    for number, some in enumerate(split(publishers, shards), start=1):
        config: dict[str, object] = {"ops": {"crawl_sample": {"config": {"publishers": some}}}}
        launches.append(cluster.launch("sample_crawl", config, crawl_tags(publishers) | {SHARD: f"part {number}"}))
    assert [launch.wait(120) for launch in launches] == [0] * len(launches)


def test_a_worker_dies_in_the_middle_and_the_tables_are_those_of_one_machine(
    sample_run: SampleRun, tmp_path_factory: pytest.TempPathFactory
) -> None:
    publishers = sorted(load_declarations(sample_run.settings).publishers)
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.start_worker("first", "dagster,build")
        cluster.start_worker("second", "dagster")
        launch_shards(cluster, publishers, 4)
        while not any((cluster.data_of("second") / "sample" / "logs").glob("crawl-*.log")):
            time.sleep(0.1)
        cluster.kill_worker("second")
        states = cluster.wait_for_end(240, 5)
        assert len(states["SUCCESS"]) >= 4, states  # the run that the kill left was failed and retried by itself
        assert len(states["FAILURE"]) == 1, states
        build = cluster.launch("sample_build", {}, {})
        assert build.wait(60) == 0
        cluster.wait_for_end(120, 6)
        machine = cluster.data_of("first") / "sample"
        assert table_digests(machine / "warehouse.duckdb") == table_digests(sample_run.settings.warehouse)
        assert not (machine / "archive" / "bodies").exists()
        again = replace(sample_run.settings, data=cluster.data_of("third") / "sample")
        assert not again.archive.exists()
