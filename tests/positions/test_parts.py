"""Who says several things at once takes a stance on each; a question put to somebody is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.language import analyse
from depesche.positions.cast import Cast
from depesche.positions.codebook import load_codebook
from depesche.positions.features import look, statement_names
from depesche.positions.mentions import Mentions
from depesche.positions.observe import left_open, observe, stance_of
from depesche.positions.parts import parts
from depesche.positions.passages import Passages, longest
from depesche.positions.patterns import Hit
from depesche.records import Act, Actor, ActorKind, Analysis, Document, Kind, Mention, ReadDocument, Span, Statement

CAST = {
    "no": Actor("no", "Norwegen", ActorKind.STATE, names=("Norwegen",)),
    "h": Actor("h", "Kari Hansen", ActorKind.PERSON, "no", ("Kari Hansen",)),
}


def said(text: str, content: str, act: Act) -> tuple[Passages, Statement]:
    """A text in which Hansen says some words."""
    document = Document("d", text, language="de")
    start = text.index(content)
    statement = Statement(
        "s", "d", Kind.INDIRECT, act, (Span(start, start + len(content)),), Mention((Span(0, 1),), actor="h")
    )
    read = ReadDocument(document, analyse([document])[0], (statement,))
    return Passages(read, load_codebook()), statement


def test_what_an_official_says_without_his_name_is_no_declaration_of_his_party() -> None:
    """It is told of the party on his word; what the named minister says is the party's own word."""
    text = "Hansen sagte, Norwegen sei bereit, alle Truppen abzuziehen."
    passages, _ = said(text, "Norwegen sei bereit, alle Truppen abzuziehen", Act.OFFER)
    unnamed = Actor("h", "norwegischer Beamter", ActorKind.UNNAMED, "no", ("norwegischer Beamter",))
    for speaker, declared in ((CAST["h"], True), (unnamed, False)):
        cast = Cast(load_codebook(), {**CAST, "h": speaker})
        found = observe(passages, load_codebook(), cast, Mentions(cast, cast.actors.values()))
        assert found
        assert {one.party for one in found} == {"no"}
        assert {one.self_declared for one in found} == {declared}


def stances(text: str, content: str, act: Act) -> dict[str, tuple[str, str]]:
    """Strength and direction of what Hansen shows, by issue."""
    passages, _ = said(text, content, act)
    cast = Cast(load_codebook(), CAST)
    found = observe(passages, load_codebook(), cast, Mentions(cast, CAST.values()))
    return {one.issue: stance_of([one]) for one in found}


def test_a_refusal_and_an_offer_in_one_breath_stay_apart() -> None:
    """What is refused in one clause is not open because the next clause offers something."""
    content = (
        "während man den Beitritt zum Bündnis strikt ablehne, sei man durchaus gesprächsbereit "
        "über Sicherheitsgarantien für den Nachbarn"
    )
    found = stances(f"Hansen sagte, {content}.", content, Act.OFFER)
    assert found["alliance"][1] == "refuses"
    assert found["guarantees"][1] == "open"


def test_parts_hold_a_verb_each_and_lose_no_word() -> None:
    """Enumerations without a verb stay with the clause that has one; together the parts are the content."""
    content = "Abzug, Sperre und Kontrollen lehne er ab, über Garantien rede er"
    passages, statement = said(f"Hansen sagte, {content}.", content, Act.REJECT)
    found = [passages.text[span.start : span.end].strip() for span in parts(statement, passages)]
    assert found == ["Abzug, Sperre und Kontrollen lehne er ab", "über Garantien rede er"]


@pytest.mark.parametrize("content", ["sofort", "die Blockade", "er lehne die Inspektionen ab"])
def test_what_is_one_clause_is_one_part(content: str) -> None:
    """With or without a verb."""
    passages, statement = said(f"Hansen sagte, {content}.", content, Act.REJECT)
    assert parts(statement, passages) == list(statement.content)


def test_a_question_that_somebody_was_asked_is_no_position() -> None:
    """To be asked "ob er zum Abzug bereit sei" does not make him ready."""
    text = "Hansen wurde gefragt, ob er zum vollständigen Abzug der Truppen bereit sei."
    assert stances(text, "ob er zum vollständigen Abzug der Truppen bereit sei", Act.OFFER) == {}
    text = "Hansen sagte, dass er zum vollständigen Abzug der Truppen bereit sei."
    assert stances(text, "dass er zum vollständigen Abzug der Truppen bereit sei", Act.OFFER) != {}


def test_of_two_outcomes_the_one_with_the_longer_words_is_meant() -> None:
    """To drop plans of accession is not to accede."""
    content = "dass der Nachbar seine NATO-Beitrittspläne fallen lässt"
    passages, _ = said(f"Hansen besteht darauf, {content}.", content, Act.DEMAND)
    cast = Cast(load_codebook(), CAST)
    found = observe(passages, load_codebook(), cast, Mentions(cast, CAST.values()))
    assert [one.outcome for one in found if one.issue == "alliance"] == ["stay_out"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 12)), max_size=25))
def test_the_longest_words_are_found_as_by_comparing_all(items: list[tuple[str, int, int]]) -> None:
    """Looking only at near hits, so that a long speech costs what it is long, gives what comparing all pairs gives."""
    hits = [Hit(label, 1.0, start, start + size) for label, start, size in items]

    def beaten(hit: Hit) -> bool:
        return any(
            other.label != hit.label
            and other.start < hit.end
            and hit.start < other.end
            and other.end - other.start > hit.end - hit.start
            for other in hits
        )

    assert longest(hits) == [hit for hit in hits if not beaten(hit)]


def test_a_speech_is_judged_as_a_whole() -> None:
    """Thousands of clauses are no breath: what they cost stays in proportion to the text."""
    content = "er lehne das ab, " * 400 + "er rede"
    passages, statement = said(f"Hansen sagte, {content}.", content, Act.REJECT)
    assert parts(statement, passages) == list(statement.content)


@given(st.lists(st.tuples(st.integers(0, 70), st.integers(1, 30)), max_size=8))
def test_the_frame_is_every_word_outside_all_statements(spans: list[tuple[int, int]]) -> None:
    """Whether statements follow, overlap or hold each other."""
    text = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
    statements = tuple(
        Statement(f"s{number}", "d", Kind.INDIRECT, Act.ASSERT, (Span(start, start + size),))
        for number, (start, size) in enumerate(spans)
    )
    passages = Passages(ReadDocument(Document("d", text), Analysis("d", "de"), statements), load_codebook())
    outside = [word for word in passages.words[0] if not any(one.start <= word.start < one.end for one in statements)]
    assert passages.frame(0) == outside


def signals_on(content: str, act: Act, issue: str) -> dict[str, float]:
    """The signals that count for an issue in what Hansen says."""
    passages, _ = said(f"Hansen sagte, {content}.", content, act)
    (seen,) = look(passages, load_codebook(), [True])
    return dict(zip(statement_names(), seen.own_on(issue, passages).tolist(), strict=True))


def test_who_gives_up_a_refusal_gives_way() -> None:
    """Words of refusing and insisting are no refusal where they are what is dropped; to demand it gives nothing."""
    found = signals_on("man gebe den Widerstand gegen eine Mitgliedschaft in der NATO auf", Act.OFFER, "alliance")
    assert (found["in_refuse"], found["in_concede"]) == (0.0, 1.0)
    found = signals_on("Norwegen müsse seinen Widerstand gegen die NATO aufgeben", Act.DEMAND, "alliance")
    assert found["in_refuse"] > 0


def test_what_an_outsider_says_somebody_ought_to_do_is_nobodys_stance() -> None:
    """Advice to a party is no position of it; what the outsider tells that it is ready for is."""
    outsider = Actor("h", "Kari Hansen", ActorKind.PERSON, None, ("Kari Hansen",))
    for verb, told in (("sei bereit", {"no"}), ("sollte bereit sein", set())):
        content = f"Norwegen {verb}, alle Truppen abzuziehen"
        passages, _ = said(f"Hansen sagte, {content}.", content, Act.ASSERT)
        cast = Cast(load_codebook(), {**CAST, "h": outsider})
        found = observe(passages, load_codebook(), cast, Mentions(cast, cast.actors.values()))
        assert {one.party for one in found} == told, verb


def test_who_asks_somebody_takes_no_stance() -> None:
    """A question that speaks to somebody proves nothing; one that expects no answer may."""
    asked = "Herr Minister, fordern Sie den Abzug aller Truppen?"
    assert stances(asked, asked, Act.DEMAND) == {}
    meant = "Wozu stehen hier noch immer fremde Truppen, die wir seit Jahren zum Abzug auffordern?"
    assert left_open(said(asked, asked, Act.DEMAND)[1], said(asked, asked, Act.DEMAND)[0])
    assert not left_open(said(meant, meant, Act.DEMAND)[1], said(meant, meant, Act.DEMAND)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Laut dem Vermittler Berg hat Norwegen zugesagt, alle Truppen abzuziehen.", {("no", False)}),
        ("Nach Angaben von Berg hat auch Norwegen zugesagt, alle Truppen abzuziehen.", {("no", False)}),
        ("Der Vermittler Berg hat Norwegen zugesagt, alle Truppen abzuziehen.", {("un", True)}),
        ("Laut Protokoll hat Berg den Leuten aus Norwegen zugesagt, alle Truppen abzuziehen.", {("un", True)}),
    ],
)
def test_who_does_it_on_whose_word(text: str, expected: set[tuple[str, bool]]) -> None:
    """Behind "laut Berg" the subject of the verb takes the stance, on Berg's word."""
    start, at, cue = text.index("alle Truppen"), text.index("Berg"), text.index("hat ")
    statement = Statement(
        "s", "d", Kind.INDIRECT, Act.PROMISE, (Span(start, len(text) - 1),), Mention((Span(at, at + 4),), "b"),
        cue=(Span(cue, cue + 3), Span(start - 10, start - 2)),
    )  # fmt: skip
    document = Document("d", text, language="de")
    passages = Passages(ReadDocument(document, analyse([document])[0], (statement,)), load_codebook())
    council = Actor("un", "Völkerrat", ActorKind.ORGANISATION, names=("Völkerrat",))
    berg = Actor("b", "Nils Berg", ActorKind.PERSON, "un", ("Nils Berg",))
    cast = Cast(load_codebook(), {**CAST, "un": council, "b": berg})
    found = observe(passages, load_codebook(), cast, Mentions(cast, cast.actors.values()))
    assert {(one.party, one.self_declared) for one in found} == expected


def test_an_outlet_takes_no_stance_of_its_own() -> None:
    """Whoever owns a paper, what it writes is no position; a state's radio carries the state's own words."""
    text = "Alle Truppen müssten abziehen."
    passages, _ = said(text, "Alle Truppen müssten abziehen", Act.DEMAND)
    for name, parties in (("Nordbote", set()), ("Radio Oslo", {"no"})):
        cast = Cast(load_codebook(), {**CAST, "h": Actor("h", name, ActorKind.OUTLET, "no", (name,))})
        found = observe(passages, load_codebook(), cast, Mentions(cast, cast.actors.values()))
        assert {one.party for one in found} == parties


def test_what_somebody_else_could_do_is_no_stance_of_the_speaker() -> None:
    """To say "Russland könne den Krieg beenden, indem ..." binds nobody."""
    content = "Russland könne den Krieg beenden, indem es seine Truppen vollständig abziehe"
    text = f"Hansen sagte, {content}."
    passages, _ = said(text, content, Act.WARN)
    known = {**CAST, "ru": Actor("ru", "Russland", ActorKind.STATE, names=("Russland",))}
    cast = Cast(load_codebook(), known)
    assert observe(passages, load_codebook(), cast, Mentions(cast, known.values())) == []


def test_who_has_not_asked_for_something_leaves_open_what_he_wants() -> None:
    """To say "er habe ihn nicht zu Gesprächen aufgefordert" demands no talks; "er habe Gespräche gefordert" does."""
    content = "er habe die Ukraine nicht zu Friedensgesprächen aufgefordert"
    passages, statement = said(f"Hansen sagte, {content}.", content, Act.ASSERT)
    assert left_open(statement, passages)
    content = "er habe die Ukraine zu Friedensgesprächen aufgefordert"
    passages, statement = said(f"Hansen sagte, {content}.", content, Act.ASSERT)
    assert not left_open(statement, passages)


def test_a_denied_deed_shows_no_wish() -> None:
    """Who denies that he put out feelers wants nothing by it; it is only his denial."""
    content = "man habe die Fühler ausgestreckt, um mögliche Gespräche über ein Ende des Krieges zu führen"
    passages, _ = said(f"Hansen bestritt, {content}.", content, Act.DENY)
    cast = Cast(load_codebook(), CAST)
    found = observe(passages, load_codebook(), cast, Mentions(cast, CAST.values()))
    assert not [one for one in found if one.kind == "stance" and stance_of([one])[1] == "wants"]


def test_who_says_that_he_goes_on_concedes_nothing() -> None:
    """To say "wird den Kampf fortsetzen" is a promise by its verb alone."""
    content = "Norwegen werde den Kampf fortsetzen und keine Waffenruhe schließen"
    found = stances(f"Hansen sagte, {content}.", content, Act.PROMISE)
    assert found
    assert all(strength != "concession" for strength, _ in found.values())


def test_what_must_come_first_is_demanded() -> None:
    """Whoever is ready "erst dann, wenn" something comes about demands that; after a plain "wenn" he may be open."""
    content = "Norwegen sei erst dann zu einer Einigung bereit, wenn neue Präsidentschaftswahlen stattfänden"
    assert stances(f"Hansen sagte, {content}.", content, Act.OFFER)["elections"] == ("demand", "wants")
