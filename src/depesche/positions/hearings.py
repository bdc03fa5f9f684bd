"""Who denies and who confirms which claims, kept in the stage's index so that only a batch's own responses are new.

A claim's record is loaded once a batch, and only if a statement of the batch belongs to it or answers it. Which party
a response speaks for is kept from when its document was read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from depesche.positions.weighed import Weighed, key_of
from depesche.records import Claim, Relation
from depesche.stages import DossierView, StageIndex

DENYING = frozenset({Relation.DENIES, Relation.PARTLY_DENIES})
MOST_RESPONSES = 100  # of one claim that are heard
# Of one claim, with its responses: those whose proposals and contacts are settled anew when who answers it changes.
MOST_STATEMENTS = 200
# Statement -> the parties that deny and that confirm the claims it makes ("" for whoever belongs to none).
Answers = Mapping[str, tuple[Collection[str], Collection[str]]]


class Response(NamedTuple):
    """A response that was read: 0 if it denies, 1 if it confirms; the party it speaks for, "" for none."""

    side: int
    party: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """A claim's responses that were read, by statement, in the claim's order."""

    responses: Mapping[str, tuple[Response, ...]]

    def parties(self, side: int) -> set[str]:
        """Who denies (0) or confirms (1)."""
        return {one.party for every in self.responses.values() for one in every if one.side == side}

    def denials(self) -> dict[str, str]:
        """The denying statements and their parties."""
        return {key: one.party for key, every in self.responses.items() for one in every if one.side == 0}

    def same_parties(self, other: Hearing) -> bool:
        """Whether the same parties deny and confirm."""
        return all(self.parties(side) == other.parties(side) for side in (0, 1))

    def pack(self) -> bytes:
        """As bytes for a stage index."""
        return json.dumps(self.responses, ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def unpack(packed: bytes) -> Hearing:
        """From `pack`."""
        found = json.loads(packed)
        return Hearing({key: tuple(Response(*one) for one in every) for key, every in found.items()})


NOBODY = Hearing({})


def heard_of(claims: Iterable[str], index: StageIndex) -> dict[str, Hearing]:
    """What was heard of claims; those that nobody answers are left out."""
    found = index.get(f"heard:{claim}" for claim in claims)
    return {key.removeprefix("heard:"): Hearing.unpack(packed) for key, packed in found.items()}


def hear(claims: Mapping[str, Claim], fresh: Collection[str], index: StageIndex) -> tuple[dict[str, Hearing], set[str]]:
    """Who answers claims, as far as it was read; and the claims of which other parties deny or confirm than before.

    Args:
        claims: those that the batch touches.
        fresh: the batch's statements, kept in the index by now.
        index: the stage's own index.
    """
    before = heard_of(claims, index)
    answered = {key: _responses(claim) for key, claim in claims.items()}
    known = {
        statement: one
        for heard in before.values()
        for statement, every in heard.responses.items()
        for one in every
        if statement not in fresh
    }
    missing = {statement for every in answered.values() for statement, _ in every} - known.keys()
    read = {
        statement.removeprefix("w:"): Weighed.unpack(packed).party
        for statement, packed in index.get(key_of(statement) for statement in sorted(missing)).items()
    }
    parties = {**{statement: one.party for statement, one in known.items()}, **read}
    hearings: dict[str, Hearing] = {}
    for key, every in answered.items():
        sides: dict[str, list[Response]] = {}
        for statement, side in every:
            if statement in parties:
                sides.setdefault(statement, []).append(Response(side, parties[statement]))
        hearings[key] = Hearing({statement: tuple(found) for statement, found in sides.items()})
    changed = {key for key, heard in hearings.items() if heard != before.get(key, NOBODY)}
    index.put({f"heard:{key}": hearings[key].pack() for key in sorted(changed)})
    return hearings, {key for key in changed if not hearings[key].same_parties(before.get(key, NOBODY))}


def _responses(claim: Claim) -> list[tuple[str, int]]:
    """The first responses that deny or confirm, and which they do."""
    found = []
    for one in claim.responses:
        side = 0 if one.relation in DENYING else 1 if one.relation is Relation.CONFIRMS else None
        if side is not None:
            found.append((one.statement, side))
    return found[:MOST_RESPONSES]


def denying(claim: Claim) -> list[str]:
    """The statements that deny a claim, of those responses that are heard."""
    return [statement for statement, side in _responses(claim) if side == 0]


def about(claims: Iterable[Claim]) -> list[str]:
    """The statements that claims are made or answered by: all, or of a claim of very many the first and the last."""
    half = MOST_STATEMENTS // 2
    found: set[str] = set()
    for claim in claims:
        every = (*claim.statements, *(one.statement for one in claim.responses))
        found.update(every if len(every) <= MOST_STATEMENTS else (*every[:half], *every[-half:]))
    return sorted(found)


def answers_heard(statements: Sequence[str], view: DossierView, index: StageIndex) -> Answers:
    """Who denies and who confirms the claims that the statements make, as far as it was read."""
    claim_ids = view.claims_of(statements)
    return sides_heard(claim_ids, heard_of(sorted({claim for ids in claim_ids.values() for claim in ids}), index))


def sides_heard(claim_ids: Mapping[str, Iterable[str]], hearings: Mapping[str, Hearing]) -> Answers:
    """By statement who denies and who confirms its claims, by the responses to these.

    Args:
        claim_ids: statement id -> its claims.
        hearings: claim id -> the responses.
    """
    found: dict[str, tuple[set[str], set[str]]] = {}
    for statement, ids in claim_ids.items():
        heard = [hearings[claim] for claim in ids if claim in hearings and hearings[claim].responses]
        if heard:
            denying, confirming = (set().union(*(one.parties(side) for one in heard)) for side in (0, 1))
            found[statement] = (denying, confirming)
    return found
