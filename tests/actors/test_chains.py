"""Through whom a statement reached the reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depesche.actors import resolve
from depesche.actors.routes import Route, Scores, shipped
from depesche.application.pipeline import analyse_texts
from depesche.claims.alone import MemoryView
from depesche.records import Actor, ActorKind, ReadDocument, Statement
from depesche.stages import MemoryIndex
from tests.actors.test_resolve import make


def analysed(read: ReadDocument) -> ReadDocument:
    """The document with names, sentences and words as the language stage finds them."""
    return replace(read, analysis=analyse_texts([read.document])[0])


def told(read: ReadDocument) -> tuple[list[Statement], dict[str, Actor]]:
    """The resolved statements and all actors by id."""
    view, index = MemoryView(), MemoryIndex()
    view.store([read])
    changes = resolve([read], view, index)
    return list(changes.statements), {actor.id: actor for actor in changes.actors}


def test_an_outlet_passes_on_what_it_has_from_a_source() -> None:
    """Where a paper reports "unter Berufung auf" somebody, he speaks and the paper is the link."""
    text = (
        "Die Truppen ziehen bald ab, berichtet die Zeitung „Morgenbote“ unter Berufung auf einen hohen Beamten. "
        "Das Ministerium schwieg dazu."
    )
    statements, actors = told(
        analysed(make("a", text, [("Die Truppen ziehen bald ab", "die Zeitung „Morgenbote“")], outlet="dpa"))
    )
    assert actors[statements[0].speaker.actor or ""].kind is ActorKind.UNNAMED
    assert [actors[link].name for link in statements[0].via] == ["Morgenbote"]


def test_who_was_told_something_is_a_link() -> None:
    """The sentence "Hill habe ihm gesagt" reaches the reader through the man who was told."""
    text = (
        "Außenminister Karl Meier sagte am Montag, man warte nicht länger. "
        "Präsident John Hill habe ihm versichert, die Frist werde nicht verlängert."
    )
    pairs = [
        ("man warte nicht länger", "Außenminister Karl Meier"),
        ("die Frist werde nicht verlängert", "Präsident John Hill"),
    ]
    statements, actors = told(analysed(make("a", text, pairs)))
    assert not statements[0].via
    assert [actors[link].name for link in statements[1].via] == ["Karl Meier"]


def test_plain_speech_has_no_chain() -> None:
    """Two people who speak one after the other pass nothing on, and the printing outlet is no link."""
    text = (
        "„Wir warten nicht“, sagte Außenminister Karl Meier der dpa. Präsident John Hill erklärte, die Frist bleibe. "
        "Das teilte sein Büro am Abend noch einmal mit."
    )
    pairs = [("Wir warten nicht", "Außenminister Karl Meier"), ("die Frist bleibe", "Präsident John Hill")]
    statements, _ = told(analysed(make("a", text, pairs)))
    assert all(not statement.via for statement in statements)


def test_without_analysis_nothing_is_guessed() -> None:
    """A document that the language stage has not read has no tellers and so no link."""
    text = "Wie die Zeitung „Morgenbote“ schreibt, sagte Karl Meier, man warte."
    statements, _ = told(make("a", text, [("man warte", "Karl Meier")]))
    assert statements[0].via == ()


def test_routes_with_the_same_links_are_weighed_together() -> None:
    """Two ways to one chain count both."""
    scores = Scores({"good": 1.0, "better": 1.5})
    none, one = Route((), ("better",)), Route((), ("good",))
    other = Route((), ())
    assert scores.best([none, one, other]).links == ()
    assert scores.of(none) == pytest.approx(1.5)


def test_the_shipped_weights_are_there() -> None:
    """The package brings weights."""
    assert len(shipped().weights) > 100
