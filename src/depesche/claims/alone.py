"""Actors and claims run without a dossier: an in-memory view and a run over documents, for scoring and for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from depesche.actors import resolve
from depesche.claims import link
from depesche.claims.model import Models
from depesche.records import Actor, Claim, Document, ReadDocument, Statement
from depesche.stages import Changes, MemoryIndex


class MemoryView:
    """A `DossierView` in memory that also takes in changes."""

    def __init__(self) -> None:
        self._read: dict[str, ReadDocument] = {}
        self._home: dict[str, str] = {}
        self._actors: dict[str, Actor] = {}
        self._claims: dict[str, Claim] = {}
        self._copies: dict[str, str | None] = {}
        self._claims_of: dict[str, dict[str, None]] = {}

    def store(self, batch: Iterable[ReadDocument]) -> None:
        """Take in documents."""
        for read in batch:
            self._read[read.document.id] = read
            self._home.update((statement.id, read.document.id) for statement in read.statements)

    def apply(self, changes: Changes) -> None:
        """Take in what a stage found."""
        self._actors.update((actor.id, actor) for actor in changes.actors)
        self._copies.update(changes.copies)
        changed: dict[str, list[Statement]] = {}
        for statement in changes.statements:
            changed.setdefault(statement.document, []).append(statement)
        for document, statements in changed.items():
            new = {statement.id: statement for statement in statements}
            read = self._read[document]
            self._read[document] = replace(read, statements=tuple(new.get(old.id, old) for old in read.statements))
        for document, original in changes.copies.items():
            if document in self._read:
                read = self._read[document]
                self._read[document] = replace(read, document=replace(read.document, copies_of=original))
        for claim_id in changes.dropped.get("claim", ()):
            self._forget(claim_id)
        for claim in changes.claims:
            self._forget(claim.id)
            self._claims[claim.id] = claim
            for statement_id in (*claim.statements, *(response.statement for response in claim.responses)):
                self._claims_of.setdefault(statement_id, {})[claim.id] = None

    def _forget(self, claim_id: str) -> None:
        old = self._claims.pop(claim_id, None)
        if old is not None:
            for statement_id in (*old.statements, *(response.statement for response in old.responses)):
                self._claims_of.get(statement_id, {}).pop(claim_id, None)

    def documents(self, ids: Iterable[str]) -> dict[str, Document]:
        """See `DossierView.documents`."""
        return {key: self._read[key].document for key in ids if key in self._read}

    def read_documents(self, ids: Iterable[str]) -> dict[str, ReadDocument]:
        """See `DossierView.read_documents`."""
        return {key: self._read[key] for key in ids if key in self._read}

    def statements(self, ids: Iterable[str]) -> dict[str, Statement]:
        """See `DossierView.statements`."""
        wanted = set(ids)
        homes = {self._home[key] for key in wanted if key in self._home}
        return {
            statement.id: statement
            for home in homes
            for statement in self._read[home].statements
            if statement.id in wanted
        }

    def statements_of(self, documents: Iterable[str]) -> dict[str, list[Statement]]:
        """See `DossierView.statements_of`."""
        return {key: list(self._read[key].statements) for key in documents if key in self._read}

    def actors(self, ids: Iterable[str]) -> dict[str, Actor]:
        """See `DossierView.actors`."""
        return {key: self._actors[key] for key in ids if key in self._actors}

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        """See `DossierView.claims`."""
        return {key: self._claims[key] for key in ids if key in self._claims}

    def claims_of(self, statements: Iterable[str]) -> dict[str, list[str]]:
        """See `DossierView.claims_of`."""
        return {key: list(self._claims_of[key]) for key in statements if self._claims_of.get(key)}

    def everything(self) -> Reading:
        """All that was found."""
        statements = tuple(statement for read in self._read.values() for statement in read.statements)
        return Reading(statements, tuple(self._actors.values()), tuple(self._claims.values()), dict(self._copies))


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of a run."""

    statements: tuple[Statement, ...]
    actors: tuple[Actor, ...]
    claims: tuple[Claim, ...]
    copies: dict[str, str | None]


def run(documents: Sequence[ReadDocument], step: int | None = None, models: Models | None = None) -> Reading:
    """Resolve actors and link claims over documents with statements.

    Args:
        documents: in the order in which they are taken in.
        step: how many at a time; all at once where None.
        models: the claim stage's trained scores; the shipped ones where None.
    """
    view, actors_index, claims_index = MemoryView(), MemoryIndex(), MemoryIndex()
    size = step or max(1, len(documents))
    for place in range(0, len(documents), size):
        batch = documents[place : place + size]
        view.store(batch)
        view.apply(resolve(batch, view, actors_index))
        ids = [read.document.id for read in batch]
        view.apply(link(list(view.read_documents(ids).values()), view, claims_index, models))
    return view.everything()
