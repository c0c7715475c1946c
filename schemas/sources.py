"""Sources and Publishers: the strict form of a declaration file. Reading the files is registry.py's work."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.documents import SourceKind
from schemas.ids import derive_id

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN)]
_PORT = r"(:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?"
ADDRESS_PATTERN = rf"^https?://[^\s/:@]+{_PORT}([/?#]\S*)?$"
WebAddress = Annotated[str, StringConstraints(pattern=ADDRESS_PATTERN)]


class Kind(StrEnum):
    """What is found at a source's address."""

    PAGE = "page"
    LISTING = "listing"
    FEED = "feed"
    SITEMAP = "sitemap"
    FOLDER = "folder"
    DISCOVERY = "discovery"


class Cadence(StrEnum):
    """How often a source is fetched."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ONCE = "once"


class Service(StrEnum):
    """What the line is that a source speaks of."""

    MOBILE = "mobile"
    BROADBAND = "broadband"
    VOIP = "voip"


class Correction(BaseModel):
    """A reviewer's lookup: where the exact words stand, the claims read from them are dropped or replaced."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str
    drop: bool = False
    attribute: str | None = None
    code: str | None = None
    polarity: str | None = None
    value: dict[str, str | float | int | None] | str | None = None
    reason: str


class ReviewedClaim(BaseModel):
    """A claim as a reviewer states it; the quote stands in the reviewed sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attribute: str
    code: str
    polarity: str
    quote: str = Field(min_length=1)
    value: dict[str, str | float | int | None] | str | None = None
    channel: str | None = None
    applicant: str | None = None
    line_type: str | None = None


class Review(BaseModel):
    """What a reviewer says a sentence states; it holds while the document has that very sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Slug
    sentence: str = Field(min_length=1)
    claims: tuple[ReviewedClaim, ...] = ()
    reviewed_on: date
    reason: str


class Former(BaseModel):
    """How a page was read until a day (the last one): the selectors and anchors that fitted its older snapshots."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_until: date
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


class Source(BaseModel):
    """A declared place to look; `id` is `<publisher>/<name>`. Fields left out take the publisher's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Slug
    kind: Kind = Kind.PAGE
    url: WebAddress | None = None
    path: str | None = None
    title: str | None = None
    policy: Slug | None = None
    regions: tuple[str, ...] = ()
    language: Literal["zh-Hans", "zh-Hant", "en"] | None = None
    cadence: Cadence | None = None
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()
    former: tuple[Former, ...] = ()
    browser: Literal["never", "on_js_required", "always"] = "never"
    published: date | None = None
    verified: bool = False
    stale_after_days: int = Field(default=90, gt=0)
    min_claims: int = Field(default=0, ge=0)
    service: Service = Service.MOBILE
    loopback: bool = False
    corrections: tuple[Correction, ...] = ()

    # filled in by the registry from the publisher and the reviews beside its file
    reviews: tuple[Review, ...] = ()
    publisher: str = ""
    tier: SourceKind = SourceKind.AGGREGATOR
    country: str | None = None
    carriers: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The source's id, `<publisher>/<name>`."""
        return f"{self.publisher}/{self.name}"

    @property
    def page_set(self) -> str:
        """The page set that the source belongs to: `<publisher>/<policy>`."""
        return f"{self.publisher}/{self.policy or self.name}"

    def as_of(self, day: date) -> Source:
        """Return the declaration under which a snapshot of a day is read: its former selectors, if any fitted then."""
        fitting = [former for former in self.former if day <= former.valid_until]
        if not fitting:
            return self
        former = min(fitting, key=lambda former: former.valid_until)
        return self.model_copy(
            update={"select": former.select, "remove": former.remove, "anchors": former.anchors, "former": ()}
        )

    @property
    def reading_digest(self) -> str:
        """The digest of everything declared that a reading depends on."""
        return derive_id(
            self.id, self.kind.value, self.tier.value, self.country, self.carriers, self.regions, self.language,
            self.select, self.remove, self.anchors, self.service.value, self.published and self.published.isoformat(),
            [c.model_dump(mode="json") for c in (*self.corrections, *self.reviews, *self.former)],
        )


class Publisher(BaseModel):
    """A carrier, regulator, news site or forum, with its sources; `id` comes from the file's path."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    tier: SourceKind
    country: str | None = None
    carriers: tuple[str, ...] = ()
    language: Literal["zh-Hans", "zh-Hant", "en"] | None = None
    cadence: Cadence = Cadence.DAILY
    loopback: bool = False
    note: str | None = None
    source: tuple[Source, ...] = Field(min_length=1)
