-- Changes of one carrier that say the same on several page sets, each within two weeks of the one before.
WITH
marked AS (
    SELECT
        *,
        coalesce(observed_at > lag(observed_at) OVER alike + INTERVAL 14 DAY, true) AS is_first
    FROM core.policy_changes
    WINDOW alike AS (
        PARTITION BY carriers, attribute, code, applicant, line_type, channel, before, after
        ORDER BY observed_at, change_id)
),
numbered AS (
    SELECT
        *,
        count(*) FILTER (is_first) OVER (
            PARTITION BY carriers, attribute, code, applicant, line_type, channel, before, after
            ORDER BY observed_at, change_id) AS wave
    FROM marked
)
SELECT
    md5('rollout|' || arg_min(change_id, row(observed_at, change_id))) AS rollout_id,
    carriers,
    attribute,
    code,
    applicant,
    line_type,
    channel,
    before,
    after,
    min(direction) AS direction,
    list(change_id ORDER BY observed_at, change_id) AS change_ids,
    list(page_set ORDER BY observed_at, change_id) AS page_sets,
    list(observed_at::DATE ORDER BY observed_at, change_id) AS observed_on,
    list_sort(list_distinct(flatten(list(regions)))) AS regions,
    min(observed_at)::DATE AS first_on,
    max(observed_at)::DATE AS last_on
FROM numbered
GROUP BY carriers, attribute, code, applicant, line_type, channel, before, after, wave
HAVING count(DISTINCT page_set) > 1
