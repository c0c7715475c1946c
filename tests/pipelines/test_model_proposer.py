"""Against a real HTTP server of the test's own, which answers well, badly and with inventions."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from parsers.document import read_text
from parsers.proposals import ground_proposals
from pipelines.cli import app
from pipelines.model_proposer import ModelProposer
from schemas.errors import LinewatchError

_DOCUMENT = read_text("To leave, give us 30 days' notice. We charge £10 for the paperwork.")
_GOOD = {"attribute": "notice", "code": "period", "polarity": "required", "quote": "30 days' notice"}
_INVENTED = {"attribute": "fee", "code": "termination", "polarity": "charged", "quote": "a fee of £500"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answer: tuple[int, str] = (200, "")
    asked: dict[str, object] | None = None
    location: str | None = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.paths: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked = {"path": self.path, **json.loads(body)}
        self.server.paths.append(self.path)
        status, text = self.server.answer
        self.send_response(status)
        if self.server.location:
            self.send_header("Location", self.server.location)
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


@pytest.mark.parametrize("address", ["file:///etc/passwd", "127.0.0.1:8000", "http://"])
def test_only_web_addresses_are_asked(address: str) -> None:
    with pytest.raises(LinewatchError, match="no web address"):
        ModelProposer(address)


def test_a_redirect_is_not_followed_so_that_no_text_goes_elsewhere(server: _Server) -> None:
    server.answer = (307, "")
    server.location = f"http://127.0.0.1:{server.server_port}/elsewhere"
    with pytest.raises(LinewatchError, match="did not answer"):
        proposer(server).propose(_DOCUMENT)
    assert server.paths == ["/v1/chat/completions"]


def run(server: _Server | None, *arguments: object, stdin: str | None = None) -> Result:
    address = f"http://127.0.0.1:{server.server_port}/v1" if server else ""
    environment = {"LINEWATCH_MODEL_ADDRESS": address, "LINEWATCH_MODEL": "small"}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, env=environment)


def test_extract_marks_and_counts_what_a_model_proposed(server: _Server) -> None:
    extra = {"attribute": "document", "code": "id_original", "polarity": "required", "quote": "the paperwork"}
    server.answer = (200, say(json.dumps({"claims": [_GOOD, extra, _INVENTED]})))
    line = json.dumps({"id": "a", "text": _DOCUMENT.text})
    result = run(server, "extract", "--jsonl", "--propose", "--selectors", stdin=line)
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    proposed = [claim for claim in answer["claims"] if "proposed_by" in claim]
    assert [(claim["quote"], claim["proposed_by"]) for claim in proposed] == [
        ("30 days' notice", "small"), ("the paperwork", "small")
    ]  # fmt: skip
    assert answer["proposals"] == {"model": "small", "kept": 2, "dropped": {"not_in_text": 1}, "failure": None}
    for claim in answer["claims"]:
        position = claim["target"]["selector"][1]
        assert _DOCUMENT.text[position["start"] : position["end"]] == claim["quote"]


def test_without_the_wish_no_model_is_asked(server: _Server) -> None:
    line = json.dumps({"id": "a", "text": _DOCUMENT.text})
    answer = json.loads(run(server, "extract", "--jsonl", stdin=line).stdout)
    assert answer.keys() == {"id", "carriers", "regions", "claims"}
    assert server.asked is None


def test_a_model_that_fails_leaves_what_the_rules_read_and_an_exit_code(server: _Server) -> None:
    server.answer = (500, "no")
    result = run(server, "extract", "--jsonl", "--propose", stdin=json.dumps({"id": "a", "text": _DOCUMENT.text}))
    assert result.exit_code == 1
    assert "a: http://127.0.0.1" in result.stderr
    assert len(json.loads(result.stdout)["claims"]) > 0


def test_the_wish_without_a_declared_model_says_what_to_set() -> None:
    result = run(None, "extract", "--propose", stdin="x")
    assert isinstance(result.exception, LinewatchError)
    assert "LINEWATCH_MODEL_ADDRESS" in str(result.exception)


def test_probe_shows_proposals_apart_and_keeps_none(server: _Server, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><h1>How to cancel your plan</h1><p>{_DOCUMENT.text} Call us to cancel.</p></html>", "utf-8")
    extra = {"attribute": "document", "code": "id_original", "polarity": "required", "quote": "the paperwork"}
    server.answer = (200, say(json.dumps({"claims": [extra, _INVENTED]})))
    result = run(server, "probe", page, "--propose")
    assert result.exit_code == 0, result.output
    assert "proposed by small, not kept: 1 kept, 1 dropped (1 not in text)" in result.stdout
