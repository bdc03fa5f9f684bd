"""Saved searches: names that people gave to addresses. Kept as decisions, so that who and when are never lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from depesche.application.deciding import author
from depesche.errors import UsageError
from depesche.records import Decision, Verb

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

RECORD = "view"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search that somebody saved: ``query`` is the address's part after the question mark."""

    decision: str
    name: str
    path: str
    query: str
    author: str
    made_at: str


def saved_views(dossier: Dossier, path: str) -> list[SavedView]:
    """The saved searches of a page, by name."""
    found = []
    for decision in dossier.ledger.decisions(RECORD):
        change = decision.change
        if change.get("path") == path:
            found.append(
                SavedView(
                    decision.id,
                    str(change.get("name", "")),
                    path,
                    str(change.get("query", "")),
                    decision.author,
                    decision.made_at,
                )
            )
    return sorted(found, key=lambda one: one.name.casefold())


def save_view(dossier: Dossier, name: str, path: str, query: str, by: str | None = None) -> Decision:
    """Give an address a name; the same name on the same page replaces the older.

    Raises:
        UsageError: no name.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise UsageError("a saved search needs a name", path)
    target = hashlib.sha256(f"{path}\x1f{name.casefold()}".encode()).hexdigest()[:16]
    change = {"name": name, "path": path, "query": query}
    return dossier.ledger.decide(Decision("", Verb.EDIT, RECORD, target, by or author(), "", change))
