"""Several records of one kind as one, and one as two: what merging and splitting mean for each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from depesche.ledger import record_fields
from depesche.records import Actor, Claim, ClaimStatus, Contact, Origin, Position, Proposal, Statement

_EARLIEST = ("first", "since")
_LATEST = ("last", "until")


def combined(things: Sequence[Any]) -> Any:
    """One record of all: lists are united, other fields are the first's, and the others' only where it has none.

    Times become the widest. A claim that was uncontested takes the other's status, two that differ otherwise are
    contested; origins with the same id are one.
    """
    whole = things[0]
    for other in things[1:]:
        values = {
            one.name: _field(one.name, getattr(whole, one.name), getattr(other, one.name)) for one in fields(whole)
        }
        if isinstance(whole, Claim):
            values |= {"origins": _origins(whole, other), "status": _status(whole.status, other.status)}
        if isinstance(whole, Statement):
            values["content"] = tuple(sorted(set(values["content"])))
            values["acts"] = whole.acts  # probabilities of one act each, not to be added up
        if isinstance(whole, Actor):
            if whole.kind != other.kind:  # a state does not take the party of a minister merged into it
                values |= {"party": whole.party, "outlet": whole.outlet}
            values["names"] = tuple(dict.fromkeys((*whole.names, whole.name, *other.names, other.name)))
        whole = replace(whole, **values)
    return whole


def _field(name: str, mine: Any, theirs: Any) -> Any:
    if name == "id":
        return mine
    if isinstance(mine, tuple) and not hasattr(mine, "_fields"):
        return tuple(dict.fromkeys((*mine, *theirs)))
    if name in _EARLIEST:
        return min(mine, theirs) if mine and theirs else mine or theirs
    if name in _LATEST:
        return max(mine, theirs) if mine and theirs else None
    return theirs if mine is None or mine == "" else mine


def _status(mine: ClaimStatus, theirs: ClaimStatus) -> ClaimStatus:
    if mine == theirs or theirs is ClaimStatus.UNCONTESTED:
        return mine
    return theirs if mine is ClaimStatus.UNCONTESTED else ClaimStatus.CONTESTED


def _origins(mine: Claim, theirs: Claim) -> tuple[Origin, ...]:
    united = {origin.id: origin for origin in mine.origins}
    for origin in theirs.origins:
        known = united.get(origin.id)
        statements = tuple(dict.fromkeys((*(known.statements if known else ()), *origin.statements)))
        united[origin.id] = replace(known or origin, statements=statements)
    return tuple(united.values())


def divided(thing: Any, id_: str, chosen: set[str], stated: Mapping[str, Any]) -> tuple[Any, Any | None]:
    """What stays of a thing, and the new one that takes what hangs on the chosen statements (None where nothing does).

    Args:
        thing: the record.
        id_: the new one's id.
        chosen: statement ids.
        stated: fields that a person gave the new one.
    """
    parts = _parts(thing, chosen)
    if parts is None:
        return thing, None
    stays, leaves = parts
    record = next(name for name, kind in record_fields.RECORDS.items() if kind is type(thing))
    values = record_fields.values(record, {_named(thing, name): value for name, value in stated.items()})
    return stays, replace(leaves, id=id_, **values)


def _named(thing: Any, name: str) -> str:
    return "gist" if name == "name" and isinstance(thing, Claim) else name


def _parts(thing: Any, chosen: set[str]) -> tuple[Any, Any] | None:
    if isinstance(thing, Claim):
        return _claim(thing, chosen, inside=False), _claim(thing, chosen, inside=True)
    if isinstance(thing, Position):
        inside = tuple(one for one in thing.evidence if one.statement in chosen)
        outside = tuple(one for one in thing.evidence if one.statement not in chosen)
        return replace(thing, evidence=outside), replace(thing, evidence=inside)
    if isinstance(thing, Proposal):
        inside_ids = tuple(one for one in thing.evidence if one in chosen)
        outside_ids = tuple(one for one in thing.evidence if one not in chosen)
        return replace(thing, evidence=outside_ids), replace(thing, evidence=inside_ids)
    if isinstance(thing, Contact):
        inside_ids = tuple(one for one in thing.statements if one in chosen)
        outside_ids = tuple(one for one in thing.statements if one not in chosen)
        return replace(thing, statements=outside_ids), replace(thing, statements=inside_ids)
    if isinstance(thing, Actor):  # its statements follow by reference
        return thing, replace(thing, names=(), memberships=(), same_as=())
    return None


def _claim(claim: Claim, chosen: set[str], *, inside: bool) -> Claim:
    origins = [
        replace(origin, statements=tuple(one for one in origin.statements if (one in chosen) is inside))
        for origin in claim.origins
    ]
    return replace(
        claim,
        statements=tuple(one for one in claim.statements if (one in chosen) is inside),
        responses=tuple(one for one in claim.responses if (one.statement in chosen) is inside),
        origins=tuple(origin for origin in origins if origin.statements),
    )
