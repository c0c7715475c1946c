"""Pages per second from HTML bytes to claims, beside trafilatura's text extraction alone, on one core in one run.

    python benchmarks/extraction.py [--pages 2000] [--profile]

Two corpora: the sample site's pages, and generated pages of 20 to 80 kB. Both are read in turn, round by round, so that
the ratio holds where the machine's speed drifts.
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

from parsers.read import read_capture
from schemas.captures import Capture
from schemas.documents import SourceKind
from schemas.sources import Source

SITE = Path(__file__).parent.parent / "samples" / "site"
_RULES = [
    "注销号码须携带身份证原件到归属地营业厅办理",
    "销户前请先结清欠费并解除宽带绑定",
    "账户余额于次月1日退还至其他号码",
    "停机保号费5元/月，最长不超过12个月",
    "合约期内提前解约须支付剩余月费的30%作为违约金",
    "申请提交后3个工作日内完成审核",
    "You can cancel by phone, in the app or at any store",
    "We need 30 days' notice and charge £10.50 to process it",
    "Unused credit is not refundable",
    "Text PAC to 65075 to keep your number; the code is valid for 30 days",
]
_FILLER = [
    "新入网用户首月按实际使用天数折算套餐费用，套餐内容、适用地区与办理时限以业务受理单及网站公布的最新页面为准",
    "流量当月有效，套餐外流量按照标准资费阶梯收取，达到双方约定的上限后将为您关闭上网功能，次日零时自动恢复",
    "为给您带来更好的体验，我们在全国三百多个城市开展了网络优化，地铁、高铁与商圈的下载速率明显提升",
    "Our network covers ninety-nine per cent of the population, and new sites are built in the countryside every week",
    "Choose the bundle that suits you and your family, add a watch or a tablet, and enjoy films wherever you are",
    "The offers shown here are for new customers in selected areas; see the price guide for all that is not included",
]


def generate_page(random_source: random.Random) -> bytes:
    """Make one page of 20 to 80 kB: navigation, scripts, a main part with rules among other text, a footer."""
    size = random_source.randint(20_000, 80_000)
    links = "".join(f'<li><a href="/p/{n}.html">栏目 {n}</a></li>' for n in range(60))
    script = "var config=" + "{'k':'" + "x" * random_source.randint(2_000, 12_000) + "'};"
    parts, written = [], 0
    while written < size // 10:
        sentences = random_source.choices(_RULES, k=1) + random_source.choices(_FILLER, k=4)
        random_source.shuffle(sentences)
        kind = random_source.random()
        if kind < 0.2:
            part = "<h2>" + sentences[0] + "</h2>"
        elif kind < 0.4:
            part = "<ul>" + "".join(f"<li>{s}</li>" for s in sentences) + "</ul>"
        else:
            part = "<p>" + "。".join(sentences) + "。</p>"
        parts.append(part)
        written += len(part.encode())
    frame = '<div class="row"><div class="col"><span class="icon" data-id="0"></span></div></div>'
    padding = frame * max(0, (size - written - len(script) - len(links.encode())) // len(frame))
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>销户须知</title><script>{script}</script></head><body>"
        f"<nav><ul>{links}</ul></nav><aside>{padding}</aside><main><h1>销户须知</h1>{''.join(parts)}</main>"
        f"<footer>{links}</footer></body></html>"
    ).encode()


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
    """Extract the main text of pages by trafilatura's default; returns the pages that gave one."""
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
    compare("generated", generated, rounds=10)


if __name__ == "__main__":
    main()
