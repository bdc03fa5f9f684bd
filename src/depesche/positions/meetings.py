"""Sightings of one contact, in one document or several, as one contact: its sides, format, time and status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from depesche.positions.alike import PAIR_FEATURES, Likeness, pair_features
from depesche.positions.contacts import Sighting
from depesche.positions.hearings import DENYING, Answers
from depesche.positions.models import CONTACT_STATUSES, FORMATS, ContactModels
from depesche.records import Contact, ContactFormat, ContactStatus, Evidence, Relation, When, stable_id
from depesche.stages import DossierView

MOST_COMPARED = 6  # sightings of one contact that others are compared with: the first and the latest
THIRD = 0.3  # a third side took part in a contact if that is the mean of its chances in the sightings
GROUP_FEATURES = (
    "sightings", "documents", "several_tell", "side_denies", "other_denies", "side_confirms", "other_confirms",
)  # fmt: skip
KEEP_FEATURES = ("likeliest", "together", "taking", "three", "dated", "rivalled")
SHOWN = 0.5  # of a document's surest sighting's chance, from which another sentence is evidence of the contact
FORMAT_SCALE = 4.0  # of log probabilities, so that one is as large as a probability
_LEAST = 0.01  # chance, so that its log odds are finite
Array = NDArray[np.float64]
T = TypeVar("T")


def order_of(seen: Sighting) -> tuple[str, str, int, str]:
    """The order in which sightings are read: by day, document and place."""
    return seen.day, seen.document, seen.start, seen.key


@dataclass
class Group:
    """Sightings of one contact."""

    sightings: list[Sighting]
    rivalled: bool = False  # a surer group has a document and two sides in common with it

    def features(self, answers: Answers) -> Array:
        """What tells the status: the sightings' marks at most and on average, who tells, who denies and confirms.

        On average the surer sightings weigh more.
        """
        marks = np.array([seen.marks for seen in self.sightings])
        documents = len({seen.document for seen in self.sightings})
        sides = {key for seen in self.sightings for key in seen.keys}
        told = [answers[statement] for seen in self.sightings for statement in seen.told if statement in answers]
        more = [min(len(marks), 6) / 6, min(documents, 4) / 4, float(len({s.reported_by for s in self.sightings}) > 1)]
        for answer in (0, 1):
            parties = {party for every in told for party in every[answer]}
            more += [float(bool(parties & sides)), float(bool(parties - sides))]
        weights = np.array([seen.chance for seen in self.sightings])
        return np.concatenate([marks.max(axis=0), weights @ marks / weights.sum(), more])

    def keeping(self, answers: Answers) -> Array:
        """What tells whether it is a contact at all: how sure its sightings are, and all that tells the status."""
        chances = np.clip([seen.chance for seen in self.sightings], _LEAST, 1 - _LEAST)
        taking = np.clip([seen.taking for seen in self.sightings], _LEAST, 1 - _LEAST)
        together = min(1.0 - float(np.prod(1.0 - chances)), 1 - _LEAST)
        sure = [_odds(float(chances.max())), _odds(together), _odds(float(taking.max()))]
        more = [
            float(max(len(seen.keys) for seen in self.sightings) > 2),
            float(any(seen.since for seen in self.sightings)),
            float(self.rivalled),
        ]
        return np.concatenate([sure, more, self.features(answers)])

    def rank(self) -> tuple[float, int, str]:
        """How sure its surest sighting is; then in the order of the text."""
        return max((seen.chance, -seen.start, seen.key) for seen in self.sightings)

    def format_row(self) -> Array:
        """What tells the format: the sightings' log probabilities, the surer ones first, and the best of each."""
        logs = np.array([seen.formats for seen in self.sightings])
        weights = np.array([seen.chance for seen in self.sightings])
        return np.concatenate([weights @ logs / weights.sum() / FORMAT_SCALE, np.exp(logs).max(axis=0)])

    def sample(self) -> list[Sighting]:
        """The first and the latest sightings, by which the group is compared."""
        return sampled(self.sightings)

    def sides(self) -> list[str]:
        """The keys of those who took part: two at least, a third where the sightings together make it likely."""
        weights: dict[str, float] = {}
        for seen in self.sightings:
            for key, taking in zip(seen.keys, seen.takings, strict=True):
                weights[key] = weights.get(key, 0.0) + seen.chance * taking
        total = max(sum(seen.chance for seen in self.sightings), _LEAST)
        order = sorted(weights, key=lambda key: (-weights[key], key))
        return sorted(order[:2] + [key for key in order[2:3] if weights[key] / total >= THIRD])


def sampled(items: Sequence[T]) -> list[T]:
    """The first and the last of a group's sightings, by which it is compared."""
    half = MOST_COMPARED // 2
    return list(items) if len(items) <= MOST_COMPARED else [*items[:half], *items[-half:]]


def _odds(chance: float) -> float:
    return float(np.log(chance / (1.0 - chance)))


def groups_of(found: Iterable[Sighting], threshold: float, likeness: Likeness) -> list[Group]:
    """Sightings of one document that are likely of one contact: the likeliest pair of groups is joined first."""
    groups = [Group([seen]) for seen in sorted(found, key=order_of)]
    count = len(groups)
    near = np.full((count, count), -1.0)
    apart = np.zeros((count, count), dtype=bool)
    for i in range(count):
        for j in range(i):
            pair = groups[i].sightings[0], groups[j].sightings[0]
            near[i, j] = near[j, i] = likeness(*pair)
            apart[i, j] = apart[j, i] = likeness.apart(*pair)
    near[apart] = 0.0
    while count > 1:
        i, j = sorted(map(int, np.unravel_index(int(np.argmax(near)), near.shape)))
        if near[i, j] < threshold:
            break
        mine, theirs = len(groups[i].sightings), len(groups[j].sightings)
        near[i] = near[:, i] = (near[i] * mine + near[j] * theirs) / (mine + theirs)
        apart[i] = apart[:, i] = apart[i] | apart[j]
        near[i, apart[i]] = near[apart[i], i] = 0.0
        near[j] = near[:, j] = near[i, i] = -1.0
        groups[i].sightings += groups[j].sightings
        groups[j].sightings = []
    for group in groups:
        group.sightings.sort(key=order_of)
    return [group for group in groups if group.sightings]


def contact(group: Group, judge: ContactModels, answers: Answers) -> Contact:
    """The record of a group."""
    seen = sorted(group.sightings, key=order_of)
    first = seen[0]
    status = CONTACT_STATUSES[int(np.argmax(judge.statuses(group.features(answers))))]
    when = next((one for one in seen if one.since or one.text), first)
    missed = float(np.prod([1.0 - one.chance for one in seen]))
    return Contact(
        id=stable_id("k", *first.keys, first.document, first.start),
        parties=tuple((side,) for side in _sides(group)),
        format=ContactFormat(format_of(group, judge)),
        when=When(when.since, when.until, when.text),
        status=ContactStatus(status),
        evidence=tuple(Evidence(one.document, one.start, one.end) for one in _telling(seen)),
        place=next((one.place for one in seen if one.place), None),
        reported_by=tuple(dict.fromkeys(one.reported_by for one in seen if one.reported_by)),
        statements=tuple(dict.fromkeys(one.statement for one in seen if one.statement)),
        confidence=round(1.0 - missed, 3),
    )


def format_of(group: Group, judge: ContactModels) -> str:
    """The format that the text names, else the likeliest one; no back channel that no word calls secret."""
    named = next((seen.track for seen in _telling(group.sightings) if seen.track), None)
    chances = np.array(judge.whole_formats(group.format_row()))
    if not any(seen.secret for seen in group.sightings):
        chances[FORMATS.index("backchannel")] = -np.inf
    return named or FORMATS[int(np.argmax(chances))]


def _telling(seen: Sequence[Sighting]) -> list[Sighting]:
    """The sightings worth showing: of each document those not much less sure than its surest or that name a format."""
    surest: dict[str, float] = {}
    for one in seen:
        surest[one.document] = max(surest.get(one.document, 0.0), one.chance)
    return [one for one in seen if one.track or one.chance >= SHOWN * surest[one.document]]


def _sides(group: Group) -> list[str]:
    """The sides' ids, names in their longest form."""
    names: dict[str, str] = {}
    for one in group.sightings:
        for key, side in zip(one.keys, one.sides, strict=True):
            if len(side) > len(names.get(key, "")):
                names[key] = side
    return [names[key] for key in group.sides()]


def answers_to(
    statements: Sequence[str], view: DossierView, parties_of: Callable[[Sequence[str]], Mapping[str, str | None]]
) -> Answers:
    """Who denies and who confirms the claims that the statements make.

    Args:
        parties_of: the parties of statements' speakers.
    """
    claim_ids = view.claims_of(statements)
    claims = view.claims(sorted({claim for ids in claim_ids.values() for claim in ids}))
    responses = [response for claim in claims.values() for response in claim.responses]
    parties = parties_of(sorted({response.statement for response in responses}))
    found: dict[str, tuple[set[str], set[str]]] = {}
    for statement, ids in claim_ids.items():
        for response in (r for claim in ids if claim in claims for r in claims[claim].responses):
            place = 0 if response.relation in DENYING else 1 if response.relation is Relation.CONFIRMS else None
            if place is not None:
                found.setdefault(statement, (set(), set()))[place].add(parties.get(response.statement) or "")
    return found


__all__ = [
    "GROUP_FEATURES",
    "KEEP_FEATURES",
    "PAIR_FEATURES",
    "Answers",
    "Group",
    "answers_to",
    "contact",
    "groups_of",
    "order_of",
    "pair_features",
    "sampled",
]
