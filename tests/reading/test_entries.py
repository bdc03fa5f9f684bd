"""The entries of tickers and chronologies are written on days of their own."""

from __future__ import annotations

from datetime import date

import pytest

from depesche.reading.entries import entries

DAY = date(2014, 3, 14)
FIRST = "Die Hirten lehnen die Weidesteuer ab."
OTHER = "Das Ministerium wies den Vorwurf zurück."


def days(text: str, published: date | None = DAY) -> list[tuple[str, str]]:
    """The day of each entry and how its text begins."""
    return [(entry.day.isoformat(), text[entry.start :].lstrip()[:9]) for entry in entries(text, published)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14. März: ", "13. März: "),
        ("Freitag, 14. März, 14:32 Uhr: ", "Donnerstag, 13. März, 9.15 Uhr: "),
        ("14. März 2014\n", "13. März 2014\n"),
        ("+++ 14. März, 9.15 Uhr +++ ", "+++ 13. März, 18.00 Uhr +++ "),
        ("14.03.2014 – ", "13.03.2014 – "),
    ],
)
def test_entries_begin_with_their_day(one: str, other: str) -> None:
    """At the head of a line, with weekday and time, before a colon, a dash or the line's end."""
    text = f"Hirten lehnen Weidesteuer ab\n\n{one}{FIRST}\n\n{other}{OTHER}\n"
    assert days(text) == [("2014-03-14", FIRST[:9]), ("2014-03-13", OTHER[:9])]


def test_a_day_without_a_year_is_the_nearest_before_publication() -> None:
    """A chronology printed in March tells of last December."""
    assert days(f"14. März: {FIRST}\n\n20. Dezember: {OTHER}") == [
        ("2014-03-14", FIRST[:9]),
        ("2013-12-20", OTHER[:9]),
    ]


def test_times_alone_bear_one_day_out() -> None:
    """A ticker names yesterday once; what stands above is of the day of publication."""
    text = f"15.40 Uhr: {FIRST}\n\n14.32 Uhr: {FIRST}\n\nDonnerstag, 13. März\n18.00 Uhr: {OTHER}"
    assert [day for day, _ in days(text)] == ["2014-03-13"]


@pytest.mark.parametrize(
    "text",
    [
        f"Hirten lehnen Weidesteuer ab\n\n14. März 2014\n{FIRST}\n{OTHER}",
        f"Hirten lehnen Weidesteuer ab\n\nNiamey, 14. März 2014 (dpa) - {FIRST}\n\nAm 13. März: {OTHER}",
        f"14. März und 13. März: {FIRST}\n\n13. März kamen sie wieder: {OTHER}",
        f"20. März: {FIRST}\n\n1. April 2014: {OTHER}",
        "",
    ],
)
def test_no_entries(text: str) -> None:
    """One day above a report, days in sentences, and days to come."""
    assert days(text) == []
