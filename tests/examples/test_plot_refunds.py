"""The example runs by itself on a published warehouse and draws what it finds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.warehouse.conftest import MOBILE, World

EXAMPLE = Path(__file__).parents[2] / "examples" / "plot_refunds.py"


def test_the_example_draws_a_picture_of_a_warehouse(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.declare("cn-mobile", MOBILE)
    refund = 'timing.refund stated {"amount":15,"unit":"working_day"}'
    world.capture("cn-mobile/leaving", "2026-01-01", refund, "channel.app available", "channel.store available")
    picture = tmp_path / "refunds.png"
    warehouse = world.build("example", is_sample=True).path
    command = [sys.executable, "-I", "-W", "error::UserWarning", str(EXAMPLE), str(warehouse), str(picture)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 10_000
