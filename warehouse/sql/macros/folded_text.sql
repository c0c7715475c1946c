-- A text's letters and digits in small letters, so that layout and punctuation do not count.
CREATE MACRO core.folded_text(given) AS lower(regexp_replace(given, '[^\p{L}\p{N}]+', '', 'g'));
