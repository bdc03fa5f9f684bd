"""On how many independent origins a claim rests: statements put together by whom they rest on, with reasons in words.

Two statements rest on one origin when they share an unnamed source, an outlet that both cite (or that one of them is
printed in and the other cites), a side that speaks for itself (ministers and spokesmen of one party count once, since
the party is one interest with one knowledge), or when one is told through the other or sums it up. How much each of
these weighs, and against what, is learned (`resting`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from depesche.claims.propositions import Floats, Proposition
from depesche.claims.resting import Rest, rows, together
from depesche.records import Actor, ActorKind, Origin, stable_id

MOST = 40  # statements of a claim that are compared with each other, the first and the latest; the rest rests with them
_REASONS = {
    "u": "the same unnamed source",
    "o": "the same outlet's report",
    "p": "the same side speaking for itself",
    "t": "one is told through the other",
    "d": "printed in the same report",
    "l": "said along with it",
    "s": "single statement",
}


def origins_of(
    claim_id: str,
    items: Sequence[Proposition],
    actors: Mapping[str, Actor],
    score: Callable[[Floats], Floats],
    least: float,
    loose: Mapping[str, str] | None = None,
) -> tuple[Origin, ...]:
    """The independent origins of a claim's statements, in the order of their first statements.

    Args:
        claim_id: the claim.
        items: its statements.
        actors: the actors of their speakers and chains, by id.
        score: how probably two statements rest on one origin, from rows of `resting.RESTING`.
        least: mean probability between two groups of statements from which on they count as one origin.
        loose: statement id -> the statement with which it counts as one in any case (and which is not loose itself).
    """
    along = loose or {}
    rests = [Rest(item, actors) for item in items if item.id not in along]
    compared = rests if len(rests) <= MOST else [*rests[: MOST // 2], *rests[-MOST // 2 :]]
    shares = score(rows(compared)).tolist() if len(compared) > 1 else []
    groups = [[compared[number] for number in group] for group in together(len(compared), shares, least)]
    for rest in rests[MOST // 2 : -MOST // 2] if len(rests) > MOST else ():
        _nearest(rest, groups).append(rest)
    home = {rest.item.id: group for group in groups for rest in group}
    told_along = [item for item in items if item.id in along]
    for item in told_along:
        home[along[item.id]].append(Rest(item, actors))
    place = {item.id: number for number, item in enumerate(items)}
    for group in groups:
        group.sort(key=lambda rest: place[rest.item.id])
    groups.sort(key=lambda group: place[group[0].item.id])
    return tuple(_origin(claim_id, group, actors, along) for group in groups)


def _nearest(rest: Rest, groups: Sequence[list[Rest]]) -> list[Rest]:
    """The group that a statement shares most reasons with."""
    return max(groups, key=lambda group: (len(rest.reasons(group[0])), float(rest.item.vector @ group[0].item.vector)))


def _origin(claim_id: str, group: Sequence[Rest], actors: Mapping[str, Actor], along: Mapping[str, str]) -> Origin:
    identities = tuple(rest.item.id for rest in group)
    sure = [rest for rest in group if rest.item.id not in along]
    reasons = {_tie(rest, sure[:number]) for number, rest in enumerate(sure[:MOST]) if number}
    if len(group) > len(sure):
        reasons.add("l")
    why = "; ".join(text for key, text in _REASONS.items() if key in (reasons or {"s"}))
    return Origin(stable_id("o", claim_id, identities[0]), _end(sure[0].item, actors), identities, why)


def _tie(rest: Rest, before: Sequence[Rest]) -> str:
    """The best reason for which a statement rests with those before it, in the order of `_REASONS`."""
    found = {key for other in before for key in rest.reasons(other)}
    return next((key for key in _REASONS if key in found), "l")


def _end(item: Proposition, actors: Mapping[str, Actor]) -> str | None:
    """Who a statement rests on: the unnamed source or outlet of its chain, else its speaker."""
    for link in reversed(item.via):
        actor = actors.get(link)
        if actor is not None and actor.kind == ActorKind.UNNAMED:
            return link
    speaker = actors.get(item.speaker)
    if speaker is not None and speaker.kind != ActorKind.UNNAMED:
        for link in item.via:
            actor = actors.get(link)
            if actor is not None and actor.kind == ActorKind.OUTLET:
                return link
    return item.speaker or None
