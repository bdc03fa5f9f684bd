"""What people call things: an id, the beginning of one, a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from depesche.errors import UnknownName
from depesche.ledger import Ledger
from depesche.positions.codebook import PartySpec

RECORDS = ("statement", "actor", "claim", "position", "proposal", "contact", "response")
"""What people decide about."""

SHORTEST = 4
"""Letters that the beginning of an id has at least; as few as tell one of some hundred things from the others."""

_SHOWN = 5  # candidates named in an error: as many as fit on a line


def identified(ledger: Ledger, record: str, given: str) -> str:
    """The id of a thing: the id itself, what it was merged into, or the only id that begins so.

    Raises:
        UnknownName: there is none, or several begin so.
    """
    found = _candidates(ledger, record, given)
    if len(found) == 1:
        return found[0]
    raise _unknown(found, given, f"there is no such {record}", f"`depesche {record}s` lists them.")


def kind_of(ledger: Ledger, given: str) -> str:
    """Which kind of record an id, or the beginning of one, names; "response" for CLAIM/STATEMENT.

    Raises:
        UnknownName: none in this dossier, or several begin so.
    """
    if "/" in given:
        return "response"
    kinds = sorted(RECORDS[:-1], key=lambda one: not given.startswith(one[0]))
    begun: list[tuple[str, str]] = []
    for record in kinds:
        found = _candidates(ledger, record, given)
        if found == [given] or (found and ledger.one(record, given, rewritten=False) is not None):
            return record
        begun += [(record, id_) for id_ in found]
    if len(begun) == 1:
        return begun[0][0]
    hint = "`depesche claims` and the like show ids."
    raise _unknown([id_ for _, id_ in begun], given, "nothing in this dossier has this id", hint)


def decision(ledger: Ledger, given: str) -> str:
    """The id of a decision by its beginning; what begins no decision's is left as it is."""
    found = ledger.beginning("decision", given) if len(given) >= SHORTEST else []
    if given in found or not found:
        return given
    if len(found) == 1:
        return found[0]
    raise _unknown(found, given, "", "")


def of_actor(ledger: Ledger, given: str, parties: Sequence[PartySpec] = ()) -> str:
    """The id of an actor: its id, the beginning of it, or a name that nobody else has.

    Args:
        ledger: the dossier.
        given: what was typed.
        parties: those of the codebook, where one of them may stand; they go before actors of the same name.

    Raises:
        UnknownName: nobody is called so, or several are.
    """
    wanted = " ".join(given.split()).casefold()
    found = [one.id for one in parties if given == one.id] or _candidates(ledger, "actor", given)
    found = found or [one.id for one in parties if _called(wanted, (one.name, *one.names))]
    found = found or [one.id for one in ledger.iter_actors() if _called(wanted, (one.name, *one.names))]
    if len(found) == 1:
        return found[0]
    raise _unknown(found, given, "nobody in this dossier is called so", "`depesche actors` lists them.")


def _called(wanted: str, names: Iterable[str]) -> bool:
    return bool(wanted) and wanted in {name.casefold() for name in names}


def _candidates(ledger: Ledger, record: str, given: str) -> list[str]:
    """The thing of this very id, else all whose ids begin so; each as what it is merged into."""
    thing = ledger.one(record, given, rewritten=False)
    if thing is not None:
        return [thing.id]
    begun = ledger.beginning(record, given, _SHOWN + 1) if len(given) >= SHORTEST else []
    things = (ledger.one(record, id_, rewritten=False) for id_ in begun)
    return list(dict.fromkeys(one.id for one in things if one is not None))


def _unknown(found: Iterable[str], given: str, what: str, hint: str) -> UnknownName:
    """That there is none, or that there are several and which."""
    several = sorted(found)
    if not several:
        return UnknownName(what, given, hint)
    shown = ", ".join(several[:_SHOWN]) + (" ..." if len(several) > _SHOWN else "")
    return UnknownName("several are called so", given, f"Write one of these ids: {shown}.")
