"""The tables of schema core from witnesses on: who decides, what holds, what contradicts it, and what changed."""

from __future__ import annotations

from schemas.table import Table, read_columns
from schemas.tables_core import QUALIFIERS, SLOT

CELL = """
    carrier_id VARCHAR the carrier
    region_id VARCHAR the home region of the number
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
"""

_CLAIM = """
    claim_key VARCHAR the claim over time
    slot_key VARCHAR digest of the slot at this region
    carrier_id VARCHAR the carrier; NULL: carriers in general
    region_id VARCHAR the region for which it is said
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    applicant VARCHAR self, agent, corporate, estate, or any
    line_type VARCHAR prepaid, postpaid, contract, sim_only, esim, secondary, or any
    channel VARCHAR a code of channel, or any
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    page_set VARCHAR the page set that makes it: the witness
    witness_key VARCHAR one key for witnesses that are copies of each other
    tier VARCHAR what its speaker ranks as
    tier_rank INTEGER the order of tiers, 1 first; NULL for spam, which decides nothing
    is_own BOOLEAN whether it stands on a page of the carrier itself
    is_general BOOLEAN whether it is said of carriers in general
    is_stale BOOLEAN whether it was witnessed longer ago than its source allows
    is_verified BOOLEAN whether its source's address was verified
    said_by VARCHAR carrier, regulator, press, customer or unknown
    valid_from TIMESTAMPTZ since when it is said
    witnessed_at TIMESTAMPTZ the instant for which it speaks
    effective_from DATE the date from which the text says it holds
    effective_to DATE the date until which the text says it holds
    document_id VARCHAR the document of its last evidence
    claim_id VARCHAR its last evidence
"""

WITNESSES = Table("core", "witnesses", (
    "A claim in force, with all that decides its rank."
), read_columns(_CLAIM), ("claim_key",))

PREVAILING = Table("core", "prevailing", (
    "A claim of the witness that prevails in a slot among those who speak for one region."
), read_columns(_CLAIM), ("claim_key",))

TALLIES = Table("core", "tallies", (
    "A statement for one region, with the independent witnesses that make it."
), read_columns("""
    tally_key VARCHAR derived from carrier, region, slot, statement and whether the carrier itself makes it
    carrier_id VARCHAR the carrier; NULL: carriers in general
    region_id VARCHAR the region for which it is said
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    applicant VARCHAR self, agent, corporate, estate, or any
    line_type VARCHAR prepaid, postpaid, contract, sim_only, esim, secondary, or any
    channel VARCHAR a code of channel, or any
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    is_own BOOLEAN whether it stands on pages of the carrier itself
    witness_numbers UBIGINT[] a number for each witness, copies of one text being one
    best_claim_key VARCHAR the claim of the best witness
    best_witness_key VARCHAR the best witness
    second_claim_key VARCHAR the claim of the next best witness, NULL where there is one only
"""), ("tally_key",))

POLICY_STATEMENTS = Table("core", "policy_statements", (
    "One statement of the witness that won a slot for a home region, with its evidence."
), read_columns(f"""
    policy_key VARCHAR digest of the slot at this home region
    {CELL.strip()}
    {QUALIFIERS.strip()}
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    basis VARCHAR stated, inherited, reported or general
    rule VARCHAR the rule that chose the witness
    claim_key VARCHAR the claim over time
    page_set VARCHAR the page set that won
    witness_key VARCHAR one key for witnesses that are copies of each other
    stated_region_id VARCHAR the region for which it was said
    tier VARCHAR what its speaker ranks as
    is_stale BOOLEAN whether it was witnessed longer ago than its source allows
    said_by VARCHAR carrier, regulator, press, customer or unknown
    valid_from TIMESTAMPTZ since when it is said
    witnessed_at TIMESTAMPTZ the instant for which it speaks
    effective_from DATE the date from which the text says it holds
    effective_to DATE the date until which the text says it holds
    document_id VARCHAR the document of its last evidence
    claim_id VARCHAR its last evidence
"""), ("policy_key", "claim_key"))

OPPOSITIONS = Table("core", "oppositions", (
    "A prevailing claim and a statement that excludes it in the same slot."
), read_columns("""
    claim_key VARCHAR the prevailing claim
    tally_key VARCHAR the statement that excludes it
    opposing_region_id VARCHAR the region for which that is said
    shared_region_id VARCHAR the narrower of the two regions, in which both hold
    opposing_claim_key VARCHAR the claim of the best witness that is another, NULL where there is none
    is_self_opposed BOOLEAN whether the witness says both itself
"""), ("claim_key", "tally_key"))

POLICIES = Table("core", "policies", (
    "What holds in a slot: all that the winning witness states there."
), read_columns(f"""
    policy_key VARCHAR digest of the slot at this home region
    {CELL.strip()}
    {QUALIFIERS.strip()}
    statements VARCHAR[] the set: each a polarity and, where stated, a value in canonical JSON
    claim_keys VARCHAR[] the claims over time, in the order of the statements
    basis VARCHAR stated, inherited, reported or general
    rule VARCHAR the rule that chose the witness
    page_set VARCHAR the page set that won
    stated_region_id VARCHAR the region for which it was said
    tier VARCHAR what its speaker ranks as
    said_by VARCHAR carrier, regulator, press, customer or unknown
    is_last_seen BOOLEAN whether it was witnessed longer ago than its source allows
    is_conflicting BOOLEAN whether another witness excludes it
    is_self_contradicting BOOLEAN whether the winning witness excludes it itself
    supporting_count BIGINT other witnesses that say the same
    contradicting_count BIGINT other witnesses that exclude it
    since_at TIMESTAMPTZ since when the witness says all of it
    last_seen_at TIMESTAMPTZ the last instant for which the witness speaks
"""), ("policy_key",))

CELLS = Table("core", "cells", (
    "A cell of the comparison matrix: the policies of one code for a carrier and home region, folded. No cell is blank."
), read_columns(f"""
    {CELL.strip()}
    basis VARCHAR stated, inherited, reported, general, not_stated, not_observed or not_applicable
    polarity VARCHAR polarity of the leading statement, NULL where nothing is stated
    value VARCHAR value of the leading statement
    words_zh VARCHAR all statements in Chinese words
    words_en VARCHAR all statements in English words
    statements_count BIGINT statements folded into the cell
    tier VARCHAR tier of the leading statement's witness
    said_by VARCHAR who makes the leading statement
    page_set VARCHAR the page set that makes it
    stated_region_id VARCHAR the region for which it was said
    document_id VARCHAR the document of its evidence
    claim_id VARCHAR its evidence
    since_at TIMESTAMPTZ since when it is said
    last_seen_at TIMESTAMPTZ the last instant for which it is said, or at which the silent page was read
    effective_from DATE the date from which the text says it holds
    effective_to DATE the date until which the text says it holds
    is_last_seen BOOLEAN whether that is longer ago than its source allows
    is_conflicting BOOLEAN whether another witness excludes one of the statements
    is_self_contradicting BOOLEAN whether their own witness excludes one of them
    supporting_count BIGINT other witnesses that say the same
    contradicting_count BIGINT other witnesses that exclude it
"""), ("carrier_id", "region_id", "attribute", "code"))

_SIDE = """
    {side}_statement VARCHAR {what}: polarity and value
    {side}_attribute VARCHAR attribute of {what}
    {side}_code VARCHAR code of {what}
    {side}_tier VARCHAR what its speaker ranks as
    {side}_said_by VARCHAR who says it
    {side}_at TIMESTAMPTZ the instant for which it is said
    {side}_source_id VARCHAR the source
    {side}_document_id VARCHAR the document
    {side}_claim_id VARCHAR the claim
    {side}_quote VARCHAR the exact words
"""

CONFLICTS = Table("core", "conflicts", (
    "Two statements that exclude each other in one slot, with both sides' tier, date and words."
), read_columns(f"""
    conflict_id VARCHAR derived from both claims, the carrier and the region
    kind VARCHAR between_witnesses, or self_contradicting where one document says both
    carrier_id VARCHAR the carrier; NULL: carriers in general
    region_id VARCHAR the region in which both hold
    {QUALIFIERS.strip()}
    {_SIDE.format(side="holding", what="the statement that holds").strip()}
    {_SIDE.format(side="opposing", what="the statement against it").strip()}
"""), ("conflict_id",))

SLOT_MOMENTS = Table("core", "slot_moments", (
    "An instant at which what a living page set states in a slot became another."
), read_columns("""
    page_set VARCHAR the page set
    slot_key VARCHAR digest of the slot
    observed_at TIMESTAMPTZ the instant
"""), ("page_set", "slot_key", "observed_at"))

EVIDENCE_MOVES = Table("core", "evidence_moves", (
    "A statement that came or went, and whether its sentence came or went with it."
), read_columns("""
    page_set VARCHAR the page set
    slot_key VARCHAR digest of the slot
    observed_at TIMESTAMPTZ the instant
    side VARCHAR gone, or come
    claim_key VARCHAR the claim over time
    document_id VARCHAR the document in which it stood last, or first
    claim_id VARCHAR its evidence there
    own_count BIGINT how often its sentence stands in that document
    other_count BIGINT how often it stands on the set's pages on the other side of the instant
    is_moved BOOLEAN whether it stands less often there
"""), ("page_set", "slot_key", "observed_at", "side", "claim_key"))

POLICY_CHANGES = Table("core", "policy_changes", (
    "A change of policy: the difference of a page set's statements in one slot between two consecutive healthy states."
), read_columns("""
    change_id VARCHAR derived from page set, slot, instant and both sets
    page_set VARCHAR the page set that changed
    source_id VARCHAR the source whose page shows it
    publisher_id VARCHAR the publisher
    tier VARCHAR carrier or regulator
    carriers VARCHAR[] the carriers for which it holds; empty: carriers in general
    regions VARCHAR[] the regions for which it holds
    region_role VARCHAR home, or asking
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    applicant VARCHAR self, agent, corporate, estate, or any
    line_type VARCHAR prepaid, postpaid, contract, sim_only, esim, secondary, or any
    channel VARCHAR a code of channel, or any
    kind VARCHAR added, removed, changed, or restored: what held before an earlier change holds again
    before VARCHAR[] the statements before: each a polarity and, where stated, a value in canonical JSON
    after VARCHAR[] the statements after
    before_quotes VARCHAR[] the words before, in the order of the statements
    after_quotes VARCHAR[] the words after
    before_documents VARCHAR[] the documents before, in the order of the statements
    after_documents VARCHAR[] the documents after
    before_zh VARCHAR the statements before in Chinese words
    before_en VARCHAR the statements before in English words
    after_zh VARCHAR the statements after in Chinese words
    after_en VARCHAR the statements after in English words
    observed_at TIMESTAMPTZ the healthy capture that settled it
    previous_observed_at TIMESTAMPTZ the last healthy capture that showed the state before
    effective_on DATE the date from which the text says it holds, NULL where it does not say
    direction VARCHAR better, worse or neutral for the customer, by the vocabulary's rule
    is_flap BOOLEAN whether the statements return, or have returned, within the source's window
"""), ("change_id",))

RESOLUTION_CHANGES = Table("core", "resolution_changes", (
    "What changed in what we know rather than in a policy: the first sight of a page, or another reading of its words."
), read_columns("""
    kind VARCHAR first_sight, or reading: statements came or went while their sentences stood, or with weak support
    observed_at TIMESTAMPTZ the healthy capture that showed it
    page_set VARCHAR the page set
    page_id VARCHAR the page
    source_id VARCHAR the source
    claims_count BIGINT statements that it made, or that came or went
"""), ("page_id", "kind", "observed_at"))

ROLLOUTS = Table("core", "rollouts", (
    "One change that a carrier made on several page sets within two weeks of each other, province after province."
), read_columns("""
    rollout_id VARCHAR derived from its first change
    carriers VARCHAR[] the carriers
    attribute VARCHAR the vocabulary's attribute
    code VARCHAR the vocabulary's code
    applicant VARCHAR self, agent, corporate, estate, or any
    line_type VARCHAR prepaid, postpaid, contract, sim_only, esim, secondary, or any
    channel VARCHAR a code of channel, or any
    before VARCHAR[] the statements before
    after VARCHAR[] the statements after
    direction VARCHAR better, worse or neutral for the customer
    change_ids VARCHAR[] its changes, in the order in which they were observed
    page_sets VARCHAR[] their page sets, in the same order
    observed_on DATE[] their days, in the same order
    regions VARCHAR[] all regions for which it holds
    first_on DATE the first day
    last_on DATE the last day
"""), ("rollout_id",))

REPORTS = Table("core", "reports", (
    "A dated statement of the press, customers or a notice; it is news of a practice and never a policy change."
), read_columns(f"""
    claim_key VARCHAR the claim over time
    page_set VARCHAR the document
    source_id VARCHAR the source
    tier VARCHAR news, community and so on; spam is shown and decides nothing
    said_by VARCHAR who says it
    reported_on DATE the date of the document, or the day it was first captured
    {SLOT.strip()}
    polarity VARCHAR the vocabulary's polarity
    value VARCHAR the value in canonical JSON, NULL where none is stated
    is_superseded BOOLEAN whether a later edition of the same document says otherwise
    document_id VARCHAR the document
    claim_id VARCHAR the claim
    quote VARCHAR the exact words
"""), ("claim_key", "reported_on"))

POLICIES_AND_CHANGES = (
    WITNESSES, PREVAILING, TALLIES, POLICY_STATEMENTS, OPPOSITIONS, POLICIES, CELLS, CONFLICTS,
    SLOT_MOMENTS, EVIDENCE_MOVES, POLICY_CHANGES,
    RESOLUTION_CHANGES, ROLLOUTS, REPORTS,
)
