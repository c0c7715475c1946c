-- The order of witnesses: carriers first. Spam has no rank, so it decides nothing.
CREATE MACRO core.tier_rank(tier) AS
    list_position(['carrier', 'regulator', 'news', 'community', 'aggregator'], tier);
