"""Reading a generated archive again with one worker and with two: Postgres, Redis and an object store on this machine.

    python benchmarks/cluster.py [--publishers 8] [--pages 150]

Needs what `make test-cluster` installs. A worker reads with all cores that it has, so each gets one core here, as if it
were a machine of one; the servers share both.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # beside it a warehouse.py would hide the package

from archive.store import Archive
from pipelines.defs.jobs import BUILDS_ITSELF, SHARD, crawl_tags, split
from schemas.captures import Capture
from tests.pipelines.cluster.rig import Cluster, find_missing, running_cluster

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHARDS = 4
CLAUSES = (
    "You must give 30 days' notice to cancel your plan.", "We charge a termination fee of 40 pounds under contract.",
    "Credit that is left is refunded within 14 days.", "You can leave by phone or in a shop, but not online.",
    "Bring your passport and the SIM card.", "Our shops are open from nine to six, and on Sundays from ten to four.",
)  # fmt: skip


def declare(folder: Path, publishers: int, pages: int) -> list[str]:
    for number in range(publishers):
        path = folder / "gb" / f"generated{number}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        sources = [f'[[source]]\nname = "page-{page}"\nurl = "https://generated{number}.example.org/{page}"\n'
                   for page in range(pages)]  # fmt: skip
        head = f'name = "Generated {number}"\ntier = "news"\ncountry = "GB"\nlanguage = "en"\n\n'
        path.write_text(head + "\n".join(sources), "utf-8")
    return [f"gb-generated{number}" for number in range(publishers)]


def fill(publishers: list[str], pages: int) -> None:
    """Put made-up pages into the store, as a crawl would have."""
    archive = Archive(Path(os.environ["LINEWATCH_DATA"]) / "archive")
    chance = random.Random(7)
    for publisher in publishers:
        captures = []
        for page in range(pages):
            texts = "".join(f"<p>{chance.choice(CLAUSES)} ({chance.random():.9f})</p>" for _ in range(150))
            body = f"<html><body><main><h1>Cancelling your mobile plan</h1>{texts}</main></body></html>".encode()
            address = f"https://{publisher.removeprefix('gb-')}.example.org/{page}"
            captures.append(Capture(
                source=f"{publisher}/page-{page}", address=address, captured_at=NOON, method="crawl", status=200,
                headers=(("content-type", "text/html; charset=utf-8"),), digest=archive.put_body(body),
                body_bytes=len(body), final_address=address,
            ))  # fmt: skip
        archive.append(publisher, captures)


def read_again(cluster: Cluster, publishers: list[str], runs_before: int) -> float:
    """Have everything read and return the seconds from the first run's start to the last one's end."""
    launches = [
        cluster.launch("reread", {"ops": {"crawl_live": {"config": {"publishers": some}}}},
                       crawl_tags(publishers) | {SHARD: f"part {number}", BUILDS_ITSELF: "true"})
        for number, some in enumerate(split(publishers, SHARDS), start=1)
    ]  # fmt: skip
    if any(launch.wait(180) for launch in launches):
        raise SystemExit((cluster.folder / "launches.log").read_text("utf-8")[-3000:])
    states = cluster.wait_for_end(900, runs_before + SHARDS)
    if states.keys() != {"SUCCESS"}:
        raise SystemExit(f"{states}\n{(cluster.folder / 'one.log').read_text('utf-8')[-3000:]}")
    script = (
        "import dagster, json\n"
        "with dagster.DagsterInstance.get() as instance:\n"
        f"    records = instance.get_run_records(limit={SHARDS})\n"
        "    print(json.dumps([min(r.start_time for r in records), max(r.end_time for r in records)]))"
    )
    ran = subprocess.run([sys.executable, "-c", script], env=cluster.environment_of("operator"), check=True,
                         capture_output=True, text=True)  # fmt: skip
    first, last = json.loads(ran.stdout.splitlines()[-1])
    return float(last - first)


def forget_readings(cluster: Cluster) -> None:
    import s3fs

    files = s3fs.S3FileSystem(key="test", secret="test", endpoint_url=cluster.environment["AWS_ENDPOINT_URL"])
    files.rm("linewatch/data/read", recursive=True)
    subprocess.run(["rm", "-rf", str(cluster.folder / "machines")], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishers", type=int, default=8)
    parser.add_argument("--pages", type=int, default=150)
    options = parser.parse_args()
    missing = find_missing()
    if missing:
        raise SystemExit(missing)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        publishers = declare(folder / "sources", options.publishers, options.pages)
        with running_cluster(folder, LINEWATCH_SOURCES=str(folder / "sources")) as cluster:
            os.environ.update(cluster.environment_of("operator"))
            fill(publishers, options.pages)
            cluster.start_worker("one", "dagster", core=0)
            time.sleep(5)
            alone = read_again(cluster, publishers, 0)
            forget_readings(cluster)
            cluster.start_worker("two", "dagster", core=1)
            time.sleep(8)
            both = read_again(cluster, publishers, SHARDS)
    pages = options.publishers * options.pages
    print(f"{pages} pages in {SHARDS} runs: one worker {alone:.1f} s, two workers {both:.1f} s, {alone / both:.2f} x")


if __name__ == "__main__":
    main()
