"""Formats that a text names: track 1.5 and track 2, by their names or by who sits there.

There are too few of them to learn them. Former officials in the plural without an article ("ehemalige Beamte und
Mitglieder der Regierung") make track 1.5, scholars of two sides ("Historiker beider Länder") track 2; a single one with
an article is as a rule who tells it ("laut dem ehemaligen Beamten").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from depesche.positions.happening import is_of, is_people
from depesche.positions.lists import word_classes
from depesche.positions.passages import Passages
from depesche.records import Span, Token

NAMED = {"named_track15": "track1.5", "named_track2": "track2"}
BACK = 3  # sentences before a format's name in which what it names is looked for
_DETERMINERS = ("DET",)


def named_tracks(passages: Passages, telling: Iterable[int]) -> dict[int, str]:
    """The formats that a document names, by the sentences that tell of those contacts.

    Args:
        telling: the sentences that may tell of a contact.
    """
    found: dict[int, str] = {}
    known = sorted(telling)
    for index in known:
        track = _by_who(passages, index)
        if track is not None:
            found[index] = track
    for index, words_ in enumerate(passages.words):
        labels = [hit.label for hit in word_classes(passages.language, "happening").hits(words_) if hit.label in NAMED]
        near = [place for place in known if index - BACK <= place <= index]
        if labels and near:
            found[near[-1]] = NAMED[labels[0]]
    return found


def _by_who(passages: Passages, index: int) -> str | None:
    """The format that those who take part make, as far as they are named as a kind of people.

    Former officials meet those in office, or their like: "pensionierte Offiziere beider Länder" are of track 2.
    """
    start, end = passages.sentences[index]
    tokens, language = passages.tokens_in(Span(start, end)), passages.language
    surfaces = [passages.text[token.start : token.end] for token in tokens]
    bare = [i for i, token in enumerate(tokens) if token.pos in ("NOUN", "ADJ") and not _has_article(tokens, i)]
    former = 0
    for i in bare:
        noun = _headed(tokens, i)
        if noun is not None and is_of(surfaces[i], "former", language):
            former += is_people(passages.text[noun.start : noun.end], language)
    scholars = any(tokens[i].pos == "NOUN" and is_of(surfaces[i], "scholars", language) for i in bare)
    both = any(is_of(surface, "of_both", language) for surface in surfaces)
    if former > 1 or (both and (former or scholars)):
        return "track2"
    return "track1.5" if former else None


def _headed(tokens: Sequence[Token], i: int) -> Token | None:
    """The noun that follows an adjective at once or after another adjective."""
    if tokens[i].pos not in ("ADJ", "ADV"):
        return None
    return next((t for t in tokens[i + 1 : i + 3] if t.pos == "NOUN"), None)


def _has_article(tokens: Sequence[Token], i: int) -> bool:
    """Whether an article or the like stands before a noun's adjectives."""
    while i > 0 and tokens[i - 1].pos in ("ADJ", "ADV", "CCONJ", "NUM"):
        i -= 1
    return i > 0 and tokens[i - 1].pos in _DETERMINERS


__all__ = ["named_tracks"]
