"""The dossier: everything about one negotiation, and every verb that a face may call on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from depesche import exchange
from depesche.application import codebooks, deciding, naming
from depesche.application.pipeline import Progress, ReadReport, Uploads, run_pipeline, silent
from depesche.application.stages import Plan, plan
from depesche.application.views import Views
from depesche.errors import UnknownName, UsageError
from depesche.ledger import Ledger, Overview, SearchResult, open_ledger
from depesche.positions.codebook import Codebook
from depesche.reading import Limits
from depesche.records import Decision, Document, Verb


def open_dossier(location: str | Path, *, create: bool = True, read_only: bool = False) -> Dossier:
    """Open a dossier.

    Args:
        location: a file, or a Postgres URL.
        create: make it where there is none.
        read_only: never write; a dossier on a read-only disk can be looked at.

    Raises:
        DossierError: it is missing, not a dossier, damaged, locked, newer than this program, or cannot be written.
    """
    return Dossier(open_ledger(location, create=create, read_only=read_only))


class Dossier(Views):
    """One negotiation's documents, readings and decisions.

    Use it as a context manager. Threads may share it; a process that forks opens its own. What is read out of it has
    the decisions applied: `statements`, `claims`, `positions` and the others of `Views`.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def __enter__(self) -> Dossier:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or server."""
        self.ledger.close()

    # --- reading ------------------------------------------------------------------------------------------------------

    def read(
        self,
        *inputs: str | Path,
        jobs: int = 1,
        follow: bool = False,
        models: bool = True,
        limits: Limits | None = None,
        progress: Progress = silent,
        uploads: Path | None = None,
        anew: bool = False,
    ) -> ReadReport:
        """Read dispatches, through all stages. May be run again on the same input at any time.

        Args:
            inputs: files, folders, globs, "-" for standard input, addresses of pages and feeds; none: only finish what
                an earlier run, an older version or another codebook left to do.
            jobs: processes at work beside this one, where there is enough to do. With more than one, a script that
                calls this needs the ``if __name__ == "__main__"`` guard that `multiprocessing` asks for.
            follow: fetch the pages that a feed's entries link to.
            models: False stores the dispatches and leaves language, attribution and the rest to a later run.
            limits: bounds on what is read.
            progress: told how far the run is.
            uploads: a folder of files that were sent, each in a folder of its own; what is read from it goes by the
                names that they were sent with.
            anew: let every stage read all documents of the dossier again, as if they had come at once. A dispatch that
                was read first may miss a name that a later one teaches; this finds it. Decisions are kept. A run that
                is interrupted is finished by the next one, anew or not.

        Returns:
            What the run did. Inputs that could not be read are in its ``errors``, what is odd about documents that
            are in all the same in its ``remarks``; they are never raised.

        Raises:
            DossierError: the dossier cannot be written to.
            ModelError: a trained part is missing.
            UsageError: anew, but without models.
        """
        if anew and not models:
            raise UsageError("reads nothing anew where dispatches are only stored", "anew", "Leave one of the two out.")
        limits = limits or Limits()
        if follow:
            limits = replace(limits, fetch=replace(limits.fetch, follow=True))
        return run_pipeline(
            self.ledger,
            [os.fspath(given) for given in inputs],
            jobs=jobs,
            limits=limits,
            plan=self._plan() if models else None,
            progress=progress,
            uploads=Uploads(uploads) if uploads else None,
            anew=anew,
        )

    def pending(self) -> dict[str, int]:
        """How many documents each stage still has to read (after a kill, an update or a new codebook)."""
        return dict(self.ledger.overview(self._plan().all()).pending)

    def _plan(self) -> Plan:
        return plan(codebooks.in_use(self.ledger))

    # --- looking ------------------------------------------------------------------------------------------------------

    def overview(self) -> Overview:
        """Counts, period, outlets."""
        return self.ledger.overview()

    def document(self, key: str) -> Document:
        """One document, by its id, the beginning of its id, the path it was read from, or the id its source gave.

        Raises:
            UnknownName: there is none, or several begin so.
        """
        found = self.ledger.documents([key]).get(key)
        if found is not None:
            return found
        known = self.ledger.known_sources([str(Path(key).absolute())])
        identities = [identity for state in known.values() for identity in state.documents]
        if len(identities) != 1:
            identities = [
                document.id
                for document in self.ledger.iter_documents(with_text=False)
                if key in (document.path, document.source_id) or (len(key) > 3 and document.id.startswith(key))
            ]
        if len(identities) == 1:
            return self.ledger.documents(identities)[identities[0]]
        what = f"{len(identities)} dispatches are called so" if identities else "there is no such dispatch"
        raise UnknownName(what, key, "`depesche search` shows ids.")

    def documents(self, with_text: bool = True, **filters: Any) -> Iterator[Document]:
        """Documents by day and id. Filters: ids, outlet, language, since, until."""
        return self.ledger.iter_documents(with_text=with_text, **filters)

    def raw(self, document: str) -> bytes:
        """The bytes that a document was read from."""
        return self.ledger.raw(document)

    def search(
        self,
        words: str,
        *,
        limit: int = 20,
        offset: int = 0,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> SearchResult:
        """Documents that hold all the words, in any form or inside compounds; "phrases" and -without are understood."""
        return self.ledger.search(words, limit=limit, offset=offset, outlet=outlet, since=since, until=until)

    # --- codebook -----------------------------------------------------------------------------------------------------

    def use_codebook(self, path: str | Path, author: str | None = None) -> Codebook:
        """Use another codebook from now on; `read` without inputs brings the positions up to date.

        Raises:
            BadFile: it has mistakes in it, each named.
        """
        return codebooks.use(self.ledger, path, author or deciding.author()).codebook

    # --- decisions ----------------------------------------------------------------------------------------------------

    def decide(
        self, verb: Verb | str, record: str, target: str, *, author: str | None = None, **change: Any
    ) -> Decision:
        """Decide about a reading; the decision stands above every later one until it is undone.

        Args:
            verb: accept, reject, edit, rename, merge, split or add.
            record: "statement", "actor", "claim", "position", "proposal", "contact" or "response".
            target: the id of the thing, or the beginning of it.
            author: who decides; the user's name unless told.
            change: for edit the new values by field; for rename ``name``; for merge and split ``ids``.

        Raises:
            UnknownName: no such thing, verb, record or field; or a value names what is not in the dossier.
            UsageError: the decision says too little, or a value does not fit.
        """
        return deciding.decide(self.ledger, Verb(verb), record, target, author or deciding.author(), change)

    def kind_of(self, identity: str) -> str:
        """Which kind of record an id or the beginning of one names, "statement" and so on.

        Raises:
            UnknownName: none in this dossier, or several begin so.
        """
        return deciding.kind_of(self.ledger, identity)

    def typed(self, record: str, field: str, value: str) -> Any:
        """What a person typed for a field, as `decide` takes it: text as it is where the field is one, else JSON."""
        return deciding.typed(record, field, value)

    def undo(self, decision: str, author: str | None = None) -> Decision:
        """Take a decision back, by its id or the beginning of it.

        Raises:
            UnknownName: no such decision, or several begin so.
            UsageError: it does not stand any more.
        """
        return self.ledger.undo(naming.decision(self.ledger, decision), author or deciding.author())

    def decisions(self, record: str | None = None, target: str | None = None, living: bool = True) -> list[Decision]:
        """Decisions in the order in which they were made."""
        return self.ledger.decisions(record, target, living)

    # --- exchange -----------------------------------------------------------------------------------------------------

    def export(self, name: str, to: str | Path | IO[bytes], *, table: str = "statements", belief: str = "") -> None:
        """Write the dossier in another format (see `depesche.exchange.FORMATS`).

        Raises:
            UnknownName: no such format or table.
            BadExpression: the belief filter cannot be understood.
        """
        target = Path(to) if isinstance(to, str | Path) else to
        exchange.write(self.export_source(belief), name, target, table)
