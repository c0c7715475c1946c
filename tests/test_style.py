"""House rules that no linter knows: sizes, layers, names and places that code must not hold."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from schemas.carriers import load_carriers

PROJECT = Path(__file__).parents[1]
PACKAGES = ("archive", "parsers", "pipelines", "schemas", "spiders", "warehouse")
MODULES = sorted(path for package in PACKAGES for path in (PROJECT / package).rglob("*.py"))
TEXTS = (".py", ".toml", ".md", ".yaml", ".sql", ".csv", ".cfg", ".json", ".html", ".txt")
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40  # lines

by_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PROJECT).as_posix())


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def strings_of(path: Path) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    tree = tree_of(path)
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_layers_point_down() -> None:
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    # apart, as the linter trips over Twisted's interfaces where a test has loaded them
    linted = subprocess.run([sys.executable, "-c", lint], cwd=PROJECT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


@by_module
def test_modules_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < LONGEST_MODULE
    for function in functions_of(path):
        assert (function.end_lineno or 0) - function.lineno < LONGEST_FUNCTION, function.name


@by_module
def test_modules_and_what_they_offer_say_what_they_are(path: Path) -> None:
    if path.name == "__init__.py" and not path.read_text("utf-8").strip():
        return
    assert ast.get_docstring(tree_of(path))
    offered = [node for node in tree_of(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in offered:
        assert node.name.startswith("_") or ast.get_docstring(node), node.name


@by_module
def test_no_carrier_is_named_in_code(path: Path) -> None:
    if (PROJECT / "parsers" / "sites") in path.parents:
        return
    ids = {carrier.id for carrier in load_carriers()}
    assert not [text for text in strings_of(path) if text in ids]


@by_module
def test_nothing_is_switched_off_without_a_reason(path: Path) -> None:
    with path.open("rb") as file:
        comments = [token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
    for comment in comments:
        assert not re.search(r"\b(TODO|FIXME|XXX)\b", comment), comment
        assert not re.search(r"#\s*(noqa|type:\s*ignore)\b\s*$", comment), f"{comment}: name the rule"


@by_module
def test_dagster_stays_in_its_place(path: Path) -> None:
    top = PROJECT / "pipelines"
    is_its_place = path == top / "definitions.py" or path.is_relative_to(top / "defs")
    imported = {alias.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom)}
    assert is_its_place or not any(name.partition(".")[0] == "dagster" for name in imported)


def test_no_module_is_a_drawer_for_everything() -> None:
    assert not [path for path in MODULES if path.stem in ("utils", "helpers", "common", "misc", "manager")]


def test_no_file_holds_a_place_of_one_machine() -> None:
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("no git checkout, so nobody can say which files belong to the project")
    machine = re.compile(r"(?<![\w./])/(?:root|work|home/\w+|Users/\w+)/")
    paths = [PROJECT / name for name in listed.stdout.decode().splitlines()]
    texts = [path for path in paths if path.suffix in TEXTS and path.is_file()]
    assert len(texts) > 100
    assert not [str(path) for path in texts if machine.search(path.read_bytes().decode("utf-8", "replace"))]


def test_asking_for_help_imports_nothing_heavy() -> None:
    code = (
        "import json, sys\n"
        "sys.argv = ['linewatch', '--help']\n"
        "from pipelines.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(json.dumps(sorted({n.partition('.')[0] for n in sys.modules})), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    heavy = {"dagster", "scrapy", "twisted", "duckdb", "pyarrow", "trafilatura", "lxml", "bs4", "parsers"}
    assert "Usage: linewatch" in done.stdout
    assert not heavy & set(json.loads(done.stderr))
