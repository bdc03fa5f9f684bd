"""The stage as a whole: hand-written sentences, odd texts, and properties of every statement."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.attribution import STAGE, attribute, batches
from depesche.attribution.acts import rules_out
from depesche.attribution.questions import is_put_to_him
from depesche.attribution.undenied import undone
from depesche.language import analyse
from depesche.records import Act, ActShare, Document, HedgeKind, Junk, Kind, Statement


def read(text: str, junk: tuple[Junk, ...] = (), language: str | None = "de") -> tuple[Statement, ...]:
    """The statements of a text."""
    document = Document("d1", text, junk=junk, language=language)
    return attribute([(document, analyse([document])[0])])[0]


def words(text: str, statement: Statement, part: str = "content") -> str:
    """The words of a part of a statement."""
    spans = statement.speaker.spans if part == "speaker" else getattr(statement, part)
    return " ".join(text[span.start : span.end] for span in spans)


def test_acts_have_shares() -> None:
    """A statement's act is the likeliest of those that it may be, whose probabilities fall and sum to one at most."""
    statements = read(
        "Der Minister bestritt, dass Truppen verlegt wurden. Die Lage sei ruhig, sagte ein Sprecher."
        " Solche Bedingungen seien unannehmbar, teilte die Regierung mit."
    )
    assert {Act.DENY, Act.REJECT} <= {statement.act for statement in statements}
    for statement in statements:
        shares = [share for _, share in statement.acts]
        assert statement.act is statement.acts[0].act
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1.001


def test_the_stage_declares_itself() -> None:
    """The declaration names what is read, written and scored."""
    assert STAGE.name == "attribution"
    assert "statement" in STAGE.writes


@pytest.mark.parametrize(
    ("text", "content", "speaker", "kind"),
    [
        (
            "Die Regierung schwieg lange. „Wir werden den Vertrag nicht unterschreiben“, sagte Ministerin Berger.",
            "Wir werden den Vertrag nicht unterschreiben",
            "Berger",
            Kind.DIRECT,
        ),
        (
            "Der Sprecher des Ministeriums teilte mit, dass die Gespräche am Freitag fortgesetzt würden.",
            "die Gespräche am Freitag fortgesetzt würden",
            "Sprecher",
            Kind.INDIRECT,
        ),
        (
            "Außenminister Keller erklärte am Abend in Bern, sein Land werde an der Konferenz teilnehmen.",
            "sein Land werde an der Konferenz teilnehmen",
            "Keller",
            Kind.INDIRECT,
        ),
        (
            "Laut Polizei wurden bei dem Unfall drei Menschen verletzt.",
            "wurden bei dem Unfall drei Menschen verletzt",
            "Polizei",
            Kind.INDIRECT,
        ),
        (
            "Nach Angaben des Senders sind zwei Unterhändler abgereist.",
            "sind zwei Unterhändler abgereist",
            "Senders",
            Kind.INDIRECT,
        ),
    ],
)
def test_who_says_what(text: str, content: str, speaker: str, kind: Kind) -> None:
    """Plain cases of direct and indirect speech come out with content, speaker and kind."""
    found = [one for one in read(text) if content in words(text, one)]
    assert found
    assert speaker in words(text, found[0], "speaker")
    assert found[0].kind is kind


@pytest.mark.parametrize(
    ("language", "text", "content"),
    [
        ("en", 'The minister rejects the truce. "We will not negotiate," he said.', "We will not negotiate"),
        ("fr", "Le ministre a refusé. « Nous ne négocierons pas », a-t-il dit lundi.", "Nous ne négocierons pas"),
        ("ar", 'قال الوزير: "لن نتفاوض".', "لن نتفاوض"),
        (None, 'The minister rejects the truce. "We will not negotiate," he said.', "We will not negotiate"),
    ],
)
def test_languages_without_data_of_their_own_are_read_too(language: str | None, text: str, content: str) -> None:
    """The vectors work across languages: what stands in quotation marks is found, and its act is told."""
    assert any(content in words(text, statement) for statement in read(text, language=language))


def test_speech_that_runs_on_keeps_its_speaker() -> None:
    """A sentence in the subjunctive without a cue is still the minister's."""
    text = (
        "Verteidigungsminister Hansen sagte, die Truppen seien abgezogen worden. "
        "Die Lage an der Grenze sei ruhig. Nun müssten die Beobachter ihre Arbeit aufnehmen."
    )
    found = [one for one in read(text) if "sei ruhig" in words(text, one)]
    assert found
    assert "Hansen" in words(text, found[0], "speaker")


def test_saying_that_reports_no_speech_is_no_statement() -> None:
    """What happens is told by the article itself; nobody speaks."""
    assert read("Der Zug fuhr am Morgen in den Bahnhof ein. Auf dem Bahnsteig warteten zwanzig Menschen.") == ()


def test_hedges_are_found_with_their_kind() -> None:
    """Subjunctive, according-to, allegedly and hearsay."""
    text = (
        "Laut einem Diplomaten habe die Regierung angeblich zugestimmt. "
        "Der Präsident soll den Brief am Montag erhalten haben, sagte ein Berater."
    )
    kinds = {hedge.kind for one in read(text) for hedge in one.hedges}
    assert {HedgeKind.SUBJUNCTIVE, HedgeKind.ACCORDING_TO, HedgeKind.ALLEGEDLY} <= kinds


def test_a_negated_report_leaves_its_content_open() -> None:
    """A report that somebody said nothing about whether something is so leaves it open."""
    text = "Der Sprecher sagte nicht, ob die Regierung den Vorschlag annehmen werde."
    found = [one for one in read(text) if "annehmen" in words(text, one)]
    assert all(one.negated for one in found)


ODD = [
    "",
    " \n\n ",
    "Ja",
    "“",
    "„„„“““\"\"''»«»»",
    "🙂🙃 👩‍👩‍👧 sagte 🙂: „🙂🙂“ 🙃",
    "DER MINISTER SAGTE, DIE GESPRÄCHE SEIEN GESCHEITERT. „NIE WIEDER“, RIEF ER.",
    "Er sagte: „Das ist nicht wahr. Dann ging er. Sie sagte: „Doch. Und noch ein Satz.\n\nNeuer Absatz, sagte er.",
    "sagte " * 300,
    "a" * 5000,
    "\ud800 kaputt sagte er",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_go_through(text: str) -> None:
    """Empty, one word, capitals, unbalanced marks, emoji: no error, and every span is inside the text."""
    check(text, read(text))


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.sampled_from(
            [
                "Der Minister sagte, ",
                "„Ja",
                "“, ",
                "sei gekommen. ",
                "laut dpa ",
                "\n\n",
                "dass ",
                "er ",
                "nicht ",
                ". ",
                "🙂 ",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_every_statement_is_sound(text: str) -> None:
    """Spans are ordered, not empty, and inside the text; a nested statement lies inside its parent."""
    check(text, read(text))


def check(text: str, statements: tuple[Statement, ...]) -> None:
    """What holds of every reading."""
    by_id = {one.id: one for one in statements}
    assert len(by_id) == len(statements)
    assert [one.start for one in statements] == sorted(one.start for one in statements)
    for one in statements:
        assert 0 <= one.confidence <= 1
        for spans in (one.content, one.cue, one.frame, one.speaker.spans, one.hedges):
            assert all(0 <= span.start < span.end <= len(text) for span in spans)
            assert all(a.end <= b.start for a, b in pairwise(spans))
        assert one.content
        if one.parent:
            outer = by_id[one.parent].content
            assert all(any(o.start <= span.start and span.end <= o.end for o in outer) for span in one.content)
        if one.continues:
            assert one.continues in by_id


def test_nothing_is_found_in_junk() -> None:
    """Page furniture that sounds like a report is not read."""
    text = "Der Präsident sagte, er reise ab.\n\n„Lesen Sie auch dies“, sagte die Redaktion.\n\nDanach schwieg er."
    start, end = text.index("„Lesen"), text.index("Danach")
    for one in read(text, (Junk(start, end, "teaser"),)):
        spans = (*one.content, *one.speaker.spans, *one.cue, *one.frame)
        assert all(span.end <= start or span.start >= end for span in spans)


def test_the_same_document_is_read_the_same_alone_and_among_others() -> None:
    """What is computed side by side does not change what is found, and ids are stable."""
    texts = [
        "Ministerin Berger sagte, der Vertrag sei gültig.",
        "Laut Polizei gab es keine Verletzten. „Wir ermitteln“, sagte ein Sprecher am Abend in Köln.",
    ]
    documents = [Document(f"d{i}", text, language="de") for i, text in enumerate(texts)]
    pairs = list(zip(documents, analyse(documents), strict=True))
    together = attribute(pairs)
    alone = [attribute([pair])[0] for pair in pairs]
    assert [[one.id for one in found] for found in together] == [[one.id for one in found] for found in alone]


@pytest.mark.slow
def test_time_grows_with_the_text_and_no_faster() -> None:
    """Four times the text takes about four times as long (the stage alone, without the language stage)."""
    text = "Der Sprecher sagte am Montag, die Gespräche seien unterbrochen. „Wir warten“, fügte er hinzu.\n\n" * 150

    def seconds(times: int) -> float:
        document = Document(f"t{times}", text * times, language="de")
        pair = (document, analyse([document])[0])
        begun = time.process_time()
        attribute([pair])
        return time.process_time() - begun

    seconds(1)
    assert seconds(8) < 4 * 1.8 * seconds(2) + 0.5


def test_a_long_text_gives_unused_memory_back_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the network's arrays leave behind does not pile up: memory is given back several times on the way."""
    given_back: list[int] = []
    monkeypatch.setattr(batches, "_trim", lambda: given_back.append)
    read("Der Minister sagte am Montag, er werde den Vertrag nicht unterschreiben. " * 600)
    assert len(given_back) >= 2


def test_without_glibc_nothing_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other C libraries have no way to: reading goes on without."""
    monkeypatch.setattr(batches.ctypes, "CDLL", lambda name: object())
    batches._trim.cache_clear()
    try:
        assert batches._trim()(0) is None
    finally:
        batches._trim.cache_clear()


@pytest.mark.parametrize("verb", ["wisse", "wüssten", "wusste", "wußten"])
def test_who_knows_nothing_of_it_denies(verb: str) -> None:
    """In whatever form and spelling: it is a denial, and not what somebody thinks of the matter."""
    (said,) = read(f"Zwei Beamte teilten am Freitag mit, sie {verb} nichts von den angeblichen Annäherungsversuchen.")
    assert said.act is Act.DENY


@pytest.mark.parametrize(
    ("text", "content", "cue", "expected"),
    [
        ("Tokio dementierte das Treffen nicht .", "das Treffen nicht", "dementierte", Act.DECLINE),
        ("Das Außenamt bestreitet die Begegnung nicht länger .", "die Begegnung", "bestreitet", Act.CONFIRM),
        ("Der Minister stritt das Telefonat nicht ab .", "das Telefonat", "stritt", Act.CONFIRM),
        ("Er bestreitet nicht , daß fotografiert worden sei .", "fotografiert worden sei", "bestreitet", Act.CONFIRM),
        ("Das Amt wies die Meldung nicht zurück .", "die Meldung", "wies", Act.DECLINE),
        ("Paris wies die nicht abgesprochene Erklärung zurück .", "Erklärung", "wies", Act.DENY),
        ("Kim bestritt , dass er nicht geladen sei .", "er nicht geladen sei", "bestritt", Act.DENY),
        ("Er wollte es weder bestätigen noch dementieren , auch nicht .", "es", "bestätigen", Act.DENY),
    ],
)
def test_a_negation_undoes_a_denial(text: str, content: str, cue: str, expected: Act) -> None:
    """Who does not dispute a thing grants it, who does not deny it leaves it open: by the verb's own "nicht"."""
    tokens = text.split()
    parts = content.split()
    first = next(at for at in range(len(tokens)) if tokens[at : at + len(parts)] == parts)
    places = list(range(first, first + len(parts)))
    model = (ActShare(Act.DENY, 0.6), ActShare(Act.ASSERT, 0.4))
    assert undone(model, tokens, places, [tokens.index(cue)], "de")[0].act is expected


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        ("Gefragt , ob er reise , schwieg der Minister .", "ob er reise", True),
        ("Peskow wurde von Reportern befragt und insbesondere , ob Moskau bereit sei .", "ob Moskau bereit sei", True),
        (
            "Ob Ladung unter fremder Flagge fahre , wurde Selmani gefragt .",
            "Ob Ladung unter fremder Flagge fahre",
            True,
        ),
        ("„ Kein Gramm “ , sagte er auf die Frage , wie viel Gold er habe .", "wie viel Gold er habe", True),
        ("Auf die Frage des Abgeordneten Kell , ob er reise , schwieg er .", "ob er reise", False),
        ("Der Russe habe ihn gefragt , ob Washington verzichten könne .", "ob Washington verzichten könne", False),
        ("Der Minister fragte , ob das rechtens sei .", "ob das rechtens sei", False),
        ("Er sagte , nach der Reise gefragt : Wer reist , kommt an .", "Wer reist , kommt an", False),
        ("Er sagte nicht , ob er reise .", "ob er reise", False),
    ],
)
def test_a_question_put_to_somebody_is_not_his_word(text: str, content: str, expected: bool) -> None:
    """Only in the passive; who asks himself, in whatever tense, has said what he asks."""
    tokens, parts = text.split(), content.split()
    first = next(at for at in range(len(tokens)) if tokens[at : at + len(parts)] == parts)
    places = list(range(first, first + len(parts)))
    assert is_put_to_him(tokens, [(0, len(tokens))], places, "de") is expected
    assert not is_put_to_him(tokens, [(0, len(tokens))], places, "xx")


def test_an_exclusion_that_is_not_made_refuses_nothing() -> None:
    """Who "does not rule out" something neither rejects nor denies it, nor does he refuse to speak."""
    words = ["Almer", "schloss", "nicht", "aus", ",", "dass", "man", "sich", "einige"]
    model = (ActShare(Act.REJECT, 0.5), ActShare(Act.DECLINE, 0.3), ActShare(Act.OFFER, 0.15), ActShare(Act.WARN, 0.05))
    assert undone(model, words, [6, 7, 8], [1], "de") == (ActShare(Act.OFFER, 0.75), ActShare(Act.WARN, 0.25))
    assert undone(model[:2], words, [6, 7, 8], [1], "de") == (ActShare(Act.ASSESS, 1.0),)
    kept = ["Almer", "schloss", "Gespräche", "mit", "den", "Rebellen", "aus"]
    assert undone(model, kept, [2, 3, 4, 5], [1], "de") == model


def test_what_is_undone_keeps_other_acts() -> None:
    """Only denials and refusals are looked at; of several clauses only those of the content and its cue count."""
    words = ["Er", "bestritt", "nicht", ",", "dass", "er", "kam", ";", "das", "Land", "werde", "nie", "aufgeben"]
    sure = (ActShare(Act.DENY, 0.9), ActShare(Act.ASSERT, 0.1))
    assert undone(sure, words, [5, 6], [1], "de") == (ActShare(Act.CONFIRM, 1.0),)
    assert undone(sure, words, [8, 9, 10, 11, 12], [1], "de") == sure
    assert undone(sure[1:], words, [5, 6], [1], "de") == sure[1:]
    assert undone(sure, words, [5, 6], [1], "xx") == sure


def test_a_cue_in_the_past_is_no_subjunctive() -> None:
    """Past forms like "erklärten" in a cue report; that they are forms of the subjunctive as well is no hedge."""
    text = "Die Minister erklärten am Montag, die Gespräche seien beendet."
    statements = read(text)
    assert {text[hedge.start : hedge.end] for one in statements for hedge in one.hedges} == {"seien"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("die Forderung sei unannehmbar", True),
        ("ein Einfrieren sei nicht mehr länger tragfähig", True),
        ("keine Einigung sei hinnehmbar, die das übergeht", True),
        ("die Lösung sei annehmbar", False),
        ("nicht alle seien gekommen, doch die Lösung, so der Minister, bleibe tragbar", False),
    ],
)
def test_what_is_called_unacceptable_is_rejected(content: str, expected: bool) -> None:
    """By a word of its own, or by a word of accepting with a negation close before it."""
    assert rules_out(content.replace(",", " ,").split(), "de") is expected
    assert not rules_out(content.split(), "xx")
