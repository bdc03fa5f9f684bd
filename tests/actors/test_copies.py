"""Copies of one report."""

from __future__ import annotations

from depesche.actors.copies import find_copies
from depesche.claims.alone import MemoryView
from depesche.records import Analysis, Document, ReadDocument
from depesche.stages import MemoryIndex

SENTENCES = [
    f"Der Sprecher der Behörde {number} erklärte gestern vor {number * 7} Journalisten, dass Vorhaben {number} ruhe."
    for number in range(12)
]


def _read(identity: str, text: str, outlet: str, day: str = "2001-05-02") -> ReadDocument:
    return ReadDocument(Document(identity, text, outlet=outlet, published=day), Analysis(identity, "de"))


def _find(reads: list[ReadDocument]) -> dict[str, str | None]:
    view, index = MemoryView(), MemoryIndex()
    view.store(reads)
    found: dict[str, str | None] = {}
    for read in reads:
        found |= find_copies([read], view, index)
    return found


def test_a_shortened_copy_is_found_whichever_comes_first() -> None:
    """Five of twelve sentences are enough, in both orders, and the agency's print is the original."""
    whole = _read("whole", " ".join(SENTENCES), "dpa")
    cut = _read("cut", "Neuer Titel. " + " ".join(SENTENCES[3:8]), "Kreisblatt", "2001-05-03")
    for order in ([whole, cut], [cut, whole]):
        assert _find(order) == {"whole": None, "cut": "whole"}


def test_other_reports_and_weeks_are_no_copies() -> None:
    """A different text, or the same phrase weeks apart, is no copy."""
    one = _read("one", " ".join(SENTENCES[:6]), "dpa")
    other = _read("other", " ".join(SENTENCES[6:]), "AP")
    late = _read("late", " ".join(SENTENCES[:6]), "AP", "2001-08-02")
    assert _find([one, other]) == {}
    assert _find([one, late]) == {}
