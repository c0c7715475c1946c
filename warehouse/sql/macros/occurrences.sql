-- How often a text holds another, without overlaps.
CREATE MACRO core.occurrences(given, part) AS
    CASE WHEN part = '' THEN 0 ELSE (length(given) - length(replace(given, part, ''))) // length(part) END;
