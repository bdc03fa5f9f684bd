"""From where the parties stand to a model: what a position rules out, and what the codebook ties together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from depesche.bargaining.model import COST_OF_STRENGTH, LEFT_OPEN, Dependency, Ground, Issue, Model, RedLine, Wish
from depesche.records import Actor, Position, Strength, heard_once


class CodebookOutcome(Protocol):
    """What is asked of a codebook's outcome. ``excludes`` and ``implies`` name outcomes, of another issue dotted."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What a reader sees."""

    @property
    def excludes(self) -> Sequence[str]:
        """Outcomes that cannot be had together with it."""

    @property
    def implies(self) -> Sequence[str]:
        """Outcomes that come with it."""


class CodebookIssue(Protocol):
    """What is asked of a codebook's issue; where it has a true ``may_stay_open``, a deal may leave it unsettled."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What a reader sees."""

    @property
    def outcomes(self) -> Sequence[CodebookOutcome]:
        """Its outcomes."""


def model_from_positions(
    positions: Iterable[Position],
    issues: Iterable[CodebookIssue],
    actors: Iterable[Actor] = (),
    *,
    at: str | None = None,
    include_rejected: bool = False,
    documents: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> Model:
    """Make a model of where the parties stand.

    A red line, demand or preference for an outcome rules out the issue's other outcomes (those that come with it by
    ``implies`` excepted); one that refuses an outcome rules out that one. Open positions and concessions rule out
    nothing, but what they offer counts as a wish when deals are ranked. The same line of one party, however often
    stated, is one red line with all its evidence, at its hardest, under the id of the hardest and earliest position.

    Who is heard but once beside parties of whom much is told (`heard_once`) blocks nothing: left out, with a note; not
    if it is no actor, as the parties that a codebook names.

    Nobody blocks himself: of one party's lines on one issue that leave no outcome, those count that it declares itself
    before those that others tell, and later ones before earlier; what then leaves none is left out, with a note.

    Issues nobody has spoken of are left out, unless the codebook ties them to two that somebody has.

    Args:
        positions: those that count under the belief.
        issues: the codebook's.
        actors: for the parties' names.
        at: an ISO day to ask about; positions that were not held then are left out. None: those that have not ended.
        include_rejected: count what others say of a party and the party itself denies.
        documents: statement id -> document id, so that evidence is believed or not by document; by statement without.
        words: position id -> the words to show for it.
    """
    book = {issue.id: issue for issue in issues}
    positions, known = list(positions), {actor.id: actor.name for actor in actors}
    aside = heard_once(positions) & known.keys()
    counted = [position for position in positions if _held(position, at) and (
        include_rejected or not position.rejected_by_party
    )]  # fmt: skip
    notes = [_unknown(position) for position in counted if not _known(position, book)]
    notes += [f"{known[party]} left out: heard but once" for party in sorted(aside, key=lambda one: known[one])]
    counted = [position for position in counted if _known(position, book) and position.party not in aside]
    counted, dropped = _agreeing(counted, book)
    notes += [_contradicted(position, kept, known, book) for position, kept in dropped]
    rules = [(issue, rule) for issue in book.values() for rule in _rules(issue, book)]
    spoken = _tied_in({position.issue for position in counted}, [_touched(rule) for _, rule in rules])
    kept = [issue for issue in book.values() if issue.id in spoken]
    parties = tuple(dict.fromkeys(position.party for position in counted))
    names = {party: known[party] for party in parties if party in known}
    return Model(
        issues=tuple(_issue(issue) for issue in kept),
        parties=parties,
        red_lines=tuple(_lines(counted, book, documents or {}, words or {})),
        dependencies=tuple(rule for _, rule in rules if _touched(rule) <= spoken),
        wishes=tuple(_wishes(counted)),
        notes=tuple(notes),
        party_names=names,
    )


def _agreeing(
    positions: Sequence[Position], book: Mapping[str, CodebookIssue]
) -> tuple[list[Position], list[tuple[Position, Position]]]:
    """The positions without those that, with better ones of the same party, would leave an issue no outcome.

    Returns:
        Those that count, in the order given; and each of the others with the best that counts in its stead.
    """
    kept: dict[tuple[str, str], list[Position]] = {}
    dropped: list[tuple[Position, Position]] = []
    lines = [position for position in positions if position.strength.value in COST_OF_STRENGTH]
    hardest = sorted(lines, key=lambda p: (-COST_OF_STRENGTH[p.strength.value], p.id))
    latest = sorted(hardest, key=lambda p: p.since or "", reverse=True)
    for position in sorted(latest, key=lambda p: not p.self_declared):
        issue, mine = book[position.issue], kept.setdefault((position.party, position.issue), [])
        closed = {outcome for one in (*mine, position) for outcome in _ruled_out(one, issue)}
        if mine and closed >= set(_open_to(issue)):
            dropped.append((position, mine[0]))
        else:
            mine.append(position)
    gone = {position.id for position, _ in dropped}
    return [position for position in positions if position.id not in gone], dropped


def _open_to(issue: CodebookIssue) -> tuple[str, ...]:
    """The outcomes that a package may give an issue."""
    outcomes = tuple(outcome.id for outcome in issue.outcomes)
    return (*outcomes, LEFT_OPEN) if getattr(issue, "may_stay_open", False) else outcomes


def _contradicted(
    position: Position, kept: Position, names: Mapping[str, str], book: Mapping[str, CodebookIssue]
) -> str:
    issue = book[position.issue].name or position.issue

    def told(one: Position) -> str:
        return f"the {one.strength.value.replace('_', ' ')}" + (f" of {one.since[:10]}" if one.since else "")

    name = names.get(position.party, position.party)
    return f"{name} on {issue}: {told(position)} left out, {told(kept)} says otherwise"


def _held(position: Position, at: str | None) -> bool:
    if at is None:
        return position.until is None
    return (position.since or "")[:10] <= at[:10] and (position.until is None or position.until[:10] > at[:10])


def _known(position: Position, book: Mapping[str, CodebookIssue]) -> bool:
    issue = book.get(position.issue)
    return issue is not None and any(outcome.id == position.outcome for outcome in issue.outcomes)


def _unknown(position: Position) -> str:
    return f"position {position.id} left out: the codebook has no outcome {position.issue}.{position.outcome}"


def _issue(issue: CodebookIssue) -> Issue:
    labels = {outcome.id: outcome.name for outcome in issue.outcomes if outcome.name}
    outcomes = tuple(outcome.id for outcome in issue.outcomes)
    return Issue(issue.id, outcomes, bool(getattr(issue, "may_stay_open", False)), issue.name, labels)


def _rules(issue: CodebookIssue, book: Mapping[str, CodebookIssue]) -> Iterable[Dependency]:
    """The codebook's excludes and implies between issues; inside an issue outcomes exclude each other anyway."""
    for outcome in issue.outcomes:
        given = {issue.id: (outcome.id,)}
        for other, target in _elsewhere(issue.id, outcome.excludes, book):
            yield Dependency(given, never={other: (target,)})
        for other, target in _elsewhere(issue.id, outcome.implies, book):
            yield Dependency(given, then={other: (target,)})


def _elsewhere(issue: str, names: Sequence[str], book: Mapping[str, CodebookIssue]) -> Iterable[tuple[str, str]]:
    for name in names:
        other, dot, target = name.partition(".")
        if dot and other != issue and other in book and any(outcome.id == target for outcome in book[other].outcomes):
            yield other, target


def _touched(rule: Dependency) -> set[str]:
    return {*rule.given, *rule.then, *rule.never}


def _tied_in(spoken: set[str], ties: Sequence[set[str]]) -> set[str]:
    """The issues spoken of, and those that rules tie to two of them at least, so that no conclusion is lost."""
    result = set(spoken)
    while True:
        neighbours: dict[str, set[str]] = {}
        for tie in ties:
            for issue in tie - result:
                neighbours.setdefault(issue, set()).update(tie & result)
        new = {issue for issue, others in neighbours.items() if len(others) > 1}
        if not new:
            return result
        result |= new


def _lines(
    positions: Sequence[Position],
    book: Mapping[str, CodebookIssue],
    documents: Mapping[str, str],
    words: Mapping[str, str],
) -> list[RedLine]:
    """One red line for each party, issue and set of outcomes ruled out."""
    hardest = {strength: place for place, strength in enumerate(Strength)}
    merged: dict[tuple[str, str, tuple[str, ...]], RedLine] = {}
    for position in sorted(positions, key=lambda p: (hardest[p.strength], p.since or "", p.id)):
        if position.strength.value not in COST_OF_STRENGTH:
            continue
        ruled_out = _ruled_out(position, book[position.issue])
        if not ruled_out:
            continue
        grounds = tuple(
            Ground(documents.get(e.statement, e.statement), e.statement, e.start, e.end) for e in position.evidence
        )
        key = position.party, position.issue, ruled_out
        if key in merged:
            merged[key] = replace(merged[key], evidence=tuple(dict.fromkeys((*merged[key].evidence, *grounds))))
        else:
            merged[key] = RedLine(
                position.id, position.party, position.issue, ruled_out, position.strength.value,
                evidence=grounds, words=words.get(position.id, ""),
            )  # fmt: skip
    return list(merged.values())


def _ruled_out(position: Position, issue: CodebookIssue) -> tuple[str, ...]:
    if position.refuses:
        return (position.outcome,)
    wanted = next(outcome for outcome in issue.outcomes if outcome.id == position.outcome)
    along = {wanted.id, *wanted.implies, *(f"{issue.id}.{name}" for name in wanted.implies)}
    others = tuple(o.id for o in issue.outcomes if o.id not in along and f"{issue.id}.{o.id}" not in along)
    return (*others, LEFT_OPEN) if getattr(issue, "may_stay_open", False) else others


def _wishes(positions: Sequence[Position]) -> list[Wish]:
    """What a party says it could live with or wants: the harder, the weightier."""
    weights = {"red_line": 4, "demand": 3, "preference": 2, "open": 1, "concession": 1}
    return [
        Wish(position.party, position.issue, position.outcome, weights[position.strength.value])
        for position in positions
        if not position.refuses
    ]
