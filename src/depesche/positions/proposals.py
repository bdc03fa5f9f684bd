"""Packages of terms: who offers or demands what, in exchange for what, and what became of it.

A package is made of neighbouring statements of one speaker; its terms are the clauses that speak of an issue each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from depesche.positions.cast import Cast
from depesche.positions.codebook import Codebook
from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages, strongest
from depesche.positions.words import words
from depesche.records import Act, ActorKind, Proposal, ProposalStatus, Statement, Term, stable_id

OFFERING = frozenset({Act.OFFER, Act.DEMAND, Act.PROMISE, Act.ACCEPT})
GIVING = frozenset({Act.OFFER, Act.PROMISE, Act.ACCEPT})  # several terms given at once are a package without more words
MOST_APART = 160  # letters between two statements of one package; a sentence of narration fits in
ENOUGH_WEIGHT = 0.35  # of an issue's words in a clause to make it a term on the issue
SHORTEST_TERM = 8  # letters
SAME_PACKAGE = 0.6  # share of issues in common, two at least, from which two proposals of one side are one
_JOINT = re.compile(r"[,;:–—]|\s-\s|\n+|\.\s")


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as one document tells it, with what decides on its status."""

    proposal: Proposal
    party: str | None
    day: str
    issues: tuple[str, ...]
    statements: tuple[str, ...]


def drafts(passages: Passages, codebook: Codebook, cast: Cast, mentions: Mentions) -> list[Draft]:
    """The proposals that a document tells of."""
    found = []
    for run in _runs(passages):
        draft = _draft(run, passages, codebook, cast, mentions)
        if draft is not None:
            found.append(draft)
    return found


def _runs(passages: Passages) -> list[list[Statement]]:
    """Neighbouring statements of one speaker that offer, demand, promise or accept."""
    runs: list[list[Statement]] = []
    for statement in passages.statements:
        if statement.act not in OFFERING and not _names_offer(statement, passages):
            continue
        last = runs[-1][-1] if runs else None
        near = last is not None and 0 <= statement.start - last.end <= MOST_APART
        if last is not None and near and _speaker(last) == _speaker(statement):
            runs[-1].append(statement)
        else:
            runs.append([statement])
    return runs


def _speaker(statement: Statement) -> object:
    return statement.speaker.actor or statement.speaker.spans


def _names_offer(statement: Statement, passages: Passages) -> bool:
    place = passages.place(statement)
    text = " ".join(passages.sentence_text(i) for i in range(place.first, place.last + 1))
    labels = {hit.label for hit in word_classes(passages.language, "proposals").find(text)}
    return "offer" in labels and statement.act in (Act.ASSERT, Act.CONFIRM)


def _draft(
    run: Sequence[Statement], passages: Passages, codebook: Codebook, cast: Cast, mentions: Mentions
) -> Draft | None:
    terms = [term for statement in run for term in _terms(statement, passages, codebook, cast, mentions)]
    terms = list(dict.fromkeys(terms))
    if len({(term.start, term.end) for term in terms}) < 2:
        return None
    first = run[0]
    labels = _labels(run, passages)
    if not labels & {"exchange", "offer"} and not any(s.act in GIVING for s in run):
        return None
    speaker = cast.actors.get(first.speaker.actor or "")
    party = cast.party(first.speaker.actor)
    to = _recipients(run, terms, passages, mentions, party)
    outsider = party is None and (speaker is None or speaker.kind is not ActorKind.ORGANISATION)
    status = ProposalStatus.HYPOTHETICAL if outsider else ProposalStatus.MADE
    condition = _condition(run, passages)
    if not outsider and not condition and any(statement.act is Act.ACCEPT for statement in run):
        status = ProposalStatus.ACCEPTED  # what is told is the acceptance itself
    by = (first.speaker.actor,) if first.speaker.actor else ()
    issues = tuple(dict.fromkeys(term.issue for term in terms))
    proposal = Proposal(
        id=stable_id("r", first.document, first.id, *issues),
        by=by,
        to=to,
        status=status,
        terms=tuple(terms),
        evidence=tuple(statement.id for statement in run),
        condition=condition,
        confidence=0.5,
    )
    day = passages.day or ""
    return Draft(proposal, party, day, issues, proposal.evidence)


def _labels(run: Sequence[Statement], passages: Passages) -> set[str]:
    found: set[str] = set()
    classes = word_classes(passages.language, "proposals")
    for statement in run:
        place = passages.place(statement)
        for index in range(place.first, place.last + 1):
            found |= {hit.label for hit in classes.find(passages.sentence_text(index))}
    return found


def _condition(run: Sequence[Statement], passages: Passages) -> str:
    for statement in run:
        hits = word_classes(passages.language, "proposals").find(passages.text, statement.start, statement.end)
        starts = [hit.start for hit in hits if hit.label == "other_side"]
        if starts:
            return " ".join(passages.text[starts[0] : statement.end].split())[:160]
    return ""


def _terms(statement: Statement, passages: Passages, codebook: Codebook, cast: Cast, mentions: Mentions) -> list[Term]:
    giver = cast.party(statement.speaker.actor)
    found: list[Term] = []
    turned = False
    for start, end, turns in _clauses(statement, passages):
        turned = turned or turns
        own = words(passages.text, passages.language, start, end)
        weights = strongest(codebook.issues_in(own, passages.language))
        if not weights:
            continue
        issue = max(weights, key=lambda name: weights[name])
        if weights[issue] < ENOUGH_WEIGHT:
            continue
        outcomes = strongest(codebook.outcomes_in(own, passages.language))
        subject = mentions.subject(own, passages.text, passages.day)
        found.append(
            Term(
                issue=issue,
                outcome=_outcome(codebook, issue, outcomes),
                document=statement.document,
                start=start,
                end=end,
                given_by=subject or (None if turned else giver),
            )
        )
    return found


def _outcome(codebook: Codebook, issue_id: str, weights: object) -> str:
    assert isinstance(weights, dict)
    issue = codebook.issue(issue_id)
    best = max(issue.outcomes, key=lambda outcome: weights.get(f"{issue_id}.{outcome.id}", 0.0), default=None)
    if best is not None and weights.get(f"{issue_id}.{best.id}", 0.0) > 0:
        return best.id
    fallback = issue.outcome("for") or best
    return fallback.id if fallback else ""


def _clauses(statement: Statement, passages: Passages) -> list[tuple[int, int, bool]]:
    """The statement's clauses: start, end, and whether from here on the other side gives."""
    joints = word_classes(passages.language, "proposals")
    result = []
    for span in statement.content:
        hits = joints.find(passages.text, span.start, span.end)
        cuts = {(hit.start, hit.end) for hit in hits if hit.label == "joints"}
        cuts |= {match.span() for match in _JOINT.finditer(passages.text, span.start, span.end)}
        turning = [hit.start for hit in hits if hit.label == "other_side"]
        begin = span.start
        for cut_start, cut_end in [*sorted(cuts), (span.end, span.end)]:
            start, end = _trim(passages.text, begin, cut_start)
            if end - start >= SHORTEST_TERM:
                result.append((start, end, any(begin - 20 <= turn < end for turn in turning)))
            begin = max(begin, cut_end)
    return result


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _recipients(
    run: Sequence[Statement], terms: Sequence[Term], passages: Passages, mentions: Mentions, party: str | None
) -> tuple[str, ...]:
    """Those addressed; else the parties that the frame names, and those that are to give something themselves."""
    told = [s.addressee.actor for s in run if s.addressee is not None and s.addressee.actor]
    if told:
        return tuple(dict.fromkeys(told))
    found: list[str] = []
    for statement in run:
        place = passages.place(statement)
        for index in range(place.first, place.last + 1):
            frame = [
                word
                for word in passages.words[index]
                if not any(other.start <= word.start < other.end for other in passages.statements)
            ]
            found += mentions.parties_in(frame, passages.text, passages.day)
    found += [term.given_by for term in terms if term.given_by]
    return tuple(other for other in dict.fromkeys(found) if other != party)[:3]


def merge(existing: Iterable[Draft], new: Draft) -> Draft:
    """The new draft together with an earlier one that it repeats, if there is one."""
    for old in existing:
        common = set(old.issues) & set(new.issues)
        share = len(common) / max(1, len(set(old.issues) | set(new.issues)))
        if old.party == new.party and len(common) > 1 and share >= SAME_PACKAGE and old.statements != new.statements:
            fuller = new if len(new.proposal.terms) > len(old.proposal.terms) else old
            evidence = tuple(dict.fromkeys((*old.statements, *new.statements)))
            proposal = replace(fuller.proposal, id=old.proposal.id, evidence=evidence, status=old.proposal.status)
            return Draft(proposal, old.party, min(old.day, new.day), fuller.issues, evidence)
    return new


def pack(draft: Draft) -> bytes:
    """As bytes for a stage index."""
    p = draft.proposal
    return json.dumps(
        {
            "id": p.id, "by": p.by, "to": p.to, "status": p.status.value, "terms": [list(_flat(t)) for t in p.terms],
            "evidence": p.evidence, "condition": p.condition, "confidence": p.confidence,
            "party": draft.party, "day": draft.day, "issues": draft.issues,
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
    return Draft(proposal, found["party"], found["day"], tuple(found["issues"]), proposal.evidence)
