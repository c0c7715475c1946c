"""Which pages the report has, and the writing of each by its template. What they show is asked in facts.py."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from pipelines.asking import Warehouse
from pipelines.report.facts import EXAMPLE_FEE, EXAMPLE_MONTHS, Facts, Record
from pipelines.report.feeds import write_feed
from pipelines.report.tiles import SIZE, lay_tiles, measure_map
from schemas.ids import format_instant
from schemas.regions import load_regions
from warehouse.choice import LANGUAGES, Choice
from warehouse.export import LIVE_NOTE, SAMPLE_WARNING

_HERE = Path(__file__).parent
_SAFE_LINK = re.compile(r"https?://\S+\Z")
_SUFFIXES = re.compile(r"(壮族|回族|维吾尔)?(自治区|省|市)$")
QUOTE_LIMIT = 600  # characters of a quote or passage that a card shows

Page = tuple[str, bytes]


def make_report(connection: duckdb.DuckDBPyConnection, choice: Choice) -> Iterator[Page]:
    """Make the pages of the report of an open warehouse: paths below its folder, and their bodies.

    Every page works from a file, without a server, without JavaScript, and asks nothing of any network.
    """
    facts = Facts(Warehouse(connection), choice)
    for name in ("report.css", "report.js"):
        yield f"assets/{name}", (_HERE / "assets" / name).read_bytes()
    yield "index.html", _Writer(facts, "zh", choice.languages).write("root.html", "index.html")
    for language in choice.languages:
        yield from _make_pages(facts, language, choice.languages)
        yield from _make_feeds(facts, language)


def _make_pages(facts: Facts, language: str, languages: tuple[str, ...]) -> Iterator[Page]:
    writer = _Writer(facts, language, languages)
    for name in ("overview", "changes", "ease", "obligations", "coverage", "method"):
        path = f"{language}/{'index' if name == 'overview' else name}.html"
        yield path, writer.write(f"{name}.html", path)
    yield from writer.write_matrices()
    for carrier, region in facts.pages:
        path = f"{language}/carriers/{carrier}/{region}.html"
        yield path, writer.write("carrier.html", path, carrier=carrier, region=region,
                                 page=facts.page((carrier, region)))  # fmt: skip
    yield from writer.write_maps()


def _make_feeds(facts: Facts, language: str) -> Iterator[Page]:
    words, updated = read_words(language), format_instant(facts.build["now_at"])
    mark = "SAMPLE · " if facts.build["is_sample"] else ""

    def feed(name: str, title: str, changes: list[Record]) -> Page:
        body = write_feed(name, f"{mark}Linewatch · {title}", updated, changes, language, words["nothing"])
        return f"feeds/{name}.{language}.xml", body

    yield feed("all", words["feed_all"], facts.changes)
    for carrier in facts.carriers:
        cell = next(cells for (one, _), cells in facts.cells.items() if one == carrier)
        name = next(iter(cell.values()))["carrier_local_name" if language == "zh" else "carrier_name"]
        yield feed(f"carrier-{carrier}", name, facts.tell_changes(carrier))
    for region in facts.regions:
        changes = [change for change in facts.changes if region in change["regions"]]
        if changes:
            yield feed(f"region-{region}", _region_name(region, language), changes)


class _Writer:
    """Writes pages in one language."""

    def __init__(self, facts: Facts, language: str, languages: tuple[str, ...]) -> None:
        self._facts = facts
        self._language = language
        other = next((name for name in LANGUAGES if name != language and name in languages), None)
        is_sample = facts.build["is_sample"]
        self._shared: dict[str, Any] = {
            "facts": facts, "lang": language, "other": other, "languages": languages, "t": read_words(language),
            "is_sample": is_sample, "note": SAMPLE_WARNING if is_sample else LIVE_NOTE,
            "as_of": f"{facts.build['now_at']:%Y-%m-%d}", "region_name": lambda region: _region_name(region, language),
            "carrier_name": self._name_carrier, "short_name": self._shorten,
            "months": EXAMPLE_MONTHS, "fee": EXAMPLE_FEE,
        }  # fmt: skip

    def write(self, template: str, path: str, **values: Any) -> bytes:
        """Write one page; `path` is below the report's folder."""
        root = "../" * path.count("/")
        text = _environment().get_template(template).render(**self._shared, path=path, root=root, **values)
        return text.encode("utf-8")

    def write_matrices(self) -> Iterator[Page]:
        """Write the comparison of all countries, then of each region that has carriers."""
        facts = self._facts
        countries = [(carrier, load_regions().country(region).id) for carrier, region in facts.pages]
        everything = [place for place in dict.fromkeys(countries) if place in facts.cells]
        yield self._write_matrix("all", sorted(everything))
        for region in facts.regions:
            places = [(carrier, region) for carrier in facts.carriers]
            yield self._write_matrix(region, [place for place in places if place in facts.cells])

    def write_maps(self) -> Iterator[Page]:
        """Write a map for each condition of which something is said of carriers in the country of the map."""
        conditions = sorted(self._facts.map_conditions.items())
        for position, cell in conditions:
            path = f"{self._language}/map/{cell['attribute']}.{cell['code']}.html"
            yield path, self.write(
                "map.html", path, position=position, cell=cell, carriers=self._facts.map_carriers(position),
                conditions=conditions, tiles=lay_tiles(), size=SIZE, extent=measure_map(),
            )  # fmt: skip

    def _write_matrix(self, region: str, places: list[tuple[str, str]]) -> Page:
        cells = {place: self._facts.cells[place] for place in places}
        known = {position: cell for found in cells.values() for position, cell in found.items()}
        stated = {
            position for found in cells.values() for position, cell in found.items() if cell["polarity"] is not None
        }
        path = f"{self._language}/matrix/{region}.html"
        lines = [(known[position], [found.get(position) for found in cells.values()]) for position in sorted(stated)]
        body = self.write("matrix.html", path, region=region, places=places, lines=lines,
                          silent_count=len(known) - len(stated))  # fmt: skip
        return path, body

    def _name_carrier(self, carrier: str) -> str:
        cells = next(cells for (one, _), cells in self._facts.cells.items() if one == carrier)
        return str(next(iter(cells.values()))["carrier_local_name" if self._language == "zh" else "carrier_name"])

    def _shorten(self, region: str) -> str:
        return _SUFFIXES.sub("", _region_name(region, "zh")) if self._language == "zh" else region.split("-")[-1]


@cache
def read_words(language: str) -> dict[str, str]:
    """Return the report's own words in a language."""
    place = LANGUAGES.index(language)
    table = tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))
    return {name: both[place] for name, both in table.items()}


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["safe_link"] = lambda url: url if url and _SAFE_LINK.match(url) else None
    environment.filters["bounded"] = _bound
    environment.filters["day"] = lambda instant: "" if instant is None else f"{instant:%Y-%m-%d}"
    return environment


def _bound(text: str | None, limit: int = QUOTE_LIMIT) -> str:
    """Return the beginning of a text that is longer than a card shows."""
    return "" if text is None else text if len(text) <= limit else text[:limit] + "…"


@cache
def _region_name(region: str, language: str) -> str:
    found = load_regions().get(region)
    return found.name_zh if language == "zh" else found.name_en
