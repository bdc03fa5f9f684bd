"""Reports by a verb and its object, and speakers put right: what the network leaves out or cuts wrongly."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.attribution import attribute
from depesche.attribution.nominal import CONFIDENCE, refused_by_verb
from depesche.attribution.speakers import carried_back, put_right
from depesche.language import analyse
from depesche.records import Act, Document, Kind, Mention, Span, Statement


def read(text: str) -> tuple[Document, tuple[Statement, ...]]:
    """A German document and its statements."""
    document = Document("d1", text, language="de")
    return document, attribute([(document, analyse([document])[0])])[0]


def said(text: str) -> list[tuple[str, str, Act]]:
    """Speaker, content and act of each statement."""
    document, found = read(text)
    words = document.text
    return [
        (
            " ".join(words[span.start : span.end] for span in one.speaker.spans),
            " ".join(words[span.start : span.end] for span in one.content),
            one.act,
        )
        for one in found
    ]


BEFORE = "Lima, 2. Mai (AFP) – "
JOINED = "Norland lehnt eine Zugehörigkeit der Insel zum Bündnis wie auch fremde Truppen auf ihrem Gebiet strikt ab."
AFTER = " Weitere Einzelheiten wurden nicht bekannt."


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Ein Sprecher der Miliz trat Berichten über eine Waffenruhe entgegen.",
            ("Ein Sprecher der Miliz", "Berichten über eine Waffenruhe", Act.DENY),
        ),
        (
            "Premierministerin Harlow erklärte sich mit einer Übergangsverwaltung durch die UNO einverstanden.",
            ("Premierministerin Harlow", "mit einer Übergangsverwaltung durch die UNO", Act.ACCEPT),
        ),
        (
            "China verweigerte eine Stellungnahme.",
            ("China", "eine Stellungnahme", Act.DECLINE),
        ),
        (
            "Die Volksfront wies den Vorschlag des Vermittlers am Dienstag zurück.",
            ("Die Volksfront", "den Vorschlag des Vermittlers", Act.REJECT),
        ),
    ],
)
def test_a_verb_and_its_object_report(sentence: str, expected: tuple[str, str, Act]) -> None:
    """What somebody denies, accepts, refuses or turns down in a noun is a statement, without the day beside it."""
    assert expected in said(BEFORE + sentence + AFTER)


def test_such_a_report_says_how_sure_it_is() -> None:
    """Its kind is reported, it has no cue, its confidence and its act's are what was measured."""
    _, found = read(BEFORE + "Die Volksfront wies den Vorschlag des Vermittlers am Dienstag zurück." + AFTER)
    one = next(one for one in found if one.confidence == CONFIDENCE)
    assert (one.kind, one.cue, one.frame) == (Kind.REPORTED, (), ())
    assert [(share.act, share.share) for share in one.acts] == [(Act.REJECT, 0.9)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Armee zog ihre Truppen aus dem Grenzgebiet zurück.",
        "Wenn die Regierung den Bericht zurückweist, wird neu gewählt.",
        "Wies die Regierung den Bericht zurück?",
        "Der Minister wollte den Plan ablehnen.",
        "Die Regierung lehnte den Plan nicht ab.",
        "Der Torwart wies den Stürmer zurück und übergab dem Trainer einen Ball.",
    ],
)
def test_what_is_no_report_stays_none(sentence: str) -> None:
    """Troops that are withdrawn, conditions, questions, what is only wanted, negations, other verbs' objects."""
    _, found = read(BEFORE + sentence + AFTER)
    assert not [one for one in found if one.confidence == CONFIDENCE]


def test_an_offer_behind_a_colon_is_what_stands_there() -> None:
    """Of "schlägt einen Tausch vor: ..." the trade is not said once more by its name."""
    found = said("Präsident Orlow schlägt öffentlich einen Tausch vor: Sein Land öffnet den Hafen." + AFTER)
    assert "einen Tausch" not in [content for _, content, _ in found]


@pytest.mark.parametrize(
    "sentence",
    [
        "Außenminister Keller wies Berichte zurück, dass die Gegenseite dem Plan zugestimmt habe.",
        "Ein Sprecher des Verbandes wies den Vorwurf zurück, dass man Geld angeboten habe.",
        "Die Regierung stellte in Abrede, dass das Angebot abgelehnt worden sei.",
    ],
)
def test_what_a_verb_of_denial_governs_is_denied(sentence: str) -> None:
    """Whatever words of agreeing or offering stand in the clause."""
    assert [act for _, _, act in said(sentence + AFTER)] == [Act.DENY]


def test_a_negated_denial_governs_nothing() -> None:
    """Who does not dispute something grants it, and is left to the rules of negations."""
    words = ["Keller", "bestritt", "nicht", ",", "dass", "er", "zugestimmt", "habe", "."]
    tags = ["PROPN", "VERB", "PART", "PUNCT", "SCONJ", "PRON", "VERB", "AUX", "PUNCT"]
    assert refused_by_verb(words, tags, [5, 6, 7], "de") is None
    assert refused_by_verb([*words[:2], *words[3:]], [*tags[:2], *tags[3:]], [4, 5, 6], "de") is Act.DENY


def test_an_object_holds_all_that_is_joined_to_it() -> None:
    """Of two things that are ruled out together neither is left out."""
    found = [content for _, content, act in said(BEFORE + JOINED + AFTER) if act is Act.REJECT]
    assert any("Zugehörigkeit" in content and "Truppen auf ihrem Gebiet" in content for content in found)


def test_a_plan_is_rejected_not_denied() -> None:
    """What is turned down is a proposal, whatever the model makes of the verb."""
    assert ("Außenminister Keller", "den Plan der Gegenseite", Act.REJECT) in said(
        BEFORE + "Außenminister Keller wies den Plan der Gegenseite zurück." + AFTER
    )


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Der Streit sei beigelegt, sagte dem Hafenboten ein Mitarbeiter des Ministeriums.", "ein Mitarbeiter"),
        ("Der Streit sei beigelegt, zitiert NORDINFORM das Wehrministerium in Arlau.", "das Wehrministerium"),
        ("Wie ein Fahrer dem Pfarrer gestand, habe er die Kisten selbst geladen.", "ein Fahrer"),
    ],
)
def test_of_two_noun_phrases_one_speaks(sentence: str, speaker: str) -> None:
    """Whoever is told or prints it is no part of the speaker."""
    found = [who for who, _, _ in said("Arlau, 3. Juni. " + sentence + AFTER)]
    assert any(speaker in who for who in found)
    assert not any(word in who for who in found for word in ("Hafenboten", "NORDINFORM", "Pfarrer"))


def test_whom_somebody_spoke_with_does_not_speak() -> None:
    """Of two who are named the one behind "mit" only sat there."""
    document = Document("d1", "Held sagte nach dem Gespräch mit Minister Orlow, man sei sich einig.", language="de")
    analysis = analyse([document])[0]
    places = {document.text[token.start : token.end]: number for number, token in enumerate(analysis.tokens)}
    both = np.array([places["Held"], places["Minister"], places["Orlow"]])
    content = np.arange(places["man"], places["einig"] + 1)
    assert put_right(document, analysis, both, content).tolist() == [places["Held"]]
    assert put_right(document, analysis, both[1:], content).tolist() == both[1:].tolist()


def test_what_points_back_is_nobody() -> None:
    """An adverb ("danach") gets the speaker of the sentence before, or the name that opens it."""
    document = Document(
        "d1",
        "Arlau, 3. Juni (dpa) - Norland hat ein Angebot gemacht. Danach ziehe man ab."
        " Held sagte, es sei gut. Danach ruhe es.",
        place="Arlau",
        language="de",
    )
    analysis = analyse([document])[0]

    def at(words: str, nth: int = 0) -> Span:
        start = [found.start() for found in re.finditer(words, document.text)][nth]
        return Span(start, start + len(words))

    def saying(key: str, content: Span, speaker: Span) -> Statement:
        return Statement(key, "d1", Kind.INDIRECT, Act.ASSERT, (content,), Mention((speaker,)))

    found = carried_back(
        document,
        analysis,
        [
            saying("a", at("ziehe man ab"), at("Danach")),
            saying("b", at("es sei gut"), at("Held")),
            saying("c", at("ruhe es"), at("Danach", 1)),
        ],
    )
    assert [[document.text[one.start : one.end] for one in said.speaker.spans] for said in found] == [
        ["Norland"],
        ["Held"],
        ["Held"],
    ]
    assert [said.speaker.carried for said in found] == [True, False, True]
    assert found[2].continues == "b"


@given(
    st.lists(
        st.sampled_from(
            [
                "wies",
                "den Bericht",
                "zurück",
                "lehnte",
                "ab",
                "Keller",
                "und",
                ",",
                ":",
                "nicht",
                "dass",
                "fordert",
                "das",
            ]
        ),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_words_come_spans_lie_in_the_text(words: list[str]) -> None:
    """No order of these words ends the reading, and no statement is outside the text or empty."""
    document, found = read(" ".join(words) + ".")
    for one in found:
        assert all(0 <= span.start < span.end <= len(document.text) for span in (*one.content, *one.speaker.spans))


@pytest.mark.slow
def test_a_sentence_without_end_takes_linear_time() -> None:
    """Forty thousand words without a mark are no clause that is searched for objects."""
    begun = time.process_time()
    read("Keller wies den Bericht zurück und forderte Neuwahlen " * 6_000)
    assert time.process_time() - begun < 60


LEADS = [
    (
        "Senator Ortega war am Freitag heimlich auf der Insel.",
        "Das verriet ein Kellner. Gezahlt habe niemand.",
        "ein Kellner",
    ),
    (
        "Der Volksgruppenführer Demirsoy soll in der Sitzung mit Rücktritt gedroht haben.",
        "Das verlautete aus Kreisen des Präsidialamts.",
        "Kreisen des Präsidialamts",
    ),
    (
        "Die beiden mächtigsten Männer der Welt treffen sich am Montag in Genf.",
        "Ein Beamter des Protokolls verriet es dieser Zeitung. Die Flaggen seien schon genäht.",
        "Ein Beamter",
    ),
    (
        "Die Armee hat vier Dörfer geräumt und zwei Brücken gesprengt.",
        "So steht es im „Morgenblatt“, das sich auf einen Offizier beruft. Die Regierung schweigt.",
        "einen Offizier",
    ),
]


@pytest.mark.parametrize(("lead", "next_one", "who"), LEADS)
def test_the_next_sentence_names_who_told(lead: str, next_one: str, who: str) -> None:
    """Without any cue beside it, the lead is a statement of whom the second sentence names, its dateline left out."""
    found = [(speaker, act) for speaker, words, act in said(BEFORE + f"{lead} {next_one}") if words == lead[:-1]]
    assert [(who in speaker, act) for speaker, act in found] == [(True, Act.ASSERT)]


@pytest.mark.parametrize(
    "text",
    [
        "Die Reederei verkauft ihre Fähren an die Bahn. Das sagt viel über ihre Lage.",
        "Die Reederei verkauft ihre Fähren an die Bahn. Das Ministerium teilte mit, es sei zufrieden.",
        "Die Reederei verkauft ihre Fähren an die Bahn. Das sagte der Minister nicht.",
        "Die Reederei verkauft ihre Fähren an die Bahn. Wer hat das gesagt?",
    ],
)
def test_what_nobody_told_is_no_statement(text: str) -> None:
    """A sentence behind which "das" tells something else, begins a noun, is denied or asked for is the paper's own."""
    assert not any(words.startswith("Die Reederei verkauft") for _, words, _ in said(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der „Abendbote“ blieb bei seiner Darstellung.", ("Abendbote", "bei seiner Darstellung")),
        ("Der Zeuge hält an seinen zwei Millionen Euro fest.", ("Der Zeuge", "an seinen zwei Millionen Euro")),
        ("Die Redaktion hielt ihre Meldung aufrecht.", ("Die Redaktion", "ihre Meldung")),
    ],
)
def test_who_holds_to_his_word_says_so(text: str, expected: tuple[str, str]) -> None:
    """Whoever "blieb bei seiner Darstellung" upholds what was told, by a statement of his own."""
    found = said(f"Der Konzern nannte den Bericht erfunden. {text} Weiteres wurde nicht bekannt.")
    assert any(words.endswith(expected[1]) and expected[0] in who for who, words, _ in found)


def test_staying_in_a_place_upholds_nothing() -> None:
    """Who "blieb bei seiner Familie" says nothing."""
    assert said("Der Minister blieb am Sonntag bei seiner Familie in Lima.") == []


@pytest.mark.parametrize(
    ("before", "sentence", "who"),
    [
        (
            "Penrose erklärte, die Regierung wolle von Marenza nichts behalten.",
            "Der Abzug beginne am 15. November.",
            "Penrose",
        ),
        (
            "Verkehrsminister Gyger nannte die Zahl „aus der Luft gegriffen“.",
            "Hinter verschlossenen Türen verhandle die Gewerkschaft längst über weniger.",
            "Gyger",
        ),
    ],
)
def test_speech_in_the_konjunktiv_goes_on_without_a_cue(before: str, sentence: str, who: str) -> None:
    """A main clause in the Konjunktiv I is speech of whoever spoke before."""
    found = said(BEFORE + f"{before} {sentence} Weitere Einzelheiten wurden nicht bekannt.")
    assert [who in speaker for speaker, words, _ in found if words == sentence[:-1]] == [True]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ob er das Papier kenne, ließ er offen.",
        "Woher er das habe?",
        "Er habe gelacht, sagt ein Nachbar, der dabei war.",
    ],
)
def test_a_question_or_a_clause_with_its_own_teller_is_not_taken_whole(sentence: str) -> None:
    """The Konjunktiv of a subordinate clause, of a question, or beside somebody who says it makes no speech of all."""
    found = said(BEFORE + f"Minister Held sagte, er trete nicht zurück. {sentence} Es war kalt.")
    assert all(words != sentence.rstrip(".?") for _, words, _ in found)
