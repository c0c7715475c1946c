"""What a crawl costs beside a bare Scrapy spider that only saves bodies, at the same settings and without delay.

    python benchmarks/crawl.py [--pages 2000] [--rounds 3] [--memory]

A server in a process of its own answers for made-up pages of some 40 kB, with ETags. CPU seconds are those of the
crawl's processes, the server's left out. With --memory the peaks at 1,000 and at 10,000 pages are compared instead:
those of the process that crawls, as Linux tells them (VmHWM). What wait4 tells of a child is no less than what its
parent held when it began, and the parent of a crawl may be the larger of both.
"""
# ruff: noqa: E402

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # beside it a warehouse.py would hide the package

from archive.store import Archive
from pipelines.reading import read_archive
from schemas.captures import Outcome
from schemas.ids import format_instant
from schemas.registry import load_registry
from spiders.runner import crawl
from warehouse.build import build

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLAUSES = (
    "办理销户业务前，请先结清所有欠费。", "个人客户须本人持有效身份证件原件到营业厅办理。",
    "账户余额可在办理时以现金方式退还。",
    "合约期内销户须支付违约金。", "如有疑问，请拨打客服热线咨询。", "本栏目介绍套餐、流量与国际漫游的办理方式。",
)  # fmt: skip
BARE = """
import hashlib, sys
from pathlib import Path
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for number in range(int(sys.argv[2])):
            yield scrapy.Request(f"{sys.argv[1]}/p/{number}", dont_filter=True)
    def parse(self, response):
        (Path(sys.argv[3]) / hashlib.sha256(response.body).hexdigest()).write_bytes(response.body)

settings = Settings()
settings.setmodule("spiders.settings", priority="project")
settings.setdict({"DOWNLOAD_DELAY": 0.001, "AUTOTHROTTLE_ENABLED": False}, priority="cmdline")
for name in ("DOWNLOADER_MIDDLEWARES", "DOWNLOAD_HANDLERS", "ITEM_PIPELINES", "EXTENSIONS"):
    settings.set(name, {}, priority="cmdline")
settings.set("TWISTED_DNS_RESOLVER", "scrapy.resolver.CachingThreadedResolver", priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Bare)
process.start()
"""
PEAK = """
import re, sys
from pathlib import Path
from spiders.runner import main

code = main()
peak = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text("ascii"))
print(int(peak[1]) / 1024, file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True)
class Cost:
    """What some processes took: CPU seconds and wall seconds."""

    cpu: float
    wall: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="compare memory peaks at 1,000 and 10,000 pages instead")
    options = parser.parse_args()
    with serving() as address, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if options.memory:
            compare_peaks(address, place)
        else:
            compare_costs(address, options.pages, options.rounds, place)


def compare_costs(address: str, pages: int, rounds: int, place: Path) -> None:
    """Crawl bare, then for the first and the second time, by turns, and print the ratios of the medians."""
    costs: dict[str, list[Cost]] = {"bare": [], "first": [], "second": [], "read": [], "again": []}
    for number in range(rounds):
        data = declare(place / f"costs-{number}", address, pages)
        saved = data / "saved"
        saved.mkdir()
        costs["bare"].append(measure_child([sys.executable, "-c", BARE, address, str(pages), str(saved)]))
        count = len(list(saved.iterdir()))
        if count != pages:
            raise SystemExit(f"the bare spider saved {count} of {pages} pages")
        costs["first"].append(measure_crawl(data, NOON, pages))
        costs["read"].append(measure_reading(data, pages))
        costs["second"].append(measure_crawl(data, NOON + timedelta(days=1), pages))
        costs["again"].append(measure_reading(data, 0))
    bare, first, second, read, again = (median(of) for of in costs.values())
    print(f"bare spider      {show(bare, pages)}")
    print(f"first crawl      {show(first, pages)}   {first.cpu / bare.cpu:.2f} of the bare spider's CPU (bar 1.40)")
    print(f"second crawl     {show(second, pages)}   {second.cpu / first.cpu:.2f} of the first's CPU (bar 0.90)")
    print(f"read and build   {read.cpu:6.1f} s CPU after the first crawl, {again.cpu:.1f} after the second")


def median(costs: list[Cost]) -> Cost:
    """Return the middle of several measurements, by CPU."""
    return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]


def compare_peaks(address: str, place: Path) -> None:
    """Crawl few and many pages and print the ratio of the peaks."""
    peaks = {}
    for pages in (1_000, 10_000):
        data = declare(place / f"memory-{pages}", address, pages)
        peaks[pages] = measure_peak(data, pages)
        print(f"peak at {pages:>6} pages {peaks[pages]:.0f} MB")
    print(f"{peaks[10_000] / peaks[1_000]:.2f} times (bar 1.30)")


def measure_peak(place: Path, pages: int) -> float:
    """Crawl what is declared, without a process around it, and return the peak of its memory in MB."""
    options = ["--sources", str(place / "sources"), "--data", str(place / "data"), "--instant", format_instant(NOON)]
    command = [sys.executable, "-c", PEAK, *options, "--publisher", "line", "--budget", str(10**9)]
    child = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    outcomes = Counter(capture.verdict for capture in Archive(place / "data" / "archive").captures("line"))
    if outcomes != {Outcome.OK: pages}:
        raise SystemExit(f"the crawl gave {outcomes} instead of {pages} pages")
    return float(child.stderr.splitlines()[-1])


def declare(place: Path, address: str, pages: int) -> Path:
    """Declare so many pages below a folder; returns it."""
    lines = ['name = "Line"', 'tier = "aggregator"', 'language = "zh-Hans"', "loopback = true"]
    for number in range(pages):
        lines += ["[[source]]", f'name = "p{number}"', f'url = "{address}/p/{number}"', 'anchors = ["销户"]']
    (place / "sources").mkdir(parents=True)
    (place / "sources" / "line.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return place


def measure_crawl(place: Path, instant: datetime, pages: int) -> Cost:
    """Crawl what is declared at an instant and measure it, this process's share included."""
    began = start_clock()
    report = crawl(place / "sources", None, place / "data", instant, budget=10**9)
    cost = stop_clock(began)
    outcomes = report.outcomes["line"]
    if sum(outcomes.values()) != pages or set(outcomes) - {"ok", "not_modified"}:
        raise SystemExit(f"the crawl gave {outcomes} instead of {pages} pages; see {report.log}")
    return cost


def measure_reading(place: Path, wished: int) -> Cost:
    """Read what is new, build, and measure it; no page may be read that was read before."""
    began = start_clock()
    registry = load_registry(place / "sources")
    report = read_archive(registry, Archive(place / "data" / "archive"), place / "data")
    if report.read != wished:
        raise SystemExit(f"{report.read} pages were read instead of {wished}")
    build(place / "data", registry, f"bench-{wished}")
    return stop_clock(began)


def measure_child(command: list[str]) -> Cost:
    """Run a command and measure it with all its children."""
    began = start_clock()
    child = subprocess.run(command, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[1])
    if child.returncode:
        raise SystemExit(f"{command[:2]} ended with {child.returncode}")
    return stop_clock(began)


def start_clock() -> tuple[float, float]:
    """Return CPU and wall seconds until now."""
    return read_cpu(), time.monotonic()


def stop_clock(began: tuple[float, float]) -> Cost:
    """Return what it cost since."""
    return Cost(read_cpu() - began[0], time.monotonic() - began[1])


def read_cpu() -> float:
    """Return the CPU seconds of this process and of its children that ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def show(cost: Cost, pages: int) -> str:
    """Say what a crawl cost."""
    return f"{cost.cpu:6.1f} s CPU, {pages / cost.wall:4.0f} pages/s"


@contextmanager
def serving() -> Iterator[str]:
    """Serve made-up pages in another process; yields the address."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("fork").Process(target=serve, args=(there,), daemon=True)
    server.start()
    yield f"http://127.0.0.1:{here.recv()}"
    server.terminate()
    server.join()


def serve(ready: Connection) -> None:
    """Answer requests until ended; a page's validator is its number."""
    bodies = [make_body(random.Random(number)) for number in range(20)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1]
                writer.write(respond(path, head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def respond(path: bytes, head: bytes) -> bytes:
        number = path.rpartition(b"/")[2]
        if not number.isdigit():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        tag = b'"v' + number + b'"'
        if b"If-None-Match: " + tag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        body = bodies[int(number) % len(bodies)].replace(b"NUMBER", number)
        lines = b"Content-Type: text/html; charset=utf-8\r\nETag: %s\r\nContent-Length: %d\r\n" % (tag, len(body))
        return b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n" + body

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 20)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def make_body(dice: random.Random) -> bytes:
    """Make a page of some 40 kB: menus, scripts, and a main part of some thirty clauses."""
    menu = "".join(f'<li><a href="/m/{n}">{dice.choice(CLAUSES)[:8]}</a></li>' for n in range(200))
    script = "<script>" + "".join(f"var a{n}={dice.random()};" for n in range(900)) + "</script>"
    main = "".join(f"<p>{dice.choice(CLAUSES)}</p>" for _ in range(30))
    head = f"<head><title>销户须知 NUMBER</title>{script}</head>"
    body = f"<body><ul>{menu}</ul><main><h1>销户须知 NUMBER</h1>{main}</main></body>"
    return f"<!doctype html><html>{head}{body}</html>".encode()


if __name__ == "__main__":
    main()
