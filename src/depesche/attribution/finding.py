"""The turns of a document, whatever its layout."""

from __future__ import annotations

from depesche.attribution.dialogues import dialogue
from depesche.attribution.layout import Page
from depesche.attribution.printed import letters, speeches
from depesche.attribution.reviews import reviews
from depesche.attribution.turns import Turns
from depesche.records import Analysis, Document


def find_turns(document: Document, analysis: Analysis) -> Turns:
    """The turns of a document; most have none, and none are found in a language without words of layouts."""
    page = Page(document, analysis)
    if not page.known:
        return Turns()
    return Turns([*dialogue(page), *letters(page), *speeches(page), *reviews(page)])
