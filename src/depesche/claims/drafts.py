"""Claims while they are worked on. Of a large one only its first and latest statements are read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from depesche.records import Origin, Response

Member = TypeVar("Member")  # a statement, or its id

MAX_MEMBERS = 40  # members that stand for a claim to which an answer is tied: the first and the latest


@dataclass(slots=True)
class Draft:
    """A claim while it is worked on.

    ``origins`` are those of its record as it was last written.
    """

    id: str
    members: list[str]
    responses: dict[str, Response] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()

    def seen(self, most: int) -> list[str]:
        """The members to be read when it is written anew: the first, the latest, and all that no origin has yet."""
        if len(self.members) <= most:
            return list(self.members)
        known = {one for origin in self.origins for one in origin.statements}
        ends = set(some(self.members, most))
        return [one for one in self.members if one in ends or one not in known]

    def placed(self, read: Sequence[str]) -> tuple[str, ...]:
        """All members in order, when those that were read have been put in order.

        The others stay where they are: behind the read ones that stand before them all, before the rest.
        """
        known = set(read)
        unread = [one for one in self.members if one not in known]
        if not unread:
            return tuple(read)
        first = set(self.members[: self.members.index(unread[0])])
        return (*(one for one in read if one in first), *unread, *(one for one in read if one not in first))


def some(members: Sequence[Member], most: int = MAX_MEMBERS) -> list[Member]:
    """The members that stand for a large claim."""
    if len(members) <= most:
        return list(members)
    return [*members[: most // 2], *members[-most // 2 :]]


def carried(draft: Draft, made: Sequence[Origin]) -> tuple[Origin, ...]:
    """The origins of all of a claim's statements.

    Args:
        draft: the claim, with its earlier origins.
        made: those of the statements that were read again.

    Returns:
        Those that were made, each with what rested with its statements before; behind them the earlier ones that have
        no statement among those read.
    """
    home = {one: number for number, origin in enumerate(made) for one in origin.statements}
    left = {one: place for place, one in enumerate(draft.members) if one not in home}
    added: dict[int, list[str]] = {}
    apart = []
    for origin in draft.origins if left else ():
        rest = [one for one in origin.statements if one in left]
        partner = next((home[one] for one in origin.statements if one in home), None)
        if partner is not None:
            added.setdefault(partner, []).extend(rest)
        elif rest:
            apart.append(replace(origin, statements=tuple(rest)))
    whole = [
        replace(origin, statements=(*origin.statements, *sorted(added[number], key=left.__getitem__)))
        if added.get(number)
        else origin
        for number, origin in enumerate(made)
    ]
    return (*whole, *apart)
