"""Scores positions and their changes against a truth folder (``depesche evaluate positions FOLDER``).

A position is *found* where a predicted one has its party and issue and at least one of its evidence statements.
Statements read from the text count as a true statement's where they cover at least half of it, or it of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depesche.evaluation.positions_gold import GoldDossier, codebook_mapping, party_labels
from depesche.evaluation.truth import Truth, load_truth
from depesche.records import Actor, Contact, Position, Proposal, Statement

_NEGATING = re.compile(
    r"\b(kein\w*|nicht|nie|niemals|niemand|weder|ohne|abgelehnt|Absage|verworfen|Nein|statt|undenkbar|Ablehnung)\b"
)
ENOUGH_OVERLAP = 0.5  # of the shorter of two spans

Cell = tuple[str, str]


@dataclass(frozen=True)
class Found:
    """What was found in a truth folder's documents, by gold statements or from the raw text."""

    positions: Sequence[Position]
    proposals: Sequence[Proposal]
    contacts: Sequence[Contact]
    statements: Mapping[str, Statement]
    actors: Mapping[str, Actor]


Deriver = Callable[[GoldDossier, Mapping[str, Any]], Found]
Reader = Callable[[Truth, Mapping[str, Any]], Found]


def evaluate(folder: Path, derive: Deriver, read: Reader | None = None) -> dict[str, float]:
    """All figures of positions, changes, proposals and contacts, between 0 and 1.

    Args:
        folder: a truth folder, or the truth's file in it.
        derive: makes positions from the truth's own statements and a codebook's YAML mapping (names only).
        read: makes them from the documents' raw text instead; where given, ``derive`` is not used.

    Raises:
        NotFound, BadFile, TooLarge: as `load_truth`.
    """
    from depesche.evaluation.exchanges import contact_figures, proposal_figures

    truth = load_truth(folder)
    mapping = codebook_mapping(truth)
    found = read(truth, mapping) if read is not None else derive(GoldDossier(truth), mapping)
    bridge = Bridge(truth, found)
    return {
        **position_figures(truth, found.positions, bridge),
        **change_figures(truth, found.positions, bridge),
        **proposal_figures(truth, found.proposals, bridge),
        **contact_figures(truth, found.contacts, bridge),
    }


class Bridge:
    """Leads from found statements and actors to the truth's."""

    def __init__(self, truth: Truth, found: Found) -> None:
        self.truth = truth
        self.documents = {document.id: key for key, document in truth.documents.items()}
        self._labels = {label.casefold(): party for label, party in party_labels(truth).items()}
        self._actors = found.actors
        self.statements = _aligned(truth, found.statements, self.documents)

    def party(self, actor_id: str | None) -> str | None:
        """The truth's party of an actor: itself, by a name of it or its members, or its own party's."""
        if actor_id is None:
            return None
        if actor_id.casefold() in self._labels:
            return self._labels[actor_id.casefold()]
        actor = self._actors.get(actor_id)
        if actor is None:
            return None
        for name in (actor.name, *actor.names):
            if name.casefold() in self._labels:
                return self._labels[name.casefold()]
        return self.party(actor.party) if actor.party and actor.party != actor_id else None

    def name(self, actor_id: str) -> str:
        """The actor's name; what is no actor's id is a name itself."""
        actor = self._actors.get(actor_id)
        return actor.name if actor else actor_id

    def evidence(self, statement_ids: Sequence[str]) -> set[str]:
        """The truth's statements that the found ones are."""
        return {key for found in statement_ids for key in self.statements.get(found, ())}


def _aligned(truth: Truth, found: Mapping[str, Statement], documents: Mapping[str, str]) -> dict[str, list[str]]:
    by_document: dict[str, list[tuple[int, int, str]]] = {}
    for item in truth.statements:
        by_document.setdefault(item.document, []).append((item.span.start, item.span.end, item.id))
    result: dict[str, list[str]] = {}
    for key, statement in found.items():
        for start, end, gold in by_document.get(documents.get(statement.document, ""), ()):
            if overlap((statement.start, statement.end), (start, end)) >= ENOUGH_OVERLAP:
                result.setdefault(key, []).append(gold)
    return result


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The share of the shorter span that the two have in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / max(1, min(one[1] - one[0], other[1] - other[0]))


def f1(right_found: int, found: int, right_wanted: int, wanted: int) -> tuple[float, float, float]:
    """Precision, recall and F1; the numbers of right ones may differ on the two sides."""
    precision = right_found / found if found else 0.0
    recall = right_wanted / wanted if wanted else 0.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


@dataclass(frozen=True)
class _Held:
    """A position reduced to what is compared."""

    cell: Cell
    evidence: frozenset[str]
    strength: str
    direction: str
    declared: bool
    rejected: bool
    since: str


def _gold(truth: Truth) -> list[_Held]:
    acts = {item.id: item.act for item in truth.statements}
    return [
        _Held(
            (str(position["party"]), str(position["issue"])),
            frozenset(map(str, position["evidence"])),
            str(position["strength"]),
            gold_direction(position, acts),
            bool(position["self_declared"]),
            bool(position["rejected_by_party"]),
            str(position.get("from") or ""),
        )
        for position in truth.raw.get("positions", ())
    ]


def _predicted(positions: Sequence[Position], bridge: Bridge) -> list[_Held]:
    return [
        _Held(
            (bridge.party(position.party) or position.party, position.issue),
            frozenset(bridge.evidence([span.statement for span in position.evidence])),
            position.strength.value,
            direction_of(position),
            position.self_declared,
            position.rejected_by_party,
            position.since or "",
        )
        for position in positions
    ]


def direction_of(position: Position) -> str:
    """Whether a position wants, refuses or leaves open, by the rule of `gold_direction`."""
    if position.strength.value == "open":
        return "open"
    return "refuses" if position.refuses and position.strength.value != "concession" else "wants"


def gold_direction(position: Mapping[str, Any], acts: Mapping[str, str]) -> str:
    """Whether a true position wants, refuses or leaves open; the truth tells only its outcome in words and strength.

    "open" where the strength is open, "wants" for a concession; else "refuses" where the outcome's words negate or
    most of the evidence rejects or denies; else "wants".
    """
    if position["strength"] == "open":
        return "open"
    if position["strength"] == "concession":
        return "wants"
    if _NEGATING.search(str(position["outcome"])):
        return "refuses"
    told = [acts[key] for key in position["evidence"] if key in acts]
    against = sum(act in ("reject", "deny") for act in told)
    return "refuses" if against * 2 > len(told) else "wants"


def position_figures(truth: Truth, positions: Sequence[Position], bridge: Bridge) -> dict[str, float]:
    """Found positions, cells and evidence; direction, strength, self-declared and rejected among them."""
    gold, predicted = _gold(truth), _predicted(positions, bridge)
    pairs = _pairs(gold, predicted)
    right_found = sum(any(_shares(held, true) for true in gold) for held in predicted)
    precision, recall, whole = f1(right_found, len(predicted), len(pairs), len(gold))
    gold_cells, found_cells = _cells(gold), _cells(predicted)
    right_cells = sum(bool(found_cells[cell] & gold_cells.get(cell, set())) for cell in found_cells)
    gold_links = {(cell, key) for cell, keys in gold_cells.items() for key in keys}
    found_links = {(cell, key) for cell, keys in found_cells.items() for key in keys}
    common = len(gold_links & found_links)
    figures = {
        "positions_precision": precision,
        "positions_recall": recall,
        "positions_f1": whole,
        "cells_f1": f1(right_cells, len(found_cells), right_cells, len(gold_cells))[2],
        "evidence_f1": f1(common, len(found_links), common, len(gold_links))[2],
    }
    for name in ("direction", "strength", "declared"):
        right = sum(getattr(true, name) == getattr(held, name) for true, held in pairs)
        figures["self_declared" if name == "declared" else name] = right / len(pairs) if pairs else 0.0
    return {**figures, **_rejected(gold, predicted)}


def _rejected(gold: Sequence[_Held], predicted: Sequence[_Held]) -> dict[str, float]:
    wanted = [true for true in gold if true.rejected]
    found = [held for held in predicted if held.rejected]
    right_found = sum(any(_shares(held, true) for true in wanted) for held in found)
    right_wanted = sum(any(_shares(held, true) for held in found) for true in wanted)
    precision, recall, whole = f1(right_found, len(found), right_wanted, len(wanted))
    return {"rejected_precision": precision, "rejected_recall": recall, "rejected_f1": whole}


def _shares(held: _Held, true: _Held) -> bool:
    return held.cell == true.cell and bool(held.evidence & true.evidence)


def _pairs(gold: Sequence[_Held], predicted: Sequence[_Held]) -> list[tuple[_Held, _Held]]:
    """Each found true position with the predicted one that shares most of its evidence (then: on the same word)."""
    pairs = []
    for true in gold:
        matching = [held for held in predicted if _shares(held, true)]
        if matching:
            best = max(matching, key=lambda held: (len(held.evidence & true.evidence), held.declared == true.declared))
            pairs.append((true, best))
    return pairs


def _cells(held: Sequence[_Held]) -> dict[Cell, set[str]]:
    cells: dict[Cell, set[str]] = {}
    for item in held:
        cells.setdefault(item.cell, set()).update(item.evidence)
    return cells


def change_figures(truth: Truth, positions: Sequence[Position], bridge: Bridge) -> dict[str, float]:
    """Changes found: same cell, and the later position proved by a statement of the true later position.

    A truth without a list of changes has one wherever a cell's next self-declared position differs in strength or
    direction from the one before.
    """
    gold = _gold(truth)
    listed = truth.raw.get("position_changes")
    if listed:
        by_id = {str(p.get("id")): held for p, held in zip(truth.raw["positions"], gold, strict=True)}
        wanted = [by_id[str(change["to_position"])] for change in listed if str(change["to_position"]) in by_id]
    else:
        wanted = _changes(gold)
    found = _changes(_predicted(positions, bridge))
    right_found = sum(any(_shares(held, true) for true in wanted) for held in found)
    right_wanted = sum(any(_shares(held, true) for held in found) for true in wanted)
    precision, recall, whole = f1(right_found, len(found), right_wanted, len(wanted))
    return {"changes_precision": precision, "changes_recall": recall, "changes_f1": whole}


def _changes(held: Sequence[_Held]) -> list[_Held]:
    latest: dict[Cell, _Held] = {}
    found = []
    for item in sorted(held, key=lambda h: h.since):
        if not item.declared:
            continue
        before = latest.get(item.cell)
        if before is not None and (before.strength, before.direction) != (item.strength, item.direction):
            found.append(item)
        latest[item.cell] = item
    return found
