"""Several records of one kind as one, and one as two: what merging and splitting mean for each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from depesche.records import Actor, Claim, ClaimStatus, Contact, EvidenceSpan, Origin, Position, Proposal, Statement

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


def divided(thing: Any, chosen: set[str]) -> tuple[Any | None, Any | None]:
    """What stays of a thing, and what leaves it with the chosen statements; None where that would have no evidence.

    An actor stays whole: its statements follow by reference. The one that leaves is called the same, and nothing else
    is known of it but what holds for both.

    Args:
        thing: the record.
        chosen: statement ids.
    """
    if isinstance(thing, Claim):
        rest, part = (_claim(thing, chosen, inside=inside) for inside in (False, True))
        return (rest if rest.statements else None), (part if part.statements else None)
    if isinstance(thing, Actor):
        return thing, replace(thing, names=(), memberships=(), same_as=())
    if type(thing) not in DIVIDED:
        return thing, None
    (name,) = DIVIDED[type(thing)]
    held = getattr(thing, name)
    inside = tuple(one for one in held if _statement(one) in chosen)
    outside = tuple(one for one in held if _statement(one) not in chosen)
    stays = replace(thing, **{name: outside}) if outside else None
    return stays, (replace(thing, **{name: inside}) if inside else None)


DIVIDED: dict[type[Any], tuple[str, ...]] = {
    Claim: ("statements", "responses", "origins"),
    Position: ("evidence",),
    Proposal: ("evidence",),
    Contact: ("statements",),
    Actor: ("names", "memberships", "same_as"),
}
"""What can be divided, and the fields in which what stays differs from what leaves."""


def _statement(held: Any) -> str:
    return str(held.statement) if isinstance(held, EvidenceSpan) else str(held)


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
