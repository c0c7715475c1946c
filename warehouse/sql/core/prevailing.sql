-- Among those who speak for one region: the witness that prevails in a slot, with all that it states there. The order: fresh
-- before stale; carrier, regulator, news, community, aggregator; the newer witness; an address that was verified. What is
-- left is decided by name, so that equal builds agree.
WITH
winners AS (
    SELECT
        slot_key,
        arg_min(
            struct_pack(page_set := page_set, is_stale := is_stale),
            row(is_stale, tier_rank, -epoch_us(witnessed_at), NOT is_verified, page_set)
        ) AS winner
    FROM core.witnesses
    WHERE tier_rank IS NOT NULL
    GROUP BY slot_key
)
SELECT witnesses.*
FROM core.witnesses
JOIN winners USING (slot_key)
WHERE witnesses.page_set = winner.page_set
    AND witnesses.is_stale = winner.is_stale
    AND witnesses.tier_rank IS NOT NULL
