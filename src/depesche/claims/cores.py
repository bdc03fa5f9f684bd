"""Which statements of a claim say it surely: those that sure pairs link to the clearest one; others say it loosely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from depesche.claims import pairs
from depesche.claims.crowd import Codes
from depesche.claims.places import Place
from depesche.claims.propositions import Floats, Proposition

CORE = 24  # statements of a claim that are compared with each other: the first and the latest

Links = Mapping[str, Mapping[str, float]]  # the pair scores of a claim's statements, by the ids of both


def links(claims: Sequence[Sequence[Proposition]], codes: Codes, score: Callable[[Floats], Floats]) -> list[Links]:
    """How surely the statements of each of some claims say the same, each pair of them.

    Args:
        claims: the statements of each, as `drafts.some` chooses them, `CORE` at most.
        codes: makes numbers of them.
        score: the score "same_claim" of pair features.
    """
    found: list[dict[str, dict[str, float]]] = [{item.id: {} for item in items} for items in claims]
    for part in _parts([len(items) for items in claims]):
        work = [(number, claims[number], place) for number in part for place in range(1, len(claims[number]))]
        asked = [(items[place], items[:place]) for _, items, place in work]
        made = pairs.compare_each(asked, codes, pairs.Telling(0, {}), Place([]))
        values = iter(score(np.concatenate([one.rows for one in made])).tolist())
        for number, items, place in work:
            one = items[place].id
            for other in items[:place]:
                found[number][one][other.id] = found[number][other.id][one] = next(values)
    return list(found)


def _parts(sizes: Sequence[int]) -> Iterator[list[int]]:
    """The claims of more than one statement, some at a time: few large ones, since each is met by its own alone."""
    part: list[int] = []
    total = 0
    for number, size in enumerate(sizes):
        if size > 1:
            part.append(number)
            total += size
        if total >= CORE:
            yield part
            part, total = [], 0
    if part:
        yield part


def loose(items: Sequence[Proposition], linked: Links, least: float) -> dict[str, str]:
    """For each statement that says the claim only loosely, the statement of its core that it stands nearest to.

    The core are the statements linked to the clearest one by sure pairs; only they count as origins of their own, the
    others rest where their nearest core statement rests.

    Args:
        items: the claim's statements, as `drafts.some` chooses them, `CORE` at most.
        linked: their pair scores.
        least: from which score on a pair is sure.
    """
    if len(items) < 2:
        return {}
    core = {clearest(items).id}
    waiting = list(core)
    while waiting:
        for other, score in linked[waiting.pop()].items():
            if score >= least and other not in core:
                core.add(other)
                waiting.append(other)
    return {
        item.id: max(core, key=lambda one: (linked[item.id].get(one, 0.0), one))
        for item in items
        if item.id not in core
    }


def clearest(items: Sequence[Proposition]) -> Proposition:
    """The statement that says most for itself: near the others' mean, with names instead of pronouns, not too long."""
    mean = np.mean([item.vector for item in items], axis=0)

    def clarity(item: Proposition) -> tuple[float, str]:
        words = max(1, len(item.text.split()))
        told = min(len(item.stems), 8) / 8
        return (float(item.vector @ mean) + 0.6 * told - 0.01 * max(0, words - 25) - 0.3 * (words < 4), item.id)

    return max(items, key=clarity)
