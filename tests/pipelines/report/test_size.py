"""The report at full size: 40 carriers in 32 regions."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from pipelines.report.site import make_report
from schemas.carriers import Carriers, load_carriers
from schemas.registry import load_registry
from schemas.vocabulary import load_vocabulary
from tests.warehouse.conftest import World
from warehouse.build import build
from warehouse.choice import Choice
from warehouse.connection import open_read_only

CARRIERS = [
    load_carriers().get("cn-mobile").model_copy(update={"id": f"cn-c{number:02}", "name": f"Carrier {number}"})
    for number in range(40)
]
SECONDS = 2.0  # until the matrix is there; measured at a fraction of it

PUBLISHER = """
name = "{id}"
tier = "carrier"
country = "CN"
carriers = ["cn-mobile"]
[[source]]
name = "leaving"
url = "http://{id}.test/leaving"
"""


@pytest.fixture(scope="module")
def matrices(tmp_path_factory):
    """The matrices of 40 carriers that each state half of all conditions."""
    world = World(tmp_path_factory.mktemp("size"))
    for number, carrier in enumerate(CARRIERS):
        world.declare(carrier.id, PUBLISHER.format(id=carrier.id))
        codes = [code for place, code in enumerate(load_vocabulary().codes.values()) if (place + number) % 2]
        claims = [f"{code.attribute}.{code.code} {code.polarities[number % len(code.polarities)]}" for code in codes]
        world.capture(f"{carrier.id}/leaving", "2026-01-01", *claims)
    world.write()
    registry = load_registry(world.root / "sources")
    sources = {
        name: source.model_copy(update={"carriers": (source.publisher,)}) for name, source in registry.sources.items()
    }
    carriers = Carriers({carrier.id: carrier for carrier in CARRIERS})
    warehouse = build(world.data, replace(registry, sources=sources), "size", None, False, carriers).path
    with open_read_only(warehouse) as connection:
        for path, body in make_report(connection, Choice(language="en")):
            if path.startswith(("en/matrix", "assets")):
                (world.root / path).parent.mkdir(parents=True, exist_ok=True)
                (world.root / path).write_bytes(body)
    return world.root


@pytest.mark.slow
def test_the_matrix_of_40_carriers_and_32_regions_opens_at_once_and_stays_usable(matrices, visiting):
    assert len(CARRIERS) == 40
    assert len(list((matrices / "en" / "matrix").glob("CN*.html"))) == 32
    visit = visiting(matrices)
    began = time.monotonic()
    page = visit.open("en/matrix/CN-GD.html")
    page.locator("[data-find]").wait_for()
    assert time.monotonic() - began < SECONDS
    assert page.locator(".matrix thead th").count() == 41
    assert page.locator(".matrix tbody a.cell").count() > 1500
    began = time.monotonic()
    page.fill("[data-find]", "App")
    page.locator("[data-column='7']").evaluate("box => { box.checked = false; box.dispatchEvent(new Event('change')) }")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert time.monotonic() - began < SECONDS
    assert page.locator(".matrix thead th:visible").count() == 40
