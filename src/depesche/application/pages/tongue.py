"""The language that a dossier's dispatches are in: what they and the codebook say has to be hyphenated by its rules."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from depesche.application.pages.remembering import memory_of
from depesche.errors import DossierError
from depesche.ledger import facets

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

LOOKED_AT = 20
"""Dispatches that are looked at, the newest: a dossier is in one language as a rule."""


def language_of(dossier: Dossier) -> str:
    """The language of most of the newest dispatches (ISO 639-1), "" where none is known.

    Every page asks for it, also the one that says that the dossier is lost: it is no reason to fail.
    """
    try:
        found: str = memory_of(dossier).get("language", lambda: _language(dossier))
    except DossierError:
        return ""
    return found


def _language(dossier: Dossier) -> str:
    _, ids = facets.document_page(dossier.ledger, LOOKED_AT)
    known = (
        Counter(one.language for one in dossier.documents(with_text=False, ids=ids) if one.language) if ids else None
    )
    return known.most_common(1)[0][0] if known else ""
