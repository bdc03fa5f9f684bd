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

Decisions take effect in the order in which they were made, each on what the earlier ones left: one about a thing that
was merged into another is about that other, one about a part acts on the part alone, and one about a part that no
decision makes any more waits until one makes it again. The result depends on the decisions that stand and on when they
were made, not on the order in which they are given. Taking one back therefore gives exactly what there was without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from depesche.ledger import record_fields
from depesche.ledger.anchors import Anchor, Resolved, added_id, made_id, resolve_targets, split_id, when
from depesche.ledger.references import References
from depesche.ledger.replaying import Replay, edited, stated
from depesche.records import Decision, Verb

__all__ = ["Anchor", "Overlay", "Resolved", "edited", "overlay", "resolve_targets", "stated"]


@dataclass(slots=True)
class _Kind:
    """What is decided about the things of one record, told in ids."""

    steps: list[Decision] = field(default_factory=list)  # those that take effect, with the ids of their time
    rejected: set[str] = field(default_factory=set)
    into: dict[str, str] = field(default_factory=dict)  # merged id -> what it is merged into
    unmade: set[str] = field(default_factory=set)  # what decisions still to come will make
    waiting: dict[str, list[Decision]] = field(default_factory=dict)  # said of it before it was made again
    added: set[str] = field(default_factory=set)
    said: dict[str, set[str]] = field(default_factory=dict)  # id -> the fields that a person set

    def root(self, id_: str) -> str:
        """What a thing is merged into in the end."""
        while id_ in self.into:
            id_ = self.into[id_]
        return id_

    def step(self, decision: Decision) -> Decision | None:
        """The decision with what its things are merged into by now; None where what it speaks of is not there yet."""
        if decision.verb is Verb.ADD:
            return replace(decision, target=added_id(decision))
        claim, slash, statement = decision.target.partition("/")
        if self._wait(claim, decision):
            return None
        target = self.root(claim)
        if decision.verb is Verb.MERGE:
            named = [str(id_) for id_ in decision.change.get("ids", ())]
            there = [id_ for id_ in named if not self._wait(id_, replace(decision, change={"ids": [id_]}))]
            ids = dict.fromkeys(self.root(id_) for id_ in there)
            ids.pop(target, None)
            return replace(decision, target=target, change={**decision.change, "ids": list(ids)}) if ids else None
        return replace(decision, target=f"{target}{slash}{statement}")

    def _wait(self, id_: str, decision: Decision) -> bool:
        """Put a decision off until the thing is made that it speaks of; False where that is there."""
        if id_ in self.unmade:
            self.waiting.setdefault(id_, []).append(decision)
        return id_ in self.unmade

    def take(self, step: Decision) -> None:
        """Note what a step means for ids."""
        target = step.target
        if step.verb is Verb.ACCEPT:
            self.rejected.discard(target)
        elif step.verb is Verb.REJECT:
            self.rejected.add(target)
        elif step.verb in (Verb.EDIT, Verb.RENAME):
            self.said.setdefault(target, set()).update(edited(step))
        elif step.verb is Verb.MERGE:
            self.into |= dict.fromkeys(step.change["ids"], target)
            self.rejected.difference_update(step.change["ids"])  # it lives on in what it is merged into
        elif step.verb is Verb.SPLIT:
            self.said[split_id(step)] = set(edited(step))
            self.unmade.discard(split_id(step))
        elif step.verb is Verb.ADD:
            self.added.add(target)
            self.unmade.discard(target)


class Overlay:
    """Living decisions, with today's ids, ready to be laid over readings.

    Args:
        decisions: what stands (`resolve_targets` gave them today's ids).
    """

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._kinds: dict[str, _Kind] = {}
        self._speakers: dict[str, str] = {}  # statement -> the actor that a split gave it to
        living = sorted((one for one in decisions if one.undone_by is None and one.undoes is None), key=when)
        living = [one for one in living if one.record in record_fields.RECORDS]
        for decision in living:
            if (made := made_id(decision)) is not None:
                self._kind(decision.record).unmade.add(made)
        for decision in living:
            self._take(decision)
        self.references = self._references()

    def _kind(self, record: str) -> _Kind:
        return self._kinds.setdefault(record, _Kind())

    def _take(self, decision: Decision) -> None:
        kind = self._kind("claim" if decision.record == "response" else decision.record)
        step = kind.step(decision)
        if step is None:
            return
        kind.steps.append(step)
        if step.record != "response":
            kind.take(step)
        if step.record == "actor" and step.verb is Verb.SPLIT:
            self._speakers |= dict.fromkeys(map(str, step.change.get("ids", ())), split_id(step))
        for one in kind.waiting.pop(made_id(step) or "", ()):
            self._take(one)
        if step.record == "statement" and step.verb is Verb.EDIT and "speaker" in step.change:
            said = self._kind("statement")  # whom a person names later is the speaker
            self._speakers = {one: who for one, who in self._speakers.items() if said.root(one) != step.target}

    def _references(self) -> References:
        actors, statements = self._now("actor"), self._now("statement")
        said = self._kind("statement")
        speakers = {said.root(one): actors.get(who, who) for one, who in self._speakers.items()}
        return References(actors, statements, speakers)

    def _now(self, record: str) -> dict[str, str | None]:
        """What the ids of things that were merged or rejected mean now."""
        kind = self._kind(record)
        now: dict[str, str | None] = {id_: kind.root(id_) for id_ in kind.into}
        return {id_: None if root in kind.rejected else root for id_, root in now.items()} | {
            id_: None for id_ in kind.rejected if id_ not in kind.into
        }

    def root(self, record: str, id_: str) -> str:
        """What a thing is merged into; itself where it is not."""
        return self._kind(record).root(id_)

    def made(self, record: str) -> set[str]:
        """The ids of what decisions made, whatever became of it."""
        steps = self._kind(record).steps
        return {id_ for one in steps if one.record == record and (id_ := made_id(one)) is not None}

    def merged_into(self, record: str, id_: str) -> tuple[str, ...]:
        """The id and all that were merged into it (what a filter by this id has to find)."""
        kind = self._kind(record)
        return (id_, *sorted(one for one in kind.into if kind.root(one) == id_))

    def touched(self, record: str) -> set[str]:
        """Ids of the things whose own record is decided about; all others only need `References.rewritten`."""
        kind = self._kind(record)
        ids = {one.target.partition("/")[0] for one in kind.steps} | set(kind.into) | self.made(record)
        # Filters by speaker look at what was read; what was given to another speaker has to be looked at by itself.
        return ids | set(self.references.speakers) if record == "statement" else ids

    def settled(self, record: str, name: str) -> set[str]:
        """Ids of the things of which a person set a field, in an edit or as they made the thing."""
        kind = self._kind(record)
        return {id_ for id_, fields in kind.said.items() if name in fields} | kind.added

    def standing(self, record: str, records: Iterable[Any]) -> dict[str, Any]:
        """Records of one kind by id as decided, also those that were rejected; what they refer to is left as it was.

        Args:
            record: its name.
            records: at least all touched ones that are there.
        """
        replay = Replay(records, self._kind("statement").root)
        for step in self._kind(record).steps:
            replay.take(step)
        return replay.now

    def applied(self, record: str, records: Iterable[Any]) -> list[Any]:
        """Records of one kind as decided, with those added; references are rewritten.

        Args:
            record: its name.
            records: at least all touched ones that are there.
        """
        rejected = self._kind(record).rejected
        decided = (one for id_, one in self.standing(record, records).items() if id_ not in rejected)
        rewritten = (self.references.rewritten(one) for one in decided)
        return [one for one in rewritten if one is not None]


def overlay(record: str, records: Iterable[Any], decisions: Iterable[Decision]) -> list[Any]:
    """All records of one kind as decided; decisions about other kinds only change what they refer to."""
    return Overlay(decisions).applied(record, records)
