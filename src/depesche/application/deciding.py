"""Decisions: what a person says of a reading, checked, and with the evidence that finds the thing again."""

from __future__ import annotations

import contextlib
import getpass
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from depesche.errors import UnknownName, UsageError
from depesche.ledger import Ledger
from depesche.records import Actor, Claim, Contact, Decision, Evidence, Position, Proposal, Statement, Verb

Decidable = Statement | Actor | Claim | Position | Proposal | Contact

RECORDS = ("statement", "actor", "claim", "position", "proposal", "contact", "response")


def author() -> str:
    """Who decides, where nobody says: DEPESCHE_AUTHOR, or the name of the user's account."""
    told = os.environ.get("DEPESCHE_AUTHOR")
    if told:
        return told
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def find(ledger: Ledger, record: str, identity: str) -> Decidable:
    """The thing that a decision speaks of: as the reading has it, or as an earlier decision made it.

    Raises:
        UnknownName: there is no such record or thing.
    """
    if record == "response":
        record, identity = "claim", identity.partition("/")[0]
    if record not in RECORDS:
        raise UnknownName("nothing is decided about such a record", record, f"Records are: {', '.join(RECORDS)}.")
    look = getattr(ledger, f"iter_{record}s")
    # As it was read first: a thing that was rejected can still be decided about.
    found: list[Decidable] = list(look(decided=False, ids=[identity])) or list(look(ids=[identity]))
    if not found:
        raise UnknownName(f"there is no such {record}", identity, f"`depesche {record}s` lists them.")
    return found[0]


def kind_of(ledger: Ledger, identity: str) -> str:
    """Which kind of record an id names.

    Raises:
        UnknownName: none in this dossier.
    """
    if "/" in identity:
        return "response"
    for record in RECORDS[:-1]:
        with contextlib.suppress(UnknownName):
            find(ledger, record, identity)
            return record
    raise UnknownName("nothing in this dossier has this id", identity, "`depesche claims` and the like show ids.")


def _of_statements(ledger: Ledger, identities: Iterable[str]) -> tuple[Evidence, ...]:
    found = ledger.statements(identities).values()
    return tuple(Evidence(said.document, span.start, span.end) for said in found for span in said.content)


def evidence_of(ledger: Ledger, thing: Decidable) -> tuple[Evidence, ...]:
    """The words that prove a thing: by them a decision finds it again when a new reading gave it another id."""
    if isinstance(thing, Statement):
        return tuple(Evidence(thing.document, span.start, span.end) for span in thing.content)
    if isinstance(thing, Actor | Contact):
        return thing.evidence
    if isinstance(thing, Claim):
        return _of_statements(ledger, thing.statements)
    if isinstance(thing, Position):
        said = ledger.statements([found.statement for found in thing.evidence])
        return tuple(
            Evidence(said[found.statement].document, found.start, found.end)
            for found in thing.evidence
            if found.statement in said
        )
    return tuple(Evidence(term.document, term.start, term.end) for term in thing.terms)


def _check_split(ledger: Ledger, record: str, target: str, parts: Sequence[str]) -> None:
    """Only a thing's own statements can be taken out of it, as it stands after earlier decisions.

    Raises:
        UnknownName: there is no such statement.
        UsageError: statements that are not the thing's; the message names them.
    """
    if record in {"statement", "response"}:
        raise UsageError(f"a {record} cannot be split", target)
    for part in parts:
        find(ledger, "statement", part)
    now: list[Decidable] = list(getattr(ledger, f"iter_{record}s")(ids=[target]))
    whole = now[0] if now else find(ledger, record, target)
    if isinstance(whole, Actor):
        own = {said.id for said in ledger.iter_statements(ids=parts)
               if said.speaker and said.speaker.actor == target}  # fmt: skip
    else:
        own = _statements_of(whole)
    strangers = [part for part in parts if part not in own]
    if strangers:
        one, many = f"does not belong to the {record} {target}", f"do not belong to the {record} {target}"
        what = one if len(strangers) == 1 else many
        raise UsageError(what, ", ".join(strangers), "Name statements of its own.")


def _statements_of(thing: Decidable) -> set[str]:
    """The statements that a thing other than an actor holds and that can be taken out of it."""
    if isinstance(thing, Claim):
        return {*thing.statements, *(response.statement for response in thing.responses)}
    if isinstance(thing, Position):
        return {found.statement for found in thing.evidence}
    if isinstance(thing, Proposal):
        return set(thing.evidence)
    return set(thing.statements) if isinstance(thing, Contact) else set()


def decide(ledger: Ledger, verb: Verb, record: str, target: str, by: str, change: Mapping[str, Any]) -> Decision:
    """Check and store a decision.

    Raises:
        UnknownName: no such thing.
        UsageError: the decision says too little, or splits off what is not the thing's.
    """
    evidence: tuple[Evidence, ...] = ()
    if verb is Verb.ADD:
        if not change:
            raise UsageError("says nothing to add", record, "Give the new record's fields.")
    else:
        evidence = evidence_of(ledger, find(ledger, record, target))
    if verb is Verb.RENAME and not str(change.get("name", "")).strip():
        raise UsageError("needs the new name", target)
    if verb in {Verb.MERGE, Verb.SPLIT}:
        parts = list(change.get("ids", ()))
        if not parts:
            raise UsageError(f"needs the ids to {verb.value}", target)
        if target in parts:
            what = "cannot be merged with itself" if verb is Verb.MERGE else "cannot be split with itself"
            raise UsageError(what, target, "Name others.")
        if verb is Verb.SPLIT:
            _check_split(ledger, record, target, parts)
        if verb is Verb.MERGE:
            for part in parts:
                evidence += evidence_of(ledger, find(ledger, record, part))
    return ledger.decide(Decision("", verb, record, target, by, "", dict(change), evidence))
