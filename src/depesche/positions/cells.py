"""The cells (party, issue) in the stage's index: their observations, and the positions that these fold into."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from depesche.positions.observe import Observation
from depesche.positions.positions import fold, reject
from depesche.records import Position
from depesche.stages import StageIndex


def cell_of(item: Observation) -> str:
    """The key of an observation's cell."""
    return f"cell:{item.party}|{item.issue}"


def store(observations: Iterable[Observation], index: StageIndex) -> None:
    """Put observations into the index, findable by cell, document and statement."""
    items = list(observations)
    index.add(
        pair
        for item in items
        for pair in (
            (cell_of(item), item.id),
            (f"doc:{item.document}", item.id),
            (f"statement:{item.statement}", item.id),
        )
    )
    index.put({item.id: item.pack() for item in items})


def refold(cells: Sequence[str], index: StageIndex) -> tuple[list[Position], list[str]]:
    """Fold the cells again: their positions, and the ids of positions that are no more."""
    postings = index.find(cells)
    packed = index.get(key for keys in postings.values() for key in keys)
    before = index.get(f"folded:{cell}" for cell in cells)
    positions: list[Position] = []
    dropped: list[str] = []
    values: dict[str, bytes] = {}
    for cell in cells:
        items = [Observation.unpack(packed[key]) for key in postings.get(cell, ()) if key in packed]
        changed = {item.id: item for item in reject(items)}
        values.update((key, item.pack()) for key, item in changed.items())
        now = fold([changed.get(item.id, item) for item in items])
        key = f"folded:{cell}"
        ids = [position.id for position in now]
        dropped += [old for old in (json.loads(before[key]) if key in before else []) if old not in ids]
        values[key] = json.dumps(ids).encode()
        positions += now
    index.put(values)
    return positions, dropped
