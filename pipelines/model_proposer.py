"""A language model on the user's own machine as a proposer of claims: any server of OpenAI's chat completions.

Off unless a command is asked for it. What the model invents is dropped by parsers/proposals; nothing of it is kept in
the archive, nor reaches the warehouse.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from schemas.addresses import is_loopback
from schemas.documents import Document
from schemas.errors import LinewatchError
from schemas.vocabulary import load_vocabulary

_MOST_BYTES = 1_000_000
_LONGEST_TEXT = 20_000  # characters sent of one document



class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A text goes to the declared address and to no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing: the answer that redirects is then an error."""


_ASKING = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))

_TASK = """You read a text about ending a mobile line and list every condition that it states.
Answer with JSON alone: {"claims": [{"attribute", "code", "polarity", "quote", "value"}]}.
"quote" is copied from the text letter by letter, the shortest words that state the condition. Never state what the
text does not. "value" is null, or {"amount", "unit"}, {"amount", "currency", "per"}, {"percent", "of"}, {"symbol"}, a
date or a number to call. These are the attributes, their codes and polarities:
"""


@dataclass(frozen=True, slots=True)
class ModelProposer:
    """Asks an OpenAI-compatible server for proposals; `address` is its base, as http://127.0.0.1:8000/v1."""

    address: str
    model: str = "default"
    timeout_seconds: float = 60.0

    def __post_init__(self) -> None:
        if not self.address.startswith(("http://", "https://")) or not self.host:
            raise LinewatchError(f"{self.address!r} is no web address; write it as http://127.0.0.1:8000/v1")

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether the texts stay on this machine."""
        return is_loopback(self.host)

    def propose(self, document: Document) -> Sequence[Mapping[str, Any]]:
        """Return the model's proposals for a document; LinewatchError where the server gives none that can be read."""
        answer = self._ask(document)
        try:
            content = answer["choices"][0]["message"]["content"]
            claims = json.loads(_strip_fence(content))["claims"]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise LinewatchError(f"{self.address}: the model's answer is no list of claims ({error})") from error
        if not isinstance(claims, list):
            raise LinewatchError(f"{self.address}: the model's answer is no list of claims")
        return claims

    def _ask(self, document: Document) -> Any:
        body = {
            "model": self.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": _TASK + _list_codes()},
                {"role": "user", "content": document.text[:_LONGEST_TEXT]},
            ],
        }
        request = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
            self.address.rstrip("/") + "/chat/completions",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with _ASKING.open(request, timeout=self.timeout_seconds) as response:
                return json.loads(response.read(_MOST_BYTES))
        except (urllib.error.URLError, OSError, ValueError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()  # it holds the connection
            what = f"{self.address}: the model did not answer ({error}); is its server running?"
            raise LinewatchError(what) from error


def _list_codes() -> str:
    codes = load_vocabulary().codes.values()
    return "\n".join(f"{code.key} ({'|'.join(code.polarities)}): {code.meaning}" for code in codes)


def _strip_fence(text: str) -> str:
    """Take the JSON out of a fenced block, as models like to write it."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
