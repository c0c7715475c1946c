"""A warehouse to ask: the published one, or one of an earlier instant, built of what was known then and not kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from archive.store import Archive
from pipelines.declaring import declare_imports, load_declarations
from pipelines.reading import read_archive
from pipelines.settings import Settings
from schemas.errors import BuildError
from schemas.ids import format_instant
from warehouse.build import build
from warehouse.lock import hold_folder


@contextmanager
def hold_warehouse(settings: Settings, as_of: datetime | None = None) -> Iterator[Path]:
    """Hold the published warehouse, or one as of an instant, while the block runs.

    LinewatchError where nothing is published; BuildError where the earlier one cannot be built or fails its checks.
    """
    if as_of is None:
        yield settings.require_warehouse()
        return
    archive = Archive(settings.archive)
    registry = declare_imports(load_declarations(settings), archive)
    with hold_folder(settings.data / "read"):
        read_archive(registry, archive, settings.data)
        report = build(settings.data, registry, f"past-{secrets.token_hex(4)}", as_of, settings.is_sample)
    try:
        if report.blocking:
            raise BuildError(f"as of {format_instant(as_of)} a check found offenders: {report.blocking[0].name}")
        yield report.path
    finally:
        report.path.unlink(missing_ok=True)
