"""The denied claims of a truth folder: what the model learns from that says whether one tells where a party stands.

Claims are laid out by the stage's own code (`depesche.positions.allegations`), from statements weighed by whatever
models are being fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depesche.positions.allegations import MOST_TOLD, kept_allegation
from depesche.positions.cast import Cast
from depesche.positions.features import Seen, look
from depesche.positions.hearings import denying
from depesche.positions.judging import MOST_DENIALS
from depesche.positions.mentions import Mentions
from depesche.positions.models import Models
from depesche.positions.passages import Passages
from depesche.positions.weighed import weigh
from depesche.records import Claim
from training.positions.corpora import Corpus

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Denied:
    """A corpus's denied claims, the statements that they rest on, and what parties reject by the truth."""

    claims: tuple[tuple[Claim, Mapping[str, str]], ...]  # the denying statements with their parties
    seen: Mapping[str, tuple[Seen, Passages]]
    rejected: tuple[tuple[str, frozenset[str]], ...]  # party, statements
    cast: Cast
    mentions: Mentions

    def rows(self, models: Models) -> tuple[Array, Array]:
        """The features of each claim that a party denies and somebody else tells, and 1 where it is a position that
        the party rejects.

        Args:
            models: those of issues and of evidence.
        """
        known = {key: weigh(*one, self.cast, self.mentions, models) for key, one in self.seen.items()}
        found = [kept_allegation(claim, parties, known) for claim, parties in self.claims]
        kept = [one for one in found if one is not None]
        told = [{teller.weighed.statement for teller in one.told} for one in kept]
        labels = [
            float(any(party == one.party and keys & said for party, keys in self.rejected))
            for one, said in zip(kept, told, strict=True)
        ]
        return np.array([one.row for one in kept]), np.array(labels)


def denied_in(corpus: Corpus) -> Denied:
    """The denied claims of a corpus."""
    dossier, codebook = corpus.dossier, corpus.codebook.grown
    cast = Cast(codebook, dossier.all_actors())
    speakers = {s.id: cast.party(s.speaker.actor) or "" for read in dossier.batch for s in read.statements}
    every = dossier.claims([claim.id for claim in corpus.truth.claims]).values()
    claims = [(claim, {key: speakers.get(key, "") for key in denying(claim)[:MOST_DENIALS]}) for claim in every]
    claims = [(claim, parties) for claim, parties in claims if any(parties.values())]
    wanted = {key for claim, parties in claims for key in (*claim.statements[:MOST_TOLD], *parties)}
    seen: dict[str, tuple[Seen, Passages]] = {}
    for read in dossier.batch:
        passages = Passages(read, codebook)
        partisan = [bool(speakers[statement.id]) for statement in read.statements]
        seen |= {one.statement.id: (one, passages) for one in look(passages, codebook, partisan)}
    return Denied(
        tuple(claims),
        {key: one for key, one in seen.items() if key in wanted},
        tuple(
            (str(position["party"]), frozenset(map(str, position["evidence"])))
            for position in corpus.truth.raw["positions"]
            if position["rejected_by_party"]
        ),
        cast,
        Mentions(cast, cast.actors.values()),
    )
