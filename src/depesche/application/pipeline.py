"""A dispatch's way: read and stored first, then language and attribution, then the dossier-wide stages.

Each step commits small batches, so a run that is killed loses at most the batch it was at, and the next run goes on
from there: what still has to be done is what has no reading of the stage's present version.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from depesche.application.stages import Plan, WideStage
from depesche.application.workers import Workers
from depesche.errors import DepescheError, InputError, ModelError
from depesche.ledger import Ledger, SourceState
from depesche.ledger.connection import is_url
from depesche.reading import Found, Limits, Source, discover, read_source
from depesche.records import Analysis, Document, ReadDocument, Statement
from depesche.stages import Changes, Stage

# Sources a worker reads at a time: reading a small text costs less than sending it to another process alone.
_SOURCES_A_BATCH = 64
# Bytes up to which a file is read whole, by a worker: a dispatch, or a small collection.
_SMALL = 256 * 1024
# Documents of a large source stored in one transaction. 200 of 2 kB commit in a few ms and bound what a kill can cost.
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
        remarks: what is odd about documents that are in all the same (a NUL replaced, a file that breaks off).
        analysed: documents that language and attribution read in this run.
        statements: statements found in them.
        seconds: wall time of the run.
    """

    new: list[str] = field(default_factory=list)
    known: int = 0
    errors: list[DepescheError] = field(default_factory=list)
    remarks: list[DepescheError] = field(default_factory=list)
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
    return [(source, list(read_source(source, limits=limits))) for source in sources]


@dataclass(frozen=True, slots=True)
class Uploads:
    """A folder of files that somebody sent; it will be gone, and what is read from it goes by the name that they gave.

    Each file lies in a folder of its own, so that equal names do not meet.
    """

    folder: Path

    def name(self, path: str | None) -> str | None:
        """The place that a path in the folder is called by: the file's name, and what lies inside an archive."""
        rest = (path or "").removeprefix(f"{self.folder}/")
        return path if rest == path else rest.partition("/")[2] or rest


def none_there(inputs: Sequence[str]) -> list[InputError]:
    """The errors of inputs where not one of them names a source; empty as soon as one does, or without inputs."""
    errors: list[InputError] = []
    for entry in discover(inputs):
        if isinstance(entry, Source):
            return []
        errors.append(entry)
    return errors


def own_files(ledger: Ledger) -> set[str]:
    """The dossier's own files, which may lie in a folder that is read; none where it is a Postgres schema."""
    if is_url(ledger.location):
        return set()
    return {os.path.abspath(ledger.location) + end for end in ("", "-wal", "-shm", "-journal")}  # noqa: PTH100


def read_and_store(
    ledger: Ledger,
    inputs: Sequence[str],
    workers: Workers,
    limits: Limits,
    report: ReadReport,
    progress: Progress,
    uploads: Uploads | None = None,
) -> None:
    """Read what the inputs name and store it; errors go into the report, the rest goes on.

    Small files are read whole, many at a time and by all workers; large ones, containers among them, and addresses are
    streamed in this process, so that memory stays flat.
    """
    done = 0
    own = own_files(ledger)
    given = (entry for entry in discover(inputs, limits=limits) if getattr(entry, "location", None) not in own)
    for group in batched(given, _SOURCES_A_BATCH * workers.jobs):
        report.errors += [entry for entry in group if isinstance(entry, InputError)]
        sources = _unread(ledger, [entry for entry in group if isinstance(entry, Source)], report)
        small = [source for source in sources if source.size is not None and source.size <= _SMALL]
        done += len(group) - len(sources)
        crew = workers if len(small) > _SOURCES_A_BATCH else Workers(1)
        for found in crew.map(_read_batch, [(part, limits) for part in batched(small, _SOURCES_A_BATCH)]):
            _store(ledger, found, report, uploads)
            done += len(found)
            progress("reading", done, None)
        for source in sources:
            if source not in small:
                _stream(ledger, source, limits, report, progress, done, uploads)
                done += 1
    progress("reading", done, done)


def _unread(ledger: Ledger, sources: Sequence[Source], report: ReadReport) -> list[Source]:
    """The sources that have to be opened: all but files that are as they were when they were read before."""
    states = ledger.known_sources([source.key for source in sources if source.mtime_ns is not None])
    fresh = []
    for source in sources:
        state = states.get(source.key)
        if state is not None and (state.size, state.mtime_ns) == (source.size, source.mtime_ns):
            report.known += 1
        else:
            fresh.append(source)
    return fresh


def _state(source: Source, documents: Sequence[str], uploads: Uploads | None) -> dict[str, SourceState]:
    if uploads or source.mtime_ns is None or source.size is None:
        return {}
    return {source.key: SourceState(source.size, source.mtime_ns, tuple(documents))}


def _add(ledger: Ledger, found: Sequence[Found], states: dict[str, SourceState], report: ReadReport) -> None:
    new = ledger.add_documents([(entry.document, entry.raw) for entry in found], sources=states)
    report.new += new
    report.known += len({entry.document.id for entry in found}) - len(new)


def _sorted_out(
    entries: Sequence[Found | InputError], uploads: Uploads | None
) -> tuple[list[Found], list[InputError], list[InputError]]:
    """Documents, errors, and remarks: an error about the very place that a document came from."""
    given = [entry for entry in entries if isinstance(entry, Found)]
    places = {entry.document.path for entry in given}
    told = [entry for entry in entries if isinstance(entry, InputError)]
    if uploads is not None:
        given = [
            replace(entry, document=replace(entry.document, path=uploads.name(entry.document.path))) for entry in given
        ]
    remarks = [error for error in told if error.where in places]
    return given, [error for error in told if error.where not in places], remarks


def _store(
    ledger: Ledger,
    read: Sequence[tuple[Source, list[Found | InputError]]],
    report: ReadReport,
    uploads: Uploads | None,
) -> None:
    """Store what small sources gave. A source counts as known only in the transaction that holds all it gave."""
    documents: list[Found] = []
    states: dict[str, SourceState] = {}
    for source, entries in read:
        given, errors, remarks = _sorted_out(entries, uploads)
        documents += given
        report.errors += errors
        report.remarks += remarks
        if not errors:
            states |= _state(source, [entry.document.id for entry in given], uploads)
    _add(ledger, documents, states, report)


def _stream(
    ledger: Ledger,
    source: Source,
    limits: Limits,
    report: ReadReport,
    progress: Progress,
    before: int,
    uploads: Uploads | None,
) -> None:
    """Store what one large source gives, as it comes."""
    identities: list[str] = []
    failed = len(report.errors)
    for part in batched(read_source(source, limits=limits), _DOCUMENTS_A_COMMIT):
        given, errors, remarks = _sorted_out(part, uploads)
        report.errors += errors
        report.remarks += remarks
        _add(ledger, given, {}, report)
        identities += [entry.document.id for entry in given]
        progress("reading", before + len(identities), None)
    if len(report.errors) == failed:
        _add(ledger, [], _state(source, identities, uploads), report)


# --- language and attribution ----------------------------------------------------------------------------------------

Analysed = tuple[list[ReadDocument], list[InputError]]


def analyse_batch(documents: list[Document]) -> Analysed:
    """Language and attribution of some documents; what a model cannot take is named, and the others go on."""
    from depesche import attribution, language

    try:
        analyses = language.analyse(documents)
        statements = attribution.attribute(list(zip(documents, analyses, strict=True)))
    except ModelError:
        raise  # concerns every document: said once, by the parent
    except Exception as error:
        if len(documents) == 1:
            return [], [_not_analysed(documents[0], error)]
        parts = [analyse_batch([document]) for document in documents]
        return [read for part, _ in parts for read in part], [bad for _, errors in parts for bad in errors]
    read = [ReadDocument(*triple) for triple in zip(documents, analyses, statements, strict=True)]
    return read, []


def _not_analysed(document: Document, error: Exception) -> InputError:
    return InputError(
        f"is stored, but could not be analysed ({type(error).__name__}: {error})",
        document.path or document.id,
        "This is a mistake in Depesche; please report it with the dispatch.",
    )


def analyse_texts(documents: Sequence[Document]) -> list[Analysis]:
    """The language stage alone, in this process."""
    from depesche import language

    return [analysis for batch in batched(documents, _DOCUMENTS_A_BATCH) for analysis in language.analyse(batch)]


def analyse_pending(ledger: Ledger, plan: Plan, workers: Workers, report: ReadReport, progress: Progress) -> None:
    """Run the per-document stages where they are due.

    What another run read in the meantime is left as it is: later stages have written into it since.
    """
    pending = dict.fromkeys(ledger.pending(plan.language))
    pending.update(dict.fromkeys(ledger.pending(plan.attribution)))
    if not pending:
        return
    crew = workers if len(pending) >= _WORTH_WORKERS else Workers(1)
    batches = (list(ledger.documents(batch).values()) for batch in batched(pending, _DOCUMENTS_A_BATCH))
    done = 0
    for read, errors in crew.map(analyse_batch, batches):
        with ledger.transaction():
            given = [entry.document.id for entry in read]
            due = ledger.unread(plan.language, given) | ledger.unread(plan.attribution, given)
            stored = [entry for entry in read if entry.document.id in due]
            ledger.store_language(plan.language, [entry.analysis for entry in stored])
            ledger.store_attribution(plan.attribution, {entry.document.id: entry.statements for entry in stored})
        report.errors += errors
        report.analysed += len(stored)
        report.statements += sum(len(entry.statements) for entry in stored)
        done += len(read) + len(errors)
        progress("attribution", done, len(pending))


# --- the dossier-wide stages -----------------------------------------------------------------------------------------


def read_all_anew(ledger: Ledger, plan: Plan) -> None:
    """Have every stage read all documents again, as a new version of each would: in the order of their days, whatever
    order they came in. What was found stands until the stage comes to it; decisions stay.
    """
    with ledger.transaction():
        for stage in plan.all():
            ledger.reset(stage)


def _start_anew(ledger: Ledger, wide: WideStage) -> None:
    """Where nothing is read in this version yet but findings are there, they are an older version's: drop them.

    Asked inside the transaction: what another run has found since must not go.
    """
    with ledger.transaction():
        if not ledger.untouched(wide.stage):
            return
        dropped = {
            record: [found.id for found in getattr(ledger, f"iter_{record}s")()]
            for record in wide.writes
            if ledger.count(record)
        }
        if dropped:
            ledger.reset(wide.stage)
            ledger.store_changes(wide.stage, [], Changes(dropped=dropped))


def update_stages(ledger: Ledger, plan: Plan, progress: Progress) -> int:
    """Bring the dossier-wide stages up to date, one after the other.

    Returns:
        How many statements they found beside those of attribution (stances that a dispatch tells by itself).
    """
    before, found = plan.attribution, 0
    for wide in plan.wide:
        found += _update_stage(ledger, wide, before, plan.added, progress)
        before = wide.stage
    return found


def _update_stage(
    ledger: Ledger, wide: WideStage, before: Stage, added: Callable[[Statement], bool], progress: Progress
) -> int:
    """Bring one dossier-wide stage up to date, the oldest documents first; how many statements it added.

    What is due is asked inside each transaction, so that two runs at once share the work between them; what another
    run stores in the meantime, it also brings up to date. What the stage before has not read waits: it could not be
    analysed, or another run is still at it and goes on with it.
    """
    pending = ledger.pending(wide.stage)
    if pending:
        _start_anew(ledger, wide)
    done = found = 0
    for listed in batched(pending, _DOCUMENTS_A_STEP):
        with ledger.transaction():
            due = ledger.unread(wide.stage, listed) - ledger.unread(before, listed)
            batch = ledger.read_documents([identity for identity in listed if identity in due])
            if batch:
                changes, new = _predicted(ledger, wide, list(batch.values()), added)
                ledger.store_changes(wide.stage, batch, changes)
                found += new
        done += len(listed)
        progress(wide.stage.name, done, len(pending))
    return found


def _predicted(
    ledger: Ledger, wide: WideStage, batch: Sequence[ReadDocument], added: Callable[[Statement], bool]
) -> tuple[Changes, int]:
    """What a stage makes of some documents, and how many statements it adds to theirs.

    What was added to them when they were read last is withheld, and goes if it is not found again: the stage that
    added it reads them anew, now or after this one.
    """
    given = [replace(read, statements=tuple(one for one in read.statements if not added(one))) for read in batch]
    changes = wide.predict(given, ledger, ledger.index(wide.stage))
    there = {one.id for read in given for one in read.statements}
    new = {one.id for one in changes.statements} - there
    gone = [one.id for read in batch for one in read.statements if one.id not in there | new]
    if gone:
        changes = replace(changes, dropped={**changes.dropped, "statement": gone})
    return changes, len(new)


def run_pipeline(
    ledger: Ledger,
    inputs: Sequence[str],
    *,
    jobs: int,
    limits: Limits,
    plan: Plan | None,
    progress: Progress,
    uploads: Uploads | None = None,
    anew: bool = False,
) -> ReadReport:
    """Read the inputs through all stages, then whatever earlier runs left unfinished; without a plan only store them,
    anew also all that was read before.

    Raises:
        DossierError: the dossier cannot be written to.
        ModelError: a trained part is missing.
    """
    report = ReadReport()
    began = time.monotonic()
    with Workers(jobs) as workers:
        read_and_store(ledger, inputs, workers, limits, report, progress, uploads)
        if plan is not None:
            if anew:
                read_all_anew(ledger, plan)
            analyse_pending(ledger, plan, workers, report, progress)
            report.statements += update_stages(ledger, plan, progress)
    report.seconds = time.monotonic() - began
    return report
