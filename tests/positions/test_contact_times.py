"""When a contact was: which of the dates in its sentence is its own."""

from __future__ import annotations

from depesche.language import analyse_document
from depesche.positions.codebook import load_codebook
from depesche.positions.contact_times import contact_time
from depesche.positions.passages import Passages
from depesche.records import Act, Document, Kind, ReadDocument, Span, Statement


def when(text: str, word: str, said: str = "") -> str | None:
    """The words of the date that a text's last sentence gives the contact that a word tells; ``said`` is a statement's
    content.
    """
    document = Document("d", text, language="de", published="1992-07-19")
    analysis = analyse_document(document)
    begin = text.find(said)
    content = (Span(begin, begin + len(said)),)
    said_there = (Statement("s", "d", Kind.INDIRECT, Act.ASSERT, content),) if said else ()
    passages = Passages(ReadDocument(document, analysis, said_there), load_codebook())
    time = contact_time(passages, len(passages.sentences) - 1, analysis.times, [text.index(word)])
    return text[time.start : time.end] if time else None


def test_the_datelines_day_is_not_the_contacts() -> None:
    """The dateline says when it was written."""
    told = "Der Präsident hat sich mit dem Rebellenchef am Samstag getroffen."
    assert when(f"Gaborone, 19. Juli (AFP) - {told}", "getroffen") == "Samstag"
    assert when("Gaborone, 19. Juli (AFP) - Der Präsident hat den Rebellenchef getroffen.", "getroffen") is None


def test_an_agreements_day_is_not_the_contacts() -> None:
    """What "die Erklärung vom 4. Juni" names was then, not the talks on it; "das Treffen vom 4. Juni" was."""
    assert when("Über die Erklärung vom 4. Juni sprachen sie am Freitag miteinander.", "sprachen") == "Freitag"
    assert when("Über den Vertrag von 1973 sprachen sie miteinander.", "sprachen") is None
    assert when("Das Treffen vom 4. Juni war das erste.", "Treffen") == "4. Juni"


def test_the_day_stands_in_the_contacts_own_clause() -> None:
    """When it was said, and what is still to come, is no day of the contact."""
    text = "Die beiden hätten sich sechs Stunden lang unterhalten, teilte er am Sonntag mit."
    assert when(text, "unterhalten", text.partition(",")[0]) is None
    assert when("Er sagte am Freitag, er habe ihn am Mittwoch getroffen.", "getroffen") == "Mittwoch"
    assert when("Sie trafen sich und sprachen über ein Verbot ab 2030.", "trafen") is None


def test_in_a_chronology_what_is_told_is_of_its_entrys_day() -> None:
    """Also what has no date of its own; before the first entry the day of publication counts."""
    text = "Die Woche der Hirten\n\n19. Juli: Oslo lehnt ab.\n\n13. Juli: Oslo trifft Hansen. Gestern trat er zurück."
    document = Document("d", text, language="de", published="1992-07-19")
    analysis = analyse_document(document)
    passages = Passages(ReadDocument(document, analysis, ()), load_codebook())
    days = [passages.day_at(text.index(word)) for word in ("Woche", "lehnt", "trifft")]
    assert days == ["1992-07-19", "1992-07-19", "1992-07-13"]
    assert [time.value for time in analysis.times if text[time.start : time.end] == "Gestern"] == ["1992-07-12"]
