"""The registry fills in what a file leaves out, and tells every fault by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.documents import SourceKind
from schemas.errors import DeclarationError, UnknownNameError
from schemas.registry import load_registry
from schemas.sources import Cadence, Kind

MOBILE = """\
name = "China Mobile"
tier = "carrier"
country = "CN"
language = "zh-Hans"
cadence = "weekly"

[[source]]
name = "leaving"
url = "https://www.10086.cn/leaving"

[[source]]
name = "guangdong"
url = "https://gd.10086.cn/leaving"
regions = ["CN-GD"]
language = "en"
cadence = "once"
"""

FORUM = """\
name = "A forum"
tier = "community"

[[source]]
name = "thread"
url = "https://forum.example/thread"
carriers = ["cn-mobile"]
country = "CN"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "cn/mobile", MOBILE)
    write(tmp_path, "community/forum", FORUM)
    return Path("sources")


def write(folder: Path, name: str, text: str) -> None:
    path = folder / "sources" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(folder: Path, old: str, new: str) -> None:
    """Change cn/mobile.toml in one place."""
    assert MOBILE.count(old) == 1
    write(folder, "cn/mobile", MOBILE.replace(old, new))


def faults(folder: Path) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        load_registry(folder)
    return str(caught.value).splitlines()


def test_the_path_is_the_id(folder: Path) -> None:
    registry = load_registry(folder)
    assert list(registry.publishers) == ["cn-mobile", "community-forum"]
    assert list(registry.sources) == ["cn-mobile/leaving", "cn-mobile/guangdong", "community-forum/thread"]
    assert registry.errors == ()
    assert [source.id for source in registry.sources_of("cn-mobile")] == ["cn-mobile/leaving", "cn-mobile/guangdong"]


def test_a_source_takes_from_its_publisher_what_it_does_not_say(folder: Path) -> None:
    source = load_registry(folder).source("cn-mobile/leaving")
    assert (source.publisher, source.tier, source.country) == ("cn-mobile", SourceKind.CARRIER, "CN")
    assert (source.carriers, source.regions) == (("cn-mobile",), ("CN",))
    assert (source.language, source.cadence, source.kind) == ("zh-Hans", Cadence.WEEKLY, Kind.PAGE)
    assert not source.verified and source.page_set == "cn-mobile/leaving"


def test_what_a_source_says_itself_stands(folder: Path) -> None:
    registry = load_registry(folder)
    source = registry.source("cn-mobile/guangdong")
    assert (source.regions, source.language, source.cadence) == (("CN-GD",), "en", Cadence.ONCE)
    thread = registry.source("community-forum/thread")
    assert (thread.carriers, thread.country, thread.regions) == (("cn-mobile",), "CN", ("CN",))
    assert (thread.tier, thread.cadence) == (SourceKind.COMMUNITY, Cadence.DAILY)


def test_a_publisher_without_country_or_carriers_leaves_them_open(folder: Path) -> None:
    write(Path(), "news/x", 'name = "X"\ntier = "news"\n[[source]]\nname = "feed"\nkind = "feed"\nurl = "http://x.example"\n')
    source = load_registry(folder).source("news-x/feed")
    assert (source.country, source.regions, source.carriers, source.language) == (None, (), (), None)


def test_a_publisher_and_its_sources_agree(folder: Path) -> None:
    registry = load_registry(folder)
    for publisher in registry.publishers.values():
        assert all(registry.sources[source.id] is source for source in publisher.source)


def test_an_unknown_id_brings_the_close_ones(folder: Path) -> None:
    registry = load_registry(folder)
    with pytest.raises(UnknownNameError, match=r'^no publisher "cn-mobil" is declared; did you mean "cn-mobile"\?$'):
        registry.publisher("cn-mobil")
    with pytest.raises(UnknownNameError, match=r'^no source "cn-mobile/leavin" is declared; did you mean "cn-m'):
        registry.source("cn-mobile/leavin")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('cadence = "weekly"', 'cadance = "weekly"', '5: unknown key "cadance"; did you mean "cadence"?'),
        ('regions = ["CN-GD"]', 'region = ["CN-GD"]', '14: unknown key "region"; did you mean "regions"?'),
        (
            'cadence = "once"',
            'cadence = "yearly"',
            "16: cadence is 'yearly'; use one of: 'hourly', 'daily', 'weekly', 'monthly' or 'once'",
        ),
        (
            'tier = "carrier"',
            'tier = "carier"',
            "2: tier is 'carier'; use one of: 'carrier', 'regulator', 'news', 'community', 'aggregator' or 'spam'",
        ),
        ('language = "en"', 'language = "fr"', "15: language is 'fr'; use one of: 'zh-Hans', 'zh-Hant' or 'en'"),
        (
            'name = "guangdong"',
            'name = "Guang Dong"',
            "12: name is 'Guang Dong'; use small letters, digits and single hyphens, as in leaving-early",
        ),
        (
            'url = "https://gd.10086.cn/leaving"',
            'url = "gd.10086.cn/leaving"',
            "13: url is 'gd.10086.cn/leaving'; write a full web address, as in https://www.example.org/page",
        ),
        ('name = "guangdong"', "", '11: "name" is missing; add it'),
        ('url = "https://gd.10086.cn/leaving"', "", '11: "url" is missing from "guangdong"; a page needs it'),
        ('name = "guangdong"', 'name = "leaving"', '12: name "leaving" is taken by the source in line 8; rename one'),
        ('regions = ["CN-GD"]', 'regions = ["CN-GQ"]', '14: no region "CN-GQ" is declared; did you mean "CN-'),
        (
            'cadence = "once"',
            'carriers = ["cn-mobil"]',
            '16: no carrier "cn-mobil" is declared; did you mean "cn-mobile"',
        ),
        ('country = "CN"', 'country = "CN-GD"', '3: no country "CN-GD" is declared; did you mean "CN"'),
        ('cadence = "once"', 'publisher = "cn-x"', '16: unknown key "publisher"; take it out, the file'),
        ('cadence = "once"', 'path = "pages"', '16: "path" does not fit a page; write "url" instead'),
        ('cadence = "weekly"', 'id = "cn-x"', '5: unknown key "id"; take it out, the file\'s path says it'),
        ('tier = "carrier"', "tier = carrier", "2: not valid TOML ("),
        ('cadence = "once"', "stale_after_days = 0", "16: stale_after_days is 0: Input should be greater than 0;"),
    ],
)
def test_a_fault_is_told_with_its_line(folder: Path, old: str, new: str, fault: str) -> None:
    change(Path(), old, new)
    told = faults(folder)
    assert len(told) == 1 and told[0].startswith(f"sources/cn/mobile.toml:{fault}"), told


def test_a_folder_of_files_needs_a_path(folder: Path) -> None:
    change(Path(), 'url = "https://gd.10086.cn/leaving"', 'kind = "folder"')
    assert faults(folder) == ['sources/cn/mobile.toml:11: "path" is missing from "guangdong"; a folder needs it']
    change(Path(), 'url = "https://gd.10086.cn/leaving"', 'kind = "folder"\npath = "pages/guangdong"')
    assert load_registry(folder).source("cn-mobile/guangdong").path == "pages/guangdong"


def test_a_double_address_names_both_places(folder: Path) -> None:
    write(Path(), "community/forum", FORUM.replace("https://forum.example/thread", "http://WWW.10086.cn:80/leaving#top"))
    assert faults(folder) == [
        "sources/community/forum.toml:6: url http://WWW.10086.cn:80/leaving#top is also declared at "
        "sources/cn/mobile.toml:9; keep one"
    ]


def test_an_address_with_another_query_is_another(folder: Path) -> None:
    write(Path(), "community/forum", FORUM.replace("https://forum.example/thread", "https://www.10086.cn/leaving?p=2"))
    assert len(load_registry(folder).sources) == 3


def test_a_carriers_file_must_name_a_declared_carrier(folder: Path) -> None:
    text = MOBILE.replace("10086.cn", "example.org")
    write(Path(), "cn/mobble", text)
    assert faults(folder) == [
        'sources/cn/mobble.toml:2: the path names no declared carrier "cn-mobble"; '
        'add it to carriers.toml, or a key "carriers" here'
    ]
    write(Path(), "cn/mobble", 'carriers = ["cn-mobile"]\n' + text)
    assert load_registry(folder).publisher("cn-mobble").carriers == ("cn-mobile",)


def test_a_publisher_without_sources_is_refused(folder: Path) -> None:
    write(Path(), "cn/mobile", MOBILE.partition("[[source]]")[0])
    assert faults(folder) == ['sources/cn/mobile.toml:1: "source" is missing; add a table [[source]]']


@pytest.mark.parametrize("name", ["cn/Mobile", "cn/mobile_two", "c n/mobile"])
def test_a_path_that_makes_no_id_is_refused(folder: Path, name: str) -> None:
    write(Path(), name, FORUM)
    assert [fault for fault in faults(folder) if name in fault] == [
        f"sources/{name}.toml:1: the path makes no id; "
        "rename it with small letters, digits and single hyphens, as in cn/mobile.toml"
    ]


def test_two_paths_that_make_one_id_are_refused(folder: Path) -> None:
    write(Path(), "cn-mobile", FORUM.replace("thread", "other"))
    assert faults(folder) == [
        'sources/cn-mobile.toml:1: "cn-mobile" is also declared by sources/cn/mobile.toml; rename one'
    ]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('reason = "r"', '18: a correction drops or replaces; write drop = true, or attribute, code and polarity'),
        ('reason = "r"\ndrop = true\ncode = "store"', "18: a correction drops or replaces; write drop = true, or "),
        ('reason = "r"\nattribute = "channel"', "18: a correction drops or replaces; write "),
        (
            'reason = "r"\nattribute = "channel"\ncode = "shop"\npolarity = "only"',
            '18: no code of channel "shop" is declared; ',
        ),
        (
            'reason = "r"\nattribute = "agent"\ncode = "proxy"\npolarity = "only"',
            '23: agent.proxy is never "only"; use one of: allowed, not_allowed',
        ),
        ("drop = true", '18: "reason" is missing; add it'),
    ],
)
def test_a_correction_drops_or_replaces_by_declared_words(folder: Path, lines: str, fault: str) -> None:
    write(Path(), "cn/mobile", f'{MOBILE}\n[[source.corrections]]\nwords = "w"\n{lines}\n')
    told = faults(folder)
    assert len(told) == 1 and told[0].startswith(f"sources/cn/mobile.toml:{fault}"), told


def test_a_correction_in_declared_words_is_kept(folder: Path) -> None:
    words = 'attribute = "agent"\ncode = "proxy"\npolarity = "allowed"\nreason = "r"'
    write(Path(), "cn/mobile", f'{MOBILE}\n[[source.corrections]]\nwords = "w"\n{words}\n')
    assert load_registry(folder).source("cn-mobile/guangdong").corrections[0].polarity == "allowed"


def test_all_faults_of_all_files_are_told_in_order(folder: Path) -> None:
    write(Path(), "cn/mobile", MOBILE.replace('"weekly"', '"often"').replace('"CN-GD"', '"CN-GQ"'))
    write(Path(), "community/forum", FORUM.replace("tier", "teir"))
    assert [fault.partition(": ")[0] for fault in faults(folder)] == [
        "sources/cn/mobile.toml:5",
        "sources/community/forum.toml:1",
        "sources/community/forum.toml:2",
    ]


def test_other_files_go_on_where_faults_are_allowed(folder: Path) -> None:
    write(Path(), "cn/mobile", MOBILE.replace('"weekly"', '"often"'))
    registry = load_registry(folder, strict=False)
    assert list(registry.publishers) == ["community-forum"]
    assert [str(error).partition(": ")[0] for error in registry.errors] == ["sources/cn/mobile.toml:5"]


def test_a_missing_or_empty_folder_is_always_an_error(tmp_path: Path) -> None:
    for strict in (True, False):
        with pytest.raises(DeclarationError, match="nowhere: no such folder; name the folder that holds"):
            load_registry(tmp_path / "nowhere", strict=strict)
        with pytest.raises(DeclarationError, match=r": no source file in it; add one, as in cn/mobile\.toml$"):
            load_registry(tmp_path, strict=strict)
