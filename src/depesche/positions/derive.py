"""The stage's entry: from new documents to changed positions, proposals and contacts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from depesche.positions.allegations import allegations_in
from depesche.positions.answers import Answer, answers_in, settle
from depesche.positions.cast import Cast
from depesche.positions.codebook import Codebook
from depesche.positions.contacts import Sighting, sightings
from depesche.positions.meetings import answers_to, contacts_of
from depesche.positions.mentions import Mentions
from depesche.positions.models import Models, load_models
from depesche.positions.observe import Observation, observe
from depesche.positions.passages import Passages
from depesche.positions.positions import fold, reject
from depesche.positions.proposals import Draft, drafts, merge, pack, unpack
from depesche.positions.stances import stated
from depesche.positions.words import words
from depesche.records import Act, Actor, ActorKind, Contact, Position, Proposal, ReadDocument, Statement
from depesche.stages import Changes, DossierView, Stage, StageIndex

STAGE = Stage(
    name="positions",
    version="5",
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
ALLEGING = frozenset({Act.ASSERT, Act.ASSESS, Act.OFFER, Act.PROMISE, Act.ACCEPT})
ANSWERING = frozenset({Act.DENY, Act.REJECT, Act.CONFIRM, Act.DECLINE})


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
    _learn_names(cast, index)
    touched: set[str] = set()
    parted: set[str] = set()
    for read in batch:
        cells, sides = _forget(read.document.id, index)
        touched |= cells
        parted |= sides
    fresh: list[Observation] = []
    packages: list[Draft] = []
    seen: list[Sighting] = []
    told: list[Statement] = []
    for read in batch:
        passages = Passages(read, known)
        mentions = _mentions(passages, cast, view, index)
        plain = stated(passages, known, mentions)
        if plain:
            told += plain
            passages.add(plain)
        fresh += observe(passages, known, mentions.cast, mentions, models)
        packages += drafts(passages, known, mentions.cast, mentions, models)
        seen += sightings(passages, read.analysis, mentions.cast, mentions, models)
    store(fresh, index)
    touched |= {_cell(item) for item in fresh}
    touched |= _allegations(batch, view, index, cast, models)
    positions, gone = _refold(sorted(touched), index)
    answers = answers_in(fresh, (s for read in batch for s in read.statements))
    proposals = _proposals(packages, answers, batch, view, cast, index, models)
    parted |= _answered_contacts(batch, view, index)
    contacts, ended = _contacts(seen, parted, view, cast, index, models)
    dropped = {"position": gone, "contact": ended}
    return Changes(
        statements=told,
        positions=positions,
        proposals=proposals,
        contacts=contacts,
        dropped={name: ids for name, ids in dropped.items() if ids},
    )


def gather_actors(batch: Sequence[ReadDocument], view: DossierView) -> dict[str, Actor]:
    """The actors that the batch's statements name, with their parties."""
    wanted: set[str] = set()
    for read in batch:
        for statement in read.statements:
            wanted.update(statement.via)
            for mention in (statement.speaker, statement.addressee):
                if mention is not None and mention.actor is not None:
                    wanted.add(mention.actor)
    return _with_parties(view, wanted)


def _learn_names(cast: Cast, index: StageIndex) -> None:
    """Keep the batch's actors under the last word of each of their names, so that later documents find them."""
    index.add(
        (f"name:{words(name)[-1].stem}", actor.id)
        for actor in cast.actors.values()
        if actor.kind not in (ActorKind.UNNAMED, ActorKind.OUTLET)
        for name in dict.fromkeys((actor.name, *actor.names))
        if words(name)
    )


def _mentions(passages: Passages, cast: Cast, view: DossierView, index: StageIndex) -> Mentions:
    """The names to look for in a document: those of known actors whose last word stands in it.

    Which actors are known depends on what was read before: a document read first may miss a name that a later one
    teaches. Reading it again mends that.
    """
    keys = {f"name:{word.stem}" for sentence in passages.words for word in sentence}
    found = list(dict.fromkeys(i for ids in index.find(sorted(keys)).values() for i in ids))[:MOST_NAMED]
    actors = dict(view.actors([key for key in found if key not in cast.actors]))
    actors.update((key, cast.actors[key]) for key in found if key in cast.actors)
    parties = {actor.party for actor in actors.values() if actor.party} - actors.keys() - cast.actors.keys()
    actors.update(view.actors(sorted(parties)))
    known = Cast(cast.codebook, {**cast.actors, **actors})
    return Mentions(known, (actors[key] for key in sorted(actors)))


def _cell(item: Observation) -> str:
    return f"cell:{item.party}|{item.issue}"


def _forget(document: str, index: StageIndex) -> tuple[set[str], set[str]]:
    """Take out what a document told before; the cells, and the sides of contacts, that it told of."""
    old = index.find([f"doc:{document}"]).get(f"doc:{document}", [])
    if not old:
        return set(), set()
    packed = index.get(old)
    cells = {_cell(Observation.unpack(value)) for key, value in packed.items() if key.startswith("b")}
    sides = {Sighting.unpack(value).key for key, value in packed.items() if key.startswith("g")}
    index.discard(old)
    return cells, sides


def store(observations: Iterable[Observation], index: StageIndex) -> None:
    """Put observations into the index, findable by cell, document and statement."""
    items = list(observations)
    index.add(
        pair
        for item in items
        for pair in (
            (_cell(item), item.id),
            (f"doc:{item.document}", item.id),
            (f"statement:{item.statement}", item.id),
        )
    )
    index.put({item.id: item.pack() for item in items})


def _allegations(
    batch: Sequence[ReadDocument], view: DossierView, index: StageIndex, cast: Cast, models: Models
) -> set[str]:
    """Positions that a party was said to hold and denied to hold; the cells touched."""
    said = [s.id for read in batch for s in read.statements if s.act in (*ANSWERING, *ALLEGING)]
    claims = view.claims(sorted({claim for ids in view.claims_of(said).values() for claim in ids}))
    casts: dict[str, Cast] = {}

    def cast_of(document: str) -> Cast:
        if document not in casts:
            read = view.read_documents([document])
            casts[document] = Cast(cast.codebook, {**cast.actors, **gather_actors(list(read.values()), view)})
        return casts[document]

    found: list[Observation] = []
    made: list[Observation] = []  # earlier, for want of statements that show the stance themselves
    for one in allegations_in(claims.values(), view, lambda ids: _parties_of(ids, view, cast), cast_of, cast.codebook):
        if models.alleged(one.row(models)) >= models.alleged_threshold:
            told = {told.statement.id for told in one.told}
            known_of = _attributed(one.party, told, index)
            shown = [replace(item, rejected_by=one.answers) for item in known_of if not item.alleged]
            made += [item for item in known_of if item.alleged and shown]
            found += shown or one.observations(models, cast.codebook, told)
    kept = {item.id for item in found}
    if gone := [item.id for item in made if item.id not in kept]:
        index.discard(gone)
    known = index.get(kept)
    changed = []
    for item in found:
        if item.id in known:
            old = Observation.unpack(known[item.id])
            if old.self_declared:
                continue
            item = replace(old, rejected_by=tuple(dict.fromkeys((*old.rejected_by, *item.rejected_by))))
        changed.append(item)
    store(changed, index)
    return {_cell(item) for item in (*changed, *made)}


def _attributed(party: str, statements: Iterable[str], index: StageIndex) -> list[Observation]:
    """What is known of a party's stances by these statements, on the word of others."""
    postings = index.find(f"statement:{statement}" for statement in sorted(statements))
    known = [Observation.unpack(packed) for packed in index.get(i for ids in postings.values() for i in ids).values()]
    return [item for item in known if item.party == party and item.kind == "stance" and not item.self_declared]


def _parties_of(statement_ids: Sequence[str], view: DossierView, cast: Cast) -> dict[str, str | None]:
    """The party of each statement's speaker."""
    statements = view.statements(statement_ids)
    speakers = {s.speaker.actor for s in statements.values() if s.speaker.actor} - cast.actors.keys()
    known = Cast(cast.codebook, {**cast.actors, **_with_parties(view, speakers)})
    return {key: known.party(statement.speaker.actor) for key, statement in statements.items()}


def _with_parties(view: DossierView, wanted: Iterable[str]) -> dict[str, Actor]:
    actors = dict(view.actors(sorted(wanted)))
    actors.update(view.actors(sorted({actor.party for actor in actors.values() if actor.party} - actors.keys())))
    return actors


def _refold(cells: Sequence[str], index: StageIndex) -> tuple[list[Position], list[str]]:
    """Fold the cells again: their positions, and the ids of positions that are no more."""
    postings = index.find(cells)
    positions: list[Position] = []
    dropped: list[str] = []
    for cell in cells:
        items = [Observation.unpack(packed) for packed in index.get(postings.get(cell, [])).values()]
        changed = {item.id: item for item in reject(items)}
        index.put({key: item.pack() for key, item in changed.items()})
        now = fold([changed.get(item.id, item) for item in items])
        key = f"folded:{cell}"
        before = index.get([key]).get(key)
        ids = [position.id for position in now]
        dropped += [old for old in (json.loads(before) if before else []) if old not in ids]
        index.put({key: json.dumps(ids).encode()})
        positions += now
    return positions, dropped


def _proposals(
    packages: Sequence[Draft],
    answers: Sequence[Answer],
    batch: Sequence[ReadDocument],
    view: DossierView,
    cast: Cast,
    index: StageIndex,
    models: Models,
) -> list[Proposal]:
    """New packages, merged with those that they repeat, and packages whose status the new answers change."""
    changed: dict[str, Draft] = {}
    for draft in sorted(packages, key=lambda item: item.day):
        near = [f"offer:{issue}|{month}" for issue in draft.issues for month in _months(draft.day, -1, 1)]
        known = {i for ids in index.find(near).values() for i in ids}
        merged = merge([unpack(packed) for packed in index.get(sorted(known)).values()], draft)
        index.add((f"offer:{issue}|{merged.day[:7]}", merged.proposal.id) for issue in merged.issues)
        index.add((f"proposed:{statement}", merged.proposal.id) for statement in merged.statements)
        index.put({merged.proposal.id: pack(merged)})
        changed[merged.proposal.id] = merged
    keyed = {f"answer:{item.statement}|{item.issue}": item for item in answers}
    index.add((f"answers:{item.issue}|{item.day[:7]}", key) for key, item in keyed.items())
    index.put({key: item.pack() for key, item in keyed.items()})
    asked = sorted({f"offer:{item.issue}|{month}" for item in answers for month in _months(item.day, -1, 0)})
    claimed = [f"proposed:{statement}" for statement in _answered(batch, view)]
    touched = {i for ids in index.find([*asked, *claimed]).values() for i in ids}
    for key, packed in index.get(sorted(touched - changed.keys())).items():
        changed[key] = unpack(packed)
    result = []
    for key, draft in changed.items():
        told = index.find(f"answers:{issue}|{month}" for issue in draft.issues for month in _months(draft.day, 0, 1))
        found = index.get(i for ids in told.values() for i in ids).values()
        parties = set(cast.parties(draft.proposal.to)) | set(draft.proposal.to) - cast.actors.keys()
        said = answers_to(draft.statements, view, lambda ids: _parties_of(ids, view, cast)).values()
        parts = {party for deny, _ in said for party in deny}, {party for _, confirm in said for party in confirm}
        settled = settle(draft, [Answer.unpack(p) for p in found], parties, parts, models.proposals)
        index.put({key: pack(settled)})
        result.append(settled.proposal)
    return result


def _months(day: str, first: int, last: int) -> list[str]:
    """The months (YYYY-MM) around a day's, and "" for what has no day."""
    if len(day) < 7:
        return [""]
    count = int(day[:4]) * 12 + int(day[5:7]) - 1
    return ["", *(f"{(count + more) // 12:04d}-{(count + more) % 12 + 1:02d}" for more in range(first, last + 1))]


def _answered(batch: Sequence[ReadDocument], view: DossierView) -> list[str]:
    """The statements of the claims that the batch's statements answer."""
    answering = [s.id for read in batch for s in read.statements if s.act in ANSWERING]
    claims = view.claims(sorted({claim for ids in view.claims_of(answering).values() for claim in ids}))
    return sorted({statement for claim in claims.values() for statement in claim.statements})


def _answered_contacts(batch: Sequence[ReadDocument], view: DossierView, index: StageIndex) -> set[str]:
    """The sides of known contacts of which a claim is made that the batch's statements answer."""
    found = index.find(f"told:{statement}" for statement in _answered(batch, view))
    items = index.get(i for ids in found.values() for i in ids)
    return {Sighting.unpack(packed).key for packed in items.values()}


def _contacts(
    seen: Sequence[Sighting], touched: set[str], view: DossierView, cast: Cast, index: StageIndex, models: Models
) -> tuple[list[Contact], list[str]]:
    """The contacts whose sides the new or forgotten sightings share, and the ids of contacts that are no more."""
    index.add(
        pair
        for item in seen
        for pair in (
            (f"contact:{item.key}", item.id),
            (f"doc:{item.document}", item.id),
            *((f"told:{statement}", item.id) for statement in item.told),
            *((f"sides:{one}|{other}", item.key) for one, other in combinations(item.keys, 2)),
        )
    )
    index.put({item.id: item.pack() for item in seen})
    wanted = _related(_related(touched | {item.key for item in seen}, index), index)  # as far as a group reaches
    postings = index.find(f"contact:{key}" for key in sorted(_related(wanted, index)))
    by_key = {
        key.removeprefix("contact:"): [Sighting.unpack(packed) for packed in index.get(ids).values()]
        for key, ids in postings.items()
    }
    found: list[Contact] = []
    gone: list[str] = []
    statements = [statement for items in by_key.values() for item in items for statement in item.told]
    answers = answers_to(statements, view, lambda ids: _parties_of(ids, view, cast))
    told = contacts_of(by_key, sorted(wanted), models.contacts, answers)
    kept = {contact.id for contacts in told.values() for contact in contacts}
    for key, contacts in told.items():
        before = index.get([f"folded:contact:{key}"]).get(f"folded:contact:{key}")
        gone += [old for old in (json.loads(before) if before else []) if old not in kept]
        index.put({f"folded:contact:{key}": json.dumps([contact.id for contact in contacts]).encode()})
        found += contacts
    return found, gone


def _related(keys: set[str], index: StageIndex) -> set[str]:
    """The keys themselves and all that have two sides in common with one of them."""
    pairs = sorted({f"sides:{one}|{other}" for key in keys for one, other in combinations(key.split("|"), 2)})
    return keys | {key for found in index.find(pairs).values() for key in found}
