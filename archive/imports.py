"""Files that a person imports without declaring a source: their ids, addresses and the declaration they are read under.

All of it follows from the name of a file or from a capture, so that a replay needs no registry for them. Reading the
files themselves is the spiders' work.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from schemas.captures import Capture
from schemas.documents import SourceKind
from schemas.errors import UnknownNameError
from schemas.sources import Kind, Source

IMPORT_PUBLISHER = "import"
_LONGEST_SLUG = 60


def import_source_id(name: str) -> str:
    """Derive a source's id, `import/<slug>-<8 hex digits>`, from the name of a file or the address it came from."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    words = re.findall(r"[a-z0-9]+", re.sub(r"^https?://|\.(?:html?|txt|md|markdown|pdf)$", "", name.lower()))
    slug = "-".join(words)[:_LONGEST_SLUG].strip("-") or "file"
    return f"{IMPORT_PUBLISHER}/{slug}-{digest}"


def import_address(name: str) -> str:
    """Return the address of a file that came from none: `urn:linewatch:import:<name>`.

    Letters of any script stay as they are; blanks, control characters and undecodable bytes are percent-encoded.
    """
    encoded = re.sub(r"[\s%\x00-\x1f\x7f\ud800-\udfff]", lambda found: quote(found[0], errors="surrogateescape"), name)
    return f"urn:linewatch:import:{encoded}"


def adhoc_source(capture: Capture) -> Source:
    """Make the declaration under which a capture of the built-in publisher `import` is read.

    UnknownNameError for a capture of any other publisher: that one must be declared.
    """
    publisher, _, name = capture.source.partition("/")
    if publisher != IMPORT_PUBLISHER:
        raise UnknownNameError(f"{capture.source}: nothing declares this source; declare it below sources/")
    return Source(name=name, kind=Kind.FOLDER, publisher=publisher, tier=SourceKind.AGGREGATOR)
