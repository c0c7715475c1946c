-- Near-copies of one text are one witness: three quarters of their marks are equal, directly or by way of other copies.
WITH RECURSIVE
signed AS (
    SELECT document_id, unnest(signature) AS mark FROM raw.documents
),
pairs AS (
    SELECT here.document_id AS left_id, there.document_id AS right_id
    FROM signed AS here
    JOIN signed AS there ON there.mark = here.mark AND there.document_id > here.document_id
    GROUP BY ALL
    HAVING count(*) >= 24
),
linked AS (
    SELECT left_id, right_id FROM pairs
    UNION ALL
    SELECT right_id, left_id FROM pairs
),
reached AS (
    SELECT left_id AS document_id, right_id AS other_id FROM linked
    UNION
    SELECT reached.document_id, linked.right_id FROM reached JOIN linked ON linked.left_id = reached.other_id
)
SELECT document_id, least(document_id, min(other_id)) AS copy_of
FROM reached
GROUP BY document_id
