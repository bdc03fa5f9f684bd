"""For whom somebody speaks whom the text does not name."""

from __future__ import annotations

import pytest

from depesche.actors import resolve
from depesche.claims.alone import MemoryView
from depesche.records import Actor
from depesche.stages import MemoryIndex
from tests.actors.test_chains import analysed
from tests.actors.test_resolve import make

NAMED = "Norwegens Außenminister Karl Christopher sagte am Montag in Oslo, man warte nicht länger. "


def parties(text: str, *pairs: tuple[str, str]) -> list[str | None]:
    """The names of the parties of those who say the contents, in text order."""
    document = analysed(make("a", text, list(pairs)))
    view = MemoryView()
    view.store([document])
    changes = resolve([document], view, MemoryIndex())
    actors: dict[str, Actor] = {actor.id: actor for actor in changes.actors}
    found = [actors[statement.speaker.actor or ""].party for statement in changes.statements]
    return [actors[party].name if party in actors else party for party in found]


@pytest.mark.parametrize(
    "words",
    ["Ein Mitarbeiter Christophers", "Ein Berater des Ministers", "Sein Kollege", "Ein Mitglied seiner Delegation"],
)
def test_people_of_somebody_speak_for_his_side(words: str) -> None:
    """Named by the man, by his office or by a possessive: they stand where he stands."""
    text = NAMED + f"{words} ergänzte, die Frist laufe ab."
    said = ("man warte nicht länger", "Norwegens Außenminister Karl Christopher"), ("die Frist laufe ab", words)
    assert parties(text, *said) == ["Norwegen", "Norwegen"]


def test_a_member_speaks_for_the_organisation_in_the_compound() -> None:
    """The executive committee of the union is the union's."""
    text = "Die GDL lehnte am Montag ab. Ein Mitglied des GDL-Vorstands sagte, man streike weiter."
    assert parties(text, ("ab", "Die GDL"), ("man streike weiter", "Ein Mitglied des GDL-Vorstands"))[1] == "GDL"


def test_whoever_left_speaks_for_nobody() -> None:
    """A former aide may say what he likes."""
    text = NAMED + "Ein früherer Mitarbeiter Christophers ergänzte, die Frist laufe ab."
    said = (
        ("man warte nicht länger", "Norwegens Außenminister Karl Christopher"),
        (
            "die Frist laufe ab",
            "Ein früherer Mitarbeiter Christophers",
        ),
    )
    assert parties(text, *said)[1] is None


def test_where_a_diplomat_serves_does_not_say_whose_he_is() -> None:
    """A western diplomat in Havana does not speak for Cuba."""
    text = "Ein westlicher Diplomat in der kubanischen Hauptstadt sagte, die Lage sei ernst."
    assert parties(text, ("die Lage sei ernst", "Ein westlicher Diplomat in der kubanischen Hauptstadt")) == [None]


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Der norwegische Politologe Karl Berg", None),
        ("Ein norwegischer Fischer", None),
        ("Der norwegische Minister Karl Berg", "Norwegen"),
        ("Ein norwegischer Beamter", "Norwegen"),
        ("Der norwegische Chefunterhändler Karl Berg", "Norwegen"),
        ("Ein norwegischer Händler", None),
    ],
)
def test_a_private_person_does_not_speak_for_his_state(words: str, party: str | None) -> None:
    """Where somebody comes from makes nobody its spokesman unless he holds an office there."""
    assert parties(f"{words} sagte, die Frist laufe ab.", ("die Frist laufe ab", words)) == [party]


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Nordkoreas UN-Botschafter Pak Gil", "Nordkorea"),
        ("Der russische UN-Botschafter Wassili Nebensja", "Russland"),
        ("Der norwegische UN-Vermittler Terje Larsen", "Vereinte Nationen"),
        ("Der UN-Beauftragte Lakhdar Brahimi", "Vereinte Nationen"),
        ("Der US-Beauftragte Robert Malley", "Vereinigte Staaten"),
        ("Der Iran-Beauftragte Robert Malley", None),
        ("Der Iran-Beauftragte der US-Regierung, Robert Malley,", "Vereinigte Staaten"),
        ("Der Sprecher des US-Außenministeriums, Sean Cormack,", "Vereinigte Staaten"),
        ("Der Sprecher des Weißen Hauses, Scott Clellan,", "Vereinigte Staaten"),
        ("Der Experte der Weltbank, Hans Wiesner,", "Weltbank"),
        ("Der Nordkorea-Experte Hans Wiesner", None),
        ("Der Sondergesandte für Nordkorea, Stephen Biegun", None),
    ],
)
def test_a_compound_tells_whose_or_only_what_about(words: str, party: str | None) -> None:
    """Whose ambassador goes before where he serves; what somebody deals with makes him nobody's."""
    assert parties(f"{words} sagte, die Frist laufe ab.", ("die Frist laufe ab", words)) == [party]


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Ministerpräsident Stephan Weil (SPD)", "SPD"),
        ("Stephan Weil (SPD)", "SPD"),
        ("Norwegens Außenminister Stephan Weil (DNA)", "Norwegen"),
        ("Stephan Weil (AFP)", None),
        ("BUND-Chef Hubert Weiger", "BUND"),
        ("KUBA-Sprecher Hubert Weiger", "Kuba"),
        ("Stephan Weil (Text)", None),
    ],
)
def test_brackets_and_capitals_tell_his_party(words: str, party: str | None) -> None:
    """A politician speaks for the party in brackets unless he holds a state's office; agencies are no parties.

    An acronym is not the common noun that it looks like.
    """
    assert parties(f"{words} sagte, die Frist laufe ab.", ("die Frist laufe ab", words)) == [party]


def test_an_office_told_later_goes_before_the_brackets() -> None:
    """Whose minister he is counts more than his party, in whatever order a text tells both."""
    text = "Karl Berg (SPD) sagte, man warte. Norwegens Außenminister Karl Berg ergänzte, die Frist laufe ab."
    said = ("man warte", "Karl Berg (SPD)"), ("die Frist laufe ab", "Norwegens Außenminister Karl Berg")
    assert parties(text, *said) == ["Norwegen", "Norwegen"]


@pytest.mark.parametrize("words", ["Außenminister Karl Berg (SPD)", "Karl Berg (SPD)"])
def test_brackets_count_where_the_speaker_is_named_again(words: str) -> None:
    """Where he was named first tells whose he is; the statement may only have his family name."""
    text = f"{words} kam am Montag nach Genf. Berg sagte, die Frist laufe ab."
    document = analysed(make("a", text, [("die Frist laufe ab", "Berg")]))
    assert document.analysis.names
    assert parties(text, ("die Frist laufe ab", "Berg")) == ["SPD"]


def test_a_state_before_a_title_counts_where_the_speaker_is_named_again() -> None:
    """A state's genitive tells whose minister he is, also outside of the speaker's words."""
    text = "Paraguays Außenminister Alberto Berg kam am Montag nach Genf. Berg sagte, die Frist laufe ab."
    assert parties(text, ("die Frist laufe ab", "Berg")) == ["Paraguay"]


@pytest.mark.parametrize("words", ["Christophers Ministerium", "Sein Ministerium"])
def test_a_ministers_ministry_is_his_states(words: str) -> None:
    """Whoever's ministry it is, not the state named last before it, tells for whom it speaks."""
    text = NAMED + f"Er reise nach Malawi. {words} teilte mit, die Frist laufe ab."
    said = ("man warte nicht länger", "Norwegens Außenminister Karl Christopher"), ("die Frist laufe ab", words)
    assert parties(text, *said)[1] == "Norwegen"


@pytest.mark.parametrize(
    ("words", "party"), [("Langs Sprecher", "CSU"), ("Kerns Sprecherin", "FDP"), ("Uwe Langs Sprecher", "CSU")]
)
def test_a_persons_spokesman_speaks_for_his_side(words: str, party: str) -> None:
    """The owner's genitive tells whose spokesman it is, not who was named or spoke last."""
    text = f"CSU-Chef Uwe Lang und FDP-Chef Karl Kern tagten. Kern sagte, man warte. {words} ergänzte, es reiche."
    document = analysed(make("a", text, [("man warte", "Kern"), ("es reiche", words)]))
    view = MemoryView()
    view.store([document])
    changes = resolve([document], view, MemoryIndex())
    actors = {actor.id: actor for actor in changes.actors}
    said = actors[changes.statements[1].speaker.actor or ""]
    assert party in (said.name, actors[said.party].name if said.party else "")
