"""What a stage is, and the two narrow interfaces through which dossier-wide stages see the rest of the dossier.

A stage predicts: it takes records and returns records, and touches nothing. The application stores what it returned,
under the stage's version. Per-document stages (language, attribution) look at one document; dossier-wide stages
(actors, claims, positions) get the new documents, a `DossierView` to look up what is known, and a `StageIndex` of
their own to find the few known things that a new document touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from depesche.records import Actor, Claim, Contact, Document, Position, Proposal, ReadDocument, Statement


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's declaration.

    Args:
        name: the stage's folder.
        version: changes whenever the result could change; a new version makes the dossier be read again.
        reads: record fields it needs, as "document.text".
        writes: record fields it fills.
        scored_by: the `depesche evaluate` measures that judge it.
    """

    name: str
    version: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    scored_by: tuple[str, ...] = ()


class StageIndex(Protocol):
    """A stage's own index, kept by the ledger: postings (key -> items) and one small value per item.

    Keys and items are text the stage makes up (a name's normal form, a near-duplicate band, a vector bucket; a
    document, statement or claim id). Writes are seen by later reads at once and stored with the stage's results, in
    one transaction.
    """

    def add(self, postings: Iterable[tuple[str, str]]) -> None:
        """Record (key, item) pairs; a pair that is there already is kept once."""

    def find(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """The items under each key, in the order they were added; keys without items are left out."""

    def put(self, values: Mapping[str, bytes]) -> None:
        """Set the value of each item."""

    def get(self, items: Iterable[str]) -> dict[str, bytes]:
        """The values of the items; items without a value are left out."""

    def discard(self, items: Iterable[str]) -> None:
        """Forget the items: their postings and values."""


class DossierView(Protocol):
    """What a dossier-wide stage may look up. Unknown ids are left out of the answers."""

    def documents(self, ids: Iterable[str]) -> dict[str, Document]:
        """Documents by id."""

    def read_documents(self, ids: Iterable[str]) -> dict[str, ReadDocument]:
        """Documents with their analysis and statements, by document id."""

    def statements(self, ids: Iterable[str]) -> dict[str, Statement]:
        """Statements by id."""

    def statements_of(self, documents: Iterable[str]) -> dict[str, list[Statement]]:
        """All statements of each document, in text order."""

    def actors(self, ids: Iterable[str]) -> dict[str, Actor]:
        """Actors by id."""

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        """Claims by id."""

    def claims_of(self, statements: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the claims that each statement belongs or responds to."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a dossier-wide stage found: records to write (new or in place of those with the same id) and ids to drop."""

    actors: Sequence[Actor] = ()
    statements: Sequence[Statement] = ()
    copies: Mapping[str, str | None] = field(default_factory=dict)  # document id -> the document it is a copy of
    claims: Sequence[Claim] = ()
    positions: Sequence[Position] = ()
    proposals: Sequence[Proposal] = ()
    contacts: Sequence[Contact] = ()
    dropped: Mapping[str, Sequence[str]] = field(default_factory=dict)  # record name -> ids


class MemoryIndex:
    """A `StageIndex` in memory: for tests, for training and for stages used alone."""

    def __init__(self) -> None:
        self._postings: dict[str, dict[str, None]] = {}
        self._values: dict[str, bytes] = {}

    def add(self, postings: Iterable[tuple[str, str]]) -> None:
        """See `StageIndex.add`."""
        for key, item in postings:
            self._postings.setdefault(key, {})[item] = None

    def find(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """See `StageIndex.find`."""
        return {key: list(self._postings[key]) for key in keys if self._postings.get(key)}

    def put(self, values: Mapping[str, bytes]) -> None:
        """See `StageIndex.put`."""
        self._values.update(values)

    def get(self, items: Iterable[str]) -> dict[str, bytes]:
        """See `StageIndex.get`."""
        return {item: self._values[item] for item in items if item in self._values}

    def discard(self, items: Iterable[str]) -> None:
        """See `StageIndex.discard`."""
        gone = set(items)
        for item in gone:
            self._values.pop(item, None)
        for key in [key for key, found in self._postings.items() if not gone.isdisjoint(found)]:
            kept = {item: None for item in self._postings[key] if item not in gone}
            if kept:
                self._postings[key] = kept
            else:
                del self._postings[key]
