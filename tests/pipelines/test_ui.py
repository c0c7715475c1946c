"""Dagster's interface as a person sees it, in Chromium: graph, schedules, a run, a table. Pictures go to artifacts/."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.defs.instance import open_instance
from pipelines.settings import PROJECT
from tests.pipelines.conftest import SampleRun

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
ARTIFACTS = PROJECT / "artifacts" / "ui"
PATIENCE = 120_000  # milliseconds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def ui(sample_run: SampleRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `dagster dev` on a copy of the sample run's history; yields its address."""
    home = tmp_path_factory.mktemp("ui")
    shutil.copytree(sample_run.settings.state, home / ".dagster")
    shutil.copy(PROJECT / "dagster.yaml", home / ".dagster")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    places = {"DAGSTER_HOME": str(home / ".dagster"), "LINEWATCH_DATA": str(sample_run.settings.data.parent)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(Path(sys.executable).parent / "dagster"), "dev", "-m", "pipelines.definitions", "-p", str(port)]
    with (home / "log").open("wb") as log, subprocess.Popen(
        command, cwd=home, env=os.environ | places | {"PATH": path}, stdout=log, stderr=log, start_new_session=True
    ) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/server_info", process, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    pytest.fail(log.read_text("utf-8", "replace")[-3000:])


@pytest.fixture(scope="module")
def page(ui: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sync_api.Page]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("chromium"), executable_path=CHROMIUM, headless=True, args=FLAGS,
            base_url=ui, viewport={"width": 1600, "height": 1000},
        )  # fmt: skip
        with browser:
            page = browser.new_page()
            page.set_default_timeout(PATIENCE)
            yield page


def keep(page: sync_api.Page, name: str) -> None:
    """Keep a picture, without the greeting that Dagster shows to newcomers."""
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    skip = page.get_by_role("button", name="Skip", exact=True)
    if skip.is_visible():
        skip.click()
        skip.wait_for(state="hidden")
    page.screenshot(path=ARTIFACTS / f"{name}.png")


def test_the_graph_shows_the_rooms(page: sync_api.Page) -> None:
    page.goto("/asset-groups")
    for room in ("collect", "read", "model", "publish", "sample_collect", "sample_publish"):
        page.get_by_text(room, exact=True).first.wait_for()
    keep(page, "graph")


def test_the_schedules_are_there_and_stopped(page: sync_api.Page) -> None:
    page.goto("/automation")
    for name in ("policies_daily", "news_hourly", "tell_people", "build_after_crawl"):
        page.get_by_text(name, exact=True).first.wait_for()
    keep(page, "automation")
    page.goto("/locations/pipelines.definitions/schedules/policies_daily")
    page.get_by_text("At 03:00 AM").first.wait_for()
    page.get_by_text("Asia/Shanghai").first.wait_for()


def test_a_run_s_page_shows_what_it_materialized(page: sync_api.Page, sample_run: SampleRun) -> None:
    with open_instance(sample_run.settings.state) as instance:
        (run,) = instance.get_runs(dg.RunsFilter(job_name="sample_build"), limit=1)
    page.goto(f"/runs/{run.run_id}")
    page.get_by_text("build_sample").first.wait_for()
    page.get_by_text("Success", exact=True).first.wait_for()
    keep(page, "run")


def test_a_table_s_page_shows_its_columns_and_its_preview(page: sync_api.Page) -> None:
    page.goto("/assets/sample/out/comparison")
    page.get_by_text("The comparison: what it takes to leave a carrier in a region").first.wait_for()
    page.get_by_text("carrier_local_name").first.wait_for()
    page.get_by_text("preview", exact=True).first.wait_for()
    keep(page, "comparison")
