"""Records: what they say of themselves."""

from __future__ import annotations

from depesche.records import Act, ActShare, Kind, Span, Statement


def test_a_told_act_is_certain() -> None:
    """Without shares a statement is its act and no other; with them it is each as probably as they say."""
    told = Statement("s1", "d1", Kind.DIRECT, Act.DENY, (Span(0, 4),))
    assert (told.share(Act.DENY), told.share(Act.ASSERT)) == (1.0, 0.0)
    read = Statement(
        "s1", "d1", Kind.DIRECT, Act.DENY, (Span(0, 4),), acts=(ActShare(Act.DENY, 0.6), ActShare(Act.WARN, 0.3))
    )
    assert (read.share(Act.DENY), read.share(Act.WARN), read.share(Act.ASSERT)) == (0.6, 0.3, 0.0)
