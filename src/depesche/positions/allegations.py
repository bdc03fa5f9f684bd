"""Positions that others tell of a party and that its own people deny: read off claims and their denials.

A claim that a party denies may say where it stands ("Washington habe den Abzug zugesagt") or something else (that a
meeting took place). A model decides; the issue is the likeliest of all that is claimed and denied together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from depesche.positions.codebook import Codebook
from depesche.positions.models import Models
from depesche.positions.observe import Observation
from depesche.positions.weighed import SIGNALS, Weighed
from depesche.records import Act, Claim

MOST_TOLD = 12  # statements of one denied claim, and denials of it, that are looked at
DENIAL_WEIGHT = 0.5  # of a denial beside what is claimed, when the issue is chosen
SOFT_ACTS = (Act.OFFER, Act.PROMISE, Act.ACCEPT)
ACTS = (*SOFT_ACTS, Act.ASSERT, Act.ASSESS, Act.DEMAND, Act.REJECT)
ALLEGATION_FEATURES = (
    *(f"act_{act.value}" for act in ACTS), "evidence", "share", "lead", "yields", "own_voice", "about", "unnamed",
    "chained", "told", "denials", "words", "soft_own", "past", "concede", "open", "denial_evidence",
)  # fmt: skip
Array = NDArray[np.float64]


class Teller(NamedTuple):
    """A statement of a denied claim: what is kept of it, whether it is the party's own word, and names the party."""

    weighed: Weighed
    own_voice: bool
    about: bool


def issue_shares(told: Sequence[Teller], denials: Sequence[Weighed]) -> Array:
    """Each issue's share, over all that is claimed and denied."""
    shares = [one.weighed.shares for one in told] + [DENIAL_WEIGHT * one.shares for one in denials]
    return np.asarray(np.sum(shares, axis=0) / (len(told) + DENIAL_WEIGHT * len(denials)))


def allegation_row(told: Sequence[Teller], denials: Sequence[Weighed], answers: int) -> Array:
    """The features by which it is decided whether a claim says where the party stands.

    Args:
        told: what is claimed.
        denials: what is denied.
        answers: how many statements deny it.
    """
    shares = issue_shares(told, denials)
    best, order = int(np.argmax(shares)), np.sort(shares)
    acts = [one.weighed.act for one in told]
    return np.array(
        [
            *(acts.count(act) / len(acts) for act in ACTS),
            max(float(one.weighed.evidence[best]) for one in told),
            float(shares[best]),
            float(order[-1] - (order[-2] if len(order) > 1 else 0.0)),
            float(any(one.weighed.yields for one in told)),
            float(np.mean([one.own_voice for one in told])),
            float(any(one.about for one in told)),
            float(any(one.weighed.unnamed for one in told)),
            float(any(one.weighed.chained for one in told)),
            min(len(told), 5) / 5,
            min(answers, 4) / 4,
            max(float(one.weighed.words[best]) for one in told),
            float(any(one.own_voice and one.weighed.act in SOFT_ACTS for one in told)),
            *(float(np.mean([name in one.weighed.signals for one in told])) for name in SIGNALS),
            max((float(one.evidence[best]) for one in denials), default=0.0),
        ]
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A denied claim of which all that it rests on was read: who denies it, what is claimed, what is denied."""

    claim: str
    party: str
    told: tuple[Teller, ...]
    denials: tuple[Weighed, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """The denying statements."""
        return tuple(one.statement for one in self.denials)

    @property
    def row(self) -> Array:
        """The features by which it is decided whether the claim says where the party stands."""
        return allegation_row(self.told, self.denials[:MOST_TOLD], len(self.denials))

    def says_position(self, models: Models) -> bool:
        """Whether the claim tells where the party stands, and not merely a fact."""
        return models.alleged(self.row) >= models.alleged_threshold

    def observations(self, codebook: Codebook) -> list[Observation]:
        """What the claim's statements show of the party on the likeliest issue, rejected by the denials."""
        best = int(np.argmax(issue_shares(self.told, self.denials[:MOST_TOLD])))
        return [one.weighed.observation(self.party, codebook, best, self.answers) for one in self.told]


def kept_allegation(claim: Claim, parties: Mapping[str, str], known: Mapping[str, Weighed]) -> Kept | None:
    """A claim as it is denied; None where no party denies it or nobody else tells it.

    Args:
        claim: the claim.
        parties: the denying statements and their parties, "" for whoever belongs to none.
        known: what is kept of the claim's first `MOST_TOLD` statements and of its denials.
    """
    counted = Counter(party for party in parties.values() if party)
    if not counted:
        return None
    denier = counted.most_common(1)[0][0]
    tellers = [known[key] for key in claim.statements[:MOST_TOLD] if key in known]
    told = tuple(
        Teller(one, one.party == denier, denier in one.named) for one in tellers if one.party != denier or one.chained
    )
    denials = tuple(known[key] for key, party in parties.items() if party == denier and key in known)
    return Kept(claim.id, denier, told, denials) if told else None
