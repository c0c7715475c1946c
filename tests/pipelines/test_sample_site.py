"""The sample site answers as samples/README.md says, and for nobody else."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.sample_site import Edition, find_answer, load_editions, serving
from pipelines.settings import SAMPLES
from schemas.errors import DeclarationError

PAGE = "http://cn-mobile.sample.test/support/leaving.html"


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(proxy: str, address: str, method: str = "GET", **headers: str) -> Reply:
    connection = http.client.HTTPConnection(proxy.removeprefix("http://"), timeout=5)
    connection.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    reply = Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    connection.close()
    return reply


@pytest.fixture(scope="module")
def editions() -> tuple[Edition, ...]:
    return load_editions(SAMPLES)


@pytest.fixture(scope="module")
def proxy(editions: tuple[Edition, ...]) -> Iterator[str]:
    with serving(SAMPLES, editions[0]) as address:
        yield address


def test_editions_are_in_the_order_of_their_instants(editions: tuple[Edition, ...]) -> None:
    assert [edition.number for edition in editions] == [1, 2, 3]
    assert sorted(edition.instant for edition in editions) == [edition.instant for edition in editions]


def test_a_page_is_answered_with_its_file(proxy: str) -> None:
    reply = ask(proxy, PAGE)
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.body == (SAMPLES / "site/1/cn-mobile.sample.test/support/leaving.html").read_bytes()


def test_a_later_edition_shows_its_own_file_or_the_newest_before_it(editions: tuple[Edition, ...]) -> None:
    answers = [find_answer(SAMPLES, edition, PAGE).body for edition in editions]
    assert len(set(answers)) == 3
    unchanged = "http://cn-miit.sample.test/rules/portability.html"
    assert len({find_answer(SAMPLES, edition, unchanged).body for edition in editions}) == 1


def test_a_response_of_one_edition_is_not_that_of_the_next(editions: tuple[Edition, ...]) -> None:
    address = "http://cn-mobile.sample.test/sc/xiaohu.html"
    assert [find_answer(SAMPLES, edition, address).status for edition in editions] == [200, 500, 200]


def test_a_page_is_confirmed_to_whoever_has_it(proxy: str) -> None:
    etag = ask(proxy, PAGE).headers["etag"]
    reply = ask(proxy, PAGE, if_none_match=etag)
    assert (reply.status, reply.body) == (304, b"")
    assert ask(proxy, PAGE, if_none_match='"another"').status == 200


def test_the_same_request_is_answered_with_the_same_headers(proxy: str) -> None:
    assert ask(proxy, PAGE).headers == ask(proxy, PAGE).headers


def test_head_has_the_headers_and_no_body(proxy: str) -> None:
    reply = ask(proxy, PAGE, method="HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers == ask(proxy, PAGE).headers


def test_the_query_is_ignored(proxy: str) -> None:
    assert ask(proxy, f"{PAGE}?from=menu").body == ask(proxy, PAGE).body


@pytest.mark.parametrize("path", ["nowhere.html", "..%2Fcn-unicom.sample.test/help/xiaohu.html", "%00", ""])
def test_what_is_no_page_of_the_host_is_not_found(proxy: str, path: str) -> None:
    assert ask(proxy, f"http://cn-mobile.sample.test/{path}").status == 404


@pytest.mark.parametrize("address", ["http://www.example.org/", "http://sample.test.example.org/", "/leaving.html"])
def test_no_other_host_is_answered_for(proxy: str, address: str) -> None:
    reply = ask(proxy, address)
    assert reply.status == 403
    assert b"sample.test only" in reply.body


def test_a_host_header_is_as_good_as_a_whole_address(proxy: str) -> None:
    assert ask(proxy, "/support/leaving.html", host="cn-mobile.sample.test").status == 200


def test_editions_that_lack_a_key_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "editions.toml").write_text("[[edition]]\nnumber = 1\n", "utf-8")
    with pytest.raises(DeclarationError, match=r"editions\.toml:1: .*is missing"):
        load_editions(tmp_path)
