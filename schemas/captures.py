"""A Capture: one attempt to fetch one address, and the outcomes that it can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from schemas.ids import format_instant, parse_instant


class Outcome(StrEnum):
    """What a capture turned out to be; only `ok` and `not_modified` confirm or end a claim."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"
    SOFT_404 = "soft_404"
    BLOCKED = "blocked"
    CAPTCHA = "captcha"
    LOGIN_WALL = "login_wall"
    CONSENT_WALL = "consent_wall"
    JS_REQUIRED = "js_required"
    ROBOTS_DENIED = "robots_denied"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    CONNECTION_ERROR = "connection_error"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    WRONG_LANGUAGE = "wrong_language"
    WRONG_ENCODING = "wrong_encoding"
    MOVED_OFF_SITE = "moved_off_site"
    OFF_TOPIC = "off_topic"
    EMPTY = "empty"
    SCANNED = "scanned"  # a PDF of pictures, without text
    FORGOTTEN = "forgotten"  # its body was taken out of the archive, with the reason kept
    UNREADABLE = "unreadable"  # its body is damaged, breaks the reader, or has no declaration to be read under


# The headers that a capture keeps; those that change with every answer (date, age) would make every reading new.
KEPT_HEADERS = ("content-language", "content-type", "etag", "last-modified", "location", "retry-after")

HEALTHY = frozenset({Outcome.OK, Outcome.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class Capture:
    """One attempt to fetch one address.

    `captured_at` is the instant that the run declared (UTC). `error` is the transport failure, an Outcome that needs no
    body (timeout, dns_error, robots_denied, too_large ...), or None. `digest` is the sha256 of the body in hexadecimal,
    or None where none came; a 304 carries the digest that it confirms. `verdict` is the crawler's verdict of the day,
    kept as a record: the outcome that counts is recomputed on replay. `published` is a date that the import declared.
    `role` is "index" for a page that was fetched for its links (a feed, a site map, a listing), else None.
    `masker` names the rules that overwrote private marks in the body before it was kept, None where none did.
    """

    source: str
    address: str
    captured_at: datetime
    method: str  # crawl | browser | import
    final_address: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()  # lower-case names, sorted
    error: Outcome | None = None
    digest: str | None = None
    body_bytes: int = 0
    verdict: Outcome | None = None
    published: date | None = None
    masker: str | None = None
    role: str | None = None

    @property
    def publisher(self) -> str:
        """The id of the publisher that owns the source."""
        return self.source.partition("/")[0]

    def header(self, name: str) -> str | None:
        """Return the value of a header by its lower-case name, or None."""
        return next((value for key, value in self.headers if key == name), None)

    def to_row(self) -> dict[str, Any]:
        """Return the capture as a JSON-ready row."""
        return {
            "source": self.source,
            "address": self.address,
            "captured_at": format_instant(self.captured_at),
            "method": self.method,
            "final_address": self.final_address,
            "status": self.status,
            "headers": [list(pair) for pair in self.headers],
            "error": self.error,
            "digest": self.digest,
            "body_bytes": self.body_bytes,
            "verdict": self.verdict,
            "published": self.published.isoformat() if self.published else None,
            "masker": self.masker,
            "role": self.role,
        }

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Capture:
        """Read back what `to_row` wrote; a missing key is an error."""
        return cls(
            source=row["source"],
            address=row["address"],
            captured_at=parse_instant(row["captured_at"]),
            method=row["method"],
            final_address=row["final_address"],
            status=row["status"],
            headers=tuple((name, value) for name, value in row["headers"]),
            error=Outcome(row["error"]) if row["error"] else None,
            digest=row["digest"],
            body_bytes=row["body_bytes"],
            verdict=Outcome(row["verdict"]) if row["verdict"] else None,
            published=date.fromisoformat(row["published"]) if row["published"] else None,
            masker=row.get("masker"),  # rows of 0.1 have neither
            role=row.get("role"),
        )
