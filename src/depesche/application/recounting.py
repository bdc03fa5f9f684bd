"""Claims counted anew on the evidence that is believed: origins, status, days and credibility.

The claims stage counts a claim on everything that was ever said for and against it. Under a belief, or as of a day,
some of that does not count, and then the stored counts do not hold either: a claim that only an unnamed source denied
is uncontested where unnamed sources do not count. What is left is put through the very rules of the stage
(`depesche.claims.status`, `depesche.claims.origins`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import cast

import numpy as np

from depesche.actors.targets import stem_key
from depesche.claims.origins import origins_of
from depesche.claims.propositions import Proposition
from depesche.claims.status import credibility_of, status_of
from depesche.records import Actor, Claim, Document, Origin, Statement, stable_id

TOLD_ALONG = "said along with it"
"""The reason by which the stage ties statements that say a claim only loosely (`depesche.claims.origins`)."""

_NOWHERE = np.zeros(1, np.float32)
"""Stands for the vectors of a proposition, which counting does not look at."""


def is_whole(claim: Claim, believed: Collection[str]) -> bool:
    """Whether everything that is said for and against a claim counts."""
    return all(one in believed for one in claim.statements) and all(
        answer.statement in believed for answer in claim.responses
    )


def recounted(
    claim: Claim,
    believed: Mapping[str, Statement],
    documents: Mapping[str, Document],
    actors: Mapping[str, Actor],
    *,
    decided: bool = False,
) -> Claim | None:
    """The claim as only the believed statements make it; None where none of them says it.

    Statements that were counted as one origin may fall apart where what tied them is not believed; those that were
    counted apart stay apart. The gist stays: it names the claim.

    Args:
        claim: as it is stored.
        believed: statements that count, by id; others may be among them.
        documents: theirs, by id.
        actors: their speakers and those whom they went through, by id.
        decided: a person set the status, which then stands.
    """
    statements = tuple(one for one in claim.statements if one in believed)
    if not statements:
        return None
    items = _items((believed[one] for one in statements), documents)
    responses = tuple(answer for answer in claim.responses if answer.statement in believed)
    replies = {item.id: item for item in _items((believed[one.statement] for one in responses), documents)}
    origins = tuple(part for origin in claim.origins for part in _parted(claim.id, origin, items, documents, actors))
    status = claim.status if decided else status_of(items, responses, replies, origins, actors)
    days = [day for one in statements if (day := documents[believed[one].document].published)]
    return replace(
        claim,
        statements=statements,
        responses=responses,
        origins=origins,
        status=status,
        first=min(days, default=None),
        last=max(days, default=None),
        credibility=credibility_of(status, origins, items),
    )


def _items(said: Iterable[Statement], documents: Mapping[str, Document]) -> list[Proposition]:
    """Statements as the stage counts them, in its order."""
    found = [_item(one, documents[one.document]) for one in said]
    return sorted(found, key=lambda item: (item.day, item.document, item.start))


def _item(said: Statement, document: Document) -> Proposition:
    day = document.day
    return Proposition(
        id=said.id,
        document=document.id,
        group=document.copies_of or document.id,
        act=said.act.value,
        kind=said.kind.value,
        speaker=said.speaker.actor or "",
        day=day.toordinal() if day else 0,
        start=said.start,
        paragraph=0,
        sentence=0,
        text="",
        stems={},
        context={},
        states=frozenset(),
        numbers=frozenset(),
        negated=said.negated,
        title=False,
        via=said.via,
        vector=_NOWHERE,
        around=_NOWHERE,
        lead=_NOWHERE,
    )


def _parted(
    claim: str,
    origin: Origin,
    items: Iterable[Proposition],
    documents: Mapping[str, Document],
    actors: Mapping[str, Actor],
) -> tuple[Origin, ...]:
    """What is left of an origin: itself, or the origins that it falls into without what is not believed."""
    known = set(origin.statements)
    left = [item for item in items if item.id in known]
    kept = tuple(one for one in origin.statements if any(item.id == one for item in left))
    if not left:
        return ()
    if len(left) == len(origin.statements):
        return (origin,)
    if TOLD_ALONG in origin.why:  # what is told loosely rests where what it was told along with rests
        return (replace(origin, statements=kept),)
    homes = {
        item.document: stable_id("a", f"outlet:{stem_key(cast(str, documents[item.document].outlet))}")
        for item in left
        if documents[item.document].outlet
    }
    return origins_of(claim, left, actors, homes)
