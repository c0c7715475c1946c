-- As read; captures after the instant as of which the warehouse speaks are not known yet.
SELECT read_captures.*
FROM read_captures
CROSS JOIN declared_build
WHERE captured_at <= now_at
