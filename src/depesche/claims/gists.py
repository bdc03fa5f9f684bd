"""What a claim is called: its clearest statement's words, without what belongs to the sentence around them."""

from __future__ import annotations

from depesche.claims.words import openers

_MARKS = '„“”»«"'
_EDGES = " ,;:–—-"


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
