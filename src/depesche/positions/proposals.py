"""Packages of terms: who offers or demands what, in exchange for what, and what became of it.

A package is made of neighbouring statements of one speaker; its terms are the clauses that a model takes for terms.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from depesche.positions.cast import Cast
from depesche.positions.codebook import Codebook
from depesche.positions.lists import word_classes
from depesche.positions.makers import maker
from depesche.positions.mentions import Mentions
from depesche.positions.models import Models
from depesche.positions.passages import Passages, strongest
from depesche.positions.terms import (
    ENOUGH_WEIGHT,
    Clause,
    clause_rows,
    clauses_of,
    gives_nothing,
    labels_of,
    opens,
    runs_of,
)
from depesche.positions.words import Word, words
from depesche.records import Act, ActorKind, Proposal, ProposalStatus, Statement, Term, stable_id

SAME_PACKAGE = 0.6  # share of issues in common, two at least, from which two proposals of one side are one
NAMED = 0.8  # times the threshold: enough for a clause whose own words name an issue
SECOND = 0.3  # times the threshold: enough for the second clause where one is a term
MOST_EVIDENCE = 200  # statements of one proposal that are kept
NEXT = 3  # statements after a proposal among which its answer stands, if it is answered in the same document
ANSWERS = (Act.ACCEPT, Act.REJECT, Act.DENY)
TOLD_ACTS = (Act.OFFER, Act.DEMAND, Act.PROMISE, Act.ACCEPT, Act.ASSERT, Act.ASSESS, Act.DENY)
MARKS = (
    *(f"act_{act.value}" for act in TOLD_ACTS), "outsider", "partisan", "condition", "hypothetical", "exchange",
    "chained", "unnamed", *(f"next_{act.value}" for act in ANSWERS), *(f"later_{act.value}" for act in ANSWERS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as one document tells it, with what decides on its status (`MARKS`)."""

    proposal: Proposal
    party: str | None
    day: str
    issues: tuple[str, ...]
    statements: tuple[str, ...]
    marks: tuple[float, ...] = ()


def drafts(passages: Passages, codebook: Codebook, cast: Cast, mentions: Mentions, models: Models) -> list[Draft]:
    """The proposals that a document tells of."""
    found = []
    for run in clauses_of(runs_of(passages), passages, codebook):
        draft = _draft(run, passages, codebook, cast, mentions, models) if run else None
        if draft is not None:
            found.append(draft)
    return found


def _draft(
    clauses: Sequence[Clause], passages: Passages, codebook: Codebook, cast: Cast, mentions: Mentions, models: Models
) -> Draft | None:
    rows, issues = clause_rows(clauses, passages, cast, models)
    chances = models.proposals.chances(rows)
    chances[gives_nothing(clauses, passages)] = 0.0
    worded = np.array([clause.seen.pairs[:, 0].max() >= ENOUGH_WEIGHT for clause in clauses])
    chosen = [
        place
        for place in choose(chances, worded, models.proposals.threshold)
        if clauses[place].seen.pairs[issues[place], 0] > 0 or not _described(codebook, issues[place])
    ]
    terms = list(dict.fromkeys(_term(clauses[i], issues[i], passages, codebook, cast, mentions) for i in chosen))
    if len(terms) < 2:
        return None
    run = list(dict.fromkeys(clauses[i].statement for i in chosen))
    first = run[0]
    told = _with_opening(run, list(dict.fromkeys(clause.statement for clause in clauses)), passages)
    made_by, party, to = sides(told, terms, passages, cast, mentions)
    marks = status_marks(run, passages, cast, asked_of(run, made_by, to, cast))
    status = ProposalStatus.HYPOTHETICAL if marks[MARKS.index("outsider")] else ProposalStatus.MADE
    named = tuple(dict.fromkeys(term.issue for term in terms))
    proposal = Proposal(
        id=stable_id("r", first.document, first.id, *named),
        by=(made_by,) if made_by else (),
        to=to,
        status=status,
        terms=tuple(terms),
        evidence=tuple(statement.id for statement in (run if made_by == first.speaker.actor else told)),
        condition=_condition(run, passages),
        confidence=round(float(np.mean(chances[chosen])), 3),
    )
    return Draft(proposal, party, passages.day or "", named, proposal.evidence, marks)


def _with_opening(run: Sequence[Statement], every: Sequence[Statement], passages: Passages) -> list[Statement]:
    """The run's statements, and that before its first one which opens it: there stands who makes the offer."""
    before = [one for one in every if one.end <= run[0].start and opens(one, passages)]
    return [*before[-1:], *run]


def sides(
    run: Sequence[Statement], terms: Sequence[Term], passages: Passages, cast: Cast, mentions: Mentions
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Who makes a proposal, whose party that is, and to whom it is made."""
    made_by = maker(run, passages, cast, mentions)
    party = cast.party(made_by) or (made_by if made_by in mentions.parties.values() else None)
    return made_by, party, _recipients(run, terms, passages, mentions, party)


def choose(chances: NDArray[np.float64], worded: NDArray[np.bool_], threshold: float) -> list[int]:
    """Which clauses of a run are terms: two at least, for a single one is no package.

    Args:
        chances: how probably each clause is one.
        worded: which of them name an issue in so many words.
        threshold: how probable one must be; less where it is worded, and for the second of two.
    """
    sure = np.flatnonzero(chances >= np.where(worded, NAMED, 1.0) * threshold)
    if len(sure) == 1 and len(chances) > 1:
        best = np.sort(np.argsort(-chances, kind="stable")[:2])
        return list(map(int, best)) if chances[best].min() >= SECOND * threshold and sure[0] in best else []
    return list(map(int, sure)) if len(sure) > 1 else []


def _described(codebook: Codebook, issue: int) -> bool:
    """Whether the codebook has words for an issue's outcomes: a term of it then says one of the issue's words."""
    return any(bool(outcome.words) for outcome in codebook.issues[issue].outcomes)


def _term(clause: Clause, issue: int, passages: Passages, codebook: Codebook, cast: Cast, mentions: Mentions) -> Term:
    own = words(passages.text, passages.language, clause.start, clause.end)
    giver = None if clause.turned else cast.party(clause.statement.speaker.actor)
    name = codebook.issues[issue].id
    return Term(
        issue=name,
        outcome=_outcome(codebook, name, strongest(codebook.outcomes_in(own, passages.language))),
        document=clause.statement.document,
        start=clause.start,
        end=clause.end,
        given_by=mentions.subject(own, passages.text, passages.day) or obliged(own, passages, mentions) or giver,
    )


def obliged(own: Sequence[Word], passages: Passages, mentions: Mentions) -> str | None:
    """The party that stands right behind a word of obligation: it is to give ("zunächst müsse Norwegen ...")."""
    ought = {hit.end for hit in word_classes(passages.language, "attribution").hits(own) if hit.label == "ought"}
    for one in mentions.find(own, passages.text, passages.day):
        if one.party and one.name and one.first and own[one.first - 1].end in ought:
            return one.party
    return None


def asked_of(run: Sequence[Statement], made_by: str | None, to: Sequence[str], cast: Cast) -> set[str]:
    """The parties whose answers alone count: of an offer that somebody else tells of, those that it is made to; of one
    told by whoever makes it, or to nobody in particular, none in particular.
    """
    speaker = run[0].speaker.actor
    own = made_by == speaker or (cast.party(speaker) or speaker) == (cast.party(made_by) or made_by)
    return set() if own or made_by is None else {cast.party(one) or one for one in to}


def status_marks(
    run: Sequence[Statement], passages: Passages, cast: Cast, asked: Collection[str] = ()
) -> tuple[float, ...]:
    """What tells in the document itself what became of a proposal.

    Args:
        run: its statements.
        passages: their document.
        cast: who belongs to which party.
        asked: the parties whose answers alone count; empty where everybody's do.
    """
    speaker = cast.actors.get(run[0].speaker.actor or "")
    party = cast.party(run[0].speaker.actor)
    labels = {label for statement in run for label in labels_of(statement, passages)}
    later = [s for s in passages.statements if s.start >= run[-1].end]
    answers = [
        [s.act for s in part if (own := cast.party(s.speaker.actor)) != party and (not asked or own in asked)]
        for part in (later[:NEXT], later)
    ]
    first = next((cast.actors[link] for link in run[0].via if link in cast.actors), speaker)
    return (
        *(sum(act_of(s, passages) is act for s in run) / len(run) for act in TOLD_ACTS),
        float(party is None and (speaker is None or speaker.kind is not ActorKind.ORGANISATION)),
        float(party is not None), float(bool(_condition(run, passages))), float("hypothetical" in labels),
        float("exchange" in labels), float(any(s.via for s in run)),
        float(first is None or first.kind in (ActorKind.UNNAMED, ActorKind.OUTLET)),
        *(float(act in part) for part in answers for act in ANSWERS),
    )  # fmt: skip


def act_of(statement: Statement, passages: Passages) -> Act:
    """A statement's act; who will accept only when something else is done demands that ("erst zustimmen, wenn ...")."""
    conditional = statement.act is Act.ACCEPT and "only_then" in labels_of(statement, passages)
    return Act.DEMAND if conditional else statement.act


def _condition(run: Sequence[Statement], passages: Passages) -> str:
    for statement in run:
        hits = word_classes(passages.language, "proposals").find(passages.text, statement.start, statement.end)
        starts = [hit.start for hit in hits if hit.label == "other_side"]
        if starts:
            return " ".join(passages.text[starts[0] : statement.end].split())[:160]
    return ""


def _outcome(codebook: Codebook, issue_id: str, weights: object) -> str:
    assert isinstance(weights, dict)
    issue = codebook.issue(issue_id)
    best = max(issue.outcomes, key=lambda outcome: weights.get(f"{issue_id}.{outcome.id}", 0.0), default=None)
    if best is not None and weights.get(f"{issue_id}.{best.id}", 0.0) > 0:
        return best.id
    fallback = issue.outcome("for") or best
    return fallback.id if fallback else ""


def _recipients(
    run: Sequence[Statement], terms: Sequence[Term], passages: Passages, mentions: Mentions, party: str | None
) -> tuple[str, ...]:
    """Those addressed; else the parties that the frame names, and those that are to give something themselves; else
    those that the words name otherwise.
    """
    told = [s.addressee.actor for s in run if s.addressee is not None and s.addressee.actor]
    if told:
        return tuple(dict.fromkeys(told))
    places = [passages.place(statement) for statement in run]
    sentences = dict.fromkeys(index for place in places for index in range(place.first, place.last + 1))
    found = [
        party
        for index in sentences
        for party in mentions.parties_in(passages.frame(index), passages.text, passages.day)
    ]
    found += [term.given_by for term in terms if term.given_by]
    others = tuple(other for other in dict.fromkeys(found) if other != party)
    return (others or _named_in(run, passages, mentions, party))[:3]


def _named_in(run: Sequence[Statement], passages: Passages, mentions: Mentions, party: str | None) -> tuple[str, ...]:
    """The other parties that the statements themselves name, in order."""
    found = [
        name
        for statement in run
        for span in statement.content
        for name in mentions.parties_in(
            words(passages.text, passages.language, span.start, span.end), passages.text, passages.day
        )
    ]
    return tuple(name for name in dict.fromkeys(found) if name != party)


def merge(existing: Iterable[Draft], new: Draft) -> Draft:
    """The new draft together with an earlier one that it repeats, if there is one."""
    for old in existing:
        common = set(old.issues) & set(new.issues)
        share = len(common) / max(1, len(set(old.issues) | set(new.issues)))
        if old.party == new.party and len(common) > 1 and share >= SAME_PACKAGE and old.statements != new.statements:
            fuller = new if len(new.proposal.terms) > len(old.proposal.terms) else old
            evidence = limited((*old.statements, *new.statements))
            proposal = replace(fuller.proposal, id=old.proposal.id, evidence=evidence, status=old.proposal.status)
            marks = tuple(map(max, old.marks, new.marks))
            return Draft(proposal, old.party, min(old.day, new.day), fuller.issues, evidence, marks)
    return new


def limited(evidence: Iterable[str]) -> tuple[str, ...]:
    """The distinct statements; of more than `MOST_EVIDENCE` the first and the last."""
    found = tuple(dict.fromkeys(evidence))
    half = MOST_EVIDENCE // 2
    return found if len(found) <= MOST_EVIDENCE else (*found[:half], *found[-half:])


def pack(draft: Draft) -> bytes:
    """As bytes for a stage index."""
    p = draft.proposal
    return json.dumps(
        {
            "id": p.id, "by": p.by, "to": p.to, "status": p.status.value, "terms": [list(_flat(t)) for t in p.terms],
            "evidence": p.evidence, "condition": p.condition, "confidence": p.confidence,
            "party": draft.party, "day": draft.day, "issues": draft.issues, "marks": draft.marks,
            "statements": draft.statements,
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip


def _flat(term: Term) -> tuple[object, ...]:
    return term.issue, term.outcome, term.document, term.start, term.end, term.given_by


def unpack(packed: bytes) -> Draft:
    """From `pack`."""
    found = json.loads(packed)
    proposal = Proposal(
        found["id"], tuple(found["by"]), tuple(found["to"]), ProposalStatus(found["status"]),
        tuple(Term(*term) for term in found["terms"]), tuple(found["evidence"]), found["condition"],
        found["confidence"],
    )  # fmt: skip
    issues, marks = tuple(found["issues"]), tuple(found["marks"])
    return Draft(proposal, found["party"], found["day"], issues, tuple(found["statements"]), marks)
