"""Addresses of the web: which hosts belong to the public internet, and which are this machine or inside a network.

Only what stands in an address is looked at; what a name stands for is known when it is connected to.
"""

from __future__ import annotations

import ipaddress
import socket
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_INTERNAL_ZONES = frozenset({"localhost", "localdomain", "local", "internal", "intranet", "lan", "corp", "home.arpa"})
_SPECIAL = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv4Network("192.88.99.0/24"))  # no hosts of anybody
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")
_IPV6_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


def find_host(address: str) -> str:
    """Return the lower-case host of an address, without a closing dot; empty where it has none.

    Full-width and circled digits are read as a resolver would read them.
    """
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # brackets that hold no IPv6 address
        return ""
    return unicodedata.normalize("NFKC", host).rstrip(".")


@lru_cache(10_000)
def is_loopback(host: str) -> bool:
    """Return whether a host is this machine by its very name."""
    ip = read_ip(host)
    return host == "localhost" or (ip is not None and ip.is_loopback)


@lru_cache(10_000)
def is_internal(host: str) -> bool:
    """Return whether a host is this machine, an address that is not public, or a name that no public zone has."""
    ip = read_ip(host)
    if ip is not None:
        return not is_public(ip)
    return host in _INTERNAL_ZONES or host.endswith(tuple(f".{zone}" for zone in _INTERNAL_ZONES))


def is_public(ip: IpAddress) -> bool:
    """Return whether an address belongs to one host of the public internet (IANA's special-purpose registries).

    IPv6 addresses that stand for an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo) are judged by that one.
    """
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _find_inner(ip)
        if inner is not None:
            return is_public(inner)
        return ip in _IPV6_GLOBAL_UNICAST and ip.is_global
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in net for net in _SPECIAL)


def read_ip(host: str) -> IpAddress | None:
    """Read a literal IP address in any form that a resolver would take for one (127.1, 0x7f000001, ::ffff:7f00:1)."""
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return None
    return ip.ipv4_mapped or ip if isinstance(ip, ipaddress.IPv6Address) else ip


def _find_inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address for which an IPv6 address stands, if it does."""
    if ip in _NAT64 or ip in _IPV4_COMPATIBLE:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
