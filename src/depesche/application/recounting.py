"""Claims counted anew on the evidence that is believed: origins, status, days and credibility.

The claims stage counts a claim on everything that was ever said for and against it. Under a belief, or as of a day,
some of that does not count, and then the stored counts do not hold either: a claim that only an unnamed source denied
is uncontested where unnamed sources do not count. What is left is put through the very rules of the stage
(`depesche.claims.status`, `depesche.claims.origins`), with what the stage remembers of the statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from depesche.actors.targets import stem_key
from depesche.claims import STAGE
from depesche.claims.memory import Memory
from depesche.claims.model import shipped
from depesche.claims.origins import origins_of
from depesche.claims.propositions import Proposition
from depesche.claims.status import credibility_of, status_of
from depesche.ledger import Ledger
from depesche.records import Actor, Claim, ClaimStatus, Document, Origin, Response, Statement, stable_id

TOLD_ALONG = "said along with it"
"""The reason by which the stage ties statements that say a claim only loosely (`depesche.claims.origins`)."""

_NOWHERE = np.zeros(512, np.float32)
"""Stands for the vectors of a statement that the stage does not remember."""


def is_whole(claim: Claim, believed: Collection[str]) -> bool:
    """Whether everything that is said for and against a claim counts."""
    return all(one in believed for one in claim.statements) and all(
        answer.statement in believed for answer in claim.responses
    )


class Recounter:
    """Counts claims anew.

    Args:
        ledger: where the claims stage keeps what it remembers of statements.
        believed: statements that count, by id; others may be among them.
        documents: theirs, by id.
        actors: their speakers and those whom they went through, by id.
    """

    def __init__(
        self,
        ledger: Ledger,
        believed: Mapping[str, Statement],
        documents: Mapping[str, Document],
        actors: Mapping[str, Actor],
    ) -> None:
        self._ledger = ledger
        self._believed, self._documents, self._actors = believed, documents, actors
        self._remembered: dict[str, Proposition] = {}

    def prepare(self, claims: Iterable[Claim]) -> None:
        """Look up at once what the stage remembers of the believed statements of some claims; needed for a status that
        its answers decide. What was looked up before is forgotten.
        """
        wanted = [
            one
            for claim in claims
            if any(answer.statement in self._believed for answer in claim.responses)
            for one in (*claim.statements, *(answer.statement for answer in claim.responses))
            if one in self._believed
        ]
        try:
            found = Memory(self._ledger.index(STAGE)).get(dict.fromkeys(wanted)) if wanted else []
            self._remembered = {item.id: item for item in found}
        except (ValueError, KeyError, IndexError, TypeError):  # kept in another form; the next `read` makes it anew
            self._remembered = {}

    def __call__(self, claim: Claim, *, decided: bool = False) -> Claim | None:
        """The claim as only the believed statements make it; None where none of them says it.

        Statements that were counted as one origin may fall apart where what tied them is not believed; those that were
        counted apart stay apart. The gist stays: it names the claim.

        Args:
            claim: as it is stored.
            decided: a person set the status, which then stands.
        """
        statements = tuple(one for one in claim.statements if one in self._believed)
        if not statements:
            return None
        responses = tuple(answer for answer in claim.responses if answer.statement in self._believed)
        items = self._items(statements)
        origins = tuple(part for origin in claim.origins for part in self._parted(claim.id, origin, items))
        status = claim.status if decided else self._status(items, responses, origins)
        days = [day for one in statements if (day := self._documents[self._believed[one].document].published)]
        return replace(
            claim,
            statements=statements,
            responses=responses,
            origins=origins,
            status=status,
            first=min(days, default=None),
            last=max(days, default=None),
            credibility=credibility_of(status, origins, items),
        )

    def _status(
        self,
        items: Sequence[Proposition],
        responses: Sequence[Response],
        origins: Sequence[Origin],
    ) -> ClaimStatus:
        if not responses:
            return ClaimStatus.UNCONTESTED
        replies = {item.id: item for item in self._items([one.statement for one in responses])}
        return status_of(items, responses, replies, origins, self._actors, shipped().scores)

    def _items(self, ids: Iterable[str]) -> list[Proposition]:
        """Statements as the stage counts them, in its order, with the speakers that decisions gave them."""
        found = [self._item(self._believed[one], self._remembered.get(one)) for one in ids]
        return sorted(found, key=lambda item: (item.day, item.document, item.start))

    def _item(self, said: Statement, remembered: Proposition | None) -> Proposition:
        speaker = said.speaker.actor or ""
        if remembered is not None and (remembered.speaker, remembered.via) == (speaker, said.via):
            return remembered
        who = self._actors.get(speaker)
        extra = {
            "speaker": who.name if who else "",
            "speaker_kind": str(who.kind) if who else "",
            "side": (who.party or who.id) if who else "",
        }
        if remembered is not None:
            return replace(remembered, speaker=speaker, via=said.via, extra={**remembered.extra, **extra})
        document = self._documents[said.document]
        return Proposition(
            id=said.id,
            document=document.id,
            group=document.copies_of or document.id,
            act=said.act.value,
            kind=said.kind.value,
            speaker=speaker,
            day=document.day.toordinal() if document.day else 0,
            start=said.start,
            paragraph=0,
            sentence=0,
            text="",
            stems={},
            context={},
            states=frozenset(),
            numbers=frozenset(),
            negated=said.negated,
            title=False,
            via=said.via,
            extra=extra,
            vector=_NOWHERE,
            around=_NOWHERE,
            lead=_NOWHERE,
            home=stable_id("a", f"outlet:{stem_key(document.outlet)}") if document.outlet else "",
        )

    def _parted(self, claim: str, origin: Origin, items: Sequence[Proposition]) -> tuple[Origin, ...]:
        """What is left of an origin: itself, or the origins that it falls into without what is not believed."""
        known = set(origin.statements)
        left = [item for item in items if item.id in known]
        if not left:
            return ()
        if len(left) == len(origin.statements):
            return (origin,)
        if TOLD_ALONG in origin.why:  # what is told loosely rests where what it was told along with rests
            kept = {item.id for item in left}
            return (replace(origin, statements=tuple(one for one in origin.statements if one in kept)),)
        models = shipped()
        return origins_of(claim, left, self._actors, models.scores["origins"].score, models.settings["one_origin"])
