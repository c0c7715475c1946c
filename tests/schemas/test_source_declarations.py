"""The declared sources are whole: every known address once, under an id that fits."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from schemas.carriers import load_carriers
from schemas.documents import SourceKind
from schemas.registry import load_registry
from schemas.sources import Cadence, Kind

PROJECT = Path(__file__).parents[2]
KNOWN = PROJECT.parent / "shared" / "known_addresses.tsv"
REGISTRY = load_registry(PROJECT / "sources")


@pytest.mark.skipif(not KNOWN.exists(), reason="the list of known addresses is not beside the project")
def test_every_known_address_is_declared_once_and_as_what_it_is() -> None:
    with KNOWN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    by_address = {source.url: source for source in REGISTRY.sources.values()}
    counts = Counter(source.url for source in REGISTRY.sources.values())
    for row in rows:
        source = by_address[row["address"]]
        assert counts[source.url] == 1
        assert (source.cadence is Cadence.ONCE) == (row["note"] == "one article")
        assert (source.kind is Kind.DISCOVERY) == (row["note"] == "home page, for discovery")
        if not row["publisher"].startswith("_"):
            assert source.publisher == row["publisher"]


def test_no_two_sources_have_one_address() -> None:
    assert len({source.url for source in REGISTRY.sources.values()}) == len(REGISTRY.sources)


def test_every_id_fits_its_folder_and_tier() -> None:
    folders = {"news": SourceKind.NEWS, "community": SourceKind.COMMUNITY, "web": SourceKind.AGGREGATOR}
    for publisher in REGISTRY.publishers.values():
        folder = publisher.id.partition("-")[0]
        if folder in folders:
            assert publisher.tier is folders[folder], publisher.id
        else:
            assert re.fullmatch("[a-z]{2}", folder) and publisher.country == folder.upper(), publisher.id
            assert publisher.tier in (SourceKind.CARRIER, SourceKind.REGULATOR), publisher.id
            assert (publisher.id in load_carriers()) == (publisher.tier is SourceKind.CARRIER), publisher.id


def test_nothing_is_called_verified_before_a_person_has_looked() -> None:
    assert not any(source.verified for source in REGISTRY.sources.values())


def test_a_carriers_sources_speak_for_it() -> None:
    for publisher in REGISTRY.publishers.values():
        if publisher.tier is SourceKind.CARRIER:
            assert all(source.carriers == (publisher.id,) for source in publisher.source)
        elif publisher.tier is SourceKind.REGULATOR:
            assert all(source.carriers == () for source in publisher.source)
