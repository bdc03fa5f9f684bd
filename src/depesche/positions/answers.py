"""What became of proposals: acceptances, rejections and denials that speak of their issues."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from depesche.positions.models import PROPOSAL_STATUSES, ProposalModels
from depesche.positions.observe import Observation
from depesche.positions.proposals import MARKS, Draft, limited
from depesche.records import Act, ProposalStatus, Statement

Told = tuple[Collection[str], Collection[str]]  # the parties that deny, and that confirm
ANSWER_DAYS = 10  # an answer comes within so many days of the proposal
ENOUGH_ISSUES = 2  # of a package, answered by one side in one way, make an answer to the package


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement that may answer a proposal."""

    statement: str
    party: str
    issue: str
    act: str
    day: str
    document: str

    def pack(self) -> bytes:
        """As bytes for a stage index."""
        return json.dumps([self.statement, self.party, self.issue, self.act, self.day, self.document]).encode()

    @staticmethod
    def unpack(packed: bytes) -> Answer:
        """From `pack`."""
        return Answer(*json.loads(packed))


ANSWERING = frozenset({Act.ACCEPT.value, Act.REJECT.value, Act.DENY.value})


def answers_in(observations: Iterable[Observation], statements: Iterable[Statement]) -> list[Answer]:
    """The observations whose statements accept, reject or deny."""
    acts = {statement.id: statement.act.value for statement in statements}
    return [
        Answer(item.statement, item.party, item.issue, acts[item.statement], item.day or "", item.document)
        for item in observations
        if acts.get(item.statement) in ANSWERING and item.self_declared
    ]


def settle(
    draft: Draft, answers: Sequence[Answer], parties: Collection[str], told: Told, judge: ProposalModels
) -> Draft:
    """The draft with the status that the model gives it; answers become evidence where they fit the status.

    Args:
        answers: on the draft's issues, of its time.
        parties: the recipients' parties.
        told: who denies and confirms what the draft's statements claim.
    """
    fits = fitting(draft, answers)
    status = ProposalStatus(PROPOSAL_STATUSES[int(np.argmax(judge.statuses(status_row(draft, fits, parties, told))))])
    wanted = {ProposalStatus.ACCEPTED: Act.ACCEPT, ProposalStatus.REJECTED: Act.REJECT}.get(status)
    documents = {term.document for term in draft.proposal.terms}
    alike = _issues(fits)
    seen = [
        answer.statement
        for answer in fits
        if wanted is not None
        and answer.act == wanted.value
        and (answer.document in documents or len(alike[answer.party, answer.act]) >= ENOUGH_ISSUES)
    ]
    evidence = limited((*draft.statements, *seen))  # not what earlier answers added: the status may have changed
    return replace(draft, proposal=replace(draft.proposal, status=status, evidence=evidence))


def fitting(draft: Draft, answers: Sequence[Answer]) -> list[Answer]:
    """The answers that may answer the draft: on its issues, in its time, by somebody else; earliest first."""
    return [
        answer
        for answer in sorted(answers, key=lambda item: (item.day, item.statement, item.issue))
        if answer.issue in draft.issues
        and answer.statement not in draft.statements
        and _in_time(draft, answer)
        and answer.party != draft.party
    ]


def status_row(draft: Draft, fits: Sequence[Answer], parties: Collection[str], told: Told) -> NDArray[np.float64]:
    """The features of the status: the draft's marks, the answers on its issues, and what claims say of it."""
    documents = {term.document for term in draft.proposal.terms}
    alike = _issues(fits)
    found = []
    for act in (Act.ACCEPT, Act.REJECT, Act.DENY):
        same = [answer for answer in fits if answer.act == act.value]
        broad = [answer for answer in same if len(alike[answer.party, answer.act]) >= ENOUGH_ISSUES]
        found += [
            float(any(answer.party in parties for answer in same)),
            float(bool(same)),
            float(bool(broad)),
            float(any(answer.document in documents for answer in same)),
        ]
    denying, confirming = told
    own = {draft.party} if draft.party else set()
    found += [
        float(bool(own & set(denying))),
        float(bool(set(denying) - own)),
        float(bool(own & set(confirming))),
        float(bool(set(confirming) - own)),
    ]
    return np.array([*draft.marks, *found])


STATUS_FEATURES = (
    *MARKS,
    *(f"{act}_{kind}" for act in ("accept", "reject", "deny") for kind in ("recipient", "any", "broad", "near")),
    "own_denial", "other_denial", "own_confirmation", "other_confirmation",
)  # fmt: skip


def _issues(answers: Sequence[Answer]) -> dict[tuple[str, str], set[str]]:
    """The issues that each party answers alike."""
    found: dict[tuple[str, str], set[str]] = {}
    for answer in answers:
        found.setdefault((answer.party, answer.act), set()).add(answer.issue)
    return found


def _in_time(draft: Draft, answer: Answer) -> bool:
    try:
        days = (date.fromisoformat(answer.day) - date.fromisoformat(draft.day)).days
    except ValueError:
        return True
    return 0 <= days <= ANSWER_DAYS
