"""Statements in dialogues, letters, speeches and reviews: whose they are, and which there are besides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.attribution import attribute
from depesche.attribution.finding import find_turns
from depesche.attribution.performed import performed
from depesche.attribution.turned import with_turns
from depesche.attribution.turns import Form, Part, Turn, Turns
from depesche.language import analyse
from depesche.records import Act, Analysis, Document, Kind, Medium, Mention, Sentence, Span, Statement
from tests.attribution.test_attribute import check


def read(text: str, outlet: str | None = None) -> list[tuple[str, str, Statement]]:
    """Of each statement of a text the words of its speaker, its own words, and itself."""
    document = Document("d1", text, language="de", outlet=outlet)
    found = attribute([(document, analyse([document])[0])])[0]
    return [
        (
            " ".join(text[span.start : span.end] for span in one.speaker.spans),
            " ".join(text[span.start : span.end] for span in one.content),
            one,
        )
        for one in found
    ]


TALK = (
    "Außenministerin Olga Renz über den Damm von Gmünd\n\n"
    "Frage: Frau Renz, der Nachbar sagt, Sie hätten die Pläne nie gezeigt. Was nun?\n\n"
    "Renz: Wir sind bereit, den Abbau des Damms zu prüfen. Den Vorwurf weise ich zurück.\n\n"
    "Frage: Werden Sie zahlen?\n\nRenz: Nein. Dafür gibt es keinen Grund.\n\n"
    "Frage: Trifft es zu, dass der Bau im Mai beginnt?\n\nRenz: Ja.\n"
)


def test_what_is_answered_is_his_who_answers() -> None:
    """Sentences without any word of saying are direct statements of the one whose label stands before them."""
    found = {words: (speaker, one) for speaker, words, one in read(TALK)}
    for words, act in (
        ("Wir sind bereit, den Abbau des Damms zu prüfen", Act.OFFER),
        ("Den Vorwurf weise ich zurück", Act.DENY),
        ("Dafür gibt es keinen Grund", Act.DENY),
    ):
        speaker, one = found[words]
        assert speaker == "Renz"
        assert (one.kind, one.act) == (Kind.DIRECT, act)
        assert one.medium in (Medium.SPEECH, Medium.SPEECH_OR_WRITING)
        assert one.confidence < 0.95


def test_who_says_what_he_does_is_quoted_with_it() -> None:
    """What "we demand" announces is no indirect speech of the speaker's: his whole sentence is the statement."""
    text = TALK + "\nFrage: Und nun?\n\nRenz: Wir fordern vom Nachbarn, die Schleusen sofort zu öffnen.\n"
    (found,) = [(speaker, words, one) for speaker, words, one in read(text) if "Schleusen" in words]
    assert found[:2] == ("Renz", "Wir fordern vom Nachbarn, die Schleusen sofort zu öffnen")
    assert (found[2].kind, found[2].act) == (Kind.DIRECT, Act.DEMAND)


def test_questions_are_nobodys_statements() -> None:
    """What is asked is not said, by whoever; what the asker tells in somebody else's name is that one's."""
    found = read(TALK)
    assert not any("Was nun" in words for _, words, _ in found)
    told = [speaker for speaker, words, _ in found if "Pläne" in words]
    assert told == ["der Nachbar"]


def test_a_short_answer_denies_or_confirms_what_was_asked() -> None:
    """Its content is the question's words, as in "sie verneinte, dass ..."; whoever is asked to do it refuses."""
    found = {words: (speaker, one) for speaker, words, one in read(TALK)}
    speaker, refused = found["Werden Sie zahlen"]
    assert (speaker, refused.act) == ("Renz", Act.REJECT)
    assert [TALK[span.start : span.end] for span in refused.cue] == ["Nein"]
    speaker, granted = found["der Bau im Mai beginnt"]
    assert (speaker, granted.act) == ("Renz", Act.CONFIRM)


def test_a_question_for_more_than_yes_or_no_has_no_short_answer() -> None:
    """What somebody asks with "Wann?" is not denied by a "Nein."."""
    text = "Frage: Wann kommt der Damm?\n\nRenz: Nein.\n\nFrage: Wo steht er?\n\nRenz: Nein.\n"
    assert not [words for _, words, _ in read(text)]


def test_a_letter_and_a_speech_are_told_where_they_take_a_stand() -> None:
    """The writer's demands and refusals are his, named by the signature."""
    text = (
        "Sehr geehrter Herr Landeshauptmann,\n\nder Pass ist seit Mai gesperrt.\n\n"
        "Ich schlage vor, ihn am Montag zu öffnen. Eine Maut lehnen wir ab.\n\nHochachtungsvoll\n\nVera Brandis\n"
    )
    found = read(text)
    assert {speaker for speaker, _, _ in found} == {"Vera Brandis"}
    assert any("Maut" in words and one.act is Act.REJECT for _, words, one in found)
    assert not any("gesperrt" in words for _, words, _ in found)


def test_a_papers_comment_is_the_papers() -> None:
    """All of it, not only the sentence that the network took for speech."""
    text = (
        "Pressestimmen zum Damm\n\nDie „Neue Post“ (Bern) meint:\n\nDer Damm hat dem Tal nichts gebracht. "
        "Man muss ihn sprengen.\n\nDer „Kurier“ (Linz) schreibt:\n\nDas Tal braucht diesen Damm.\n"
    )
    told = {words: speaker for speaker, words, _ in read(text)}
    assert told["Der Damm hat dem Tal nichts gebracht"] == "Neue Post"
    assert told["Man muss ihn sprengen"] == "Neue Post"
    assert told["Das Tal braucht diesen Damm"] == "Kurier"


def test_a_title_quotes_the_only_guest() -> None:
    """What an interview has in quotation marks on top is what its one guest says below."""
    text = "„Wir sprengen den Damm nicht“\n\n" + TALK
    assert [speaker for speaker, words, _ in read(text) if "sprengen" in words] == ["Renz"]


def test_a_talk_that_begins_with_a_question_has_no_title_that_speaks() -> None:
    """Its first line is what somebody asks, not a headline of what is said below."""
    text = (
        "Moderator: Herr Amsel, ist der Pass bald wieder offen?\n\nPeter Amsel: Der Pass ist bald wieder offen.\n\n"
        "Moderator: Wann genau?\n\nAmsel: Am Montag wird er geöffnet.\n"
    )
    document = Document("d1", text, language="de", title=text.split("\n")[0], title_span=Span(0, text.index("\n")))
    found = attribute([(document, analyse([document])[0])])[0]
    assert all(one.start > text.index("Peter") for one in found)


PAGE = "Frage: Kommt er, sagt Horn? A. Ich und wir. Frau Renz, Sie sagen, er sei da. B hieß es. Ende."


def one_of(content: str, speaker: str = "", cue: str = "", **more: object) -> Statement:
    """A statement of `PAGE`."""

    def spans(words: str) -> tuple[Span, ...]:
        return (Span(PAGE.index(words), PAGE.index(words) + len(words)),) if words else ()

    values: dict[str, object] = {"kind": Kind.INDIRECT, "act": Act.ASSERT, **more}
    return Statement("s1", "d1", content=spans(content), speaker=Mention(spans(speaker)), cue=spans(cue), **values)  # type: ignore[arg-type]


def by_turn(statement: Statement, part: Part, owner: str = "Renz", addressee: str = "Horn") -> Statement | None:
    """What a turn that begins behind the label makes of a statement; its owner stands beyond the turn's edge."""
    text = "Horn Renz " + PAGE
    moved = Statement(
        statement.id,
        "d1",
        statement.kind,
        statement.act,
        tuple(Span(span.start + 10, span.end + 10) for span in statement.content),
        Mention(tuple(Span(span.start + 10, span.end + 10) for span in statement.speaker.spans)),
        tuple(Span(span.start + 10, span.end + 10) for span in statement.cue),
    )
    start = text.index(owner)
    asked = Span(text.index(addressee), text.index(addressee) + len(addressee))
    turn = Turn(Form.DIALOGUE, part, 17, len(text), Span(start, start + len(owner)), asked)
    analysis = Analysis("d1", "de", sentences=(Sentence(10, len(text), 0, 0),))
    found = with_turns(Document("d1", text, language="de"), analysis, Turns([turn]), (moved,))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("statement", "part", "speaker"),
    [
        (one_of("B"), Part.ANSWERS, "Renz"),
        (one_of("B", "Ich"), Part.ANSWERS, "Renz"),
        (one_of("B", "Frage"), Part.ANSWERS, "Renz"),
        (one_of("A", "Horn", "sagt"), Part.ANSWERS, "own"),
        (one_of("er sei da", "Sie", "sagen"), Part.ASKS, "Horn"),
        (one_of("er sei da", "Sie", "sagen"), Part.ANSWERS, "own"),
        (one_of("B", "Frau Renz"), Part.ASKS, None),
        (one_of("A", "Frage"), Part.ASKS, None),
        (one_of("A"), Part.ASKS, None),
    ],
)
def test_a_turn_corrects_a_statements_speaker(statement: Statement, part: Part, speaker: str | None) -> None:
    """Nobody, "ich" and whoever stands beyond the edge become the owner; a source in the turn stays; an asker's own
    words are dropped, and so is who is called; "Sie" in a question is the one who answers.
    """
    found = by_turn(statement, part)
    if speaker is None:
        assert found is None
        return
    assert found is not None
    text = "Horn Renz " + PAGE
    (span,) = found.speaker.spans
    if speaker == "own":
        assert span.start - 10 == statement.speaker.spans[0].start
    else:
        assert text[span.start : span.end] == speaker
        assert span.start < 10
    assert found.id == statement.id


def test_a_source_beyond_a_turn_has_no_words_of_it() -> None:
    """Of a speaker's words those that stand in a turn before are another's, where some stand behind it."""
    text = "Horn im Wortlaut: Ich bleibe. A. Horn. Renz sagte, sie gehe."
    spans = tuple(Span(text.index(words), text.index(words) + len(words)) for words in ("A. Horn", "Renz"))
    content = Span(text.index("sie gehe"), len(text) - 1)
    said = Statement("s1", "d1", Kind.INDIRECT, Act.ASSERT, (content,), Mention(spans))
    turns = Turns([Turn(Form.SPEECH, Part.ANSWERS, 18, spans[0].end, Span(0, 4))])
    (found,) = with_turns(Document("d1", text, language="de"), Analysis("d1", "de"), turns, (said,))
    assert found.speaker.spans == spans[1:]


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("Das lehnen wir ab .", Act.REJECT),
        ("Ich schlage eine Pause vor .", Act.OFFER),
        ("Drei Mühlen akzeptieren wir nicht .", Act.REJECT),
        ("Das kann ich nicht bestätigen .", Act.DECLINE),
        ("Ich warne den Nachbarn , der alles ablehnt .", Act.WARN),
        ("Die Mühle ist für uns unannehmbar .", Act.REJECT),
        ("Wir fordern nichts .", None),
        ("Der Nachbar lehnt das ab .", None),
        ("Ich komme , weil er den Damm fordert .", None),
        ("Wir sagen das seit Jahren .", None),
    ],
)
def test_who_says_that_he_does_it_does_it(words: str, act: Act | None) -> None:
    """A verb of a speech act with "ich" or "wir" in its clause is the act; what others do is not."""
    assert performed(words.split(), "de") is act


_WORDS = [
    "Kommt der Minister?",
    "Nein.",
    "Ja, ",
    "wir lehnen das ab. ",
    "Horn sagte, er komme. ",
    "„",
    "“",
    "\n\n",
    "\x00",
]
_LAYOUT = ["Frage: ", "Renz: ", "(Beifall.) ", "Sehr geehrter Herr Horn,\n\n", "\n\nHochachtungsvoll\n\nVera Brandis\n"]
_PRINTED = ["Pressestimmen\n\n", "Die „Neue Post“ (Bern) meint: ", "Die Erklärung von Paul Horn im Wortlaut:\n\n"]
PIECES = st.sampled_from([*_WORDS, *_LAYOUT, *_PRINTED])


@settings(deadline=None, max_examples=25)
@given(st.lists(PIECES, max_size=24).map("".join))
def test_statements_stay_sound(text: str) -> None:
    """Whatever the layout: spans are inside the text, ids differ, order and nesting hold."""
    check(text, tuple(one for _, _, one in read(text)))


PLAIN = st.sampled_from(["Horn sagte, er komme. ", "Wir kommen. ", "Kommt er?", "\n\n", "Ort: ", "„Ja“, sagte er. "])


@settings(deadline=None, max_examples=15)
@given(st.lists(PLAIN, max_size=14).map("".join))
def test_nothing_changes_without_a_layout(text: str) -> None:
    """A page without turns keeps every statement as the network found it."""
    document = Document("d1", text, language="de")
    analysis = analyse([document])[0]
    turns = find_turns(document, analysis)
    (found,) = attribute([(document, analysis)])
    assert not turns
    assert with_turns(document, analysis, turns, found) is found
