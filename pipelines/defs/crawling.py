"""The partitioned assets: `archive/captures` and `read/claims`, a partition for each publisher.

One run crawls a range of publishers and logs a materialization for each that finished; it fails at the end if any did
not. Returned as one result, the range would mark every publisher good.
"""

# no `from __future__ import annotations` here: Dagster reads the config class from the body's own annotation

from collections.abc import Iterator, Sequence

import dagster as dg
from pydantic import Field

from pipelines.declaring import load_declarations
from pipelines.defs.naming import asset_key, group_name, step_name
from pipelines.reading import ReadReport
from pipelines.settings import Settings
from pipelines.steps import crawl_publishers, read_publishers
from schemas.ids import format_instant, parse_instant
from spiders.reports import CrawlReport

CAPTURES = ("archive", "captures")
CLAIMS = ("read", "claims")


class CrawlConfig(dg.Config):
    """What a crawl may be told: the instant of its captures (ISO 8601), and which publishers of its range it takes."""

    instant: str | None = None
    publishers: list[str] = Field(default_factory=list)


def make_partitions(settings: Settings) -> dg.StaticPartitionsDefinition:
    """Return the partitions: the declared publishers. DeclarationError where a declaration breaks its form."""
    return dg.StaticPartitionsDefinition(sorted(load_declarations(settings).publishers))


def make_crawl(settings: Settings, partitions: dg.StaticPartitionsDefinition) -> dg.AssetsDefinition:
    """Make the asset that crawls publishers and reads what it brought, either of which can be run alone."""
    captures, claims = asset_key(settings, *CAPTURES), asset_key(settings, *CLAIMS)

    @dg.multi_asset(
        name=step_name(settings, "crawl"),
        specs=[
            dg.AssetSpec(captures, description="What was seen: bodies once by digest, and every attempt."),
            dg.AssetSpec(claims, deps=[captures], description="Documents and claims, a Parquet file a publisher."),
        ],
        group_name=group_name(settings),
        can_subset=True,
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def crawl(context: dg.AssetExecutionContext, config: CrawlConfig) -> Iterator[dg.AssetMaterialization]:
        chosen = [name for name in context.partition_keys if name in config.publishers or not config.publishers]
        instant = None if config.instant is None else parse_instant(config.instant)
        faults: list[str] = []
        if captures in context.selected_asset_keys:
            yield from show_captures(captures, crawl_publishers(settings, chosen, instant), faults)
        if claims in context.selected_asset_keys:
            yield from show_claims(claims, read_publishers(settings, chosen), faults)
        if faults:
            raise dg.Failure("; ".join(faults), allow_retries=False)

    return crawl


def show_captures(
    key: dg.AssetKey, reports: Sequence[CrawlReport], faults: list[str]
) -> Iterator[dg.AssetMaterialization]:
    """Show what each finished publisher's crawl brought; what stopped the others is added to the faults."""
    for report in reports:
        for publisher, one in report.publishers.items():
            if one.crash is None:
                counts: dict[str, str | int] = {**one.outcomes, **one.skipped}
                metadata = {"instant": format_instant(report.instant)} | counts
                yield dg.AssetMaterialization(key, partition=publisher, metadata=metadata)
            else:
                faults.append(f"{publisher}: {one.crash}")


def show_claims(key: dg.AssetKey, report: ReadReport, faults: list[str]) -> Iterator[dg.AssetMaterialization]:
    """Show what each publisher's captures say; what could not be read is added to the faults."""
    for publisher, broken in report.broken.items():
        faults += [f"{publisher}: {address} cannot be read: {what}" for address, what in sorted(broken.items())]
    for publisher, captures in report.captures.items():
        if publisher not in report.broken:
            counts = {"documents": report.documents[publisher], "claims": report.claims[publisher]}
            yield dg.AssetMaterialization(key, partition=publisher, metadata={"captures": captures} | counts)
