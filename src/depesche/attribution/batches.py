"""Documents in batches through the network, and their statements out."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.attribution.decoding import choose
from depesche.attribution.reading import Section, model, read, sections
from depesche.attribution.statements import Found, acts_of, make, tie
from depesche.records import Analysis, Document, Statement

BATCH = 12_000  # tokens in flight; the vectors of one token take 5 kB


def read_all(pairs: Sequence[tuple[Document, Analysis]]) -> list[tuple[Statement, ...]]:
    """The statements of each document, in order. Memory grows with `BATCH`, not with the documents."""
    found: list[list[Found]] = [[] for _ in pairs]
    waiting: list[tuple[int, Section]] = []
    size = 0
    for number, (document, analysis) in enumerate(pairs):
        for section in sections(document, analysis):
            if waiting and size + section.count > BATCH:
                _finish(pairs, waiting, found)
                waiting, size = [], 0
            waiting.append((number, section))
            size += section.count
    _finish(pairs, waiting, found)
    return [tie(one) for one in found]


def _finish(
    pairs: Sequence[tuple[Document, Analysis]], waiting: Sequence[tuple[int, Section]], found: list[list[Found]]
) -> None:
    if not waiting:
        return
    using = model()
    read_sections = read([section for _, section in waiting], using)
    for (number, section), candidates in zip(waiting, read_sections, strict=True):
        document, analysis = pairs[number]
        chosen = choose(candidates, using.settings)
        acts = acts_of(document, analysis, section, [candidate for candidate, _ in chosen])
        for (candidate, sure), act in zip(chosen, acts, strict=True):
            found[number].append(make(document, analysis, candidate, section.first, act, sure, using))
