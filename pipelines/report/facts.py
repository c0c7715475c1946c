"""What the report asks the warehouse, once for both languages. How it is shown is the templates' matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipelines.asking import Warehouse
from pipelines.passages import Passage, read_passages
from schemas.regions import load_regions
from warehouse.choice import Choice
from warehouse.region_sheets import judge_tone, sign_cell
from warehouse.sheets import select_sheet

Record = dict[str, Any]
Place = tuple[str, str]  # carrier and home region

EXAMPLE_MONTHS, EXAMPLE_FEE = 6, 50  # of the cost on a carrier's page: shown there as what they are
PARTS = ("holds", "supports", "contradicts itself", "contradicts", "is outranked", "spam")
MAP_COUNTRY = "CN"
APPLICANTS = ("self", "agent", "corporate")


@dataclass(frozen=True)
class Facts:
    """The answers that pages are made of; rows are records by column name."""

    warehouse: Warehouse
    choice: Choice
    _pages: dict[Place, Record] = field(default_factory=dict)

    @cached_property
    def build(self) -> Record:
        """The run that built the warehouse, with its counts."""
        return self._ask("FROM raw.build")[0]

    @cached_property
    def cells(self) -> dict[Place, dict[int, Record]]:
        """The cells of each carrier and region by the position of their condition, with `tone`."""
        query, values = select_sheet("comparison", self.choice)
        found: dict[Place, dict[int, Record]] = {}
        for row in self._ask(query, values):
            row["tone"] = judge_tone(row["attribute"], row["code"], row["polarity"])
            found.setdefault((row["carrier_id"], row["region_id"]), {})[row["position"]] = row
        return found

    @cached_property
    def carriers(self) -> list[str]:
        """The carriers that have cells, those of which most is said first."""
        said: dict[str, int] = {}
        for (carrier, _), cells in self.cells.items():
            said[carrier] = said.get(carrier, 0) + sum(1 for cell in cells.values() if is_of_carrier(cell))
        return sorted(said, key=lambda carrier: (-said[carrier], carrier))

    @cached_property
    def regions(self) -> list[str]:
        """The regions that have cells: countries first, each before its parts."""
        found = {region for _, region in self.cells}
        return [region for region in load_regions().by_id if region in found]

    @cached_property
    def places(self) -> dict[Place, str]:
        """For each carrier and region the region whose page answers for it: its own where something differs there."""
        return {
            (carrier, region): self._find_page(carrier, region)
            for carrier in self.carriers
            for region in self.regions
            if (carrier, region) in self.cells
        }

    @cached_property
    def pages(self) -> list[Place]:
        """The carriers and regions that have a page: those of which something is said that the wider region lacks."""
        return sorted({(carrier, region) for (carrier, _), region in self.places.items()})

    @cached_property
    def page_set(self) -> frozenset[Place]:
        """The same, to look up."""
        return frozenset(self.pages)

    @cached_property
    def own_regions(self) -> frozenset[str]:
        """The regions of which something of their own is said."""
        return frozenset(region for _, region in self.pages)

    @cached_property
    def stated_count(self) -> int:
        """How many conditions have something said of the carrier itself, on the pages that the report has."""
        return sum(1 for place in self.pages for cell in self.cells[place].values() if is_of_carrier(cell))

    @cached_property
    def map_conditions(self) -> dict[int, Record]:
        """The conditions that a map shows, by position: those of which something is said of the map's carriers."""
        return {
            position: cell
            for (_, region), cells in sorted(self.cells.items()) if load_regions().country(region).id == MAP_COUNTRY
            for position, cell in cells.items() if is_of_carrier(cell)
        }  # fmt: skip

    @cached_property
    def first_map(self) -> str | None:
        """The condition whose map is shown first: the one that differs most between regions; None without a map."""
        words: dict[int, set[tuple[str, str]]] = {position: set() for position in self.map_conditions}
        for (carrier, region), cells in self.cells.items():
            if load_regions().country(region).id == MAP_COUNTRY:
                for position in words.keys() & cells.keys():
                    words[position].add((carrier, cells[position]["policy_en"]))
        best = min(words, key=lambda position: (-len(words[position]), position), default=None)
        return None if best is None else "{attribute}.{code}".format(**self.map_conditions[best])

    def map_carriers(self, position: int) -> list[str]:
        """Return the carriers of whom something is said on a condition somewhere in the map's country."""
        found = {
            carrier for (carrier, region), cells in self.cells.items()
            if position in cells and is_of_carrier(cells[position])
            and load_regions().country(region).id == MAP_COUNTRY
        }  # fmt: skip
        return [carrier for carrier in self.carriers if carrier in found]

    def label(self, kind: str, word: str, language: str) -> str:
        """Return the word for people of a word of the data; the word itself where it has none."""
        return str(self._labels.get((kind, word), {}).get(f"label_{language}", word))

    @cached_property
    def _labels(self) -> dict[tuple[str, str], Record]:
        return {(row["kind"], row["word"]): row for row in self._ask("FROM raw.labels")}

    @cached_property
    def changes(self) -> list[Record]:
        """The policy changes, newest first, each with its `passages`."""
        query, values = select_sheet("changes", self.choice)
        answer = self.warehouse.ask(query, values)
        passages: dict[str, tuple[Passage, ...]] = read_passages(self.warehouse, answer)
        changes = answer.records()
        for change in changes:
            change["passages"] = passages.get(change["change_id"], ())
            change["day"] = f"{change['observed_at']:%Y-%m-%d}"
        return changes

    @cached_property
    def sources(self) -> list[Record]:
        """The declared sources and how their fetches go."""
        return self._ask(*select_sheet("sources", self.choice))

    @cached_property
    def unverified(self) -> frozenset[str]:
        """The declared sources whose address nobody verified, chosen or not."""
        return frozenset(row["source_id"] for row in self._ask("FROM raw.sources WHERE NOT is_verified"))

    @cached_property
    def coverage(self) -> list[Record]:
        """How many cells of a carrier and region rest on what."""
        return self._ask(*select_sheet("coverage", self.choice))

    @cached_property
    def obligations(self) -> list[Record]:
        """Regulators' rules against each carrier."""
        return self._ask(*select_sheet("obligations", self.choice))

    @cached_property
    def ease(self) -> list[Record]:
        """The ease of leaving, the surely easiest first."""
        rows = self._ask(*select_sheet("ease", self.choice))
        return sorted(rows, key=lambda row: (-row["low"], -row["high"], row["carrier_id"], row["region_id"]))

    def page(self, place: Place) -> Record:
        """Return what stands on a carrier's page: cards, checklists, cost, dates, history; asked once."""
        if place not in self._pages:
            self._pages[place] = self._ask_page(place)
        return self._pages[place]

    def tell_changes(self, carrier: str, region: str | None = None) -> list[Record]:
        """Return the changes that concern a carrier, in a region or those around it where one is named."""
        wider = {one.id for one in load_regions().ancestors(region)} if region else set()
        return [
            change for change in self.changes
            if carrier in change["carriers"] and (not wider or wider & set(change["regions"]))
        ]

    def _ask_page(self, place: Place) -> Record:
        carrier, region = place
        values = {"carrier": carrier, "region": region}
        on = {**values, "on": self.build["now_at"].date()}
        grounds: dict[str, list[Record]] = {}
        for row in self._ask("FROM core.grounds($carrier, $region)", values):
            key = f"{row['cell_attribute']}.{row['cell_code']}"
            grounds.setdefault(key, []).append({**row, "order": PARTS.index(row["part"])})
        checklist = "FROM core.checklist($carrier, $region, asker := $applicant)"
        cost = "FROM core.exit_cost($carrier, $region, $months, $fee, $on)"
        return {
            "cells": [cell for _, cell in sorted(self.cells[place].items()) if cell["polarity"] is not None],
            "grounds": grounds,
            "checklists": {name: self._ask(checklist, {**values, "applicant": name}) for name in APPLICANTS},
            "cost": self._ask(cost, {**on, "months": EXAMPLE_MONTHS, "fee": EXAMPLE_FEE}),
            "dates": self._ask("FROM core.end_dates($carrier, $region, $on)", on),
            "changes": self.tell_changes(carrier, region),
        }

    def _find_page(self, carrier: str, region: str) -> str:
        wider = load_regions().get(region).parent
        while wider is not None and (carrier, wider) not in self.cells:
            wider = load_regions().get(wider).parent
        if wider is None:
            return region
        own, other = self.cells[carrier, region], self.cells[carrier, wider]
        is_same = all(sign_cell(own[position]) == sign_cell(other[position]) for position in own)
        return self._find_page(carrier, wider) if is_same else region

    def _ask(self, query: str, values: dict[str, Any] | None = None) -> list[Record]:
        return self.warehouse.ask(query, values).records()


def is_of_carrier(cell: Record) -> bool:
    """Tell whether a cell has something that is said of its carrier itself."""
    return cell["basis"] in ("stated", "inherited", "reported")
