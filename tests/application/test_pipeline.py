"""A dispatch's whole way: from files to statements, actors, claims and positions, and back when things change."""

from __future__ import annotations

import importlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import depesche
from depesche import positions
from depesche.application import pipeline, stages
from depesche.ledger import Ledger
from depesche.positions import is_stance
from depesche.records import Act, Document, Verb
from tests.application.conftest import write_dispatches

DISPATCHES = (
    {
        "id": "1",
        "outlet": "Bote",
        "published": "1999-03-01",
        "text": "MINSK (dpa) – Präsident Ostap Lenko lehnt den Abzug seiner Truppen aus Westsund ab. Lenko sagte am "
        "Montag: „Wir bleiben.“ Außenministerin Vera Holt forderte dagegen, alle Truppen müssten Westsund verlassen.",
    },
    {
        "id": "2",
        "outlet": "Kurier",
        "published": "1999-03-02",
        "text": "GENF (AFP) – Ein Sprecher der Regierung hat Berichte über geheime Gespräche mit Nordland dementiert. "
        "Es gebe keine Gespräche, sagte er. Nach Angaben von Diplomaten trafen sich beide Seiten am Sonntag in Genf.",
    },
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small dispatches."""
    made = tmp_path_factory.mktemp("dispatches")
    for dispatch in DISPATCHES:
        (made / f"{dispatch['id']}.json").write_text(json.dumps(dispatch), encoding="utf-8")
    return made


@pytest.fixture
def dossier(tmp_path: Path, folder: Path) -> depesche.Dossier:
    """A dossier that has read both."""
    opened = depesche.open(tmp_path / "a.depesche")
    report = opened.read(folder)
    assert report.errors == []
    return opened


TOLD = (
    "„Russland ist bereit, die Gespräche über die Ukraine auf der Grundlage des Entwurfs des Friedensabkommens "
    "zu führen“, sagte der russische Präsident Wladimir Putin am Freitag in Moskau. Der ukrainische Präsident "
    "forderte dagegen, Russland müsse alle Truppen abziehen. Seit Jahren weist Russland eine Mitgliedschaft der "
    "Ukraine in der Nato strikt zurück, und das gilt auch für Truppen. Das ist seit Jahren so.\n"
)


def test_what_reading_tells_is_what_the_dossier_holds(tmp_path: Path) -> None:
    """A stance that a dispatch tells by itself is found by a later stage, and counted with the other statements."""
    sent = tmp_path / "1.txt"
    sent.write_text(TOLD, encoding="utf-8")
    opened = depesche.open(tmp_path / "told.depesche")
    report = opened.read(sent)
    assert [said for said in opened.statements() if is_stance(said)], "no stance was found"
    assert report.statements == len(list(opened.statements()))


@pytest.mark.parametrize("name", ["actors", "claims", "positions"])
def test_a_stage_reads_anew_as_it_read_at_first(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stances that the last stage added are found anew, and none of the stages takes them for what attribution found:
    once, another codebook made a red line against what a party wants of its refusal.
    """
    sent = tmp_path / "1.txt"
    sent.write_text(TOLD, encoding="utf-8")
    opened = depesche.open(tmp_path / "told.depesche")
    opened.read(sent)

    def held() -> list[object]:
        return [
            sorted(map(str, found))
            for found in (opened.statements(), opened.actors(), opened.claims(), opened.positions(), opened.contacts())
        ]

    before = held()
    module = importlib.import_module(f"depesche.{name}")
    monkeypatch.setattr(module, "STAGE", replace(module.STAGE, version="another"))
    assert opened.pending()[name] == 1
    opened.read()
    assert held() == before


def test_a_stance_that_is_no_longer_found_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was the stage's finding, not the dispatch's."""
    sent = tmp_path / "1.txt"
    sent.write_text(TOLD, encoding="utf-8")
    opened = depesche.open(tmp_path / "told.depesche")
    opened.read(sent)
    monkeypatch.setattr(positions, "STAGE", replace(positions.STAGE, version="another"))
    monkeypatch.setattr(importlib.import_module("depesche.positions.derive"), "stated", lambda *_: [])
    opened.read()
    assert list(opened.statements())
    assert not any(is_stance(said) for said in opened.statements())


def test_reading_yields_statements_with_speakers(dossier: depesche.Dossier) -> None:
    """Every statement points at its words; speakers are resolved to actors by name."""
    statements = list(dossier.statements())
    assert len(statements) >= 4
    names = dossier.actor_names()
    speakers = {names.get(said.speaker.actor or "", "") for said in statements}
    assert any("Lenko" in name for name in speakers)
    for said in statements:
        text = dossier.ledger.documents([said.document])[said.document].text
        assert all(text[span.start : span.end].strip() for span in said.content)


def test_nothing_is_left_pending_and_nothing_is_done_twice(dossier: depesche.Dossier, folder: Path) -> None:
    """After a run every stage has read every document; the next run has nothing to do."""
    assert not any(dossier.pending().values())
    again = dossier.read(folder)
    assert (again.new, again.analysed, again.known) == ([], 0, 2)


def test_the_same_input_gives_the_same_export(tmp_path: Path, folder: Path) -> None:
    """Ids are stable: two dossiers made from the same files export the same bytes."""
    exports = []
    for name in ("a", "b"):
        with depesche.open(tmp_path / f"{name}.depesche") as opened:
            opened.read(folder)
            opened.export("jsonl", tmp_path / f"{name}.jsonl")
        exports.append((tmp_path / f"{name}.jsonl").read_bytes())
    assert exports[0] == exports[1]


def test_a_new_version_of_a_stage_reads_everything_again(
    dossier: depesche.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another version of attribution all later findings are made anew; the documents stay."""
    from depesche import attribution

    before = [said.id for said in dossier.statements()]
    monkeypatch.setattr(attribution, "STAGE", replace(attribution.STAGE, version="another"))
    assert dossier.pending() == {"language": 0, "attribution": 2, "actors": 2, "claims": 2, "positions": 2}
    assert dossier.read().analysed == 2
    assert [said.id for said in dossier.statements()] == before
    assert not any(dossier.pending().values())


def test_a_decision_survives_rereading_and_can_be_taken_back(
    dossier: depesche.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A corrected act and a rejected statement stay so after everything is read again; undo gives the reading back."""
    from depesche import attribution

    first, second = list(dossier.statements())[:2]
    edit = dossier.decide(Verb.EDIT, "statement", first.id, author="ada", act="warn")
    dossier.decide(Verb.REJECT, "statement", second.id, author="ada")
    monkeypatch.setattr(attribution, "STAGE", replace(attribution.STAGE, version="another"))
    dossier.read()
    now = {said.id: said for said in dossier.statements()}
    assert now[first.id].act is Act.WARN
    assert second.id not in now
    dossier.undo(edit.id, "bob")
    assert next(said for said in dossier.statements() if said.id == first.id).act is first.act
    assert [decision.author for decision in dossier.decisions(living=False)] == ["ada", "ada", "bob"]


def test_another_codebook_makes_the_positions_anew(dossier: depesche.Dossier, tmp_path: Path) -> None:
    """Choosing a codebook leaves only the positions to be done, and its issues are the ones found."""
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "codebook: mine\nname: Mine\nissues:\n  pullout:\n    name: Abzug der Truppen\n"
        "    words: {de: [Abzug, Truppen]}\n"
        "    outcomes: {full: {name: Abzug}, none: {name: kein Abzug, direction: against}}\n",
        encoding="utf-8",
    )
    dossier.use_codebook(mine)
    assert {stage for stage, count in dossier.pending().items() if count} == {"positions"}
    dossier.read()
    assert {position.issue for position in dossier.positions()} <= {"pullout"}
    assert [issue.id for issue in dossier.codebook().issues] == ["pullout"]


def test_a_document_that_no_model_can_take_is_named_and_the_others_go_on(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in a model costs one document, is reported with its path, and is tried again by the next run."""
    from depesche import language

    real = language.analyse

    def failing(documents: object) -> object:
        if any("Minsk" in (document.place or "").title() for document in documents):  # type: ignore[attr-defined]
            raise ZeroDivisionError("boom")
        return real(documents)  # type: ignore[arg-type]

    monkeypatch.setattr(language, "analyse", failing)
    with depesche.open(tmp_path / "a.depesche") as opened:
        report = opened.read(folder)
        assert report.analysed == 1
        assert [error.where for error in report.errors] == [str(folder / "1.json")]
        monkeypatch.setattr(language, "analyse", real)
        assert opened.read().analysed == 1


def _exported(dossier: depesche.Dossier) -> str:
    with io.BytesIO() as out:
        dossier.export("jsonl", out)
        return out.getvalue().decode()


def test_two_runs_at_once_leave_what_one_leaves(
    tmp_path: Path, folder: Path, dossier: depesche.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run that overtakes this one while it analyses loses nothing that the later stages wrote."""
    place = tmp_path / "b.depesche"
    real = pipeline.analyse_batch

    def overtaken(documents: list[Document]) -> pipeline.Analysed:
        monkeypatch.setattr(pipeline, "analyse_batch", real)
        with depesche.open(place) as other:
            other.read(folder)
        return real(documents)

    monkeypatch.setattr(pipeline, "analyse_batch", overtaken)
    with depesche.open(place) as opened:
        assert opened.read(folder).analysed == 0
        assert _exported(opened) == _exported(dossier)


def test_findings_of_another_run_are_not_taken_for_an_older_versions(
    tmp_path: Path, folder: Path, dossier: depesche.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run that finishes while this one is about to begin with a stage keeps its positions."""
    place = tmp_path / "b.depesche"
    real = pipeline._start_anew

    def overtaken(ledger: Ledger, wide: stages.WideStage, *rest: int) -> None:
        if wide.stage.name == "positions":
            monkeypatch.setattr(pipeline, "_start_anew", real)
            with depesche.open(place) as other:
                other.read()
        real(ledger, wide, *rest)

    monkeypatch.setattr(pipeline, "_start_anew", overtaken)
    with depesche.open(place) as opened:
        opened.read(folder)
        assert list(opened.positions())
        assert _exported(opened) == _exported(dossier)


def test_what_another_run_has_not_analysed_yet_waits(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dispatch that another run has only stored is not taken for one in which nothing is said."""
    place = tmp_path / "b.depesche"
    real = pipeline._start_anew

    def overtaken(ledger: Ledger, wide: stages.WideStage, *rest: int) -> None:
        monkeypatch.setattr(pipeline, "_start_anew", real)
        with depesche.open(place) as other:
            other.read(folder / "2.json", models=False)
        real(ledger, wide, *rest)

    monkeypatch.setattr(pipeline, "_start_anew", overtaken)
    with depesche.open(place) as opened:
        opened.read(folder / "1.json")
        assert set(opened.pending().values()) == {1}
        opened.read()
        assert set(opened.pending().values()) == {0}


def test_a_belief_narrows_every_view(dossier: depesche.Dossier) -> None:
    """Statements, claims and positions shrink together, and an empty belief leaves them as they are."""
    everything = list(dossier.statements())
    assert [said.id for said in dossier.statements("")] == [said.id for said in everything]
    one = list(dossier.statements("outlet:Bote"))
    assert 0 < len(one) < len(everything)
    admitted = {said.id for said in one}
    assert all(set(claim.statements) <= admitted for claim in dossier.claims("outlet:Bote"))
    evidence = {shown.statement for position in dossier.positions("outlet:Bote") for shown in position.evidence}
    assert evidence <= admitted


def test_many_workers_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements do not depend on how many processes read."""
    monkeypatch.setattr(pipeline, "_WORTH_WORKERS", 1)
    folder = write_dispatches(tmp_path / "in", 34)
    exports = []
    for jobs in (1, 2):
        with depesche.open(tmp_path / f"{jobs}.depesche") as opened:
            opened.read(folder, jobs=jobs)
            exports.append([said.id for said in opened.statements()])
    assert exports[0] == exports[1] != []


def test_stages_name_only_what_an_earlier_one_writes() -> None:
    """The declarations fit together: what a stage reads, a stage before it writes."""
    from depesche import actors, attribution, claims, language, positions, reading

    written = set(reading.STAGE.writes) | {"document.id", "document.published"}
    for stage in (language.STAGE, attribution.STAGE, actors.STAGE, claims.STAGE, positions.STAGE):
        for needed in stage.reads:
            record, _, name = needed.partition(".")
            assert any(
                made in (needed, record) or made.startswith(f"{needed}.") or made.startswith(f"{record}.")
                for made in written
            ), f"{stage.name} reads {record}.{name}, which nothing before it writes"
        written.update(stage.writes)
    assert [entry.name for entry in stages.plan_of_defaults().all()] == [
        "language", "attribution", "actors", "claims", "positions",
    ]  # fmt: skip


AWKWARD = st.text(
    alphabet=st.one_of(
        st.sampled_from("aäße „“»«\"'.,:!?-–\n\r\t\u00ad\u00a0\u0301\ufeff\u2028\U0001f600\U00010348"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=300,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=AWKWARD)
def test_every_offset_of_an_export_is_exact_for_any_text(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever the text, every span of every record lies within it, and quoted words are the text's own."""
    folder = tmp_path_factory.mktemp("any")
    whole = text + "\nMinister Kern sagte, es gebe keine Waffenruhe. " + text
    (folder / "a.json").write_text(json.dumps({"text": whole, "published": "1999-03-01"}), encoding="utf-8")
    with depesche.open(folder / "a.depesche") as opened:
        opened.read(folder / "a.json")
        opened.export("jsonl", folder / "a.jsonl")
    records = [json.loads(line) for line in (folder / "a.jsonl").read_text(encoding="utf-8").split("\n") if line]
    texts = {record["id"]: record["text"] for record in records if record["record"] == "document"}
    assert list(texts.values()) == [whole.replace("\x00", "\ufffd").removeprefix("\ufeff")]
    for record in records:
        for start, end, document in _spans(record, record.get("document") or record["id"]):
            if document in texts:
                assert 0 <= start < end <= len(texts[document])


def _spans(value: object, document: str) -> list[tuple[int, int, str]]:
    """Every start and end anywhere in a record."""
    if isinstance(value, list):
        return [found for entry in value for found in _spans(entry, document)]
    if not isinstance(value, dict):
        return []
    document = value.get("document", document) or document
    own = [(value["start"], value["end"], document)] if isinstance(value.get("start"), int) else []
    return own + [found for entry in value.values() for found in _spans(entry, document)]
