"""Folds observations of one cell (party, issue) into positions over time, and names what moved between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from depesche.positions.models import DIRECTIONS, STRENGTHS
from depesche.positions.observe import Observation, stance_of
from depesche.records import Act, EvidenceSpan, Position, Strength, stable_id

MOST_EVIDENCE = 200  # spans of one position that are kept, the earliest and the latest half each
# Days after an attribution within which a party's denial on the issue is taken to answer it. Of 2, 4, 7, 10 and 14 by
# rejections found with the shipped model: 0.01 of F1 more on cuba-1962 than 7 to 14, the same on the other shared two.
REJECTION_DAYS = 4
HARDLY_LESS = 0.3  # share of the likeliest stance’s probability from which the stance held is kept
MOST_ANSWERS = 5  # denials of one attribution that are kept
SOFT = frozenset({"open", "concession", "preference"})


@dataclass(frozen=True, slots=True)
class Move:
    """A change of position: an event of its own.

    ``since`` is the later position's day. ``anonymous``: it rests on unnamed word; ``denied``: the party denied it.
    """

    id: str
    party: str
    issue: str
    before: str  # position ids
    after: str
    since: str | None
    from_strength: Strength
    to_strength: Strength
    softer: bool
    anonymous: bool
    denied: bool


@dataclass
class _Occasion:
    """What one side said on one day by one document, or several alike on end."""

    strength: str
    direction: str
    observations: list[Observation]

    @property
    def day(self) -> str:
        return self.observations[0].day or ""


def fold(observations: Sequence[Observation]) -> list[Position]:
    """The positions of one cell, earliest first; self-declared ones are a sequence, attributed ones stand beside it."""
    stances = [item for item in observations if item.kind == "stance"]
    declared = _occasions([item for item in stances if item.self_declared])
    told = _occasions([item for item in stances if not item.self_declared])
    sequence = _sequence(declared)
    beside = _beside(told)
    positions = [
        _position(run, until=sequence[i + 1].day if i + 1 < len(sequence) else None) for i, run in enumerate(sequence)
    ]
    positions += [_position(run, until=None) for run in beside]
    return sorted(positions, key=lambda position: (position.since or "", position.id))


def _occasions(observations: Sequence[Observation]) -> list[_Occasion]:
    grouped: dict[tuple[str, str, str | None], list[Observation]] = {}
    for item in sorted(observations, key=lambda o: (o.day or "", o.document, o.start)):
        teller = None if item.self_declared else item.asserted_by
        grouped.setdefault((item.document, item.day or "", teller), []).append(item)
    return sorted(
        (_Occasion(*stance_of(group), group) for group in grouped.values()), key=lambda occasion: occasion.day
    )


def _sequence(occasions: Sequence[_Occasion]) -> list[_Occasion]:
    """Runs of one strength and direction; a party that says the same again, or nearly so, holds the same position."""
    runs: list[_Occasion] = []
    for occasion in occasions:
        if runs and _stays(runs[-1], occasion):
            runs[-1].observations += occasion.observations
        else:
            runs.append(_Occasion(occasion.strength, occasion.direction, list(occasion.observations)))
    return runs


def _stays(run: _Occasion, occasion: _Occasion) -> bool:
    """Whether what is said now is hardly less likely the position held than another one."""
    if (run.strength, run.direction) == (occasion.strength, occasion.direction):
        return True
    place, best = STRENGTHS.index(run.strength), STRENGTHS.index(occasion.strength)
    held = sum(item.strengths[place] * item.probability for item in occasion.observations)
    new = sum(item.strengths[best] * item.probability for item in occasion.observations)
    side, other = DIRECTIONS.index(run.direction), DIRECTIONS.index(occasion.direction)
    same = sum(item.directions[side] * item.probability for item in occasion.observations)
    turned = sum(item.directions[other] * item.probability for item in occasion.observations)
    return held >= HARDLY_LESS * new and same >= HARDLY_LESS * turned


def _beside(occasions: Sequence[_Occasion]) -> list[_Occasion]:
    """What others say of a party: one position for each stance and each who says so."""
    found: dict[tuple[str, str | None], _Occasion] = {}
    for occasion in occasions:
        key = (occasion.strength, occasion.observations[0].asserted_by)
        if key in found:
            found[key].observations += occasion.observations
        else:
            found[key] = _Occasion(occasion.strength, occasion.direction, list(occasion.observations))
    return list(found.values())


def _position(run: _Occasion, until: str | None) -> Position:
    first = run.observations[0]
    outcomes: dict[str, float] = {}
    # What is wanted is told by what shows a wish: another statement's words may name what is refused along with it.
    direction = stance_of(run.observations)[1]
    side = DIRECTIONS.index(direction)
    agreeing = [item for item in run.observations if item.directions[side] == max(item.directions)]
    for item in agreeing or run.observations:
        outcomes[item.outcome] = outcomes.get(item.outcome, 0.0) + item.probability
    outcome = max(outcomes, key=lambda name: outcomes[name])
    conditions = [item.condition for item in run.observations if item.condition]
    missed = 1.0
    for item in run.observations:
        missed *= 1.0 - item.probability
    return Position(
        id=stable_id("p", first.party, first.issue, run.strength, run.direction, first.statement),
        party=first.party,
        issue=first.issue,
        outcome=outcome,
        strength=Strength(run.strength),
        since=first.day,
        until=until or None,
        asserted_by=first.asserted_by,
        self_declared=first.self_declared,
        rejected_by_party=not first.self_declared and any(item.rejected_by for item in run.observations),
        refuses=direction == "refuses",
        condition=conditions[0] if conditions else "",
        evidence=_evidence(run.observations),
        confidence=round(1.0 - missed, 3),
    )


def _evidence(observations: Sequence[Observation]) -> tuple[EvidenceSpan, ...]:
    spans = [EvidenceSpan(item.statement, item.start, item.end) for item in observations]
    if len(spans) <= MOST_EVIDENCE:
        return tuple(spans)
    half = MOST_EVIDENCE // 2
    return tuple(spans[:half] + spans[-half:])


def reject(observations: Sequence[Observation]) -> list[Observation]:
    """The attributed observations that the party's own denials on the issue newly answer, ``rejected_by`` filled.

    Only softness that is told of a party is denied by a refusal on the issue; what else is told of it, by claims alone.
    Who rules out himself what he is said to be open for denies it, too.
    """
    told = [o for o in observations if not o.self_declared and o.kind == "stance" and stance_of([o])[0] in SOFT]
    if not told:
        return []
    denials: dict[str, list[Observation]] = {}
    for item in observations:
        if item.self_declared and (item.act == Act.DENY.value or _rules_out(item)):
            denials.setdefault(item.day or "", []).append(item)
    found = []
    for item in told:
        near = (denial for day in _days_after(item.day) for denial in denials.get(day, ()))
        answers = tuple(islice((d.statement for d in near if _answers(item, d)), MOST_ANSWERS))
        if not set(answers) <= set(item.rejected_by):
            found.append(replace(item, rejected_by=tuple(dict.fromkeys((*item.rejected_by, *answers)))))
    return found


def _days_after(day: str | None) -> list[str]:
    """The days on which a denial may answer what was said on this one."""
    try:
        first = date.fromisoformat(day or "")
    except ValueError:
        return [""]
    return [(first + timedelta(days=more)).isoformat() for more in range(REJECTION_DAYS + 1)]


def _rules_out(item: Observation) -> bool:
    """Whether it is a stance that refuses its outcome."""
    return item.kind == "stance" and stance_of([item])[1] == "refuses"


def _answers(told: Observation, denial: Observation) -> bool:
    if denial.statement == told.statement:
        return False
    if denial.act != Act.DENY.value and (denial.outcome != told.outcome or _rules_out(told)):
        return False
    if denial.document != told.document:
        return bool(told.day)  # without days nobody knows which came first
    return denial.start > told.start


def moves(positions: Sequence[Position], unnamed: frozenset[str] = frozenset()) -> list[Move]:
    """What moved in one cell: every self-declared position that differs from the one before, and every attributed one
    that differs from what the party said last.

    Where one of the two has no day, nobody knows which of a party's own positions came first: neither moved.

    Args:
        positions: of one cell, earliest first.
        unnamed: actors that are unnamed sources.
    """
    found: list[Move] = []
    current: Position | None = None
    for position in positions:
        ordered = not position.self_declared or (current is not None and current.since and position.since)
        if current is not None and ordered and _differs(current, position):
            found.append(_move(current, position, unnamed))
        if position.self_declared:
            current = position
    return found


def _differs(before: Position, after: Position) -> bool:
    return before.strength != after.strength or before.refuses != after.refuses


def _move(before: Position, after: Position, unnamed: frozenset[str]) -> Move:
    order = list(Strength)
    return Move(
        id=stable_id("m", before.id, after.id),
        party=after.party,
        issue=after.issue,
        before=before.id,
        after=after.id,
        since=after.since,
        from_strength=before.strength,
        to_strength=after.strength,
        softer=order.index(after.strength) > order.index(before.strength),
        anonymous=not after.self_declared and (after.asserted_by is None or after.asserted_by in unnamed),
        denied=after.rejected_by_party,
    )
