"""Sightings of one contact, in one document or several, as one contact: its sides, format, time and status."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from depesche.positions.contacts import Sighting
from depesche.positions.models import CONTACT_STATUSES, FORMATS, ContactModels, load_models
from depesche.records import Contact, ContactFormat, ContactStatus, Evidence, Relation, When, stable_id
from depesche.stages import DossierView

DENYING = frozenset({Relation.DENIES, Relation.PARTLY_DENIES})
MOST_GROUPS = 50  # latest contacts that a new sighting is compared with
MOST_COMPARED = 6  # sightings of one contact that others are compared with: the first and the latest
THIRD = 0.3  # a third side took part in a contact if that is the mean of its chances in the sightings
LONG_AGO = 60  # days; sightings further apart are as far apart as can be
PAIR_FEATURES = (
    "same_sides", "common", "fewer", "same_people", "other_people", "format", "apart", "same_document", "beside",
    "same_time", "other_time", "stems", "likeliest", "unlike",
)  # fmt: skip
_APART = ("phone", "letter", "")  # a call, a letter and a meeting are three things
GROUP_FEATURES = (
    "sightings", "documents", "several_tell", "side_denies", "other_denies", "side_confirms", "other_confirms",
)  # fmt: skip
KEEP_FEATURES = ("likeliest", "together", "taking", "three", "dated", "rivalled")
SURE_FORMAT = 0.7  # chance from which a call and a letter are two things, whatever else they share
SHOWN = 0.5  # of a document's surest sighting's chance, from which another sentence is evidence of the contact
FORMAT_SCALE = 4.0  # of log probabilities, so that one is as large as a probability
_LEAST = 0.01  # chance, so that its log odds are finite
# Statement -> the parties that deny and that confirm the claims it makes ("" for whoever belongs to none).
Answers = Mapping[str, tuple[Collection[str], Collection[str]]]
Array = NDArray[np.float64]


def pair_features(one: Sighting, other: Sighting) -> tuple[float, ...]:
    """What tells whether two sightings are of one contact."""
    common = set(one.keys) & set(other.keys)
    mine, theirs = set(one.people), set(other.people)
    formats, rivals = np.exp(np.array(one.formats)), np.exp(np.array(other.formats))
    stems = set(one.stems) & set(other.stems)
    days = _days(one.day, other.day)
    timed = one.since is not None and other.since is not None
    overlap = (
        timed
        and (one.since or "") <= (other.until or other.since or "")
        and (other.since or "") <= (one.until or one.since or "")
    )
    return (
        float(one.keys == other.keys), len(common) / 3, abs(len(one.keys) - len(other.keys)) / 2,
        float(bool(mine & theirs)), float(bool(mine and theirs and not mine & theirs)), float(formats @ rivals),
        min(days, LONG_AGO) / LONG_AGO, float(one.document == other.document),
        float(one.document == other.document and abs(one.start - other.start) < 400), float(overlap),
        float(timed and not overlap), len(stems) / max(1, min(len(one.stems), len(other.stems))),
        float(int(formats.argmax()) == int(rivals.argmax())), float(_sort(formats) != _sort(rivals)),
    )  # fmt: skip


def _sort(formats: Array) -> str:
    likeliest = FORMATS[int(formats.argmax())]
    return likeliest if likeliest in _APART else ""


def _order(seen: Sighting) -> tuple[str, str, int, str]:
    return seen.day, seen.document, seen.start, seen.key


def _days(one: str, other: str) -> int:
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return LONG_AGO


@dataclass
class Group:
    """Sightings of one contact."""

    sightings: list[Sighting]
    rivalled: bool = False  # a surer group has a document and two sides in common with it

    def features(self, answers: Answers) -> Array:
        """What tells the status: the sightings' marks at most and on average, who tells, who denies and confirms."""
        marks = np.array([seen.marks for seen in self.sightings])
        documents = len({seen.document for seen in self.sightings})
        sides = {key for seen in self.sightings for key in seen.keys}
        told = [answers[statement] for seen in self.sightings for statement in seen.told if statement in answers]
        more = [min(len(marks), 6) / 6, min(documents, 4) / 4, float(len({s.reported_by for s in self.sightings}) > 1)]
        for answer in (0, 1):
            parties = {party for every in told for party in every[answer]}
            more += [float(bool(parties & sides)), float(bool(parties - sides))]
        return np.concatenate([marks.max(axis=0), marks.mean(axis=0), more])

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
        half = MOST_COMPARED // 2
        return (
            self.sightings if len(self.sightings) <= MOST_COMPARED else self.sightings[:half] + self.sightings[-half:]
        )

    def likeness(self, other: Group, judge: ContactModels) -> float:
        """How probably another group is of this contact: the mean over the sightings of both."""
        return float(np.mean([likeness(one, seen, judge) for one in self.sample() for seen in other.sample()]))

    def sides(self) -> list[str]:
        """The keys of those who took part: two at least, a third where the sightings together make it likely."""
        weights: dict[str, float] = {}
        for seen in self.sightings:
            for key, taking in zip(seen.keys, seen.takings, strict=True):
                weights[key] = weights.get(key, 0.0) + seen.chance * taking
        total = max(sum(seen.chance for seen in self.sightings), _LEAST)
        order = sorted(weights, key=lambda key: (-weights[key], key))
        return sorted(order[:2] + [key for key in order[2:3] if weights[key] / total >= THIRD])


def likeness(one: Sighting, other: Sighting, judge: ContactModels) -> float:
    """How probably two sightings are of one contact; nought where they have fewer than two sides in common, or where
    one is surely a call and the other surely a letter.
    """
    if len(one.firm.intersection(other.keys)) < 2 or len(other.firm.intersection(one.keys)) < 2:
        return 0.0
    formats, rivals = np.exp(np.array(one.formats)), np.exp(np.array(other.formats))
    if _sort(formats) != _sort(rivals) and min(formats.max(), rivals.max()) >= SURE_FORMAT:
        return 0.0
    return judge.same(pair_features(one, other))


def _odds(chance: float) -> float:
    return float(np.log(chance / (1.0 - chance)))


def groups_of(found: Iterable[Sighting], judge: ContactModels) -> list[Group]:
    """Sightings of one document that are likely of one contact: the likeliest pair of groups is joined first."""
    groups = [Group([seen]) for seen in sorted(found, key=_order)]
    count = len(groups)
    near = np.full((count, count), -1.0)
    for i in range(count):
        for j in range(i):
            near[i, j] = near[j, i] = likeness(groups[i].sightings[0], groups[j].sightings[0], judge)
    while count > 1:
        i, j = sorted(map(int, np.unravel_index(int(np.argmax(near)), near.shape)))
        if near[i, j] < judge.same_threshold:
            break
        mine, theirs = len(groups[i].sightings), len(groups[j].sightings)
        near[i] = near[:, i] = (near[i] * mine + near[j] * theirs) / (mine + theirs)
        near[j] = near[:, j] = near[i, i] = -1.0
        groups[i].sightings += groups[j].sightings
        groups[j].sightings = []
    for group in groups:
        group.sightings.sort(key=_order)
    return [group for group in groups if group.sightings]


def contacts_of(
    by_key: Mapping[str, Sequence[Sighting]],
    wanted: Collection[str],
    judge: ContactModels | None = None,
    answers: Answers | None = None,
) -> dict[str, list[Contact]]:
    """The contacts of each wanted set of sides.

    What is told of two sides ("Brasilien", "Kuba") may be part of a contact of three ("Brasilien", "USA", "Kuba").

    Args:
        by_key: the sightings of the wanted sets and of all that share two sides with them, by `Sighting.key`.
        answers: who denies and confirms what the sightings' statements claim.
    """
    judge = judge or load_models().contacts
    groups = gathered(by_key, judge)
    return {
        key: [
            contact(group, judge, answers or {})
            for group in groups.get(key, [])
            if judge.kept(group.keeping(answers or {})) >= judge.keep_threshold
        ]
        for key in wanted
    }


def gathered(by_key: Mapping[str, Sequence[Sighting]], judge: ContactModels) -> dict[str, list[Group]]:
    """Sightings as groups, by the sides of each group's first sighting.

    Each document's are grouped by themselves; its groups then join the likeliest one of the documents before.
    """
    documents: dict[tuple[str, str], list[Sighting]] = {}
    for seen in {seen.id: seen for found in by_key.values() for seen in found}.values():
        documents.setdefault((seen.day, seen.document), []).append(seen)
    groups: list[Group] = []
    for _, found in sorted(documents.items()):
        groups += _joined(groups[-MOST_GROUPS:], groups_of(found, judge), judge)
    _set_rivals(groups)
    result: dict[str, list[Group]] = {}
    for group in groups:
        result.setdefault(group.sightings[0].key, []).append(group)
    return result


def _joined(known: Sequence[Group], fresh: Sequence[Group], judge: ContactModels) -> list[Group]:
    """Let a document's groups join those of earlier documents; the groups that are left."""
    samples = [(known_group, Group(known_group.sample())) for known_group in known]
    left = []
    for group in fresh:
        scored = [(sample.likeness(group, judge), -n) for n, (_, sample) in enumerate(samples)]
        best = max(scored, default=(0.0, 0))
        if best[0] >= judge.join_threshold:
            known[-best[1]].sightings.extend(group.sightings)
        else:
            left.append(group)
    return left


def _set_rivals(groups: Sequence[Group]) -> None:
    """Mark the groups that share a document and two sides with a surer one: most often both are one contact."""
    by_document: dict[str, list[Group]] = {}
    for group in groups:
        for document in {seen.document for seen in group.sightings}:
            by_document.setdefault(document, []).append(group)
    for every in by_document.values():
        for group in every:
            sides = set(group.sightings[0].keys)
            group.rivalled = group.rivalled or any(
                len(sides & set(other.sightings[0].keys)) > 1 and other.rank() > group.rank() for other in every
            )


def contact(group: Group, judge: ContactModels, answers: Answers) -> Contact:
    """The record of a group."""
    seen = sorted(group.sightings, key=_order)
    first = seen[0]
    status = CONTACT_STATUSES[int(np.argmax(judge.statuses(group.features(answers))))]
    when = next((one for one in seen if one.since or one.text), first)
    missed = float(np.prod([1.0 - one.chance for one in seen]))
    return Contact(
        id=stable_id("k", *first.keys, first.document, first.start),
        parties=tuple((side,) for side in _sides(group)),
        format=ContactFormat(FORMATS[int(np.argmax(judge.whole_formats(group.format_row())))]),
        when=When(when.since, when.until, when.text),
        status=ContactStatus(status),
        evidence=tuple(Evidence(one.document, one.start, one.end) for one in _telling(seen)),
        place=next((one.place for one in seen if one.place), None),
        reported_by=tuple(dict.fromkeys(one.reported_by for one in seen if one.reported_by)),
        statements=tuple(dict.fromkeys(one.statement for one in seen if one.statement)),
        confidence=round(1.0 - missed, 3),
    )


def _telling(seen: Sequence[Sighting]) -> list[Sighting]:
    """The sightings worth showing: of each document those that are not much less sure than its surest."""
    surest: dict[str, float] = {}
    for one in seen:
        surest[one.document] = max(surest.get(one.document, 0.0), one.chance)
    return [one for one in seen if one.chance >= SHOWN * surest[one.document]]


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


__all__ = ["Group", "answers_to", "contacts_of", "groups_of", "pair_features"]
