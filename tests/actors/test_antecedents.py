"""Whom descriptions and pronouns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from depesche.actors import resolve
from depesche.actors.choice import Option, Weights, shipped
from depesche.claims.alone import MemoryView
from depesche.records import Actor, ActorKind, ReadDocument, Statement
from depesche.stages import MemoryIndex
from tests.actors.test_chains import analysed
from tests.actors.test_resolve import make


@dataclass
class Chooser:
    """A picker that takes the candidate of a name, else what the rules choose, and keeps what it was offered."""

    name: str = ""
    offered: list[list[str]] = field(default_factory=list)

    def pick(self, statement: Statement, options: Sequence[Option]) -> Option:
        """See `Picker.pick`."""
        self.offered.append([option.candidate.known.name for option in options])
        return next((one for one in options if one.candidate.known.name == self.name), options[0])


def read(document: ReadDocument, picker: Chooser | None = None) -> tuple[list[Actor], list[Actor]]:
    """The speakers of the statements in text order, and all actors that the document brings into the dossier."""
    view, index = MemoryView(), MemoryIndex()
    view.store([document])
    changes = resolve([document], view, index, picker=picker)
    actors = {actor.id: actor for actor in changes.actors}
    return [actors[one.speaker.actor or ""] for one in changes.statements], list(changes.actors)


MINISTERS = (
    "Außenminister Karl Meier sagte am Montag, man warte nicht länger. "
    "Botschafter Jonas Wendt hielt dagegen, es gebe noch Zeit. Der Minister betonte, die Frist laufe ab."
)
SAID = [
    ("man warte nicht länger", "Außenminister Karl Meier"),
    ("es gebe noch Zeit", "Botschafter Jonas Wendt"),
    ("die Frist laufe ab", "Der Minister"),
]


def test_an_office_means_who_holds_it_not_who_spoke_last() -> None:
    """Of two who spoke, "der Minister" is the one whose title it is."""
    found, _ = read(analysed(make("a", MINISTERS, SAID)))
    assert [actor.name for actor in found] == ["Karl Meier", "Jonas Wendt", "Karl Meier"]


def test_candidates_are_everybody_on_the_scene_and_a_newcomer() -> None:
    """A description is weighed against those named before, what the rules choose first, and against somebody new."""
    picker = Chooser()
    read(analysed(make("a", MINISTERS, SAID)), picker)
    (offered,) = picker.offered
    assert offered[0] == "Karl Meier"
    assert "Jonas Wendt" in offered
    assert any(name.startswith("Minister") for name in offered)


def test_the_chosen_candidate_speaks() -> None:
    """What the picker takes is the speaker, whatever the rules say."""
    found, _ = read(analysed(make("a", MINISTERS, SAID)), Chooser("Jonas Wendt"))
    assert found[-1].name == "Jonas Wendt"


def test_candidates_that_are_not_chosen_leave_no_trace() -> None:
    """Newcomers that were only weighed do not come into the dossier."""
    _, actors = read(analysed(make("a", MINISTERS, SAID)))
    assert not [actor.name for actor in actors if actor.kind is ActorKind.UNNAMED]


def test_this_one_means_who_was_named_last() -> None:
    """A demonstrative takes up the last name of the sentence before, not its subject."""
    text = (
        "Präsident Anton Kessler lobte am Freitag das Gespräch mit Rebellenführer Elias Brandt. "
        "Dieser versprach, die Waffen bis Oktober abzugeben."
    )
    pairs = [("das Gespräch", "Präsident Anton Kessler"), ("die Waffen bis Oktober abzugeben", "Dieser")]
    found, _ = read(analysed(make("a", text, pairs)))
    assert found[-1].name == "Elias Brandt"


def test_names_and_personal_pronouns_are_left_to_the_rules() -> None:
    """What needs no choice is not weighed."""
    picker = Chooser()
    text = "Außenminister Karl Meier sagte am Montag, man warte nicht länger. Es sei genug geredet, fügte er hinzu."
    pairs = [("man warte nicht länger", "Außenminister Karl Meier"), ("Es sei genug geredet", "er hinzu"[:2])]
    read(analysed(make("a", text, pairs)), picker)
    assert picker.offered == []


def test_weights_take_the_option_that_weighs_most() -> None:
    """Features without a weight count nothing, and of equals the first is taken."""
    picker = Weights({"near": 1.0})
    options = [Option(None, ("far",)), Option(None, ("near", "far")), Option(None, ("near",))]  # type: ignore[arg-type]
    assert picker.pick(None, options) is options[1]  # type: ignore[arg-type]


def test_weights_come_with_the_package() -> None:
    """The file of weights is there and small."""
    assert 500 < len(shipped().weights) < 6000
