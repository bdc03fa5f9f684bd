"""Finding again what a decision speaks of, when a new reading has given it another id. Pure functions.

A decision keeps an anchor for each thing that it names: the words that prove it and a label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from depesche.records import Decision, Evidence, Verb

ANCHORS = "anchors"
"""The key in a decision's ``change`` under which the ledger keeps what finds its things again."""

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


def resolve_targets(decisions: Iterable[Decision], candidates: Mapping[str, Mapping[str, Anchor]]) -> Resolved:
    """Give decisions the ids that their things have in today's readings.

    Args:
        decisions: living ones.
        candidates: record name -> id -> anchor, of all things that come into question (those in the documents of the
            decisions' evidence are enough).
    """
    found: list[Decision] = []
    lost: list[Decision] = []
    for decision in decisions:
        now = _resolved(decision, candidates)
        (lost if now is None else found).append(now or decision)
    return Resolved(tuple(found), tuple(lost))


def _resolved(decision: Decision, candidates: Mapping[str, Mapping[str, Anchor]]) -> Decision | None:
    if decision.verb is Verb.ADD:
        return decision
    anchors = anchors_of(decision)
    record, outer, inner = _target(decision)
    target = _again(record, outer, anchors, candidates)
    if target is None:
        return None
    if inner:
        again = _again("statement", inner, anchors, candidates)
        if again is None:
            return None
        target = f"{target}/{again}"
    if decision.verb not in (Verb.MERGE, Verb.SPLIT):
        return replace(decision, target=target)
    kind = record if decision.verb is Verb.MERGE else "statement"
    ids = [_again(kind, str(id_), anchors, candidates) for id_ in decision.change.get("ids", ())]
    kept = list(dict.fromkeys(id_ for id_ in ids if id_ is not None and id_ != target))
    return replace(decision, target=target, change={**decision.change, "ids": kept}) if kept else None


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
