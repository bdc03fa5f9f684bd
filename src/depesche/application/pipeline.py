"""A dispatch's way through all stages: read and stored first, then language and attribution, then the dossier-wide ones.

Each step commits small batches, so a run that is killed loses at most the batch it was at, and the next run goes on
from there: what still has to be done is what has no reading of the stage's present version.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from depesche.application.workers import Workers
from depesche.errors import DepescheError, InputError, ModelError
from depesche.ledger import Ledger
from depesche.reading import Found, Limits, Source, discover, read_source
from depesche.records import Analysis, Document, ReadDocument, Statement
from depesche.stages import Changes, DossierView, Stage, StageIndex

# Sources a worker reads at a time: reading a small text costs less than sending it to another process alone.
_SOURCES_A_BATCH = 64
# Documents stored in one transaction. 200 of 2 kB commit in a few ms and bound what a kill can cost.
_DOCUMENTS_A_COMMIT = 200
# Documents a worker analyses at a time: some 10,000 words, about a second's work.
_DOCUMENTS_A_BATCH = 32
# Below this many documents, starting worker processes (about 1.5 s each to load the models) costs more than it saves.
_WORTH_WORKERS = 150
# Documents that a dossier-wide stage takes in one transaction; others wait for the ledger that long.
_DOCUMENTS_A_STEP = 20

Item = TypeVar("Item")


class Progress(Protocol):
    """Told how far a run is; called often, must be cheap."""

    def __call__(self, step: str, done: int, total: int | None, /) -> None:
        """`done` of `total` (None: unknown) in a step such as "reading" or "claims"."""


def silent(step: str, done: int, total: int | None, /) -> None:
    """Progress for nobody."""


@dataclass(slots=True)
class ReadReport:
    """What a run did.

    Args:
        new: ids of documents that were not in the dossier before, in the order they were read.
        known: how many inputs were recognised and skipped.
        errors: what could not be read, each naming its input.
        analysed: documents that language and attribution read in this run.
        statements: statements found in them.
        seconds: wall time of the run.
    """

    new: list[str] = field(default_factory=list)
    known: int = 0
    errors: list[DepescheError] = field(default_factory=list)
    analysed: int = 0
    statements: int = 0
    seconds: float = 0.0


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


# --- reading and storing ---------------------------------------------------------------------------------------------


def _read_batch(work: tuple[list[Source], Limits]) -> list[tuple[Source, list[Found | InputError]]]:
    """One worker's share: whole small sources. Runs in another process, so everything goes in and out by value."""
    sources, limits = work
    return [(source, list(read_source(source, limits))) for source in sources]


@dataclass(slots=True)
class _Known:
    """Sources that have to be read, the others counted in the report."""

    ledger: Ledger
    report: ReadReport

    def unread(self, sources: Sequence[Source]) -> list[Source]:
        states = self.ledger.known_sources([source.path for source in sources if source.mtime_ns is not None])
        fresh = []
        for source in sources:
            state = states.get(source.path)
            if state is not None and (state.size, state.mtime_ns) == (source.size, source.mtime_ns):
                self.report.known += 1
            else:
                fresh.append(source)
        return fresh


def read_and_store(
    ledger: Ledger, inputs: Sequence[str], workers: Workers, limits: Limits, report: ReadReport, progress: Progress
) -> None:
    """Read what the inputs name and store it; errors go into the report, the rest goes on."""
    known = _Known(ledger, report)
    done = 0
    for group in batched(discover(inputs, limits=limits), _SOURCES_A_BATCH * workers.jobs):
        report.errors += [entry for entry in group if isinstance(entry, InputError)]
        sources = known.unread([entry for entry in group if isinstance(entry, Source)])
        alone = [source for source in sources if source.streams]
        together = [source for source in sources if not source.streams]
        done += len(group) - len(sources)
        for found in workers.map(_read_batch, [(part, limits) for part in batched(together, _SOURCES_A_BATCH)]):
            _store(ledger, found, report)
            done += len(found)
            progress("reading", done, None)
        for source in alone:  # containers and feeds: streamed, never held whole
            for part in batched(read_source(source, limits), _DOCUMENTS_A_COMMIT):
                _store(ledger, [(source, part)], report)
                progress("reading", done, None)
            done += 1
    progress("reading", done, done)


def _store(ledger: Ledger, found: Sequence[tuple[Source, list[Found | InputError]]], report: ReadReport) -> None:
    """Store what some sources gave, each source marked as known only in the transaction that holds all it gave."""
    documents: list[tuple[Document, bytes]] = []
    sources = []
    for source, entries in found:
        given = [entry for entry in entries if isinstance(entry, Found)]
        errors = [entry for entry in entries if isinstance(entry, InputError)]
        report.errors += errors
        documents += [(entry.document, entry.raw) for entry in given]
        if source.mtime_ns is not None and not errors and not source.streams:
            sources.append((source, tuple(entry.document.id for entry in given)))
    new = ledger.add_documents(documents, sources=sources)
    report.new += new
    report.known += len({document.id for document, _ in documents}) - len(new)


# --- language and attribution ----------------------------------------------------------------------------------------

Analysed = tuple[list[ReadDocument], list[InputError]]


def analyse_batch(documents: list[Document]) -> Analysed:
    """Language and attribution of some documents; what a model cannot take is named, and the others go on."""
    from depesche import attribution, language

    try:
        analyses = language.analyse(documents)
        statements = attribution.attribute(list(zip(documents, analyses, strict=True)))
    except Exception as error:
        if len(documents) == 1:
            return [], [_unread(documents[0], error)]
        parts = [analyse_batch([document]) for document in documents]
        return [read for part, _ in parts for read in part], [bad for _, errors in parts for bad in errors]
    read = [ReadDocument(*triple) for triple in zip(documents, analyses, statements, strict=True)]
    return read, []


def _unread(document: Document, error: Exception) -> InputError:
    if isinstance(error, ModelError):
        raise error  # a missing model concerns every document: say so once, and stop
    return InputError(
        f"is stored, but could not be analysed ({type(error).__name__}: {error})",
        document.path or document.id,
        "This is a mistake in Depesche; please report it with the dispatch.",
    )


def analyse_pending(ledger: Ledger, workers: Workers, report: ReadReport, progress: Progress) -> set[str]:
    """Run the per-document stages where they are due; gives the ids of documents that could not be analysed."""
    from depesche import attribution, language

    pending = dict.fromkeys(ledger.pending(language.STAGE))
    pending.update(dict.fromkeys(ledger.pending(attribution.STAGE)))
    if not pending:
        return set()
    total = len(pending)
    crew = workers if total >= _WORTH_WORKERS else Workers(1)
    batches = (_in_order(ledger.documents(batch), batch) for batch in batched(pending, _DOCUMENTS_A_BATCH))
    done = 0
    finished: set[str] = set()
    for read, errors in crew.map(analyse_batch, batches):
        with ledger.transaction():
            ledger.store_language(language.STAGE, [entry.analysis for entry in read])
            ledger.store_attribution(attribution.STAGE, {entry.document.id: entry.statements for entry in read})
        finished.update(entry.document.id for entry in read)
        report.errors += errors
        report.analysed += len(read)
        report.statements += sum(len(entry.statements) for entry in read)
        done += len(read) + len(errors)
        progress("attribution", done, total)
    return set(pending) - finished


def _in_order(found: dict[str, Document], wanted: Iterable[str]) -> list[Document]:
    return [found[identity] for identity in wanted if identity in found]


# --- the dossier-wide stages -----------------------------------------------------------------------------------------

Predict = Callable[[Sequence[ReadDocument], DossierView, StageIndex], Changes]


def update_stage(ledger: Ledger, stage: Stage, predict: Predict, skip: set[str], progress: Progress) -> None:
    """Bring one dossier-wide stage up to date.

    Which documents are due is asked inside each transaction, so that two runs at once share the work between them.
    """
    total = len(set(ledger.pending(stage)) - skip)
    done = 0
    while total:
        with ledger.transaction():
            due = [found for found in ledger.pending(stage, limit=_DOCUMENTS_A_STEP + len(skip)) if found not in skip]
            due = due[:_DOCUMENTS_A_STEP]
            if not due:
                break
            batch = ledger.read_documents(due)
            changes = predict([batch[identity] for identity in due if identity in batch], ledger, ledger.index(stage))
            ledger.store_changes(stage, due, changes)
        done += len(due)
        progress(stage.name, done, max(total, done))


def run_pipeline(
    ledger: Ledger,
    inputs: Sequence[str],
    *,
    jobs: int,
    models: bool,
    limits: Limits,
    wide_stages: Sequence[tuple[Stage, Predict]],
    progress: Progress,
) -> ReadReport:
    """Read the inputs through all stages, then whatever earlier runs left unfinished.

    Raises:
        DossierError: the dossier cannot be written to.
        ModelError: a trained part is missing.
    """
    report = ReadReport()
    began = time.monotonic()
    with Workers(jobs) as workers:
        read_and_store(ledger, inputs, workers, limits, report, progress)
        if models:
            failed = analyse_pending(ledger, workers, report, progress)
            for stage, predict in wide_stages:
                update_stage(ledger, stage, predict, failed, progress)
    report.seconds = time.monotonic() - began
    return report
