"""Headlines that restate a statement below: which become statements, whose, and what must hold of every one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.attribution import headlines
from depesche.attribution.headlines import Model, with_headlines
from depesche.language import analyse
from depesche.records import Analysis, Document, Kind, Mention, Span, Statement

BODY = (
    "Der Hafenbetreiber will die Nachtschicht abschaffen. Das sagte der Vorarbeiter Jens Ohlsen am Montag. "
    "Die Verwaltung äußerte sich nicht."
)
SAID, SPEAKER = "Der Hafenbetreiber will die Nachtschicht abschaffen", "der Vorarbeiter Jens Ohlsen"
TITLE = "Hafenbetreiber will Nachtschicht abschaffen"


def page(title: str, body: str = BODY, name: str = "d1", titled: bool = True) -> tuple[Document, Analysis]:
    """A document with a title above a body, and its analysis."""
    text = f"{title}\n\n{body}"
    span = Span(0, len(title)) if titled else None
    document = Document(name, text, title=title if titled else None, title_span=span, language="de")
    return document, analyse([document])[0]


def said(document: Document, words: str = SAID, speaker: str = SPEAKER, number: int = 1) -> Statement:
    """A statement of the body."""
    start, heard = document.text.rindex(words), document.text.rindex(speaker)
    return Statement(
        f"s{number}",
        document.id,
        Kind.INDIRECT,
        headlines.Act.ASSERT,
        (Span(start, start + len(words)),),
        Mention((Span(heard, heard + len(speaker)),)),
    )


def bold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every part become a statement, whatever the weights say."""
    monkeypatch.setattr(headlines, "model", lambda: Model({"cover": 1.0}, {}, 5.0, 0.0, ((0.0, 0.1), (1.0, 0.9))))


def added(title: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of all parts of a title."""
    bold(monkeypatch)
    document, analysis = page(title)
    own = said(document)
    found = with_headlines(document, analysis, (own,))
    return [document.text[one.start : one.end] for one in found if one.id != own.id]


def test_a_text_without_a_title_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The very same statements come back where no title stands in the text."""
    bold(monkeypatch)
    document, analysis = page(TITLE, titled=False)
    found = (said(document),)
    assert with_headlines(document, analysis, found) is found


def test_a_title_above_which_nobody_speaks_is_no_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a statement below there is none to restate."""
    bold(monkeypatch)
    document, analysis = page(TITLE)
    assert with_headlines(document, analysis, ()) == ()


def test_the_speaker_of_a_headline_is_carried_up_from_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words that name him stand below; the statement comes first and ranks by a calibrated confidence."""
    bold(monkeypatch)
    document, analysis = page(TITLE)
    own = said(document)
    headline, below = with_headlines(document, analysis, (own,))
    assert below == own
    assert document.text[headline.start : headline.end] == TITLE
    assert headline.speaker == Mention(own.speaker.spans, carried=True)
    assert headline.kind is Kind.REPORTED
    assert 0.8 < headline.confidence <= 0.9


def test_a_kicker_that_names_the_speaker_below_is_its_speaker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands before the colon names him; it is no part of what he says."""
    bold(monkeypatch)
    document, analysis = page("Vorarbeiter: Nachtschicht wird abgeschafft")
    headline = with_headlines(document, analysis, (said(document),))[0]
    assert document.text[headline.start : headline.end] == "Nachtschicht wird abgeschafft"
    assert headline.speaker == Mention((Span(0, len("Vorarbeiter")),))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ticker: Nachtschicht fällt weg!", ["Nachtschicht fällt weg"]),
        ("Nachtschicht fällt weg – Hafen steht still", ["Nachtschicht fällt weg", "Hafen steht still"]),
        ("Nachtschicht? Abgeschafft!", ["Nachtschicht", "Abgeschafft"]),
        ("Nachtschicht bleibt – oder fällt sie weg?", ["Nachtschicht bleibt – oder fällt sie weg"]),
    ],
)
def test_a_title_falls_into_parts(title: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """At dashes and marks; a kicker is no part, a closing mark belongs to none, small letters go on."""
    assert added(title, monkeypatch) == expected


def test_a_kicker_that_only_sounds_like_the_speaker_is_not_taken_for_him(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of the column that begins like the speaker's word is no speaker."""
    bold(monkeypatch)
    document, analysis = page("Vorarbeiterstreik-Ticker: Nachtschicht fällt weg")
    own = said(document)
    assert with_headlines(document, analysis, (own,))[0].speaker == Mention(own.speaker.spans, carried=True)


def test_a_part_that_tells_who_speaks_is_left_to_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reporting verb in the title names its speaker there; what the network made of it stands."""
    assert added("Ohlsen dementiert Pläne für Nachtschicht", monkeypatch) == []


def test_what_the_network_found_in_a_title_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that overlaps a known statement yields none."""
    bold(monkeypatch)
    document, analysis = page("Hafen steht still – Nachtschicht fällt weg")
    known = said(document, "Nachtschicht fällt weg", number=2)
    found = with_headlines(document, analysis, (known, said(document)))
    assert [document.text[one.start : one.end] for one in found] == [
        "Hafen steht still",
        "Nachtschicht fällt weg",
        SAID,
    ]


def test_a_headline_that_restates_a_statement_is_found_and_a_label_is_not() -> None:
    """By the weights that ship."""
    document, analysis = page(TITLE)
    own = said(document)
    restating = headlines.open_page(document, analysis, (own,))
    document, analysis = page("Die Nacht am Kai")
    label = headlines.open_page(document, analysis, (said(document),))
    assert restating is not None
    assert label is not None
    using = headlines.model()
    scores = []
    for one in (restating, label):
        part = headlines.parts(one)[0]
        scores.append(using.probability(headlines.features(one, part, headlines.best(one, part, using.choice))))
    assert scores[0] > 0.4 > scores[1]


WORDS = st.sampled_from(
    ["Hafen", "schweigt", ":", "–", "?", "!", "...", "„Nie“", "Nachtschicht", "fällt", "🙂", ",", "-"]
)


@settings(deadline=None, max_examples=40)
@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join))
def test_every_headline_is_sound(title: str) -> None:
    """Contents lie in the title, do not overlap, and their speakers stand in the same document."""
    with pytest.MonkeyPatch.context() as patch:
        bold(patch)
        document, analysis = page(title)
        found = with_headlines(document, analysis, (said(document),))
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert len({one.id for one in found}) == len(found)
    edge = 0
    for one in found[:-1]:
        assert one.document == document.id
        assert edge <= one.start < one.end <= len(title)
        edge = one.end
        assert all(0 <= span.start < span.end <= len(document.text) for span in one.speaker.spans)
        assert 0 <= one.confidence <= 1
