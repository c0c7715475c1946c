"""Manifests: lists of files with the place and the instant at which each was captured, for importing dated histories.

A manifest is JSON lines with the keys of ManifestLine; a line that breaks the form is told and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from schemas.errors import LinewatchError
from schemas.sources import WebAddress


def _in_utc(instant: datetime) -> datetime:
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


class ManifestLine(BaseModel):
    """One file of a manifest; `path` is relative to the manifest, an instant without a zone is UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    source: str | None = None
    url: WebAddress | None = None
    captured_at: Annotated[datetime, AfterValidator(_in_utc)] | None = None
    published: date | None = None


def read_manifest(manifest: Path) -> Iterator[tuple[str, ManifestLine | str]]:
    """Yield `file:line` and the line, or what is wrong with it; LinewatchError when the manifest cannot be read."""
    try:
        body = manifest.read_bytes()
    except OSError as error:
        raise LinewatchError(f"{manifest}: cannot be read ({error.strerror}); name a file of JSON lines") from error
    for number, line in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield f"{manifest}:{number}", _read_line(line)


def _read_line(line: bytes) -> ManifestLine | str:
    try:
        return ManifestLine.model_validate_json(line)
    except ValidationError as failure:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'the line'}: {fault['msg']}" for fault in failure.errors()]
        return f"{'; '.join(faults)}; the keys are {', '.join(ManifestLine.model_fields)}"
