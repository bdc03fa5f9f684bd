"""Whether two statements of one claim rest on one origin: what speaks for it, and how statements are put together.

Two reports of one press briefing, a headline and the sentence it sums up, a minister and whoever tells what he said, a
source and the paper that alone knows it: each is one origin. Two eyewitnesses in one report are two. What weighs how
much is learned (the score "origins" of `model`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from depesche.actors.registry import MEMBER_OF_SOURCE
from depesche.claims.propositions import UNDATED, Floats, Proposition
from depesche.records import Actor, ActorKind

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[Any]  # of flags or numbers

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
    """The features of every pair, in the order of `itertools.combinations`, each in the order of `RESTING`.

    They tell what ties two statements: whom they rest on alone, for how alike their words are says nothing about that.
    """
    one, two = np.triu_indices(len(rests), 1)
    made = _places(rests, one, two) | _ways(rests, one, two) | _voices(rests, one, two)
    return np.array([made[name] for name in RESTING], dtype=np.float32).T


def _places(rests: Sequence[Rest], one: Ids, two: Ids) -> dict[str, Values]:
    """Where and when the two of each pair stand."""
    items = [rest.item for rest in rests]
    here = _same([item.document for item in items], one, two)
    day = np.array([item.day for item in items], dtype=np.int64)
    unknown = ~here & ((day[one] == 0) | (day[two] == 0))
    days = np.where(unknown, UNDATED, day[one] - day[two])

    def apart(values: Sequence[int]) -> Values:
        there = np.array(values, dtype=np.int64)
        return np.where(here, np.minimum(np.abs(there[one] - there[two]), _FAR), _FAR)

    return {
        "same_document": here,
        "same_group": _same([item.group for item in items], one, two),
        "same_home": _same([rest.home for rest in rests], one, two),
        "sentences": apart([item.sentence for item in items]),
        "paragraphs": apart([item.paragraph for item in items]),
        "titles": _either([item.title for item in items], one, two),
        "days": np.minimum(np.abs(days), _FAR),
    }


def _ways(rests: Sequence[Rest], one: Ids, two: Ids) -> dict[str, Values]:
    """Through whom the two of each pair came."""
    chains = [rest.chain for rest in rests]
    names = [*chains, *((rest.item.speaker,) if rest.item.speaker else () for rest in rests)]
    through, spoken = np.split(_held(names), 2)
    told = through @ spoken.T > 0  # whose chain holds whose speaker
    lengths = np.array([len(chain) for chain in chains])
    linked = (lengths[one] > 0) & (lengths[two] > 0)
    outlets = [rest.outlets for rest in rests]
    citing, home = np.split(_held([*outlets, *((rest.home,) for rest in rests)]), 2)
    homes = (citing @ home.T).astype(np.int64)  # who cites whose home
    return {
        "told_through": told[one, two] | told[two, one],
        "links_shared": (through @ through.T)[one, two],
        "nearest_link_shared": linked & _same([chain[:1] for chain in chains], one, two),
        "furthest_link_shared": linked & _same([chain[-1:] for chain in chains], one, two),
        "longer_chain": np.maximum(lengths[one], lengths[two]),
        "shorter_chain": np.minimum(lengths[one], lengths[two]),
        "same_outlet_cited": (citing @ citing.T)[one, two] > 0,
        "home_cited": homes[one, two] + homes[two, one],
        "cites": _either([bool(cited) for cited in outlets], one, two),
    }


def _voices(rests: Sequence[Rest], one: Ids, two: Ids) -> dict[str, Values]:
    """Who speaks in the two of each pair."""
    speakers, sides, kinds = (
        [rest.item.speaker for rest in rests],
        [rest.side for rest in rests],
        [rest.kind for rest in rests],
    )
    named, sources, knowing = (
        (held @ held.T)[one, two]
        for held in (_held([getattr(rest, name) for rest in rests]) for name in ("named", "sources", "knowing"))
    )
    return {
        "same_speaker": _same(speakers, one, two),
        "speakers_known": _either([bool(speaker) for speaker in speakers], one, two),
        "named_shared": named,
        "same_source": sources > 0,
        "same_side": _same(sides, one, two) & np.array([side != "" for side in sides], dtype=bool)[one],
        "sides_known": _either([bool(side) for side in sides], one, two),
        "unnamed": _either([kind == ActorKind.UNNAMED for kind in kinds], one, two),
        "outlets": _either([kind == ActorKind.OUTLET for kind in kinds], one, two),
        "persons": _either([kind == ActorKind.PERSON for kind in kinds], one, two),
        "same_knower": knowing > 0,
        "hearsay": _either([kind is None for kind in kinds], one, two),
    }


def _same(keys: Sequence[object], one: Ids, two: Ids) -> Values:
    """For each pair whether both have the same."""
    numbers: dict[object, int] = {}
    coded = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    return np.asarray(coded[one] == coded[two])


def _either(flags: Sequence[bool], one: Ids, two: Ids) -> Values:
    """How many of each pair are so: 0 to 2."""
    known = np.array(flags, dtype=np.int64)
    return np.asarray(known[one] + known[two])


def _held(sets: Sequence[Iterable[str]]) -> Values:
    """Who holds what, (sets, things): 1 where a set has a thing."""
    numbers: dict[str, int] = {}
    places = [[numbers.setdefault(key, len(numbers)) for key in held] for held in sets]
    table = np.zeros((len(sets), max(1, len(numbers))))
    for row, columns in zip(table, places, strict=True):
        row[columns] = 1
    return table


def together(count: int, shares: Sequence[float], least: float) -> list[list[int]]:
    """Numbers 0 to count - 1 in groups: the two groups whose pairs score best in the mean are joined, down to `least`.

    This is average linkage (Sokal and Michener 1958): one doubtful pair does not make one origin of two well-founded
    ones, as it would if any link joined two groups. Of equally good pairs of groups the last is joined.

    Args:
        count: how many there are.
        shares: the score of every pair, in the order of `itertools.combinations`.
        least: mean score below which groups stay apart.
    """
    groups: list[list[int]] = [[number] for number in range(count)]
    sums, sizes = np.full((count, count), -np.inf), np.ones(count)
    sums[np.triu_indices(count, 1)] = shares
    for _ in range(count - 1):
        means = sums / np.outer(sizes, sizes)
        one, two = divmod(means.size - 1 - int(means[::-1, ::-1].argmax()), count)
        if means[one, two] < least:
            break
        moved = np.maximum(sums[two], sums[:, two])  # with whom the second is paired; of each pair one place is used
        sums[one, one + 1 :] += moved[one + 1 :]
        sums[:one, one] += moved[:one]
        sums[two], sums[:, two] = -np.inf, -np.inf
        groups[one], groups[two] = groups[one] + groups[two], []
        sizes[one] += sizes[two]
    return [sorted(members) for members in groups if members]
