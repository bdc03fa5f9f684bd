"""Is there a deal? Red lines, reports and sources to switch off, what blocks, what would open, with every quotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from depesche.application.pages.common import Cast, Pager, Person, Said, View, said, sources_of
from depesche.application.pages.remembering import memory_of
from depesche.application.pages.standing import whole_standing
from depesche.bargaining import Deal, Model, RedLine, analyse, deal_after, model_from_positions, verdict, what_if
from depesche.errors import UnknownName

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

LISTED = 8
"""Blockers, openings and example deals shown."""

PATIENCE = 2.0
"""Seconds that the analysis behind a page may take; then it shows what was found until then, and says so."""

MOST_QUOTES = 12
"""Pieces of evidence of one line that are looked at."""

MOST_LINES = 60
"""Lines on one page, those that block first."""

MOST_SWITCHES = 30
"""Reports and sources to switch, those with most red lines first; all of them are shown where asked for."""

MOST_OF_SET = 10
"""Lines shown of one blocker or opening, the dearest first; the whole of one is shown where asked for."""


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
    """A red line: whose, on what, which outcomes it rules out, how hard, on how many statements.

    ``off``: "" where it counts, "line" where it is left out itself, "evidence" where all that it rests on is.
    """

    id: str
    party: Person
    issue: str
    rules_out: tuple[str, ...]
    strength: str
    cost: float
    statements: int
    off: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class LinePage:
    """A red line with its quotations."""

    line: LinePart
    quotes: tuple[Said, ...]


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
class LineSet:
    """Lines that block together, or that open a deal together if softened: those shown, how many more there are, what
    softening them costs, and such a deal (issue, outcome). ``key`` names it in an address.
    """

    key: str
    lines: tuple[LinePart, ...]
    more: int
    cost: float = 0.0
    deal: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the page is shown: which page of the lines, which lists as a whole ("reports", "sources", or the key of a
    blocker or opening).
    """

    page: str = "1"
    whole: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DealPage:
    """The answer under the switches chosen. ``complete``: all blockers and openings were found in time. ``weighed``:
    it is known which reports decide; in a large dossier this is asked for after the page.
    """

    view: View
    switches: Switches
    deal: Deal
    names: dict[str, str]
    pager: Pager
    lines: tuple[LinePart, ...]
    blockers: tuple[LineSet, ...]
    openings: tuple[LineSet, ...]
    examples: tuple[tuple[tuple[str, str], ...], ...]
    reports: tuple[Switch, ...]
    more_reports: int
    sources: tuple[Switch, ...]
    more_sources: int
    complete: bool
    weighed: bool

    def sentence(self, language: str) -> str:
        """The answer in one sentence."""
        return verdict(self.deal, self.names, language)


@dataclass(frozen=True, slots=True)
class _Ground:
    """The model under a view, the names in it, and by statement its speaker and dispatch."""

    model: Model
    names: dict[str, str]
    speakers: dict[str, str | None]
    homes: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found under switches."""

    ground: _Ground
    left_out: dict[str, str]
    deal: Deal
    packages: tuple[tuple[tuple[str, str], ...], ...]


def _model(dossier: Dossier, view: View) -> tuple[Model, dict[str, str]]:
    """The model under a view, and the names in it."""
    known, codebook = whole_standing(dossier, view), dossier.codebook()
    positions = known.positions_at(view.at)  # all of them tell who is heard but once, as `dealing.model_of` asks it
    homes = {
        shown.statement: known.said[shown.statement][1]
        for one in known.held(view.at)
        for shown in one.evidence
        if shown.statement in known.said
    }
    parties = {one.party for one in positions}
    actors = list(dossier.actors(ids=sorted(parties))) if parties else []
    model = model_from_positions(positions, codebook.issues, actors, at=view.at, documents=homes)
    return model, {issue.id: issue.name for issue in codebook.issues} | {actor.id: actor.name for actor in actors}


def _evidence(model: Model) -> Iterable[tuple[RedLine, str, str | None]]:
    """Every line with each report and statement that it rests on."""
    return ((line, one.report, one.statement) for line in model.red_lines for one in line.evidence[:MOST_QUOTES])


def _ground(dossier: Dossier, view: View) -> _Ground:
    model, names = _model(dossier, view)
    wanted = {statement for _, _, statement in _evidence(model) if statement}
    found = list(dossier.statements(ids=wanted)) if wanted else []
    return _Ground(model, names, {one.id: one.speaker.actor for one in found}, {one.id: one.document for one in found})


SMALL = 400
"""Positions up to which the answer is quick enough to wait for with the rest of a page."""


def quick(dossier: Dossier, view: View) -> bool:
    """Whether the answer need not be waited for."""
    return memory_of(dossier).knows(("verdict", view)) or _is_small(dossier, view)


def _is_small(dossier: Dossier, view: View) -> bool:
    return len(whole_standing(dossier, view).positions) <= SMALL


def verdict_of(dossier: Dossier, view: View, language: str) -> str:
    """The answer in one sentence, "" where nobody has drawn a line."""

    def found() -> tuple[Deal, dict[str, str]]:
        model, names = _model(dossier, view)
        return analyse(model, limit=2, time_limit=PATIENCE, evidence=False), names

    deal, names = memory_of(dossier).get(("verdict", view), found)
    return verdict(deal, names, language) if deal.model.red_lines else ""


def _answer(dossier: Dossier, view: View, switches: Switches, *, weighed: bool) -> _Answer:
    ground: _Ground = memory_of(dossier).get(("bargain", view), lambda: _ground(dossier, view))

    def found() -> _Answer:
        left_out = {line.id: off for line in ground.model.red_lines if (off := _off(line, switches, ground))}
        model = what_if(ground.model, left_out.keys())
        deal = analyse(model, limit=LISTED, time_limit=PATIENCE, evidence=weighed)
        packages = tuple(_package(ground, deal_after(model, one.red_lines) or {}) for one in deal.openings)
        return _Answer(ground, left_out, deal, packages)

    answer: _Answer = memory_of(dossier).get(("deal", view, switches, weighed), found)
    return answer


def deal_page(
    dossier: Dossier, view: View, switches: Switches, shown: Shown | None = None, *, patient: bool = True
) -> DealPage:
    """Build the page.

    Args:
        dossier: the dossier.
        view: from where it looks.
        switches: what is left out.
        shown: what of it is shown.
        patient: whether to wait for which reports decide, where that takes long.

    Raises:
        BadExpression: the belief cannot be understood.
    """
    shown = shown or Shown()
    weighed = patient or memory_of(dossier).knows(("deal", view, switches, True)) or _is_small(dossier, view)
    answer = _answer(dossier, view, switches, weighed=weighed)
    deal, lines = answer.deal, _Lines.of(dossier, answer)
    pager = Pager.of(shown.page, MOST_LINES, len(lines.by_id))
    reports, more_reports = _reports(dossier, answer, switches, shown)
    sources, more_sources = _sources(lines.cast, answer, switches, shown)
    return DealPage(
        view=view,
        switches=switches,
        deal=deal,
        names=answer.ground.names,
        pager=pager,
        lines=lines.parts(pager.offset),
        blockers=tuple(lines.together(f"b{number}", ids, shown) for number, ids in enumerate(deal.blockers)),
        openings=tuple(
            lines.together(f"o{number}", one.red_lines, shown, one.cost, package)
            for number, (one, package) in enumerate(zip(deal.openings, answer.packages, strict=True))
        ),
        examples=tuple(_package(answer.ground, example) for example in deal.examples),
        reports=reports,
        more_reports=more_reports,
        sources=sources,
        more_sources=more_sources,
        complete=deal.complete,
        weighed=weighed,
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """The red lines of an answer as the page shows them; ``blocking`` are those of any blocker."""

    answer: _Answer
    cast: Cast
    by_id: dict[str, RedLine]
    blocking: set[str]

    @classmethod
    def of(cls, dossier: Dossier, answer: _Answer) -> _Lines:
        by_id = {line.id: line for line in answer.ground.model.red_lines}
        cast = Cast(dossier).load(line.party for line in by_id.values())
        return cls(answer, cast, by_id, {one for blocker in answer.deal.blockers for one in blocker})

    def part(self, identity: str) -> LinePart:
        return _part(self.by_id[identity], self.answer.ground, self.cast, self.answer.left_out, self.blocking)

    def parts(self, offset: int) -> tuple[LinePart, ...]:
        """One page of them: those that block first, then what is left out, then by weight; on the page by party."""
        ranked = sorted(
            self.by_id, key=lambda one: (one not in self.blocking, one not in self.answer.left_out, -self._weight(one))
        )
        here = map(self.part, ranked[offset : offset + MOST_LINES])
        return tuple(sorted(here, key=lambda one: (one.party.name, -one.cost, one.issue)))

    def together(
        self, key: str, ids: Sequence[str], shown: Shown, cost: float = 0.0, package: _Package = ()
    ) -> LineSet:
        """A blocker or an opening: all its lines, or of many the dearest unless the whole is asked for."""
        dearest = sorted(ids, key=lambda one: (-self._weight(one), one)) if len(ids) > MOST_OF_SET else list(ids)
        some = dearest if key in shown.whole else dearest[:MOST_OF_SET]
        return LineSet(key, tuple(map(self.part, some)), len(ids) - len(some), cost, package)

    def _weight(self, identity: str) -> float:
        return self.by_id[identity].weight


def line_page(dossier: Dossier, view: View, identity: str) -> LinePage:
    """One line with its quotations.

    Raises:
        UnknownName: there is no such line.
        BadExpression: the belief cannot be understood.
    """
    ground: _Ground = memory_of(dossier).get(("bargain", view), lambda: _ground(dossier, view))
    line = next((one for one in ground.model.red_lines if one.id == identity), None)
    if line is None:
        raise UnknownName("no such line", identity, "It may have gone with the evidence that counts.")
    cast = Cast(dossier)
    wanted = [one.statement for one in line.evidence[:MOST_QUOTES] if one.statement]
    quotes = said(dossier, wanted, cast)
    return LinePage(_part(line, ground, cast, {}, set()), tuple(quotes.values()))


def _off(line: RedLine, switches: Switches, ground: _Ground) -> str:
    """Why a line does not count; it stands as long as one piece of its evidence is believed."""
    if line.id in switches.lines:
        return "line"
    if not line.evidence or not (switches.reports or switches.sources):
        return ""

    def believed(report: str, statement: str | None) -> bool:
        return report not in switches.reports and ground.speakers.get(statement or "") not in switches.sources

    return "" if any(believed(one.report, one.statement) for one in line.evidence) else "evidence"


def _part(line: RedLine, ground: _Ground, cast: Cast, left_out: dict[str, str], blocking: set[str]) -> LinePart:
    issue = ground.model.issue(line.issue)
    return LinePart(
        line.id,
        cast[line.party],
        ground.names.get(line.issue, line.issue),
        tuple(issue.labels.get(one, one) for one in line.rules_out),
        line.strength,
        line.weight,
        len({one.statement for one in line.evidence if one.statement}),
        left_out.get(line.id, ""),
        line.id in blocking,
    )


_Package = tuple[tuple[str, str], ...]


def _package(ground: _Ground, package: object) -> _Package:
    """A deal as (issue, outcome) in words."""
    chosen: dict[str, str] = dict(package)  # type: ignore[call-overload]
    return tuple(
        (ground.names.get(issue, issue), ground.model.issue(issue).labels.get(outcome, outcome))
        for issue, outcome in chosen.items()
    )


def _reports(dossier: Dossier, answer: _Answer, switches: Switches, shown: Shown) -> tuple[tuple[Switch, ...], int]:
    """The reports that lines rest on, those that are off or decide first; and how many more there are."""
    lines: dict[str, set[str]] = {}
    for line, report, _ in _evidence(answer.ground.model):
        lines.setdefault(report, set()).add(line.id)
    robust = answer.deal.robustness
    deciding = set(robust.deciding) if robust else set()
    ranked = sorted(lines, key=lambda one: (one not in switches.reports, one not in deciding, -len(lines[one]), one))
    some = ranked if "reports" in shown.whole else ranked[:MOST_SWITCHES]
    found = sources_of(dossier, some)
    made = (
        Switch(
            one,
            found[one].title if one in found else one,
            f"{found[one].outlet} {found[one].day}".strip() if one in found else "",
            len(lines[one]),
            one in switches.reports,
            one in deciding,
        )
        for one in some
    )
    return tuple(made), len(ranked) - len(some)


def _sources(cast: Cast, answer: _Answer, switches: Switches, shown: Shown) -> tuple[tuple[Switch, ...], int]:
    """Those on whose word lines rest, and how many more there are."""
    lines: dict[str, set[str]] = {}
    for line, _, statement in _evidence(answer.ground.model):
        speaker = answer.ground.speakers.get(statement or "")
        if speaker:
            lines.setdefault(speaker, set()).add(line.id)
    cast.load(lines)
    ranked = sorted(lines, key=lambda one: (one not in switches.sources, -len(lines[one]), cast[one].name))
    some = ranked if "sources" in shown.whole else ranked[:MOST_SWITCHES]
    made = (
        Switch(one, cast[one].name, cast[one].outlet or "", len(lines[one]), one in switches.sources, False)
        for one in some
    )
    return tuple(made), len(ranked) - len(some)


def switches_of(lines: Iterable[str], reports: Iterable[str], sources: Iterable[str]) -> Switches:
    """Switches from what an address names."""
    return Switches(frozenset(filter(None, lines)), frozenset(filter(None, reports)), frozenset(filter(None, sources)))
