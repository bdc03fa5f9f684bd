"""Title, dateline, sign-off, byline, date and outlet are read off a text; what it does not say stays None."""

from __future__ import annotations

import pytest

from depesche.reading.dateline import credited, dateline_of, sign_off
from depesche.reading.dates import iso_date
from depesche.reading.junk import find_junk
from depesche.reading.lexicon import lexicon
from depesche.reading.metadata import ReadOff, read_off

REST = "Die Regierung hat am Montag erklärt, sie werde an den Gesprächen über die Grenze festhalten."


def read(text: str, title: str | None = None) -> ReadOff:
    """What a text says about itself."""
    return read_off(text, find_junk(text, title), title)


@pytest.mark.parametrize(
    ("head", "place", "agencies"),
    [
        ("MOSKAU (dpa) – ", "MOSKAU", ("dpa",)),
        ("Moskau (dpa) - ", "Moskau", ("dpa",)),
        ("WASHINGTON, 19. Oktober (UPI) – ", "WASHINGTON", ("upi",)),
        ("Washington, D.C./Moskau – ", "Washington, D.C./Moskau", ()),
        ("pz. Washington, 24. Oktober. ", "Washington", ()),
        ("FRANKFURT. ", "FRANKFURT", ()),
        ("Frankfurt (Oder). ", "Frankfurt (Oder)", ()),
        ("Frankfurt/Main (AP) ", "Frankfurt/Main", ("ap",)),
        ("BERLIN/PARIS (Reuters/AFP) – ", "BERLIN/PARIS", ("reuters", "afp")),
        ("Chicago/Washington, 21. Oktober. ", "Chicago/Washington", ()),
        ("New York, 26. Okt. (Eigenbericht) ", "New York", ()),
        ("Genf, Ende Mai. ", "Genf", ()),
        ("AMMAN, DAMASKUS, MOSKAU. ", "AMMAN, DAMASKUS, MOSKAU", ()),
        ("St. Petersburg (rtr) – ", "St. Petersburg", ("reuters",)),
        ("Rio de Janeiro (afp/epd). ", "Rio de Janeiro", ("afp", "epd")),
        ("Bad Kreuznach (dpa/lrs) – ", "Bad Kreuznach", ("dpa",)),
        ("HAVANNA (Prensa Latina). ", "HAVANNA", ("prensa latina",)),
        ("MOSCOW, Oct 19 (Reuters) - ", "MOSCOW", ("reuters",)),
        ("(dpa) – ", None, ("dpa",)),
        ("Wien (APA) – ", "Wien", ("apa",)),
        ("RIO DE JANEIRO, 14. Mai 1979 (Reuter) - ", "RIO DE JANEIRO", ("reuters",)),
        ("HARARE (Reuter) - ", "HARARE", ("reuters",)),
        ("Maputo (taz) - ", "Maputo", ()),
        ("HARARE (XYZ) - ", "HARARE", ()),
        ("Paris, 3. Mai 1990 (RFI). ", "Paris", ()),
        ("Zürich, 3. Mai 1990 (Tagblatt) ", "Zürich", ()),
        ("Bern (TA) ", "Bern", ()),
        ("Frankfurt (Oder), 3. Mai 1990 (MOZ) – ", "Frankfurt (Oder)", ()),
        ("B. A. BUENOS AIRES, 12. Juli 1979. ", "BUENOS AIRES", ()),
        ("K.F. Moskau, 12. Juli. ", "Moskau", ()),
        ("Tokio, 18. Okt. (ap/sda) – ", "Tokio", ("ap", "sda")),
        ("Washington, 25. Aug (Reuters) - ", "Washington", ("reuters",)),
    ],
)
def test_datelines(head: str, place: str | None, agencies: tuple[str, ...]) -> None:
    """The usual forms of German (and English) agencies and papers."""
    found = dateline_of(head + REST, head + REST, lexicon())
    assert found.certain
    assert (found.place, found.agencies) == (place, agencies)
    assert found.end <= len(head)


@pytest.mark.parametrize(
    "line",
    [
        "Nein. " + REST,
        "Geschafft! " + REST,
        "Endlich – so denken viele, die an den Gesprächen teilnahmen und lange gewartet haben.",
        "Frohes Fest, Fahrgast! " + REST,
        "Guten Morgen, meine Damen und Herren. " + REST,
        "Kennedy (45) – so hieß es – habe lange gezögert und dann doch unterschrieben, weil er musste.",
        "Die Lage (Stand: Montag) ist unklar, und niemand weiß, wie es weitergehen soll.",
        "17.15 Uhr – Die Delegationen verlassen den Saal und gehen zum Wagen.",
        "Wien, Ringstraße, ein Nobelhotel. " + REST,
        "Präsident Kennedy (links) – hier mit seinem Bruder – hat lange gezögert.",
        "Altmaier (CDU) sagte am Montag in Berlin, man werde an den Gesprächen über die Grenze festhalten.",
        "Altmaier (CDU): Wir werden an den Gesprächen über die Grenze festhalten, was auch immer geschieht.",
        "Paris (links) hat am Montag erklärt, man werde an den Gesprächen über die Grenze festhalten.",
        "J. F. Kennedy. " + REST,
        "",
    ],
)
def test_no_datelines(line: str) -> None:
    """What only looks like one is none."""
    assert not dateline_of(line, line, lexicon()).certain


def test_an_unknown_mark_costs_neither_place_nor_date() -> None:
    """Who signs may be unknown; where and when it was written is said all the same."""
    found = read(f"Streit um die Grenze\n\nRIO DE JANEIRO, 14. Mai 1979 (XYZ) - {REST}")
    assert (found.place, found.published) == ("RIO DE JANEIRO", "1979-05-14")
    found = read(f"Streit um die Grenze\n\nB. A. BUENOS AIRES, 12. Juli 1979. {REST}")
    assert (found.place, found.published, found.author) == ("BUENOS AIRES", "1979-07-12", "B. A.")


def test_a_place_that_no_list_knows_is_borne_out_by_the_text() -> None:
    """A single word is a dateline if the text speaks of something in that place, else it would be a guess."""
    head = "Quarnbek. " + REST
    assert not dateline_of(head, head, lexicon()).certain
    assert dateline_of(head, head + " Das Treffen in Quarnbek dauerte lang.", lexicon()).place == "Quarnbek"


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("... sagte er. (dpa/afp)", ("dpa", "afp")),
        ("... sagte er. (rtr)", ("reuters",)),
        ("... sagte er. dpa/RK", ("dpa",)),
        ("dpa", ("dpa",)),
        ("(AP/rtr/eig)", ("ap", "reuters")),
        ("... ein Ende. (Mit Material von dpa)", ()),
        ("... sagte er. (wb)", ()),
        ("... so die Agentur dpa.", ()),
        ("... sagte sie (42).", ()),
        ("... er lebt in Tel Aviv", ()),
        ("... »Frieden«. afp, dpa", ("afp", "dpa")),
    ],
)
def test_sign_offs(line: str, agencies: tuple[str, ...]) -> None:
    """Marks at the end of the last line."""
    assert sign_off(line, lexicon()) == agencies


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("Mit Material von dpa", ("dpa",)),
        ("(Mit Material von dpa) 14.11.2017", ("dpa",)),
        ("Mit Agenturmaterial (dpa, AFP)", ("dpa", "afp")),
        ("Mit Informationen der Agenturen AFP und Reuters", ("afp", "reuters")),
        ("Quelle: dpa", ("dpa",)),
        ("(Quellen: Reuters, AFP)", ("reuters", "afp")),
        ("Quelle: Deutsche Presse-Agentur", ("dpa",)),
        ("Die Regierung (CDU) wies das zurück. (Quelle: ntv.de, ino/dpa)", ("dpa",)),
        ("dpa fi/rew yydd n1 cht", ("dpa",)),
        ("Foto: dpa", ()),
        ("Quelle: Petra Muster", ()),
        ("Quelle: Auswärtiges Amt", ()),
        ("Die Quelle der dpa: ein Mitarbeiter des Ministeriums", ()),
        ("dpa meldete den Abbruch", ()),
    ],
)
def test_credits(line: str, agencies: tuple[str, ...]) -> None:
    """Agencies that a line at the foot says it draws on; a photo's agency is none of them."""
    assert credited(line, lexicon()) == agencies
    assert read(f"Streit um die Grenze\n\n{REST}\n\n{REST}\n\n{line}").agencies == agencies


def test_an_agencys_codes_are_furniture() -> None:
    """The line under a dispatch that names desk, writer and page; its agency is kept."""
    line = "dpa fi/rew yydd n1 cht"
    text = f"Streit um die Grenze\n\n{REST}\n\n{REST}\n\n{line}"
    assert [text[span.start : span.end] for span in find_junk(text)] == [line]


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("25.11.2017, Die Welt", "Die Welt"),
        ("Neue Zürcher Zeitung, 18. Oktober 2005", "Neue Zürcher Zeitung"),
        ("Tagesspiegel | 23. August 2005", "Tagesspiegel"),
        ("25.11.2017, Berlin", None),
        ("Uhrzeit 25.11.2017 10:15", None),
        ("25.11.2017, Max Muster", None),
    ],
)
def test_a_papers_name_beside_the_date_is_the_outlet(line: str, outlet: str | None) -> None:
    """A line of nothing but the date and what sounds like a paper's name; the name is no place."""
    found = read(f"Streit um die Grenze\n\n{line}\n\n{REST}\n\n{REST}")
    assert (found.outlet, found.place) == (outlet, None)
    assert found.published is not None


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1962-10-24", "1962-10-24"),
        ("1962-10", "1962-10"),
        ("1962", "1962"),
        ("19621024", "1962-10-24"),
        ("2022-02-24T10:00:00Z", "2022-02-24T10:00:00+00:00"),
        ("2022-02-24 10:00", "2022-02-24T10:00:00"),
        ("2022-02-24T10:00:00.123+0100", "2022-02-24T10:00:00+01:00"),
        ("24. Oktober 1962", "1962-10-24"),
        ("Mittwoch, 24. Okt. 1962, 10.15 Uhr", "1962-10-24T10:15:00"),
        ("24.10.1962", "1962-10-24"),
        ("3. Jänner 2001", "2001-01-03"),
        ("1. März 1999", "1999-03-01"),
        ("Stand: 12.03.2014 | 18:40 Uhr", "2014-03-12T18:40:00"),
        ("October 24, 1962", "1962-10-24"),
        ("24 Oct 1962", "1962-10-24"),
        ("Fri, 19 Oct 1962 10:00:00 GMT", "1962-10-19T10:00:00+00:00"),
        ("1645693200", "2022-02-24T09:00:00+00:00"),
        ("1645693200000", "2022-02-24T09:00:00+00:00"),
        ("24. Oktober", None),
        ("31.02.2001", None),
        ("gestern", None),
        ("", None),
        ("x" * 1000, None),
    ],
)
def test_dates(written: str, iso: str | None) -> None:
    """Dates in the usual spellings; one without a year is none."""
    assert iso_date(written) == iso


def test_a_title_is_a_short_first_line_that_is_no_sentence() -> None:
    """With or without a blank line behind it."""
    assert read(f"Streit um die Grenze\n\n{REST}").title == "Streit um die Grenze"
    assert read(f"Wer zahlt für den Frieden?\nBERLIN (dpa) – {REST}").title == "Wer zahlt für den Frieden?"
    assert read(f"17794:\n\nStreit um die Grenze\n\n{REST}").title == "Streit um die Grenze"


@pytest.mark.parametrize(
    "text",
    [
        f"{REST}\n\n{REST}",
        f"BERLIN (dpa) – {REST}\n{REST}",
        "Nur eine Zeile",
        "Das amerikanische Ministerium hat am Montag\nmitgeteilt, dass alle Stellungen abgebaut seien.\n",
        "",
        " \n ",
    ],
)
def test_no_title(text: str) -> None:
    """A text that begins with a sentence, or is broken at a fixed width, has none."""
    assert read(text).title is None


def test_a_given_title_is_found_in_the_text() -> None:
    """Only at its head, and only as a whole line."""
    text = f"\n  Streit um die Grenze\r\nBERLIN (dpa) – {REST}"
    found = read(text, "Streit um die Grenze")
    assert found.title_span is not None
    assert text[slice(*found.title_span)] == "Streit um die Grenze"
    assert read(f"{REST}\n{REST}", "Regierung").title_span is None


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Von Eva Muster", "Eva Muster"),
        ("Von Eva Muster und Max von der Au", "Eva Muster und Max von der Au"),
        ("Von Eva Muster, Berlin", "Eva Muster"),
        ("By John Doe", "John Doe"),
        ("Von unserem Korrespondenten", None),
        ("Von wegen Burgfrieden!", None),
        ("Von Frieden keine Spur", None),
    ],
)
def test_bylines(line: str, author: str | None) -> None:
    """A line of its own with names in it."""
    assert read(f"Streit um die Grenze\n{line}\n\nBERLIN (dpa) – {REST}").author == author


@pytest.mark.parametrize(
    ("extra", "published"),
    [
        ("Stand: 24.10.1962, 10:15 Uhr", "1962-10-24T10:15:00"),
        ("Veröffentlicht am 24. Oktober 1962", "1962-10-24"),
        ("Mittwoch, 24. Oktober 1962", "1962-10-24"),
        ("Artikel vom 16.10.2007 · Nr. 239 / Seite 1", "2007-10-16"),
    ],
)
def test_the_date_of_publication(extra: str, published: str) -> None:
    """A labelled date or a line that is one, at the head or the foot; dates in sentences are others."""
    assert read(f"Streit um die Grenze\n{extra}\n\n{REST}").published == published
    assert read(f"Streit um die Grenze\n\n{REST}\n{extra}").published == published
    assert read(f"Streit um die Grenze\n\nAm 1. Mai 1999 sagte er: {REST}").published is None


def test_publication_is_preferred_to_update() -> None:
    """Where a page gives both."""
    text = f"Streit um die Grenze\nAktualisiert am 3. Mai 2001\nVeröffentlicht am 1. Mai 2001\n\n{REST}"
    assert read(text).published == "2001-05-01"


def test_the_outlet_of_a_copyright_notice() -> None:
    """A paper's name behind the sign; an agency's is no outlet."""
    assert read(f"Streit um die Grenze\n\n{REST}\n© Abendkurier | 8842 | Seite drucken").outlet == "Abendkurier"
    assert read(f"Streit um die Grenze\n\n{REST}\n© dpa").outlet is None
    assert read(f"Streit um die Grenze\n\n{REST}").outlet is None


def test_junk_at_the_foot_does_not_hide_the_sign_off() -> None:
    """The mark stands at the end of the article, not of the page."""
    assert read(f"Streit um die Grenze\n\n{REST} (dpa/afp)\nDrucken | Teilen\nLesen Sie auch: Wetter").agencies == (
        "dpa",
        "afp",
    )
