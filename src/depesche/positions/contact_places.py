"""Where a contact was, as its sentence tells it: not the dateline's town, nor a state that is merely named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from depesche.positions.contact_times import in_dateline
from depesche.positions.data import language_data
from depesche.positions.passages import Passages
from depesche.records import Analysis, NameKind

BETWEEN = 2  # words that may stand between the preposition and the name ("in der Nähe von Oslo", "im alten Bonn")


def contact_place(passages: Passages, analysis: Analysis, index: int, places: Sequence[int]) -> str | None:
    """The name of a place behind a word of where ("in Genf"), nearest to the contact's words.

    Not where somebody is in office ("Botschafter in London") or what is talked about is ("Krieg in der Ukraine").

    Args:
        index: the sentence.
        places: where its contact words begin.
    """
    start, end = passages.sentences[index]
    found = [
        name
        for name in analysis.names
        if start <= name.start < end
        and name.kind is NameKind.PLACE
        and not in_dateline(passages, name.start)
        and _is_where(passages, analysis, index, name.start, places)
    ]
    nearest = min(found, key=lambda name: min((abs(name.start - place) for place in places), default=0), default=None)
    return passages.text[nearest.start : nearest.end] if nearest else None


def _is_where(passages: Passages, analysis: Analysis, index: int, start: int, places: Sequence[int]) -> bool:
    """Whether a name stands behind a word of where, and says where something was: not where a thing or an office is
    ("Raketen auf Kuba"), but "in Genf" behind a verb, a name, a day or a word of the contact itself.
    """
    before = [word for word in passages.words[index] if word.start < start]
    for back in range(1, min(1 + BETWEEN, len(before)) + 1):
        if before[-back].form not in _where(passages.language):
            continue
        head = before[-back - 1] if back < len(before) else None
        token = passages.token_at(head.start) if head is not None else None
        if head is None or token is None or token.pos != "NOUN":
            return True
        dated = any(time.start <= head.start < time.end for time in analysis.times)
        return dated or any(head.start <= place < head.end for place in places)
    return False


@lru_cache(maxsize=8)
def _where(language: str) -> frozenset[str]:
    return frozenset(map(str, language_data(language, "happening")["where"]))


__all__ = ["contact_place"]
