"""Notices: told once to each service, over real SMTP and HTTP on loopback, with hostile texts as text."""

from __future__ import annotations

import email
import email.policy
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from archive.store import Archive
from pipelines.cli import app
from pipelines.notices import Event, clean, failed_run, hold_notices
from pipelines.settings import Settings
from pipelines.telling import tell_people, write_digest
from schemas.errors import LinewatchError
from tests.pipelines.conftest import SampleRun

SOON = datetime(2026, 9, 1, 20, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=http://evil.test/x>\u202e@everyone\r\nBcc: all@evil.test"


class Mailbox:
    """An SMTP server's handler that keeps what it gets."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, email.message.EmailMessage)
        self.letters.append(letter)
        return "250 kept"


@pytest.fixture
def mailbox() -> Iterator[tuple[str, Mailbox]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"mailto://127.0.0.1:{port}/?from=watch@example.org&to=team@example.org&mode=insecure", box
    finally:
        controller.stop()


@contextmanager
def serving_hook(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    posted: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"json://127.0.0.1:{server.server_port}/hook", posted
        finally:
            server.shutdown()


@pytest.fixture
def watched(sample_run: SampleRun, tmp_path: Path) -> Settings:
    shutil.copytree(sample_run.settings.data, tmp_path / "sample")
    return replace(sample_run.settings, data=tmp_path / "sample")


def spoil(settings: Settings, statement: str) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(statement, [HOSTILE] if "?" in statement else None)


def test_a_mail_and_a_webhook_tell_the_changes_once(watched: Settings, mailbox: tuple[str, Mailbox]) -> None:
    address, box = mailbox
    with serving_hook() as (hook, posted):
        settings = replace(watched, notify=(address, hook))
        first = tell_people(settings, now=SOON)
        again = tell_people(settings, now=SOON + timedelta(minutes=5))
    assert sorted(first.sent.values())[0] >= 10
    assert (again.sent, first.refused, again.refused) == ({}, [], [])
    (letter,), (post,) = box.letters, posted
    html = letter.get_body(("html",))
    assert html is not None
    for text in (html.get_content(), post["message"]):
        assert "Policy changes" in text
        assert "15 working days → 7 working days" in text
        assert "SAMPLE: made-up" in text.replace("</strong>", "").replace("<strong>", "")
    assert letter["Subject"].startswith("Linewatch SAMPLE, ")
    assert letter["To"] == "team@example.org"


def test_hostile_texts_are_text_in_mails_and_chats(watched: Settings, mailbox: tuple[str, Mailbox]) -> None:
    spoil(watched, "UPDATE out.changes SET after_quote = ?, publisher_name = after_quote")
    address, box = mailbox
    with serving_hook() as (hook, posted):
        tell_people(replace(watched, notify=(address, hook)), now=SOON)
    (letter,) = box.letters
    html = letter.get_body(("html",))
    assert html is not None
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html.get_content()
    assert "<script" not in html.get_content()
    assert "<img" not in html.get_content()
    assert letter["Bcc"] is None
    assert "@everyone" not in posted[0]["message"]
    assert "\u202e" not in posted[0]["message"]


def test_a_service_that_refuses_is_told_the_next_time_and_the_other_not_again(
    watched: Settings, mailbox: tuple[str, Mailbox]
) -> None:
    address, box = mailbox
    with serving_hook(500) as (hook, posted):
        first = tell_people(replace(watched, notify=(address, hook)), now=SOON)
        second = tell_people(replace(watched, notify=(address, hook)), now=SOON)
    assert len(first.refused) == len(second.refused) == 1
    assert (len(box.letters), len(posted)) == (1, 2)


def test_failed_checks_silent_sources_failed_runs_and_silence_are_told(watched: Settings) -> None:
    check = "check_name = 'readings_are_not_thin'"
    spoil(watched, f"UPDATE out.checks SET offenders_count = 3, examples = ['x'] WHERE {check}")
    spoil(watched, "UPDATE out.sources SET is_stale = true WHERE source_id = 'cn-mobile/leaving'")
    with serving_hook() as (hook, posted):
        settings = replace(watched, notify=(hook,))
        tell_people(settings, [failed_run("12345678-9", "crawl", "the disk is full")], SOON)
        tell_people(settings, [failed_run("12345678-9", "crawl", "the disk is full")], SOON + timedelta(hours=40))
    told, later = (post["message"] for post in posted)
    assert "readings_are_not_thin: 3 found" in told
    assert "cn-mobile/leaving: " in told
    assert "crawl, run 12345678\n  the disk is full" in told
    assert "Nothing ran" not in told
    assert later.startswith("SAMPLE") and "no crawl for more than 26 hours; the last: 2026-09-01" in later
    assert "readings_are_not_thin" not in later


def test_what_a_new_reading_finds_in_the_past_is_told_as_such(watched: Settings) -> None:
    Archive(watched.archive).append_log("notices", [{"event": "x", "service": "y", "at": "2026-08-20T00:00:00Z"}], SOON)
    with serving_hook() as (hook, posted):
        tell_people(replace(watched, notify=(hook,)), now=SOON)
    past = posted[0]["message"].partition("Changes found in the past")[2]
    assert "2026-08-01" in past
    assert "2026-09-01 " not in past


def test_two_processes_never_tell_at_once(watched: Settings) -> None:
    with hold_notices(watched), serving_hook() as (hook, _), pytest.raises(LinewatchError, match="another process"):
        tell_people(replace(watched, notify=(hook,)), now=SOON)


def test_an_address_that_is_none_is_refused_without_its_password(watched: Settings) -> None:
    with pytest.raises(LinewatchError, match=r"address 1 \(nonsense:…\)") as refused:
        tell_people(replace(watched, notify=("nonsense://user:secret@host",)), now=SOON)
    assert "secret" not in str(refused.value)


def test_a_digest_is_bounded() -> None:
    digest = write_digest([Event("change", f"change:{number}", f"line {number}") for number in range(70)], "txt")
    assert "line 49" in digest
    assert "line 50" not in digest
    assert "and 20 more" in digest
    assert len(clean("x" * 1000)) == 200


def test_the_command_shows_what_it_would_send(watched: Settings) -> None:
    answer = CliRunner().invoke(app, ["notify", "--dry-run", "--sample", "--data", str(watched.data.parent)])
    assert answer.exit_code == 0, answer.output
    assert "15 working days → 7 working days" in answer.stdout
    assert list(Archive(watched.archive).read_log("notices")) == []
