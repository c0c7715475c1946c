"""How far a run may go: what stays on this machine, and whose servers must not be asked without a contact.

Which hosts are public is schemas.addresses' knowledge; refusing the others is the work of middlewares.py and
resolving.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from schemas.addresses import find_host, is_loopback
from schemas.errors import LinewatchError


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
