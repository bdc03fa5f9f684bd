"""Word lists of language data, compiled once."""

from __future__ import annotations

from functools import lru_cache

from depesche.positions.data import language_data
from depesche.positions.patterns import PatternSet


@lru_cache(maxsize=32)
def word_classes(language: str, subject: str, *, compounds: bool = False) -> PatternSet:
    """All classes of a data file as one set of patterns; labels are the classes, weights as the file gives them."""
    triples: list[tuple[str, str, float]] = []
    for name, entries in language_data(language, subject).items():
        for entry in entries:
            if isinstance(entry, dict):
                triples += [(str(name), str(pattern), float(weight)) for pattern, weight in entry.items()]
            else:
                triples.append((str(name), str(entry), 1.0))
    return PatternSet(triples, language, compounds=compounds)
