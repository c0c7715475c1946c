"""Regions are a forest of countries, provinces and cities under standard ids, with the names that texts use."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from schemas.errors import DeclarationError, UnknownNameError
from schemas.regions import COLUMNS, RegionKind, load_regions, read_regions

REGIONS = load_regions()
HEAD = ",".join(COLUMNS)
CHINA = "CN,,country,China,中国,中國,,"

# GB/T 2260 gives each province its first two digits.
PREFIXES = dict(
    re.findall(
        r"(\S+)=(\d\d)",
        "CN-BJ=11 CN-TJ=12 CN-HE=13 CN-SX=14 CN-NM=15 CN-LN=21 CN-JL=22 CN-HL=23 CN-SH=31 CN-JS=32 CN-ZJ=33 "
        "CN-AH=34 CN-FJ=35 CN-JX=36 CN-SD=37 CN-HA=41 CN-HB=42 CN-HN=43 CN-GD=44 CN-GX=45 CN-HI=46 CN-CQ=50 "
        "CN-SC=51 CN-GZ=52 CN-YN=53 CN-XZ=54 CN-SN=61 CN-GS=62 CN-QH=63 CN-NX=64 CN-XJ=65",
    )
)


def write(folder: Path, *rows: str) -> Path:
    path = folder / "regions.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_it_holds_all_countries_provinces_and_cities_of_prefecture_rank() -> None:
    assert Counter(region.kind for region in REGIONS) == {"country": 249, "province": 31, "city": 333}
    assert {region.id for region in REGIONS.children("CN")} == set(PREFIXES)


def test_ids_have_the_form_of_their_standard_and_lie_in_their_province() -> None:
    forms = {RegionKind.COUNTRY: "[A-Z]{2}", RegionKind.PROVINCE: "CN-[A-Z]{2}", RegionKind.CITY: "CN-[0-9]{4}00"}
    for region in REGIONS:
        assert re.fullmatch(forms[region.kind], region.id)
        if region.kind is RegionKind.CITY:
            assert region.parent is not None and region.id[3:5] == PREFIXES[region.parent]


def test_ancestors_go_from_the_region_to_its_country() -> None:
    assert [region.id for region in REGIONS.ancestors("CN-440300")] == ["CN-440300", "CN-GD", "CN"]
    assert REGIONS.country("CN-440300").id == "CN" and REGIONS.country("GB").id == "GB"
    assert REGIONS.contains("CN-GD", "CN-440300") and not REGIONS.contains("CN-440300", "CN-GD")


@pytest.mark.parametrize("region_id", ["HK", "MO", "TW"])
def test_hong_kong_macao_and_taiwan_are_roots(region_id: str) -> None:
    assert REGIONS.get(region_id).kind is RegionKind.COUNTRY
    assert [region.id for region in REGIONS.ancestors(region_id)] == [region_id]


@pytest.mark.parametrize(
    ("name", "region_ids"),
    [
        ("广东", "CN-GD"),
        ("廣東省", "CN-GD"),
        ("内蒙古", "CN-NM"),
        ("深圳", "CN-440300"),
        ("深圳市", "CN-440300"),
        ("恩施", "CN-422800"),
        ("延边州", "CN-222400"),
        ("吉林", "CN-JL"),
        ("吉林市", "CN-220200"),
        ("海南", "CN-HI"),
        ("海南州", "CN-632500"),
        ("台灣", "TW"),
        ("臺灣", "TW"),
        ("UK", "GB"),
        ("guangdong", "CN-GD"),
        ("Suzhou", "CN-320500 CN-341300"),
        ("亚特兰蒂斯", ""),
    ],
)
def test_a_name_finds_every_region_that_bears_it(name: str, region_ids: str) -> None:
    assert [region.id for region in REGIONS.find(name)] == region_ids.split()


@pytest.mark.parametrize(
    ("region_id", "weak"),
    [("CN-360500", "新余"), ("CN-370500", "东营"), ("CN-542500", "阿里"), ("US", "US"), ("GE", "Georgia")],
)
def test_a_name_that_means_other_things_too_is_weak(region_id: str, weak: str) -> None:
    region = REGIONS.get(region_id)
    assert weak in region.weak_aliases and weak not in region.names
    assert region in REGIONS.find(weak)


def test_no_chinese_name_stands_by_itself_for_two_regions() -> None:
    names = Counter(name for region in REGIONS for name in region.names if not name.isascii())
    assert [name for name, count in names.items() if count > 1] == []


def test_an_unknown_region_brings_the_close_ones() -> None:
    with pytest.raises(UnknownNameError, match=r'^no region "CN-440301" is declared; did you mean "CN-440'):
        REGIONS.get("CN-440301")
    with pytest.raises(UnknownNameError):
        REGIONS.children("XX")
    assert "CN-GD" in REGIONS and "XX" not in REGIONS and len(REGIONS) == 613


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("CN-GD,CN,province,Guangdong,广东省,廣東省,", "7 fields; write 8, as in the first line"),
        (CHINA, '"CN" is declared above; keep one'),
        ("CN-GD,CN,state,Guangdong,广东省,廣東省,,", 'kind is "state"; use one of: country, province, city'),
        ("CN-GD,,province,Guangdong,广东省,廣東省,,", '"CN-GD" is a province with parent ""; a country has none, '),
        ("GB,CN,country,Britain,英国,英國,,", '"GB" is a country with parent "CN"; a country has none'),
        ("CN-440300,CN-DG,city,Shenzhen,深圳市,深圳市,,", 'parent "CN-DG" is not declared above; did you mean "CN"?'),
        ("CN-GD,CN,province,,广东省,廣東省,,", '"CN-GD" lacks a name; fill name_en, name_zh and name_zh_hant'),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    path = write(tmp_path, HEAD, CHINA, row)
    with pytest.raises(DeclarationError) as caught:
        read_regions(path)
    assert str(caught.value).startswith(f"{path}:3: {message}")


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "id,name", "CN,China")
    with pytest.raises(DeclarationError) as caught:
        read_regions(path)
    assert str(caught.value) == f"{path}:1: wrong columns; begin with {HEAD}"
