"""Records as a person sees them: the readings with the living decisions laid over them, still as a stream.

What nobody decided about flows straight from the tables. The few things that decisions touch are looked up, decided,
filtered here and merged back in at their place in the order.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, or_, select

from depesche.ledger import anchoring, decision_store, readings, record_fields, schema, streams
from depesche.ledger.decisions import Overlay
from depesche.ledger.documents import chunks
from depesche.ledger.filters import Filters
from depesche.records import Actor, Claim, Contact, Position, Proposal, Statement

Keyed = tuple[tuple[Any, ...], Any]


def overlay(connection: Connection) -> Overlay:
    """The living decisions, with today's ids."""
    living = decision_store.decisions(connection, None, None, living=True)
    return Overlay(anchoring.resolved(connection, living, decision_store.unmade(connection)) if living else ())


def stream(connection: Connection, record: str, filters: Filters, laid: Overlay) -> Iterator[Any]:
    """Records of a kind as decided, in their order."""
    widened = _widened(connection, filters, laid)
    special, touched = _special(connection, record, widened, laid)
    rest = (
        (key, now)
        for key, thing in streams.keyed(connection, record, widened)
        if thing.id not in touched and (now := laid.references.rewritten(thing)) is not None
    )
    for _, thing in heapq.merge(rest, special, key=lambda pair: pair[0]) if special else rest:
        yield thing


def count(connection: Connection, record: str, filters: Filters, laid: Overlay) -> int:
    """How many records `stream` would give."""
    widened = _widened(connection, filters, laid)
    special, touched = _special(connection, record, widened, laid)
    total = streams.count(connection, record, widened)
    if touched:
        ids = tuple(sorted(touched if widened.ids is None else touched.intersection(widened.ids)))
        total -= streams.count(connection, record, replace(widened, ids=ids))
    return total + len(special)


def touching(connection: Connection, record: str, laid: Overlay) -> tuple[list[Any], set[str]]:
    """The things of a kind that decisions touch, as decided; and the ids that these stand for."""
    special, touched = _special(connection, record, Filters(), laid)
    return [thing for _, thing in special], touched


def one(connection: Connection, record: str, id_: str, *, rewritten: bool) -> Any | None:
    """A thing as decisions left it, also where they rejected it; what it is merged into; None where there is none.

    Args:
        connection: to the database.
        record: its kind.
        id_: its id.
        rewritten: whether what it refers to is told as decisions left that. Where not, a thing that nobody decided
            about costs the same however many decisions there are.
    """
    if not rewritten and not decision_store.mentioned(connection, record, id_):
        read = anchoring.records(connection, record, [id_]).get(id_)
        if read is not None:  # else a decision about it was found again under this id, or there is none
            return read
    laid = overlay(connection)
    id_ = laid.root(record, id_)
    touched = laid.touched(record)
    wanted = sorted(touched) if id_ in touched else [id_]
    thing = laid.standing(record, anchoring.records(connection, record, wanted).values()).get(id_)
    # What refers to nothing any more is shown as it was.
    return None if thing is None else laid.references.rewritten(thing) or thing


def beginning(connection: Connection, record: str, begin: str, most: int) -> list[str]:
    """The ids of things of a kind that begin so, `most` at most: of what was read and of what decisions made."""
    column = schema.metadata.tables[record].c.id
    query = select(column).where(column >= begin, column.startswith(begin, autoescape=True)).order_by(column)
    # SQLite's LIKE takes capitals for small letters.
    found = {id_ for id_ in connection.execute(query.limit(most)).scalars() if id_.startswith(begin)}
    if record in record_fields.RECORDS:
        found |= {id_ for id_ in overlay(connection).made(record) if id_.startswith(begin)}
    return sorted(found)[:most]


def _special(connection: Connection, record: str, filters: Filters, laid: Overlay) -> tuple[list[Keyed], set[str]]:
    """The things of a kind that decisions touch and that pass the filters, in order; and all ids so touched."""
    touched = laid.touched(record) | _losing(connection, record, laid)
    if record == "claim" and (filters.actor or filters.party):  # those who say it are other than was read
        touched |= _on(connection, record, laid.references.speakers)
    given = anchoring.records(connection, record, sorted(touched)).values() if touched else ()
    passing = _Passing(connection, filters, laid)
    kept = [thing for thing in laid.applied(record, given) if passing(thing)]
    order = _orders(connection, kept)
    return sorted(((order(thing), thing) for thing in kept), key=lambda pair: pair[0]), touched


def _losing(connection: Connection, record: str, laid: Overlay) -> set[str]:
    """Things that may be left without what they need: those on rejected statements, and those of rejected parties."""
    found = _on(connection, record, [id_ for id_, now in laid.references.statements.items() if now is None])
    if record == "position":
        gone = [id_ for id_, now in laid.references.actors.items() if now is None]
        for chunk in chunks(gone):
            query = select(schema.position.c.id).where(schema.position.c.party.in_(chunk))
            found.update(connection.execute(query).scalars())
    return found


def _on(connection: Connection, record: str, statements: Iterable[str]) -> set[str]:
    """Things of a kind that rest on some of these statements."""
    found: set[str] = set()
    for chunk in chunks(statements, 50):
        if record in ("claim", "position"):
            table = schema.claim_statement if record == "claim" else schema.position_evidence
            query = select(table.c[record]).where(table.c.statement.in_(chunk))
        elif record in ("proposal", "contact"):
            listed = schema.proposal.c.evidence if record == "proposal" else schema.contact.c.statements
            query = select(listed.table.c.id).where(or_(*(listed.contains(id_, autoescape=True) for id_ in chunk)))
        else:
            return found
        found.update(connection.execute(query).scalars())
    return found


def _widened(connection: Connection, filters: Filters, laid: Overlay) -> Filters:
    """Filters that also find what was merged into an actor, and the members that a person gave a party."""
    asked = filters.actor or filters.party
    if asked is None:
        return filters
    now = laid.root("actor", asked)
    also = laid.merged_into("actor", now)[1:]
    filters = replace(filters, actor=now, also=also) if filters.actor else replace(filters, party=now, also=also)
    if filters.party is None:
        return filters
    touched = laid.touched("actor")
    if not touched:
        return filters
    decided = laid.applied("actor", anchoring.records(connection, "actor", sorted(touched)).values())
    joined = tuple(sorted(one.id for one in decided if one.party == filters.party))
    return replace(filters, joined=joined, left=tuple(sorted(touched.difference(joined, filters.parties))))


def _orders(connection: Connection, things: Iterable[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """The sort key of each thing, as `streams.keyed` has it."""
    documents = {thing.document for thing in things if isinstance(thing, Statement)}
    days = {id_: row.order_day for id_, row in _document_rows(connection, documents).items()}

    def key(thing: Any) -> tuple[Any, ...]:
        if isinstance(thing, Statement):
            return (days.get(thing.document, ""), thing.document, *readings.text_order(thing))
        return streams.key(thing)

    return key


def _document_rows(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
    table = schema.document
    found = {}
    for chunk in chunks(sorted(ids)):
        query = select(table.c.id, table.c.order_day, table.c.outlet, table.c.language).where(table.c.id.in_(chunk))
        found.update({row.id: row for row in connection.execute(query)})
    return found


class _Passing:
    """Whether a decided thing passes the filters: what `depesche.ledger.filters` says in SQL, for a single record."""

    def __init__(self, connection: Connection, filters: Filters, laid: Overlay) -> None:
        self._connection, self._filters, self._laid = connection, filters, laid
        self._given: tuple[set[str | None], set[str]] | None = None  # who says statements that are touched, and these

    def __call__(self, thing: Any) -> bool:
        filters = self._filters
        if filters.ids is not None and thing.id not in filters.ids:
            return False
        if isinstance(thing, Actor):
            return self._actor(thing)
        if filters.actor is not None and filters.actor not in _actors(self._speakers(thing)):
            return False
        if filters.party is not None and not self._of_party(thing):
            return False
        return self._issue(thing) and self._time(thing) and self._documents(thing)

    def _actor(self, thing: Actor) -> bool:
        filters = self._filters
        if filters.actor is not None and thing.id != filters.actor:
            return False
        if filters.party is not None and filters.party not in (thing.id, thing.party):
            return False
        rest = replace(filters, ids=None, actor=None, party=None, also=(), joined=(), left=())
        if rest == Filters():
            return True
        if self._given is None:
            special, touched = _special(self._connection, "statement", rest, self._laid)
            self._given = {said.speaker.actor for _, said in special}, touched
        given, touched = self._given
        ids = self._laid.merged_into("actor", thing.id)
        read = streams.keyed(self._connection, "statement", replace(rest, actor=thing.id, also=ids[1:]))
        return thing.id in given or any(one.id not in touched and one.speaker.actor in ids for _, one in read)

    def _speakers(self, thing: Any) -> list[Any]:
        if isinstance(thing, Claim):
            found = anchoring.records(self._connection, "statement", thing.statements).values()
            return [self._laid.references.rewritten(one) for one in found]
        return [thing]

    def _of_party(self, thing: Any) -> bool:
        party, also = self._filters.party, self._filters.also
        if isinstance(thing, Position):
            return thing.party == party
        speaking = _actors(self._speakers(thing), addressed=False)
        if party in speaking or not speaking.isdisjoint(self._filters.joined):
            return True
        found = anchoring.records(self._connection, "actor", sorted(speaking)).values()
        return any(one.party in (party, *also) and one.id not in self._filters.left for one in found)

    def _issue(self, thing: Any) -> bool:
        issue = self._filters.issue
        if issue is None:
            return True
        if isinstance(thing, Position):
            return thing.issue == issue
        if isinstance(thing, Proposal):
            return any(term.issue == issue for term in thing.terms)
        if isinstance(thing, Contact):
            return False
        said = thing.statements if isinstance(thing, Claim) else self._laid.merged_into("statement", thing.id)
        return streams.count(self._connection, "statement", Filters(issue=issue, ids=tuple(said))) > 0

    def _time(self, thing: Any) -> bool:
        since, until = self._filters.since, self._filters.until
        first: str | None
        last: str | None
        if isinstance(thing, Claim):
            first, last = thing.first, thing.last
        elif isinstance(thing, Position):
            first, last = thing.since or "", thing.until or "~"
        elif isinstance(thing, Contact):
            first, last = thing.when.start, thing.when.end or thing.when.start
        else:
            return True
        return not (since and (last is None or last < since)) and not (until and (first is None or first > f"{until}~"))

    def _documents(self, thing: Any) -> bool:
        """Whether one of the documents that a thing rests on passes."""
        filters = self._filters
        timed = isinstance(thing, Statement | Proposal)
        asked = Filters(document=filters.document, outlet=filters.outlet, language=filters.language,
                        since=filters.since if timed else None, until=filters.until if timed else None)  # fmt: skip
        if asked == Filters():
            return True
        ids = tuple(sorted(self._rests_on(thing)))
        return streams.count(self._connection, "document", replace(asked, ids=ids)) > 0

    def _rests_on(self, thing: Any) -> set[str]:
        if isinstance(thing, Statement):
            return {thing.document}
        if isinstance(thing, Proposal):
            return {term.document for term in thing.terms}
        if isinstance(thing, Contact):
            return {one.document for one in thing.evidence}
        said = [one.statement for one in thing.evidence] if isinstance(thing, Position) else thing.statements
        return {one.document for one in anchoring.records(self._connection, "statement", said).values()}


def _actors(things: Iterable[Any], *, addressed: bool = True) -> set[str]:
    """The actors that a filter by actor (or, without those addressed, by party) looks at."""
    found: set[str | None] = set()
    for thing in things:
        if isinstance(thing, Statement):
            found |= {thing.speaker.actor, thing.addressee.actor if thing.addressee and addressed else None}
        elif isinstance(thing, Position):
            found |= {thing.party, thing.asserted_by}
        elif isinstance(thing, Proposal):
            found |= {*thing.by, *thing.to}
        elif isinstance(thing, Contact):
            found |= {actor for party in thing.parties for actor in party}
    return {id_ for id_ in found if id_ is not None}
