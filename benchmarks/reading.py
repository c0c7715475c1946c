"""How well the reader reads: F1 against labelled texts, by family.

    python benchmarks/reading.py [--misses] [FOLDER]...

Measures the texts of tests/golden/texts, or those of the folders named: each a text with the claims that a careful
reader reads in it. `value` is the F1 over (attribute, code, polarity, value), `qualified` that with channel, applicant
and line type, `carriers` and `regions` those of the sets that each text is about.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from parsers.read import extract_text
from schemas.ids import canonical_json

TEXTS = Path(__file__).parent.parent / "tests" / "golden" / "texts"
MEASURES = ("claim", "value", "qualified", "carriers", "regions")


def read_statements(claims: list[dict[str, Any]], measure: str) -> set[tuple[Any, ...]]:
    """Return what a measure compares of some claims."""
    core = {"claim": 3, "value": 4, "qualified": 7}[measure]
    return {
        (
            claim["attribute"], claim["code"], claim["polarity"], canonical_json(claim.get("value")),
            claim.get("channel"), claim.get("applicant"), claim.get("line_type"),
        )[:core]
        for claim in claims
    }  # fmt: skip


def compare(document: dict[str, Any], is_telling: bool) -> dict[str, tuple[int, int, int]]:
    """Read a labelled text; return (hits, labelled, read) of each measure."""
    published = date.fromisoformat(document["published"]) if document.get("published") else None
    found = extract_text(
        document["text"], document.get("title"), document.get("url"), document.get("language"), published
    )
    read = [claim.to_record() for claim in found.claims]
    counts = {}
    for measure in MEASURES:
        if measure in ("carriers", "regions"):
            labelled, ours = {(x,) for x in document[measure]}, {(x,) for x in getattr(found.document, measure)}
        else:
            labelled, ours = read_statements(document["claims"], measure), read_statements(read, measure)
        counts[measure] = len(labelled & ours), len(labelled), len(ours)
        if is_telling and measure == "value":
            for statement in sorted(labelled - ours):
                print(f"  missed   {document['id']} {statement}")
            for statement in sorted(ours - labelled):
                print(f"  invented {document['id']} {statement}")
    return counts


def show(name: str, counts: dict[str, list[int]]) -> None:
    """Print a family's F1 by measure."""
    figures = []
    for measure in MEASURES:
        hits, labelled, read = counts[measure]
        figures.append(f"{measure} {2 * hits / (labelled + read) if labelled + read else 1:.3f}")
    print(f"{name:12} {'  '.join(figures)}")


def main() -> None:
    """Measure the texts of each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[TEXTS], metavar="FOLDER")
    parser.add_argument("--misses", action="store_true", help="print every missed and invented claim")
    options = parser.parse_args()
    for folder in options.folders:
        families: dict[str, dict[str, list[int]]] = defaultdict(lambda: {m: [0, 0, 0] for m in MEASURES})
        for path in sorted(folder.glob("*.json")):
            document = json.loads(path.read_text("utf-8"))
            for measure, counts in compare(document, options.misses).items():
                for family in (document["id"].rpartition("-")[0], "all"):
                    families[family][measure] = [a + b for a, b in zip(families[family][measure], counts, strict=True)]
        print(f"{folder}")
        for family, counts in sorted(families.items(), key=lambda item: (item[0] == "all", item[0])):
            show(family, counts)


if __name__ == "__main__":
    main()
