"""Expressions of time: spans, values and the days they cover."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.language import sentences, tokenize
from depesche.language.tense import tense_reader
from depesche.language.timecalendar import covered, days_of, easter, shift_date
from depesche.language.times import times
from depesche.records import TimeExpression

FRIDAY = date(2022, 11, 11)


def read(text: str, published: date | None = FRIDAY) -> list[TimeExpression]:
    """The expressions of a text published on a Friday."""
    tokens = tokenize(text)
    return times(text, tokens, sentences(text, tokens), published, "de", tense_reader(text, tokens, "de"))


@pytest.mark.parametrize(
    ("text", "words", "value", "since", "until"),
    [
        ("Der Kreml hat das am Freitag bestritten.", "Freitag", "2022-11-11", "2022-11-11", "2022-11-11"),
        ("Er traf ihn am vergangenen Donnerstag.", "vergangenen Donnerstag", "2022-11-10", "2022-11-10", "2022-11-10"),
        ("Das geschah am Dienstagabend.", "Dienstagabend", "2022-11-08TEV", "2022-11-08", "2022-11-08"),
        ("In der Nacht zum Sonntag schwieg er.", "Nacht zum Sonntag", "2022-11-05TNI", "2022-11-05", "2022-11-06"),
        ("Im Frühjahr 2022 kam er.", "Frühjahr 2022", "2022-SP", "2022-03-01", "2022-05-31"),
        ("Das gilt bis 2029.", "2029", "2029", None, "2029-12-31"),
        ("Mitte Oktober kam er.", "Mitte Oktober", "2022-10", "2022-10-11", "2022-10-21"),
        ("Am 19. Oktober kam er.", "19. Oktober", "2022-10-19", "2022-10-19", "2022-10-19"),
        ("Am 19.10.2021 kam er.", "19.10.2021", "2021-10-19", "2021-10-19", "2021-10-19"),
        ("Vor zwei Wochen kam er.", "zwei Wochen", "P2W", "2022-10-24", "2022-10-30"),
        ("Cherson ist seit mehr als acht Monaten besetzt.", "mehr als acht Monaten", "P8M", "2022-03-11", "2022-11-11"),
        ("Ende der 90er Jahre war es so.", "Ende der 90er Jahre", "199", "1996-08-31", "1999-12-31"),
        ("Im vergangenen Jahr war es so.", "vergangenen Jahr", "2021", "2021-01-01", "2021-12-31"),
        ("Sie treffen sich jeden Montag.", "jeden Montag", "XXXX-WXX-1", None, None),
        ("Er sprach drei Stunden.", "drei Stunden", "PT3H", None, None),
        ("Er kam um 14.30 Uhr.", "14.30 Uhr", "2022-11-11T14:30", "2022-11-11", "2022-11-11"),
    ],
)
def test_german_news(text: str, words: str, value: str, since: str | None, until: str | None) -> None:
    """What German news says about time, told on Friday, 11 November 2022."""
    (found,) = read(text)
    assert (text[found.start : found.end], found.value, found.since, found.until) == (words, value, since, until)


def test_two_days_of_a_month() -> None:
    """Days that share a month: each is an expression of its own."""
    found = read("Sie tagen am 24./25. Oktober und am 3., 4. und 5. Mai 2023.")
    assert [one.value for one in found] == ["2022-10-24", "2022-10-25", "2023-05-03", "2023-05-04", "2023-05-05"]


def test_tense_decides_the_weekday() -> None:
    """A weekday is the last one after a past tense, the next one after a future."""
    assert read("Er kam am Montag.")[0].value == "2022-11-07"
    assert read("Er wird am Montag kommen.")[0].value == "2022-11-14"


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        (
            "Der Vertrag von 1973 gilt. Keiner kam. Es soll am 4. Juni weitergehen. Am 3. Mai traf man sich.",
            date(1979, 5, 8),
            ["1973", "1979-06-04", "1979-05-03"],
        ),
        (
            "Seit 1974 ist die Insel geteilt. Am 15. März treffen sich die Führer der Volksgruppen.",
            date(2004, 3, 10),
            ["1974", "2004-03-15"],
        ),
        (
            "Der Krieg begann 2015. Die Waffenruhe soll am 1. April beginnen. Im Mai sind Wahlen geplant.",
            date(2022, 3, 25),
            ["2015", "2022-04-01", "2022-05"],
        ),
        (
            "Am 4. August 1973 wurde unterzeichnet. Am 4. Juni soll es weitergehen.",
            date(1979, 5, 8),
            ["1973-08-04", "1979-06-04"],
        ),
        (
            "Der Vertrag von 2021 gilt. Die Gespräche sollen am 4. Juni beginnen.",
            date(2022, 5, 8),
            ["2021", "2022-06-04"],
        ),
    ],
)
def test_a_year_that_news_mention_does_not_date_what_is_planned(text: str, published: date, days: list[str]) -> None:
    """The year of a treaty or a war is not the year of the days that lie near or ahead."""
    assert [one.value for one in read(text, published)] == days


def test_a_past_day_dates_the_past_days_behind_it() -> None:
    """A text that looks back names the year once."""
    told = "Der Krieg endete am 8. Mai 1945. Das ist lange her. Am 17. Juli begann die Konferenz."
    assert [one.value for one in read(told, date(1979, 5, 8))] == ["1945-05-08", "1945-07-17"]
    told = "1990 wurde verhandelt. Am 3. Oktober war das Land vereint."
    assert [one.value for one in read(told, date(2000, 5, 8))] == ["1990", "1990-10-03"]


def test_in_a_history_a_year_dates_all_that_follows() -> None:
    """A text full of past years is no news: there a year lasts until the next one, in any tense."""
    years = " ".join(f"Danach kam {year} das Heer." for year in range(1931, 1941))
    told = f"{years} Alle warten auf Nachricht. Niemand schläft. Am 4. Juni beginnt der Angriff."
    assert read(told, date(2011, 2, 16))[-1].value == "1940-06-04"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Die Verhandlungen sollen am 12. Juli beginnen, sagte ein Sprecher.", "1979-07-12"),
        ("Der Sprecher sagte, die Verhandlungen begännen am 12. Juli.", "1979-07-12"),
        ("Der Sprecher kündigte an, die Minister sollten am 12. Juli zusammentreten.", "1979-07-12"),
        ("Sie vereinbarten, am 12. Juli zusammenzukommen.", "1979-07-12"),
        ("Das Treffen ist für den 12. Juli geplant.", "1979-07-12"),
        ("Er wird am Freitag nach Genf reisen, sagte ein Sprecher.", "1979-05-11"),
        ("Am Freitag sagte ein Sprecher, die Minister werden reisen.", "1979-05-04"),
        ("Am 12. Juli hatten sie verhandelt.", "1978-07-12"),
        ("Die Erklärung vom Freitag ist überholt.", "1979-05-04"),
    ],
)
def test_the_clause_decides_whether_a_day_lies_ahead(text: str, value: str) -> None:
    """Who announced something spoke in the past; what was announced lies ahead."""
    assert [one.value for one in read(text, date(1979, 5, 8))] == [value]


def test_numbers_that_are_no_years() -> None:
    """A number before a noun is a count, and an age is no duration."""
    assert read("Es kamen 2000 Soldaten. Er ist 22 Jahre alt.") == []


def test_without_a_day_of_publication() -> None:
    """What cannot be computed keeps its X; what the text says itself is computed."""
    assert read("Am 19. Oktober kam er.", None)[0].value == "XXXX-10-19"
    assert read("Am 28. Juli 1914 begann er. Am 30. Juli kam er.", None)[1].value == "1914-07-30"


def test_calendar() -> None:
    """Closed-form cases of the calendar helpers."""
    assert easter(2024) == date(2024, 3, 31)
    assert easter(1962) == date(1962, 4, 22)
    assert shift_date(date(2024, 1, 31), 1, "M") == date(2024, 2, 29)
    assert shift_date(date(2022, 11, 11), -0.5, "Y") == date(2022, 5, 11)
    assert days_of("2021-WI") == (date(2021, 12, 1), date(2022, 2, 28))
    assert days_of("2022-W44-WE") == (date(2022, 11, 5), date(2022, 11, 6))
    assert days_of("19") == (date(1900, 1, 1), date(1999, 12, 31))
    assert days_of("PXY") is None
    assert covered("DATE", "2022", "START").until == "2022-05-02"


_WORDS = (  # noqa: SIM905
    "am 31. 30. Februar Mai 9999 0 00 Uhr 24 seit vor Jahren 1.1.39 99.99 Ende des Jahres Freitag Nacht zum zwei "
    "1000000 Jahrhunderte"
).split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=14))
def test_never_fails(words: list[str]) -> None:
    """Whatever the words, spans are words of the text and nothing is raised; dates that do not exist are left out."""
    text = " ".join(words)
    for one in read(text):
        assert text[one.start : one.end].strip() == text[one.start : one.end] != ""
        assert one.type in ("DATE", "TIME", "DURATION", "SET")


def test_linear_time() -> None:
    """A text of nothing but dates is read in a moment."""
    begun = time.process_time()
    read("am 3., 4. und 5. Mai " * 5000)
    assert time.process_time() - begun < 10.0


def test_other_languages_have_none() -> None:
    """A language without rules has no expressions of time."""
    assert times("on Friday", [(0, 2), (3, 9)], [], FRIDAY, "en") == []
