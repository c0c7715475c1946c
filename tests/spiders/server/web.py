"""A real web on loopback for crawls: many sites behind one port, asked directly or as an HTTP proxy.

Sites are told what to answer by host and path; what was asked is kept. For odder answers give a function instead of an
Answer, or an Answer whose `stream` writes to the connection as it likes; hostile.py has a collection of them.
"""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Asked:
    """A request as it came in; header names in lower case."""

    host: str
    path: str
    headers: dict[str, str]
    by_proxy: bool


@dataclass(frozen=True)
class Answer:
    """What a path answers.

    `wait_seconds` passes before the first byte. `cut_off_at` closes the connection after so many bytes of a body whose
    full length was promised; 0 closes it before any answer. `stream` yields what is sent in place of a body; it must
    declare its length, if any, among the headers, and ends with the connection.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    wait_seconds: float = 0.0
    cut_off_at: int | None = None
    stream: Callable[[Web], Iterable[bytes]] | None = None


Path = Answer | Callable[[Asked], Answer]
NOT_FOUND = Answer(b"<html><title>404</title><p>Not Found</p></html>", 404)


def zipped(body: bytes, keep: int | None = None) -> Answer:
    """Make an answer packed by gzip, of which only the first bytes are sent when `keep` says how many."""
    return Answer(gzip.compress(body)[:keep], headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})


def redirect(address: str, status: int = 302) -> Answer:
    """Make an answer that leads to another address."""
    return Answer(status=status, headers={"Location": address})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, web: Web) -> None:
        self.web = web
        super().__init__(("127.0.0.1", 0), _Handler)


class Web:
    """Sites on one loopback port; use as a context."""

    def __init__(self, scheme: str = "http") -> None:
        self.paths: dict[tuple[str, str], Path] = {}
        self.asked: list[Asked] = []
        self._closing = threading.Event()
        self._server = _Server(self)
        self.port: int = self._server.server_address[1]
        self.address = f"{scheme}://127.0.0.1:{self.port}"
        if scheme == "https":
            self._server.socket = make_unproven_tls().wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> Web:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def put(self, host: str, path: str, answer: Path) -> None:
        """Let a path of a host answer."""
        self.paths[host, path] = answer

    def paths_asked(self, host: str | None = None) -> list[str]:
        """Return the paths that were asked for, of one host or as `host/path` of all, without robots.txt."""
        pages = [asked for asked in list(self.asked) if asked.path != "/robots.txt"]
        return [asked.path if host else asked.host + asked.path for asked in pages if host in (None, asked.host)]

    def find(self, asked: Asked) -> Answer:
        """Return the answer to a request."""
        found = self.paths.get((asked.host, asked.path), NOT_FOUND)
        return found(asked) if callable(found) else found

    def wait(self, seconds: float) -> None:
        """Wait, or less when the web closes."""
        self._closing.wait(seconds)

    @property
    def is_closing(self) -> bool:
        """Whether the web is about to close, so that endless answers end."""
        return self._closing.is_set()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        host = parts.netloc or self.headers["Host"]
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(host.partition(":")[0], path, headers, bool(parts.netloc))
        self.server.web.asked.append(asked)
        self._send(self.server.web.find(asked))

    def _send(self, answer: Answer) -> None:
        self.server.web.wait(answer.wait_seconds)
        if answer.cut_off_at == 0:
            self._reset()
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.stream is not None:
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            for part in answer.stream(self.server.web):
                self.wfile.write(part)
            return
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: answer.cut_off_at])
        if answer.cut_off_at is not None:
            self._reset()

    def _reset(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 0, 0))

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ValueError):
            self.close_connection = True


def make_unproven_tls() -> ssl.SSLContext:
    """Make TLS with a certificate for 127.0.0.1 that only itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*form))
        file.flush()
        context.load_cert_chain(file.name)
    return context


def find_closed_port() -> int:
    """Return a port of loopback at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
