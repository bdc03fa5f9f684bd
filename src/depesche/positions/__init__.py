"""Statements to positions, proposals and contacts: where each party stands, what is on the table, who talks to whom.

`derive` is incremental: it looks at the new documents, and folds again only those cells (party, issue) that they touch.
"""

from __future__ import annotations

from depesche.positions.belief import Belief
from depesche.positions.codebook import (
    Codebook,
    Issue,
    Outcome,
    PartySpec,
    codebook_issues_for_bargaining,
    load_codebook,
)
from depesche.positions.derive import STAGE, derive
from depesche.positions.stances import is_stance

__all__ = [
    "STAGE",
    "Belief",
    "Codebook",
    "Issue",
    "Outcome",
    "PartySpec",
    "codebook_issues_for_bargaining",
    "derive",
    "is_stance",
    "load_codebook",
]
