"""What is imported without a declaration gets its identity from its name alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.imports import adhoc_source, import_address, import_source_id
from schemas.captures import Capture
from schemas.errors import UnknownNameError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Leaving us.html", "leaving-us"), ("移动销户.txt", "file"), ("移动 10086 销户.md", "10086"),
        ("https://www.example.test/terms/?p=1", "www-example-test-terms-p-1"), ("a" * 200 + ".pdf", "a" * 60),
        ("undecodable-\udcff.txt", "undecodable"),
    ],
)
def test_an_id_is_a_slug_with_a_digest_of_the_whole_name(name: str, slug: str) -> None:
    source = import_source_id(name)
    assert source.startswith(f"import/{slug}-")
    assert len(source) == len(f"import/{slug}-") + 8
    assert import_source_id(name) == source
    assert import_source_id("x" + name) != source


def test_addresses_stay_readable_and_can_be_written_as_utf_8() -> None:
    assert import_address("terms/移动 销户.html") == "urn:linewatch:import:terms/移动%20销户.html"
    assert import_address("100%.txt") == "urn:linewatch:import:100%25.txt"
    assert import_address("\udcff.txt").encode() == b"urn:linewatch:import:%FF.txt"


@pytest.mark.parametrize("name", ["leaving.html", "移动销户.html", "A--B__c.txt"])
def test_a_capture_alone_gives_the_declaration_it_is_read_under(name: str) -> None:
    capture = Capture(import_source_id(name), import_address(name), NOON, "import")
    assert adhoc_source(capture).id == capture.source


def test_a_source_of_a_publisher_must_be_declared() -> None:
    with pytest.raises(UnknownNameError, match="declare it"):
        adhoc_source(Capture("xx-line/leaving", "http://xx-line.test/", NOON, "crawl"))
