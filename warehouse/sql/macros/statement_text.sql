-- A statement as text: the polarity and, where stated, the value in canonical JSON.
CREATE MACRO core.statement_text(polarity, value) AS polarity || coalesce(' ' || value, '');
