"""What became of proposals: acceptances, rejections and denials that speak of their issues."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from depesche.positions.observe import Observation
from depesche.positions.proposals import Draft
from depesche.records import Act, ProposalStatus, Statement

ANSWER_DAYS = 30  # an answer comes within so many days of the proposal
ENOUGH_ISSUES = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement that may answer a proposal."""

    statement: str
    party: str
    issue: str
    act: str
    day: str

    def pack(self) -> bytes:
        """As bytes for a stage index."""
        return json.dumps([self.statement, self.party, self.issue, self.act, self.day]).encode()

    @staticmethod
    def unpack(packed: bytes) -> Answer:
        """From `pack`."""
        return Answer(*json.loads(packed))


ANSWERING = frozenset({Act.ACCEPT.value, Act.REJECT.value, Act.DENY.value})


def answers_in(observations: Iterable[Observation], statements: Iterable[Statement]) -> list[Answer]:
    """The observations whose statements accept, reject or deny."""
    acts = {statement.id: statement.act.value for statement in statements}
    return [
        Answer(item.statement, item.party, item.issue, acts[item.statement], item.day or "")
        for item in observations
        if acts.get(item.statement) in ANSWERING and item.self_declared
    ]


def settle(draft: Draft, answers: Sequence[Answer]) -> Draft:
    """The draft with the status that the answers give it: the latest acceptance or rejection by a recipient, or a
    denial by the side that is said to have made it.
    """
    status, seen = draft.proposal.status, list(draft.proposal.evidence)
    for answer in sorted(answers, key=lambda item: item.day):
        if answer.issue not in draft.issues or answer.statement in draft.statements or not _in_time(draft, answer):
            continue
        if answer.party == draft.party:
            if answer.act == Act.DENY.value:
                status = ProposalStatus.DENIED
                seen.append(answer.statement)
        elif answer.act in (Act.ACCEPT.value, Act.REJECT.value):
            status = ProposalStatus.ACCEPTED if answer.act == Act.ACCEPT.value else ProposalStatus.REJECTED
            seen.append(answer.statement)
    proposal = replace(draft.proposal, status=status, evidence=tuple(dict.fromkeys(seen)))
    return replace(draft, proposal=proposal)


def _in_time(draft: Draft, answer: Answer) -> bool:
    try:
        days = (date.fromisoformat(answer.day) - date.fromisoformat(draft.day)).days
    except ValueError:
        return True
    return 0 <= days <= ANSWER_DAYS
