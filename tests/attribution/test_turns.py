"""Who owns which stretch of a page: dialogues, letters, speeches and reviews of the press, and pages that are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.attribution.finding import find_turns
from depesche.attribution.turns import Form, Part, Turn, Turns
from depesche.language import analyse
from depesche.records import Analysis, Document, Junk, Name, NameKind, Span

ASKS, ANSWERS, NARRATES = Part.ASKS, Part.ANSWERS, Part.NARRATES


def turns(text: str, **more: object) -> Turns:
    """The turns of a text, its names found by the language stage."""
    document = Document("d1", text, language="de", **more)  # type: ignore[arg-type]
    return find_turns(document, analyse([document])[0])


def named(text: str, *persons: str, **more: object) -> Turns:
    """The turns of a text in which these persons' names are known."""
    document = Document("d1", text, language="de", **more)  # type: ignore[arg-type]
    names = [
        Name(place, place + len(person), NameKind.PERSON, 1.0)
        for person in persons
        for place in [at for at in range(len(text)) if text.startswith(person, at)]
    ]
    return find_turns(document, Analysis("d1", "de", names=tuple(sorted(names))))


def told(text: str, found: Turns) -> list[tuple[Part, str, str]]:
    """Of each turn its part, the words that name its owner, and the words that are his."""
    return [
        (one.part, text[slice(*one.owner)] if one.owner else "", text[one.start : one.end].strip()) for one in found
    ]


def test_labels_that_come_back_part_a_page_into_turns() -> None:
    """Each label's words are its owner's; "Frage:" asks and names nobody; titles are no part of a name."""
    text = (
        "Frage: Frau Ministerin, kommt der Damm?\n\nAbg. Olga Renz (BVP): Er kommt nicht.\n\n"
        "Frage: Und die Mühlen?\n\nRenz (lacht): Die Mühlen bleiben.\n"
    )
    assert told(text, named(text, "Olga Renz", "Renz")) == [
        (ASKS, "", "Frau Ministerin, kommt der Damm?"),
        (ANSWERS, "Olga Renz (BVP)", "Er kommt nicht."),
        (ASKS, "", "Und die Mühlen?"),
        (ANSWERS, "Renz", "Die Mühlen bleiben."),
    ]


def test_who_asks_is_told_by_questions_or_by_the_papers_name() -> None:
    """Of two persons the one whose turns end with questions asks; a paper's name that opens a talk with a person does,
    even where it only remarks.
    """
    text = (
        "Ines Vogt: Herr Amsel, gilt das Wort noch?\n\nPeter Amsel: Es gilt.\n\nVogt: Auch im Winter?\n\n"
        "Amsel: Auch dann. Fragen Sie Horn.\n"
    )
    assert [one.part for one in named(text, "Ines Vogt", "Peter Amsel")] == [ASKS, ANSWERS, ASKS, ANSWERS]
    text = (
        "BOTE: Herr Amsel, der Pass ist zu.\nAMSEL: Er ist offen für alle.\nBOTE: Die Lastwagen stehen seit Tagen.\n"
        "AMSEL: Dann fahren sie eben morgen.\nBOTE: Der Zoll sagt das Gegenteil.\nAMSEL: Der Zoll irrt sich gern.\n"
    )
    assert [one.part for one in named(text, "AMSEL")] == [ASKS, ANSWERS] * 3


def test_a_chair_gives_the_word() -> None:
    """In a debate of several, whoever has a chair's title and says little leads it; a president who speaks does not."""
    speech = "Der Damm wird gebaut, und zwar in diesem Jahr. " * 8
    text = (
        "Vizepräsidentin Maar: Das Wort hat der Minister.\n\nMinister Horn: Der Damm kommt.\n\n"
        "Abg. Renz (BVP) (Zwischenruf): Nie und nimmer!\n\nVizepräsidentin Maar: Das Wort hat der Minister.\n\n"
        "Minister Horn: Er kommt doch.\n"
    )
    people = ("Maar", "Horn", "Renz")
    assert [one.part for one in named(text, *people)] == [ASKS, ANSWERS, ANSWERS, ASKS, ANSWERS]
    assert told(text, named(text, *people))[2][1] == "Renz (BVP)"
    text = text.replace("Vizepräsidentin Maar: Das Wort hat der Minister.", f"Präsidentin Maar: {speech}")
    assert {one.part for one in named(text, *people)} == {ANSWERS}


def test_a_label_of_initials_is_whom_the_lead_names() -> None:
    """The letters "O. R." are Olga Renz, if she is named above; a paper may be in small letters."""
    text = (
        "Olga Renz im Gespräch\n\ntaz: Frau Renz, kommt der Damm?\n\nO. R.: Er kommt nicht.\n\n"
        "taz: Und die Mühlen am Fluss?\n\nO. R.: Die Mühlen bleiben, wo sie sind.\n"
    )
    found = named(text, "Olga Renz", "Renz")
    assert [one.part for one in found] == [ASKS, ANSWERS] * 2
    assert {text[slice(*one.owner)] for one in found if one.owner} == {"taz", "Olga Renz"}


def test_a_guest_is_found_by_his_office() -> None:
    """Whom the questions call by an office alone is whom the lead names behind it."""
    text = (
        "Ein Interview mit Energieminister Taras Holub\n\nHerr Minister, wer hat angefangen?\n\nWir nicht.\n\n"
        "Wer dann?\n\nDarüber rede ich nicht.\n\nUnd nun?\n\nWir warten.\n"
    )
    assert {owner for part, owner, _ in told(text, named(text)) if part is ANSWERS} == {"Taras Holub"}


def test_an_answer_belongs_to_the_guest_of_the_lead() -> None:
    """The owner of "Antwort:" is whom the questions address and the lead names in full, not who led the talk."""
    text = (
        "Das Interview führte Karl Lindner.\n\nDie Hafenchefin Ruth Maar über den Streik\n\n"
        "Frage: Frau Maar, wird gestreikt?\n\nAntwort: Ja.\n\nFrage: Ab wann?\n\nAntwort: Ab Montag.\n"
    )
    found = named(text, "Karl Lindner", "Ruth Maar", "Maar")
    assert {text[slice(*one.owner)] for one in found if one.owner} == {"Ruth Maar"}


def test_answers_with_a_label_between_questions_without() -> None:
    """The paragraph before each label is a question, whether it ends with a mark or not."""
    text = (
        "Frau Renz, kommt der Damm?\n\nOlga Renz: Er kommt nicht.\n\nDer Minister sagt das Gegenteil.\n\n"
        "Renz: Soll er.\n\nUnd die Mühlen?\n\nRenz: Sie bleiben.\n"
    )
    found = named(text, "Olga Renz", "Renz")
    assert [one.part for one in found] == [ASKS, ANSWERS] * 3
    assert told(text, found)[2] == (ASKS, "", "Der Minister sagt das Gegenteil.")


def test_an_interview_without_labels() -> None:
    """Under a heading that calls it an interview, paragraphs that ask part the answers of the one whom they address."""
    text = (
        "„Wir geben den Kanal nicht her“\n\nInterview mit der Lotsin Ruth Maar\n\nFrau Maar, wer hat angefangen?\n\n"
        "Wir nicht, das sage ich gern.\n\nWer dann?\n\nDarüber rede ich nicht.\n\nUnd nun?\n\nWir warten.\n\n"
        "Das Gespräch führte Karl Lindner.\n"
    )
    found = told(text, named(text, "Ruth Maar", "Maar", "Karl Lindner"))
    assert [(part, words) for part, _, words in found] == [
        (ANSWERS, "„Wir geben den Kanal nicht her“"),
        (ASKS, "Frau Maar, wer hat angefangen?"),
        (ANSWERS, "Wir nicht, das sage ich gern."),
        (ASKS, "Wer dann?"),
        (ANSWERS, "Darüber rede ich nicht."),
        (ASKS, "Und nun?"),
        (ANSWERS, "Wir warten."),
    ]
    assert {owner for part, owner, _ in found if part is ANSWERS} == {"Ruth Maar"}


def test_tapes_and_translators_of_a_script() -> None:
    """A translator speaks for the tape that was announced last; the script's speaker is the text's own voice."""
    text = (
        "Sprecher: Am Fluss steht ein Kran.\n\nO-Ton Amadou Sy (Dari)\n\nDolmetscher: „Wir wollen ihn nicht.“\n\n"
        "Sprecher: Sy ist Fischer.\n\nO-Ton Amadou Sy: Er muss weg.\n"
    )
    assert told(text, named(text, "Amadou Sy", "Sy")) == [
        (NARRATES, "", "Am Fluss steht ein Kran."),
        (ANSWERS, "Amadou Sy", "„Wir wollen ihn nicht.“"),
        (NARRATES, "", "Sy ist Fischer."),
        (ANSWERS, "Amadou Sy", "Er muss weg."),
    ]


def test_a_letter_is_its_writers() -> None:
    """From salutation to closing; the signature names the owner, the salutation whom "Sie" means."""
    text = (
        "Sehr geehrter Herr Landeshauptmann,\n\nich schlage vor, den Pass zu öffnen. Sie zögern.\n\n"
        "Hochachtungsvoll\n\nIhr\nV. Brandis\nBürgermeister\n"
    )
    (letter,) = named(text)
    assert letter.form is Form.LETTER
    assert letter.owner is not None
    assert letter.addressee is not None
    assert text[slice(*letter.owner)] == "V. Brandis"
    assert text[slice(*letter.addressee)] == "Landeshauptmann"
    assert text[letter.start : letter.end].strip().startswith("ich schlage")


def test_a_letter_may_be_signed_in_the_line_that_closes_it() -> None:
    """And a sentence that begins like a closing closes nothing."""
    text = (
        "Exzellenz,\n\nich komme.\n\nIhr ergebener Diener Horn hat mir berichtet, was in Gmünd und anderswo im Tal "
        "geschah, bevor wir alle gingen.\n\nHochachtungsvoll V. Brandis\n"
    )
    (letter,) = named(text, "Horn")
    assert letter.owner is not None
    assert text[slice(*letter.owner)] == "V. Brandis"


def test_a_letter_without_signature_is_nobodys() -> None:
    """A salutation alone proves no letter."""
    assert not list(named("Sehr geehrter Herr Rat,\n\nich komme.\n\nHochachtungsvoll\n"))


def test_what_is_printed_in_full_is_the_speakers() -> None:
    """A line that announces the wording names him; the text ends with its quotation mark."""
    text = (
        "Die Erklärung von Minister Paul Horn im Wortlaut:\n\n„Ich habe gezögert.\n\nJetzt zögere ich nicht mehr.“\n\n"
        "Die Börse schloss unverändert.\n"
    )
    assert told(text, named(text, "Paul Horn")) == [
        (ANSWERS, "Paul Horn", "„Ich habe gezögert.\n\nJetzt zögere ich nicht mehr.“")
    ]


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        (
            "Pressestimmen\n\nDie „Neue Post“ (Bern) meint:\n\n„Er ist tot.“\n\n„Der Kurier“, Linz: Er lebt.\n",
            ["Neue Post", "Der Kurier"],
        ),
        (
            "Presseschau\n\nDer Damm ist tot. (Neue Post, Bern)\n\nEr lebt. (Der Kurier, Linz)\n",
            ["Neue Post", "Der Kurier"],
        ),
        (
            "Stimmen der Presse\n\nEr ist tot.\n(„Neue Post“, Bern)\n\nEr lebt.\n(„Der Kurier“)\n",
            ["Neue Post", "Der Kurier"],
        ),
        ("Presseschau\n\nDER KURIER (Linz): Er ist tot.\n\nNEUE POST (Bern): Er lebt.\n", ["DER KURIER", "NEUE POST"]),
        (
            "Presseschau\n\nDie NEUE POST meint: „Er ist tot.“\n\nDer KURIER aus Linz urteilt: „Er lebt.“\n",
            ["NEUE POST", "KURIER"],
        ),
    ],
)
def test_the_items_of_a_press_review_are_the_papers(text: str, papers: list[str]) -> None:
    """Whether the paper's name stands before its comment or in brackets behind it."""
    found = named(text)
    assert {one.form for one in found} == {Form.REVIEW}
    assert [owner for _, owner, _ in told(text, found)] == papers


PLAIN = [
    "Kanzleramt: Kein Treffen geplant\n\nWien: Der Sprecher sagte, man warte ab.\n\nHintergrund: Der Streit ist alt.\n",
    "Die Standpunkte\n\nNord: Der Norden will den Damm.\n\nSüd: Der Süden nicht.\n\nZeitplan: Im Mai geht es weiter.\n",
    "Ticker\n\n14.05 Uhr: Das Haus ist umstellt.\n\n14.20 Uhr: Kommt er heraus?\n\n14.40 Uhr: Kommt sie heraus?\n",
    "Ergebnisse\n\nRenz: 4 Punkte\nHorn: 3 Punkte\nRenz: 2 Punkte\nHorn: 1 Punkt\nRenz: 0\nHorn: 5\n",
    "Gespräch mit Renz\n\nWorum?\n\nDamm.\n\nWas will Renz?\n\n„Wir gehen“, sagte Renz.\n\nWann?\n\nMai.\n",
    "Olga Renz sagte: Ich komme.\n\nPaul Horn sagte: Ich nicht.\n\nOlga Renz sagte: Ich komme doch.\n",
    "Stimmen\n\n„Wir gehen“, sagte Renz, und sie betont: Nie.\n\nNein, sagte Horn (BVP).\n\nJa, sagte Maar (NLP).\n",
    "„Wir gehen“, schrieb die „Neue Post“ (Bern): So ist es.\n\nDer Damm bleibt. (dpa)\n",
]


@pytest.mark.parametrize("text", PLAIN)
def test_an_ordinary_page_has_no_turns(text: str) -> None:
    """Lists, tickers, tables, explainers and headlines with a colon are no talk."""
    assert list(named(text, "Olga Renz", "Renz", "Paul Horn", "Horn")) == []


def test_a_talk_ends_before_the_articles_own_words() -> None:
    """The last turn is its paragraph, and no line that tells who led the talk is anybody's."""
    text = (
        "Frage: Kommt er?\n\nRenz: Er kommt.\n\nFrage: Und sie?\n\nRenz: Sie auch.\nDas Gespräch führte Ines Vogt.\n\n"
        "Horn sagte am Abend, er komme nicht. „Ich bleibe“, sagte er.\n"
    )
    assert told(text, named(text, "Renz", "Ines Vogt", "Horn"))[-1] == (ANSWERS, "Renz", "Sie auch.")


def test_junk_has_no_turns() -> None:
    """A line of page furniture is no label."""
    text = "Frage: Kommt er?\n\nRenz: Er kommt.\n\nFrage: Und sie?\n\nRenz: Sie auch.\n"
    assert list(named(text, "Renz", junk=(Junk(0, len(text), "teaser"),))) == []


def test_a_language_without_words_of_layouts_has_no_turns() -> None:
    """Nothing is guessed."""
    text = "Frage: Kommt er?\n\nRenz: Er kommt.\n\nFrage: Und sie?\n\nRenz: Sie auch.\n"
    assert list(find_turns(Document("d1", text), Analysis("d1", "xx"))) == []


_LABELS = ["Frage: ", "Renz: ", "Olga Renz (BVP): ", "Antwort: ", "O-Ton Horn", "Sprecher: ", "taz: ", "(", ":", "**"]
_WORDS = ["Kommt er?", "Ja. ", "Ich komme nicht. ", "\n", "\n\n", "„", "“", "\x00", " ", "\u2028", "🙂", "V. Brandis\n"]
_LAYOUT = ["Sehr geehrter Herr Horn,\n", "Hochachtungsvoll\n", "Pressestimmen\n\n", "Das Gespräch führte "]
_PRINTED = ["Die „Neue Post“ (Bern) meint: ", " (Der Kurier)", "im Wortlaut:\n\n"]
PIECES = st.sampled_from([*_LABELS, *_WORDS, *_LAYOUT, *_PRINTED])


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_turns_are_sound(text: str) -> None:
    """Whatever the text: turns follow each other without overlap, inside the text, and so do the words of owners."""
    found = list(named(text, "Olga Renz", "Renz", "Horn"))
    end = 0
    for one in found:
        assert end <= one.start < one.end <= len(text)
        end = one.end
        for span in (one.owner, one.addressee):
            assert span is None or (0 <= span.start < span.end <= len(text) and text[span.start : span.end].strip())


def test_a_place_is_in_one_turn() -> None:
    """Of turns that overlap the first is kept, a dialogue's where two begin together."""
    talk = Turn(Form.DIALOGUE, ANSWERS, 5, 9, None)
    found = Turns([Turn(Form.LETTER, ANSWERS, 5, 20, None), talk, Turn(Form.REVIEW, ANSWERS, 8, 12, Span(0, 1))])
    assert list(found) == [talk]
    assert found.at(5) is talk
    assert found.at(8) is talk
    assert found.at(9) is None
    assert found.at(0) is None


def test_time_grows_with_the_text_and_no_faster() -> None:
    """Long talks, letters, announcements and lines of blanks are looked at once."""

    def seconds(times: int) -> float:
        texts = [
            "Frage: Kommt er?\n\nRenz: Nein, das lehnen wir alle zusammen ab.\n\n" * (300 * times),
            "Kommt er heute?\n\nRenz: Nein, das lehnen wir alle zusammen ab.\n\n" * (300 * times),
            "Sehr geehrter Herr Rat,\n\nich komme.\n\nHochachtungsvoll\n\n" * (300 * times),
            "Olga Renz im Wortlaut:\n\n„Wir kommen\n\n" * (300 * times),
            " " * (9_000 * times) + "\n" + "A" * (9_000 * times) + "\n" + "(" * (9_000 * times),
        ]
        begun = time.process_time()
        for text in texts:
            document = Document("d1", text, language="de")
            find_turns(document, Analysis("d1", "de", names=(Name(0, 9, NameKind.PERSON, 1.0),)))
        return time.process_time() - begun

    seconds(1)
    assert seconds(16) < 4 * 2.5 * seconds(4) + 0.5
