"""Features, labels and fits of the models about contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depesche.evaluation.positions_gold import party_labels
from depesche.evaluation.truth import Truth
from depesche.positions.cast import Cast
from depesche.positions.contacts import FEATURES, STATUS_FEATURES, WORDS, Candidate, Sighting, candidates, sighting
from depesche.positions.gathering import gathered
from depesche.positions.meetings import (
    GROUP_FEATURES,
    KEEP_FEATURES,
    PAIR_FEATURES,
    Answers,
    Group,
    answers_to,
    pair_features,
)
from depesche.positions.mentions import Mentions
from depesche.positions.models import CONTACT_STATUSES, FORMATS, ContactModels
from depesche.positions.participants import SIDE_FEATURES, key_of
from depesche.positions.passages import Passages
from training.positions.corpora import Corpus
from training.positions.linear import best_threshold, logistic, multinomial

Array = NDArray[np.float64]
# A sentence that names two sides of a true contact in a document of its evidence, but is not evidence itself:
UNCLEAR = 0.3  # its weight
NO_CONTACT = 0.1  # weight of those named in a sentence that tells of no contact
SURE_WORD = 0.6  # weight of its contact word from which it is taken for true
SIDE_L2, TELLS_L2, FORMAT_L2, STATUS_L2, PAIR_L2, KEEP_L2 = 1.0, 8.0, 8.0, 40.0, 8.0, 40.0


@dataclass
class Told:
    """A candidate sentence with its labels: the true contacts that it is evidence of; -1 weight where it is unclear."""

    candidate: Candidate
    passages: Passages
    analysis: Any
    cast: Cast
    contacts: tuple[int, ...]  # numbers of true contacts
    weight: float


@dataclass
class Meetings:
    """A corpus' candidates and true contacts."""

    truth: Truth
    sides: list[set[str]] = field(default_factory=list)  # keys of each true contact's sides
    where: list[set[str]] = field(default_factory=list)  # documents of each true contact's evidence
    told: list[Told] = field(default_factory=list)
    answers: Answers = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # what a side's id is compared by


def meetings_of(corpus: Corpus, every: bool = True) -> Meetings:
    """Look at a corpus, at every sentence with a word of a contact or only at those that are looked at in reading."""
    truth, dossier, codebook = corpus.truth, corpus.dossier, corpus.codebook.grown
    cast = Cast(codebook, dossier.all_actors())
    mentions = Mentions(cast, cast.actors.values())
    labels = party_labels(truth)
    found = Meetings(truth)
    evidence: dict[str, list[int]] = {}
    documents = {statement.id: statement.document for statement in truth.statements}
    where: dict[str, list[int]] = {}
    for number, item in enumerate(truth.raw.get("contacts", ())):
        found.sides.append({labels[name] if name in labels else key_of(name) for name in item["parties"]})
        found.where.append({documents[key] for key in item["evidence"] if key in documents})
        for key in item["evidence"]:
            evidence.setdefault(key, []).append(number)
            where.setdefault(documents.get(key, ""), []).append(number)
    for read in dossier.batch:
        passages = Passages(read, codebook)
        for candidate in candidates(passages, read.analysis, cast, mentions, every):
            near = [s for s in read.statements if _touches(candidate.sentence, s, passages)]
            keys = {side.key for side in candidate.sides}
            found.keys.update((side.id, side.key) for side in candidate.sides)
            true = {n for s in near for n in evidence.get(s.id, ()) if len(keys & found.sides[n]) >= 2}
            maybe = {n for n in where.get(read.document.source_id or "", ()) if len(keys & found.sides[n]) >= 2}
            weight = 1.0 if true or not maybe else UNCLEAR
            if not true and max(candidate.labels.get(name, 0.0) for name in WORDS) >= SURE_WORD:
                true = maybe if len(maybe) == 1 else set()
            found.told.append(Told(candidate, passages, read.analysis, cast, tuple(sorted(true)), weight))
    statements = [s.id for read in dossier.batch for s in read.statements]
    speakers = {s.id: cast.party(s.speaker.actor) for read in dossier.batch for s in read.statements}
    found.answers = answers_to(statements, dossier, lambda ids: {key: speakers.get(key) for key in ids})
    return found


def _touches(index: int, statement: Any, passages: Passages) -> bool:
    start, end = passages.sentences[index]
    return bool(statement.start < end and statement.end > start) or any(
        start <= span.start < end for span in statement.speaker.spans
    )


class ContactTrainer:
    """Fits the models about contacts on some of the corpora; each fit is made once."""

    def __init__(self, corpora: Mapping[str, Meetings]) -> None:
        self.corpora = corpora
        self._fits: dict[frozenset[str], ContactModels] = {}

    def models(self, names: frozenset[str], quick: bool = False) -> ContactModels:
        """The models trained on these corpora, the threshold by leaving each of them out in turn."""
        judge = self._fit(names)
        if quick or len(names) < 2:
            return replace(judge, keep_threshold=KEEP_THRESHOLD)
        tables = [self._left_out(name, names) for name in sorted(names)]
        means = [(float(np.mean([table[place] for table in tables])), t) for place, t in enumerate(KEEP_THRESHOLDS)]
        return replace(judge, keep_threshold=max(means)[1])

    def _left_out(self, name: str, names: frozenset[str]) -> list[float]:
        """F1 of one corpus read by models of the others, for each of `KEEP_THRESHOLDS`."""
        one, judge = self.corpora[name], self._fit(names - {name})
        groups = _groups(one, judge)
        kept = [judge.kept(group.keeping(one.answers)) for group in groups]
        return [_f1(one, [g for g, c in zip(groups, kept, strict=True) if c >= t], judge) for t in KEEP_THRESHOLDS]

    def _fit(self, names: frozenset[str]) -> ContactModels:
        if names not in self._fits:
            self._fits[names] = _fit([self.corpora[name] for name in sorted(names)])
        return self._fits[names]


def _groups(one: Meetings, judge: ContactModels) -> list[Group]:
    """The groups of sightings that a corpus is read as, before it is decided which of them are contacts."""
    by_key: dict[str, list[Sighting]] = {}
    for told in one.told:
        chances = judge.side_chances(told.candidate.side_rows())
        chance = judge.told(told.candidate.completed(chances))
        if chance >= judge.told_threshold:
            seen = sighting(told.candidate, chances, chance, told.passages, told.analysis, told.cast, judge)
            by_key.setdefault(seen.key, []).append(seen)
    return [group for groups in gathered(by_key, judge).values() for group in groups]


def _matched(one: Meetings, groups: Sequence[Group]) -> list[int | None]:
    """The true contact that each group is, matched as the scorer does: two sides and a document in common."""
    documents = {document.id: key for key, document in one.truth.documents.items()}
    pairs = []
    for place, group in enumerate(groups):
        keys = set(group.sides())
        where = {documents[seen.document] for seen in group.sightings}
        for number, sides in enumerate(one.sides):
            common, shared = len(keys & sides), len(where & one.where[number])
            if common >= min(2, len(sides)) and shared:
                pairs.append((common + 0.1 * shared, number, place))
    found: list[int | None] = [None] * len(groups)
    taken = set[int]()
    for _, number, place in sorted(pairs, reverse=True):
        if number not in taken and found[place] is None:
            taken.add(number)
            found[place] = number
    return found


def _f1(one: Meetings, groups: Sequence[Group], judge: ContactModels) -> float:
    """F1 over whole contacts, sides and status right."""
    raw = one.truth.raw["contacts"]
    right = sum(
        int(CONTACT_STATUSES[int(np.argmax(judge.statuses(group.features(one.answers))))] == raw[number]["status"])
        for group, number in zip(groups, _matched(one, groups), strict=True)
        if number is not None
    )
    return 2.0 * right / max(1, len(groups) + len(raw))


FOLDS = 4  # what is judged of sightings together learns from sightings judged by models that did not see them


def _fit(corpora: Sequence[Meetings]) -> ContactModels:
    """All models; `keep`, the whole format and the status from sightings as they are read of unseen corpora."""
    judge = _fit_base(corpora)
    parts = [corpora[fold::FOLDS] for fold in range(min(FOLDS, len(corpora)))]
    if len(parts) < 2:
        return _fit_wholes([(one, judge) for one in corpora], judge)
    judges = [_fit_base([one for other in parts if other is not part for one in other]) for part in parts]
    return _fit_wholes([(one, j) for part, j in zip(parts, judges, strict=True) for one in part], judge)


def _fit_base(corpora: Sequence[Meetings]) -> ContactModels:
    """What is judged of single sentences and of pairs of them."""
    true = [(one, told) for one in corpora for told in one.told if told.contacts]
    every = [(one, told) for one in corpora for told in one.told]
    rows = np.vstack([told.candidate.side_rows() for _, told in every])
    took = [
        float(any(side.key in one.sides[n] for n in told.contacts))
        for one, told in every
        for side in told.candidate.sides
    ]
    weights = [told.weight * (1.0 if told.contacts else NO_CONTACT) for _, told in every for _ in told.candidate.sides]
    side = logistic(rows, np.array(took), SIDE_L2, np.array(weights), prior=_named_prior(SIDE_FEATURES, SIDE_PRIOR))
    half = ContactModels(side, *_BLANK)
    sentences = [told for _, told in every]
    features = np.array([t.candidate.completed(half.side_chances(t.candidate.side_rows())) for t in sentences])
    target = np.array([float(bool(t.contacts)) for t in sentences])
    tells = logistic(
        features, target, TELLS_L2, np.array([t.weight for t in sentences]), prior=_named_prior(FEATURES, TELLS_PRIOR)
    )
    formats = [(told, one.truth.raw["contacts"][n]["format"]) for one, told in true for n in told.contacts]
    format_rows = np.array([told.candidate.format_row() for told, _ in formats])
    format_ = multinomial(
        format_rows, _one_hot([f for _, f in formats], FORMATS), FORMAT_L2, prior=_format_prior(format_rows.shape[1])
    )
    judge = ContactModels(side, tells, format_, *_BLANK[2:])
    judge = replace(judge, side_threshold=best_threshold([_side_scores(one, judge) for one in corpora], 0.5))
    return replace(judge, pair=_fit_pair(corpora, judge))


def _fit_pair(corpora: Sequence[Meetings], judge: ContactModels) -> tuple[Array, float]:
    """Whether two true sightings are of one contact."""
    rows, same = [], []
    for one in corpora:
        for (left, mine), (right, theirs) in combinations(_sightings(one, judge), 2):
            if len(set(left.keys) & set(right.keys)) > 1:
                rows.append(pair_features(left, right))
                same.append(float(bool(set(mine) & set(theirs))))
    return logistic(np.array(rows), np.array(same), PAIR_L2, prior=_pair_prior())


def _fit_wholes(corpora: Sequence[tuple[Meetings, ContactModels]], judge: ContactModels) -> ContactModels:
    """What is judged of sightings together, from groups as they are read; the status also from true groups."""
    read = []
    for one, unseeing in corpora:
        groups = _groups(one, unseeing)
        read += [(one, group, number) for group, number in zip(groups, _matched(one, groups), strict=True)]
    keep = logistic(
        np.array([group.keeping(one.answers) for one, group, _ in read]),
        np.array([float(number is not None) for _, _, number in read]),
        KEEP_L2,
        prior=_keep_prior(),
    )
    found = [(one, group, one.truth.raw["contacts"][number]) for one, group, number in read if number is not None]
    whole = multinomial(
        np.array([group.format_row() for _, group, _ in found]),
        _one_hot([item["format"] for _, _, item in found], FORMATS),
        WHOLE_L2,
        prior=_whole_prior(),
    )
    for one, unseeing in corpora:
        seen = _sightings(one, unseeing)
        for number, item in enumerate(one.truth.raw.get("contacts", ())):
            mine = [s for s, numbers in seen if number in numbers]
            found += [(one, Group(mine), item)] if mine else []
    status = multinomial(
        np.array([group.features(one.answers) for one, group, _ in found]),
        _one_hot([item["status"] for _, _, item in found], CONTACT_STATUSES),
        STATUS_L2,
        prior=_status_prior(),
    )
    return replace(judge, keep=keep, whole=whole, status=status)


KEEP_THRESHOLD = 0.25  # what leaving out gives in most cases
KEEP_THRESHOLDS = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6]
KEEP_PRIOR = {"likeliest": 0.5, "together": 0.5, "taking": 0.5, "rivalled": -0.5}
SIDE_PRIOR = {"topic": -2.5, "": -1.0}
TELLS_PRIOR = {"virtual": -0.7, "": -2.0}
# What the words and marks say by themselves (log odds), before anything is learned: there are few true contacts.
PAIR_PRIOR = {
    "same_sides": 1.0, "fewer": -0.5, "same_people": 1.5, "other_people": -2.5, "format": 1.5, "apart": -1.0,
    "same_document": 0.3, "beside": 1.0, "same_time": 1.0, "other_time": -1.0, "stems": 1.0, "likeliest": 0.5,
    "unlike": -3.0, "": -1.0,
}  # fmt: skip
STATUS_PRIOR = {
    "confirmed": {"narrated": 1.5, "act_confirm": 1.5, "participant": 1.0, "named": 0.5, "confirmed": 0.5},
    "reported": {"unnamed": 1.0, "chained": 0.5, "hearsay": 1.0, "one_sided": 1.0},
    "denied": {"act_deny": 2.0, "act_reject": 0.5, "denied": 0.5},
}
ANSWER_PRIOR = {"side_denies": ("denied", 1.5), "side_confirms": ("confirmed", 1.5), "other_denies": ("denied", 0.5)}
WHOLE_MEAN, WHOLE_BEST, WHOLE_L2 = 3.0, 1.5, 8.0  # for the format of sightings together
FORMAT_WEIGHT, MEETING_WEIGHT, TRACK1 = 2.5, 0.5, 1.0  # the last: what speaks for track 1 without any word


def _format_prior(columns: int) -> Array:
    """A word of a format speaks for it; a meeting is track 1 if nothing else is said."""
    prior = np.zeros((len(FORMATS), columns + 1))
    for row, form in enumerate(FORMATS):
        for column, word in enumerate(WORDS):
            prior[row, column] = FORMAT_WEIGHT * (word == form) + MEETING_WEIGHT * (
                word == "meeting" and form == "track1"
            )
    prior[FORMATS.index("track1"), -1] = TRACK1
    return prior


def _whole_prior() -> Array:
    """What the sightings say of the format, one by one."""
    same = np.eye(len(FORMATS))
    return np.hstack([WHOLE_MEAN * same, WHOLE_BEST * same, np.zeros((len(FORMATS), 1))])


def _status_prior() -> Array:
    count = len(STATUS_FEATURES)
    prior = np.zeros((len(CONTACT_STATUSES), 2 * count + len(GROUP_FEATURES) + 1))
    for row, status in enumerate(CONTACT_STATUSES):
        for name, weight in STATUS_PRIOR[status].items():
            place = STATUS_FEATURES.index(name)
            prior[row, place] = prior[row, count + place] = weight / 2
        for name, (which, weight) in ANSWER_PRIOR.items():
            if which == status:
                prior[row, 2 * count + GROUP_FEATURES.index(name)] = weight
    return prior


def _keep_prior() -> Array:
    names = (*KEEP_FEATURES, *[""] * (2 * len(STATUS_FEATURES) + len(GROUP_FEATURES) + 1))
    return np.array([KEEP_PRIOR.get(name, 0.0) for name in names])


def _named_prior(names: Sequence[str], known: Mapping[str, float]) -> Array:
    return np.array([known.get(name, 0.0) for name in (*names, "")])


def _pair_prior() -> Array:
    return np.array([PAIR_PRIOR.get(name, 0.0) for name in (*PAIR_FEATURES, "")])


def _sightings(one: Meetings, judge: ContactModels) -> list[tuple[Sighting, tuple[int, ...]]]:
    """The true sightings as they would be read, with the contacts they are of."""
    found = []
    for told in one.told:
        if told.contacts:
            chances = judge.side_chances(told.candidate.side_rows())
            chance = judge.told(told.candidate.completed(chances))
            seen = sighting(told.candidate, chances, chance, told.passages, told.analysis, told.cast, judge)
            found.append((seen, told.contacts))
    return found


def _one_hot(values: Sequence[str], classes: Sequence[str]) -> Array:
    return np.array([[float(value == name) for name in classes] for value in values])


def _side_scores(one: Meetings, judge: ContactModels) -> tuple[Array, Array]:
    true = [told for told in one.told if told.contacts]
    scores = np.concatenate([judge.side_chances(told.candidate.side_rows()) for told in true])
    target = [float(any(s.key in one.sides[n] for n in t.contacts)) for t in true for s in t.candidate.sides]
    return scores, np.array(target)


def _told_scores(one: Meetings, judge: ContactModels) -> tuple[Array, Array]:
    clear = [told for told in one.told if told.weight == 1.0]
    scores = [judge.told(t.candidate.completed(judge.side_chances(t.candidate.side_rows()))) for t in clear]
    return np.array(scores), np.array([float(bool(told.contacts)) for told in clear])


def _same_scores(one: Meetings, judge: ContactModels) -> tuple[Array, Array]:
    scores, target = [], []
    for (left, mine), (right, theirs) in combinations(_sightings(one, judge), 2):
        if len(set(left.keys) & set(right.keys)) > 1:
            scores.append(judge.same(pair_features(left, right)))
            target.append(float(bool(set(mine) & set(theirs))))
    return np.array(scores), np.array(target)


def figures(one: Meetings, judge: ContactModels) -> Mapping[str, float]:
    """How well each model does on its own on a corpus that it did not see."""
    scores, target = _told_scores(one, judge)
    said = scores >= judge.told_threshold
    seen = _sightings(one, judge)
    raw = one.truth.raw["contacts"]
    formats = [FORMATS[int(np.argmax(s.formats))] == raw[n]["format"] for s, ns in seen for n in ns]
    status = [
        CONTACT_STATUSES[int(np.argmax(judge.statuses(Group(mine).features(one.answers))))] == item["status"]
        for number, item in enumerate(raw)
        if (mine := [s for s, ns in seen if number in ns])
    ]
    sides, took = _side_scores(one, judge)
    pair, same = _same_scores(one, judge)
    return {
        "tells_f1": 2 * float((said * target).sum()) / max(1.0, float(said.sum() + target.sum())),
        "tells_true": float(target.sum()),
        "contacts_reachable": len({n for t in one.told for n in t.contacts}) / max(1, len(raw)),
        "sides": float(((sides >= judge.side_threshold) == (took > 0)).mean()),
        "format": float(np.mean(formats)),
        "status": float(np.mean(status)),
        "pairs": float(((pair >= judge.same_threshold) == (same > 0)).mean()) if len(pair) else 0.0,
        "pairs_base": float(same.mean()) if len(same) else 0.0,
    }


_ONE, _MANY = (np.zeros(1), 0.0), (np.zeros((1, 1)), np.zeros(1))
_BLANK: tuple[Any, ...] = (_ONE, (np.zeros((len(FORMATS), 1)), np.zeros(len(FORMATS))), _MANY, _ONE, _ONE, _MANY)
