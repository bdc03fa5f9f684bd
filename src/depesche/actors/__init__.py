"""Who is who: speakers, addressees and the links of chains resolved to actors; copies of one report grouped.

`resolve` is pure: it looks things up in the dossier and in the stage's own index, and returns what is new. Documents
are taken in the order given (by day of publication when the application builds from scratch). Order effects: a person
is named after the fullest name seen so far, and of two documents that print one report the earlier one seen lends its
unnamed sources their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from depesche.actors.antecedents import Antecedents
from depesche.actors.chains import Chains, Judge
from depesche.actors.choice import Picker
from depesche.actors.copies import find_copies
from depesche.actors.discourse import MAX_STATEMENTS, Cast
from depesche.actors.registry import Known, Registry
from depesche.actors.targets import Setting, outlet
from depesche.records import Mention, ReadDocument, Statement
from depesche.stages import Changes, DossierView, Stage, StageIndex

__all__ = ["STAGE", "resolve"]

STAGE = Stage(
    name="actors",
    version="14",
    reads=("document.text", "document.outlet", "document.published", "analysis.names", "statement.speaker"),
    writes=("actor", "statement.speaker.actor", "statement.addressee.actor", "statement.via", "document.copies_of"),
    scored_by=("speakers_named", "speakers_unnamed", "via", "copies"),
)


def resolve(
    batch: Sequence[ReadDocument],
    view: DossierView,
    index: StageIndex,
    judge: Judge | None = None,
    picker: Picker | None = None,
) -> Changes:
    """Resolve the batch's statements to actors and group its documents with their copies.

    Args:
        batch: new documents with analysis and statements, best in order of publication.
        view: the dossier so far.
        index: this stage's index; written to.
        judge: chooses the chains instead of the package's own weights; for training.
        picker: chooses whom a description or pronoun means instead of the package's own weights; for training.

    Returns:
        Changes with ``statements`` (all of the batch, actors and chains filled in), ``actors`` (new or changed) and
        ``copies`` (document id -> original, None for the original).
    """
    copies = find_copies(batch, view, index)
    registry = Registry(index)
    for read in batch:
        if read.document.outlet:
            outlet(Setting(registry, None, None), read.document.outlet)
    statements: list[Statement] = []
    for read in batch:
        statements.extend(_document(read, registry, copies, judge, picker))
    return Changes(actors=registry.changes(), statements=statements, copies=copies)


def _document(
    read: ReadDocument, registry: Registry, copies: dict[str, str | None], judge: Judge | None, picker: Picker | None
) -> list[Statement]:
    setting = Setting(registry, (read.document.published or "")[:10] or None, None)
    own = outlet(setting, read.document.outlet) if read.document.outlet else None
    origin = copies.get(read.document.id) or read.document.copies_of or read.document.id
    cast = Cast(read, registry, origin, own)
    chains, antecedents = Chains(cast, judge), Antecedents(cast, picker)
    found: list[Statement] = []
    for statement in sorted(read.statements, key=lambda item: (item.start, item.end)):
        if len(found) >= MAX_STATEMENTS:
            found.append(statement)
            continue
        found.append(_statement(statement, cast, chains, antecedents))
    return found


def _statement(statement: Statement, cast: Cast, chains: Chains, antecedents: Antecedents) -> Statement:
    chains.meet_sources(statement)
    speaker = antecedents.speaker(statement)
    source = chains.behind(statement, speaker)
    if source is not None and (known := cast.resolve(source, statement)) is not None:
        speaker, statement = known, replace(statement, speaker=source)
    antecedents.told(statement, speaker)
    speaker.seen += 1
    cast.registry.touch(speaker)
    links = chains.read(statement, speaker)
    addressee = statement.addressee
    if addressee is not None:
        addressee = _with_actor(addressee, cast.resolve(addressee, statement))
    return replace(
        statement,
        speaker=_with_actor(statement.speaker, speaker),
        addressee=addressee,
        via=tuple(link.id for link in links),
    )


def _with_actor(mention: Mention, known: Known | None) -> Mention:
    return replace(mention, actor=known.id if known is not None else None)
