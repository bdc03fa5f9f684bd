"""What a claim is called: its clearest statement's words, without what belongs to the sentence around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from depesche.claims.propositions import Proposition
from depesche.claims.words import openers, pointers
from depesche.language.lexicon import BIT, lexicon

_MARKS = '„“”»«"'
_EDGES = " ,;:–—-"
# How near a statement's words come to what the truth calls its claim: ridge regression over 740 true claims and 610 as
# found in 33 corpora, by a script that is not kept (what comes of it: `python -m training.claims.gists`). The last
# three are set by hand, for whoever reads: a clause rather than a noun, no two words alone, no "sie" or "und" to begin
# with.
_NEAR, _SHARED, _COVERS, _TOLD, _FIRST, _STATES, _NUMBERS = 0.32, 0.3, 0.25, 0.23, 0.1, 0.06, 0.05
_DIRECT, _LONG = -0.065, -0.03
_CLAUSE, _SHORT, _POINTS = 0.1, -0.18, -0.15
_FEW, _MANY = 4, 15  # words of a name that is short, and beyond which each ten more count against it
_STEMS = 8  # stems beyond which more of them tell nothing more


def clearest_said(items: Sequence[Proposition]) -> Proposition:
    """The statement whose words name a claim best: near the others' meaning, with the words that they share, for
    itself.

    Args:
        items: the claim's statements, one at least, the earliest first.
    """
    if len(items) == 1:
        return items[0]
    mean = np.mean([item.vector for item in items], axis=0)
    said: Counter[str] = Counter(stem for item in items for stem in item.stems)
    covered: Counter[str] = Counter()
    for item in items:
        whole = sum(item.stems.values()) or 1.0
        covered.update({stem: weight / whole for stem, weight in item.stems.items()})
    others = max(1, len(items) - 1)

    def clarity(item: Proposition) -> tuple[float, str]:
        whole = sum(item.stems.values()) or 1.0
        shared = sum(weight * (said[stem] - 1) for stem, weight in item.stems.items()) / whole / others
        covers = (sum(covered[stem] for stem in item.stems) - (1.0 if item.stems else 0.0)) / others
        shown = gist(item.text).split()
        value = (
            _NEAR * float(item.vector @ mean)
            + _SHARED * shared
            + _COVERS * covers
            + _TOLD * min(len(item.stems), _STEMS) / _STEMS
            + _FIRST * (item is items[0])
            + _STATES * len(item.states)
            + _NUMBERS * bool(item.numbers)
            + _DIRECT * (item.kind == "direct")
            + _LONG * max(0, len(shown) - _MANY) / 10
            + _CLAUSE * _has_verb(shown)
            + _SHORT * (len(shown) < _FEW)
            + _POINTS * (bool(shown) and shown[0].lower() in pointers())
        )
        return value, item.id

    return max(items, key=clarity)


def _has_verb(shown: Sequence[str]) -> bool:
    """Whether some words are a clause: one of them can only be a finite verb."""
    known = lexicon("de")
    if known is None:
        return False
    small = (word.strip(_MARKS + _EDGES + ".!?()") for word in shown if word[:1].islower())
    found = (known.find(word) for word in small if word)
    return any(
        one is not None and one.features & BIT["finite"] and not one.features & BIT["infinitive"] for one in found
    )


def gist(words: str) -> str:
    """Words as a claim's name: no "dass" before them, no full stop, no quotation marks around them or left alone.

    They are a part of what was given, white space evened out; never empty where that has a letter or digit.
    """
    shown = " ".join(words.split())
    before = ""
    while shown != before and any(letter.isalnum() for letter in shown):
        before = shown
        shown = _unquoted(_unstopped(shown.strip(_EDGES)))
        first, _, rest = shown.partition(" ")
        if first.lower() in openers() and rest:
            shown = rest
    return shown


def _unstopped(shown: str) -> str:
    return shown[:-1] if shown.endswith(".") and not shown.endswith("..") else shown


def _unquoted(shown: str) -> str:
    """Without the marks of a quotation that is the whole, and without one whose partner stands elsewhere."""
    marks = sum(shown.count(mark) for mark in _MARKS)
    opens, closes = shown[:1] in _MARKS, shown[-1:] in _MARKS
    if marks == 2 and opens and closes and len(shown) > 2:
        return shown[1:-1]
    if marks % 2 and closes:
        return shown[:-1]
    return shown[1:] if marks % 2 and opens else shown
