"""Whom an actor speaks for: by the codebook's list where it names parties, else by his own record."""

from __future__ import annotations

from depesche.positions.cast import Cast
from depesche.positions.codebook_file import codebook_of
from depesche.records import Actor, ActorKind

ACTORS = {
    "us": Actor("us", "Vereinigte Staaten", ActorKind.STATE, names=("Vereinigte Staaten", "US")),
    "navy": Actor("navy", "Marine", ActorKind.ORGANISATION, "us", ("Marine",)),
    "hansen": Actor("hansen", "Kari Hansen", ActorKind.PERSON, None, ("Kari Hansen", "Hansen")),
    "aide": Actor("aide", "Berater Hansens", ActorKind.UNNAMED, "hansen", ("Berater Hansens",)),
    "cross": Actor("cross", "Rotes Kreuz", ActorKind.ORGANISATION, names=("Rotes Kreuz",)),
    "ring": Actor("ring", "Ring", ActorKind.PERSON, "around", ("Ring",)),
    "around": Actor("around", "Um", ActorKind.PERSON, "ring", ("Um",)),
}


def cast(**parties: object) -> Cast:
    """The actors above, by a codebook with these parties."""
    return Cast(codebook_of({"codebook": "test", "issues": ["Abzug"], "parties": parties}, "test"), ACTORS)


def test_without_a_list_organisations_are_parties_of_their_own() -> None:
    """The actor's own record decides; a person without a party has none."""
    assert cast().party("navy") == "us"
    assert cast().party("cross") == "cross"
    assert cast().party("hansen") is None


def test_a_list_of_parties_is_whole() -> None:
    """Whom it does not name is no party: a shipping company that is heard once fills no row of the matrix."""
    listed = cast(blue={"name": "Blau", "members": ["Kari Hansen"]})
    assert listed.party("hansen") == "blue"
    assert listed.party("cross") is None
    assert listed.party("navy") is None


def test_members_bring_their_own_people_and_states_all_their_names() -> None:
    """Somebody who belongs to a member belongs to the party; "USA" is the United States, whatever the dossier says."""
    listed = cast(usa={"name": "USA"}, blue={"name": "Blau", "members": ["Kari Hansen"]})
    assert listed.party("us") == "usa"
    assert listed.party("navy") == "usa"
    assert listed.party("aide") == "blue"


def test_people_who_belong_to_each_other_end_nowhere() -> None:
    """Records that point in a circle, by a wrong decision say, give no party and end."""
    assert cast(usa={"name": "USA"}).party("ring") is None


def test_a_person_is_known_by_a_members_family_name() -> None:
    """Assad is "Hafis al-Assad", Dobrinin "Anatolij Dobrynin"; by another given name, or in two parties, nobody is."""
    people = {
        name: Actor(name, name, ActorKind.PERSON, names=(name,))
        for name in ("Assad", "N. Dobrinin", "Anatoli Dobrinin", "Robert Meier", "Meier")
    }
    parties = {
        "syria": {"name": "Syrien", "members": ["Hafis al-Assad", "Robert Meier"]},
        "ussr": {"name": "UdSSR", "members": ["Anatolij Dobrynin", "Paul Meier"]},
    }
    listed = Cast(codebook_of({"codebook": "test", "issues": ["Abzug"], "parties": parties}, "test"), people)
    assert [listed.party(name) for name in people] == ["syria", None, "ussr", "syria", None]


def test_brackets_behind_a_partys_name_may_be_left_out() -> None:
    """Where no other party has the same name before its brackets."""
    actors = {name: Actor(name, name, ActorKind.ORGANISATION, names=(name,)) for name in ("PLO", "Likud")}
    parties = {
        "plo": {"name": "PLO (Führung in Tunis)"},
        "one": {"name": "Likud (Regierung)"},
        "two": {"name": "Likud (Partei)"},
    }
    listed = Cast(codebook_of({"codebook": "test", "issues": ["Abzug"], "parties": parties}, "test"), actors)
    assert listed.party("PLO") == "plo"
    assert listed.party("Likud") is None


def test_without_a_list_a_persons_people_speak_for_his_party() -> None:
    """Whoever belongs to a person stands on that person's side, who himself is no party."""
    actors = {
        "us": ACTORS["us"],
        "boss": Actor("boss", "Boss", ActorKind.PERSON, "us", ("Boss",)),
        "aide": Actor("aide", "Berater", ActorKind.UNNAMED, "boss", ("Berater",)),
        "other": Actor("other", "Helfer", ActorKind.UNNAMED, "hansen", ("Helfer",)),
        "hansen": ACTORS["hansen"],
    }
    free = Cast(codebook_of({"codebook": "test", "issues": ["Abzug"]}, "test"), actors)
    assert free.party("aide") == "us"
    assert free.party("other") is None


def test_bodies_belong_to_the_party_in_their_words() -> None:
    """A delegation, an army, a source of a country that no table knows; words that any party uses tell nothing."""
    names = {
        "sorwanische Delegation in Genf": "sorwanien",
        "Armee Sorwaniens": "sorwanien",
        "Beamter des friesmärkischen Amts (Bote)": "friesmark",
        "Offizier der Luftwaffe (Sorwanien-Kurier)": None,
        "Regierung von Westland": None,
        "friesmärkisch-sorwanische Kommission": None,
    }
    actors = {name: Actor(name, name, ActorKind.UNNAMED, names=(name,)) for name in names}
    parties = {"sorwanien": {"name": "Regierung Sorwanien"}, "friesmark": {"name": "Friesmark"}}
    listed = Cast(codebook_of({"codebook": "test", "issues": ["Abzug"], "parties": parties}, "test"), actors)
    assert {name: listed.party(name) for name in names} == names


def test_both_sides_are_no_party_of_their_own() -> None:
    """Nobody knows from the words alone who they are; as one more party they would meet themselves."""
    names = {"b": "Beide Seiten", "o": "Beiderland"}
    actors = {one: Actor(one, name, ActorKind.ORGANISATION, None, (name,)) for one, name in names.items()}
    free = Cast(codebook_of({"codebook": "test", "issues": ["Abzug"]}, "test"), actors)
    assert free.party("b") is None
    assert free.party("o") == "o"
