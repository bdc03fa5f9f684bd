"""Words of contacts: what happened, what is only wanted, hit or asked, and who takes no part though named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depesche.language import analyse_document
from depesche.positions.cast import Cast
from depesche.positions.codebook import load_codebook
from depesche.positions.contact_words import MAKING, ContactWords
from depesche.positions.contacts import STATUS_FEATURES, candidates, sightings
from depesche.positions.mentions import Mentions
from depesche.positions.participants import Roll
from depesche.positions.passages import Passages
from depesche.positions.tracks import named_tracks
from depesche.records import Act, Actor, ActorKind, Analysis, Document, Kind, Mention, ReadDocument, Span, Statement

CHILE = Actor("cl", "Chile", ActorKind.STATE, names=("Chile",))
PERU = Actor("pe", "Peru", ActorKind.STATE, names=("Peru",))
ROJAS = Actor("r", "Inés Rojas", ActorKind.PERSON, "cl", ("Inés Rojas",))
QUISPE = Actor("q", "Mateo Quispe", ActorKind.PERSON, "pe", ("Mateo Quispe",))
SCHOLAR = Actor("w", "Viktor Lund", ActorKind.PERSON, None, ("Viktor Lund",))
ACTORS = {actor.id: actor for actor in (CHILE, PERU, ROJAS, QUISPE, SCHOLAR)}


def look(text: str, statements: tuple[Statement, ...] = ()) -> tuple[Passages, Analysis, Cast]:
    """A dispatch of one text, analysed."""
    document = Document("d", text, language="de")
    analysis = analyse_document(document)
    book = load_codebook()
    return Passages(ReadDocument(document, analysis, statements), book), analysis, Cast(book, ACTORS)


def told(text: str) -> set[str]:
    """The words of a text's sentences that may tell of a contact."""
    passages, analysis, cast = look(text)
    roll = Roll(passages, analysis, cast, Mentions(cast, ACTORS.values()))
    words = ContactWords(passages, analysis)
    every = (hit for i in range(len(passages.sentences)) for hit in words.find(i, roll.places(i)))
    return {text[hit.start : hit.end] for hit in every if hit.label in MAKING}


@pytest.mark.parametrize(
    "text",
    [
        "Am Freitag trafen die Geschosse chilenische Stellungen am Fluss.",
        "Die Regierung traf eine Entscheidung über die Zölle.",
        "Rojas wies die Bereitschaft Quispes zurück, direkt mit ihr zu verhandeln.",
        "Chile sei bereit, mit Peru Gespräche zu führen.",
        "Rojas ist offen für Gespräche mit Peru.",
        "Peru lehnte Verhandlungen mit Chile ab.",
        "Quispe hat Gespräche mit Chile abgelehnt.",
        "Rojas will am Montag mit Quispe verhandeln.",
        "Über den Hafen könnten noch Verhandlungen geführt werden.",
        "Peru verlangte, dass Chile mit den Fischern verhandelt.",
        "Quispe äußerte sich im Gespräch mit der Zeitung El Faro.",
        "Peru hält für Verhandlungen mit Chile einen Trumpf in der Hand.",
        "Das sagte Rojas, um die Fischer zu beruhigen.",
        "Peru hatte Chile am Wochenende vorgeworfen, die Gespräche zu stören.",
        "Rojas warf Quispe vor, die Verhandlungen zu stören.",
        "Frau Rojas, haben Sie in Arica mit Minister Quispe gesprochen?",
        "Stimmt es, Frau Rojas, dass Sie Quispe getroffen haben?",
        "Frau Rojas, ein Treffen Ihrer Regierung mit Peru?",
        "Rojas und Quispe sind in Arica nicht zusammengetroffen.",
    ],
)
def test_what_is_hit_wanted_or_asked_is_no_contact(text: str) -> None:
    """No word of these sentences says that two sides were in contact."""
    assert told(text) == set()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Am Freitag traf Rojas ihren Kollegen Quispe in Arica.", "traf"),
        ("Vertreter beider Länder trafen sich am Fluss.", "trafen"),
        ("Rojas soll Quispe im Mai getroffen haben.", "getroffen"),
        ("Nach einem Gespräch mit Quispe lehnte Rojas das Papier ab.", "Gespräch"),
        ("Rojas hat mit Quispe über den Hafen verhandelt.", "verhandelt"),
        ("Chile bestreitet, mit Peru verhandelt zu haben.", "verhandelt"),
        ("Niemand habe die Vollmacht, mit Peru zu verhandeln.", "verhandeln"),
        ("Rojas sagte Quispe ihre Hilfe zu.", "sagte Quispe ihre Hilfe zu"),
        ("Quispe berichtete von weiteren Kontakten mit Chile.", "Kontakten"),
        ("Was hat Rojas mit Quispe besprochen?", "besprochen"),
        ("Hat Rojas Quispe getroffen? Unsinn, sagte sie.", "getroffen"),
        ("Waren Sie nach dem Treffen mit Quispe zufrieden?", "Treffen"),
        ("Haben Sie mit Quispe gesprochen?\n\nRojas: Ja, am Montag.", "gesprochen"),
        ("Chile bestreitet, dass Rojas Quispe getroffen habe.", "getroffen"),
    ],
)
def test_what_was_is_a_contact(text: str, word: str) -> None:
    """What is said to have been, and what is denied, may be a contact."""
    assert word in told(text)


def test_who_is_said_not_to_have_met_is_no_side() -> None:
    """Of "X and Y did not meet, Z met W" only those who met may have taken part."""
    text = "Rojas und Quispe sind nicht zusammengetroffen; Bolivien hatte mit Paraguay verhandelt."
    assert ids(text) == [{"Bolivien", "Paraguay"}]
    before = "Rojas und Quispe sind in Arica. "
    text = "Rojas und Quispe sind nicht zusammengetroffen; Vermittler hatten mit beiden verhandelt."
    assert all(sides.isdisjoint({"cl", "pe"}) for sides in ids(before + text))


def test_an_outlet_takes_no_part_whoever_owns_it() -> None:
    """A paper that a state owns is spoken to by everybody and is no side for that."""
    paper = Actor("z", "El Faro", ActorKind.OUTLET, "pe", ("El Faro",))
    text = "Rojas traf in Arica die Kollegen, schrieb El Faro."
    passages, analysis, _ = look(text, (said(text, "z", "El Faro"),))
    cast = Cast(load_codebook(), {**ACTORS, "z": paper})
    roll = Roll(passages, analysis, cast, Mentions(cast, cast.actors.values()))
    assert {one.id for one in roll.named(0)} == {"cl"}


def test_a_word_in_the_name_of_an_outlet_is_no_letter() -> None:
    """The "Andean Mail" writes no letter to anybody."""
    assert told('Das meldet die "Andean Mail" unter Berufung auf Chile und Peru.') == set()


def ids(text: str, *statements: Statement) -> list[set[str]]:
    """Who may have taken part, by candidate sentence."""
    passages, analysis, cast = look(text, statements)
    found = candidates(passages, analysis, cast, Mentions(cast, ACTORS.values()))
    return [{side.id for side in one.sides} for one in found]


def said(text: str, actor: str, name: str) -> Statement:
    """The whole text as a statement of somebody."""
    start = text.index(name)
    speaker = Mention((Span(start, start + len(name)),), actor)
    return Statement("s", "d", Kind.INDIRECT, Act.ASSERT, (Span(0, len(text)),), speaker)


def test_where_a_thing_comes_from_is_no_side() -> None:
    """The adjective of "chilenische Gewässer" names a place, that of "die chilenische Delegation" a side."""
    assert ids("Rojas sprach mit Fischern über peruanische Gewässer.") == []
    assert ids("Rojas sprach mit der peruanischen Delegation.") == [{"cl", "pe"}]


def test_who_only_speaks_about_a_contact_is_no_side() -> None:
    """A scholar who tells of a meeting took no part in it; to whom something was said, did."""
    text = "Rojas hat Quispe getroffen, sagt der Historiker Viktor Lund."
    assert ids(text, said(text, "w", "Viktor Lund")) == [{"cl", "pe"}]
    text = "Rojas habe ihm am Telefon alles gesagt, erzählt der Historiker Viktor Lund."
    assert ids(text, said(text, "w", "Viktor Lund")) == [{"cl", "w"}]


def test_with_whom_talks_are_only_urged_is_no_side() -> None:
    """Whoever urges one to talk with another speaks to the one alone."""
    text = "Rojas habe Quispe nicht zu Gesprächen mit Bolivien aufgefordert, hieß es."
    assert all("Bolivien" not in sides for sides in ids(text))


def track(text: str) -> set[str]:
    """The formats that a text names."""
    passages, analysis, cast = look(text)
    found = candidates(passages, analysis, cast, Mentions(cast, ACTORS.values()))
    return set(named_tracks(passages, [one.sentence for one in found]).values())


def test_formats_that_a_text_names() -> None:
    """By their names, or by who sits there; a former official who tells it is none who sits there."""
    assert track("Chile und Peru haben sich getroffen. Das Treffen folgte dem Track 1.5.") == {"track1.5"}
    assert track("Chile und Peru sprachen miteinander, in einer Runde nach Track 2.") == {"track2"}
    assert track("Ehemalige Diplomaten Chiles trafen die Regierung von Peru.") == {"track1.5"}
    assert track("In Lima trafen sich Historiker beider Länder, Chile und Peru.") == {"track2"}
    assert track("Chile und Peru trafen sich, sagte der ehemalige Diplomat.") == set()


def test_whose_people_took_part_is_not_himself_among_them() -> None:
    """Talks "mit Mitarbeitern von Mateo Quispe" name Peru, not Quispe."""
    passages, analysis, cast = look("Inés Rojas hat Gespräche mit Mitarbeitern von Mateo Quispe geführt.")
    (seen,) = sightings(passages, analysis, cast, Mentions(cast, ACTORS.values()))
    assert seen.sides == ("cl", "pe")
    assert len(seen.people) == 1
    assert seen.people[0].startswith("roj")


def test_a_named_round_and_a_call_are_two_contacts() -> None:
    """What a text names a round of former officials is not the call that it tells of beside it."""
    text = (
        "Ehemalige Beamte Chiles haben sich mit der Regierung von Peru in Arica getroffen.\n\n"
        "Inés Rojas hat am Dienstag mit Mateo Quispe telefoniert."
    )
    passages, analysis, cast = look(text)
    found = sightings(passages, analysis, cast, Mentions(cast, ACTORS.values()))
    assert [one.track for one in found] == ["track1.5", None]


def test_who_tells_of_a_contact_denies_none() -> None:
    """A statement taken for a denial, without a word of denial and with one of telling, denies no contact."""
    text = "Quispe berichtete von weiteren Kontakten mit Chile."
    denial = replace(said(text, "q", "Quispe"), act=Act.DENY)
    passages, analysis, cast = look(text, (denial,))
    (seen,) = sightings(passages, analysis, cast, Mentions(cast, ACTORS.values()))
    assert dict(zip(STATUS_FEATURES, seen.marks, strict=True))["act_deny"] == 0.0
