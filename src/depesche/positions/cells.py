"""The cells (party, issue) in the stage's index: their observations, and the positions that these fold into."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence, Set
from hashlib import blake2b

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


def refold(cells: Sequence[str], again: Set[str], index: StageIndex) -> tuple[list[Position], list[str]]:
    """Fold the cells again: the positions that are new or other than before, and the ids of those that are no more.

    Args:
        cells: the cells that the batch touches.
        again: cells of documents that are read again, all of whose positions are given.
        index: the stage's own index.
    """
    postings = index.find(cells)
    packed = index.get(key for keys in postings.values() for key in keys)
    folded = index.get(f"folded:{cell}" for cell in cells)
    positions: list[Position] = []
    dropped: list[str] = []
    values: dict[str, bytes] = {}
    for cell in cells:
        items = [Observation.unpack(packed[key]) for key in postings.get(cell, ()) if key in packed]
        changed = {item.id: item for item in reject(items)}
        values.update((key, item.pack()) for key, item in changed.items())
        now = fold([changed.get(item.id, item) for item in items])
        key = f"folded:{cell}"
        before: dict[str, str] = json.loads(folded[key]) if key in folded else {}
        marks = {position.id: mark_of(position) for position in now}
        dropped += [old for old in before if old not in marks]
        values[key] = json.dumps(marks, separators=(",", ":")).encode()
        positions += [one for one in now if cell in again or before.get(one.id) != marks[one.id]]
    index.put(values)
    return positions, dropped


def mark_of(record: object) -> str:
    """A short digest by which a record that was found again is known for the same."""
    return blake2b(repr(record).encode(), digest_size=6).hexdigest()
