"""Records: what they say of themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depesche.records import Act, ActShare, Document, Kind, Span, Statement


def test_a_told_act_is_certain() -> None:
    """Without shares a statement is its act and no other; with them it is each as probably as they say."""
    told = Statement("s1", "d1", Kind.DIRECT, Act.DENY, (Span(0, 4),))
    assert (told.share(Act.DENY), told.share(Act.ASSERT)) == (1.0, 0.0)
    read = Statement(
        "s1", "d1", Kind.DIRECT, Act.DENY, (Span(0, 4),), acts=(ActShare(Act.DENY, 0.6), ActShare(Act.WARN, 0.3))
    )
    assert (read.share(Act.DENY), read.share(Act.WARN), read.share(Act.ASSERT)) == (0.6, 0.3, 0.0)
    assert not told.act_in_doubt
    assert not read.act_in_doubt
    assert replace(read, acts=(ActShare(Act.DENY, 0.39),)).act_in_doubt


@pytest.mark.parametrize(
    ("document", "heading"),
    [
        (Document("d1", "Text", title="Bahn kauft Fähren"), "Bahn kauft Fähren"),
        (Document("d1", "Die Bahn\n\nkauft Fähren.\n", path="/tmp/1.txt"), "Die Bahn kauft Fähren."),
        (Document("d1", "Fähre " * 40), " ".join(["Fähre"] * 16) + " …"),
        (Document("d1", "x" * 300), "x" * 100 + " …"),
        (Document("d1", " \n", path="/tmp/1.txt"), "/tmp/1.txt"),
        (Document("d1", ""), "d1"),
    ],
)
def test_lists_call_a_dispatch_by_its_title_or_first_words(document: Document, heading: str) -> None:
    """A path says nothing to a reader; it stands only for what has no words at all."""
    assert document.heading == heading
