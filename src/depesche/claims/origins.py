"""On how many independent origins a claim rests: statements joined by whom they rest on, with the reason in words.

Two statements rest on one origin when they share an unnamed source, an outlet that both cite (or that one of them is
printed in and the other cites), or a named side that speaks for itself: ministers and spokesmen of one party count
once, since the party is one interest with one knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from depesche.actors.registry import MEMBER_OF_SOURCE
from depesche.claims.propositions import Proposition
from depesche.records import Actor, ActorKind, Origin, stable_id

_REASONS = {
    "u": "the same unnamed source",
    "o": "the same outlet's report",
    "p": "the same side speaking for itself",
    "d": "printed in the same report",
    "l": "said along with it",
    "s": "single statement",
}


def origins_of(
    claim_id: str,
    items: Sequence[Proposition],
    actors: Mapping[str, Actor],
    homes: Mapping[str, str],
    loose: Mapping[str, str] | None = None,
) -> tuple[Origin, ...]:
    """The independent origins of a claim's statements.

    Args:
        claim_id: the claim.
        items: its statements.
        actors: the actors of their speakers and chains, by id.
        homes: document id -> actor id of the outlet that printed it, where known.
        loose: statement id -> the statement with which it counts as one in any case.
    """
    parent = list(range(len(items)))
    reasons: dict[int, set[str]] = {}
    first_of: dict[str, int] = {}

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    seen_home: set[str] = set()
    for number, item in enumerate(items):
        for key in _keys(item, actors, homes, seen_home):
            if key in first_of and root(first_of[key]) != root(number):
                one, two = sorted((root(first_of[key]), root(number)))
                parent[two] = one
                reasons.setdefault(one, set()).update({key[0]}, reasons.pop(two, set()))
            first_of.setdefault(key, number)
    place = {item.id: number for number, item in enumerate(items)}
    for one_id, other_id in (loose or {}).items():
        one, two = sorted((root(place[one_id]), root(place[other_id])))
        if one != two:
            parent[two] = one
            reasons.setdefault(one, set()).update({"l"}, reasons.pop(two, set()))
    groups: dict[int, list[int]] = {}
    for number in range(len(items)):
        groups.setdefault(root(number), []).append(number)
    found = []
    for top, members in groups.items():
        chosen = items[top]
        why = "; ".join(_REASONS[reason] for reason in sorted(reasons.get(top, {"s"})))
        identities = tuple(items[number].id for number in members)
        found.append(Origin(stable_id("o", claim_id, identities[0]), _end(chosen, actors), identities, why))
    return tuple(found)


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


def _keys(item: Proposition, actors: Mapping[str, Actor], homes: Mapping[str, str], seen: set[str]) -> list[str]:
    keys = []
    unnamed = False
    outlets = []
    for identity in (item.speaker, *item.via):
        actor = actors.get(identity)
        if actor is None:
            continue
        if actor.kind == ActorKind.UNNAMED:
            unnamed = True
            group = next((entry.party for entry in actor.memberships if entry.role == MEMBER_OF_SOURCE), identity)
            keys.append(f"u:{group}")
            if actor.outlet and actor.outlet != homes.get(item.document):
                outlets.append(actor.outlet)
        elif actor.kind == ActorKind.OUTLET:
            outlets.append(identity)
    keys.extend(f"o:{outlet}" for outlet in dict.fromkeys(outlets))
    home = homes.get(item.document)
    if unnamed and not outlets and home and f"{home}" not in seen:
        seen.add(home)
        keys.append(f"o:{home}")
    if not keys:
        speaker = actors.get(item.speaker)
        keys.append(f"p:{(speaker.party if speaker is not None else None) or item.speaker or item.id}")
    return keys
