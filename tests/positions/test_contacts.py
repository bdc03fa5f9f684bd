"""Contacts: who takes part though silent, what is one contact, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from depesche.positions.cast import Cast
from depesche.positions.codebook import load_codebook
from depesche.positions.contacts import STATUS_FEATURES, Sighting, candidates, sightings
from depesche.positions.derive import gather_actors
from depesche.positions.gathering import Gathering, gathered
from depesche.positions.hearings import Answers
from depesche.positions.meetings import Group, format_of
from depesche.positions.mentions import Mentions
from depesche.positions.models import FORMATS, load_models
from depesche.positions.participants import Roll, Side
from depesche.positions.passages import Passages
from depesche.positions.words import words
from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Analysis,
    Contact,
    Document,
    Kind,
    Mention,
    Name,
    NameKind,
    ReadDocument,
    Span,
    Statement,
    stable_id,
)
from depesche.stages import MemoryIndex

NORWAY = Actor("no", "Norwegen", ActorKind.STATE, names=("Norwegen",))
HANSEN = Actor("h", "Kari Hansen", ActorKind.PERSON, "no", ("Kari Hansen",))
SOURCE = Actor("u", "Beamter", ActorKind.UNNAMED)


def look(
    text: str, names: tuple[str, ...] = (), statements: tuple[Statement, ...] = ()
) -> tuple[Passages, Analysis, Cast]:
    """A document of one text with these people named in it."""
    book = load_codebook()
    cast = Cast(book, {"no": NORWAY, "h": HANSEN, "u": SOURCE})
    found = tuple(Name(text.index(n), text.index(n) + len(n), NameKind.PERSON, 0.9) for n in names)
    analysis = Analysis("d", "de", names=found)
    return Passages(ReadDocument(Document("d", text), analysis, statements), book), analysis, cast


def sides(text: str, names: tuple[str, ...] = (), statements: tuple[Statement, ...] = ()) -> set[str]:
    """Everybody who may have taken part in what the text's first candidate sentence tells."""
    passages, analysis, cast = look(text, names, statements)
    found = candidates(passages, analysis, cast, Mentions(cast, cast.actors.values()))
    return {side.id for side in found[0].sides} if found else set()


def test_people_who_never_speak_take_part() -> None:
    """Somebody who is no actor of the dossier is known by name."""
    assert sides("Hansen hat am Montag William Knox empfangen.", ("William Knox",)) == {"no", "William Knox"}


def test_a_genitive_names_its_party() -> None:
    """Whose last name stands in the genitive is found by it."""
    assert "no" in sides("Ein Treffen Hansens mit William Knox kam nicht zustande.", ("William Knox",))


def test_whoever_tells_what_was_said_to_him_takes_part() -> None:
    """A statement that came through somebody was said to him."""
    text = "Oslo werde helfen, habe ihm Hansen zugesichert, sagte der Bote Peter Lund."
    told = Statement("s", "d", Kind.INDIRECT, Act.PROMISE, (Span(0, 17),), Mention((Span(28, 34),), "h"), via=("u",))
    assert sides(text, ("Peter Lund",), (told,)) == {"no", "Peter Lund"}


def test_one_side_alone_makes_no_contact() -> None:
    """A contact needs two."""
    assert sides("Hansen sprach lange am Telefon.") == set()


def test_both_of_them_were_named_before() -> None:
    """Whom a sentence calls "the two" is looked for in the sentences before it."""
    text = "Hansen und William Knox kennen sich lange. Das sagt man so. Die beiden haben gestern telefoniert."
    passages, analysis, cast = look(text, ("William Knox",))
    found = candidates(passages, analysis, cast, Mentions(cast, cast.actors.values()))
    assert [{side.id for side in one.sides} for one in found] == [{"no", "William Knox"}]


def test_whoever_mediates_by_office_is_known() -> None:
    """A side whose name says that it mediates speaks for mediation."""
    passages, analysis, cast = look("Hansen traf den Vermittler William Knox.", ("William Knox",))
    roll = Roll(passages, analysis, cast, Mentions(cast, cast.actors.values()))
    assert roll.mediates(Side("Vereinte Nationen", "nationen", (), ()))
    assert not roll.mediates(Side("William Knox", "knox", (), ()))


def test_what_is_told_has_evidence_and_format() -> None:
    """A sighting points at its sentence and knows a call for a call."""
    text = "Hansen hat am Montag mit William Knox telefoniert."
    passages, analysis, cast = look(text, ("William Knox",))
    found = sightings(passages, analysis, cast, Mentions(cast, cast.actors.values()))
    assert [(one.start, one.end) for one in found] == [(0, len(text))]
    assert FORMATS[max(range(len(FORMATS)), key=lambda place: found[0].formats[place])] == "phone"
    assert Sighting.unpack(found[0].pack()) == found[0]


def seen(document: str, form: str, day: str, keys: tuple[str, ...] = ("a", "b")) -> Sighting:
    """A sighting of a contact of one format."""
    formats = tuple(0.0 if name == form else -6.0 for name in FORMATS)
    marks = tuple(float(name == "narrated") for name in STATUS_FEATURES)
    takings = (0.8,) * len(keys)
    return Sighting(
        keys,
        keys,
        (),
        formats,
        marks,
        ("wort",),
        document,
        0,
        20,
        day,
        None,
        None,
        "",
        None,
        None,
        None,
        (),
        0.8,
        takings,
    )


def contacts_of(sightings: Iterable[Sighting], answers: Answers | None = None) -> list[Contact]:
    """The contacts that some sightings make, as the stage finds them."""
    gathering = Gathering(MemoryIndex(), load_models().contacts)
    gathering.take(sightings)
    return gathering.contacts((), lambda _: answers or {})[0]


def test_one_contact_in_two_documents_is_one() -> None:
    """The same sides and format within days are one contact, a letter and a call are two."""
    told = [seen("d1", "phone", "2001-01-01"), seen("d2", "phone", "2001-01-02"), seen("d3", "letter", "2001-01-02")]
    found = contacts_of(told)
    assert sorted(len(contact.evidence) for contact in found) == [1, 2]


def test_two_sides_of_three_are_the_same_contact() -> None:
    """What is told of two sides belongs to the contact of three that it is part of."""
    whole, part = seen("d1", "mediation", "2001-01-01", ("a", "b", "c")), seen("d1", "mediation", "2001-01-01")
    part = replace(part, start=30, end=50)
    (found,) = contacts_of([whole, part])
    assert found.parties == (("a",), ("b",), ("c",))
    assert len(found.evidence) == 2


def test_what_is_hardly_told_is_no_contact() -> None:
    """Sightings that are unlikely even together are left out."""
    doubtful = replace(seen("d1", "phone", "2001-01-01"), chance=0.02, takings=(0.02, 0.02))
    assert contacts_of([doubtful]) == []


def test_a_surer_contact_in_the_same_document_rivals() -> None:
    """Of two groups with two sides and a document in common the less sure one is marked."""
    sure = seen("d1", "phone", "2001-01-01", ("a", "b", "c"))
    doubtful = replace(seen("d1", "letter", "2001-01-01", ("a", "b", "d")), chance=0.3, start=900, stems=("anderes",))
    groups = gathered({"a|b|c": [sure], "a|b|d": [doubtful]}, load_models().contacts)
    assert [group.rivalled for key in ("a|b|c", "a|b|d") for group in groups[key]] == [False, True]


def test_a_denial_by_a_side_counts() -> None:
    """Whoever took part and denies the claim moves the status away from confirmed."""
    one = replace(seen("d1", "phone", "2001-01-01"), told=("s1",), marks=tuple(0.0 for _ in STATUS_FEATURES))
    (answered,) = contacts_of([one], {"s1": ({"a"}, set())})
    assert answered.status.value == "denied"


class People:
    """A dossier that holds actors alone."""

    def __init__(self, *actors: Actor) -> None:
        self.known = {actor.id: actor for actor in actors}

    def actors(self, ids: Iterable[str]) -> dict[str, Actor]:
        """Actors by id."""
        return {key: self.known[key] for key in ids if key in self.known}


def person(given: str, family: str, party: str | None) -> Actor:
    """A person with the id that the actors stage makes of a name as first met."""
    key = stable_id("a", "person", given.lower(), family.lower())
    name = f"{given} {family}".strip()
    return Actor(key, name, ActorKind.PERSON, party, (name,))


def test_who_is_named_but_never_speaks_stands_for_his_party() -> None:
    """The dossier knows whose he is; without a party, somebody else's namesake say, his name alone stays."""
    text = "Am Montag traf Kari Hansen den Minister Anwar el Rifai. Auch Ole Blom kam mit Nilsen."
    names = ("Kari Hansen", "Anwar el Rifai", "Ole Blom", "Nilsen")
    found = tuple(Name(text.index(n), text.index(n) + len(n), NameKind.PERSON, 0.9) for n in names)
    read = ReadDocument(Document("d", text), Analysis("d", "de", names=found), ())
    egypt = Actor("eg", "Ägypten", ActorKind.STATE)
    silent = (person("Anwar", "el Rifai", "eg"), person("", "Nilsen", "no"), person("Ole", "Blom", None))
    actors = gather_actors([read], People(NORWAY, egypt, *silent))  # type: ignore[arg-type]
    assert {actor.name for actor in actors.values()} == {"Anwar el Rifai", "Nilsen", "Ägypten", "Norwegen"}
    cast = Cast(load_codebook(), actors)
    here = words("Blom traf Rifai.")
    assert Mentions(cast, actors.values()).parties_in(here, "Blom traf Rifai.") == ["eg"]


def test_the_first_part_of_a_compound_says_whose_a_person_is() -> None:
    """A "Norwegen-Gesandter" is Norway's, also where nobody knows his name."""
    text = "Norwegen-Unterhändler William Knox traf am Montag Henry Brandt."
    assert sides(text, ("William Knox", "Henry Brandt")) == {"no", "Henry Brandt"}


def test_a_back_channel_needs_a_word_of_secrecy() -> None:
    """Open talks between officials are none, however likely their form makes one."""
    open_talks = [seen("d1", "backchannel", "1990-01-01")]
    secret_talks = [replace(one, secret=True) for one in open_talks]
    judge = load_models().contacts
    assert format_of(Group(secret_talks), judge) == "backchannel"
    assert format_of(Group(open_talks), judge) != "backchannel"
    names = ("Kari Hansen", "William Knox")
    for text, secret in (
        ("Kari Hansen hat am Montag William Knox empfangen.", False),
        ("Kari Hansen hat am Montag heimlich William Knox empfangen.", True),
    ):
        passages, analysis, cast = look(text, names)
        found = candidates(passages, analysis, cast, Mentions(cast, cast.actors.values()))
        assert [one.secret for one in found] == [secret]
