"""Is there a deal? Red lines, reports and sources to switch off, what blocks, what would open, with every quotation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from depesche.application.pages.common import Cast, Person, Said, Source, View, said
from depesche.application.pages.remembering import memory_of
from depesche.application.pages.standing import whole_standing
from depesche.bargaining import Deal, Model, RedLine, analyse, deal_after, model_from_positions, verdict, what_if

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

LISTED = 8
"""Blockers, openings and example deals shown."""

PATIENCE = 2.0
"""Seconds that the analysis behind a page may take; then it shows what was found until then, and says so."""

MOST_QUOTES = 12
"""Quotations of one line that are looked up."""

MOST_LINES = 60
"""Lines shown, those that block first."""

MOST_SWITCHES = 40
"""Reports and sources to switch, those with most red lines first."""


@dataclass(frozen=True, slots=True)
class Switches:
    """What is left out: red lines, reports (dispatches) and sources (speakers), by id."""

    lines: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.lines or self.reports or self.sources)


@dataclass(frozen=True, slots=True)
class LinePart:
    """A red line: whose, on what, which outcomes it rules out, how hard, its quotations.

    ``off``: "" where it counts, "line" where it is left out itself, "evidence" where all that it rests on is.
    """

    id: str
    party: Person
    issue: str
    rules_out: tuple[str, ...]
    strength: str
    cost: float
    quotes: tuple[Said, ...]
    off: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class Switch:
    """A report or source that red lines rest on; ``decides``: leaving it out alone changes the answer."""

    id: str
    label: str
    note: str
    lines: int
    off: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class OpeningPart:
    """Red lines whose softening makes a deal possible, what that costs, and such a deal (issue, outcome)."""

    lines: tuple[LinePart, ...]
    cost: float
    deal: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DealPage:
    """The answer under the switches chosen. ``complete``: all blockers and openings were found in time."""

    view: View
    switches: Switches
    deal: Deal
    names: dict[str, str]
    lines: tuple[LinePart, ...]
    blockers: tuple[tuple[LinePart, ...], ...]
    openings: tuple[OpeningPart, ...]
    examples: tuple[tuple[tuple[str, str], ...], ...]
    reports: tuple[Switch, ...]
    sources: tuple[Switch, ...]
    complete: bool
    left_out: int

    def sentence(self, language: str) -> str:
        """The answer in one sentence."""
        return verdict(self.deal, self.names, language)


@dataclass(frozen=True, slots=True)
class _Ground:
    model: Model
    quotes: dict[str, Said]
    names: dict[str, str]


def _model(dossier: Dossier, view: View) -> tuple[Model, dict[str, str]]:
    """The model under a view, and the names in it."""
    known, codebook = whole_standing(dossier, view), dossier.codebook()
    positions = known.positions_at(view.at)
    homes = {statement: document for statement, (_, document) in known.said.items()}
    parties = {one.party for one in positions}
    actors = list(dossier.actors(ids=sorted(parties))) if parties else []
    model = model_from_positions(positions, codebook.issues, actors, at=view.at, documents=homes)
    return model, {issue.id: issue.name for issue in codebook.issues} | {actor.id: actor.name for actor in actors}


def _ground(dossier: Dossier, view: View) -> _Ground:
    """The model under a view, with the statements that it rests on."""
    model, names = _model(dossier, view)
    wanted = [one.statement for line in model.red_lines for one in line.evidence[:MOST_QUOTES] if one.statement]
    return _Ground(model, said(dossier, wanted, Cast(dossier)), names)


SMALL = 400
"""Positions up to which the answer is quick enough to wait for with the rest of a page."""


def quick(dossier: Dossier, view: View) -> bool:
    """Whether the answer need not be waited for."""
    return memory_of(dossier).knows(("verdict", view)) or len(whole_standing(dossier, view).positions) <= SMALL


def verdict_of(dossier: Dossier, view: View, language: str) -> str:
    """The answer in one sentence, "" where nobody has drawn a line."""

    def found() -> tuple[Deal, dict[str, str]]:
        model, names = _model(dossier, view)
        return analyse(model, limit=2, time_limit=PATIENCE, evidence=False), names

    deal, names = memory_of(dossier).get(("verdict", view), found)
    return verdict(deal, names, language) if deal.model.red_lines else ""


def _remembered(dossier: Dossier, view: View) -> _Ground:
    ground: _Ground = memory_of(dossier).get(("bargain", view), lambda: _ground(dossier, view))
    return ground


def deal_page(dossier: Dossier, view: View, switches: Switches) -> DealPage:
    """Build the page.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    page: DealPage = memory_of(dossier).get(("deal", view, switches), lambda: _deal_page(dossier, view, switches))
    return page


def _deal_page(dossier: Dossier, view: View, switches: Switches) -> DealPage:
    ground = _remembered(dossier, view)
    known = {line.id for line in ground.model.red_lines}
    left_out = {line.id: off for line in ground.model.red_lines if (off := _off(line, switches, ground.quotes))}
    model = what_if(ground.model, left_out.keys() & known)
    deal = analyse(model, limit=LISTED, time_limit=PATIENCE)
    blocking = {one for blocker in deal.blockers for one in blocker}
    cast = Cast(dossier).load(line.party for line in ground.model.red_lines)
    parts = {line.id: _part(line, ground, cast, left_out, blocking) for line in ground.model.red_lines}
    robust = deal.robustness
    deciding = set(robust.deciding) if robust else set()
    return DealPage(
        view=view,
        switches=switches,
        deal=deal,
        names=ground.names,
        lines=_shown(parts.values()),
        left_out=max(0, len(parts) - MOST_LINES),
        blockers=tuple(tuple(parts[one] for one in blocker) for blocker in deal.blockers),
        openings=tuple(
            OpeningPart(
                tuple(parts[one] for one in opening.red_lines),
                opening.cost,
                _package(ground, deal_after(model, opening.red_lines) or {}),
            )
            for opening in deal.openings
        ),
        examples=tuple(_package(ground, example) for example in deal.examples),
        reports=_reports(ground, switches, deciding),
        sources=_sources(ground, switches),
        complete=deal.complete,
    )


def _shown(parts: Iterable[LinePart]) -> tuple[LinePart, ...]:
    """Lines by party, the hardest first; where there are too many, those that block or are left out."""
    first = sorted(parts, key=lambda one: (not one.blocking, not one.off, -one.cost))[:MOST_LINES]
    return tuple(sorted(first, key=lambda one: (one.party.name, -one.cost, one.issue)))


def _off(line: RedLine, switches: Switches, quotes: dict[str, Said]) -> str:
    """Why a line does not count; it stands as long as one piece of its evidence is believed."""
    if line.id in switches.lines:
        return "line"
    if not line.evidence or not (switches.reports or switches.sources):
        return ""

    def believed(report: str, statement: str | None) -> bool:
        quote = quotes.get(statement or "")
        speaker = quote.speaker.id if quote and quote.speaker else ""
        return report not in switches.reports and speaker not in switches.sources

    return "" if any(believed(one.report, one.statement) for one in line.evidence) else "evidence"


def _part(line: RedLine, ground: _Ground, cast: Cast, left_out: dict[str, str], blocking: set[str]) -> LinePart:
    issue = ground.model.issue(line.issue)
    quotes = (ground.quotes.get(one.statement or "") for one in line.evidence)
    return LinePart(
        line.id,
        cast[line.party],
        ground.names.get(line.issue, line.issue),
        tuple(issue.labels.get(one, one) for one in line.rules_out),
        line.strength,
        line.weight,
        tuple(quote for quote in quotes if quote is not None),
        left_out.get(line.id, ""),
        line.id in blocking,
    )


def _package(ground: _Ground, package: object) -> tuple[tuple[str, str], ...]:
    """A deal as (issue, outcome) in words."""
    chosen: dict[str, str] = dict(package)  # type: ignore[call-overload]
    return tuple(
        (ground.names.get(issue, issue), ground.model.issue(issue).labels.get(outcome, outcome))
        for issue, outcome in chosen.items()
    )


def _reports(ground: _Ground, switches: Switches, deciding: set[str]) -> tuple[Switch, ...]:
    lines: dict[str, set[str]] = {}
    sources: dict[str, Source] = {}
    for line in ground.model.red_lines:
        for one in line.evidence:
            lines.setdefault(one.report, set()).add(line.id)
            quote = ground.quotes.get(one.statement or "")
            if quote:
                sources[one.report] = quote.source
    ranked = sorted(lines, key=lambda one: (one not in switches.reports, one not in deciding, -len(lines[one]), one))
    return tuple(
        Switch(
            one,
            sources[one].title if one in sources else one,
            f"{sources[one].outlet} {sources[one].day}" if one in sources else "",
            len(lines[one]),
            one in switches.reports,
            one in deciding,
        )
        for one in ranked[:MOST_SWITCHES]
    )


def _sources(ground: _Ground, switches: Switches) -> tuple[Switch, ...]:
    lines: dict[str, set[str]] = {}
    people: dict[str, Person] = {}
    for line in ground.model.red_lines:
        for one in line.evidence:
            quote = ground.quotes.get(one.statement or "")
            if quote and quote.speaker:
                people[quote.speaker.id] = quote.speaker
                lines.setdefault(quote.speaker.id, set()).add(line.id)
    ranked = sorted(lines, key=lambda one: (one not in switches.sources, -len(lines[one]), people[one].name))
    return tuple(
        Switch(one, people[one].name, people[one].outlet or "", len(lines[one]), one in switches.sources, False)
        for one in ranked[:MOST_SWITCHES]
    )


def switches_of(lines: Iterable[str], reports: Iterable[str], sources: Iterable[str]) -> Switches:
    """Switches from what an address names."""
    return Switches(frozenset(filter(None, lines)), frozenset(filter(None, reports)), frozenset(filter(None, sources)))
