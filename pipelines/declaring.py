"""All that is declared: the registry of the settings, and the sources that imported files made for themselves."""

from __future__ import annotations

from dataclasses import replace

from archive.imports import IMPORT_PUBLISHER, adhoc_source
from archive.store import Archive
from pipelines.settings import Settings
from schemas.documents import SourceKind
from schemas.registry import Registry, load_registry
from schemas.sources import Cadence, Publisher


def load_declarations(settings: Settings) -> Registry:
    """Load all declared publishers and sources; DeclarationError with every fault, a line each."""
    return load_registry(settings.sources)


def declare_imports(registry: Registry, archive: Archive) -> Registry:
    """Add the built-in publisher `import`, with a source for each file that was imported without one."""
    captures = archive.captures(IMPORT_PUBLISHER)
    sources = {capture.source: adhoc_source(capture) for capture in captures if capture.source not in registry.sources}
    if not sources:
        return registry
    ordered = [source.model_copy(update={"cadence": Cadence.ONCE}) for _, source in sorted(sources.items())]
    publisher = Publisher(
        id=IMPORT_PUBLISHER,
        name="Imported files",
        tier=SourceKind.AGGREGATOR,
        cadence=Cadence.ONCE,
        source=tuple(ordered),
    )
    return replace(
        registry,
        publishers=registry.publishers | {publisher.id: publisher},
        sources=registry.sources | {source.id: source for source in ordered},
    )
