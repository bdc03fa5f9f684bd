"""How probably two sightings are of one contact: weighed in plain numbers, as it is asked often."""

from __future__ import annotations

import math
from collections.abc import Sequence

from depesche.positions.contacts import Sighting
from depesche.positions.days import day_number
from depesche.positions.models import FORMATS, ContactModels

LONG_AGO = 60  # days; sightings further apart are as far apart as can be
BESIDE = 400  # letters within which two sightings of a document stand beside each other
SURE_FORMAT = 0.7  # chance from which a call and a letter are two things, whatever else they share
PAIR_FEATURES = (
    "same_sides", "common", "fewer", "same_people", "other_people", "format", "apart", "same_document", "beside",
    "same_time", "other_time", "stems", "likeliest", "unlike",
)  # fmt: skip
WEEK = 7  # days; what is told to have been further apart than a weekday can be misread was not one contact
_APART = ("phone", "letter", "")  # a call, a letter and a meeting are three things


class Face:
    """A sighting, its parts made ready to be compared."""

    __slots__ = (
        "day", "firm", "formats", "keys", "likeliest", "people", "seen", "since", "sort", "stems", "surest", "until",
    )  # fmt: skip

    def __init__(self, seen: Sighting) -> None:
        self.seen = seen
        self.keys = frozenset(seen.keys)
        self.firm = seen.firm
        self.people = frozenset(seen.people)
        self.stems = frozenset(seen.stems)
        self.formats = [math.exp(value) for value in seen.formats]
        self.surest = max(self.formats)
        self.likeliest = self.formats.index(self.surest)
        self.sort = FORMATS[self.likeliest] if FORMATS[self.likeliest] in _APART else ""
        self.day = day_number(seen.day)
        self.since = day_number(seen.since) if seen.since and seen.text else None
        self.until = day_number(seen.until or seen.since) if seen.since and seen.text else None

    def is_of_another_time(self, other: Face) -> bool:
        """Whether the text tells both days, and they are more than a week apart: "im Mai", "am 15. Juli"."""
        if self.since is None or self.until is None or other.since is None or other.until is None:
            return False
        return max(self.since - other.until, other.since - self.until) > WEEK


def pair_features(one: Sighting, other: Sighting) -> tuple[float, ...]:
    """What tells whether two sightings are of one contact."""
    return _features(Face(one), Face(other))


def _features(one: Face, other: Face) -> tuple[float, ...]:
    mine, theirs = one.seen, other.seen
    same_people = not one.people.isdisjoint(other.people)
    days = LONG_AGO if one.day is None or other.day is None else min(abs(one.day - other.day), LONG_AGO)
    timed = mine.since is not None and theirs.since is not None
    overlap = (
        timed
        and (mine.since or "") <= (theirs.until or theirs.since or "")
        and (theirs.since or "") <= (mine.until or mine.since or "")
    )
    together = mine.document == theirs.document
    return (
        float(mine.keys == theirs.keys), len(one.keys & other.keys) / 3, abs(len(mine.keys) - len(theirs.keys)) / 2,
        float(same_people), float(bool(one.people and other.people) and not same_people),
        sum(a * b for a, b in zip(one.formats, other.formats, strict=True)), days / LONG_AGO,
        float(together), float(together and abs(mine.start - theirs.start) < BESIDE), float(overlap),
        float(timed and not overlap),
        len(one.stems & other.stems) / max(1, min(len(mine.stems), len(theirs.stems))),
        float(one.likeliest == other.likeliest), float(one.sort != other.sort),
    )  # fmt: skip


class Likeness:
    """The likeness of sightings by one set of models; what was made ready of a sighting is kept."""

    def __init__(self, judge: ContactModels) -> None:
        weights, self._bias = judge.pair
        self._weights: list[float] = weights.tolist()
        self._faces: dict[int, Face] = {}  # by identity; the face holds the sighting, so the identity stays its own
        self.compared = 0  # pairs looked at so far

    def __call__(self, one: Sighting, other: Sighting) -> float:
        """How probably two sightings are of one contact; nought where they have fewer than two sides in common, or
        where one is surely a call and the other surely a letter.
        """
        return self._between(self._face(one), self._face(other))

    def between(self, some: Sequence[Sighting], others: Sequence[Sighting]) -> float:
        """The mean over the pairs of both; nought where two of them are told to have been at other times."""
        mine, theirs = [self._face(seen) for seen in some], [self._face(seen) for seen in others]
        if any(one.is_of_another_time(other) for one in mine for other in theirs):
            return 0.0
        return sum(self._between(one, other) for one in mine for other in theirs) / (len(mine) * len(theirs))

    def apart(self, one: Sighting, other: Sighting) -> bool:
        """Whether two sightings are never of one contact: told of other weeks, or a call or a letter, and a round that
        the text names.
        """
        mine, theirs = self._face(one), self._face(other)
        return mine.is_of_another_time(theirs) or (bool(one.track or other.track) and mine.sort != theirs.sort)

    def _face(self, seen: Sighting) -> Face:
        found = self._faces.get(id(seen))
        if found is None:
            found = self._faces[id(seen)] = Face(seen)
        return found

    def _between(self, one: Face, other: Face) -> float:
        self.compared += 1
        if len(one.firm & other.keys) < 2 or len(other.firm & one.keys) < 2:
            return 0.0
        if one.sort != other.sort and min(one.surest, other.surest) >= SURE_FORMAT:
            return 0.0
        score = self._bias
        for weight, value in zip(self._weights, _features(one, other), strict=True):
            score += weight * value
        return 1.0 / (1.0 + math.exp(-score))
