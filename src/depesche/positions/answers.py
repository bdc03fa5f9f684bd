"""What became of proposals: acceptances, rejections and denials that speak of their issues."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from depesche.positions.observe import Observation
from depesche.positions.proposals import Draft
from depesche.records import Act, ProposalStatus, Statement

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


def settle(draft: Draft, answers: Sequence[Answer], parties: Collection[str], denied: bool) -> Draft:
    """The draft with the status that the answers give it.

    Accepted or rejected: by a recipient (anyone else, where none is known), in the same document or on two of its
    issues; the latest such answer counts. Denied: it is told by others, and the side said to have made it denies it.

    Args:
        answers: on the draft's issues, of its time.
        parties: the recipients' parties.
        denied: whether the maker denied it.
    """
    status, seen = draft.proposal.status, list(draft.proposal.evidence)
    documents = {term.document for term in draft.proposal.terms}
    for answer in sorted(answers, key=lambda item: item.day):
        others = {o.issue for o in answers if o.party == answer.party and o.act == answer.act and _in_time(draft, o)}
        if answer.issue not in draft.issues or answer.statement in draft.statements or not _in_time(draft, answer):
            continue
        if answer.party == draft.party or (parties and answer.party not in parties):
            continue
        near = answer.document in documents and answer.act == Act.REJECT.value
        if answer.act == Act.DENY.value or not (near or len(others & set(draft.issues)) >= ENOUGH_ISSUES):
            continue
        status = ProposalStatus.ACCEPTED if answer.act == Act.ACCEPT.value else ProposalStatus.REJECTED
        seen.append(answer.statement)
    if denied and status is not ProposalStatus.HYPOTHETICAL:
        status = ProposalStatus.DENIED
    proposal = replace(draft.proposal, status=status, evidence=tuple(dict.fromkeys(seen)))
    return replace(draft, proposal=proposal)


def _in_time(draft: Draft, answer: Answer) -> bool:
    try:
        days = (date.fromisoformat(answer.day) - date.fromisoformat(draft.day)).days
    except ValueError:
        return True
    return 0 <= days <= ANSWER_DAYS
