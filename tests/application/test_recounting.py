"""Claims counted anew on what is believed: what does not count neither denies, nor confirms, nor ties origins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from depesche.application.recounting import Recounter, is_whole
from depesche.ledger import Ledger, open_ledger
from depesche.records import ActorKind, Claim, ClaimStatus, Origin, Relation
from tests import making

PEOPLE = {
    one.id: one
    for one in (
        making.actor("p", "Nordland"),
        making.actor("m", "Minister Kern", "p"),
        making.actor("q", "Südland"),
        making.actor("n", "Präsidentin Holt", "q"),
        making.actor("u", "Kreise", kind=ActorKind.UNNAMED, outlet="Bote"),
        making.actor("b", "Bote", kind=ActorKind.OUTLET),
    )
}
DOCUMENTS = {
    f"d{day}": making.document(f"d{day}", outlet="Bote" if day == 1 else "Kurier", published=f"1999-03-0{day}")
    for day in range(1, 6)
}


def said(id_: str, day: int, speaker: str, **more: Any) -> Any:
    """A statement of a day."""
    return making.statement(id_, f"d{day}", 0, 5, speaker, **more)


SAID = {
    one.id: one
    for one in (
        said("s1", 1, "u"),
        said("s2", 2, "b", via=("u",)),
        said("s3", 3, "m"),
        said("t1", 2, "n"),
        said("t2", 4, "u"),
        said("t3", 5, "n"),
    )
}


def counted(ledger: Ledger, claim: Claim, *believed: str, **more: Any) -> Claim | None:
    """The claim on these statements alone."""
    return Recounter(ledger, {one: SAID[one] for one in believed}, DOCUMENTS, PEOPLE)(claim, **more)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A dossier whose claims stage remembers nothing."""
    with open_ledger(tmp_path / "a.depesche") as opened:
        yield opened


@pytest.mark.parametrize(
    ("believed", "expected"),
    [
        (("s1",), {ClaimStatus.UNCONTESTED}),  # whoever answers it does not count
        (("s1", "s3"), {ClaimStatus.UNCONTESTED}),
        (("s1", "t1"), {ClaimStatus.CONTESTED, ClaimStatus.DENIED, ClaimStatus.RETRACTED}),
        (("s1", "t2"), {ClaimStatus.CONTESTED, ClaimStatus.DENIED, ClaimStatus.RETRACTED}),
        (("s1", "t3"), {ClaimStatus.CONFIRMED}),
        (("t1",), {None}),  # nobody says it
    ],
)
def test_the_status_is_one_that_what_counts_allows(
    ledger: Ledger, believed: tuple[str, ...], expected: set[ClaimStatus | None]
) -> None:
    """The stage's own rules on the statements left: no denial without one that counts."""
    answers = [
        making.answer(*one)
        for one in (("t1", Relation.DENIES), ("t2", Relation.PARTLY_DENIES), ("t3", Relation.CONFIRMS))
    ]
    now = counted(ledger, making.claim("c", "x", ("s1", "s3"), answers, status=ClaimStatus.RETRACTED), *believed)
    assert (now.status if now else None) in expected


def test_days_and_credibility_are_those_of_what_counts(ledger: Ledger) -> None:
    """First and last are the days of the statements left."""
    claim = making.claim("c", "x", ("s1", "s2", "s3"), first="1999-03-01", last="1999-03-03", credibility=1)
    now = counted(ledger, claim, "s2", "s3")
    assert now is not None
    assert (now.first, now.last, now.statements) == ("1999-03-02", "1999-03-03", ("s2", "s3"))
    assert now.credibility == 2  # uncontested, on two origins


def test_an_origin_falls_apart_where_what_tied_it_does_not_count(ledger: Ledger) -> None:
    """Two statements that only a third made one are two without it; those counted apart stay apart."""
    one = Origin("o1", "u", ("s1", "s2", "s3"), "the same unnamed source")
    claim = making.claim("c", "x", ("s1", "s2", "s3"), origins=[one])
    both = counted(ledger, claim, "s1", "s2")
    assert both is not None
    assert len(both.origins) == 1  # the same unnamed source
    apart = counted(ledger, claim, "s1", "s3")
    assert apart is not None
    assert [origin.statements for origin in apart.origins] == [("s1",), ("s3",)]
    kept = making.claim("c", "x", ("s1", "s2"), origins=[Origin("a", "u", ("s1",), ""), Origin("b", "u", ("s2",), "")])
    assert counted(ledger, kept, "s1", "s2") == kept or len((counted(ledger, kept, "s1", "s2") or kept).origins) == 2


def test_what_is_told_through_another_rests_with_him_without_the_third(ledger: Ledger) -> None:
    """An origin of three keeps two together that rest on one another by themselves."""
    one = Origin("o1", "u", ("s1", "s2", "s3"), "the same unnamed source")
    now = counted(ledger, making.claim("c", "x", ("s1", "s2", "s3"), origins=[one]), "s1", "s2")
    assert now is not None
    assert [origin.statements for origin in now.origins] == [("s1", "s2")]


def test_what_is_told_loosely_keeps_resting_where_it_rested(ledger: Ledger) -> None:
    """Statements tied because one says the claim only loosely are never counted apart."""
    one = Origin("o1", "u", ("s1", "s2", "s3"), "said along with it")
    now = counted(ledger, making.claim("c", "x", ("s1", "s2", "s3"), origins=[one]), "s1", "s3")
    assert now is not None
    assert [origin.statements for origin in now.origins] == [("s1", "s3")]


def test_a_status_that_a_person_set_stands(ledger: Ledger) -> None:
    """Origins and days are counted anew, the status is not."""
    claim = making.claim("c", "x", ("s1", "s3"), [making.answer("t1")], status=ClaimStatus.CONFIRMED)
    now = counted(ledger, claim, "s1", "t1", decided=True)
    assert now is not None
    assert now.status is ClaimStatus.CONFIRMED
    assert len(now.origins) == 1


def test_a_claim_of_which_all_counts_is_whole() -> None:
    """Statements and answers alike."""
    claim = making.claim("c", "x", ("s1",), [making.answer("t1")])
    assert is_whole(claim, {"s1", "t1"})
    assert not is_whole(claim, {"s1"})
