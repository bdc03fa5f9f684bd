"""The trained parts of the stage: small linear models in one file, run with numpy alone.

Six models (``training.positions.train`` makes them, ``docs/positions.md`` is their card):

- *issue*: a conditional logit that ranks the codebook's issues for a statement;
- *evidence*: a logistic regression that says whether a statement proves a position of its speaker on an issue;
- *second*: both once more, with what the dossier taught of its issues (`usage`);
- *contacts*: logistic regressions over sentences with a contact word (does it tell of a contact?), those named in
  them (took part?), pairs of such sentences (one contact?) and those of one contact together (is it one?), multinomial
  ones of format and status;
- *strength*, *direction*: multinomial logistic regressions over what the speaker does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depesche.errors import ModelError
from depesche.positions.features import ACTS, Seen, pair_names, statement_names
from depesche.positions.usage import USAGE
from depesche.records import ContactFormat, ContactStatus, ProposalStatus, Strength

Array = NDArray[np.float64]
STRENGTHS = tuple(strength.value for strength in Strength)
DIRECTIONS = ("wants", "refuses", "open")
FORMATS = tuple(item.value for item in ContactFormat if item is not ContactFormat.UNKNOWN)
FORMAT_WORDS = ("phone", "letter", "mediation", "backchannel", "track1.5", "track2", "meeting")
PROPOSAL_STATUSES = tuple(item.value for item in ProposalStatus)
CONTACT_STATUSES = tuple(item.value for item in ContactStatus)
STANDING = 5  # numbers of `standing`
STANCE = ("red", "condition", "concede", "keep", "open", "wish", "threat", "negation", "refuse", "demand", "order")
STANCE_INSIDE = (*STANCE, "past", "future")
_INSIDE_SCALE, _FRAME_SCALE = 0.7, 0.5  # so that regularisation trusts the act most, then the words, then the frame


@dataclass(frozen=True)
class ContactModels:
    """The parameters about contacts; each model is (weights, bias)."""

    side: tuple[Array, float]  # took part in it
    tells: tuple[Array, float]  # the sentence tells of a contact
    format: tuple[Array, Array]
    status: tuple[Array, Array]
    pair: tuple[Array, float]  # two sightings are of one contact
    keep: tuple[Array, float]  # sightings together are a contact
    whole: tuple[Array, Array]  # their format
    side_threshold: float = 0.5
    told_threshold: float = 0.15
    same_threshold: float = 0.3  # in one document
    join_threshold: float = 0.25  # in several documents
    keep_threshold: float = 0.4

    def side_chances(self, rows: Array) -> Array:
        """How probably each side took part."""
        return _sigmoid(rows @ self.side[0] + self.side[1])

    def told(self, row: Array) -> float:
        """How probably a sentence tells of a contact."""
        return float(_sigmoid(row @ self.tells[0] + self.tells[1]))

    def formats(self, row: Array) -> Array:
        """Log probabilities of `FORMATS`."""
        return np.asarray(np.log(np.maximum(_softmax(self.format[0] @ row + self.format[1]), 1e-4)))

    def whole_formats(self, row: Array) -> Array:
        """Probabilities of `FORMATS` for sightings together."""
        return _softmax(self.whole[0] @ row + self.whole[1])

    def statuses(self, row: Array) -> Array:
        """Probabilities of `CONTACT_STATUSES`."""
        return _softmax(self.status[0] @ row + self.status[1])

    def kept(self, row: Array) -> float:
        """How probably sightings together are a contact."""
        return float(_sigmoid(row @ self.keep[0] + self.keep[1]))

    def same(self, features: Sequence[float]) -> float:
        """How probably two sightings are of one contact."""
        return float(_sigmoid(np.array(features) @ self.pair[0] + self.pair[1]))


@dataclass(frozen=True)
class ProposalModels:
    """The parameters about proposals."""

    issue: tuple[Array, Array, Array]  # of a clause: mean, deviation, weights
    term: tuple[Array, float]  # a clause is a term, by itself
    package: tuple[Array, float]  # a clause is a term, by itself and by how probably those around it are
    status: tuple[Array, Array]
    threshold: float = 0.4

    def issue_shares(self, seen: Seen) -> Array:
        """Each issue's share (softmax) for a clause: its own words count for more than in a whole statement."""
        mean, deviation, weights = self.issue
        return _softmax(((seen.pairs - mean) / deviation) @ weights)

    def chances(self, rows: Array) -> Array:
        """How probably each clause of one run (clauses, n) is a term."""
        return _sigmoid(self.package_rows(rows) @ self.package[0] + self.package[1])

    def package_rows(self, rows: Array) -> Array:
        """A run's rows with how probably the clause before, the one after, all others and the mean other is a term."""
        alone = _sigmoid(rows @ self.term[0] + self.term[1])
        others = alone.sum() - alone
        return np.column_stack(
            [
                rows,
                np.append(0.0, alone[:-1]),
                np.append(alone[1:], 0.0),
                np.minimum(others, 3.0) / 3,
                others / max(1, len(alone) - 1),
            ]
        )

    def statuses(self, row: Array) -> Array:
        """Probabilities of `PROPOSAL_STATUSES`."""
        return _softmax(self.status[0] @ row + self.status[1])


def _sigmoid(score: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-score)))


@dataclass(frozen=True)
class SecondLook:
    """Issue and evidence once more, with the numbers of `usage.USAGE` beside the pair features.

    What does not hang on the dossier is reckoned once (`issue_base`, `evidence_base`) and kept with the statement.
    """

    issue: tuple[Array, Array, Array]  # mean, deviation, weights; the pair features, then `USAGE`
    evidence: tuple[Array, Array, Array, float]  # mean, deviation, weights, bias; `evidence_features` with both
    threshold: float = 0.26

    def issue_base(self, seen: Seen) -> Array:
        """Each issue's score by what the statement itself says, as far as the weights of `USAGE` go at nought."""
        return self.issue_scores(np.hstack([seen.pairs, np.zeros((len(seen.pairs), len(USAGE)))]))

    def issue_scores(self, pairs: Array) -> Array:
        """Each issue's score; ``pairs`` are pair features and `USAGE` side by side."""
        mean, deviation, weights = self.issue
        return np.asarray(((pairs - mean) / deviation) @ weights)

    def evidence_base(self, seen: Seen) -> Array:
        """The evidence's log odds for each issue if nothing were known of how the issues stand."""
        mean, deviation, weights, bias = self.evidence
        count = len(seen.pairs)
        wide = replace(seen, pairs=np.hstack([seen.pairs, np.zeros((count, len(USAGE)))]))
        features = evidence_features(wide, np.zeros(count), np.zeros(count))
        features[:, len(seen.own) : len(seen.own) + STANDING] = 0.0
        return np.asarray(((features - mean) / deviation) @ weights + bias)

    def judge(self, base: Array, evidence: Array, act: int, partisan: bool, rows: Array) -> tuple[Array, Array]:
        """Each issue's share, and how probably the statement proves a position on it.

        Args:
            base: of `issue_base`.
            evidence: of `evidence_base`.
            act: the act's place in `ACTS`.
            partisan: whether the statement shows a party's stance.
            rows: what the dossier says (issues, `USAGE`).
        """
        scores = base + rows @ (self.issue[2] / self.issue[1])[-len(USAGE) :]
        shares = _softmax(scores)
        slope = self.evidence[2] / self.evidence[1]
        begin = len(statement_names())
        pairs = begin + STANDING + len(pair_names())
        by_share = slope[pairs + len(USAGE) + act] + partisan * slope[-1]
        odds = evidence + standing(scores, shares) @ slope[begin : begin + STANDING]
        return shares, _sigmoid(odds + rows @ slope[pairs : pairs + len(USAGE)] + shares * by_share)


@dataclass(frozen=True)
class Models:
    """The parameters, by model. ``threshold`` is the evidence probability from which a statement counts."""

    issue: tuple[Array, Array, Array]  # mean, deviation, weights
    evidence: tuple[Array, Array, Array, float]  # mean, deviation, weights, bias
    strength: tuple[Array, Array]  # weights (classes, features), bias (classes,)
    direction: tuple[Array, Array]
    threshold: float
    contacts: ContactModels
    proposals: ProposalModels
    allegation: tuple[Array, float]  # a claim that a party denies says where it stands
    alleged_threshold: float = 0.4
    second: SecondLook | None = None  # None while it is being trained

    def alleged(self, row: Array) -> float:
        """How probably a claim that a party denies says where the party stands."""
        return float(_sigmoid(row @ self.allegation[0] + self.allegation[1]))

    def issue_shares(self, seen: Seen) -> tuple[Array, Array]:
        """Each issue's score and its share (softmax) for a statement."""
        mean, deviation, weights = self.issue
        scores = ((seen.pairs - mean) / deviation) @ weights
        powers = np.exp(scores - scores.max())
        return scores, powers / powers.sum()

    def evidence_probability(self, seen: Seen) -> Array:
        """For each issue, how probably the statement proves a position of its speaker on it."""
        mean, deviation, weights, bias = self.evidence
        features = evidence_features(seen, *self.issue_shares(seen))
        return np.asarray(1.0 / (1.0 + np.exp(-(((features - mean) / deviation) @ weights + bias))))

    def strengths(self, own: Array) -> Array:
        """Probabilities of `STRENGTHS`."""
        return _softmax(self.strength[0] @ stance_features(own) + self.strength[1])

    def directions(self, own: Array) -> Array:
        """Probabilities of `DIRECTIONS`."""
        return _softmax(self.direction[0] @ stance_features(own) + self.direction[1])


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def evidence_features(seen: Seen, scores: Array, shares: Array) -> Array:
    """The evidence model's features, (issues, n): the statement, the issue's standing, and their products."""
    own = np.tile(seen.own, (len(scores), 1))
    acts, partisan, share = own[:, : len(ACTS)], own[:, -1:], shares[:, None]
    return np.hstack([own, standing(scores, shares), seen.pairs, acts * share, acts * partisan, partisan * share])


def standing(scores: Array, shares: Array) -> Array:
    """How each issue stands among all: (issues, `STANDING`)."""
    order = np.argsort(np.argsort(-scores))
    top = np.full(len(scores), scores.max())
    return np.stack([scores, shares, order == 0, order == 1, top], axis=1).astype(np.float64)


@lru_cache(maxsize=4)
def _stance_columns(language: str = "de") -> tuple[list[int], list[int]]:
    names = statement_names(language)
    return [names.index(f"in_{c}") for c in STANCE_INSIDE], [names.index(f"by_{c}") for c in STANCE]


def stance_features(own: Array) -> Array:
    """The features of strength and direction: the act, and the words that tell how firm it is."""
    inside, frame = _stance_columns()
    return np.concatenate([own[: len(ACTS)], own[inside] * _INSIDE_SCALE, own[frame] * _FRAME_SCALE])


@lru_cache(maxsize=1)
def load_models() -> Models:
    """The models that ship with this version.

    Raises:
        ModelError: the file is missing or was made for other features.
    """
    place = files("depesche.positions") / "model" / "positions.json"
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ModelError("the model file is missing or broken", "positions/model/positions.json") from None
    features = statement_names(), pair_names(), list(USAGE)
    if (found["statement_features"], found["pair_features"], found.get("usage_features")) != features:
        raise ModelError("the model was trained on other features", "positions", "Run training.positions.train again.")
    second = found["second"]
    return Models(
        issue=_scaled(found["issue"]),
        evidence=(*_scaled(found["evidence"]), float(found["evidence"]["bias"])),
        strength=(np.array(found["strength"]["weights"]), np.array(found["strength"]["bias"])),
        direction=(np.array(found["direction"]["weights"]), np.array(found["direction"]["bias"])),
        threshold=float(found["threshold"]),
        contacts=_contact_models(found["contacts"]),
        proposals=_proposal_models(found["proposals"]),
        allegation=(np.array(found["allegation"]["weights"]), float(found["allegation"]["bias"])),
        alleged_threshold=float(found["allegation"]["threshold"]),
        second=SecondLook(
            _scaled(second["issue"]),
            (*_scaled(second["evidence"]), float(second["evidence"]["bias"])),
            float(second["threshold"]),
        ),
    )


def _scaled(found: dict[str, Any]) -> tuple[Array, Array, Array]:
    return np.array(found["mean"]), np.array(found["deviation"]), np.array(found["weights"])


def _contact_models(found: dict[str, Any]) -> ContactModels:
    def single(name: str) -> tuple[Array, float]:
        return np.array(found[name]["weights"]), float(found[name]["bias"])

    def several(name: str) -> tuple[Array, Array]:
        return np.array(found[name]["weights"]), np.array(found[name]["bias"])

    return ContactModels(
        single("side"), single("tells"), several("format"), several("status"), single("pair"), single("keep"),
        several("whole"),
        *(float(found[f"{name}_threshold"]) for name in ("side", "told", "same", "join", "keep")),
    )  # fmt: skip


def _proposal_models(found: dict[str, Any]) -> ProposalModels:
    term, package = found["term"], found["package"]
    return ProposalModels(
        _scaled(found["issue"]),
        (np.array(term["weights"]), float(term["bias"])),
        (np.array(package["weights"]), float(package["bias"])),
        (np.array(found["status"]["weights"]), np.array(found["status"]["bias"])),
        float(found["threshold"]),
    )
