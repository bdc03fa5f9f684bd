"""Which statements of a dossier a view admits, all at once: what `Belief.admits` says, asked once for each combination
of what a term looks at instead of once for each of hundreds of thousands of statements.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from depesche.application.believing import FLAGS_OF_CLAIMS, NUMBERS_OF_CLAIMS, Believer
from depesche.application.pages.common import View
from depesche.application.pages.remembering import memory_of
from depesche.ledger import codec
from depesche.ledger.columns import Columns, Flags, columns
from depesche.positions.belief import COMPARISONS, Belief, Term
from depesche.records import (
    Act,
    Actor,
    Claim,
    ClaimStatus,
    Document,
    Hedge,
    HedgeKind,
    Kind,
    Relation,
    Response,
    Span,
    Statement,
)

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

_SAID = Statement("s", "d", Kind.INDIRECT, Act.ASSERT, (Span(0, 1),))
_PRINTED = Document("d", "")
_HEDGED = (Hedge(0, 1, HedgeKind.SUBJUNCTIVE),)


@dataclass(slots=True)
class Ground:
    """The dossier's columns with its actors, by id.

    ``kept`` is what others derive from it, by name; ``serial`` tells one from another.
    """

    columns: Columns
    actors: dict[str, Actor]
    kept: dict[str, Any] = field(default_factory=dict)
    serial: int = field(default_factory=count().__next__)

    def admitted(self, view: View) -> Flags | None:
        """Which statements a view admits; None for all.

        Raises:
            BadExpression: the belief cannot be understood.
        """
        terms = Belief.parse(view.belief).terms
        if not terms and view.at is None:
            return None
        admitted: Flags = np.ones(len(self.columns.statements), dtype=np.bool_)
        if view.at is not None:
            day = self.columns.day
            admitted &= (day <= self.until(view.at)) & (day > 0)
        for term in terms:
            admitted &= self._holding(replace(term, negated=False)) != term.negated
        return admitted

    def until(self, day: str) -> int:
        """The number of the last day that is not after one."""
        return bisect_right(self.columns.days, day) - 1

    def _holding(self, term: Term) -> Flags:
        """Which statements a term that is not negated holds of."""
        belief, of = Belief((term,)), self.columns
        if term.field in FLAGS_OF_CLAIMS:
            return self._of_claims(belief)
        if term.field in NUMBERS_OF_CLAIMS:
            numbers: Flags = COMPARISONS[term.comparison](self._best(term.field), float(term.value))  # type: ignore[assignment,arg-type]
            return numbers
        if term.field == "confidence":
            sure: Flags = COMPARISONS[term.comparison](of.confidence, float(term.value))  # type: ignore[assignment,arg-type]
            return sure
        if term.comparison == "day":
            answers = [belief.admits(_SAID, replace(_PRINTED, published=day or None), None) for day in of.days]
            found: Flags = np.array(answers, dtype=np.bool_)[of.day]
            return found
        if term.field == "outlet":
            outlet = of.outlet.where(lambda one: belief.admits(_SAID, replace(_PRINTED, outlet=one), None))
            return outlet | of.agencies.where(
                lambda one: belief.admits(_SAID, replace(_PRINTED, agencies=codec.unpack_list(one)), None)
            )
        if term.field == "place":
            return of.place.where(lambda one: belief.admits(_SAID, replace(_PRINTED, place=one), None))
        if term.field == "language":
            return of.language.where(lambda one: belief.admits(_SAID, replace(_PRINTED, language=one), None))
        if term.field in ("speaker", "named"):
            return of.speaker.where(lambda one: belief.admits(_SAID, None, self.actors.get(one)))
        return of.manner.where(lambda manner: belief.admits(_like(manner), None, None))

    def _of_claims(self, belief: Belief) -> Flags:
        """Which statements belong to a claim that a term holds of."""
        of = self.columns
        status = of.status.where(lambda one: belief.admits(_SAID, None, None, [_claim(status=one)]))
        holds = status.copy()
        flags = of.answer.where(lambda one: belief.admits(_SAID, None, None, [_claim(relation=one[0])]))
        holds[of.answered.claims[flags]] = True
        found: Flags = np.zeros(len(of.statements), dtype=np.bool_)
        found[of.told.statements[holds[of.told.claims]]] = True
        return found

    def _best(self, field: str) -> NDArray[np.float64]:
        of = self.columns
        none = NUMBERS_OF_CLAIMS[field]
        numbers = getattr(of, field)[of.told.claims].astype(np.float64)
        best = np.full(len(of.statements), -np.inf if field == "origins" else np.inf)
        (np.maximum if field == "origins" else np.minimum).at(best, of.told.statements, numbers)
        return np.where(np.isinf(best), none, best)


def _like(manner: tuple[Any, ...]) -> Statement:
    kind, act, hedged, first_hand = manner
    return replace(_SAID, kind=Kind(kind), act=Act(act), hedges=_HEDGED if hedged else (),
                   via=() if first_hand else ("a",))  # fmt: skip


def _claim(status: str = "", relation: str = "") -> Claim:
    answers = (Response("x", Relation(relation)),) if relation else ()
    known = ClaimStatus(status) if status else ClaimStatus.UNCONTESTED
    return Claim("c", "", (_SAID.id,), answers, status=known)


def ground_of(dossier: Dossier) -> Ground:
    """The dossier's columns, remembered."""
    found: Ground = memory_of(dossier).get("ground", lambda: _ground(dossier))
    return found


def _ground(dossier: Dossier) -> Ground:
    counted = Believer(dossier.ledger, "").counted
    return Ground(columns(dossier.ledger, counted), {actor.id: actor for actor in dossier.actors()})
