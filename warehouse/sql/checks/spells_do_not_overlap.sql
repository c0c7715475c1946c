-- severity: error
-- The spells of one claim are whole stretches of time, one after the other.
SELECT claim_key, valid_from, valid_to
FROM (
    SELECT *, lead(valid_from) OVER (PARTITION BY claim_key ORDER BY valid_from) AS next_from
    FROM core.claim_spells
)
WHERE valid_to <= valid_from OR coalesce(valid_to, 'infinity') > next_from
