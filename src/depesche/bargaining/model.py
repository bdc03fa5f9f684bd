"""What a negotiation is to this package: issues, parties, red lines and dependencies, as frozen records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

LEFT_OPEN = "left_open"
"""The outcome that an issue has besides its own where it may stay unsettled."""

COST_OF_STRENGTH: Mapping[str, int] = {"red_line": 3, "demand": 2, "preference": 1}
"""What softening a line of each strength costs, unless the line says otherwise (the outside contract's figures)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A matter to be settled: it takes exactly one of its outcomes.

    Args:
        id: how red lines and dependencies name it.
        outcomes: ids of its outcomes.
        may_stay_open: whether a deal may leave it unsettled (one more outcome, `LEFT_OPEN`).
        name: what a reader sees, the id where empty.
        labels: what a reader sees for an outcome, where it is not the outcome's id.
    """

    id: str
    outcomes: tuple[str, ...]
    may_stay_open: bool = False
    name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_outcomes(self) -> tuple[str, ...]:
        """The outcomes, with `LEFT_OPEN` last where the issue may stay open."""
        if self.may_stay_open and LEFT_OPEN not in self.outcomes:
            return (*self.outcomes, LEFT_OPEN)
        return self.outcomes


@dataclass(frozen=True, slots=True)
class Ground:
    """A piece of evidence for a red line.

    Args:
        report: what is believed or not as a whole (a document, a statement, or a note written by hand).
        statement: the statement that proves the line, where it comes from a dossier.
        start: first code point in the document's text, with ``end`` after the last; None where not known.
        end: see ``start``.
    """

    report: str
    statement: str | None = None
    start: int | None = None
    end: int | None = None

    def as_json(self) -> object:
        """A plain text where only the report is known, else an object as positions have it."""
        if self.statement is None:
            return self.report
        return {"statement": self.statement, "start": self.start, "end": self.end, "document": self.report}


@dataclass(frozen=True, slots=True)
class RedLine:
    """Outcomes of one issue that a party rules out, whatever the strength: it counts until it is dropped.

    Args:
        id: unique in the model.
        party: whose line it is.
        issue: the issue it speaks of.
        rules_out: outcomes of that issue.
        strength: "red_line", "demand" or "preference".
        cost: what softening it costs; None takes `COST_OF_STRENGTH`.
        evidence: what it rests on. A line without evidence stands by itself; one with evidence stands as long as one
            piece is believed.
        words: how a reader sees it (the party's own words), empty where not known.
    """

    id: str
    party: str
    issue: str
    rules_out: tuple[str, ...]
    strength: str = "red_line"
    cost: float | None = None
    evidence: tuple[Ground, ...] = ()
    words: str = ""

    @property
    def weight(self) -> float:
        """What softening it costs."""
        return COST_OF_STRENGTH[self.strength] if self.cost is None else self.cost


@dataclass(frozen=True, slots=True)
class Dependency:
    """A hard rule between outcomes: if all of ``given`` hold, all of ``then`` must hold and none of ``never`` may.

    Each maps an issue to outcomes, any of which will do.
    """

    given: Mapping[str, tuple[str, ...]]
    then: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    never: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def forbidden(self, model: Model) -> Iterator[dict[str, tuple[str, ...]]]:
        """The combinations that the rule forbids: maps of issues to outcomes that must not all hold at once."""
        for issue, outcomes in self.then.items():
            yield self._combined(issue, tuple(o for o in model.issue(issue).all_outcomes if o not in outcomes))
        for issue, outcomes in self.never.items():
            yield self._combined(issue, outcomes)

    def _combined(self, issue: str, outcomes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        combination = dict(self.given)
        already = combination.get(issue)
        combination[issue] = outcomes if already is None else tuple(o for o in already if o in outcomes)
        return combination


@dataclass(frozen=True, slots=True)
class Wish:
    """An outcome that a party wants. Wishes forbid nothing; they say which of several deals is better."""

    party: str
    issue: str
    outcome: str
    weight: int = 1


@dataclass(frozen=True)
class Model:
    """A negotiation. Build one by hand, with `load_model`, or with `model_from_positions`; it is never changed.

    ``notes`` are remarks of whoever made it, for the reader (an ignored field, a position left out); ``party_names``
    is what a reader sees for a party, where it is not the party's id.
    """

    issues: tuple[Issue, ...]
    parties: tuple[str, ...]
    red_lines: tuple[RedLine, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    wishes: tuple[Wish, ...] = ()
    notes: tuple[str, ...] = ()
    party_names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _issues(self) -> dict[str, Issue]:
        return {issue.id: issue for issue in self.issues}

    @cached_property
    def _lines(self) -> dict[str, RedLine]:
        return {line.id: line for line in self.red_lines}

    def issue(self, name: str) -> Issue:
        """The issue of that id (KeyError if there is none)."""
        return self._issues[name]

    def line(self, name: str) -> RedLine:
        """The red line of that id (KeyError if there is none)."""
        return self._lines[name]
