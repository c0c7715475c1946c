"""The tables of schema core up to spells: captures judged, pages followed, statements resolved and followed over time.

What is decided from them is in tables_policies.py.
"""

from __future__ import annotations

from schemas.table import Table, read_columns

SLOT = """
    carrier_id VARCHAR the carrier; NULL: carriers in general
    region_id VARCHAR the region as stated; NULL where no place is known
    region_role VARCHAR home, or asking: where the shop is rather than the number
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    applicant VARCHAR self, agent, corporate, estate, or any where unstated
    line_type VARCHAR prepaid, postpaid, contract, sim_only, esim, secondary, or any where unstated
    channel VARCHAR a code of channel, or any where unstated
"""

QUALIFIERS = """
    applicant VARCHAR self, agent, corporate, estate, or any
    line_type VARCHAR prepaid, postpaid, contract, sim_only, esim, secondary, or any
    channel VARCHAR a code of channel, or any
"""

REGION_PARTS = Table("core", "region_parts", (
    "A region and one of the regions that contain it, itself included."
), read_columns("""
    region_id VARCHAR the region
    ancestor_id VARCHAR a region that contains it
    distance INTEGER how many steps wider: 0 is the region itself
"""), ("region_id", "ancestor_id"))

STATED_VALUES = Table("core", "stated_values", (
    "A value that some claim states, in words and as comparable numbers."
), read_columns("""
    value VARCHAR the value in canonical JSON
    words_zh VARCHAR the value in Chinese words
    words_en VARCHAR the value in English words
    measure VARCHAR what the numbers count: days, a currency and period, a percentage of something; else NULL
    low DOUBLE the number, or the lower end of a range
    high DOUBLE the upper end of a range, else the number
"""), ("value",))

WORDINGS = Table("core", "wordings", (
    "A statement with its qualifiers in words."
), read_columns(f"""
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    {QUALIFIERS.strip()}
    words_zh VARCHAR the statement in Chinese words
    words_en VARCHAR the statement in English words
"""), ("polarity", "value", "applicant", "line_type", "channel"))

SOURCE_FETCHES = Table("core", "source_fetches", (
    "A fetch of a source: all its addresses at one instant."
), read_columns("""
    source_id VARCHAR the source
    captured_at TIMESTAMPTZ the instant
    outcome VARCHAR the outcome; of several addresses a healthy one, where there is one
    is_healthy BOOLEAN whether any address was healthy
"""), ("source_id", "captured_at"))

SOURCE_EVENTS = Table("core", "source_events", (
    "A source came into another state: healthy, or the outcome that it has from then on."
), read_columns("""
    source_id VARCHAR the source
    happened_at TIMESTAMPTZ the fetch that showed it first
    state_before VARCHAR the state before; NULL at the first fetch
    state VARCHAR healthy, or an outcome
    outcome VARCHAR the outcome of that fetch
    last_healthy_at TIMESTAMPTZ the last healthy fetch before; what it brought still stands
"""), ("source_id", "happened_at"))

PAGES = Table("core", "pages", (
    "A page whose states are followed: a source of kind page, or one address of a source that lists several."
), read_columns("""
    page_id VARCHAR the source, with the address where the source has several
    page_set VARCHAR the pages that together form one policy; a dated document is a set of its own
    source_id VARCHAR the source
    publisher_id VARCHAR the publisher
    address VARCHAR the address of its newest document, else the declared one
    tier VARCHAR what it ranks as: the source's tier, lowered where the text turned out to be less
    is_dated BOOLEAN whether it speaks as of one date (news, posts, notices) and is not ended by absence
    published_on DATE the date that its newest document states
"""), ("page_id",))

CAPTURES_JUDGED = Table("core", "captures_judged", (
    "A capture with the last word on its outcome, judged beside its predecessors."
), read_columns("""
    capture_id VARCHAR the capture
    source_id VARCHAR the source
    page_id VARCHAR the page
    captured_at TIMESTAMPTZ the instant that the run declared
    outcome VARCHAR the outcome; partial where the text is a torso of its predecessors
    is_healthy BOOLEAN whether it confirms and ends claims: ok or not_modified, read, and not partial
    document_id VARCHAR the document read from it
    reading_id VARCHAR the document that speaks for it: the first of the page with the same words
    text_length BIGINT code points of the text
    claims_count INTEGER claims read from it
"""), ("capture_id",))

PAGE_SET_STATES = Table("core", "page_set_states", (
    "What one page of a page set showed between two changes of its words; as of an instant, the set's state."
), read_columns("""
    page_set VARCHAR the page set
    page_id VARCHAR the page
    state_no BIGINT the page's states counted from 1
    document_id VARCHAR the document that speaks for the state
    valid_from TIMESTAMPTZ the healthy capture that showed it first
    valid_to TIMESTAMPTZ the healthy capture that showed something else, NULL while it stands
    last_seen_at TIMESTAMPTZ the last healthy capture that showed it
    captures_count BIGINT healthy captures that showed it
"""), ("page_id", "state_no"))

COPIES = Table("core", "copies", (
    "A document that is a near-copy of others: a mirror, a farm, the same in the other script."
), read_columns("""
    document_id VARCHAR the document
    copy_of VARCHAR one document of its cluster, the same for all of them
"""), ("document_id",))

STATEMENTS = Table("core", "statements", (
    "A claim with carrier, region and speaker resolved: a row for each carrier and region that it holds for."
), read_columns(f"""
    document_id VARCHAR the document
    claim_id VARCHAR the claim; of repeats, the clearest
    statement_key VARCHAR digest of slot, polarity and value
    slot_key VARCHAR digest of the slot
    {SLOT.strip()}
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    tier VARCHAR what its speaker ranks as for this carrier; a carrier's page about another ranks as aggregator
    is_own BOOLEAN whether it stands on a page of the carrier itself
    said_by VARCHAR carrier, regulator, press, customer or unknown
    effective_from DATE the date from which the text says it holds
    effective_to DATE the date until which the text says it holds
    support DOUBLE how much of the rule's wish the words met, 0 to 1
"""), ("document_id", "statement_key"))

CLAIM_SPELLS = Table("core", "claim_spells", (
    "A stretch of time through which a page set made one statement without a break."
), read_columns(f"""
    claim_key VARCHAR digest of page set, slot, polarity and value: the same over time
    page_set VARCHAR the page set
    slot_key VARCHAR digest of the slot
    {SLOT.strip()}
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    tier VARCHAR what its speaker ranks as for this carrier
    is_own BOOLEAN whether it stands on a page of the carrier itself
    is_dated BOOLEAN whether it speaks as of one date and is not ended by absence
    said_by VARCHAR carrier, regulator, press, customer or unknown
    valid_from TIMESTAMPTZ the first healthy capture that showed it, or the date of a dated document
    valid_to TIMESTAMPTZ the healthy capture that ended it, NULL while it stands
    last_seen_at TIMESTAMPTZ the last healthy capture that showed it
    witnessed_at TIMESTAMPTZ the instant for which it speaks: its date if dated, else when last seen
    effective_from DATE the date from which the text says it holds
    effective_to DATE the date until which the text says it holds
    is_first_sight BOOLEAN whether it began with the first sight of its page, and so is no change
    first_document_id VARCHAR the document of its first evidence
    first_claim_id VARCHAR its first evidence
    page_id VARCHAR the page of its last evidence
    document_id VARCHAR the document of its last evidence
    claim_id VARCHAR its last evidence
"""), ("valid_from", "claim_key"))

HOME_REGIONS = Table("core", "home_regions", (
    "A home region for which a living carrier has cells: its country, provinces, and cities that were spoken of."
), read_columns("""
    carrier_id VARCHAR the carrier
    region_id VARCHAR the home region of the number
    kind VARCHAR country, province or city
    is_watched BOOLEAN whether a source is declared for the carrier, or something was ever said of it
"""), ("carrier_id", "region_id"))

SPELLS = (
    REGION_PARTS, STATED_VALUES, WORDINGS, PAGES, CAPTURES_JUDGED, SOURCE_FETCHES, SOURCE_EVENTS, COPIES,
    PAGE_SET_STATES, STATEMENTS, CLAIM_SPELLS,
    HOME_REGIONS,
)
