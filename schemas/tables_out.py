"""The tables of schema out: what people and exports read, with labels in both languages."""

from __future__ import annotations

from schemas.table import Table, read_columns

COMPARISON = Table("out", "comparison", (
    "The comparison: what it takes to leave a carrier in a region, a row for each condition. No row is blank."
), read_columns("""
    dataset VARCHAR SAMPLE or LIVE
    carrier_id VARCHAR the carrier
    carrier_name VARCHAR the carrier's name in English
    carrier_local_name VARCHAR the carrier's name at home
    region_id VARCHAR the home region of the number
    region_zh VARCHAR the region's name in Chinese
    region_en VARCHAR the region's name in English
    attribute VARCHAR the vocabulary's attribute
    attribute_zh VARCHAR the attribute's label in Chinese
    attribute_en VARCHAR the attribute's label in English
    code VARCHAR the vocabulary's code
    code_zh VARCHAR the code's label in Chinese
    code_en VARCHAR the code's label in English
    position INTEGER the condition's place in the vocabulary
    basis VARCHAR stated, inherited, reported, general, not_stated, not_observed or not_applicable
    basis_zh VARCHAR the basis in Chinese
    basis_en VARCHAR the basis in English
    policy_zh VARCHAR what holds, in Chinese words; the basis where nothing is stated
    policy_en VARCHAR what holds, in English words; the basis where nothing is stated
    polarity VARCHAR polarity of the leading statement
    value VARCHAR value of the leading statement in canonical JSON
    value_measure VARCHAR what its numbers count: days, a currency and period, a percentage of something; else NULL
    value_low DOUBLE its number, or the lower end of a range
    value_high DOUBLE the upper end of a range, else its number
    quote VARCHAR the exact words of the leading statement
    said_by VARCHAR who says it: carrier, regulator, press, customer or unknown
    tier VARCHAR what the source ranks as
    source_id VARCHAR the source
    source_title VARCHAR the source's or document's title
    address VARCHAR the address
    is_verified BOOLEAN whether a person saw that the address is right; NULL where no source says anything
    stated_region_id VARCHAR the region for which it was said
    as_of_on DATE the day (UTC) for which it was last said, or on which the silent page was last read
    since_on DATE the day (UTC) since which it is said
    effective_from DATE the date from which the text says it holds
    effective_to DATE the date until which the text says it holds
    is_last_seen BOOLEAN whether the source was last seen longer ago than it allows
    is_conflicting BOOLEAN whether another witness excludes it
    is_self_contradicting BOOLEAN whether its own witness excludes it
    supporting_count BIGINT other witnesses that say the same
    contradicting_count BIGINT other witnesses that exclude it
"""), ("carrier_id", "region_id", "position"))

CHANGES = Table("out", "changes", (
    "The policy changes, newest first in exports, with labels."
), read_columns("""
    dataset VARCHAR SAMPLE or LIVE
    change_id VARCHAR the change
    observed_at TIMESTAMPTZ the healthy capture that settled it
    previous_observed_at TIMESTAMPTZ the last healthy capture that showed the state before
    effective_on DATE the date from which the text says it holds
    publisher_id VARCHAR the publisher
    publisher_name VARCHAR the publisher's name
    source_id VARCHAR the source whose page shows it
    source_title VARCHAR the source's title
    address VARCHAR the address
    is_verified BOOLEAN whether a person saw that the address is right
    tier VARCHAR carrier or regulator
    carriers VARCHAR[] the carriers for which it holds; empty: carriers in general
    regions VARCHAR[] the regions for which it holds
    attribute VARCHAR the vocabulary's attribute
    attribute_zh VARCHAR the attribute's label in Chinese
    attribute_en VARCHAR the attribute's label in English
    code VARCHAR the vocabulary's code
    code_zh VARCHAR the code's label in Chinese
    code_en VARCHAR the code's label in English
    applicant VARCHAR self, agent, corporate, estate, or any
    line_type VARCHAR prepaid, postpaid, contract, sim_only, esim, secondary, or any
    channel VARCHAR a code of channel, or any
    kind VARCHAR added, removed or changed
    kind_zh VARCHAR the kind in Chinese
    kind_en VARCHAR the kind in English
    before_zh VARCHAR what held before, in Chinese words
    before_en VARCHAR what held before, in English words
    after_zh VARCHAR what holds after, in Chinese words
    after_en VARCHAR what holds after, in English words
    before_quote VARCHAR the exact words before
    after_quote VARCHAR the exact words after
    direction VARCHAR better, worse or neutral for the customer
    direction_zh VARCHAR the direction in Chinese
    direction_en VARCHAR the direction in English
    is_flap BOOLEAN whether the statements return, or have returned, within the source's window
"""), ("observed_at", "change_id"))

COVERAGE = Table("out", "coverage", (
    "How much of a carrier's conditions is known in a region, and how well."
), read_columns("""
    dataset VARCHAR SAMPLE or LIVE
    carrier_id VARCHAR the carrier
    region_id VARCHAR the home region of the number
    cells_count BIGINT conditions compared
    stated_count BIGINT cells that the carrier states for the region
    inherited_count BIGINT cells that it states for a wider region
    reported_count BIGINT cells that only others state
    general_count BIGINT cells that are only stated of carriers in general
    not_stated_count BIGINT cells on which the carrier's pages are silent
    not_observed_count BIGINT cells for which no page of the carrier was read
    not_applicable_count BIGINT cells that cannot apply
    conflicting_count BIGINT cells with a conflict
    last_seen_count BIGINT cells that rest on a stale source
    sources_count BIGINT the carrier's own declared sources that cover the region
    region_sources_count BIGINT those of them for just this region; 0 where it has no page of its own
    healthy_sources_count BIGINT those of them that are healthy and fresh
"""), ("carrier_id", "region_id"))

COVERAGE_BY_CONDITION = Table("out", "coverage_by_condition", (
    "On what each carrier's condition in a region rests, how old that is, and of which tier."
), read_columns("""
    dataset VARCHAR SAMPLE or LIVE
    carrier_id VARCHAR the carrier
    region_id VARCHAR the home region of the number
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    basis VARCHAR stated, inherited, reported, general, not_stated, not_observed or not_applicable
    tier VARCHAR what the source ranks as; carrier where its pages are silent; NULL where nothing was read
    stated_region_id VARCHAR the region for which it was said
    last_seen_at TIMESTAMPTZ the instant for which it was last said, or at which the silent page was last read
    age_days DOUBLE days from then to the instant of the build
    is_last_seen BOOLEAN whether that is longer ago than the source allows
    is_conflicting BOOLEAN whether another witness excludes it
"""), ("carrier_id", "region_id", "attribute", "code"))

SOURCES = Table("out", "sources", (
    "The state of each declared source: how its last fetch went, since when, and how old its last good reading is."
), read_columns("""
    dataset VARCHAR SAMPLE or LIVE
    source_id VARCHAR the source
    publisher_id VARCHAR the publisher
    publisher_name VARCHAR the publisher's name
    title VARCHAR what a person calls it
    url VARCHAR the address
    tier VARCHAR carrier, regulator, news, community, aggregator or spam
    country VARCHAR ISO 3166 country
    carriers VARCHAR[] carriers that it is about
    regions VARCHAR[] regions at which it holds
    cadence VARCHAR how often it is fetched
    is_verified BOOLEAN whether a person saw that the address is right
    last_outcome VARCHAR the outcome of the last fetch; never_fetched without one
    last_outcome_zh VARCHAR the outcome in Chinese
    last_outcome_en VARCHAR the outcome in English
    outcome_since_at TIMESTAMPTZ the first fetch of the unbroken row with that outcome
    last_fetched_at TIMESTAMPTZ the last fetch
    last_healthy_at TIMESTAMPTZ the last healthy fetch
    age_days DOUBLE days from the last healthy fetch to the instant of the build
    is_stale BOOLEAN whether that is more than the source allows, or there was none
    fetches_count BIGINT fetches so far
    healthy_count BIGINT healthy fetches so far
    documents_count BIGINT documents that stand now
    claims_count BIGINT statements that stand now
"""), ("source_id",))

CHECKS = Table("out", "checks", (
    "What the checks on this warehouse found."
), read_columns("""
    check_name VARCHAR the check
    severity VARCHAR error: the warehouse may not be published; warn: it may
    meaning VARCHAR what every offender breaks
    offenders_count BIGINT offenders found
    examples VARCHAR[] the first few offenders
"""), ("check_name",))

OUT = (COMPARISON, CHANGES, COVERAGE, COVERAGE_BY_CONDITION, SOURCES, CHECKS)
