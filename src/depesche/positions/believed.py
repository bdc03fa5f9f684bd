"""What the stage remembers, asked again where only some statements count: a belief, or a day, leaves the others out.

Positions, proposals and contacts are made of all that was read. What is left of one is put through the rules and models
that made it, with what the stage keeps of the statements in its index. Where the index knows nothing of a record, what
a person added for one, None stands for the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from depesche.positions.answers import Answer, fitting, settle
from depesche.positions.cast import Cast
from depesche.positions.codebook import Codebook
from depesche.positions.contacts import Sighting
from depesche.positions.days import months
from depesche.positions.gathering import Held
from depesche.positions.hearings import Answers, Hearing, heard_of, sides_heard
from depesche.positions.meetings import Group, contact
from depesche.positions.models import load_models
from depesche.positions.observe import Observation
from depesche.positions.offers import MOST_ANSWERS
from depesche.positions.proposals import ANSWERS, MARKS, TOLD_ACTS, Draft, unpack
from depesche.records import Actor, Contact, Position, Proposal, ProposalStatus, Statement
from depesche.stages import DossierView, StageIndex

Admits = Callable[[Iterable[str]], Collection[str]]
"""Those of some statements that count."""

_ANSWER_MONTHS = range(2)  # the month of a proposal and the next one, as `offers` looks for answers


@dataclass(frozen=True, slots=True)
class Restated:
    """What a position is on the statements that count; ``denied_by``: by a statement that tells it (on others' word),
    those by which the party denies it.
    """

    asserted_by: str | None
    condition: str
    confidence: float
    denied_by: Mapping[str, tuple[str, ...]]


def positions_on(positions: Iterable[Position], index: StageIndex) -> dict[str, Restated]:
    """By id, what positions are on their evidence alone; those are left out of whose evidence some is not remembered.

    Args:
        positions: as far as they count: each with the evidence that does.
        index: the stage's own index.
    """
    wanted = list(positions)
    told = dict.fromkeys(shown.statement for one in wanted for shown in one.evidence)
    postings = index.find(f"statement:{statement}" for statement in told)
    packed = index.get(dict.fromkeys(chain.from_iterable(postings.values())))
    known = {(item.statement, item.party, item.issue): item for item in map(Observation.unpack, packed.values())}
    found = {}
    for one in wanted:
        items = [known.get((shown.statement, one.party, one.issue)) for shown in one.evidence]
        rests_on = [item for item in items if item is not None]
        if rests_on and len(rests_on) == len(items):
            found[one.id] = _restated(rests_on)
    return found


def _restated(items: Sequence[Observation]) -> Restated:
    missed = 1.0
    for item in items:
        missed *= 1.0 - item.probability
    return Restated(
        asserted_by=items[0].asserted_by,
        condition=next((item.condition for item in items if item.condition), ""),
        confidence=round(1.0 - missed, 3),
        denied_by={item.statement: item.rejected_by for item in items if not item.self_declared and item.rejected_by},
    )


def heard_on(
    statements: Sequence[str], admits: Admits, view: DossierView, index: StageIndex
) -> tuple[Answers, frozenset[str]]:
    """Who denies and who confirms the claims that statements make, by responses that count; and the statements with
    whose claims it would be otherwise if all did.
    """
    claim_ids = view.claims_of(statements)
    hearings = heard_of(sorted({claim for ids in claim_ids.values() for claim in ids}), index)
    counting = set(admits({one for heard in hearings.values() for one in heard.responses}))
    left = {
        claim: Hearing({one: every for one, every in heard.responses.items() if one in counting})
        for claim, heard in hearings.items()
    }
    cut = {claim for claim in left if not left[claim].same_parties(hearings[claim])}
    return sides_heard(claim_ids, left), frozenset(one for one, ids in claim_ids.items() if not cut.isdisjoint(ids))


# --- proposals -------------------------------------------------------------------------------------------------------


def settled_on(
    proposals: Iterable[Proposal],
    admits: Admits,
    view: DossierView,
    index: StageIndex,
    codebook: Codebook,
    said_in: Callable[[Iterable[str]], Iterable[Statement]],
) -> dict[str, tuple[ProposalStatus, tuple[str, ...]]]:
    """By id, what became of proposals as far as it counts, and their evidence; those of which all counts are left out,
    and those that the index does not know.

    Args:
        proposals: those to settle; some statement that tells of each counts.
        admits: which statements count.
        view: the dossier.
        index: the stage's own index.
        codebook: the issues.
        said_in: the statements of documents.
    """
    drafts = {key: unpack(packed) for key, packed in index.get(one.id for one in proposals).items()}
    answers = _answers_to(drafts, index)
    homes = {term.document for draft in drafts.values() for term in draft.proposal.terms}
    said: dict[str, list[Statement]] = {}
    for one in said_in(sorted(homes)):
        said.setdefault(one.document, []).append(one)
    told = {one for draft in drafts.values() for one in draft.statements}
    answering = {one.statement for every in answers.values() for one in every}
    counting = set(admits({*told, *answering, *(one.id for every in said.values() for one in every)}))
    heard, cut = heard_on(sorted(told & counting), admits, view, index)
    found = {}
    for key, draft in drafts.items():
        beside = [one for home in {term.document for term in draft.proposal.terms} for one in said.get(home, ())]
        now = _draft_on(draft, counting, beside)
        left = [answer for answer in answers[key] if answer.statement in counting]
        if now != draft or len(left) < len(answers[key]) or not cut.isdisjoint(draft.statements):
            cast = Cast(codebook.grown, _with_parties(view, draft.proposal.to))
            parties = set(cast.parties(draft.proposal.to)) | set(draft.proposal.to) - cast.actors.keys()
            sides = [heard[one] for one in now.statements if one in heard]
            parts = {one for deny, _ in sides for one in deny}, {one for _, confirm in sides for one in confirm}
            settled = settle(now, left, parties, parts, load_models().proposals).proposal
            found[key] = settled.status, settled.evidence
    return found


def _answers_to(drafts: Mapping[str, Draft], index: StageIndex) -> dict[str, list[Answer]]:
    """What may answer each proposal, as `offers` finds it."""
    keys = {
        key: [f"answers:{issue}|{month}" for issue in draft.issues for month in months(draft.day, _ANSWER_MONTHS)]
        for key, draft in drafts.items()
    }
    postings = index.find(dict.fromkeys(chain.from_iterable(keys.values())))
    latest = {name: items[-MOST_ANSWERS:] for name, items in postings.items()}
    packed = index.get(dict.fromkeys(chain.from_iterable(latest.values())))
    known = {key: Answer.unpack(value) for key, value in packed.items()}
    found = {}
    for key, draft in drafts.items():
        items = dict.fromkeys(item for name in keys[key] for item in latest.get(name, ()) if item in known)
        found[key] = fitting(draft, [known[item] for item in items])
    return found


def _with_parties(view: DossierView, wanted: Iterable[str]) -> dict[str, Actor]:
    """Actors, and those they belong to."""
    actors = dict(view.actors(sorted(wanted)))
    for _ in range(2):
        actors.update(view.actors(sorted({one.party for one in actors.values() if one.party} - actors.keys())))
    return actors


def _draft_on(draft: Draft, counting: Collection[str], document: Sequence[Statement]) -> Draft:
    """A draft without what does not count: its statements, and what they and its document let expect of the answers."""
    left = tuple(one for one in draft.statements if one in counting)
    marks = dict(zip(MARKS, draft.marks, strict=False))  # none in an older dossier
    telling = [one for one in document if one.id in left]
    if telling and len(left) < len(draft.statements):
        marks |= {f"act_{act.value}": sum(one.act is act for one in telling) / len(telling) for act in TOLD_ACTS}
    for act in ANSWERS:
        said = [one.id in counting for one in document if one.act is act]
        if said and not any(said):
            marks |= {f"next_{act.value}": 0.0, f"later_{act.value}": 0.0}
    return replace(draft, statements=left, marks=tuple(marks[name] for name in MARKS) if draft.marks else ())


# --- contacts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sighted:
    """The sightings of a contact; ``rivalled`` as `Group` has it."""

    sightings: tuple[Sighting, ...]
    rivalled: bool

    def counting(self, statements: Collection[str], documents: Collection[str]) -> list[Sighting]:
        """The sightings that count: told by a statement that does, or by an article itself that does.

        What an article says beside statements that tell of the contact, in its headline say, counts where one of those
        does: it is their word.
        """
        told: dict[str, list[bool]] = {}
        for seen in self.sightings:
            if seen.statement is not None:
                told.setdefault(seen.document, []).append(seen.statement in statements)
        return [
            seen
            for seen in self.sightings
            if (seen.statement in statements if seen.statement is not None
                else any(told[seen.document]) if seen.document in told
                else seen.document in documents)
        ]  # fmt: skip


def sighted(contacts: Iterable[Contact], index: StageIndex) -> dict[str, Sighted]:
    """By id, the sightings that contacts were made of; those that the index does not know are left out."""
    wanted = {one.id for one in contacts}
    documents = dict.fromkeys(shown.document for one in contacts for shown in one.evidence)
    items = chain.from_iterable(index.find(f"doc:{document}" for document in documents).values())
    groups = index.get(dict.fromkeys(f"of:{item}" for item in items if item.startswith("g")))
    packed = index.get(dict.fromkeys(group.decode() for group in groups.values()))
    held = {one.contact: one for one in map(Held.unpack, packed.values()) if one.contact in wanted}
    values = index.get(dict.fromkeys(chain.from_iterable(one.members for one in held.values())))
    seen = {key: Sighting.unpack(value) for key, value in values.items()}
    return {
        one.contact: Sighted(tuple(seen[key] for key in one.members if key in seen), bool(one.rivals))
        for one in held.values()
        if one.contact is not None
    }


def contact_on(left: Sequence[Sighting], rivalled: bool, answers: Answers) -> Contact:
    """The record that some of a contact's sightings make; its id is another one's."""
    return contact(Group(list(left), rivalled), load_models().contacts, answers)
