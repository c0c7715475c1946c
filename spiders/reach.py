"""How far a crawl may go: what counts as this machine, and what must not be asked without a contact, or at all.

Only addresses are looked at here; asking for them is the middlewares' work.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from schemas.errors import LinewatchError

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def find_host(address: str) -> str:
    """Return the lower-case host of an address, without a closing dot; empty where it has none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:  # brackets that hold no IPv6 address
        return ""


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine by its very name."""
    ip = _read_ip(host)
    return host == "localhost" or (ip is not None and ip.is_loopback)


def is_internal(host: str) -> bool:
    """Return whether a host is this machine or a literal address of a network that is not public."""
    ip = _read_ip(host)
    return host == "localhost" or host.endswith(".localhost") or (ip is not None and not ip.is_global)


def stays_local(address: str, proxy: str | None) -> bool:
    """Return whether asking for an address stays on this machine: loopback, or a `.test` name by a loopback proxy."""
    host = find_host(address)
    if proxy is not None and not is_loopback(find_host(proxy)):
        return False
    return is_loopback(host) or (proxy is not None and host.endswith(".test"))


def check_contact(addresses: Iterable[str], proxy: str | None, contact: str | None) -> None:
    """Refuse, by a LinewatchError, to ask others' servers for pages without saying who asks."""
    if contact is not None and (not contact.isascii() or not contact.isprintable() or not contact.strip()):
        raise LinewatchError("LINEWATCH_CONTACT must be printable ASCII, as it is sent with every request; "
                             "set it to an address at which a site's owner can reach you")
    beyond = next((address for address in addresses if not stays_local(address, proxy)), None)
    if beyond is not None and contact is None:
        raise LinewatchError(f"{beyond} is on somebody else's server and LINEWATCH_CONTACT is not set; set it to a "
                             "mail or web address at which its owner can reach you, for it is sent with every request")


def _read_ip(host: str) -> IpAddress | None:
    """Read a literal IP address in any form that a resolver would take for one (127.1, 0x7f000001, ::ffff:7f00:1)."""
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return None
    return ip.ipv4_mapped or ip if isinstance(ip, ipaddress.IPv6Address) else ip
