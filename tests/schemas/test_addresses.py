"""Public hosts are told from this machine and from what is inside a network, by every spelling of an address."""

from __future__ import annotations

import pytest

from schemas.addresses import find_host, is_internal, is_loopback


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "::1", "::ffff:127.0.0.1", "localhost"]
)
def test_loopback_is_known_by_every_spelling(host: str) -> None:
    assert is_loopback(host)
    assert is_internal(host)


@pytest.mark.parametrize(
    "host",
    [
        "10.1.2.3", "169.254.169.254", "2852039166", "0xa9.0xfe.0xa9.0xfe", "192.168.0.1", "172.16.0.1", "0", "10.1",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.0.8", "198.18.0.1", "fe80::1", "fe80::1%eth0",
        "fd00::1", "fc00::1", "ff02::1", "::", "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
        "2002:a00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:db8::1", "metadata.google.internal", "nas.local",
        "intranet", "printer.home.arpa",
    ],
)
def test_private_networks_are_internal_and_not_this_machine(host: str) -> None:
    assert is_internal(host)
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "www.10086.cn", "8.8.8.8", "localhost.example", "127.0.0.1.example", "", "2001:4860:4860::8888",
        "64:ff9b::808:808", "2002:808:808::", "::ffff:8.8.8.8", "mylocal", "internal.example",
    ],
)
def test_public_hosts_are_neither(host: str) -> None:
    assert not is_internal(host)
    assert not is_loopback(host)


def test_a_host_is_lower_case_without_port_or_closing_dot() -> None:
    assert find_host("HTTP://WWW.Example.COM.:80/a") == "www.example.com"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://１２７.0.0.1/", "127.0.0.1"), ("http://user:word@10.0.0.1:80/", "10.0.0.1"), ("http://[half/", ""),
        ("http://[::1]:8/", "::1"), ("http://a.example\\@10.0.0.1/", "10.0.0.1"), ("no address", ""),
    ],
)
def test_the_host_is_found_as_a_resolver_would_find_it(address: str, host: str) -> None:
    assert find_host(address) == host
