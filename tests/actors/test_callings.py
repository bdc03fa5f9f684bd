"""Names that stand behind particles, in genitives, brackets, handles and lines of credits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depesche.actors import resolve
from depesche.actors.callings import bears_handle, credits, foreign_particles, handle, parsed_names, particled
from depesche.actors.mentions import parse
from depesche.actors.names import nominative, nominative_name
from depesche.actors.scene import core
from depesche.claims.alone import MemoryView
from depesche.language import analyse
from depesche.records import Actor, ActorKind, Document, Mention, ReadDocument, Span
from depesche.stages import MemoryIndex
from tests.actors.test_resolve import make, speakers


def _whole(text: str, day: str = "2001-05-02") -> dict[str, Actor]:
    """All actors of a text that nobody speaks in, by name."""
    document = Document("a", text, outlet="dpa", published=day)
    view, index = MemoryView(), MemoryIndex()
    read = ReadDocument(document, analyse([document])[0], ())
    view.store([read])
    return {actor.name: actor for actor in resolve([read], view, index).actors}


@pytest.mark.parametrize(
    ("words", "mention"),
    [("Von der Rauden", "Von der Rauden"), ("von der Rauden", "von der Rauden"), ("Ministerin von der Rauden",) * 2],
)
def test_a_family_name_behind_von_is_the_known_bearers(words: str, mention: str) -> None:
    """A bare "von der Rauden" is she whom the text names in full, with an office, too."""
    text = f"Man sei bereit, sagt {words}. Es eile, sagte Gerlinde von der Rauden."
    found = speakers(make("a", text, [("Man sei bereit", mention), ("Es eile", "Gerlinde von der Rauden")]))
    assert [actor.name for actor in found] == ["Gerlinde von der Rauden"] * 2


def test_a_piece_of_a_name_behind_von_is_the_whole() -> None:
    """Where only "Rauden" or "der Rauden" was taken, the particles before it belong to the name."""
    text = "Danach schwieg von der Rauden"
    for piece in ("Rauden", "der Rauden"):
        found = particled(text, Span(len(text) - len(piece), len(text)))
        assert found is not None
        assert text[found.start : found.end] == "von der Rauden"


def test_what_is_said_from_an_institution_is_no_name() -> None:
    """A "von der" before what is nobody's family name names nobody; nor does it behind another's given name."""
    text = "Man sei bereit, hieß es von der Hafenbehörde. Dann kam Thorleif von Kern."
    found = speakers(make("a", text, [("Man sei bereit", "von der Hafenbehörde")]))
    assert [actor.name for actor in found] == ["Hafenbehörde"]
    start = text.index("Kern")
    assert particled(text, Span(start, start + 4)) is None


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["Von Hadley", "Walter Hadley"], ["Hadley", "Walter Hadley"]),
        (["Von Ines Rautenberg"], ["Ines Rautenberg"]),
        (["Von Rauden", "Gerlinde von Rauden"], ["Von Rauden", "Gerlinde von Rauden"]),
        (["Von Rauden"], ["Von Rauden"]),
    ],
)
def test_a_von_that_opens_a_sentence_is_no_part_of_a_name(words: list[str], names: list[str]) -> None:
    """Where the text names him without it, or a given name follows, "Von" is a preposition; else it is his name."""
    spans = {Span(100 * place, 100 * place + len(one)): one for place, one in enumerate(words)}
    found = parsed_names(spans)
    assert [part.name for _, part in found] == names
    assert [span.end - span.start for span, _ in found] == [len(name) for name in names]


@pytest.mark.parametrize(
    ("words", "family"),
    [("Van den Hoek", "Van den Hoek"), ("Außenminister van der Lugt", "van der Lugt"), ("de la Sarre", "de la Sarre")],
)
def test_two_particles_open_a_family_name(words: str, family: str) -> None:
    """A name that begins with two particles is a family name, with and without an office before it."""
    part = parse(words)
    assert (part.given, part.family) == ((), family)


def test_a_particle_taken_for_a_given_name_is_the_familys() -> None:
    """The name "Ben Sahir" is Tarik Ben Sahir, not somebody called Ben."""
    text = "Tarik Ben Sahir sagte, er reise ab. Paris zögere, sagte Ben Sahir."
    found = speakers(make("a", text, [("er reise ab", "Tarik Ben Sahir"), ("Paris zögere", "Ben Sahir")]))
    assert found[0].id == found[1].id


def test_a_piece_of_a_name_with_particles_is_no_name() -> None:
    """Of "Khalil bin Nasir" the "Nasir" alone is nobody; at a sentence's beginning "Bin" belongs to the name."""
    text = "Scheich Khalil bin Nasir kam. Bin Nasir ging."
    assert foreign_particles(text, text.index("Nasir")) is None
    assert foreign_particles(text, text.rindex("Nasir")) == text.index("Bin")


def test_a_full_name_may_own_an_office() -> None:
    """In "Rashid Munirs Stellvertreter Omar Tahan" Omar Tahan is named; a given name in s owns nothing."""
    part = parse("Rashid Munirs Stellvertreter Omar Tahan")
    assert (part.owner, part.heads, part.name) == ("Rashid Munirs", ["Stellvertreter"], "Omar Tahan")
    assert parse("Karl Andreas Bauer").owner == ""


def test_a_bare_name_may_end_like_a_trade() -> None:
    """A bare "Dornmann" is he whom the text names in full; an "Ombudsmann", as nobody is called, stays unnamed."""
    text = "Ludwig Dornmann sagte, es eile. Es sei spät, sagte Dornmann."
    found = speakers(make("a", text, [("es eile", "Ludwig Dornmann"), ("Es sei spät", "Dornmann")]))
    assert [actor.name for actor in found] == ["Ludwig Dornmann"] * 2
    (unknown,) = speakers(make("b", "Ombudsmann sagte, es eile.", [("es eile", "Ombudsmann")]))
    assert unknown.kind == "unnamed"


def test_a_title_does_not_reach_over_a_sentence() -> None:
    """In "..., sagte ein EU-Diplomat. Jonas Helmbrecht schwieg" Helmbrecht is no diplomat of the Union."""
    actors = _whole("Es gebe wenig Hoffnung, sagte ein EU-Diplomat. Jonas Helmbrecht schwieg. Helmbrecht reiste ab.")
    assert actors["Jonas Helmbrecht"].party is None


def test_who_wrote_and_edited_is_no_actor() -> None:
    """Names in a line of credits in brackets are not of the text."""
    text = "Minister Jonas Helmbrecht reiste ab. (Reporter: Martin Oswald, redigiert von Petra Lindner)"
    assert set(_whole(text)) == {"Jonas Helmbrecht", "dpa"}
    assert credits("Er kam (so Lindner) aus Wien (Österreich).") == []


def test_a_short_form_is_what_the_text_says_it_is() -> None:
    """Where a text introduces the OAS as another organisation, its short form and its chief are of that one."""
    text = (
        "Die Organisation der armen Siedler (OAS) erklärte, man kämpfe. Die OAS warte, hieß es. "
        "Die Organisation der armen Siedler (OAS) sei stark."
    )
    said = [("man kämpfe", "Die Organisation der armen Siedler (OAS)"), ("warte", "Die OAS")]
    full, short = speakers(make("a", text, said))
    assert full.id == short.id
    assert "(" not in full.name


def test_a_short_form_behind_an_office_tells_whose_it_is() -> None:
    """The leader of "der Volksunion von Algerien (VUA)" speaks for the VUA, not for Algeria."""
    text = "Der Führer der Volksunion von Algerien (VUA), Malik Sadoun, sagte, man warte."
    read = make("a", text, [("man warte", "Der Führer der Volksunion von Algerien (VUA), Malik Sadoun")])
    view, index = MemoryView(), MemoryIndex()
    view.store([read])
    actors = {actor.id: actor for actor in resolve([read], view, index).actors}
    chief = next(actor for actor in actors.values() if actor.name == "Malik Sadoun")
    assert actors[chief.party or ""].name == "VUA"


def test_a_state_in_a_movements_name_is_not_the_state() -> None:
    """The "Volkskrieger Irak (MKT)" are a movement that a short form introduces."""
    text = "Die Volkskrieger Irak (MKT) warnten, es werde ernst."
    (found,) = speakers(make("a", text, [("es werde ernst", "Die Volkskrieger Irak (MKT)")]))
    assert found.name == "Volkskrieger Irak"


def test_insiders_without_article_are_unnamed_sources() -> None:
    """The words "laut Insidern" names nobody: an unnamed source in the nominative."""
    (found,) = speakers(make("a", "Laut Insidern ist der Vertrag fertig.", [("ist der Vertrag fertig", "Insidern")]))
    assert (found.kind, found.name) == ("unnamed", "Insider (dpa)")


def test_insiders_are_several_of_whom_one_may_speak() -> None:
    """Insiders without article are a group; "einer der Insider" is one of it."""
    text = "Insider: Vertrag fertig. Einer der Insider sagte, es eile."
    view, index = MemoryView(), MemoryIndex()
    read = make("a", text, [("Vertrag fertig", "Insider"), ("es eile", "Einer der Insider")])
    view.store([read])
    actors = resolve([read], view, index).actors
    (group,) = [actor for actor in actors if actor.name == "Insider (dpa)"]
    (one,) = [actor for actor in actors if actor.name.startswith("Einer")]
    assert [membership.party for membership in one.memberships] == [group.id]


def test_one_of_a_group_that_was_not_named_before_is_one() -> None:
    """The words "eine der mit der Sache vertrauten Personen" keeps its words, as told in the nominative."""
    text = "Nach Angaben von einem der Fahrer, der ungenannt bleiben will, brannte es."
    (found,) = speakers(make("a", text, [("brannte es", "einem der Fahrer, der ungenannt bleiben will")]))
    assert found.name == "einer der Fahrer (dpa)"


@pytest.mark.parametrize(
    ("told", "called"),
    [
        ("Internationalen Hafenkommission", "Internationale Hafenkommission"),
        ("Weißen Turmes", "Weißer Turm"),
        ("Tembara Minerals", "Tembara Minerals"),
    ],
)
def test_organisations_are_called_in_the_nominative(told: str, called: str) -> None:
    """An organisation that is first told in another case has its own name; English names stay."""
    assert nominative_name(told) == called


def test_compounds_are_told_in_the_nominative_too() -> None:
    """In the nominative "einen hohen UN-Beamten" is a "hoher UN-Beamter"."""
    assert nominative("hohen UN-Beamten", "UN-Beamten") == "hoher UN-Beamter"


def test_brackets_do_not_cut_a_description_in_two() -> None:
    """What stands behind brackets belongs to the words before them; an open bracket ends them."""
    assert core(parse("ein Weichensteller (52) aus dem Norden")) == "Weichensteller aus dem Norden"
    assert core(parse("das Komitee vom Grünen Stern (KGS")) == "Komitee vom Grünen Stern"


def test_an_office_in_the_genitive_is_itself() -> None:
    """A spokesman "des Auswärtigen Amtes" speaks as the Auswärtiges Amt; "des Bundes" is no state's for that."""
    text = "Man prüfe, sagte ein Sprecher des Auswärtigen Amtes. Das Auswärtige Amt teilte mit, es dauere."
    said = [("Man prüfe", "ein Sprecher des Auswärtigen Amtes"), ("es dauere", "Das Auswärtige Amt")]
    first, second = speakers(make("a", text, said))
    assert first.id == second.id


def test_a_spokesman_of_an_organs_compound_speaks_for_it() -> None:
    """An unnamed "Kommissionssprecher" speaks for the commission that the text has named, though it has not spoken."""
    text = "Warschau wartet auf die EU-Kommission. Man prüfe, sagte ein Kommissionssprecher."
    (found,) = speakers(make("a", text, [("Man prüfe", "ein Kommissionssprecher")]))
    assert found.name == "Europäische Kommission"


def test_a_bare_noun_takes_up_a_body_that_has_not_spoken() -> None:
    """The words "ein Sprecher der Kommission" mean the EU-Kommission that the text named, not for a state's."""
    text = "Warschau wartet auf die EU-Kommission. Die polnische Antwort fehle, sagte ein Sprecher der Kommission."
    (found,) = speakers(make("a", text, [("fehle", "ein Sprecher der Kommission")]))
    assert found.name == "Europäische Kommission"


@pytest.mark.parametrize(
    ("text", "day", "who"),
    [
        ("Die EU-Kommission tagt. Brüssel erklärte, es eile.", "2014-03-02", "Europäische Union"),
        ("Die EWG-Kommission tagt. Brüssel erklärte, es eile.", "1971-03-02", "Europäische Gemeinschaft"),
        ("Die belgische Regierung tagt, die EU wartet. Brüssel erklärte, es eile.", "2014-03-02", "Belgien"),
        ("Der König reist. Brüssel erklärte, es eile.", "2014-03-02", "Belgien"),
    ],
)
def test_a_capital_speaks_for_the_body_that_the_text_is_about(text: str, day: str, who: str) -> None:
    """Then "Brüssel" is the Union in a text that names it and not Belgium; in its time the Community."""
    (found,) = speakers(make("a", text, [("es eile", "Brüssel")], day=day))
    assert found.name == who


@pytest.mark.parametrize(("day", "who"), [("1961-08-20", "DDR"), ("1994-08-20", "Zone")])
def test_a_state_has_the_names_of_its_time(day: str, who: str) -> None:
    """Then "die Zone" is the DDR in a text of the time that also calls it so."""
    text = "Ost-Berlin schweigt. Die Zone erklärte, es eile."
    (found,) = speakers(make("a", text, [("es eile", "Die Zone")], day=day))
    assert found.name == who


def test_reuter_is_the_agency_unless_somebody_bears_the_name() -> None:
    """A bare "Reuter" is the agency of that time; in a text about Ernst Reuter it is he."""
    (agency,) = speakers(make("a", "Man rede, meldete Reuter.", [("Man rede", "Reuter")]))
    assert (agency.name, agency.kind) == ("Reuters", "outlet")
    text = "Ernst Reuter sagte, es eile. Man rede, sagte Reuter."
    found = speakers(make("a", text, [("es eile", "Ernst Reuter"), ("Man rede", "Reuter")]))
    assert [actor.name for actor in found] == ["Ernst Reuter"] * 2


def test_a_handle_is_whose_names_it_holds() -> None:
    """The handle "@IsoldeMarquardt" is Isolde Marquardt, also cut short; a stranger's handle is nobody of the text."""
    assert handle("@Isolde_Marquardt") == "isoldemarquardt"
    assert handle("Isolde") is None
    assert bears_handle(("Isolde",), "Marquardt", "isoldemarquardt")
    assert bears_handle(("Isolde",), "Marquardt", "isoldemarqu")
    assert bears_handle(("Isolde",), "Marquardt", "imarquardt")
    assert not bears_handle(("Isolde",), "Marquardt", "kurtmarquardt")
    text = "Isolde Marquardt sagte, es eile. „Wir warten“, schrieb @IsoldeMarquardt."
    found = speakers(make("a", text, [("es eile", "Isolde Marquardt"), ("Wir warten", "@IsoldeMarquardt")]))
    assert found[0].id == found[1].id


def test_a_delegation_is_named_without_who_leads_it() -> None:
    """In "die iranische Delegation unter Leitung von ..." it is the Iranian delegation."""
    words = "Die iranische Delegation unter Leitung von Minister Omar Tahan"
    (found,) = speakers(make("a", f"{words} sagte, es eile.", [("es eile", words)]))
    assert found.name == "iranische Delegation"


def test_of_two_spokesmen_the_one_of_the_house_speaks() -> None:
    """Then "der Sprecher des Wehrministeriums" is he who was introduced with that office, not who was named last."""
    text = (
        "Der Sprecher des Wehrministeriums, Joop Kuhlmann, und der Sprecher des Finanzministeriums, Piet Haan, kamen. "
        "Haan sagte, es eile. Der Sprecher des Wehrministeriums sagte, man warte."
    )
    first, second = (
        make("a", text, [("es eile", "Haan")]),
        make("a", text, [("man warte", "Der Sprecher des Wehrministeriums")]),
    )
    document = first.document
    place = text.rindex("Der Sprecher")
    said = replace(second.statements[0], id="a1", speaker=Mention((Span(place, place + 33),)))
    read = ReadDocument(document, analyse([document])[0], (first.statements[0], said))
    assert [actor.name for actor in speakers(read)] == ["Piet Haan", "Joop Kuhlmann"]


def test_an_organ_of_an_organisation_is_not_the_organisation() -> None:
    """The "Regionalbüro der UVT" does not answer to "die UVT"."""
    text = "Das Regionalbüro der UVT sagte, es eile. Die UVT sagte, man warte."
    said = [("es eile", "Das Regionalbüro der UVT"), ("man warte", "Die UVT")]
    first, second = speakers(make("a", text, said))
    assert (first.name, second.name) == ("Regionalbüro der UVT", "UVT")


def test_the_label_of_recorded_speech_is_not_part_of_a_name() -> None:
    """In a radio script "O-Ton Helmbrecht" is Helmbrecht."""
    text = "Jonas Helmbrecht sagte, es eile.\n\nO-Ton Helmbrecht: Wir warten."
    found = speakers(make("a", text, [("es eile", "Jonas Helmbrecht"), ("Wir warten", "O-Ton Helmbrecht")]))
    assert found[0].id == found[1].id


@pytest.mark.parametrize(
    "text", ["von " * 40_000 + "Rauden", "(" * 50_000 + "Reporter", "@" * 50_000, "Ab von\x00\u202e der "]
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    """Endless particles, brackets and marks neither break nor slow the reading of names."""
    span = Span(max(0, len(text) - 6), len(text))
    found = particled(text, span)
    assert found is None or text[found.end - 6 : found.end] == "Rauden"
    assert credits(text) == []
    assert handle(text) is None
    assert foreign_particles(text, len(text)) == len(text)


def test_the_first_of_two_family_names_is_the_same_person() -> None:
    """The "Ulloa" of the text is Ramón Ulloa Tierney, who is named in full, not somebody new."""
    text = "Es eile, sagte Präsident Ramón Ulloa Tierney. Er sehe eine Waffenruhe, sagte Ulloa in Lima."
    mentions = [("Es eile", "Präsident Ramón Ulloa Tierney"), ("Er sehe eine Waffenruhe", "Ulloa")]
    assert [actor.name for actor in speakers(make("a", text, mentions))] == ["Ramón Ulloa Tierney"] * 2


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Außenminister Feridun Ersoy sagte, es eile.", "Türkei"),
        ("In Athen sagte Außenminister Feridun Ersoy, es eile.", "Griechenland"),
        ("Der Vermittler reist nach Buenos Aires, wo Präsident Feridun Ersoy wartet, es eile.", None),
        ("Griechenland zögert. Außenminister Feridun Ersoy sagte, es eile.", None),
        ("Der Reeder Feridun Ersoy sagte, es eile.", None),
    ],
)
def test_who_governs_without_a_state_is_of_the_datelines(words: str, party: str | None) -> None:
    """A minister in a dispatch from Ankara is Turkey's, unless another state or capital has just been named."""
    text = f"ANKARA, 3. Mai (AP) - {words}"
    document = Document("a", text, outlet="dpa", place="Ankara", published="2001-05-02")
    view, index = MemoryView(), MemoryIndex()
    read = ReadDocument(document, analyse([document])[0], ())
    view.store([read])
    found = {actor.name: actor for actor in resolve([read], view, index).actors}
    names = {actor.id: actor.name for actor in found.values()}
    assert names.get(found["Feridun Ersoy"].party or "") == party


def test_who_wrote_a_dispatch_is_nobody_in_it() -> None:
    """The name in a byline makes no actor."""
    text = "Streit um den Hafen\n\nVon Ines Rautenberg, Emden\n\nMinister Karl Held reiste ab. Die Lage blieb ruhig."
    document = Document("a", text, outlet="dpa", published="2001-05-02", author="Ines Rautenberg")
    view, index = MemoryView(), MemoryIndex()
    read = ReadDocument(document, analyse([document])[0], ())
    view.store([read])
    names = {actor.name for actor in resolve([read], view, index).actors}
    assert "Karl Held" in names
    assert not any("Rautenberg" in name for name in names)


@pytest.mark.parametrize("who", ["Die Wirtin", "Die Pflegerin", "Die Mutter"])
def test_somebody_without_a_name_is_no_body(who: str) -> None:
    """Whom the text calls by what she is or does, and never names, is an unnamed source and no organisation."""
    [found] = speakers(make("a", f"{who} schwieg lange. Es sei dunkel gewesen, sagte sie.", [("Es sei dunkel", who)]))
    assert found.kind == ActorKind.UNNAMED
