"""Whether two statements of one claim rest on one origin: what speaks for it, and how statements are put together.

Two reports of one press briefing, a headline and the sentence it sums up, a minister and whoever tells what he said, a
source and the paper that alone knows it: each is one origin. Two eyewitnesses in one report are two. What weighs how
much is learned (the score "origins" of `model`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from depesche.actors.registry import MEMBER_OF_SOURCE
from depesche.claims.propositions import Floats, Proposition, days_between
from depesche.records import Actor, ActorKind

RESTING = (
    "same_document",
    "same_group",
    "same_home",
    "sentences",
    "paragraphs",
    "titles",
    "same_speaker",
    "speakers_known",
    "told_through",
    "named_shared",
    "links_shared",
    "nearest_link_shared",
    "furthest_link_shared",
    "longer_chain",
    "shorter_chain",
    "same_source",
    "same_outlet_cited",
    "home_cited",
    "same_side",
    "sides_known",
    "unnamed",
    "outlets",
    "persons",
    "same_knower",
    "cites",
    "days",
    "hearsay",
)
_FAR = 40  # sentences or days: more says no more


def _source(actor: Actor) -> str:
    """The group of an unnamed source ("zwei Beamte", "einer von ihnen"), else itself."""
    return next((entry.party for entry in actor.memberships if entry.role == MEMBER_OF_SOURCE), actor.id)


class Rest:
    """What one statement rests on."""

    def __init__(self, item: Proposition, actors: Mapping[str, Actor]) -> None:
        self.item = item
        self.home = item.home
        self.chain = item.via
        speaker = actors.get(item.speaker)
        linked = [actors[one] for one in item.via if one in actors]
        known = [speaker, *linked] if speaker else linked
        self.kind = speaker.kind if speaker else None
        self.side = (speaker.party or speaker.id) if speaker else ""
        self.sources = {_source(one) for one in known if one.kind == ActorKind.UNNAMED}
        self.knowers = {one.outlet for one in known if one.kind == ActorKind.UNNAMED and one.outlet}
        self.outlets = {one.id for one in known if one.kind == ActorKind.OUTLET} | (self.knowers - {self.home})
        self.named = {one.id for one in known}

    @property
    def knowing(self) -> set[str]:
        """The outlets that may know it: those it comes from and the one that prints it."""
        return (self.knowers | self.outlets | {self.home}) - {""}

    def reasons(self, other: Rest) -> set[str]:
        """In what it rests on the same as another, by the keys of `depesche.claims.origins`."""
        found = {
            "u": self.sources & other.sources,
            "o": self.outlets & other.outlets or self.home in other.outlets or other.home in self.outlets,
            "p": self.side and self.side == other.side,
            "t": self.told_through(other) or other.told_through(self),
            "d": self.item.group == other.item.group,
        }
        return {key for key, value in found.items() if value}

    def told_through(self, other: Rest) -> bool:
        """Whether its speaker is one through whom the other was told."""
        return bool(self.item.speaker) and self.item.speaker in other.chain


def rows(rests: Sequence[Rest]) -> Floats:
    """The features of every pair, in the order of `itertools.combinations`, each in the order of `RESTING`."""
    found = [_row(one, other) for one, other in combinations(rests, 2)]
    return np.array(found, dtype=np.float32).reshape(-1, len(RESTING))


def _row(one: Rest, other: Rest) -> tuple[float, ...]:
    """What ties two statements: whom they rest on alone, for how alike their words are says nothing about that."""
    a, b = one.item, other.item
    here = a.document == b.document
    return (
        here,
        a.group == b.group,
        one.home == other.home,
        min(_FAR, abs(a.sentence - b.sentence)) if here else _FAR,
        min(_FAR, abs(a.paragraph - b.paragraph)) if here else _FAR,
        a.title + b.title,
        a.speaker == b.speaker,
        bool(a.speaker) + bool(b.speaker),
        one.told_through(other) or other.told_through(one),
        len(one.named & other.named),
        len(set(one.chain) & set(other.chain)),
        bool(one.chain and other.chain) and one.chain[0] == other.chain[0],
        bool(one.chain and other.chain) and one.chain[-1] == other.chain[-1],
        max(len(one.chain), len(other.chain)),
        min(len(one.chain), len(other.chain)),
        bool(one.sources & other.sources),
        bool(one.outlets & other.outlets),
        (one.home in other.outlets) + (other.home in one.outlets),
        one.side != "" and one.side == other.side,
        bool(one.side) + bool(other.side),
        (one.kind == ActorKind.UNNAMED) + (other.kind == ActorKind.UNNAMED),
        (one.kind == ActorKind.OUTLET) + (other.kind == ActorKind.OUTLET),
        (one.kind == ActorKind.PERSON) + (other.kind == ActorKind.PERSON),
        bool(one.knowing & other.knowing),
        bool(one.outlets) + bool(other.outlets),
        min(_FAR, abs(days_between(a.day, b.day, a.document == b.document))),
        (one.kind is None) + (other.kind is None),
    )


def together(count: int, shares: Sequence[float], least: float) -> list[list[int]]:
    """Numbers 0 to count - 1 in groups: the two groups whose pairs score best in the mean are joined, down to `least`.

    This is average linkage (Sokal and Michener 1958): one doubtful pair does not make one origin of two well-founded
    ones, as it would if any link joined two groups.

    Args:
        count: how many there are.
        shares: the score of every pair, in the order of `itertools.combinations`.
        least: mean score below which groups stay apart.
    """
    groups = {number: [number] for number in range(count)}
    sums = {pair: float(share) for pair, share in zip(combinations(range(count), 2), shares, strict=True)}
    while len(groups) > 1:
        one, two = max(sums, key=lambda pair: (sums[pair] / (len(groups[pair[0]]) * len(groups[pair[1]])), pair))
        if sums[one, two] / (len(groups[one]) * len(groups[two])) < least:
            break
        groups[one] += groups.pop(two)
        del sums[one, two]
        for rest in [number for number in groups if number != one]:
            moved = sums.pop((min(rest, two), max(rest, two)))
            sums[min(rest, one), max(rest, one)] += moved
    return [sorted(members) for members in groups.values()]
