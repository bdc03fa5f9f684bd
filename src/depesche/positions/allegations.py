"""Positions that others tell of a party and that its own people deny: read off claims and their denials.

A claim that a party denies may say where it stands ("Washington habe den Abzug zugesagt") or something else (that a
meeting took place). A model decides; the issue is the likeliest of all that is claimed and denied together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depesche.positions.cast import Cast
from depesche.positions.codebook import Codebook
from depesche.positions.features import Seen, look
from depesche.positions.meetings import DENYING
from depesche.positions.mentions import Mentions
from depesche.positions.models import Models
from depesche.positions.observe import Observation, observation_of, yields
from depesche.positions.passages import Passages
from depesche.positions.words import words
from depesche.records import Act, ActorKind, Claim, Statement
from depesche.stages import DossierView

MOST_TOLD = 12  # statements of one denied claim that are looked at
DENIAL_WEIGHT = 0.5  # of a denial beside what is claimed, when the issue is chosen
SOFT_ACTS = (Act.OFFER, Act.PROMISE, Act.ACCEPT)
ACTS = (*SOFT_ACTS, Act.ASSERT, Act.ASSESS, Act.DEMAND, Act.REJECT)
ALLEGATION_FEATURES = (
    *(f"act_{act.value}" for act in ACTS), "evidence", "share", "lead", "yields", "own_voice", "about", "unnamed",
    "chained", "told", "denials", "words", "soft_own", "past", "concede", "open", "denial_evidence",
)  # fmt: skip
Array = NDArray[np.float64]
PartiesOf = Callable[[Sequence[str]], Mapping[str, str | None]]


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of a denied claim as the models see it."""

    statement: Statement
    seen: Seen
    passages: Passages
    own_voice: bool  # the party's own word, told on by others
    about: bool  # it names the party
    unnamed: bool


@dataclass(frozen=True, slots=True)
class Allegation:
    """A claim of others that a party denies."""

    claim: str
    party: str
    told: tuple[Told, ...]
    denials: tuple[Told, ...]
    answers: tuple[str, ...]  # the denying statements

    def issue_shares(self, models: Models) -> Array:
        """Each issue's share, over all that is claimed and denied."""
        told = [models.issue_shares(one.seen)[1] for one in self.told]
        denied = [DENIAL_WEIGHT * models.issue_shares(one.seen)[1] for one in self.denials]
        return np.asarray(np.sum([*told, *denied], axis=0) / (len(told) + DENIAL_WEIGHT * len(denied)))

    def row(self, models: Models) -> Array:
        """The features by which it is decided whether the claim says where the party stands."""
        shares = self.issue_shares(models)
        best, order = int(np.argmax(shares)), np.sort(shares)
        acts = [one.statement.act for one in self.told]
        denied = [float(models.evidence_probability(one.seen)[best]) for one in self.denials]
        signals = [
            {hit.label for hit in one.passages.inside(one.passages.signals, one.seen.place, one.statement.content)}
            for one in self.told
        ]
        return np.array(
            [
                *(acts.count(act) / len(acts) for act in ACTS),
                max(float(models.evidence_probability(one.seen)[best]) for one in self.told),
                float(shares[best]),
                float(order[-1] - (order[-2] if len(order) > 1 else 0.0)),
                float(any(yields(one.statement, one.passages) for one in self.told)),
                float(np.mean([one.own_voice for one in self.told])),
                float(any(one.about for one in self.told)),
                float(any(one.unnamed for one in self.told)),
                float(any(one.statement.via for one in self.told)),
                min(len(self.told), 5) / 5,
                min(len(self.answers), 4) / 4,
                max(float(one.seen.pairs[best, 0]) for one in self.told),
                float(any(one.own_voice and one.statement.act in SOFT_ACTS for one in self.told)),
                *(float(np.mean([name in found for found in signals])) for name in ("past", "concede", "open")),
                max(denied, default=0.0),
            ]
        )

    def observations(self, models: Models, codebook: Codebook, statements: set[str]) -> list[Observation]:
        """What the claim's statements show of the party on the likeliest issue, rejected by the denials.

        Args:
            statements: those for which an observation is wanted.
        """
        best = int(np.argmax(self.issue_shares(models)))
        return [
            observation_of(
                one.seen, self.party, one.passages, codebook, best, models, one.unnamed, rejected_by=self.answers
            )
            for one in self.told
            if one.statement.id in statements
        ]


def allegations_in(
    claims: Iterable[Claim],
    view: DossierView,
    parties_of: PartiesOf,
    cast_of: Callable[[str], Cast],
    codebook: Codebook,
) -> list[Allegation]:
    """The denied claims, looked at.

    Args:
        parties_of: the parties of statements' speakers.
        cast_of: the cast of a document.
    """
    chosen: list[tuple[Claim, str, list[str], list[str]]] = []
    for claim in claims:
        denying = [response.statement for response in claim.responses if response.relation in DENYING]
        found = parties_of(denying) if denying else {}
        counted = Counter(party for party in found.values() if party)
        if not counted:
            continue
        denier = counted.most_common(1)[0][0]
        tellers = parties_of(claim.statements[:MOST_TOLD])
        chained = {key for key, s in view.statements(claim.statements[:MOST_TOLD]).items() if s.via}
        told = [key for key, party in tellers.items() if party != denier or key in chained]
        if told:
            chosen.append((claim, denier, told, [key for key, party in found.items() if party == denier]))
    wanted = sorted({key for _, _, told, denials in chosen for key in (*told, *denials[:MOST_TOLD])})
    documents = sorted({statement.document for statement in view.statements(wanted).values()})
    places: dict[str, tuple[Seen, Passages, Cast]] = {}
    for key, read in view.read_documents(documents).items():
        passages, cast = Passages(read, codebook), cast_of(key)
        partisan = [cast.party(statement.speaker.actor) is not None for statement in passages.statements]
        for seen in look(passages, codebook, partisan):
            places[seen.statement.id] = (seen, passages, cast)
    result = []
    for claim, party, told, denials in chosen:
        claimed = tuple(_told(*places[key], party) for key in told if key in places)
        denied = tuple(_told(*places[key], party) for key in denials[:MOST_TOLD] if key in places)
        if claimed:
            result.append(Allegation(claim.id, party, claimed, denied, tuple(denials)))
    return result


def _told(seen: Seen, passages: Passages, cast: Cast, party: str) -> Told:
    statement = seen.statement
    mentions = Mentions(cast, cast.actors.values())
    span = statement.content[0]
    place = seen.place
    found = words(passages.text, passages.language, passages.sentences[place.first][0], span.end)
    tellers = [cast.actors.get(link) for link in statement.via] or [cast.actors.get(statement.speaker.actor or "")]
    return Told(
        statement,
        seen,
        passages,
        cast.party(statement.speaker.actor) == party,
        party in mentions.parties_in(found, passages.text, passages.day),
        any(actor is None or actor.kind in (ActorKind.UNNAMED, ActorKind.OUTLET) for actor in tellers),
    )
