"""How sure a reading is, and which readings are in doubt.

Statements, positions, proposals and contacts are read with a measured confidence. Claims and actors are put together
from statements, and nothing measures that itself: they are as sure as the least sure statement or answer in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from depesche.application.pages.admitting import Ground, ground_of
from depesche.application.pages.claim_index import DISPUTED
from depesche.application.pages.remembering import memory_of
from depesche.ledger import facets
from depesche.ledger.columns import NOTHING
from depesche.records import Actor, Claim

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

SURE = 1.0
"""The confidence of what nothing was measured of, or of what a person said."""


def in_doubt(dossier: Dossier, record: str, limit: int) -> tuple[int, list[str]]:
    """How many readings of a kind are in doubt, and the ids of the first: disputed claims, then the least sure."""
    if record not in ("claim", "actor"):
        return facets.least_certain(dossier.ledger, record, limit)
    ground = ground_of(dossier)
    if record == "claim":
        ids, sure = [one.decode() for one in ground.columns.claims.tolist()], _claims(dossier, ground)
        first = ground.columns.status.where(lambda one: one in DISPUTED)
    else:
        ids, sure = list(ground.columns.speaker.values), _speakers(dossier, ground)
        first = np.array([False for _ in ids], dtype=np.bool_)
    order = np.lexsort((np.array(ids), sure, ~first)) if ids else np.array([], dtype=np.int64)
    waiting = order[(first | (sure < SURE))[order]]
    return len(waiting), [ids[row] for row in waiting[:limit].tolist()]


def sureness(dossier: Dossier, thing: Any) -> float | None:
    """How sure a reading is (0 to 1); None where nothing was measured."""
    sure = thing.confidence
    if isinstance(thing, Claim):
        told = [*thing.statements, *(answer.statement for answer in thing.responses)]
        rows = ground_of(dossier).columns.rows(told)
        return sureness_of(thing, ground_of(dossier).columns.confidence[rows[rows != NOTHING]].tolist())
    if isinstance(thing, Actor):
        sure = min(sure, _by_speaker(dossier).get(thing.id, SURE))
    return sure if sure < SURE else None


def sureness_of(claim: Claim, told: Iterable[float]) -> float | None:
    """How sure a claim is by the confidence of its statements and answers; None where nothing was measured."""
    sure = min([claim.confidence, *told, *(answer.confidence for answer in claim.responses)])
    return sure if sure < SURE else None


def _claims(dossier: Dossier, ground: Ground) -> NDArray[np.float64]:
    of = ground.columns
    sure = np.full(len(of.claims), SURE)
    for pairs in (of.told, of.answered):
        np.minimum.at(sure, pairs.claims, of.confidence[pairs.statements])
    ids = [one.decode() for one in of.claims.tolist()]
    _lower(sure, ids, facets.doubts(dossier.ledger, "claim"))
    _lower(sure, ids, facets.doubts(dossier.ledger, "response"))
    return sure


def _lower(sure: NDArray[np.float64], ids: Sequence[str], doubts: Mapping[str, float]) -> None:
    """Make those no surer than what was measured of them."""
    if doubts:
        np.minimum(sure, [doubts.get(one, SURE) for one in ids], out=sure)


def _speakers(dossier: Dossier, ground: Ground) -> NDArray[np.float64]:
    of = ground.columns
    sure = np.full(len(of.speaker.values), SURE)
    known = of.speaker.codes != NOTHING
    np.minimum.at(sure, of.speaker.codes[known], of.confidence[known])
    _lower(sure, of.speaker.values, facets.doubts(dossier.ledger, "actor"))
    return sure


def _by_speaker(dossier: Dossier) -> Mapping[str, float]:
    def made() -> Mapping[str, float]:
        ground = ground_of(dossier)
        return dict(zip(ground.columns.speaker.values, _speakers(dossier, ground).tolist(), strict=True))

    found: Mapping[str, float] = memory_of(dossier).get("sureness of speakers", made)
    return found
