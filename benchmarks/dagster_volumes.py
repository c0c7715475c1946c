"""How Dagster bears thousands of publishers: loading the definitions, a schedule's tick, the query of an asset's page.

    python benchmarks/dagster_volumes.py [--publishers 2000]
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])  # beside it a warehouse.py would hide the package

import dagster as dg

from pipelines.settings import PROJECT, Settings

PAGE = """
query Page($key: AssetKeyInput!) {
  assetNodeOrError(assetKey: $key) { ... on AssetNode {
    id description groupName partitionKeys
    partitionStats { numMaterialized numPartitions numFailed }
    assetPartitionStatuses { ... on DefaultPartitionStatuses { materializedPartitions unmaterializedPartitions } }
    assetMaterializations(limit: 100) { partition timestamp metadataEntries { label } }
  } }
}
"""


def declare(folder: Path, number: int) -> None:
    for place in range(number):
        path = folder / f"c{place % 20:02d}" / f"carrier{place}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'name = "Carrier {place}"\ntier = "news"\ncountry = "GB"\nlanguage = "en"\n\n[[source]]\n'
            f'name = "leaving"\nurl = "https://www.carrier{place}.example.org/leaving"\n', "utf-8"
        )  # fmt: skip


def ask(port: int, query: str, variables: dict[str, Any]) -> Any:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=120))


def time_page(home: Path, environment: dict[str, str]) -> tuple[float, int]:
    """Return the seconds that a webserver takes for the page of archive/captures, and how many partitions it says."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "dagster-webserver"), "-m", "pipelines.definitions", "-p", str(port)]
    with subprocess.Popen(command, cwd=home, env=environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as server:  # fmt: skip
        try:
            key = {"key": {"path": ["archive", "captures"]}}
            for _ in range(240):
                try:
                    ask(port, "{ version }", {})
                    break
                except OSError:
                    time.sleep(0.5)
            ask(port, PAGE, key)
            began = time.perf_counter()
            answer = ask(port, PAGE, key)
            seconds = time.perf_counter() - began
            return seconds, answer["data"]["assetNodeOrError"]["partitionStats"]["numMaterialized"]
        finally:
            server.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishers", type=int, default=2000)
    number = parser.parse_args().publishers
    from pipelines.defs.pipeline import define

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        declare(place / "sources", number)
        shutil.copy(PROJECT / "dagster.yaml", place)
        places = {"LINEWATCH_DATA": str(place / "data"), "LINEWATCH_SOURCES": str(place / "sources")}
        settings = Settings.from_environment(places)
        began = time.perf_counter()
        definitions = define(settings)
        repository = definitions.get_repository_def()
        print(f"loading the definitions: {time.perf_counter() - began:.2f} s for {number} publishers")
        began = time.perf_counter()
        context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 7, 1, tzinfo=UTC),
                                            repository_def=repository)  # fmt: skip
        tick = definitions.resolve_schedule_def("news_hourly").evaluate_tick(context)
        asked = [request.run_config["ops"]["crawl_live"]["config"]["publishers"] for request in tick.run_requests or []]
        print(f"a tick: {time.perf_counter() - began:.2f} s, {sum(map(len, asked))} publishers due")
        os.chdir(place)
        environment = os.environ | places | {"DAGSTER_HOME": str(place)}
        with dg.DagsterInstance.from_config(str(place)) as instance:
            began = time.perf_counter()
            for key in sorted(f"c{one % 20:02d}-carrier{one}" for one in range(number)):
                instance.report_runless_asset_event(dg.AssetMaterialization(["archive", "captures"], partition=key))
            print(f"{number} materializations: {(time.perf_counter() - began) / number * 1000:.0f} ms each")
            size = sum(path.stat().st_size for path in (place / ".dagster").rglob("*") if path.is_file())
            print(f"Dagster's database: {size / 1e6:.1f} MB, {size / number / 1000:.1f} kB a materialization")
        seconds, materialized = time_page(place, environment)
        print(f"the asset page's query: {seconds:.2f} s, {materialized} partitions materialized")


if __name__ == "__main__":
    main()
