"""How well texts are read that nobody wrote for the rules: the project's own labelled texts, and the shared gold set.

The floors are a little below what was measured; raise them when reading gets better, never lower them.
"""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared" / "gold"
OWN = PROJECT / "tests" / "golden" / "texts"
OWN_FLOOR = 0.74


@pytest.fixture(scope="module")
def reading() -> ModuleType:
    """The benchmark's functions, which count hits."""
    spec = importlib.util.spec_from_file_location("reading_benchmark", PROJECT / "benchmarks" / "reading.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(reading: ModuleType, folder: Path) -> dict[str, float]:
    """Return the F1 of each measure over a folder."""
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for path in sorted(folder.glob("*.json")):
        for name, (hits, labelled, read) in reading.compare(json.loads(path.read_text("utf-8")), False).items():
            totals[name][0] += 2 * hits
            totals[name][1] += labelled + read
    return {name: hits / both if both else 1.0 for name, (hits, both) in totals.items()}


def test_the_projects_own_labelled_texts(reading: ModuleType) -> None:
    figures = measure(reading, OWN)
    assert figures["value"] >= OWN_FLOOR, figures


@pytest.mark.parametrize(
    ("folder", "floors"),
    [
        ("dev", {"claim": 0.88, "value": 0.87, "qualified": 0.76, "carriers": 0.85, "regions": 0.85}),
        ("seeds", {"value": 0.95}),
    ],
)
def test_the_shared_gold_set(reading: ModuleType, folder: str, floors: dict[str, float]) -> None:
    if not (SHARED / folder).is_dir():
        pytest.skip("the shared gold set does not lie beside the project")
    figures = measure(reading, SHARED / folder)
    assert {name: figures[name] for name, floor in floors.items() if figures[name] < floor} == {}
