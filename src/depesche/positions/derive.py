"""The stage's entry: from new documents to changed positions, proposals and contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from depesche.actors.lexicon import lexicon
from depesche.actors.names import plain
from depesche.positions.answers import answers_in
from depesche.positions.cast import Cast
from depesche.positions.cells import cell_of, refold, store
from depesche.positions.codebook import Codebook
from depesche.positions.contacts import Sighting, sightings
from depesche.positions.gathering import Gathering
from depesche.positions.hearings import Hearing, about, answers_heard, hear, heard_of
from depesche.positions.judging import judge_claims
from depesche.positions.mentions import Mentions
from depesche.positions.models import Models, load_models
from depesche.positions.observe import Looked, Observation, by_parts, looked, observe
from depesche.positions.offers import settle_proposals
from depesche.positions.passages import Passages
from depesche.positions.points import numbered
from depesche.positions.proposals import Draft, drafts
from depesche.positions.stances import stated
from depesche.positions.traces import Trace, keep_traces, learn, look_again, told_in, traces_in, traces_of
from depesche.positions.weighed import Weighed, keep_statements, weigh
from depesche.positions.words import words
from depesche.records import Actor, ActorKind, Claim, NameKind, ReadDocument, Statement, stable_id
from depesche.stages import Changes, DossierView, Stage, StageIndex

STAGE = Stage(
    name="positions",
    version="16",
    reads=(
        "document.text",
        "document.published",
        "analysis.sentences",
        "analysis.times",
        "statement",
        "actor",
        "claim",
    ),
    writes=("statement", "position", "proposal", "contact"),
    scored_by=("positions", "proposals", "contacts"),
)
MOST_NAMED = 500  # actors whose names are looked for in one document


def derive(
    batch: Sequence[ReadDocument],
    view: DossierView,
    index: StageIndex,
    codebook: Codebook,
    models: Models | None = None,
) -> Changes:
    """Positions, proposals and contacts after the batch.

    Args:
        batch: documents that are new or were read again, with statements whose actors are resolved.
        view: the rest of the dossier.
        index: the stage's own index.
        codebook: the issues; bare names are given words by `expand`.
        models: others than those that ship, to measure them.
    """
    if not batch:
        return Changes()
    models = models or load_models()
    known = codebook.grown
    cast = Cast(known, gather_actors(batch, view))
    learn_names(cast, index)
    old = _forget([read.document.id for read in batch], index)
    found = _look(batch, cast, view, index, models)
    keep_statements(found.weighed, index)
    keep_traces(found.traces, index)
    shown, renewed = _second_look(batch, index, known, models)
    store(shown, index)
    claims, hearings, reopened = _heard(found.statements, view, index)
    if renewed is not None:
        old.statements |= renewed.statements
        claim_ids = view.claims_of(sorted(old.statements)).values()
        claims = view.claims(sorted({claim for ids in claim_ids for claim in ids}))
        hearings = {**heard_of(claims, index), **hearings}
    touched = old.cells | (renewed.cells if renewed is not None else set()) | {cell_of(item) for item in shown}
    touched |= judge_claims(claims, hearings, old.statements, view, index, known, models)
    positions, gone = refold(sorted(touched), old.cells, index)
    answers = answers_in(found.observations, found.statements)
    proposals = settle_proposals(found.packages, answers, reopened, view, cast, index, models)
    gathering = Gathering(index, models.contacts)
    gathering.forget(old.sightings)
    gathering.take(found.sightings)
    contacts, ended = gathering.contacts(
        gathering.reopen(reopened), lambda statements: answers_heard(statements, view, index)
    )
    dropped = {"position": gone, "contact": ended}
    return Changes(
        statements=found.told,
        positions=positions,
        proposals=proposals,
        contacts=contacts,
        dropped={name: ids for name, ids in dropped.items() if ids},
    )


def _second_look(
    batch: Sequence[ReadDocument], index: StageIndex, codebook: Codebook, models: Models
) -> tuple[list[Observation], Forgotten | None]:
    """What the batch's documents show by what the dossier teaches; where the batch changed that, what all show.

    Returns:
        That, and in the second case what all showed before, now forgotten.
    """
    if models.second is None or not codebook.issues:
        return [], None
    usage, teaching, changed = learn(batch, len(codebook.issues), index)
    traces = traces_in(index, None if changed else [read.document.id for read in batch])
    renewed = _forget_shown(traces, index) if changed else None
    return look_again(traces, usage, teaching, codebook, models.second, index), renewed


def _forget_shown(traces: Mapping[str, Sequence[Trace]], index: StageIndex) -> Forgotten:
    """Take out what all documents showed, to be shown again."""
    found = Forgotten(statements={trace.statement for every in traces.values() for trace in every})
    old = [item for items in index.find(f"doc:{document}" for document in traces).values() for item in items]
    packed = index.get(item for item in old if item.startswith("b"))
    found.cells = {cell_of(Observation.unpack(value)) for value in packed.values()}
    index.discard(packed)
    return found


@dataclass
class Found:
    """What a batch's documents tell by themselves; ``told`` are statements that attribution left out.

    ``observations`` are those of the first look, by which proposals are answered.
    """

    observations: list[Observation] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    packages: list[Draft] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    weighed: list[Weighed] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    told: list[Statement] = field(default_factory=list)


def _look(batch: Sequence[ReadDocument], cast: Cast, view: DossierView, index: StageIndex, models: Models) -> Found:
    """Look at each document by itself."""
    found = Found()
    speaking = Mentions(cast, cast.actors.values())
    every = [Passages(read, cast.codebook) for read in batch]
    for read, passages, mentions in zip(batch, every, _mentions(every, cast, view, index), strict=True):
        found.statements += read.statements
        # Before the stances are added: who refuses or offers something in passing did not meet anybody less for it.
        found.sightings += sightings(passages, read.analysis, mentions.cast, mentions, models)
        if points := numbered(passages, mentions):
            found.told += points
            passages.add(points, stances=False)
        if plain := stated(passages, mentions):
            found.told += plain
            passages.add(plain)
        seen = looked(passages, cast.codebook, mentions.cast, mentions)
        parts = by_parts(passages, cast.codebook, seen, models)
        found.observations += observe(passages, cast.codebook, mentions.cast, mentions, models, seen, parts)
        found.traces += _traces(seen, parts, passages, mentions.cast, models)
        found.packages += drafts(passages, cast.codebook, mentions.cast, mentions, models)
        found.weighed += [weigh(one, passages, cast, speaking, models) for one in seen.seen]
    return found


def _traces(
    seen: Looked, parts: Mapping[str, NDArray[np.float64]], passages: Passages, cast: Cast, models: Models
) -> list[Trace]:
    """What is kept of a document's statements for the second look."""
    if models.second is None or not seen.seen:
        return []
    parties = [cast.party(one.statement.speaker.actor) or "" for one in seen.seen]
    told = told_in(seen.seen, parties, passages, models)
    return traces_of(seen.seen, seen.holders, parts, told, passages, cast.codebook, models.second)


def _heard(
    statements: Sequence[Statement], view: DossierView, index: StageIndex
) -> tuple[dict[str, Claim], dict[str, Hearing], list[str]]:
    """The claims that the batch touches, who answers them, and the statements of those that others answer now."""
    ids = [statement.id for statement in statements]
    claims = view.claims(sorted({claim for found in view.claims_of(ids).values() for claim in found}))
    hearings, changed = hear(claims, set(ids), index)
    return claims, hearings, about(claims[key] for key in sorted(changed))


def gather_actors(batch: Sequence[ReadDocument], view: DossierView) -> dict[str, Actor]:
    """The actors that the batch's statements name, those people beside them whom its texts name and who have a party,
    and all their parties.
    """
    wanted: set[str] = set()
    for read in batch:
        for statement in read.statements:
            wanted.update(statement.via)
            for mention in (statement.speaker, statement.addressee):
                if mention is not None and mention.actor is not None:
                    wanted.add(mention.actor)
    silent = {actor for read in batch for actor in _people_named(read)} - wanted
    actors = _with_parties(view, wanted | silent)
    return {key: actor for key, actor in actors.items() if actor.party is not None or key not in silent}


def _people_named(read: ReadDocument) -> list[str]:
    """The ids that those whom a document names may have: the actors stage makes them of the name as first met, in full
    or the family's alone.
    """
    text, particles = read.document.text, lexicon().particles
    people = (text[name.start : name.end].split() for name in read.analysis.names if name.kind is NameKind.PERSON)
    found: dict[str, None] = {}
    for *given, family in islice(dict.fromkeys(map(tuple, people)), MOST_NAMED):
        while len(given) > 1 and given[-1].lower() in particles:
            family = f"{given.pop()} {family}"
        for first in (" ".join(given), ""):
            found[stable_id("a", "person", plain(first), plain(family))] = None
    return list(found)


def learn_names(cast: Cast, index: StageIndex) -> None:
    """Keep the batch's actors under the last word of each of their names, so that later documents find them."""
    index.add(
        (f"name:{words(name)[-1].stem}", actor.id)
        for actor in cast.actors.values()
        if actor.kind not in (ActorKind.UNNAMED, ActorKind.OUTLET)
        for name in dict.fromkeys((actor.name, *actor.names))
        if words(name)
    )


def _mentions(every: Sequence[Passages], cast: Cast, view: DossierView, index: StageIndex) -> list[Mentions]:
    """The names to look for in each document: those of known actors whose last word stands in it.

    Which actors are known depends on what was read before: a document read first may miss a name that a later one
    teaches. Reading it again mends that.
    """
    keys = [{f"name:{word.stem}" for sentence in passages.words for word in sentence} for passages in every]
    postings = index.find(sorted(set().union(*keys)))
    named = [
        list(dict.fromkeys(i for key in sorted(mine & postings.keys()) for i in postings[key]))[:MOST_NAMED]
        for mine in keys
    ]
    actors = _with_parties(view, {key for ids in named for key in ids} - cast.actors.keys())
    actors.update(cast.actors)
    return [_mentions_of(ids, actors, cast) for ids in named]


def _mentions_of(named: Sequence[str], actors: Mapping[str, Actor], cast: Cast) -> Mentions:
    """The names of some actors, and of the parties of those whose own party speaks nowhere in the batch."""
    found = {key: actors[key] for key in named if key in actors}
    for _ in range(2):  # a party, and that of a person on whose side somebody stands
        parties = {actor.party for actor in found.values() if actor.party} - found.keys() - cast.actors.keys()
        found.update((key, actors[key]) for key in sorted(parties) if key in actors)
    known = Cast(cast.codebook, {**cast.actors, **found})
    return Mentions(known, (found[key] for key in sorted(found)))


@dataclass
class Forgotten:
    """What documents that are read again told before: the cells, the sightings of contacts and the statements."""

    cells: set[str] = field(default_factory=set)
    sightings: list[str] = field(default_factory=list)
    statements: set[str] = field(default_factory=set)


def _forget(documents: Sequence[str], index: StageIndex) -> Forgotten:
    """Take out what documents told before."""
    found = Forgotten()
    old = [item for items in index.find(f"doc:{document}" for document in documents).values() for item in items]
    if not old:
        return found
    packed = index.get(item for item in old if item.startswith("b"))
    found.cells = {cell_of(Observation.unpack(value)) for value in packed.values()}
    found.sightings = [item for item in old if item.startswith("g")]
    found.statements = {item.removeprefix("w:") for item in old if item.startswith("w:")}
    index.discard(item for item in old if not item.startswith("g"))
    return found


def _with_parties(view: DossierView, wanted: Iterable[str]) -> dict[str, Actor]:
    """Some actors, their parties, and the parties of those who stand on a person's side."""
    actors = dict(view.actors(sorted(wanted)))
    for _ in range(2):
        missing = {actor.party for actor in actors.values() if actor.party} - actors.keys()
        if missing:
            actors.update(view.actors(sorted(missing)))
    return actors
