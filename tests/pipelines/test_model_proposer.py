"""Against a real HTTP server of the test's own, which answers well, badly and with inventions."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from parsers.document import read_text
from parsers.proposals import ground_proposals
from pipelines.model_proposer import ModelProposer
from schemas.errors import LinewatchError

_DOCUMENT = read_text("To leave, give us 30 days' notice. We charge £10 for the paperwork.")
_GOOD = {"attribute": "notice", "code": "period", "polarity": "required", "quote": "30 days' notice"}
_INVENTED = {"attribute": "fee", "code": "termination", "polarity": "charged", "quote": "a fee of £500"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answer: tuple[int, str] = (200, "")
    asked: dict[str, object] | None = None


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked = {"path": self.path, **json.loads(body)}
        status, text = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def proposer(server: _Server) -> ModelProposer:
    return ModelProposer(f"http://127.0.0.1:{server.server_port}/v1", "small", timeout_seconds=5)


def say(content: str) -> str:
    return json.dumps({"choices": [{"message": {"content": content}}]})


def test_a_good_answer_gives_grounded_claims(server: _Server) -> None:
    server.answer = (200, say("```json\n" + json.dumps({"claims": [_GOOD]}) + "\n```"))
    grounding = ground_proposals(proposer(server).propose(_DOCUMENT), _DOCUMENT)
    assert [claim.evidence.quote for claim in grounding.claims] == ["30 days' notice"]
    assert server.asked is not None
    assert (server.asked["path"], server.asked["model"]) == ("/v1/chat/completions", "small")


def test_inventions_are_dropped_and_counted(server: _Server) -> None:
    server.answer = (200, say(json.dumps({"claims": [_GOOD, _INVENTED]})))
    grounding = ground_proposals(proposer(server).propose(_DOCUMENT), _DOCUMENT)
    assert (len(grounding.claims), grounding.dropped) == (1, {"not_in_text": 1})


@pytest.mark.parametrize(
    "answer", [(500, "no"), (200, "no json"), (200, say("I cannot.")), (200, say('{"claims": "none"}')), (200, "{}")]
)
def test_a_bad_answer_is_an_error_that_names_the_server(server: _Server, answer: tuple[int, str]) -> None:
    server.answer = answer
    with pytest.raises(LinewatchError, match=r"127\.0\.0\.1"):
        proposer(server).propose(_DOCUMENT)


def test_no_server_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(LinewatchError, match="is its server running"):
        ModelProposer("http://127.0.0.1:9/v1", timeout_seconds=2).propose(_DOCUMENT)


def test_only_web_addresses_are_asked() -> None:
    with pytest.raises(LinewatchError, match="no web address"):
        ModelProposer("file:///etc/passwd").propose(_DOCUMENT)
