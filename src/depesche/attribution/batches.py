"""Documents through the network, and their statements out.

Each section is computed by itself: the 8-bit layers scale their inputs by what stands side by side, and a document must
read the same whatever it is read with.
"""

from __future__ import annotations

from collections.abc import Sequence

from depesche.attribution.decoding import choose
from depesche.attribution.headlines import with_headlines
from depesche.attribution.reading import model, read, sections
from depesche.attribution.statements import Found, acts_of, make, tie
from depesche.records import Analysis, Document, Statement


def read_all(pairs: Sequence[tuple[Document, Analysis]]) -> list[tuple[Statement, ...]]:
    """The statements of each document, in order. Memory grows with the longest section, not with the documents."""
    return [with_headlines(document, analysis, tie(_read(document, analysis))) for document, analysis in pairs]


def _read(document: Document, analysis: Analysis) -> list[Found]:
    found: list[Found] = []
    for section in sections(document, analysis):
        using = model()
        chosen = choose(read([section], using)[0], using.settings)
        acts = acts_of(document, analysis, section, [candidate for candidate, _ in chosen])
        for (candidate, sure), act in zip(chosen, acts, strict=True):
            found.append(make(document, analysis, candidate, section.first, act, sure, using))
    return found
