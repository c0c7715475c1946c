"""The one way by which a browser reaches the web: a proxy on loopback that asks public addresses only.

A browser follows redirects and resolves names by itself, so what Scrapy's side would refuse is refused here, at the
very connection: by address, by name and by what a name stands for. It runs in a thread of its own.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from schemas.addresses import is_loopback, is_public, read_ip

logger = logging.getLogger(__name__)

_HEAD_BYTES = 65_536
_CHUNK = 65_536
_CONNECT_SECONDS = 20.0
_HOP_HEADERS = (b"proxy-connection:", b"connection:", b"keep-alive:", b"proxy-authorization:")

Refuse = Callable[[str], str | None]


class Gateway:
    """A proxy for one browser; `refuse` says why an address must not be asked, `upstream` is the run's own proxy."""

    def __init__(self, refuse: Refuse, upstream: str | None = None, *, may_loopback: bool = False) -> None:
        self._refuse = refuse
        self._upstream = upstream
        self._may_loopback = may_loopback
        self._loop = asyncio.new_event_loop()
        self.address = ""

    def start(self) -> str:
        """Start to listen and return the address, `http://127.0.0.1:<port>`."""
        begun = threading.Event()
        threading.Thread(target=self._run, args=(begun,), daemon=True).start()
        begun.wait()
        return self.address

    def stop(self) -> None:
        """Stop listening; connections under way are dropped."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self, begun: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_BYTES))
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        begun.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await self._forward(head, reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError) as error:
            logger.info("a browser's request failed: %s", error)
            with suppress(OSError):
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        finally:
            writer.close()

    async def _forward(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        is_tunnel = method == "CONNECT"
        address = f"https://{target}/" if is_tunnel else target
        why = self._refuse(address)
        if why is not None:
            logger.warning("%s: %s; the browser is not let there", address, why)
            writer.write(b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            return
        there, out = await asyncio.wait_for(self._connect(address), _CONNECT_SECONDS)
        try:
            if is_tunnel and self._upstream is None:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                out.write(head if is_tunnel else self._rewrite(head, method, target))
            await asyncio.gather(_pipe(reader, out), _pipe(there, writer))
        finally:
            out.close()

    async def _connect(self, address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to where an address is, or to the run's proxy; OSError where a name stands for no public address."""
        parts = urlsplit(self._upstream or address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if self._upstream is not None:
            return await asyncio.open_connection(host, port)
        found = await self._loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for *_, place in found:
            ip = read_ip(str(place[0]))
            if ip is not None and (is_public(ip) or (self._may_loopback and is_loopback(host))):
                return await asyncio.open_connection(str(place[0]), port)
        raise OSError(f"{host} stands for no public address")

    def _rewrite(self, head: bytes, method: str, target: str) -> bytes:
        """Make a proxy's request into a server's, one for each connection."""
        first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith(_HOP_HEADERS)]
        if self._upstream is None:
            parts = urlsplit(target)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            first = f"{method} {path} HTTP/1.1".encode("latin-1")
        return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        writer.close()
