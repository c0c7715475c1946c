"""What stays on this machine is told from what does not by every spelling of an address."""

from __future__ import annotations

import pytest

from spiders.reach import find_host, is_internal, is_loopback, stays_local


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "::1", "::ffff:127.0.0.1", "localhost"]
)
def test_loopback_is_known_by_every_spelling(host: str) -> None:
    assert is_loopback(host)
    assert is_internal(host)


@pytest.mark.parametrize("host", ["10.1.2.3", "169.254.169.254", "192.168.0.1", "0", "fe80::1", "fd00::1", "10.1"])
def test_private_networks_are_internal_and_not_this_machine(host: str) -> None:
    assert is_internal(host)
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["www.10086.cn", "8.8.8.8", "localhost.example", "127.0.0.1.example", ""])
def test_public_hosts_are_neither(host: str) -> None:
    assert not is_internal(host)
    assert not is_loopback(host)


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


def test_a_host_is_lower_case_without_port_or_closing_dot() -> None:
    assert find_host("HTTP://WWW.Example.COM.:80/a") == "www.example.com"
