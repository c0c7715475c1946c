"""The partitioned assets: `archive/captures` and `read/claims`, a partition for each publisher.

One run crawls a range of publishers and logs a materialization for each that finished; it fails at the end if any did
not. Returned as one result, the range would mark every publisher good.
"""

# no `from __future__ import annotations` here: Dagster reads the config class from the body's own annotation

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import dagster as dg
from pydantic import Field

from pipelines.defs.naming import OWNERS, asset_key, dataset_name, group_name, step_name
from pipelines.reading import ReadReport
from pipelines.settings import Settings
from pipelines.steps import crawl_publishers, read_publishers
from schemas.ids import format_instant, parse_instant
from schemas.registry import Registry
from spiders.reports import CrawlReport

CAPTURES = ("archive", "captures")
CLAIMS = ("read", "claims")
PATIENCE = dg.RetryPolicy(max_retries=4, delay=5, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""How often a step is tried again after what may pass by itself: after 5 seconds, then 10, 20, 40 more."""


class CrawlConfig(dg.Config):
    """What a crawl may be told: the instant of its captures (ISO 8601), and which publishers of its range it takes."""

    instant: str | None = None
    publishers: list[str] = Field(default_factory=list)


def make_partitions(registry: Registry) -> dg.StaticPartitionsDefinition:
    """Return the partitions: the declared publishers."""
    return dg.StaticPartitionsDefinition(sorted(registry.publishers))


def make_crawl(settings: Settings, registry: Registry) -> dg.AssetsDefinition:
    """Make the asset that crawls publishers and reads what it brought, either of which can be run alone."""
    captures, claims = asset_key(settings, *CAPTURES), asset_key(settings, *CLAIMS)

    @dg.multi_asset(
        name=step_name(settings, "crawl"),
        specs=_make_specs(settings, captures, claims),
        can_subset=True,
        partitions_def=make_partitions(registry),
        backfill_policy=make_backfill_policy(settings, registry),
        retry_policy=PATIENCE,
    )
    def crawl(context: dg.AssetExecutionContext, config: CrawlConfig) -> Iterator[dg.AssetMaterialization]:
        chosen = [name for name in context.partition_keys if name in config.publishers or not config.publishers]
        instant = None if config.instant is None else parse_instant(config.instant)
        faults = Faults()
        if captures in context.selected_asset_keys:
            yield from show_captures(captures, crawl_publishers(settings, chosen, instant), registry, faults)
        if claims in context.selected_asset_keys:
            yield from show_claims(claims, read_publishers(settings, chosen), registry, faults)
        faults.raise_any()

    return crawl


def make_backfill_policy(settings: Settings, registry: Registry) -> dg.BackfillPolicy:
    """Return how a backfill is run: in one run, or in a run for each shard where there are workers to share them."""
    if settings.shards == 1:
        return dg.BackfillPolicy.single_run()
    return dg.BackfillPolicy.multi_run(max(1, -(-len(registry.publishers) // settings.shards)))


@dataclass(slots=True)
class Faults:
    """What went wrong with single publishers while others went on; `may_pass` while all of it may pass by itself."""

    lines: list[str] = field(default_factory=list)
    may_pass: bool = True

    def add(self, line: str, *, may_pass: bool) -> None:
        """Note a fault."""
        self.lines.append(line)
        self.may_pass = self.may_pass and may_pass

    def raise_any(self) -> None:
        """Fail the step if there was a fault; it is tried again only if every one of them may pass."""
        if self.lines:
            raise dg.Failure("; ".join(self.lines), allow_retries=self.may_pass)


def show_captures(
    key: dg.AssetKey, reports: Sequence[CrawlReport], registry: Registry, faults: Faults
) -> Iterator[dg.AssetMaterialization]:
    """Show what each finished publisher's crawl brought; what stopped the others is added to the faults."""
    for report in reports:
        for publisher, one in report.publishers.items():
            if one.crash is None:
                counts: dict[str, str | int] = {**one.outcomes, **one.skipped}
                metadata = {"instant": format_instant(report.instant)} | counts | link_page(registry, publisher)
                yield dg.AssetMaterialization(key, partition=publisher, metadata=metadata)
            else:
                faults.add(f"{publisher}: {one.crash}", may_pass=one.may_pass)


def show_claims(
    key: dg.AssetKey, report: ReadReport, registry: Registry, faults: Faults
) -> Iterator[dg.AssetMaterialization]:
    """Show what each publisher's captures say; what could not be read is added to the faults."""
    for publisher, broken in report.broken.items():
        for address, what in sorted(broken.items()):
            faults.add(f"{publisher}: {address} cannot be read: {what}", may_pass=False)
    for publisher, captures in report.captures.items():
        if publisher not in report.broken:
            counts = {"documents": report.documents[publisher], "claims": report.claims[publisher]}
            metadata = {"captures": captures} | counts | link_page(registry, publisher)
            yield dg.AssetMaterialization(key, partition=publisher, metadata=metadata)


def link_page(registry: Registry, publisher: str) -> dict[str, dg.MetadataValue]:
    """Return the link to a publisher's first declared page, if it has one; declarations allow http and https only."""
    sources = registry.sources_of(publisher) if publisher in registry.publishers else ()
    page = next((source.url for source in sources if source.url), None)
    return {} if page is None else {"page": dg.MetadataValue.url(page)}


def _make_specs(settings: Settings, captures: dg.AssetKey, claims: dg.AssetKey) -> list[dg.AssetSpec]:
    dataset = {"dataset": dataset_name(settings)}
    return [
        dg.AssetSpec(
            captures,
            description="What was seen: each body once by its digest, and every attempt to fetch it. The only state.",
            group_name=group_name(settings, "collect"),
            kinds={"scrapy"},
            owners=OWNERS,
            metadata=dataset | {"folder": dg.MetadataValue.path(settings.archive)},
        ),
        dg.AssetSpec(
            claims,
            deps=[captures],
            description="Documents, claims with their words, and sentences that gave none: a Parquet file a publisher.",
            group_name=group_name(settings, "read"),
            kinds={"python", "parquet"},
            owners=OWNERS,
            metadata=dataset | {"folder": dg.MetadataValue.path(settings.data / "read")},
        ),
    ]
