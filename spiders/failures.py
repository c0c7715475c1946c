"""Names what went wrong when no answer came: from the exceptions of Scrapy and Twisted to the outcomes of a capture.

What an answer that did come is worth is parsers.outcomes' decision.
"""

# mypy: allow-subclassing-any

from __future__ import annotations

import logging
from collections.abc import Iterator

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import CertificateError, VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed, DNSLookupError, TCPTimedOutError

from schemas.captures import Outcome

logger = logging.getLogger(__name__)

# The first that any link of the chain of causes is an instance of names the outcome.
_OUTCOMES: tuple[tuple[type[BaseException], Outcome], ...] = (
    (TlsError, Outcome.TLS_ERROR),
    (VerificationError, Outcome.TLS_ERROR),
    (CertificateError, Outcome.TLS_ERROR),
    (CannotResolveHostError, Outcome.DNS_ERROR),
    (DNSLookupError, Outcome.DNS_ERROR),
    (UnicodeError, Outcome.DNS_ERROR),  # a host's name that no name server could be asked for
    (DownloadTimeoutError, Outcome.TIMEOUT),
    (TCPTimedOutError, Outcome.TIMEOUT),
    (DownloadCancelledError, Outcome.TOO_LARGE),
    (ConnectError, Outcome.CONNECTION_ERROR),
    (ConnectionClosed, Outcome.CONNECTION_ERROR),
    (DownloadFailedError, Outcome.CONNECTION_ERROR),
    (ResponseDataLossError, Outcome.CONNECTION_ERROR),
    (IgnoreRequest, Outcome.CONNECTION_ERROR),  # Scrapy's own give up on endless redirects
    (OSError, Outcome.CONNECTION_ERROR),
)


class Refused(IgnoreRequest):
    """A request that is not sent, or an answer that is not taken; `outcome` says why."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome = outcome


def find_outcome(failure: BaseException) -> Outcome:
    """Name a failed attempt; a failure of an unknown kind is logged and counts as a broken connection."""
    chain = list(_causes(failure))
    for link in chain:
        if isinstance(link, Refused):
            return link.outcome
    for kind, outcome in _OUTCOMES:
        if any(isinstance(link, kind) for link in chain):
            return outcome
    logger.error("a failure of an unknown kind is taken for a broken connection", exc_info=failure)
    return Outcome.CONNECTION_ERROR


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """Yield a failure and all that led to it; Twisted keeps the inner failures in `reasons`."""
    yield failure
    if failure.__cause__ is not None:
        yield from _causes(failure.__cause__)
    for reason in getattr(failure, "reasons", ()):
        yield from _causes(reason.value)
