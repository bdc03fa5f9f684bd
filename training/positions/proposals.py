"""Features, labels and fits of the models about proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depesche.positions.answers import STATUS_FEATURES, Answer, status_row
from depesche.positions.cast import Cast
from depesche.positions.meetings import Answers, answers_to
from depesche.positions.mentions import Mentions
from depesche.positions.models import PROPOSAL_STATUSES, Models, ProposalModels
from depesche.positions.observe import observe
from depesche.positions.passages import Passages
from depesche.positions.proposals import Draft, asked_of, choose, sides, status_marks
from depesche.positions.terms import ENOUGH_WEIGHT, Clause, clause_rows, clauses_of, runs_of
from depesche.records import Proposal, ProposalStatus, Statement
from training.positions.corpora import Corpus, repeated
from training.positions.linear import THRESHOLDS, conditional, logistic, multinomial

Array = NDArray[np.float64]
ISSUE_L2, TERM_L2, STATUS_L2 = 1.0, 4.0, 3.0
STATUS_PRIOR = {
    "hypothetical": {"outsider": 2.0, "hypothetical": 0.5, "act_assess": 0.5},
    "denied": {"own_denial": 2.0, "unnamed": 0.7, "next_deny": 0.7},
    "accepted": {"accept_recipient": 0.7, "accept_broad": 0.7, "next_accept": 1.0, "act_accept": 1.5},
    "rejected": {"reject_recipient": 0.7, "reject_broad": 0.7, "next_reject": 1.0, "reject_near": 0.5},
    "made": {},
}
MADE = 0.7  # what speaks for "made" if nothing else does


@dataclass
class Offers:
    """A corpus' runs of clauses, with what is true of them."""

    corpus: Corpus
    cast: Cast
    runs: list[tuple[list[Clause], Passages, list[int]]] = field(default_factory=list)  # issues of terms, -1 else
    made: list[tuple[Draft, str, list[str]]] = field(default_factory=list)  # true proposals, status, recipients
    answers: Answers = field(default_factory=dict)


def offers_of(corpus: Corpus) -> Offers:
    """Look at a corpus."""
    truth, dossier, codebook = corpus.truth, corpus.dossier, corpus.codebook.grown
    cast = Cast(codebook, dossier.all_actors())
    found = Offers(corpus, cast)
    spans: dict[str, list[tuple[int, int, int]]] = {}
    wordings: dict[str, int] = {}
    places_of = {issue.id: place for place, issue in enumerate(codebook.issues)}
    for proposal in truth.raw.get("proposals", ()):
        for term in proposal["terms"]:
            issue = places_of[str(term["issue"])]
            spans.setdefault(str(term["doc"]), []).append((term["start"], term["end"], issue))
            wording = truth.documents[str(term["doc"])].text[term["start"] : term["end"]]
            wordings[" ".join(wording.split())] = issue
    places: dict[str, tuple[Statement, Passages]] = {}
    for read in dossier.batch:
        passages = Passages(read, codebook)
        places.update((statement.id, (statement, passages)) for statement in read.statements)
        for run in clauses_of(runs_of(passages), passages, codebook):
            if run:
                here = spans.get(read.document.source_id or "", ())
                found.runs.append((run, passages, [_term_issue(c, passages, here, wordings) for c in run]))
    statements = [s.id for read in dossier.batch for s in read.statements]
    speakers = {s.id: cast.party(s.speaker.actor) for read in dossier.batch for s in read.statements}
    found.answers = answers_to(statements, dossier, lambda ids: {key: speakers.get(key) for key in ids})
    for proposal in truth.raw.get("proposals", ()):
        _made(proposal, found, places)
    return found


def _term_issue(
    clause: Clause, passages: Passages, spans: Sequence[tuple[int, int, int]], wordings: Mapping[str, int]
) -> int:
    """The issue of the true term that a clause is part of, -1 for none; copies of a document say the same."""
    for start, end, issue in spans:
        if min(end, clause.end) - max(start, clause.start) >= 0.5 * min(end - start, clause.end - clause.start):
            return issue
    words = " ".join(passages.text[clause.start : clause.end].split())
    return next((issue for wording, issue in wordings.items() if words in wording or wording in words), -1)


def _made(proposal: Mapping[str, Any], found: Offers, places: Mapping[str, tuple[Statement, Passages]]) -> None:
    """A true proposal as it would be read: the statements that hold its terms."""
    run = []
    for term in proposal["terms"]:
        for statement, passages in places.values():
            inside = statement.start < term["end"] and statement.end > term["start"]
            if passages.document.source_id == str(term["doc"]) and inside:
                run.append((statement, passages))
    if not run:
        return
    document = run[0][1].document.id
    own = list(dict.fromkeys(statement for statement, passages in run if passages.document.id == document))
    issues = tuple(dict.fromkeys(str(term["issue"]) for term in proposal["terms"]))
    record = Proposal("", (), (), ProposalStatus.MADE, (), tuple(s.id for s in own))
    mentions = Mentions(found.cast, found.cast.actors.values())
    made_by, party, to = sides(own, (), run[0][1], found.cast, mentions)
    marks = status_marks(own, run[0][1], found.cast, asked_of(own, made_by, to, found.cast))
    draft = Draft(record, party, run[0][1].day or "", issues, record.evidence, marks)
    parties = sorted({*found.cast.parties(to), *to} - found.cast.actors.keys())
    found.made.append((draft, str(proposal["status"]), parties))


@dataclass(frozen=True)
class _Run:
    """A run's rows; which of its clauses are terms, which of those got the right issue, which name an issue."""

    rows: Array
    true: NDArray[np.bool_]
    right: NDArray[np.bool_]
    worded: NDArray[np.bool_]


SMOOTH = 7  # thresholds whose figures are averaged: a peak of one threshold is chance
NOTHING = (np.zeros(1), 0.0)


def _threshold(corpora: Sequence[Sequence[_Run]], judge: ProposalModels) -> float:
    """The threshold with the best mean F1 of terms with their issues, chosen as `choose` chooses."""
    chances = [[judge.chances(run.rows) for run in runs] for runs in corpora]
    means = [
        np.mean([_f1(runs, given, float(least)) for runs, given in zip(corpora, chances, strict=True)])
        for least in THRESHOLDS
    ]
    smooth = np.convolve(np.pad(means, SMOOTH // 2, mode="edge"), np.ones(SMOOTH) / SMOOTH, mode="valid")
    return round(float(THRESHOLDS[int(np.argmax(smooth))]), 3)


def _f1(runs: Sequence[_Run], chances: Sequence[Array], threshold: float) -> float:
    right = found = wanted = 0
    for run, given in zip(runs, chances, strict=True):
        chosen = choose(given, run.worded, threshold)
        right += int(run.right[chosen].sum())
        found += len(chosen)
        wanted += int(run.true.sum())
    return 2 * right / max(1, found + wanted)


class ProposalTrainer:
    """Fits the models about proposals on some of the corpora."""

    def __init__(self, corpora: Mapping[str, Offers]) -> None:
        self.corpora = corpora

    def models(self, names: frozenset[str], models: Models) -> ProposalModels:
        """The models trained on these corpora; the threshold from their own F1, lowered for what is not seen."""
        issue = self._issue(names)
        models = replace(models, proposals=replace(models.proposals, issue=issue))
        runs = {name: self._runs(self.corpora[name], models) for name in sorted(names)}
        every = [run for name in repeated(names) for run in runs[name]]
        true = np.concatenate([run.true for run in every]).astype(np.float64)
        judge = ProposalModels(
            issue, logistic(np.vstack([run.rows for run in every]), true, TERM_L2), NOTHING, (np.zeros(1), np.zeros(1))
        )
        rows = np.vstack([judge.package_rows(run.rows) for run in every])
        judge = replace(judge, package=logistic(rows, true, TERM_L2), status=self._status(names, models))
        return replace(judge, threshold=_threshold([runs[name] for name in sorted(names)], judge))

    @staticmethod
    def _runs(one: Offers, models: Models) -> list[_Run]:
        found = []
        for run, passages, numbers in one.runs:
            rows, issues = clause_rows(run, passages, one.cast, models)
            true = np.array(numbers)
            worded = np.array([clause.seen.pairs[:, 0].max() >= ENOUGH_WEIGHT for clause in run])
            found.append(_Run(rows, true >= 0, true == np.array(issues), worded))
        return found

    def _status(self, names: frozenset[str], models: Models) -> tuple[Array, Array]:
        """What became of a proposal."""
        rows, statuses = [], []
        for name in repeated(names):
            one = self.corpora[name]
            said = _answers(one, models)
            for draft, status, to in one.made:
                rows.append(_status_row(draft, to, said, one.answers))
                statuses.append(status)
        hot = np.array([[float(status == name) for name in PROPOSAL_STATUSES] for status in statuses])
        return multinomial(np.array(rows), hot, STATUS_L2, prior=_status_prior())

    def _issue(self, names: frozenset[str]) -> tuple[Array, Array, Array]:
        """Which issue a clause is a term on."""
        true = [
            (clause.seen.pairs, number)
            for name in sorted(names)
            for run, _, numbers in self.corpora[name].runs
            for clause, number in zip(run, numbers, strict=True)
            if number >= 0
        ]
        everything = np.vstack([pairs for pairs, _ in true])
        mean, deviation = everything.mean(axis=0), np.maximum(everything.std(axis=0), 0.02)
        groups = [((pairs - mean) / deviation, np.eye(len(pairs))[number]) for pairs, number in true]
        return mean, deviation, conditional(groups, ISSUE_L2)


def _answers(one: Offers, models: Models) -> list[Answer]:
    codebook = one.corpus.codebook.grown
    mentions = Mentions(one.cast, one.cast.actors.values())
    found = []
    for read in one.corpus.dossier.batch:
        acts = {statement.id: statement.act.value for statement in read.statements}
        for item in observe(Passages(read, codebook), codebook, one.cast, mentions, models):
            if acts[item.statement] in ("accept", "reject", "deny") and item.self_declared:
                act = acts[item.statement]
                found.append(Answer(item.statement, item.party, item.issue, act, item.day or "", item.document))
    return found


def _status_row(draft: Draft, to: Sequence[str], said: Sequence[Answer], told: Answers) -> Array:
    from depesche.positions.answers import fitting

    claims = [told[statement] for statement in draft.statements if statement in told]
    denying = {party for deny, _ in claims for party in deny}
    confirming = {party for _, confirm in claims for party in confirm}
    return status_row(draft, fitting(draft, said), to, (denying, confirming))


def _status_prior() -> Array:
    prior = np.zeros((len(PROPOSAL_STATUSES), len(STATUS_FEATURES) + 1))
    for row, status in enumerate(PROPOSAL_STATUSES):
        for name, weight in STATUS_PRIOR[status].items():
            prior[row, STATUS_FEATURES.index(name)] = weight
    prior[PROPOSAL_STATUSES.index("made"), -1] = MADE
    return prior
