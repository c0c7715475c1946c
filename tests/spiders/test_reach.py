"""What stays on this machine is told from what does not."""

from __future__ import annotations

import pytest

from spiders.reach import stays_local


@pytest.mark.parametrize(
    ("address", "proxy", "is_local"),
    [
        ("http://127.0.0.1:8000/", None, True), ("http://LOCALHOST./", None, True), ("http://a.test/", None, False),
        ("http://a.sample.test/x", "http://127.0.0.1:1", True), ("http://a.example/", "http://127.0.0.1:1", False),
        ("http://a.test/", "http://proxy.example:1", False), ("http://127.0.0.1/", "http://proxy.example:1", False),
        ("http://[half/", None, False), ("http://user@127.0.0.1@b.example/", None, False),
    ],
)
def test_an_address_stays_local_on_loopback_or_by_a_loopback_proxy(
    address: str, proxy: str | None, is_local: bool
) -> None:
    assert stays_local(address, proxy) is is_local
