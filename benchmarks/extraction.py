"""Pages per second from HTML bytes to claims, beside trafilatura's text extraction alone, on one core in one run.

    python benchmarks/extraction.py [--pages 2000] [--profile]

Three corpora: the sample site's pages (small, nearly every sentence a rule); generated pages of 20 to 80 kB as help
pages are, most of it menus, scripts and styles around 1 to 4 kB of main text; and, harder and apart, long terms, 20 to
80 kB of main text. All are read both ways in turn, round by round, so that the ratio holds where the
machine's speed drifts.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import trafilatura
from corpora.pages import generate_page, generate_terms
from trafilatura.meta import reset_caches

from parsers.read import read_capture
from schemas.captures import Capture
from schemas.documents import SourceKind
from schemas.sources import Source

SITE = Path(__file__).parent.parent / "samples" / "site"
def read_all(pages: list[bytes]) -> int:
    """Read pages as captures of one carrier's source; returns the claims."""
    source = Source(name="page", url="https://carrier.example/page", publisher="cn-example", tier=SourceKind.CARRIER)
    capture = Capture(
        source.id,
        "https://carrier.example/page",
        datetime(2026, 7, 1, tzinfo=UTC),
        "crawl",
        status=200,
        headers=(("content-type", "text/html"),),
    )
    return sum(len(read_capture(page, capture, source).claims) for page in pages)


def extract_all(pages: list[bytes]) -> int:
    """Extract the main text of pages by trafilatura's default; returns the pages that gave one.

    It keeps what it measured of lines; that is forgotten first, since pages of a crawl are new each time.
    """
    reset_caches()
    return sum(trafilatura.extract(page) is not None for page in pages)


def timed(function: Callable[[list[bytes]], int], pages: list[bytes]) -> tuple[float, int]:
    """Return the CPU seconds of a call and what it gave."""
    began = time.process_time()
    result = function(pages)
    return time.process_time() - began, result


def compare(name: str, pages: list[bytes], rounds: int) -> None:
    """Read the pages in rounds by both ways in turn and print the medians and the ratio round by round."""
    batches = [pages[number::rounds] for number in range(rounds)]
    ours, theirs, ratios, claims = [], [], [], 0
    for batch in batches:
        seconds, found = timed(read_all, batch)
        other, _ = timed(extract_all, batch)
        claims += found
        ours.append(len(batch) / seconds)
        theirs.append(len(batch) / other)
        ratios.append(other / seconds)
    kilobytes = sum(map(len, pages)) / len(pages) / 1000
    print(
        f"{name}: {len(pages)} pages of {kilobytes:.0f} kB, {claims} claims; "
        f"linewatch {statistics.median(ours):.0f} pages/s, trafilatura {statistics.median(theirs):.0f} pages/s; "
        f"ratio {statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
    )


def main() -> None:
    """Run both corpora."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000, help="generated pages")
    parser.add_argument("--profile", action="store_true", help="profile the reading of the generated pages instead")
    options = parser.parse_args()
    random_source = random.Random(20260701)
    generated = [generate_page(random_source) for _ in range(options.pages)]
    read_all(generated[:1]), extract_all(generated[:1])
    if options.profile:
        profile = cProfile.Profile()
        profile.runcall(read_all, generated[:200])
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    samples = [path.read_bytes() for path in sorted(SITE.rglob("*.html"))]
    compare("sample site", samples * 4, rounds=4)
    compare("help pages", generated, rounds=10)
    compare("long terms", [generate_terms(random_source) for _ in range(options.pages // 10)], rounds=5)


if __name__ == "__main__":
    main()
