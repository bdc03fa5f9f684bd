"""What agencies send for desks is set aside, and tells title and time; a paper's own line tells paper and day."""

from __future__ import annotations

import pytest

from depesche.reading.imprints import imprint_of
from depesche.reading.junk import find_junk
from depesche.reading.lexicon import lexicon
from depesche.reading.metadata import ReadOff, read_off
from depesche.reading.service import stamped

FIRST = "Niamey (dpa) - Die Hirten haben die Weidesteuer am Montag abgelehnt, wie ihr Sprecher Issa Maro sagte."
LAST = "Das Ministerium in Zinder wies den Vorwurf zurück. Es werde weiter verhandelt."


def read(text: str) -> ReadOff:
    """What a text says about itself."""
    return read_off(text, find_junk(text))


def set_aside(text: str) -> list[str]:
    """The lines (or parts of them) that are set aside."""
    return [text[span.start : span.end] for span in find_junk(text)]


@pytest.mark.parametrize(
    "line",
    [
        "bdt0345 4 pl 420  dpa 0871",
        "bpa 112",
        "AFP0412 3 pl 310 DEU /AFP-NB43",
        "APA0123 5 AI 0456",
        "241551 Dez 20",
        "Eilmeldung",
        "EILT EILT",
        "+++ EIL +++",
        "ZCZC",
        "Achtung: Sperrfrist 18.00 Uhr!",
        "--Zweite Zusammenfassung--",
        "(Zusammenfassung 1530 - Neu: Ministerium)",
        "(Neu: Reaktionen)",
        "Analyse",
    ],
)
def test_service_lines_are_no_titles(line: str) -> None:
    """A code, a stamp, an urgency, an embargo, a version or a genre above the headline is set aside."""
    text = f"{line}\nHirten lehnen Weidesteuer ab\n\n{FIRST}\n\n{LAST}"
    assert set_aside(text) == [line]
    assert read(text).title == "Hirten lehnen Weidesteuer ab"
    assert read(text).place == "Niamey"


@pytest.mark.parametrize(
    "line",
    [
        "Schluss mit dem Streit",
        "Neue Folge",
        "MH370",
        "Sperrfrist für Weiden verlängert",
        "Analyse des Vertrags",
        "Nordsee/Ostsee",
        "Eil/Tempo vereinigt",
    ],
)
def test_what_only_looks_like_service_is_the_title(line: str) -> None:
    """Headlines of words that also mark service."""
    text = f"{line}\n\n{FIRST}\n\n{LAST}"
    assert set_aside(text) == []
    assert read(text).title == line


def test_a_genre_alone_is_all_the_headline_there_is() -> None:
    """No headline stands below it."""
    assert read(f"Kommentar\n\n{FIRST}\n\n{LAST}").title == "Kommentar"


def test_topics_between_code_and_headline_are_set_aside() -> None:
    """Only there: elsewhere words with strokes may be all that a headline says."""
    text = f"bdt0345 4 pl 420\nNiger/Hirten/Steuern\nHirten lehnen Weidesteuer ab\n\n{FIRST}\n\n{LAST}"
    assert set_aside(text) == ["bdt0345 4 pl 420", "Niger/Hirten/Steuern"]


@pytest.mark.parametrize(
    "tail",
    [
        "(Bericht von Paul Winter, redigiert von Anna Rossi. Bei Rückfragen wenden Sie sich an +49 69 555 1236)",
        "(Schluss) kol/stm",
        "ks/mih",
        "dpa mg bo",
        "031715 nov 99",
        "APA0123    2008-08-18/11:20",
        "NNNN",
    ],
)
def test_tails_are_set_aside(tail: str) -> None:
    """What stands under a dispatch for desks; the last paragraph above it stays."""
    assert set_aside(f"Hirten lehnen Weidesteuer ab\n\n{FIRST}\n\n{LAST}\n{tail}") == [tail]


@pytest.mark.parametrize(
    "tail", ["Niger dementierte.", "Mit freundlichen Grüßen", "Issa Maro, Zinder", "dpa/afp", "Nein."]
)
def test_ends_of_articles_are_kept(tail: str) -> None:
    """Denials, greetings, signatures and sign-offs are no service."""
    assert set_aside(f"Hirten lehnen Weidesteuer ab\n\n{FIRST}\n\n{LAST}\n{tail}") == []


def test_notes_for_desks_are_set_aside_to_the_text_that_follows() -> None:
    """A heading that lists know begins the block; a paragraph ends it."""
    notes = [
        "# dpa-Notizblock",
        "## Orte",
        "- [Haus der Hirten](Am Markt 3, Zinder)",
        "## Internet",
        "- [Weidekammer](http://weide.example/abcde)",
        "* * * *",
        "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt",
        "## dpa-Kontakte",
        "- Redaktion: Peter Lang (Hannover), Tel. 0511 555 0",
    ]
    head = "Hirten lehnen Weidesteuer ab\n\n" + FIRST
    assert set_aside("\n".join([head, "", *notes])) == notes
    assert set_aside("\n".join([head, "", *notes, "", LAST])) == notes


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("241551 Dez 20", "2020-12-24T15:51:00"),
        ("161204 feb 87 nnnn", "1987-02-16T12:04:00"),
        ("AFP 181430 MRZ 04", "2004-03-18T14:30:00"),
        ("dpa kos n1 pla 241551 Dez 20", "2020-12-24T15:51:00"),
        ("311551 Feb 20", None),
        ("Rund 241551 Dez 20 Personen kamen", None),
        ("245151 Dez 20", None),
    ],
)
def test_stamps(line: str, moment: str | None) -> None:
    """Day, hour and minute in six figures, month, year of two."""
    assert stamped(line, lexicon()) == moment
    if moment:
        assert read(f"Hirten lehnen Weidesteuer ab\n\n{FIRST}\n\n{LAST}\n{line}").published == moment


@pytest.mark.parametrize(
    ("line", "outlet", "published"),
    [
        ("DER SPIEGEL 1/1964, 1. Januar 1964", "DER SPIEGEL", "1964-01-01"),
        ("FAZ, 12.03.1982, Nr. 60, S. 3", "FAZ", "1982-03-12"),
        ("Neue Zürcher Zeitung, Dienstag, 4. Februar 1986, Nr. 28", "Neue Zürcher Zeitung", "1986-02-04"),
        ("Die Zeit Nr. 12, 19. März 1971, Seite 4", "Die Zeit", "1971-03-19"),
    ],
)
def test_a_papers_own_line(line: str, outlet: str, published: str) -> None:
    """Paper, day, issue and page above the headline: neither title nor text."""
    text = f"{line}\nHirten lehnen Weidesteuer ab\n\n{LAST} {LAST}\n\n{LAST}"
    found = read(text)
    assert (found.outlet, found.published, found.place) == (outlet, published, None)
    assert found.title == "Hirten lehnen Weidesteuer ab"
    assert set_aside(text) == [line]


@pytest.mark.parametrize(
    "line",
    ["UNO, 4. Februar 1986", "AP, 4. Februar 1986, S. 3", "Vertrag vom 4. Februar 1986", "Genf, 4. Februar 1986", ""],
)
def test_no_papers_line(line: str) -> None:
    """A place or an agency beside a date is no paper, nor is a headline with a date."""
    assert imprint_of(line, lexicon()) is None


@pytest.mark.parametrize(
    ("extra", "published"),
    [
        ("Veröffentlicht am 3. Sept. 98", "1998-09-03"),
        ("Stand: 03.09.98", "1998-09-03"),
        ("Published on Tuesday, March 5th, 2013 at 10:15 GMT", "2013-03-05T10:15:00"),
        ("Zum Bericht „Hirten in Not“ vom 3. Mai 2003", None),
        ("[1] Protokoll der Sitzung vom 3. Mai 2003", None),
        ("Vom 3. Mai 2003", "2003-05-03"),
    ],
)
def test_labelled_dates(extra: str, published: str | None) -> None:
    """Years of two figures count behind a label; the date of another document is none of this one."""
    assert read(f"Hirten lehnen Weidesteuer ab\n{extra}\n\n{LAST} {LAST}\n\n{LAST}").published == published


@pytest.mark.parametrize("lead", ["Mittwoch, 14. September 2011, 17:22 Uhr", "14. September 2011"])
def test_a_date_above_is_neither_title_nor_place(lead: str) -> None:
    """A weekday is no dateline's place; the headline stands below, the dateline behind it."""
    found = read(f"{lead}\n\nHirten lehnen Weidesteuer ab\n\n{FIRST}\n\n{LAST}")
    assert (found.title, found.place) == ("Hirten lehnen Weidesteuer ab", "Niamey")
    assert (found.published or "").startswith("2011-09-14")
    assert read(f"Hirten lehnen Weidesteuer ab\n\n{lead}\n\n{FIRST}\n\n{LAST}").place == "Niamey"


@pytest.mark.parametrize("lead", ["Hintergrund: ", "Dienstag: ", "Korr: ", "Zusammenfassung. "])
def test_genres_and_weekdays_are_no_places(lead: str) -> None:
    """Even where the text has the word behind a preposition."""
    text = f"Streit um die Weide\n\n{lead}{LAST} {LAST}\n\nDas stand in {lead.strip(' :.')} zwei."
    assert read(text).place is None


def test_a_dateline_alone_on_its_line() -> None:
    """A known place above a paragraph, behind the headline."""
    assert read(f"Hirten lehnen Weidesteuer ab\n\nNiamey\n{LAST} {LAST}\n\n{LAST}").place == "Niamey"
    assert read(f"Hirten lehnen Weidesteuer ab\n\nRückblick\n{LAST} {LAST}\n\n{LAST}").place is None


def test_the_agencys_mark_of_a_headlines_end_is_no_part_of_it() -> None:
    """With a second headline below, in a text broken at a fixed width."""
    text = (
        "Hirten lehnen die neue Weidesteuer ab und ziehen weiter =\nUtl.: Minister will Gutachten =\n\n"
        "   Niamey (APA) - Die Hirten haben die neue Steuer abgelehnt,\nwie ihr Sprecher am Montag sagte.\n"
    )
    assert read(text).title == "Hirten lehnen die neue Weidesteuer ab und ziehen weiter"
