"""The clauses of what somebody offers or demands: each with its likeliest issue and what speaks for its being a term.

A run is neighbouring statements of one speaker, one of which at least offers, demands, promises or accepts, or names an
offer; its statements are cut into clauses, and each clause is looked at like a statement of its own.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from depesche.positions.cast import Cast
from depesche.positions.codebook import Codebook
from depesche.positions.features import ACTS, Seen, look
from depesche.positions.lists import word_classes
from depesche.positions.models import Models
from depesche.positions.passages import Passages
from depesche.positions.patterns import Hit
from depesche.positions.words import words
from depesche.records import Act, ActorKind, Span, Statement

OFFERING = frozenset({Act.OFFER, Act.DEMAND, Act.PROMISE, Act.ACCEPT})
SAYING = frozenset({Act.ASSERT, Act.CONFIRM, Act.ASSESS})  # where the sentence names an offer or an exchange
MOST_APART = 160  # letters between two statements of one package; a sentence of narration fits in
MOST_CLAUSES = 40  # of one run that are looked at
SHORTEST = 6  # letters of a clause
ENOUGH_WEIGHT = 0.35  # of an issue's words in a clause, from which they alone decide
OWN_WORDS = 4.0  # by which the log odds of an issue rise that a clause's own words name in full; left-out figures
LONGEST_NAME = 40  # letters of a word before a joint
LONG = 12  # words; a clause of this length counts 1.0 on the length feature
SIGNALS = ("past", "future", "refuse", "red", "wish", "threat", "ignorance", "order", "condition")
_JOINT = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;–—]|\s-\s|\n+")  # no comma in a number, no colon in a time

CLAUSE_FEATURES = (
    *(f"act_{act}" for act in ACTS), "run_offer", "run_demand", "run_promise", "run_accept", "partisan", "clauses",
    "statements", "length", "turned", "after_condition", "exchange", "offer", "hypothetical", "first", "share", "lead",
    "words", "evidence", "digit", "demand", "concede", "open", "negation", "keep", "chained", "unnamed", "whole",
    "repeated", "title", "kind_direct", "frame_offer", "run_shares",
    *(f"says_{name}" for name in SIGNALS), "opens", "opened", "carried", "verb", "reported_mood", "second_mood",
    "infinitive", "noun", "names_only", "relative", "begins", "sentence_offer", "before_offer", "next_named",
    "last_named", "same_as_last", "statements_opening", "clause_offer", "clause_offered",
)  # fmt: skip
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a statement. ``turned``: from here on the other side gives ("wenn", "im Gegenzug")."""

    statement: Statement
    start: int
    end: int
    turned: bool
    conditional: bool
    seen: Seen


def runs_of(passages: Passages) -> list[list[Statement]]:
    """Neighbouring statements of one speaker, where one of them at least offers, demands, promises or accepts, or
    stands by a word of offering: an offer goes on over sentences that merely assert what it says.
    """
    runs: list[list[Statement]] = []
    for statement in passages.statements:
        if statement.id in passages.stances or _told_already(statement, runs):
            continue
        last = runs[-1][-1] if runs else None
        near = last is not None and 0 <= statement.start - last.end <= MOST_APART
        if last is not None and near and _speaker(last) == _speaker(statement):
            runs[-1].append(statement)
        else:
            runs.append([statement])
    return [run for run in runs if any(opens(statement, passages) for statement in run)]


def _told_already(statement: Statement, runs: Sequence[Sequence[Statement]]) -> bool:
    """Whether a statement is part of the last one by the same speaker: its clauses stand there."""
    last = runs[-1][-1] if runs else None
    return last is not None and statement.end <= last.end and _speaker(last) == _speaker(statement)


def opens(statement: Statement, passages: Passages) -> bool:
    """Whether a statement begins a package: by its act, or by a word of offering in its sentence."""
    return statement.act in OFFERING or (statement.act in SAYING and _names_offer(statement, passages))


def _speaker(statement: Statement) -> object:
    return statement.speaker.actor or statement.speaker.spans


def labels_of(statement: Statement, passages: Passages) -> set[str]:
    """The classes of proposal words in a statement's sentences."""
    place = passages.place(statement)
    return {label for i in range(place.first, place.last + 1) for label in labels_in(passages, *passages.sentences[i])}


def labels_in(passages: Passages, start: int, end: int) -> set[str]:
    """The classes of proposal words in a stretch of text; a package is an offer too."""
    found = {hit.label for hit in word_classes(passages.language, "proposals").find(passages.text, start, end)}
    whole = word_classes(passages.language, "proposals", compounds=True)
    if any(hit.label == "package" and hit.weight >= 1.0 for hit in whole.find(passages.text, start, end)):
        found |= {"package", "offer"}
    return found


def gives_nothing(clauses: Sequence[Clause], passages: Passages) -> list[bool]:
    """For each of a run's clauses whether it can be no term: it only tells that a package was made, how things were or
    what somebody fears, it has neither verb nor noun nor a telling word of an issue ("Russland erst"), or it refuses
    something, alone or together with the next ("die Aufnahme oder die Anwesenheit ... ablehnt").
    """
    empty = [_tells_only(clause, passages) or _is_wordless(clause, passages) for clause in clauses]
    refused = [_refuses(clause, passages) for clause in clauses]
    for place in range(len(clauses) - 2, -1, -1):
        same = clauses[place].statement is clauses[place + 1].statement
        if same and refused[place + 1] and not _has_verb(clauses[place], passages):
            refused[place] = True
    return [one or other for one, other in zip(empty, refused, strict=True)]


def _tells_only(clause: Clause, passages: Passages) -> bool:
    """Whether a clause only tells of a package ("hätten Moskau ein Angebot gemacht"), of what was, or of a fear."""
    labels = labels_in(passages, clause.start, clause.end)
    return {"package", "handed"} <= labels or "fears" in labels or ("past" in labels and _is_past(clause, passages))


def _is_past(clause: Clause, passages: Passages) -> bool:
    """Whether the words "war", "wurde" stand in a clause, and not "wäre", "würde", which patterns take for the same."""
    hits = word_classes(passages.language, "proposals").find(passages.text, clause.start, clause.end)
    return any(hit.label == "past" and passages.text[hit.start : hit.end].isascii() for hit in hits)


def _kinds(clause: Clause, passages: Passages) -> set[str]:
    return {token.pos for token in passages.tokens_in(Span(clause.start, clause.end))}


def _has_verb(clause: Clause, passages: Passages) -> bool:
    return bool(_kinds(clause, passages) & {"VERB", "AUX"})


def _is_wordless(clause: Clause, passages: Passages) -> bool:
    kinds = _kinds(clause, passages)
    return bool(kinds) and not kinds & {"VERB", "AUX", "NOUN"} and clause.seen.pairs[:, 0].max() < ENOUGH_WEIGHT


def _refuses(clause: Clause, passages: Passages) -> bool:
    marks = word_classes(passages.language, "stances").find(passages.text, clause.start, clause.end)
    labels = {hit.label for hit in marks if passages.text[hit.start].islower()}
    return "reject" in labels and "negates" not in labels


def _names_offer(statement: Statement, passages: Passages) -> bool:
    return bool(labels_of(statement, passages) & {"offer", "exchange"})


def clauses_of(runs: Sequence[Sequence[Statement]], passages: Passages, codebook: Codebook) -> list[list[Clause]]:
    """The clauses of each run."""
    cut = [
        [(statement, *clause) for statement in run for clause in _cut(statement, passages)][:MOST_CLAUSES]
        for run in runs
    ]
    pieces = [item for run in cut for item in run]
    if not pieces:
        return [[] for _ in runs]
    alone = copy.copy(passages)
    alone.statements = [replace(s, content=(Span(start, end),)) for s, start, end, *_ in pieces]
    seen = iter(look(alone, codebook, [True] * len(pieces)))
    return [
        [Clause(s, start, end, turned, conditional, next(seen)) for s, start, end, turned, conditional in run]
        for run in cut
    ]


def _cut(statement: Statement, passages: Passages) -> list[tuple[int, int, bool, bool]]:
    """The statement's clauses: start, end, whether from here on the other side gives, whether a condition opens it."""
    joints = word_classes(passages.language, "proposals")
    result, turned = [], False
    for span in statement.content:
        hits = joints.find(passages.text, span.start, span.end)
        joined = [(hit.start, hit.end) for hit in hits if hit.label == "joined"]
        cuts = {(hit.start, hit.end) for hit in hits if hit.label == "joints" and not _within(hit, joined)}
        cuts |= {match.span() for match in _JOINT.finditer(passages.text, span.start, span.end)}
        first, last = passages.sentence_at(span.start), passages.sentence_at(span.end - 1)
        cuts |= {(start, start) for start, _ in passages.sentences[first + 1 : last + 1]}
        turning = [hit.start for hit in hits if hit.label == "other_side"]
        cuts = {cut for cut in cuts if not _joins_names(cut, passages)}
        begin = span.start
        for cut_start, cut_end in [*sorted(cuts), (span.end, span.end)]:
            start, end = _trim(passages.text, begin, cut_start)
            if end - start >= SHORTEST:
                opened = any(begin - 20 <= turn < end for turn in turning)
                turned = turned or opened
                result.append((start, end, turned, opened))
            begin = max(begin, cut_end)
    return result


def _within(hit: Hit, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in ranges)


def _joins_names(cut: tuple[int, int], passages: Passages) -> bool:
    """Whether a joint stands between two names that are one part of a sentence ("Belarus und Russland")."""
    before = passages.tokens_in(Span(max(0, cut[0] - LONGEST_NAME), cut[0]))
    after = passages.token_at(cut[1])
    return bool(before) and after is not None and before[-1].pos == after.pos == "PROPN"


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def clause_rows(run: Sequence[Clause], passages: Passages, cast: Cast, models: Models) -> tuple[Array, list[int]]:
    """The features of a run's clauses (clauses, n), and the likeliest issue of each."""
    acts = {clause.statement.act for clause in run}
    statements = list(dict.fromkeys(clause.statement.id for clause in run))
    labels = {clause.statement.id: labels_of(clause.statement, passages) for clause in run}
    whole = set().union(*labels.values()) if labels else set()
    per_clause = [models.proposals.issue_shares(clause.seen) for clause in run]
    issues = [_issue(clause, shares) for clause, shares in zip(run, per_clause, strict=True)]
    sure = sorted((float(shares.max()) for shares in per_clause), reverse=True)
    rows = []
    opened = {one.id: opens(one, passages) for one in dict.fromkeys(clause.statement for clause in run)}
    for clause, shares, issue in zip(run, per_clause, issues, strict=True):
        rows.append(
            _row(clause, run, shares, issue, acts, labels[clause.statement.id], whole, opened, passages, cast, models)
        )
    table = np.array(rows)
    named = np.array([clause.seen.pairs[issue, 0] for clause, issue in zip(run, issues, strict=True)])
    opening = np.mean(list(opened.values()))
    for name, values in (
        ("statements", min(len(statements), 5) / 5),
        ("run_shares", sum(sure[:3]) / 3),
        ("next_named", np.append(named[1:], 0.0)),
        ("last_named", np.append(0.0, named[:-1])),
        ("same_as_last", np.array([0.0, *(float(a == b) for a, b in pairwise(issues))])),
        ("statements_opening", opening),
    ):
        table[:, CLAUSE_FEATURES.index(name)] = values
    return table, issues


def _issue(clause: Clause, shares: Array) -> int:
    """The clause's likeliest issue; what its own words name counts for much."""
    return int(np.argmax(np.log(shares + 1e-9) + OWN_WORDS * clause.seen.pairs[:, 0]))


def _row(  # one row from all that is known
    clause: Clause,
    run: Sequence[Clause],
    shares: Array,
    issue: int,
    acts: set[Act],
    labels: set[str],
    whole: set[str],
    opened: Mapping[str, bool],
    passages: Passages,
    cast: Cast,
    models: Models,
) -> tuple[float, ...]:
    statement = clause.statement
    speaker = cast.actors.get(statement.speaker.actor or "")
    place = clause.seen.place
    signals = {hit.label for hit in passages.inside(passages.signals, place, (Span(clause.start, clause.end),))}
    order = np.sort(shares)
    named = _has_offer(passages, clause.start, clause.end)
    own = [other for other in run if other.statement is statement]
    length = len(words(passages.text, passages.language, clause.start, clause.end))
    return (
        *(float(statement.act.value == act) for act in ACTS),
        *(float(act in acts) for act in (Act.OFFER, Act.DEMAND, Act.PROMISE, Act.ACCEPT)),
        float(cast.party(statement.speaker.actor) is not None), min(len(run), 8) / 8, 0.0, min(length / LONG, 1.5),
        float(clause.turned), float(clause.conditional), float("exchange" in whole), float("offer" in whole),
        float("hypothetical" in labels), float(own[0] is clause), float(order[-1]),
        float(order[-1] - (order[-2] if len(order) > 1 else 0.0)), float(clause.seen.pairs[issue, 0]),
        float(models.evidence_probability(clause.seen)[issue]),
        float(any(letter.isdigit() for letter in passages.text[clause.start : clause.end])),
        *(float(name in signals) for name in ("demand", "concede", "open", "negation", "keep")),
        float(bool(statement.via)), float(speaker is None or speaker.kind in (ActorKind.UNNAMED, ActorKind.OUTLET)),
        float(len(own) == 1), float(len(own) > 2), float(place.in_title), float(statement.kind.value == "direct"),
        float("offer" in labels), 0.0, *(float(name in signals) for name in SIGNALS),
        *_opening(clause, run, opened), *_grammar(clause, passages),
        *_around(clause, passages), 0.0, 0.0, 0.0, 0.0, float(named), float(named and "past" in signals),
    )  # fmt: skip


def _opening(clause: Clause, run: Sequence[Clause], opened: Mapping[str, bool]) -> tuple[float, float, float]:
    """Whether its statement opens the package, whether one before did, and whether it carries on another's speech."""
    statement = clause.statement
    before = {other.statement.id for other in run if other.statement.end <= statement.start}
    carried = statement.continues is not None or statement.speaker.carried
    return float(opened[statement.id]), float(any(opened[one] for one in before)), float(carried)


def _grammar(clause: Clause, passages: Passages) -> tuple[float, ...]:
    """What a clause consists of: a verb, its mood, an infinitive, a noun, names alone, a relative pronoun in front."""
    tokens = passages.tokens_in(Span(clause.start, clause.end))
    kinds = [token.pos for token in tokens]
    moods = {token.mood for token in tokens}
    first = tokens[0] if tokens else None
    said = [k for k in kinds if k not in ("PUNCT", "DET", "ADP", "CCONJ")]
    verbs = [t for t in tokens if t.pos in ("VERB", "AUX")]
    finite = any(t.mood for t in verbs)
    before = passages.text[max(0, clause.start - 2) : clause.start]
    relative = first is not None and first.pos == "PRON" and "," in before and finite
    return (
        float(bool(verbs)), float("sub1" in moods), float("sub2" in moods), float(bool(verbs) and not finite),
        float("NOUN" in kinds), float(bool(said) and all(k == "PROPN" for k in said)), float(relative),
        float(clause.start - passages.sentences[passages.sentence_at(clause.start)][0] < 3),
    )  # fmt: skip


def _around(clause: Clause, passages: Passages) -> tuple[float, float]:
    """Whether a word of offering stands in its sentence, and in the one before."""
    index = passages.sentence_at(clause.start)
    here, before = (_has_offer(passages, *passages.sentences[one]) if one >= 0 else False for one in (index, index - 1))
    return float(here), float(before)


def _has_offer(passages: Passages, start: int, end: int) -> bool:
    return "offer" in labels_in(passages, start, end)
