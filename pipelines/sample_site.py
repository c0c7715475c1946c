"""The sample site: a loopback HTTP server that answers for `*.sample.test` from the files of samples/.

A crawl asks it as its proxy, so that the addresses in the archive are the same on every machine and in every run. It
knows samples/editions.toml and nothing of what the pages say; samples/README.md describes the form.
"""

from __future__ import annotations

import hashlib
import logging
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from schemas.errors import DeclarationError

HOST_SUFFIX = ".sample.test"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """One dated state of the site; `folders` are looked through in order, the edition's own first."""

    number: int
    instant: datetime
    folders: tuple[Path, ...]
    responses: dict[str, dict[str, Any]]
    content_types: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site says to one address."""

    status: int
    content_type: str
    body: bytes

    @property
    def etag(self) -> str:
        """The validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


def load_editions(samples: Path) -> tuple[Edition, ...]:
    """Read samples/editions.toml, oldest edition first; DeclarationError where a key is missing."""
    path = samples / "editions.toml"
    declared = tomllib.loads(path.read_text("utf-8"))
    try:
        always = {response["address"]: response for response in declared.get("response", ())}
        editions = sorted(declared["edition"], key=lambda edition: int(edition["number"]))
        folders = [samples / edition["folder"] for edition in editions]
        return tuple(
            Edition(
                number=edition["number"],
                instant=edition["instant"].astimezone(UTC),
                folders=tuple(reversed(folders[: index + 1])),
                responses=always | {response["address"]: response for response in edition.get("response", ())},
                content_types=declared["content_types"],
            )
            for index, edition in enumerate(editions)
        )
    except KeyError as error:
        raise DeclarationError(f"{path}:1: {error} is missing; samples/README.md describes the form") from error


def find_answer(samples: Path, edition: Edition, address: str) -> Answer:
    """Find what an edition says to an absolute address, whatever its query; 404 where it has no such page."""
    parts = urlsplit(address)
    special = edition.responses.get(f"{parts.scheme}://{parts.netloc}{parts.path}", {})
    file = samples / special["body"] if "body" in special else _find_file(edition, parts.hostname or "", parts.path)
    if file is None:
        return Answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"There is no such page on the sample site.\n")
    suffix = file.suffix.removeprefix(".")
    content_type = special.get("content_type") or edition.content_types.get(suffix, "application/octet-stream")
    return Answer(special.get("status", HTTPStatus.OK), content_type, file.read_bytes())


@contextmanager
def serving(samples: Path, edition: Edition) -> Iterator[str]:
    """Serve one edition on a free loopback port while the block runs; yields the proxy's address."""
    server = _Server(samples, edition)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="sample-site", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _find_file(edition: Edition, host: str, path: str) -> Path | None:
    """Find the newest file of a path: the edition's own, or that of the nearest edition before it."""
    file = "index.html" if not path or path.endswith("/") else ""
    name = PurePosixPath(host, unquote(path).lstrip("/"), file)
    if ".." in name.parts:
        return None
    return next((folder / name for folder in edition.folders if (folder / name).is_file()), None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # the default of 5 lets connects time out under a burst

    def __init__(self, samples: Path, edition: Edition) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.samples = samples
        self.edition = edition


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer as the asked host would, if it is one of the samples'."""
        address = self.path if "://" in self.path else f"http://{self.headers.get('Host', '')}{self.path}"
        host = urlsplit(address).hostname or ""
        if not host.endswith(HOST_SUFFIX):
            text = f"The sample site answers for *{HOST_SUFFIX} only; {host or 'this address'} was asked for.\n"
            self._send(Answer(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", text.encode()))
            return
        answer = find_answer(self.server.samples, self.server.edition, address)
        if answer.status == HTTPStatus.OK and self.headers.get("If-None-Match") == answer.etag:
            answer = Answer(HTTPStatus.NOT_MODIFIED, answer.content_type, answer.body)
        self._send(answer)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Log to our logger instead of standard error."""
        logger.debug(format, *args)

    def _send(self, answer: Answer) -> None:
        has_body = answer.status != HTTPStatus.NOT_MODIFIED
        self.send_response_only(answer.status)  # no date: a capture is the same whenever it is made
        if answer.status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            self.send_header("ETag", answer.etag)
        if has_body:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if has_body and self.command != "HEAD":
            self.wfile.write(answer.body)
