"""Finding again what a decision speaks of, when a new reading has given it another id. Pure functions.

A decision keeps an anchor for each thing that it names: the words that prove it and a label. Things that decisions made
(a part split off, a record added) need none: no reading gives them another id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from depesche.ledger import record_fields
from depesche.records import Decision, Evidence, Verb, stable_id

ANCHORS = "anchors"
"""The key in a decision's ``change`` under which the ledger keeps what finds its things again."""

PART = "part"
"""The key in a split's ``change`` under which the ledger keeps the id of the thing that it makes."""

COVERED = 0.5
"""Share of a decision's evidence (characters) that a thing must have to be taken for the one decided about. A thing
that grew by other evidence is still the same; one that holds less than half of the words is another."""

ALIKE = 0.5
"""For statements: characters in common to characters in either. Keeps a decision about a nested statement from passing
to the longer one around it when the nested one is not found again."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What finds a thing again: the words that prove it, and a label (a position's issue and outcome, a name)."""

    evidence: tuple[Evidence, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Decisions with today's ids, and those whose thing is not in the readings any more (kept, without effect)."""

    found: tuple[Decision, ...]
    lost: tuple[Decision, ...]


def anchors_of(decision: Decision) -> dict[str, Anchor]:
    """The anchors of all things that a decision names; the target's own at least."""
    kept = decision.change.get(ANCHORS, {})
    anchors = {
        id_: Anchor(tuple(Evidence(*one) for one in anchor.get("evidence", ())), anchor.get("label", ""))
        for id_, anchor in kept.items()
    }
    anchors.setdefault(decision.target, Anchor(decision.evidence))
    return anchors


def when(decision: Decision) -> tuple[str, str]:
    """What decisions are sorted by: the order in which they were made."""
    return decision.made_at, decision.id


def added_id(decision: Decision) -> str:
    """The id of an added thing: the target where the decision names one."""
    prefix = record_fields.PREFIXES.get(decision.record, "x")
    return decision.target or stable_id(prefix, "added", decision.id)


def split_id(decision: Decision) -> str:
    """The id of the thing that a split makes: of the same statements split off again, the same."""
    prefix = record_fields.PREFIXES.get(decision.record, "x")
    return str(decision.change.get(PART) or stable_id(prefix, "split", decision.id))


def made_id(decision: Decision) -> str | None:
    """The id of the thing that a decision makes, if it makes one."""
    if decision.verb is Verb.ADD:
        return added_id(decision)
    return split_id(decision) if decision.verb is Verb.SPLIT else None


def resolve_targets(
    decisions: Iterable[Decision], candidates: Mapping[str, Mapping[str, Anchor]], unmade: Iterable[str] = ()
) -> Resolved:
    """Give decisions the ids that their things have in today's readings.

    Args:
        decisions: living ones.
        candidates: record name -> id -> anchor, of all things that come into question (those in the documents of the
            decisions' evidence are enough).
        unmade: ids of things that decisions made which do not stand any more: not looked for among the readings, for
            what holds the same words is what they were taken from.
    """
    ordered = sorted(decisions, key=when)
    again = _Again(candidates, {*unmade, *(id_ for one in ordered if (id_ := made_id(one)) is not None)})
    making = [one for one in ordered if made_id(one) is not None]
    while missing := [one for one in making if again.resolved(one) is None]:  # a part of a part needs the part
        if len(missing) == len(making):
            break
        making = missing
    found: list[Decision] = []
    lost: list[Decision] = []
    for decision in ordered:
        now = again.resolved(decision)
        (lost if now is None else found).append(now or decision)
    return Resolved(tuple(found), tuple(lost))


class _Again:
    """Finds things again; those that decisions made once these have been resolved."""

    def __init__(self, candidates: Mapping[str, Mapping[str, Anchor]], made: set[str]) -> None:
        self._candidates, self._made = candidates, made
        self._there: set[str] = set()

    def resolved(self, decision: Decision) -> Decision | None:
        """The decision with today's ids; None where its thing is not there."""
        now = decision if decision.verb is Verb.ADD else self._resolved(decision)
        if now is not None and (made := made_id(now)) is not None:
            self._there.add(made)
        return now

    def _resolved(self, decision: Decision) -> Decision | None:
        anchors = anchors_of(decision)
        record, outer, inner = _target(decision)
        target = self._now(record, outer, anchors)
        if target is None:
            return None
        if inner:
            again = self._now("statement", inner, anchors)
            if again is None:
                return None
            target = f"{target}/{again}"
        if decision.verb not in (Verb.MERGE, Verb.SPLIT):
            return replace(decision, target=target)
        kind = record if decision.verb is Verb.MERGE else "statement"
        ids = [self._now(kind, str(id_), anchors) for id_ in decision.change.get("ids", ())]
        kept = list(dict.fromkeys(id_ for id_ in ids if id_ is not None and id_ != target))
        return replace(decision, target=target, change={**decision.change, "ids": kept}) if kept else None

    def _now(self, record: str, id_: str, anchors: Mapping[str, Anchor]) -> str | None:
        if id_ in self._made:
            return id_ if id_ in self._there else None
        return _again(record, id_, anchors, self._candidates)


def _target(decision: Decision) -> tuple[str, str, str]:
    """Record, id and, for a response, the statement that responds."""
    if decision.record == "response":
        claim, _, statement = decision.target.partition("/")
        return "claim", claim, statement
    return decision.record, decision.target, ""


def _again(
    record: str, id_: str, anchors: Mapping[str, Anchor], candidates: Mapping[str, Mapping[str, Anchor]]
) -> str | None:
    """The id that a thing has now; None where it is not there."""
    there = candidates.get(record, {})
    anchor = anchors.get(id_)
    if id_ in there:
        return id_
    if anchor is None or not anchor.evidence:
        return None
    scored = [
        (other.label == anchor.label, alike, id_now)
        for id_now, other in there.items()
        for covered, alike in [_overlap(anchor.evidence, other.evidence)]
        if covered >= COVERED
        and (record != "statement" or alike >= ALIKE)
        and (record != "position" or other.label == anchor.label)
    ]
    return min(scored, key=lambda one: (not one[0], -one[1], one[2]))[2] if scored else None


def _overlap(mine: Sequence[Evidence], theirs: Sequence[Evidence]) -> tuple[float, float]:
    """Share of my characters that they have; characters in common to characters in either."""
    common = sum(
        max(0, min(one.end, other.end) - max(one.start, other.start))
        for one in _united(mine)
        for other in _united(theirs)
        if one.document == other.document
    )
    size = sum(one.end - one.start for one in _united(mine))
    either = size + sum(one.end - one.start for one in _united(theirs)) - common
    return (common / size if size else 0.0), (common / either if either else 0.0)


def _united(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without overlaps."""
    united: list[Evidence] = []
    for one in sorted(set(evidence)):
        if united and united[-1].document == one.document and one.start <= united[-1].end:
            united[-1] = Evidence(one.document, united[-1].start, max(united[-1].end, one.end))
        else:
            united.append(one)
    return united
