"""A model's proposals beside what the rules read, for `extract` and `probe`: grounded, marked, counted, kept nowhere.

How proposals are judged is parsers/proposals'; how a server is asked is model_proposer.py's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from parsers.proposals import ground_proposals
from pipelines.model_proposer import ModelProposer
from pipelines.settings import Settings
from schemas.claims import Claim
from schemas.documents import Document
from schemas.errors import LinewatchError


@dataclass(slots=True)
class Proposals:
    """What a model's proposals for one document came to; `failure` says why there are none."""

    model: str
    claims: list[Claim] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    failure: str | None = None

    def to_records(self) -> list[dict[str, Any]]:
        """Return the claims as records that name the model, so that nobody takes them for what the rules read."""
        return [claim.to_record() | {"proposed_by": self.model} for claim in self.claims]

    def describe(self) -> str:
        """Say in one line what was kept and what was dropped for which reason."""
        if self.failure is not None:
            return self.failure
        reasons = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in sorted(self.dropped.items()))
        return f"{len(self.claims)} kept, {self.dropped.total()} dropped{f' ({reasons})' if reasons else ''}"


def make_proposer(settings: Settings) -> ModelProposer:
    """Return the proposer that the environment declares; a LinewatchError that says how to declare one."""
    if settings.model_address is None:
        raise LinewatchError(
            "no model is declared; set LINEWATCH_MODEL_ADDRESS to an OpenAI-compatible server, as "
            "http://127.0.0.1:8000/v1, and LINEWATCH_MODEL to the model's name there"
        )
    return ModelProposer(settings.model_address, settings.model)


def propose_claims(proposer: ModelProposer, document: Document, known: Sequence[Claim]) -> Proposals:
    """Ask a model for claims that the rules did not read; a server that fails is told and stops nothing."""
    try:
        grounding = ground_proposals(proposer.propose(document), document, known)
    except LinewatchError as error:
        return Proposals(proposer.model, failure=str(error))
    return Proposals(proposer.model, grounding.claims, grounding.dropped)
