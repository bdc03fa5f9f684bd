"""The table that a mediator keeps by hand: parties by issues, each cell where the party stands at a day.

Plain data for terminal and web; no markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from depesche.positions.codebook import Codebook
from depesche.records import Position, Strength, heard_once


@dataclass(frozen=True, slots=True)
class Entry:
    """One position as a cell shows it.

    ``label`` is the outcome's name, ``refused`` says that the party rules it out. ``attributed``: on others' word;
    ``contested``: the party itself denied that it holds it.
    """

    position: str
    outcome: str
    label: str
    refused: bool
    strength: str
    since: str | None
    until: str | None
    attributed: bool
    contested: bool
    asserted_by: str | None
    statements: int
    confidence: float


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A party on an issue: what it says itself (the latest), and what others say of it."""

    party: str
    issue: str
    stands: Entry | None
    told: tuple[Entry, ...] = ()

    @property
    def marks(self) -> str:
        """The signs of a cell: ~ where only others say so, ! where the party denied what is told of it."""
        found = "~" if self.stands is None and self.told else ""
        return found + ("!" if any(entry.contested for entry in self.told) else "")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows are parties, columns issues; cells without a position are left out."""

    at: str | None
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    cells: dict[tuple[str, str], MatrixCell] = field(default_factory=dict)

    def cell(self, party: str, issue: str) -> MatrixCell | None:
        """The cell, or None where nothing is known."""
        return self.cells.get((party, issue))


def taking_part(positions: Iterable[Position], named: Iterable[str] = ()) -> tuple[Position, ...]:
    """Positions without those of parties that are heard but once (`heard_once`); those that a codebook named stay.

    To be asked of all positions that count, whatever the day of the matrix: who takes part does not change with it.
    """
    known = tuple(positions)
    aside = heard_once(known) - set(named)
    return tuple(one for one in known if one.party not in aside) if aside else known


def silent(codebook: Codebook, parties: Iterable[str]) -> list[str]:
    """The names of the codebook's parties that are not among these: nobody is known by its names, perhaps."""
    known = set(parties)
    return [party.name for party in codebook.parties if party.id not in known]


def matrix(positions: Iterable[Position], codebook: Codebook, at: str | None = None) -> Matrix:
    """The matrix at a day (ISO), or of the latest state.

    Parties are ordered by the number of their positions, issues as in the codebook (unknown ones last).
    """
    cells: dict[tuple[str, str], list[Position]] = {}
    counts: dict[str, int] = {}
    for position in positions:
        if at is not None and position.since is not None and position.since > at:
            continue
        cells.setdefault((position.party, position.issue), []).append(position)
        counts[position.party] = counts.get(position.party, 0) + 1
    order = {issue.id: number for number, issue in enumerate(codebook.issues)}
    return Matrix(
        at=at,
        parties=tuple(sorted(counts, key=lambda party: (-counts[party], party))),
        issues=tuple(sorted({issue for _, issue in cells}, key=lambda issue: (order.get(issue, len(order)), issue))),
        cells={key: _cell(key, found, codebook) for key, found in cells.items()},
    )


def _cell(key: tuple[str, str], found: Sequence[Position], codebook: Codebook) -> MatrixCell:
    own = [position for position in found if position.self_declared]
    told = [position for position in found if not position.self_declared]
    latest = max(own, key=standing) if own else None
    told.sort(key=lambda position: (position.since or "", position.id))
    return MatrixCell(
        *key, entry(latest, codebook) if latest else None, tuple(entry(position, codebook) for position in told)
    )


def standing(position: Position) -> tuple[str, int, int, str]:
    """What of a party's own positions stands is the greatest by this: the latest; of one day, or without days, the best
    proved; then the firmest.
    """
    firmness = -list(Strength).index(position.strength)
    return position.since or "", len(position.evidence), firmness, position.id


def entry(position: Position, codebook: Codebook) -> Entry:
    """A position as a cell or a history shows it."""
    issue = codebook.by_id.get(position.issue)
    names = {outcome.id: outcome.name for outcome in issue.outcomes} if issue else {}
    return Entry(
        position=position.id,
        outcome=position.outcome,
        label=names.get(position.outcome, position.outcome),
        refused=position.refuses,
        strength=position.strength.value,
        since=position.since,
        until=position.until,
        attributed=not position.self_declared,
        contested=position.rejected_by_party,
        asserted_by=position.asserted_by,
        statements=len(position.evidence),
        confidence=position.confidence,
    )


def history(positions: Iterable[Position], codebook: Codebook, party: str, issue: str) -> list[Entry]:
    """Every position of one cell, earliest first."""
    found = [position for position in positions if (position.party, position.issue) == (party, issue)]
    return [entry(position, codebook) for position in sorted(found, key=lambda p: (p.since or "", p.id))]
