"""The state of play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from depesche.ledger import facets

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier


def document_total(dossier: Dossier) -> int:
    """How many dispatches there are."""
    return facets.document_count(dossier.ledger)
