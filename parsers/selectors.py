"""Evidence as the W3C Web Annotation Data Model writes it: TextQuoteSelector and TextPositionSelector."""

from __future__ import annotations

from typing import Any

from schemas.claims import Evidence

_CONTEXT = 32  # code points of prefix and suffix, enough to find a quote again in a text that moved


def select_evidence(text: str, evidence: Evidence, source: str) -> dict[str, Any]:
    """Write evidence as an annotation's target with both selectors; positions count code points of the source's text.

    Source: W3C Recommendation "Web Annotation Data Model", 23 February 2017, sections 4.2.4 and 4.2.5.
    """
    return {
        "type": "SpecificResource",
        "source": source,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": evidence.quote,
                "prefix": text[max(0, evidence.start - _CONTEXT) : evidence.start],
                "suffix": text[evidence.end : evidence.end + _CONTEXT],
            },
            {"type": "TextPositionSelector", "start": evidence.start, "end": evidence.end},
        ],
    }
