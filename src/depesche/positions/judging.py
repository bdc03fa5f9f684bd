"""Which denied claims say where a party stands, and what that makes of what is known of it.

A claim is judged by what was kept of its statements when their documents were read (`weighed`), never by reading a
document again; it waits until all that it rests on was read, and is judged again only when that has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from itertools import islice

from depesche.positions.allegations import MOST_TOLD, Kept, kept_allegation
from depesche.positions.cells import cell_of, store
from depesche.positions.codebook import Codebook
from depesche.positions.hearings import Hearing, denying
from depesche.positions.models import Models
from depesche.positions.observe import Observation
from depesche.positions.weighed import Weighed, key_of
from depesche.records import Claim
from depesche.stages import DossierView, StageIndex

MOST_DENIALS = 24  # of one claim that are looked at


def judge_claims(
    claims: Mapping[str, Claim],
    hearings: Mapping[str, Hearing],
    again: Set[str],
    view: DossierView,
    index: StageIndex,
    codebook: Codebook,
    models: Models,
) -> set[str]:
    """Positions that a party was said to hold and denied to hold, put into the index; the cells touched.

    Args:
        claims: those that the batch touches.
        hearings: who denies them.
        again: statements of documents that are read again, whose observations are new.
        view: the rest of the dossier.
        index: the stage's own index.
        codebook: the issues.
        models: the models.
    """
    alleged = [
        (one, one.observations(codebook))
        for one in _to_judge(claims, hearings, again, view, index)
        if one.says_position(models)
    ]
    shown_by = _attributed((item.statement for _, items in alleged for item in items), index)
    found: list[Observation] = []
    made: list[Observation] = []  # earlier, for want of statements that show the stance themselves
    for one, items in alleged:
        known_of = [old for item in items for old in shown_by.get(item.statement, ()) if old.party == one.party]
        shown = [replace(old, rejected_by=one.answers) for old in known_of if not old.alleged]
        made += [old for old in known_of if old.alleged and shown]
        found += shown or items
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
    return {cell_of(item) for item in (*changed, *made)}


def _to_judge(
    claims: Mapping[str, Claim],
    hearings: Mapping[str, Hearing],
    again: Set[str],
    view: DossierView,
    index: StageIndex,
) -> list[Kept]:
    """The denied claims that changed, as far as all that they rest on was read."""
    denied = {key: dict(islice(hearing.denials().items(), MOST_DENIALS)) for key, hearing in hearings.items()}
    denied = {key: parties for key, parties in denied.items() if any(parties.values())}
    rests_on = {key: (*claims[key].statements[:MOST_TOLD], *parties) for key, parties in denied.items()}
    marks = {key: json.dumps([rests_on[key], *denied[key].values()]).encode() for key in denied}
    before = index.get(f"judged:{key}" for key in denied)
    due = [key for key in denied if before.get(f"judged:{key}") != marks[key] or not again.isdisjoint(rests_on[key])]
    packed = index.get(key_of(statement) for key in due for statement in rests_on[key])
    known = {item.statement: item for item in map(Weighed.unpack, packed.values())}
    due = _read_whole(due, claims, known, hearings, view)
    index.put({f"judged:{key}": marks[key] for key in due})
    found = (kept_allegation(claims[key], denied[key], known) for key in due)
    return [one for one in found if one is not None]


def _read_whole(
    due: Iterable[str],
    claims: Mapping[str, Claim],
    known: Mapping[str, Weighed],
    hearings: Mapping[str, Hearing],
    view: DossierView,
) -> list[str]:
    """The claims none of whose first statements and denials is still to be read."""
    unread: dict[str, str | None] = {}
    for key in due:
        missing = [one for one in claims[key].statements[:MOST_TOLD] if one not in known]
        missing += [one for one in denying(claims[key])[:MOST_DENIALS] if one not in hearings[key].responses]
        unread[key] = missing[0] if missing else None
    coming = view.statements(sorted({statement for statement in unread.values() if statement}))
    return [key for key, statement in unread.items() if statement not in coming]


def _attributed(statements: Iterable[str], index: StageIndex) -> dict[str, list[Observation]]:
    """What is known of parties' stances by statements, on the word of others, by statement."""
    postings = index.find(f"statement:{statement}" for statement in sorted(set(statements)))
    packed = index.get(i for ids in postings.values() for i in ids)
    found: dict[str, list[Observation]] = {}
    for item in map(Observation.unpack, packed.values()):
        if item.kind == "stance" and not item.self_declared:
            found.setdefault(item.statement, []).append(item)
    return found
