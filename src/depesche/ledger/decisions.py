"""Decisions laid over readings: pure functions, no database.

Readings may be made again at any time, and then a thing can have another id. A decision therefore carries anchors: for
each thing that it names, the words that prove it and a label. `resolve_targets` finds the things again by them,
`Overlay` (and `overlay`, the same in one call) shows the readings as decided:

accept
    the thing is certain (confidence 1).
reject
    it is left out, and nothing refers to it any more; what loses its last evidence goes with it.
edit, rename
    fields get new values.
merge
    the things named in ``change["ids"]`` become one with the target; references follow.
split
    what hangs on the statements named in ``change["ids"]`` becomes a thing of its own.
add
    a new thing, whose fields ``change`` gives.

The result depends on the decisions that stand and on when they were made, not on the order in which they are given.
Taking one back therefore gives exactly what there was without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from depesche.ledger import combining, record_fields
from depesche.ledger.anchors import ANCHORS, Anchor, Resolved, resolve_targets
from depesche.ledger.references import References
from depesche.records import Decision, Verb, stable_id

__all__ = ["Anchor", "Overlay", "Resolved", "overlay", "resolve_targets"]


@dataclass(slots=True)
class _Kind:
    """What is decided about the things of one record."""

    accepted: set[str] = field(default_factory=set)
    rejected: set[str] = field(default_factory=set)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)  # merged id -> what it is merged into
    splits: list[Decision] = field(default_factory=list)
    added: dict[str, Any] = field(default_factory=dict)

    def root(self, id_: str) -> str:
        """What a thing is merged into in the end."""
        while id_ in self.into:
            id_ = self.into[id_]
        return id_


class Overlay:
    """Living decisions, with today's ids, ready to be laid over readings.

    Args:
        decisions: what stands (`resolve_targets` gave them today's ids).
    """

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._kinds: dict[str, _Kind] = {}
        living = [one for one in decisions if one.undone_by is None and one.undoes is None]
        for decision in sorted(living, key=lambda one: (one.made_at, one.id)):
            if decision.record in record_fields.RECORDS:
                self._take(decision)
        self.references = self._references()

    def _kind(self, record: str) -> _Kind:
        return self._kinds.setdefault(record, _Kind())

    def _take(self, decision: Decision) -> None:
        kind, target = self._kind(decision.record), decision.target
        if decision.verb is Verb.ACCEPT:
            kind.accepted.add(target)
            kind.rejected.discard(target)
        elif decision.verb is Verb.REJECT:
            kind.rejected.add(target)
            kind.accepted.discard(target)
        elif decision.verb in (Verb.EDIT, Verb.RENAME):
            kind.changes.setdefault(target, {}).update(edited(decision))
        elif decision.verb is Verb.MERGE:
            self._merge(kind, target, decision.change.get("ids", ()))
        elif decision.verb is Verb.SPLIT:
            kind.splits.append(decision)
        elif decision.verb is Verb.ADD:
            made = record_fields.made(decision.record, added_id(decision), stated(decision))
            kind.added[made.id] = made

    @staticmethod
    def _merge(kind: _Kind, target: str, ids: Iterable[str]) -> None:
        root = kind.root(target)
        for id_ in ids:
            other = kind.root(id_)
            if other != root:
                kind.into[other] = root

    def _references(self) -> References:
        speakers = {
            str(statement): split_id(decision)
            for decision in self._kind("actor").splits
            for statement in decision.change.get("ids", ())
        }
        return References(self._now("actor"), self._now("statement"), speakers)

    def _now(self, record: str) -> dict[str, str | None]:
        """What the ids of things that were merged or rejected mean now."""
        kind = self._kind(record)
        now: dict[str, str | None] = {id_: kind.root(id_) for id_ in kind.into}
        return {id_: None if root in kind.rejected else root for id_, root in now.items()} | {
            id_: None for id_ in kind.rejected if id_ not in kind.into
        }

    def merged_into(self, record: str, id_: str) -> tuple[str, ...]:
        """The id and all that were merged into it (what a filter by this id has to find)."""
        kind = self._kind(record)
        return (id_, *sorted(one for one in kind.into if kind.root(one) == id_))

    def touched(self, record: str) -> set[str]:
        """Ids of the things whose own record is decided about; all others only need `References.rewritten`."""
        kind = self._kind(record)
        ids = kind.accepted | kind.rejected | set(kind.changes) | set(kind.into) | set(kind.into.values())
        ids |= {decision.target for decision in kind.splits}
        if record == "claim":
            answers = self._kind("response")
            ids |= {id_.partition("/")[0] for id_ in (*answers.accepted, *answers.rejected, *answers.changes)}
        return ids

    def settled(self, record: str, name: str) -> set[str]:
        """Ids of the things of which a person set a field, in an edit or as they made the thing."""
        kind = self._kind(record)
        made = {split_id(decision) for decision in kind.splits if name in stated(decision)}
        return {id_ for id_, change in kind.changes.items() if name in change} | made | set(kind.added)

    def applied(self, record: str, records: Iterable[Any]) -> list[Any]:
        """Records of one kind as decided, with those added; references are rewritten.

        Args:
            record: its name.
            records: at least all touched ones that are there.
        """
        kind = self._kind(record)
        grouped: dict[str, list[Any]] = {}
        for one in (*records, *kind.added.values()):
            grouped.setdefault(kind.root(one.id), []).append(one)
        decided: list[Any] = []
        for root, things in grouped.items():
            if root in kind.rejected:
                continue
            things.sort(key=lambda one: (one.id != root, one.id))
            whole = combining.combined(things)
            decided += self._split(kind, self._edited(kind, record, replace(whole, id=root)))
        rewritten = (self.references.rewritten(one) for one in decided)
        return [one for one in rewritten if one is not None]

    def _edited(self, kind: _Kind, record: str, thing: Any) -> Any:
        if record == "claim":
            thing = self._responses(thing)
        if thing.id in kind.accepted:
            thing = replace(thing, confidence=1.0)
        if thing.id not in kind.changes:
            return thing
        changes = kind.changes[thing.id]
        # What a model thought of the act says no more once a person has told it.
        return replace(thing, **changes, **({"acts": ()} if "act" in changes else {}))

    def _responses(self, claim: Any) -> Any:
        kind = self._kind("response")
        kept = []
        for response in claim.responses:
            id_ = f"{claim.id}/{response.statement}"
            if id_ in kind.rejected:
                continue
            if id_ in kind.accepted:
                response = replace(response, confidence=1.0)
            kept.append(replace(response, **kind.changes.get(id_, {})))
        added = [one for id_, one in kind.added.items() if id_.partition("/")[0] == claim.id]
        return replace(claim, responses=(*kept, *added))

    def _split(self, kind: _Kind, thing: Any) -> list[Any]:
        parts = []
        for decision in kind.splits:
            if decision.target == thing.id:
                chosen = {str(id_) for id_ in decision.change.get("ids", ())}
                thing, part = combining.divided(thing, split_id(decision), chosen, stated(decision))
                parts += [part] if part is not None else []
        return [thing, *parts]


def overlay(record: str, records: Iterable[Any], decisions: Iterable[Decision]) -> list[Any]:
    """All records of one kind as decided; decisions about other kinds only change what they refer to."""
    return Overlay(decisions).applied(record, records)


def stated(decision: Decision) -> dict[str, Any]:
    """What a person said in a decision: its change without the anchors and ids."""
    return {name: value for name, value in decision.change.items() if name not in (ANCHORS, "ids")}


def edited(decision: Decision) -> dict[str, Any]:
    """The fields that an edit or a rename sets, typed.

    Raises:
        UnknownName: no such field.
        UsageError: a value that the field cannot hold.
    """
    given = stated(decision)
    if decision.record == "claim" and "name" in given:
        given["gist"] = given.pop("name")
    return record_fields.values(decision.record, given)


def added_id(decision: Decision) -> str:
    """The id of an added thing: the target where the decision names one."""
    prefix = record_fields.PREFIXES.get(decision.record, "x")
    return decision.target or stable_id(prefix, "added", decision.id)


def split_id(decision: Decision) -> str:
    """The id of the thing that a split makes."""
    return stable_id(record_fields.PREFIXES.get(decision.record, "x"), "split", decision.id)
