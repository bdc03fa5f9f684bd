"""Decisions of one kind of record taken one after the other, each on what the earlier ones left. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from depesche.ledger import combining, record_fields
from depesche.ledger.anchors import ANCHORS, PART, split_id
from depesche.records import Decision, Verb


def stated(decision: Decision) -> dict[str, Any]:
    """What a person said in a decision: its change without the anchors and ids."""
    return {name: value for name, value in decision.change.items() if name not in (ANCHORS, PART, "ids")}


def edited(decision: Decision) -> dict[str, Any]:
    """The fields that an edit, a rename or a split sets, typed.

    Raises:
        UnknownName: no such field.
        UsageError: a value that the field cannot hold.
    """
    given = stated(decision)
    if decision.record == "claim" and "name" in given:
        given["gist"] = given.pop("name")
    return record_fields.values(decision.record, given)


class Replay:
    """Records of one kind, and what decisions make of them.

    Args:
        records: as they were read.
        statement: what a statement's id means after merges.
    """

    def __init__(self, records: Iterable[Any], statement: Callable[[str], str] = str) -> None:
        self.now: dict[str, Any] = {one.id: one for one in records}
        self._statement = statement
        self._read: dict[str, dict[str, Any]] = {}  # of what a person said of a thing, the values that were read

    def take(self, step: Decision) -> None:
        """Let a decision take effect. One about a thing that is not there has none."""
        if step.record == "response":
            self._response(step)
        elif step.verb is Verb.ADD:
            self.now[step.target] = record_fields.made(step.record, step.target, stated(step))
        elif step.verb is Verb.MERGE:
            self._merge(step)
        elif step.target in self.now:
            if step.verb is Verb.ACCEPT:
                self._set(step.target, {"confidence": 1.0})
            elif step.verb in (Verb.EDIT, Verb.RENAME):
                self._set(step.target, edited(step))
            elif step.verb is Verb.SPLIT:
                self._split(step)

    def _set(self, id_: str, values: dict[str, Any]) -> None:
        thing = self.now[id_]
        read = self._read.setdefault(id_, {})
        for name in values:
            read.setdefault(name, getattr(thing, name))
        # What a model thought of the act says no more once a person has told it.
        self.now[id_] = replace(thing, **values, **({"acts": ()} if "act" in values else {}))

    def _merge(self, step: Decision) -> None:
        things = [self.now[id_] for id_ in (step.target, *step.change["ids"]) if id_ in self.now]
        if not things:
            return
        for one in things[1:]:
            del self.now[one.id]
        whole = replace(combining.combined(things), id=step.target)
        if things[0].id != step.target:
            del self.now[things[0].id]
        self.now[step.target] = whole

    def _split(self, step: Decision) -> None:
        """What stays keeps what a person said of the whole; the part begins as it was read."""
        whole, chosen = self.now[step.target], {str(id_) for id_ in step.change.get("ids", ())}
        stays, leaves = combining.divided(whole, chosen)
        if leaves is None:
            return
        own = combining.DIVIDED[type(whole)]
        read = {name: value for name, value in self._read.get(step.target, {}).items() if name not in own}
        part = split_id(step)
        self.now[part] = replace(leaves, **read, id=part)
        self._set(part, edited(step))
        if stays is None:
            del self.now[step.target]
        else:
            self.now[step.target] = stays

    def _response(self, step: Decision) -> None:
        claim, _, statement = step.target.partition("/")
        if claim not in self.now:
            return
        said = self._statement(statement)
        kept = []
        for response in self.now[claim].responses:
            if self._statement(response.statement) == said:
                if step.verb is Verb.REJECT:
                    continue
                values = {"confidence": 1.0} if step.verb is Verb.ACCEPT else edited(step)
                response = replace(response, **values)
            kept.append(response)
        self.now[claim] = replace(self.now[claim], responses=tuple(kept))
