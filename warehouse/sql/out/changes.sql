-- Every policy change with its labels and words.
SELECT
    build.dataset,
    changes.change_id,
    changes.observed_at,
    changes.previous_observed_at,
    changes.effective_on,
    changes.publisher_id,
    publishers.name AS publisher_name,
    changes.source_id,
    sources.title AS source_title,
    coalesce(documents.address, sources.url) AS address,
    sources.is_verified,
    changes.tier,
    changes.carriers,
    changes.regions,
    changes.attribute,
    vocabulary.attribute_zh,
    vocabulary.attribute_en,
    changes.code,
    vocabulary.code_zh,
    vocabulary.code_en,
    changes.applicant,
    changes.line_type,
    changes.channel,
    changes.kind,
    coalesce(kinds.label_zh, changes.kind) AS kind_zh,
    coalesce(kinds.label_en, changes.kind) AS kind_en,
    changes.before_zh,
    changes.before_en,
    changes.after_zh,
    changes.after_en,
    array_to_string(changes.before_quotes, ' / ') AS before_quote,
    array_to_string(changes.after_quotes, ' / ') AS after_quote,
    changes.direction,
    coalesce(directions.label_zh, changes.direction) AS direction_zh,
    coalesce(directions.label_en, changes.direction) AS direction_en,
    changes.is_flap
FROM core.policy_changes AS changes
CROSS JOIN raw.build
JOIN raw.publishers USING (publisher_id)
JOIN raw.sources ON sources.source_id = changes.source_id
JOIN raw.vocabulary ON vocabulary.attribute = changes.attribute AND vocabulary.code = changes.code
LEFT JOIN raw.documents ON documents.document_id = coalesce(changes.after_documents[1], changes.before_documents[1])
LEFT JOIN raw.labels AS kinds ON kinds.kind = 'change' AND kinds.word = changes.kind
LEFT JOIN raw.labels AS directions ON directions.kind = 'direction' AND directions.word = changes.direction
