"""Carriers have names that a reader can trust, and lives that fit together."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from schemas.carriers import load_carriers, read_carriers
from schemas.errors import DeclarationError, UnknownNameError
from schemas.regions import load_regions

GOLD = Path(__file__).parents[3] / "shared" / "gold" / "carriers.tsv"
CARRIERS = load_carriers()


def write(folder: Path, text: str) -> Path:
    path = folder / "carriers.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.skipif(not GOLD.exists(), reason="the measuring data is not beside the project")
def test_every_carrier_of_the_measured_core_is_declared_with_its_facts() -> None:
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            carrier = CARRIERS.get(row["id"])
            told = (carrier.name, carrier.local_name, carrier.hotline or "", carrier.site or "")
            assert told == (row["name"], row["local_name"], row["hotline"], row["site"])
            known = {name.casefold() for name in (*carrier.names, *carrier.weak_aliases)}
            assert all(alias.casefold() in known for alias in row["aliases"].split(",") if alias)


def test_the_table_gives_the_id_and_the_country() -> None:
    carrier = CARRIERS.get("gb-tesco-mobile")
    assert (carrier.id, carrier.country, carrier.host_network) == ("gb-tesco-mobile", "GB", "gb-o2")


def test_every_country_is_a_root_among_the_regions() -> None:
    assert all(load_regions().get(carrier.country).parent is None for carrier in CARRIERS)


def test_a_name_that_stands_by_itself_belongs_to_one_carrier() -> None:
    names = Counter(name for carrier in CARRIERS for name in {name.casefold() for name in carrier.names})
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("carrier_id", "weak"),
    [
        ("cn-mobile", "移动"),
        ("cn-telecom", "电信"),
        ("cn-broadnet", "广电"),
        ("tw-fitel", "大眾"),
        ("gb-three", "3"),
        ("ph-smart", "Smart"),
        ("ph-tm", "TM"),
        ("us-google-fi", "Fi"),
        ("us-metro", "Metro"),
        ("ca-bell", "Bell"),
        ("in-vi", "Vi"),
        ("gb-ee", "EE"),
        ("ae-du", "du"),
        ("gb-id-mobile", "iD"),
        ("gb-vodafone", "Vodafone"),
        ("ie-vodafone", "Vodafone"),
    ],
)
def test_a_word_that_means_other_things_too_is_weak(carrier_id: str, weak: str) -> None:
    carrier = CARRIERS.get(carrier_id)
    assert weak in carrier.weak_aliases and weak not in carrier.names


def test_colloquial_and_traditional_names_are_known() -> None:
    assert {"中国移动", "中國移動", "中移动", "移动公司"} <= set(CARRIERS.get("cn-mobile").names)
    assert {"中華電", "中华电信"} <= set(CARRIERS.get("tw-chunghwa").names)
    assert {"台哥大", "臺灣大哥大"} <= set(CARRIERS.get("tw-taiwanmobile").names)
    assert "O2 UK" in CARRIERS.get("gb-o2").names
    assert "神州行" in CARRIERS.get("cn-mobile").sub_brands


@pytest.mark.parametrize(
    ("carrier_id", "ended", "successor"),
    [
        ("us-sprint", date(2020, 4, 1), "us-t-mobile"),
        ("tw-tstar", date(2023, 12, 1), "tw-taiwanmobile"),
        ("tw-aptg", date(2023, 12, 15), "tw-fareastone"),
        ("in-tatadocomo", date(2019, 7, 1), "in-airtel"),
    ],
)
def test_a_life_ends_on_the_first_day_without_it(carrier_id: str, ended: date, successor: str) -> None:
    carrier = CARRIERS.get(carrier_id)
    assert (carrier.active_to, carrier.successor) == (ended, successor)
    assert carrier.is_active(date.fromordinal(ended.toordinal() - 1)) and not carrier.is_active(ended)


def test_a_life_begins_on_its_first_day() -> None:
    broadnet = CARRIERS.get("cn-broadnet")
    assert not broadnet.is_active(date(2022, 6, 26)) and broadnet.is_active(date(2022, 6, 27))


def test_successors_outlive_whom_they_succeed() -> None:
    for carrier in CARRIERS:
        if carrier.successor is not None:
            assert carrier.active_to is not None and CARRIERS.get(carrier.successor).is_active(carrier.active_to)


def test_sites_and_hotlines_come_main_one_first() -> None:
    assert CARRIERS.get("tw-chunghwa").sites == ("www.cht.com.tw", "www.emome.net")
    assert CARRIERS.get("cn-mobile").hotlines == ("10086",)
    assert CARRIERS.get("tw-fitel").sites == CARRIERS.get("tw-fitel").hotlines == ()


def test_a_country_lists_its_carriers_in_the_files_order() -> None:
    assert [carrier.id for carrier in CARRIERS.of_country("CN")][:3] == ["cn-mobile", "cn-unicom", "cn-telecom"]
    assert len(CARRIERS) == sum(1 for _ in CARRIERS)


def test_an_unknown_carrier_brings_the_close_ones() -> None:
    with pytest.raises(UnknownNameError, match=r'^no carrier "cn-mobil" is declared; did you mean "cn-mobile"'):
        CARRIERS.get("cn-mobil")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('hotlin = "1"', 'unknown key "hotlin"; did you mean "hotline"'),
        ('id = "xx-one"', 'unknown key "id"; take it out, the table\'s name says it'),
        ('site = "https://one.example/"', "site is 'https://one.example/'; it must match"),
        ('parent = "xx-onne"', 'no carrier "xx-onne" is declared; did you mean "xx-one"?'),
        ("active_to = 2020-13-01", "not valid TOML"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    path = write(tmp_path, f'# carriers\n\n[xx.one]\nname = "One"\nlocal_name = "One"\n{line}\n')
    with pytest.raises(DeclarationError) as caught:
        read_carriers(path)
    assert str(caught.value).startswith(f"{path}:6: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\nname = "One"\n', '2: "name" is no carrier; begin each with a table of country and name, as in [xx.name]'),
        ("\n[xx]\none = 1\n", '3: "xx.one" is no table; write [xx.one]'),
        ('\n\n[xx.One]\nname = "One"\nlocal_name = "One"\n', "3: id is 'xx-One'; it must match"),
        ("[xx.one]\n", '1: "name" is missing; add it'),
    ],
)
def test_a_wrong_table_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DeclarationError) as caught:
        read_carriers(path)
    assert str(caught.value).startswith(f"{path}:{message}")
