"""Decisions: what a person says of a reading, checked, and with the evidence that finds the thing again."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from depesche.application import naming
from depesche.application.checking import Checker, needed
from depesche.application.naming import RECORDS, kind_of
from depesche.errors import UnknownName, UsageError
from depesche.ledger import Ledger, combining, record_fields
from depesche.records import Actor, Claim, Contact, Decision, Evidence, Position, Proposal, Statement, Verb

Decidable = Statement | Actor | Claim | Position | Proposal | Contact

__all__ = ["Decidable", "author", "decide", "evidence_of", "find", "kind_of", "typed"]


def author() -> str:
    """Who decides, where nobody says: DEPESCHE_AUTHOR, or the name of the user's account."""
    told = os.environ.get("DEPESCHE_AUTHOR")
    if told:
        return told
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def find(ledger: Ledger, record: str, identity: str, *, rewritten: bool = True) -> Decidable:
    """The thing that a decision speaks of, by its id or the beginning of it, as earlier decisions left it.

    One that was rejected is found, too; of one that was merged into another, that other.

    Args:
        ledger: the dossier.
        record: the kind of thing.
        identity: its id, or the beginning.
        rewritten: whether what it refers to is told as decisions left that, for which all have to be looked at.

    Raises:
        UnknownName: there is no such record or thing, or several begin so.
    """
    if record == "response":
        record, identity = "claim", identity.partition("/")[0]
    if record not in RECORDS:
        raise UnknownName("nothing is decided about such a record", record, f"Records are: {', '.join(RECORDS)}.")
    return cast(Decidable, ledger.one(record, naming.identified(ledger, record, identity), rewritten))


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


def _response(ledger: Ledger, claim: Claim, identity: str) -> str:
    """The target of a decision about a response: CLAIM/STATEMENT, each an id or the beginning of one.

    Raises:
        UnknownName: the claim has no such response; the hint names those it has.
    """
    given = identity.partition("/")[2]
    read = ledger.claims([claim.id]).get(claim.id, claim)  # one that was rejected can still be decided about
    answers = dict.fromkeys(response.statement for response in (*claim.responses, *read.responses))
    begun = [one for one in answers if len(given) >= naming.SHORTEST and one.startswith(given)]
    target = f"{claim.id}/{given}"
    if given in answers or ledger.decisions("response", target):
        return target
    if len(begun) == 1:
        return f"{claim.id}/{begun[0]}"
    what = "several responses begin so" if begun else "the claim has no such response"
    hint = f"It has: {', '.join([*(begun or answers)][:5]) or 'none'}{' ...' if len(begun or answers) > 5 else ''}."
    raise UnknownName(what, identity, hint)


def _check_split(ledger: Ledger, record: str, whole: Decidable, parts: Sequence[str]) -> None:
    """Only a thing's own statements can be taken out of it, as it stands after earlier decisions, and not all of them.

    Raises:
        UsageError: statements that are not the thing's, or nothing else than they; the message names them.
    """
    own = _statements_of(ledger, whole, parts)
    strangers = [part for part in parts if part not in own]
    if strangers:
        many = "does not belong" if len(strangers) == 1 else "do not belong"
        what = f"{many} to the {record} {whole.id}"
        raise UsageError(what, ", ".join(strangers), "Name statements of its own.")
    stays, leaves = combining.divided(whole, set(parts))
    if leaves is None:
        raise UsageError("only answer it; a part needs a statement that says it", ", ".join(parts), "Name one, too.")
    if stays is None:
        hint = f"Rename or edit the {record} instead."
        raise UsageError(f"nothing would stay of the {record}", whole.id, hint)


def _statements_of(ledger: Ledger, thing: Decidable, parts: Sequence[str]) -> set[str]:
    """The statements that a thing holds and that can be taken out of it; of an actor's, those among the parts."""
    if isinstance(thing, Actor):
        return {said.id for said in ledger.iter_statements(ids=parts) if said.speaker.actor == thing.id}
    if isinstance(thing, Claim):
        return {*thing.statements, *(response.statement for response in thing.responses)}
    if isinstance(thing, Position):
        return {found.statement for found in thing.evidence}
    if isinstance(thing, Proposal):
        return set(thing.evidence)
    return set(thing.statements) if isinstance(thing, Contact) else set()


def decide(ledger: Ledger, verb: Verb, record: str, target: str, by: str, change: Mapping[str, Any]) -> Decision:
    """Check and store a decision. It is stored under the whole ids of what it names; one about a thing that was merged
    into another is about that other.

    Raises:
        UnknownName: no such thing, or no such field.
        UsageError: the decision says too little or what does not fit, or splits off what is not the thing's.
    """
    if verb is Verb.ADD:
        return ledger.decide(Decision("", verb, record, target, by, "", _added(ledger, record, target, change)))
    # What a verdict or an edit needs to know of a thing does not hang on other decisions; a script makes thousands.
    thing = find(ledger, record, target, rewritten=verb in {Verb.MERGE, Verb.SPLIT})
    target = _response(ledger, thing, target) if record == "response" and isinstance(thing, Claim) else thing.id
    evidence = evidence_of(ledger, thing)
    changed = dict(change)
    if verb in {Verb.MERGE, Verb.SPLIT}:
        if record == "response" or (verb is Verb.SPLIT and record == "statement"):
            what = f"a {record} cannot be merged" if verb is Verb.MERGE else f"a {record} cannot be split"
            raise UsageError(what, target)
        changed["ids"] = _parts(ledger, verb, record, thing, change.get("ids", ()))
    if verb is Verb.MERGE:
        for part in changed["ids"]:
            evidence += evidence_of(ledger, find(ledger, record, part, rewritten=False))
    elif verb is not Verb.ACCEPT and verb is not Verb.REJECT:
        changed = _said(ledger, verb, record, None if record == "response" else thing, target, changed)
    return ledger.decide(Decision("", verb, record, target, by, "", changed, evidence))


def _parts(ledger: Ledger, verb: Verb, record: str, thing: Decidable, given: Iterable[str]) -> list[str]:
    """The whole ids of what is merged into a thing, or of the statements split off it."""
    parts = list(given)
    if not parts:
        raise UsageError(f"needs the ids to {verb.value}", thing.id)
    of = record if verb is Verb.MERGE else "statement"
    ids = list(dict.fromkeys(naming.identified(ledger, of, part) for part in parts))
    if verb is Verb.SPLIT:
        _check_split(ledger, record, thing, ids)
    elif thing.id in ids:
        what = "cannot be merged with itself" if thing.id in parts else f"is part of {thing.id} already"
        raise UsageError(what, parts[ids.index(thing.id)], "Name others.")
    elif isinstance(thing, Statement):
        others = [one.id for one in ledger.iter_statements(ids=ids) if one.document != thing.document]
        if others:
            raise UsageError("stands in another dispatch", ", ".join(others), "Merge statements of one dispatch.")
    return ids


def _said(
    ledger: Ledger, verb: Verb, record: str, thing: Decidable | None, target: str, change: Mapping[str, Any]
) -> dict[str, Any]:
    """What an edit, a rename or a split says of a thing, checked against the dossier."""
    fields = {name: value for name, value in change.items() if name != "ids"}
    if verb is Verb.RENAME and not str(fields.get("name", "")).strip():
        raise UsageError("needs the new name", target)
    if verb is Verb.EDIT and not fields:
        raise UsageError("says nothing to change", target, "Write for example: confidence=1")
    if record == "claim" and "name" in fields:
        fields["gist"] = fields.pop("name")
    checked = Checker(ledger, record, thing).checked(fields)
    if verb is Verb.RENAME and "gist" in checked:
        checked["name"] = checked.pop("gist")
    return checked | ({"ids": change["ids"]} if verb is Verb.SPLIT else {})


def _added(ledger: Ledger, record: str, target: str, change: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a new thing, checked against the dossier."""
    if record not in RECORDS[:-1]:
        raise UnknownName("cannot be added", record, f"Records are: {', '.join(RECORDS[:-1])}.")
    if not change:
        raise UsageError("says nothing to add", record, "Give the new record's fields.")
    if target and ledger.one(record, target) is not None:
        raise UsageError(f"there is such a {record} already", target, "Leave the id out, or edit that one.")
    needed(record, change)
    return Checker(ledger, record).checked(change)


def typed(record: str, name: str, value: str) -> Any:
    """What a person typed for a field: the words themselves where it holds a text, else JSON where it is JSON."""
    try:
        found = json.loads(value)
    except ValueError:
        return value
    return value if record_fields.is_text(record, name) and not (found is None or isinstance(found, str)) else found
