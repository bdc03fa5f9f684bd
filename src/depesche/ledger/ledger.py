"""The ledger as the application sees it: one object whose methods never raise a database's own error."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from depesche.errors import DossierReadOnly
from depesche.ledger import (
    connection as opening,
)
from depesche.ledger import (
    decided,
    decision_store,
    documents,
    migrations,
    readings,
    schema,
    streams,
    tables,
)
from depesche.ledger import overview as overviews
from depesche.ledger import search as searching
from depesche.ledger.decisions import Overlay
from depesche.ledger.documents import SourceState
from depesche.ledger.filters import Filters
from depesche.ledger.index import LedgerIndex
from depesche.ledger.overview import Overview
from depesche.ledger.search import SearchResult
from depesche.records import (
    Actor,
    Analysis,
    Claim,
    Contact,
    Decision,
    Document,
    Position,
    Proposal,
    ReadDocument,
    Statement,
)
from depesche.stages import Changes, Stage

T = TypeVar("T")


def open_ledger(location: str | Path, *, create: bool = True, read_only: bool = False) -> Ledger:
    """Open a dossier, a file or a Postgres address, and bring an older one up to date.

    Args:
        location: a path, or ``postgresql://user@host/database?schema=NAME`` (schema "dossier" unless told).
        create: make a new dossier where there is none.
        read_only: never write. A file that may not be written to, or lies in such a folder, is opened so by itself.

    Raises:
        NoDossier: nothing is there (and ``create`` is off), or the folder or server is not there.
        NotADossier: another kind of file or database.
        DossierNewer: written by a later version.
        DossierDamaged: broken.
        DossierReadOnly: no permission, or ``read_only`` on an older schema.
        DossierLocked: another program is writing for longer than a minute.
    """
    create = create and not read_only
    permitted = True
    with opening.translated(location):
        if opening.is_url(location):
            engine = opening.postgres_engine(str(location), read_only=read_only)
            there = existed = True
        else:
            path = Path(location)
            existed = path.exists()
            there = opening.check_file(path, create=create)
            permitted = opening.writable(path)
            read_only = read_only or not permitted
            engine = opening.sqlite_engine(path, read_only=read_only)
        try:
            _prepare(engine, location, there=there, create=create, read_only=read_only)
        except BaseException:
            engine.dispose()
            if not existed:
                opening.remove_empty(Path(location))
            raise
    return Ledger(engine, location, read_only=read_only, permitted=permitted)


def _prepare(engine: Engine, location: str | Path, *, there: bool, create: bool, read_only: bool) -> None:
    """Check a database, and make or migrate it under the write lock."""
    where = opening.shown(location)
    if there:
        with engine.connect() as connection:
            version = migrations.version_of(connection, where)
        if version == schema.VERSION:
            return
        if read_only or (version == 0 and not create):
            opening.refuse_to_make(version, where)
    elif not create:
        opening.refuse_to_make(0, where)
    opening.prepare_new(engine)
    with engine.connect().execution_options(**{opening.WRITING: True}) as connection, connection.begin():
        version = migrations.version_of(connection, where)
        if version < schema.VERSION:
            migrations.bring_up(connection, version)


def _decided_count(connection: Connection, record: str, filters: Filters) -> int:
    return decided.count(connection, record, filters, decided.overlay(connection))


class Ledger:
    """Everything about one negotiation.

    Any number of threads may use one ledger: each call takes a connection of its own from a small pool, and a
    transaction belongs to the thread that began it. A process that forks opens its own. A generator (``iter_...``)
    holds a connection and sees the dossier as it was when it began; use it up or close it.
    """

    def __init__(self, engine: Engine, location: str | Path, *, read_only: bool, permitted: bool = True) -> None:
        self.location = location
        self.read_only = read_only
        self._permitted = permitted
        self._engine = engine
        self._mine = threading.local()
        self._watch = opening.Watch(engine)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; SQLite then folds its side files into the one file."""
        with opening.translated(self.location):
            self._watch.close()
            self._engine.dispose()

    def data_version(self) -> str:
        """Which commit of an SQLite file readers see: another text after each commit of anybody."""
        with opening.translated(self.location):
            return self._watch.version()

    # --- connections ----------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is stored together or, where anything raises, not at all. Blocks may be nested.

        Raises:
            DossierReadOnly: opened to read only.
            DossierLocked: another program is writing for longer than a minute.
            DiskFull: no space left; the dossier is as it was.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        current: Connection | None = getattr(self._mine, "connection", None)
        with opening.translated(self.location):
            if current is not None:
                yield current
                return
            if self.read_only:
                raise self._refusal()
            with self._engine.connect().execution_options(**{opening.WRITING: True}) as connection, connection.begin():
                self._mine.connection = connection
                try:
                    yield connection
                finally:
                    self._mine.connection = None

    def _refusal(self) -> DossierReadOnly:
        where = opening.shown(self.location)
        if self._permitted:
            return DossierReadOnly("opened to read only", where, "Open it to write.")
        hint = "Change the permissions of the file and its folder, or copy it."
        return DossierReadOnly("the dossier cannot be written to", where, hint)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        current: Connection | None = getattr(self._mine, "connection", None)
        with opening.translated(self.location):
            if current is not None:
                yield current
                return
            with opening.reader(self._engine) as connection:
                yield connection

    def check(self) -> None:
        """Go through the whole dossier and see that nothing in it is broken; takes as long as reading the file.

        Raises:
            DossierDamaged: something is.
        """
        with self._reading() as connection:
            opening.check(connection, opening.shown(self.location))

    # --- documents and sources ------------------------------------------------------------------------------------

    def known_sources(self, paths: Iterable[str | Path]) -> dict[Any, SourceState]:
        """What is known of the files, by the very path objects given; files never read are left out."""
        with self._reading() as connection:
            return documents.known_sources(connection, paths)

    def add_documents(
        self, items: Iterable[tuple[Document, bytes]], sources: Mapping[Any, SourceState] | None = None
    ) -> list[str]:
        """Store documents with their raw bytes and search words, and the files they came from, in one transaction.

        A document that is there already is left as it is. Lone surrogates and NUL in a text are stored as U+FFFD, one
        for one. Some hundred documents a call are fastest.

        Args:
            items: documents and the bytes that they were read from.
            sources: path -> state of the files that are now read as a whole.

        Returns:
            The ids that were new, in the order given.
        """
        with self._writing() as connection:
            return documents.add_documents(connection, items, sources or {})

    def raw(self, document_id: str) -> bytes:
        """The bytes that a document was read from.

        Raises:
            UnknownName: there is no such document.
        """
        with self._reading() as connection:
            return documents.raw(connection, document_id, opening.shown(self.location))

    # --- readings -------------------------------------------------------------------------------------------------

    def pending(self, stage: Stage, limit: int | None = None) -> list[str]:
        """Documents without a reading of this stage at this version, the oldest published first.

        Args:
            stage: the stage.
            limit: at most so many.
        """
        with self._reading() as connection:
            return readings.pending(connection, stage, limit)

    def untouched(self, stage: Stage) -> bool:
        """Whether this stage has read no document at this version."""
        with self._reading() as connection:
            return readings.untouched(connection, stage)

    def unread(self, stage: Stage, ids: Iterable[str]) -> set[str]:
        """Those of the documents that this stage has not read at this version."""
        with self._reading() as connection:
            return readings.unread(connection, stage, ids)

    def store_language(self, stage: Stage, analyses: Iterable[Analysis]) -> None:
        """Store analyses in place of older ones and mark their documents as read."""
        with self._writing() as connection:
            readings.store_language(connection, stage, analyses)

    def store_attribution(self, stage: Stage, statements: Mapping[str, Sequence[Statement]]) -> None:
        """Store each document's statements in place of all it had and mark it as read (also with none)."""
        with self._writing() as connection:
            readings.store_attribution(connection, stage, statements)

    def store_changes(self, stage: Stage, document_ids: Iterable[str], changes: Changes) -> None:
        """Store what a dossier-wide stage found and mark the documents as read by it."""
        with self._writing() as connection:
            readings.store_changes(connection, stage, document_ids, changes)

    def index(self, stage: Stage) -> LedgerIndex:
        """The stage's own index. Use it within ``transaction()`` together with `store_changes`."""
        return LedgerIndex(stage.name, self._reading, self._writing)

    def reset(self, stage: Stage) -> None:
        """Forget a dossier-wide stage's index and that it read anything, so that it starts anew.

        Its findings stay until the new ones replace them; drop them with `store_changes` where they must go.
        """
        with self._writing() as connection:
            readings.reset(connection, stage)
            self.index(stage).clear()

    # --- what a stage may look up (depesche.stages.DossierView): readings as they are, decisions left aside ---------

    def documents(self, ids: Iterable[str]) -> dict[str, Document]:
        """Documents by id."""
        with self._reading() as connection:
            return documents.documents(connection, ids)

    def analyses(self, ids: Iterable[str]) -> dict[str, Analysis]:
        """What the language stage found, by document id."""
        with self._reading() as connection:
            return readings.analyses(connection, ids)

    def read_documents(self, ids: Iterable[str]) -> dict[str, ReadDocument]:
        """Documents with their analysis (an empty one where there is none yet) and statements."""
        with self._reading() as connection:
            found = documents.documents(connection, ids)
            analyses = readings.analyses(connection, found)
            statements = readings.statements_of(connection, found)
        return {
            id_: ReadDocument(
                document, analyses.get(id_) or Analysis(id_, document.language or ""), tuple(statements[id_])
            )
            for id_, document in found.items()
        }

    def statements(self, ids: Iterable[str]) -> dict[str, Statement]:
        """Statements by id."""
        with self._reading() as connection:
            return readings.statements(connection, ids)

    def statements_of(self, documents: Iterable[str]) -> dict[str, list[Statement]]:
        """All statements of each document, in text order."""
        with self._reading() as connection:
            return readings.statements_of(connection, documents)

    def actors(self, ids: Iterable[str]) -> dict[str, Actor]:
        """Actors by id."""
        with self._reading() as connection:
            return tables.by_id(connection, tables.ACTORS, ids)

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        """Claims by id."""
        with self._reading() as connection:
            return tables.by_id(connection, tables.CLAIMS, ids)

    def claims_of(self, statements: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the claims that each statement belongs or responds to."""
        with self._reading() as connection:
            return readings.claims_of(connection, statements)

    # --- going through everything: with decisions laid over, or (decided=False) as it was read ---------------------

    def iter_documents(self, with_text: bool = True, **filters: Any) -> Iterator[Document]:
        """Documents by day and id. Filters: see `depesche.ledger.Filters`. Without text, ``text`` is empty."""
        chosen = Filters.of(filters)
        with self._reading() as connection:
            yield from streams.documents(connection, chosen, with_text=with_text)

    def iter_statements(self, decided: bool = True, **filters: Any) -> Iterator[Statement]:
        """Statements in the order of their documents, in text order."""
        return self._stream("statement", decided, filters)

    def iter_actors(self, decided: bool = True, **filters: Any) -> Iterator[Actor]:
        """Actors by name."""
        return self._stream("actor", decided, filters)

    def iter_claims(self, decided: bool = True, **filters: Any) -> Iterator[Claim]:
        """Claims by their first day."""
        return self._stream("claim", decided, filters)

    def iter_positions(self, decided: bool = True, **filters: Any) -> Iterator[Position]:
        """Positions by issue, party and time."""
        return self._stream("position", decided, filters)

    def iter_proposals(self, decided: bool = True, **filters: Any) -> Iterator[Proposal]:
        """Proposals by id."""
        return self._stream("proposal", decided, filters)

    def iter_contacts(self, decided: bool = True, **filters: Any) -> Iterator[Contact]:
        """Contacts by day."""
        return self._stream("contact", decided, filters)

    def _stream(self, record: str, laid_over: bool, filters: dict[str, Any]) -> Iterator[Any]:
        chosen = Filters.of(filters)  # a wrong filter is told at once, not when the first record is asked for

        def generate() -> Iterator[Any]:
            with self._reading() as connection:
                laid = decided.overlay(connection) if laid_over else Overlay(())
                yield from decided.stream(connection, record, chosen, laid)

        return generate()

    def one(self, record: str, identity: str, rewritten: bool = True) -> Any | None:
        """The thing of a kind that an id names, as decisions left it: also one that was rejected, and what it is merged
        into; None where there is none. Not ``rewritten``: what it refers to is told as it was read, which is quicker.
        """
        with self._reading() as connection:
            return decided.one(connection, record, identity, rewritten=rewritten)

    def beginning(self, record: str, begin: str, most: int = 6) -> list[str]:
        """The ids of things of a kind (or "decision") that begin so, those that decisions made too; `most` at most."""
        with self._reading() as connection:
            return decided.beginning(connection, record, begin, most)

    def touched(self, record: str, field: str) -> tuple[set[str], set[str]]:
        """Ids, as they are now, of the things of a kind that decisions touch; and of those of which a person set a
        field.
        """
        with self._reading() as connection:
            laid = decided.overlay(connection)
            return {thing.id for thing in decided.touching(connection, record, laid)[0]}, laid.settled(record, field)

    def count(self, record: str, decided: bool = True, **filters: Any) -> int:
        """How many records of that name ("document", "statement", ...) pass the filters."""
        chosen = Filters.of(filters)
        with self._reading() as connection:
            if not decided or record == "document":
                return streams.count(connection, record, chosen)
            return _decided_count(connection, record, chosen)

    def overview(self, stages: Iterable[Stage] = ()) -> Overview:
        """The dossier at a glance; ``pending`` is told for the stages given."""
        with self._reading() as connection:
            return overviews.overview(connection, stages)

    # --- search ---------------------------------------------------------------------------------------------------

    def search(
        self,
        words: str,
        *,
        limit: int = 20,
        offset: int = 0,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        language: str | None = None,
    ) -> SearchResult:
        """Documents that hold all the words, in any form or inside longer words.

        Args:
            words: ``Waffenruhe Gaza``, ``"neue Gespräche"`` (in this order), ``Verhandl*``, ``-Wetter`` (without).
                Anything may be typed; without a word nothing is found.
            limit: hits on this page.
            offset: hits before it.
            outlet: only of this outlet.
            since: from this ISO day, month or year on.
            until: up to and including it.
            language: only of this language code.

        Raises:
            BadExpression: more words than a query may have.
        """
        with self._reading() as connection:
            return searching.search(
                connection,
                words,
                limit=limit,
                offset=offset,
                outlet=outlet,
                since=since,
                until=until,
                language=language,
            )

    # --- decisions ------------------------------------------------------------------------------------------------

    def decide(self, decision: Decision) -> Decision:
        """Store what a person decided. An empty id or time is filled in; a second verdict on a thing ends the first."""
        with self._writing() as connection:
            return decision_store.decide(connection, decision)

    def undo(self, decision_id: str, author: str) -> Decision:
        """Take a decision back; what it had ended stands again.

        Raises:
            UnknownName: there is no such decision.
            UsageError: it does not stand any more.
        """
        with self._writing() as connection:
            return decision_store.undo(connection, decision_id, author)

    def decisions(self, record: str | None = None, target: str | None = None, living: bool = True) -> list[Decision]:
        """Decisions in the order in which they were made: those that stand, or all there ever were."""
        with self._reading() as connection:
            return decision_store.decisions(connection, record, target, living=living)
