"""Who speaks, for whom, how often, and how often what they say is denied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from depesche.application.pages.admitting import Ground, ground_of
from depesche.application.pages.common import Cast, Pager, Person, Said, View, person_of, said
from depesche.application.pages.remembering import memory_of
from depesche.ledger import facets
from depesche.ledger.columns import NOTHING, Coded
from depesche.records import Actor, Decision, Verb

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

SIZE = 50
"""Rows of a page."""


@dataclass(frozen=True, slots=True)
class ActorRow:
    """Somebody with the number of statements, and how many of them belong to a claim that is denied."""

    person: Person
    party: Person | None
    statements: int
    denied: int


@dataclass(frozen=True, slots=True)
class ActorsPage:
    """A page of actors; ``kinds`` with counts."""

    view: View
    q: str
    kind: str
    kinds: tuple[tuple[str, int], ...]
    pager: Pager
    rows: tuple[ActorRow, ...]


@dataclass(frozen=True, slots=True)
class MembershipPart:
    """That somebody belongs to a party, in which role and when."""

    party: Person
    role: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One actor: what they are called, to whom they belong, who belongs to them, what they say."""

    view: View
    person: Person
    names: tuple[str, ...]
    same_as: tuple[str, ...]
    party: Person | None
    memberships: tuple[MembershipPart, ...]
    members: tuple[Person, ...]
    statements: int
    denied: int
    pager: Pager
    said: tuple[Said, ...]
    decisions: tuple[Decision, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Tallies:
    """Statements and denied statements by actor, the merged counted with whom they were merged into."""

    statements: dict[str, int]
    denied: dict[str, int]
    merged: dict[str, str]
    rejected: frozenset[str]

    def ids(self, actor: str) -> list[str]:
        """The actor's id and those merged into it."""
        return [actor, *(one for one, into in self.merged.items() if into == actor)]


def tallies(dossier: Dossier, view: View) -> Tallies:
    """Count who says how much under a view."""
    found: Tallies = memory_of(dossier).get(("tallies", view.whole_belief), lambda: _tallies(dossier, view))
    return found


def _tallies(dossier: Dossier, view: View) -> Tallies:
    merged: dict[str, str] = {}
    rejected = set()
    for decision in dossier.decisions("actor"):
        if decision.verb is Verb.MERGE:
            merged.update((str(one), decision.target) for one in decision.change.get("ids", ()))
        elif decision.verb is Verb.REJECT:
            rejected.add(decision.target)
    for one in merged:
        into, seen = merged[one], {one}
        while into in merged and into not in seen:
            seen.add(into)
            into = merged[into]
        merged[one] = into
    statements, denied = spoken(ground_of(dossier), view)
    return Tallies(statements, denied, merged, frozenset(rejected))


def spoken(ground: Ground, view: View) -> tuple[dict[str, int], dict[str, int]]:
    """By actor how many statements count, and how many times one of them belongs to a claim that is denied."""
    of, admitted = ground.columns, ground.admitted(view)
    if admitted is None:
        admitted = np.ones(len(of.statements), dtype=np.bool_)
    denying = of.answer.where(lambda one: one[0] in ("denies", "partly_denies")) & admitted[of.answered.statements]
    claims = np.zeros(len(of.claims), dtype=np.bool_)
    claims[of.answered.claims[denying]] = True
    carried = of.told.statements[claims[of.told.claims] & admitted[of.told.statements]]
    return _times(of.speaker, np.flatnonzero(admitted)), _times(of.speaker, carried)


def _times(speaker: Coded, rows: NDArray[np.integer[Any]]) -> dict[str, int]:
    codes = speaker.codes[rows]
    sums = np.bincount(codes[codes != NOTHING], minlength=len(speaker.values))
    return {actor: count for actor, count in zip(speaker.values, sums.tolist(), strict=True) if count}


def actors_page(
    dossier: Dossier, view: View, q: str = "", kind: str = "", page: int | str | None = 1, size: int = SIZE
) -> ActorsPage:
    """Build the page, those quoted most first.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    counted = tallies(dossier, view)
    rows = memory_of(dossier).get("actors", lambda: facets.actor_rows(dossier.ledger))
    gone = counted.merged.keys() | counted.rejected
    words = q.casefold().split()
    matching = [row for row in rows if row[0] not in gone and all(word in row[1].casefold() for word in words)]
    kinds: dict[str, int] = {}
    for row in matching:
        kinds[row[2]] = kinds.get(row[2], 0) + 1
    chosen = [row[0] for row in matching if not kind or row[2] == kind]
    chosen.sort(key=lambda one: -counted.statements.get(one, 0))
    pager = Pager.of(page, size, len(chosen))
    cast = Cast(dossier).load(chosen[pager.offset : pager.offset + size])
    people = [cast[one] for one in chosen[pager.offset : pager.offset + size]]
    cast.load(person.party for person in people)
    return ActorsPage(
        view,
        q,
        kind,
        tuple(sorted(kinds.items(), key=lambda pair: -pair[1])),
        pager,
        tuple(
            ActorRow(
                person,
                cast.get(person.party),
                counted.statements.get(person.id, 0),
                counted.denied.get(person.id, 0),
            )
            for person in people
        ),
    )


def actor_page(dossier: Dossier, view: View, identity: str, page: int | str | None = 1, size: int = 30) -> ActorPage:
    """Build the page.

    Raises:
        UnknownName: there is no such actor.
        BadExpression: the belief cannot be understood.
    """
    actor: Actor = dossier.one("actor", identity)
    counted = tallies(dossier, view)
    ids = counted.ids(actor.id)
    total = counted.statements.get(actor.id, 0)
    pager = Pager.of(page, size, total)
    cast = Cast(dossier)
    shown = facets.statements_by(dossier.ledger, ids, size, pager.offset, view.at)
    parts = said(dossier, shown, cast, view.whole_belief)
    members = [person_of(one) for one in dossier.actors(party=actor.id) if one.id != actor.id][:200]
    cast.load((actor.party, *(one.party for one in actor.memberships)))
    return ActorPage(
        view,
        person_of(actor),
        actor.names,
        actor.same_as,
        cast.get(actor.party),
        tuple(MembershipPart(cast[one.party], one.role, one.since or "", one.until or "") for one in actor.memberships),
        tuple(members),
        total,
        counted.denied.get(actor.id, 0),
        pager,
        tuple(parts.values()),
        tuple(dossier.decisions("actor", actor.id)),
        actor.confidence,
    )
