-- severity: error
-- No policy rests on spam, and none is counted for or against one.
SELECT policy_key, tier FROM core.policies WHERE coalesce(core.tier_rank(tier) IS NULL, true)
