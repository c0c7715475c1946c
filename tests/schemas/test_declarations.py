"""A fault in a declaration is told with the file and line where a person will find it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from schemas.declarations import find_lines, raise_all, read_declaration, show_path, suggest, unknown_name
from schemas.errors import DeclarationError

TRICKY = '''\
# [not.a.table]
name = "a # b"
many = [
  "x", # ]
  "[[source]]",
]
note = """
[neither]
this = 1
"""
[[source]]
name = "a"
[[source]]
# between
name = "b"
  [[source.corrections]]
  words = 'x'
  [[source.corrections]]
  words = 'y'
[deep.er."q-r"]
inline = {a = 1, b = 2}
"quoted key" = 3
'''


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    word: str


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int
    inner: tuple[Inner, ...] = ()


def write(folder: Path, text: str) -> Path:
    path = folder / "declared.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_table_and_key_has_the_line_it_stands_on() -> None:
    tomllib.loads(TRICKY)
    assert find_lines(TRICKY) == {
        ("name",): 2,
        ("many",): 3,
        ("note",): 7,
        ("source",): 11,
        ("source", 0): 11,
        ("source", 0, "name"): 12,
        ("source", 1): 13,
        ("source", 1, "name"): 15,
        ("source", 1, "corrections"): 16,
        ("source", 1, "corrections", 0): 16,
        ("source", 1, "corrections", 0, "words"): 17,
        ("source", 1, "corrections", 1): 18,
        ("source", 1, "corrections", 1, "words"): 19,
        ("deep", "er", "q-r"): 20,
        ("deep", "er", "q-r", "inline"): 21,
        ("deep", "er", "q-r", "quoted key"): 22,
    }


def test_a_place_without_a_line_takes_the_line_of_what_holds_it(tmp_path: Path) -> None:
    declaration = read_declaration(write(tmp_path, TRICKY))
    assert declaration.line_of(("source", 1, "regions", 3)) == 13
    assert declaration.line_of(("deep", "er", "q-r", "inline", "b")) == 21
    assert declaration.line_of(("nowhere",)) == 1


def test_windows_line_ends_and_a_byte_order_mark_change_no_line(tmp_path: Path) -> None:
    path = tmp_path / "declared.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\n\r\n[b]\r\nc = 2\r\n")
    declaration = read_declaration(path)
    assert declaration.data == {"a": 1, "b": {"c": 2}}
    assert declaration.line_of(("b", "c")) == 4


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ('a = "open\n', 1), ("a = [1,\n2\n", 3), ("[t]\n[t]\n", 2)],
)
def test_malformed_toml_names_the_line(tmp_path: Path, text: str, line: int) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DeclarationError) as caught:
        read_declaration(path)
    assert str(caught.value).startswith(f"{path}:{line}: not valid TOML (")
    assert str(caught.value).endswith("; mend this line, or the value that began above it")


def test_a_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "declared.toml"
    path.write_bytes('a = 1\nname = "中国移动"\n'.encode("gbk"))
    with pytest.raises(DeclarationError, match=r"declared\.toml:2: not UTF-8; save the file as UTF-8$"):
        read_declaration(path)


def test_all_faults_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'extra = 1\nnumber = "x"\n[[inner]]\nwort = "a"\n')
    with pytest.raises(DeclarationError) as caught:
        read_declaration(path).require(Outer)
    assert str(caught.value).splitlines() == [
        f'{path}:1: unknown key "extra"; use one of: inner, number',
        f"{path}:2: number is 'x': Input should be a valid integer, unable to parse string as an integer; mend it",
        f'{path}:3: "word" is missing; add it',
        f'{path}:4: unknown key "wort"; did you mean "word"?',
    ]


def test_a_path_is_shown_as_one_would_type_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert show_path(tmp_path / "cn" / "mobile.toml") == "cn/mobile.toml"
    assert show_path(Path("cn/mobile.toml")) == "cn/mobile.toml"
    assert show_path(tmp_path.parent / "elsewhere.toml") == str(tmp_path.parent / "elsewhere.toml")


def test_an_unknown_name_brings_the_close_ones_or_the_list() -> None:
    assert suggest("wekly", ["weekly", "daily"]) == 'did you mean "weekly"?'
    assert suggest("CN-GD", ["CN", "GD", "NG"]) == 'did you mean "CN"?'
    assert suggest("zzz", ["weekly", "daily"]) == "use one of: daily, weekly"
    assert suggest("zzz", [str(number) for number in range(10, 60)]) == "none of the 50 known names comes close"
    assert str(unknown_name("region", "CN-GQ", ["CN-GD"])) == 'no region "CN-GQ" is declared; did you mean "CN-GD"?'


def test_no_faults_raise_nothing() -> None:
    raise_all([])
