"""Reports that their own source or outlet takes back."""

from __future__ import annotations

import numpy as np
import pytest

from depesche.claims.forms import form_of, relation_of
from depesche.claims.model import shipped
from depesche.claims.propositions import Proposition
from depesche.claims.retractions import is_his_own, speaks_of_error, taken_back
from depesche.claims.status import status_of
from depesche.records import ClaimStatus, Relation, Response


def _said(
    text: str, speaker: str = "", *, frame: str = "", act: str = "deny", day: int = 9, home: str = "", start: int = 0
) -> Proposition:
    """What a speaker says in a sentence of a dispatch of a day."""
    made = Proposition(
        *(f"{text}-{day}", f"d{day}", f"d{day}", act, "indirect", speaker, day, start, 0, 0, text),
        stems={},
        context={},
        states=frozenset(),
        numbers=frozenset(),
        negated=False,
        title=False,
        extra={"frame": frame or text},
    )
    made.home, made.vector = home, np.ones(512, np.float32)
    return made


REPORT = _said("der Erzfrachter liege vor Sundvik auf Grund", "lotse", act="assert", day=5, home="kurier")


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        (
            "die Meldung über den Frachter",
            "Der «Hafenkurier» zog die Meldung über den Frachter am Abend zurück.",
        ),
        ("ihren Bericht", "Die Zeitung hat ihren Bericht über den Erzfrachter zurückgenommen."),
        (
            "die Meldung",
            "Bitte verwenden Sie die Meldung «Frachter gestrandet» nicht.",
        ),
        ("die Meldung", "Die Agentur bittet, die Meldung über den Frachter nicht mehr zu verwenden."),
        ("der Bericht", "Der Bericht über den Frachter hat sich als falsch herausgestellt."),
        ("seine Angaben", "Der Lotse widerrief am Freitag seine Angaben."),
        ("er habe zwei Schiffe verwechselt", "Der Lotse räumte ein, er habe zwei Schiffe verwechselt."),
        ("Wir nehmen das zurück", "Wir nehmen das ausdrücklich zurück."),
    ],
)
def test_withdrawals_and_admitted_mistakes_are_known_by_their_sentence(text: str, frame: str) -> None:
    """A report is withdrawn, revoked or turned out false; whoever told it was mistaken: the sentence's verb tells."""
    assert speaks_of_error(_said(text, frame=frame))


@pytest.mark.parametrize(
    "frame",
    [
        "Der Kapitän wies den Bericht zurück.",
        "Die Zeitung nahm die Meldung nicht zurück.",
        "Der Verlag sieht keinen Grund, den Bericht zurückzunehmen.",
        "Der Reeder verlangte, dass die Zeitung ihre Meldung zurücknimmt.",
        "Die Reederei zog ihre Schlepper aus dem Hafen zurück. Der Bericht blieb liegen.",
        "",
    ],
)
def test_denials_demands_and_refusals_take_nothing_back(frame: str) -> None:
    """Who turns a report down, refuses to withdraw it or asks others to, takes nothing back. The next sentence tells
    nothing of this one.
    """
    assert not speaks_of_error(_said("den Bericht", frame=frame))


def test_only_who_said_or_printed_it_takes_it_back() -> None:
    """The source and the paper that printed it, in its own voice too; not the accused, nor what follows below it."""
    assert is_his_own(_said("x", "lotse"), [REPORT])
    assert is_his_own(_said("x", "kurier"), [REPORT])
    assert is_his_own(_said("x", home="kurier"), [REPORT])
    assert not is_his_own(_said("x", "reeder"), [REPORT])
    excuse = _said("er habe schlecht gesehen", "lotse", start=200)
    assert not is_his_own(_said("x", "lotse", start=100), [excuse])


def test_a_confirmed_mistake_is_no_confirmation() -> None:
    """Who confirms that he mistook something denies what he had said; of anybody else it stays a confirmation."""
    frame = "Der Lotse bestätigte, er habe zwei Schiffe verwechselt."
    own = _said("er habe zwei Schiffe verwechselt", "lotse", frame=frame, act="confirm")
    other = _said("er habe zwei Schiffe verwechselt", "reeder", frame=frame, act="confirm")
    scores = shipped().scores
    assert (form_of(own, [REPORT]), relation_of(own, [REPORT], scores)) == ("retraction", Relation.DENIES)
    assert relation_of(other, [REPORT], scores) == Relation.CONFIRMS


def test_an_apology_in_the_next_sentence_takes_ones_own_words_back() -> None:
    """A paper calls its report wrong and is sorry for it in the next sentence; of another's report it only denies."""
    frame = "Das ist falsch. Wir bedauern den Fehler und bitten die Reederei um Nachsicht."
    assert form_of(_said("Das ist falsch", "lotse", frame=frame), [REPORT]) == "retraction"
    assert form_of(_said("Das ist falsch", "reeder", frame=frame), [REPORT]) == "flat"


def test_what_its_source_takes_back_is_retracted_until_it_is_confirmed_later() -> None:
    """Others' denials and confirmations of the same day change nothing; one of a later day does."""
    answer = _said("die Meldung", "kurier", frame="Der «Kurier» zog die Meldung zurück.")
    denial = _said("das Schiff sei wohlauf", "reeder")
    late = _said("der Frachter sei doch gestrandet", "reeder", act="confirm", day=12)
    taken = Response(answer.id, Relation.DENIES, form="retraction")
    replies = {one.id: one for one in (answer, denial, late)}
    scores = shipped().scores
    told = [taken, Response(denial.id, Relation.DENIES)]
    assert status_of([REPORT], told, replies, [], {}, scores) == ClaimStatus.RETRACTED
    told = [taken, Response(late.id, Relation.CONFIRMS)]
    assert status_of([REPORT], told, replies, [], {}, scores) != ClaimStatus.RETRACTED


def test_a_correction_read_before_its_report_takes_it_back_all_the_same() -> None:
    """An answer tied before the report that it withdraws had joined is a retraction once the claim is whole."""
    answer = _said("die Meldung", "kurier", frame="Der «Kurier» zog die Meldung zurück.")
    response = Response(answer.id, Relation.CONFIRMS, form="official")
    made = taken_back(response, answer, [REPORT])
    assert (made.relation, made.form) == (Relation.DENIES, "retraction")
    assert taken_back(response, _said("das", "reeder"), [REPORT]) is response


def test_hostile_sentences_are_read_in_time() -> None:
    """Words of withdrawing without end and control characters are looked at no longer than a content may be."""
    assert not speaks_of_error(_said("\x00" * 600, frame="nahm die " * 28))
    assert speaks_of_error(_said("verwechselt " * 50, frame=""))
