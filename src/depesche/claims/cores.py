"""Which statements of a claim say it surely: those that sure pairs link to the clearest one; others say it loosely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from depesche.claims import pairs
from depesche.claims.crowd import Codes, Crowd
from depesche.claims.places import Place
from depesche.claims.propositions import Floats, Proposition

CORE = 24  # statements of a claim that are compared with each other: the first and the latest

Links = Mapping[str, Mapping[str, float]]  # the pair scores of a claim's statements, by the ids of both


def compared(items: Sequence[Proposition]) -> list[Proposition]:
    """The statements of a claim that are compared with each other."""
    if len(items) <= CORE:
        return list(items)
    return [*items[: CORE // 2], *items[-CORE // 2 :]]


def links(claims: Sequence[Sequence[Proposition]], codes: Codes, score: Callable[[Floats], Floats]) -> list[Links]:
    """How surely the statements of each of some claims say the same, each pair of them.

    Args:
        claims: the statements of each, as `compared` chooses them.
        codes: makes numbers of them.
        score: the score "same_claim" of pair features.
    """
    found: list[dict[str, dict[str, float]]] = [{item.id: {} for item in items} for items in claims]
    for part in _parts([len(items) for items in claims]):
        _link([claims[number] for number in part], [found[number] for number in part], codes, score)
    return list(found)


def _parts(sizes: Sequence[int]) -> Iterator[list[int]]:
    """The claims of more than one statement, some at a time: few large ones, since each is met by its own alone."""
    part: list[int] = []
    for number, size in enumerate(sizes):
        if size > 1:
            part.append(number)
        if part and sum(sizes[one] for one in part) >= CORE:
            yield part
            part = []
    if part:
        yield part


def _link(
    claims: Sequence[Sequence[Proposition]],
    found: Sequence[dict[str, dict[str, float]]],
    codes: Codes,
    score: Callable[[Floats], Floats],
) -> None:
    """Score the pairs of some claims at once."""
    work = [(items, place, into) for items, into in zip(claims, found, strict=True) for place in range(1, len(items))]
    crowd = Crowd(_every(claims), codes, _every([items[1:] for items in claims]))
    before = [[crowd.place[one.id] for one in items[:place]] for items, place, _ in work]
    laid = [items[place] for items, place, _ in work]
    made = pairs.compare_all(laid, crowd, pairs.Telling(0, {}), Place([]), before)
    values = iter(score(np.concatenate([one.rows for one in made])).tolist())
    for items, place, into in work:
        for other in items[:place]:
            into[items[place].id][other.id] = into[other.id][items[place].id] = next(values)


def _every(claims: Sequence[Sequence[Proposition]]) -> list[Proposition]:
    return list({item.id: item for items in claims for item in items}.values())


def loose(items: Sequence[Proposition], linked: Links, least: float) -> dict[str, str]:
    """For each statement that says the claim only loosely, the statement of its core that it stands nearest to.

    The core are the statements linked to the clearest one by sure pairs; only they count as origins of their own, the
    others rest where their nearest core statement rests.

    Args:
        items: the claim's statements, as `compared` chooses them.
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
