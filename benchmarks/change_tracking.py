"""Does the change tracker speak when a condition for ending a service changed, and keep quiet when it did not?

    python benchmarks/change_tracking.py [--misses] [HISTORY]

HISTORY is a folder of version histories with `sources.jsonl` (the instant of each version) and `transitions.jsonl`
(what each step was, labelled by hand); its README.md tells the form. Each folder's versions are imported as captures of
one source, which declares nothing but its service, and are read and built like any other. A step speaks where a policy
change was observed with its later version. Beside it, on the same steps: any byte changed; a changed sentence holds a
word of ending; the same unless the text shrank to less than half.
"""
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

sys.path[0] = str(Path(__file__).parents[1])  # beside it a warehouse.py would hide the package

from pipelines.settings import Settings
from pipelines.steps import build_warehouse, import_pages, make_run_id

HISTORY = Path(__file__).parents[2] / "shared" / "history"
SERVICES = {"mobile": "mobile", "voip": "voip"}  # all others are broadband
DECLARATION = """name = "{name}"
tier = "carrier"
country = "US"
carriers = ["{carrier}"]
language = "en"

[[source]]
name = "terms"
url = "https://{name}.example.org/terms"
service = "{service}"
"""
# A page is a carrier's own only where it declares who that is; a company that is no declared carrier borrows one.
OWNERS = {
    "AT&T": "us-att", "Verizon": "us-verizon", "Sprint": "us-sprint", "Visible": "us-visible", "Google": "us-google-fi",
    "Comcast": "us-xfinity-mobile", "Time Warner": "us-spectrum-mobile",
}
KEYWORDS = re.compile(
    r"cancel|terminat|disconnect|refund|early termination|notice|suspen|port(?:ing|ed| out)|deposit|reactivat", re.I
)
SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


def load(history: Path) -> tuple[list[dict[str, Any]], dict[tuple[str, str], datetime]]:
    """Return the steps, and the instant of each version by (folder, file), strictly later than the one before."""
    steps = [json.loads(line) for line in (history / "transitions.jsonl").read_text("utf-8").splitlines()]
    instants: dict[tuple[str, str], datetime] = {}
    for line in (history / "sources.jsonl").read_text("utf-8").splitlines():
        version = json.loads(line)
        instants[version["document"], version["file"]] = datetime.fromisoformat(version["committed"]).astimezone(UTC)
    return steps, instants


def build(history: Path, steps: list[dict[str, Any]], instants: dict[tuple[str, str], datetime], root: Path) -> Path:
    """Import every version, read them all and build; return the warehouse."""
    for step in steps:
        name = step["document"]
        path = root / "sources" / "us" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        service = SERVICES.get(step["sector"], "broadband")
        carrier = next((owner for begin, owner in OWNERS.items() if step["service"].startswith(begin)), "us-mint")
        path.write_text(DECLARATION.format(name=name, carrier=carrier, service=service), "utf-8")
    documents = {step["document"] for step in steps}
    lines = [
        json.dumps({
            "path": str((history / document / file).resolve()), "source": f"us-{document}/terms",
            "captured_at": instant.isoformat(),
        })
        for (document, file), instant in sorted(instants.items())
        if document in documents
    ]  # fmt: skip
    manifest = root / "manifest.jsonl"
    manifest.write_text("\n".join(lines) + "\n", "utf-8")
    settings = Settings(data=root / "data", sources=root / "sources", state=root / "state")
    report = import_pages(settings, [], manifest=manifest)
    print(f"imported {report.imported} versions; {dict(sum(report.outcomes.values(), Counter()))}", file=sys.stderr)
    for problem in report.problems:
        print(problem, file=sys.stderr)
    _, built = build_warehouse(settings, make_run_id())
    return built.path


def find_events(warehouse: Path) -> dict[tuple[str, datetime], list[dict[str, Any]]]:
    """Return the policy changes by folder and the instant at which each was observed."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        cursor = connection.execute("FROM core.policy_changes ORDER BY observed_at, change_id")
        names = [column[0] for column in cursor.description or ()]
        found: dict[tuple[str, datetime], list[dict[str, Any]]] = defaultdict(list)
        for row in cursor.fetchall():
            event = dict(zip(names, row, strict=True))
            folder = event["publisher_id"].partition("-")[2]
            found[folder, event["observed_at"].astimezone(UTC)].append(event)
    return found


def naive(history: Path, step: dict[str, Any]) -> dict[str, bool]:
    """Tell what the naive trackers say of a step."""
    before, after = (
        (history / step["document"] / step[side]).read_text("utf-8", "replace") for side in ("from", "to")
    )
    old, new = ({part.strip() for part in SENTENCE.split(text)} for text in (before, after))
    has_keyword = any(KEYWORDS.search(sentence) for sentence in old ^ new)
    is_whole = min(len(before), len(after)) * 2 >= max(len(before), len(after))
    return {
        "any byte": before != after, "a sentence with a keyword": has_keyword,
        "the same, size guarded": has_keyword and is_whole,
    }  # fmt: skip


def group_of(step: dict[str, Any]) -> str:
    """Return the group in which a step is counted."""
    if step.get("fault"):
        return "fault"
    if step["label"] == "material":
        if step.get("flap"):
            return "material, flap"
        return "material" if step.get("in_vocabulary", True) else "material, outside the vocabulary"
    return f"{step['label']}, flap" if step.get("flap") else step["label"]


def tell(step: dict[str, Any], group: str, found: list[dict[str, Any]]) -> None:
    """Print a step that was missed or spoken at wrongly: what the label says changed, and what the tracker saw."""
    what = "MISSED" if group == "material" else "SPOKE AT"
    print(f"\n{what} {group}: {step['document']} {step['to']}: {step['why']}")
    for claim in step.get("claims_changed", []):
        sides = f"{claim.get('quote_before')} -> {claim.get('quote_after')}"
        print(f"    {claim['attribute']}.{claim['code']} {claim.get('change')}: {sides}")
    for event in found:
        sides = f"{event['before']} -> {event['after']} {event['before_quotes']} -> {event['after_quotes']}"
        print(f"    {event['attribute']}.{event['code']} {event['kind']} {sides}")


def main() -> int:
    """Measure and print; exit 1 where no histories are found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", type=Path, nargs="?", default=HISTORY)
    parser.add_argument("--misses", action="store_true", help="print the steps missed and those spoken at wrongly")
    options = parser.parse_args()
    if not (options.history / "transitions.jsonl").is_file():
        print(f"{options.history}: holds no version histories; name a folder that does", file=sys.stderr)
        return 1
    steps, instants = load(options.history)
    with tempfile.TemporaryDirectory() as folder:
        events = find_events(build(options.history, steps, instants, Path(folder)))
    report(options.history, steps, instants, events, has_misses=options.misses)
    return 0


def report(
    history: Path,
    steps: list[dict[str, Any]],
    instants: dict[tuple[str, str], datetime],
    events: dict[tuple[str, datetime], list[dict[str, Any]]],
    *,
    has_misses: bool,
) -> None:
    """Print the tables: by group, by sector, beside the naive trackers, and the misses where asked for."""
    spoken: dict[str, Counter[str]] = defaultdict(Counter)
    sectors: dict[str, Counter[str]] = defaultdict(Counter)
    rivals: dict[str, Counter[bool]] = defaultdict(Counter)
    for step in steps:
        at = instants[step["document"], step["to"]]
        found = events.get((step["document"], at), [])
        group = group_of(step)
        spoken[group]["steps"] += 1
        spoken[group]["spoken"] += bool(found)
        spoken[group]["events"] += len(found)
        counted = group in ("material", "wording", "unrelated", "cosmetic", "fault")
        if counted:
            is_material = group == "material"
            sectors[step["sector"]]["material" if is_material else "quiet"] += 1
            sectors[step["sector"]]["hit" if is_material else "false"] += bool(found)
            for name, says in {"linewatch": bool(found), **naive(history, step)}.items():
                if says:
                    rivals[name][is_material] += 1
        if has_misses and counted and bool(found) != (group == "material"):
            tell(step, group, found)
    print(f"\n{'group':34} {'steps':>6} {'spoken':>7} {'share':>7} {'events':>7}")
    for group, counts in sorted(spoken.items()):
        share = counts["spoken"] / counts["steps"]
        print(f"{group:34} {counts['steps']:6} {counts['spoken']:7} {share:7.0%} {counts['events']:7}")
    quiet = [spoken[group] for group in ("wording", "unrelated", "cosmetic")]
    total, wrong = sum(c["steps"] for c in quiet), sum(c["spoken"] for c in quiet)
    print(f"{'wording, unrelated or cosmetic':34} {total:6} {wrong:7} {wrong / total:7.1%}")
    print(f"\n{'sector':24} {'material':>9} {'hit':>5} {'quiet':>7} {'false':>6}")
    for sector, counts in sorted(sectors.items()):
        print(f"{sector:24} {counts['material']:9} {counts['hit']:5} {counts['quiet']:7} {counts['false']:6}")
    material = spoken["material"]["steps"]
    print(f"\n{'tracker':28} {'precision':>10} {'recall':>7}")
    for name, counts in rivals.items():
        print(f"{name:28} {counts[True] / sum(counts.values()):10.0%} {counts[True] / material:7.0%}")


if __name__ == "__main__":
    sys.exit(main())
