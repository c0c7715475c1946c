"""Names that stand for addresses inside a network are not connected to, however they came to be asked for."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.internet.defer import succeed
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from spiders.resolving import GuardedResolver
from tests.spiders.place import NOON, TERMS, Place, declare
from tests.spiders.server import Answer, Web


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[GuardedResolver]:
    monkeypatch.setattr("spiders.resolving.getproxies", lambda: {"http": "http://proxy.corp.example:3128"})
    yield GuardedResolver(None, 0, 1.0)


def ask(resolver: GuardedResolver, name: str, answer: str, monkeypatch: pytest.MonkeyPatch) -> object:
    """Resolve a name for which the name server gives an answer."""
    monkeypatch.setattr("scrapy.resolver.CachingThreadedResolver.getHostByName", lambda *_: succeed(answer))
    got: list[object] = []
    resolver.getHostByName(name).addBoth(got.append)
    return got[0]


@pytest.mark.parametrize("answer", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "100.100.100.200", "0.0.0.0", "::1"])
def test_a_name_that_stands_for_an_inner_address_has_none(
    resolver: GuardedResolver, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = ask(resolver, "www.telco.example", answer, monkeypatch)
    assert isinstance(failure, Failure)
    assert failure.check(DNSLookupError)
    assert answer in str(failure.value)


def test_a_public_answer_and_the_declared_proxys_are_given_out(
    resolver: GuardedResolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(resolver, "www.telco.example", "93.184.216.34", monkeypatch) == "93.184.216.34"
    assert ask(resolver, "proxy.corp.example", "10.0.0.3", monkeypatch) == "10.0.0.3"


def test_a_name_that_answers_otherwise_the_second_time_is_checked_the_second_time(
    resolver: GuardedResolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(resolver, "rebinding.example", "93.184.216.34", monkeypatch) == "93.184.216.34"
    assert isinstance(ask(resolver, "rebinding.example", "127.0.0.1", monkeypatch), Failure)


def test_a_name_of_this_machine_in_a_declaration_is_not_connected_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    own_name = socket.gethostname()
    with Web() as web:
        web.put(own_name, "/", Answer(TERMS))
        place = Place(web, tmp_path / "sources", tmp_path / "data")
        declare(place.sources, "line", {"own": f"http://{own_name}:{web.port}/"})
        place.crawl(proxy=None, contact="mailto:owner@example.test")
        assert place.captures(NOON)["own"].verdict == "dns_error"
        assert not web.asked
