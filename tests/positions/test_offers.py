"""Offers told over several sentences come out whole, by whoever made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from depesche.language import analyse
from depesche.positions.answers import Answer, settle
from depesche.positions.cast import Cast
from depesche.positions.codebook import load_codebook
from depesche.positions.features import cue_drops
from depesche.positions.makers import maker
from depesche.positions.mentions import Mentions
from depesche.positions.models import PROPOSAL_STATUSES, load_models
from depesche.positions.passages import Passages
from depesche.positions.proposals import Draft, act_of, choose, drafts, obliged, pack, unpack
from depesche.positions.terms import clauses_of, gives_nothing, runs_of
from depesche.positions.words import words
from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Analysis,
    Document,
    Kind,
    Mention,
    Proposal,
    ProposalStatus,
    ReadDocument,
    Span,
    Statement,
)

ACTORS = {
    "n": Actor("n", "Norwegen", ActorKind.STATE, names=("Norwegen",)),
    "d": Actor("d", "Dänemark", ActorKind.STATE, names=("Dänemark",)),
    "h": Actor("h", "Kari Hansen", ActorKind.PERSON, "n", ("Kari Hansen",)),
    "x": Actor("x", "Jan Brand", ActorKind.PERSON, names=("Jan Brand",)),
    "o": Actor("o", "Fernblatt", ActorKind.OUTLET, names=("Fernblatt",)),
}
CAST = Cast(load_codebook(), ACTORS)
MENTIONS = Mentions(CAST, ACTORS.values())


def told(contents: Sequence[tuple[str, Act]], speaker: str = "x") -> Passages:
    """A dispatch whose sentences are all told by one speaker."""
    text = " ".join(f"{content}." for content, _ in contents)
    document = Document("d", text, language="de")
    statements, at = [], 0
    for number, (content, act) in enumerate(contents):
        at = text.index(content, at)
        span = Span(at, at + len(content))
        statements.append(Statement(f"s{number}", "d", Kind.INDIRECT, act, (span,), Mention((), speaker)))
    return Passages(ReadDocument(document, analyse([document])[0], tuple(statements)), load_codebook())


def cut(content: str, act: Act = Act.OFFER) -> list[str]:
    """The clauses of one statement."""
    passages = told([(content, act)])
    (run,) = clauses_of(runs_of(passages), passages, load_codebook())
    return [passages.text[clause.start : clause.end] for clause in run]


def test_an_offer_told_over_several_sentences_has_all_its_terms() -> None:
    """Whatever act each sentence was read as, the offer is one package of whoever made it, given by who tells it."""
    passages = told(
        [
            ("Drei kleine Staaten hätten Norwegen ein Vermittlungsangebot gemacht", Act.ASSERT),
            ("Demnach solle Norwegen seine Truppen aus dem Grenzgebiet abziehen", Act.ASSERT),
            ("Am Fluss solle eine entmilitarisierte Zone eingerichtet werden", Act.WARN),
            ("Im Gegenzug würden die Sanktionen aufgehoben und alle Gefangenen freigelassen", Act.WARN),
        ]
    )
    (found,) = drafts(passages, load_codebook(), CAST, MENTIONS, load_models())
    issues = {term.issue for term in found.proposal.terms}
    assert {"demilitarised_zone", "sanctions", "prisoners"} <= issues, issues
    assert found.proposal.by == ("Drei kleine Staaten",)
    assert "n" in found.proposal.to
    assert not any("angebot" in passages.text[term.start : term.end] for term in found.proposal.terms)


def test_what_somebody_merely_asserts_is_no_offer() -> None:
    """Sentences of one speaker without an offer, a demand or a word of it are not looked at."""
    passages = told([("die Truppen stünden am Fluss", Act.ASSERT), ("die Gefangenen seien wohlauf", Act.ASSERT)])
    assert runs_of(passages) == []


@pytest.mark.parametrize(
    ("content", "clauses"),
    [
        (
            "man biete 3,5 Prozent mehr Lohn ab dem 1. September",
            ["man biete 3,5 Prozent mehr Lohn ab dem 1. September"],
        ),
        ("man beginne um 14:30 Uhr mit dem Abzug", ["man beginne um 14:30 Uhr mit dem Abzug"]),
        ("eine Zone zwischen Norwegen und Dänemark komme in Frage", None),
        ("man ziehe ab und hebe die Sperre auf", ["man ziehe ab", "hebe die Sperre auf"]),
        (
            "man sei erst dann zu Gesprächen bereit, wenn die Sperre aufgehoben werde",
            ["man sei erst dann zu Gesprächen bereit", "die Sperre aufgehoben werde"],
        ),
        ("man hebe die Sperre auf, dann werde man verhandeln", ["man hebe die Sperre auf", "werde man verhandeln"]),
    ],
)
def test_numbers_and_names_stay_whole(content: str, clauses: list[str] | None) -> None:
    """No comma in a number ends a clause, no date's full stop, no word between two names, no "dann" of "erst dann"."""
    assert cut(content) == (clauses or [content])


def test_two_terms_make_a_package() -> None:
    """One sure clause needs a second that is not quite as sure; alone it is none."""
    sure, maybe = 0.9, 0.2
    nothing = np.array([False, False])
    assert choose(np.array([sure, maybe]), nothing, 0.5) == [0, 1]
    assert choose(np.array([sure, 0.01]), nothing, 0.5) == []
    assert choose(np.array([sure]), nothing[:1], 0.5) == []
    assert choose(np.array([0.42, 0.42]), np.array([True, True]), 0.5) == [0, 1]


@pytest.mark.parametrize(
    ("content", "speaker", "by"),
    [
        ("Dänemark habe den Abzug angeboten", "x", "d"),
        ("Dänemark habe den Abzug angeboten", "o", "d"),
        ("am Dienstag hätten die Inselräte einen Tausch vorgeschlagen", "x", "die Inselräte"),
        ("eine Zone habe Dänemark angeboten", "x", "d"),
        ("den Tausch hätten drei Gemeinden angeboten", "x", "drei Gemeinden"),
        ("er habe den Abzug angeboten", "h", "h"),
        ("sein Land habe den Abzug angeboten", "h", "h"),
        ("ein Abzug gegen Geld sei denkbar", "o", None),
        ("ein Abzug gegen Geld sei denkbar", "x", "x"),
    ],
)
def test_who_makes_an_offer(content: str, speaker: str, by: str | None) -> None:
    """The subject of having offered, else the speaker; an outlet that only tells of it makes none."""
    passages = told([(content, Act.ASSERT)], speaker)
    assert maker(list(passages.statements), passages, CAST, MENTIONS) == by


def test_an_answer_goes_when_the_status_changes() -> None:
    """A rejection is evidence while it stands; when the status changes it is taken out again."""
    judge = load_models().proposals
    row = np.zeros_like(judge.status[0])
    proposal = Proposal("r1", ("x",), ("n",), ProposalStatus.MADE, (), ("s1",))
    draft = Draft(proposal, None, "2001-01-01", ("territory",), ("s1",), tuple([0.0] * 21))
    answer = Answer("s2", "n", "territory", "reject", "2001-01-02", "d")
    second = replace(answer, issue="prisoners")
    draft = replace(draft, issues=("territory", "prisoners"))

    def settled(old: Draft, status: str) -> Draft:
        bias = np.array([float(name == status) for name in PROPOSAL_STATUSES])
        weights = np.zeros((len(row), len(draft.marks) + 16))
        return settle(old, [answer, second], {"n"}, (set(), set()), replace(judge, status=(weights, bias)))

    rejected = settled(draft, "rejected")
    assert rejected.proposal.evidence == ("s1", "s2")
    again = unpack(pack(rejected))
    assert again.statements == ("s1",)
    assert settled(again, "made").proposal.evidence == ("s1",)


def test_what_is_refused_is_no_term() -> None:
    """Of an offer that also rules something out, alone or two things at once, only what is offered counts."""
    offered = (
        "Norwegen lehne eine Mitgliedschaft im Bündnis ab, sei aber bereit, alle Truppen abzuziehen und die "
        "Sanktionen aufzuheben"
    )
    passages = told(
        [
            (offered, Act.OFFER),
            ("Während es Inspektionen oder Beobachter ablehne, biete es eine entmilitarisierte Zone an", Act.OFFER),
        ]
    )
    found = drafts(passages, load_codebook(), CAST, MENTIONS, load_models())
    terms = {passages.text[term.start : term.end] for draft in found for term in draft.proposal.terms}
    assert terms
    assert not any("Bündnis" in words or "Inspektionen" in words or "Beobachter" in words for words in terms), terms


def test_how_things_were_and_what_somebody_fears_is_no_term() -> None:
    """Of an offer only what is given counts, not what it says besides."""
    offered = (
        "Norwegen sei bereit, alle Truppen abzuziehen, deren Angriff ein Grund für die Sanktionen war, die Gefangenen "
        "würden freigelassen, man sei aber besorgt über eine kurze Waffenruhe"
    )
    passages = told([(offered, Act.OFFER)])
    (run,) = clauses_of(runs_of(passages), passages, load_codebook())
    nothing = gives_nothing(run, passages)
    kept = [passages.text[one.start : one.end] for one, gone in zip(run, nothing, strict=True) if not gone]
    assert {"alle Truppen abzuziehen", "die Gefangenen würden freigelassen"} <= set(kept)
    assert not any("Angriff" in words or "Waffenruhe" in words for words in kept), kept


def test_a_statement_inside_another_of_the_same_speaker_is_no_offer_of_its_own() -> None:
    """The inner quotation's clauses stand in the outer statement already."""
    passages = told([("Norwegen sei bereit, alle Truppen abzuziehen und die Sanktionen aufzuheben", Act.OFFER)])
    outer = passages.statements[0]
    inner = replace(outer, id="inner", content=(Span(outer.start + 13, outer.end),))
    passages.statements = (outer, inner)
    assert [[item.id for item in run] for run in runs_of(passages)] == [["s0"]]


def test_who_accepts_only_when_something_is_done_accepts_nothing() -> None:
    """Whoever "will erst zustimmen, wenn ..." sets a condition, whatever act the words of consent show."""
    text = "Norwegen will einer Waffenruhe erst zustimmen, wenn alle Truppen abgezogen sind."
    document = Document("d", text)
    said = Statement("s", "d", Kind.INDIRECT, Act.ACCEPT, (Span(text.index("einer"), len(text) - 1),))
    for words_, act in ((text, Act.DEMAND), (text.replace("erst ", "gern ").replace("wenn", "weil"), Act.ACCEPT)):
        passages = Passages(ReadDocument(replace(document, text=words_), Analysis("d", "de"), (said,)), load_codebook())
        assert act_of(said, passages) is act


def test_giving_up_a_programme_is_its_end() -> None:
    """The verb decides: "aufgeben", "stilllegen" and "aussetzen" of what the issue is named after end it."""
    book = load_codebook()
    for text in ("alle Atomprogramme aufzugeben", "den Reaktor stilllegen", "werde Atomtests aussetzen"):
        assert {hit.label for hit in book.outcomes_in(words(text))} == {"nuclear.end"}


def test_a_cue_may_tell_that_what_follows_is_given_up() -> None:
    """After "gab die Forderung auf, dass ..." stands what was demanded before; "erhob die Forderung" demands it now."""
    for text, given_up in (
        ("Hansen gab die Forderung auf, dass die Truppen abziehen müssten.", True),
        ("Hansen erhob die Forderung, dass die Truppen abziehen müssten.", False),
    ):
        comma = text.index(",")
        content = (Span(text.index("dass"), len(text) - 1),)
        cue = (Span(text.index(" ") + 1, comma),)
        said = Statement("s", "d", Kind.INDIRECT, Act.DEMAND, content, cue=cue)
        passages = Passages(ReadDocument(Document("d", text), Analysis("d", "de"), (said,)), load_codebook())
        assert cue_drops(said, passages) is given_up


def test_who_must_gives() -> None:
    """The party behind a word of obligation gives the term, not who says so."""
    text = "Brand sagte, zunächst müsse Norwegen seine Truppen abziehen."
    passages = Passages(ReadDocument(Document("d", text), Analysis("d", "de"), ()), load_codebook())
    assert obliged(words(text, start=text.index("zunächst")), passages, MENTIONS) == "n"
    assert obliged(words("Norwegen müsse seine Truppen abziehen"), passages, MENTIONS) is None
