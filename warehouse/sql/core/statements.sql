-- Who and where a claim is about: its own words first, then its document's, then the declaration's.
WITH
used AS (
    SELECT DISTINCT document_id, page_id FROM core.page_set_states
),
spoken AS (
    SELECT
        claims.* EXCLUDE (carriers, regions),
        coalesce(claims.carriers, []) AS own_carriers,
        coalesce(claims.regions, []) AS own_regions,
        used.page_id
    FROM raw.claims
    JOIN used USING (document_id)
),
contexts AS (
    SELECT
        spoken.document_id,
        own_carriers,
        own_regions,
        sources.carriers AS publisher_carriers,
        pages.tier AS page_tier,
        CASE
            WHEN len(own_carriers) > 0 THEN own_carriers
            WHEN len(documents.carriers) > 0 THEN documents.carriers
            WHEN len(sources.carriers) > 0 THEN sources.carriers
            ELSE [NULL]
        END AS carriers,
        -- A region taken over from the publisher's country is no statement; what the text says is narrower.
        CASE
            WHEN len(own_regions) > 0 THEN own_regions
            WHEN pages.tier IN ('carrier', 'regulator') AND len(sources.regions) > 0 THEN sources.regions
            WHEN len(documents.regions) > 0
                AND (len(sources.regions) = 0 OR sources.regions = [sources.country]) THEN documents.regions
            WHEN len(sources.regions) > 0 THEN sources.regions
            ELSE [sources.country]
        END AS regions
    FROM (SELECT DISTINCT document_id, page_id, own_carriers, own_regions FROM spoken) AS spoken
    JOIN raw.documents USING (document_id)
    JOIN core.pages USING (page_id)
    JOIN raw.sources ON sources.source_id = pages.source_id
),
paired AS (
    SELECT * EXCLUDE (carriers, regions), unnest(carriers) AS carrier_id, regions FROM contexts
),
placed AS (
    SELECT * EXCLUDE (regions), unnest(regions) AS region_id FROM paired
),
homed AS (
    SELECT
        placed.*,
        carriers.country AS carrier_country,
        len(own_regions) = 0 AND carriers.country IS NOT NULL
            AND carriers.country IS DISTINCT FROM regions.country AS is_abroad,
        bool_or(carriers.country = regions.country)
            OVER (PARTITION BY document_id, own_carriers, own_regions, placed.carrier_id) AS is_home_named
    FROM placed
    LEFT JOIN raw.carriers USING (carrier_id)
    LEFT JOIN raw.regions USING (region_id)
),
-- A carrier that a document from abroad names is meant at home.
resolved AS (
    SELECT DISTINCT
        document_id,
        own_carriers,
        own_regions,
        carrier_id,
        CASE WHEN is_abroad THEN carrier_country ELSE region_id END AS region_id,
        page_tier = 'carrier' AND coalesce(list_contains(publisher_carriers, carrier_id), false) AS is_own,
        page_tier
    FROM homed
    WHERE NOT (is_abroad AND coalesce(is_home_named, false))
),
stated AS (
    SELECT
        spoken.document_id,
        spoken.claim_id,
        md5(concat_ws('|', coalesce(carrier_id, '*'), coalesce(region_id, '?'), region_role, attribute, code,
            coalesce(applicant, 'any'), coalesce(line_type, 'any'), coalesce(channel, 'any'))) AS slot_key,
        carrier_id,
        region_id,
        region_role,
        attribute,
        code,
        coalesce(applicant, 'any') AS applicant,
        coalesce(line_type, 'any') AS line_type,
        coalesce(channel, 'any') AS channel,
        polarity,
        value,
        CASE WHEN page_tier = 'carrier' AND NOT is_own THEN 'aggregator' ELSE page_tier END AS tier,
        is_own,
        CASE WHEN is_own THEN 'carrier' ELSE said_by END AS said_by,
        effective_from,
        effective_to,
        support,
        span_start
    FROM spoken
    JOIN resolved USING (document_id, own_carriers, own_regions)
),
keyed AS (
    SELECT *, md5(concat_ws('|', slot_key, polarity, coalesce(value, '-'))) AS statement_key FROM stated
)
SELECT
    document_id,
    claim_id,
    statement_key,
    slot_key,
    carrier_id,
    region_id,
    region_role,
    attribute,
    code,
    applicant,
    line_type,
    channel,
    polarity,
    value,
    tier,
    is_own,
    said_by,
    effective_from,
    effective_to,
    support
FROM keyed
QUALIFY row_number() OVER (PARTITION BY document_id, statement_key ORDER BY support DESC, span_start, claim_id) = 1
