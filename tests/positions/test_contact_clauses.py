"""A contact by its own clause: who took part, where and when it was, whether it was secret."""

from __future__ import annotations

from dataclasses import replace

from tests.positions.test_happening import ids, look, told

from depesche.positions.alike import Likeness
from depesche.positions.contact_places import contact_place
from depesche.positions.contacts import candidates, sightings
from depesche.positions.mentions import Mentions
from depesche.positions.models import load_models


def test_who_stands_in_a_clause_of_its_own_beside_the_contact_is_no_side() -> None:
    """The clause with "während" tells of something else; so does one about a plan that somebody supports."""
    assert ids("Rojas traf Quispe, während Bolivien ein neues Parlament wählte.") == [{"cl", "pe"}]
    assert ids("Rojas sprach mit Quispe über einen Plan, den Bolivien billigte.") == [{"cl", "pe"}]
    assert ids("Rojas reiste ab, nachdem Quispe mit Bolivien verhandelt hatte.")[0] >= {"pe", "Bolivien"}


def test_what_is_to_be_done_before_talks_is_no_contact() -> None:
    """The clause "bevor verhandelt werde" tells of no talks; "bevor verhandelt wurde" does."""
    assert told("Rojas verlangt den Abzug Perus, bevor verhandelt werde.") == set()
    assert told("Rojas verlangt den Abzug Perus, ehe verhandelt wird.") == set()
    assert "verhandelt" in told("Rojas reiste nach Peru, bevor mit Quispe verhandelt wurde.")


def place(text: str, word: str) -> str | None:
    """Where the contact of a word in a sentence was."""
    passages, analysis, _ = look(text)
    return contact_place(passages, analysis, 0, (text.index(word),))


def test_a_contact_was_where_its_sentence_says_and_not_where_the_dispatch_was_written() -> None:
    """Neither the dateline nor a state that is merely named nor where somebody is in office is its place."""
    assert place("Lima, 3. Mai (Reuters) - Rojas traf am Sonntag Quispe in Genf.", "traf") == "Genf"
    assert place("Lima, 3. Mai (Reuters) - Rojas traf am Sonntag Quispe.", "traf") is None
    assert place("Rojas traf den Botschafter in London.", "traf") is None
    assert place("Rojas sprach mit Peru über die Grenze.", "sprach") is None


def test_contacts_told_of_other_months_are_two() -> None:
    """A first round in May and a second one in July have the same sides and are two contacts."""
    passages, analysis, cast = look("Rojas hat am Montag mit Quispe telefoniert.")
    (seen,) = sightings(passages, analysis, cast, Mentions(cast, cast.actors.values()))
    may = replace(seen, since="2004-05-01", until="2004-05-31", text="im Mai")
    july = replace(seen, since="2004-07-14", until="2004-07-14", text="am Mittwoch", document="e", day="2004-07-15")
    alike = Likeness(load_models().contacts)
    assert alike.apart(may, july)
    assert alike.between([may], [july]) == 0.0
    assert not alike.apart(may, replace(july, since="2004-05-20", until="2004-05-20"))


def test_secret_talks_of_others_make_no_back_channel() -> None:
    """A word of secrecy counts for a contact of those whom its own sentence names."""
    text = "Chile und Bolivien führen Geheimverhandlungen. Quispe hat Rojas am Montag in Lima getroffen."
    passages, analysis, cast = look(text)
    found = candidates(passages, analysis, cast, Mentions(cast, cast.actors.values()))
    assert [one.secret for one in found] == [True, False]
