"""The article of a news page, by trafilatura, and its day, by htmldate; their output depends on the page alone.

Policy pages are pruning.py's: trafilatura drops list items that stand in the cells of a table.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from parsers.headings import Line
from parsers.markup import read_fragment
from parsers.pageinfo import read_day


def read_article(html: str) -> tuple[str, list[Line]] | None:
    """Read the article of a news page into its text and lines; None where no article is found in it."""
    import trafilatura  # half a second at start, and only news needs it

    article = None
    with suppress(ValueError, AttributeError):  # what lxml cannot hold: control characters, trees without a root
        article = trafilatura.extract(
            html, output_format="html", include_comments=False, include_tables=True, favor_recall=True
        )
    return read_fragment(article) if article else None


def find_article_day(html: str, latest: date) -> date | None:
    """Find the day on which an article was first published, not after `latest`."""
    import htmldate

    found = None
    with suppress(ValueError, AttributeError, OverflowError):
        found = htmldate.find_date(html, original_date=True, extensive_search=False, max_date=latest.isoformat())
    return read_day(found) if found else None
