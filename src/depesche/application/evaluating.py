"""Scoring what `read` stores against a gold standard: always through a dossier of its own, never by a side path."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from depesche.application import codebooks
from depesche.application.dossier import Dossier, open_dossier
from depesche.application.pipeline import analyse_texts, silent, update_stages
from depesche.application.stages import plan
from depesche.errors import UnknownName
from depesche.evaluation import claims, junk, mood, names, positions, quotes, times
from depesche.evaluation.positions_gold import GoldDossier
from depesche.evaluation.statements import score_statements
from depesche.evaluation.truth import Truth, docs_folder, load_truth
from depesche.positions import derive as derive_positions
from depesche.positions.codebook_file import codebook_of
from depesche.records import Actor, Claim, Document, ReadDocument, Statement
from depesche.stages import MemoryIndex

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a dossier holds after reading, as the scorers want it."""

    statements: tuple[Statement, ...]
    actors: tuple[Actor, ...]
    claims: tuple[Claim, ...]
    copies: Mapping[str, str | None]


@contextmanager
def fresh_dossier() -> Iterator[Dossier]:
    """An empty dossier in a temporary folder."""
    with (
        tempfile.TemporaryDirectory(prefix="depesche-evaluate-") as folder,
        open_dossier(Path(folder) / "evaluation.depesche") as dossier,
    ):
        yield dossier


def statements_of_texts(texts: Iterable[str], jobs: int = 1) -> dict[str, list[Statement]]:
    """What `read` stores for each text, read as a dispatch of its own."""
    given = list(dict.fromkeys(texts))
    with fresh_dossier() as dossier, tempfile.TemporaryDirectory(prefix="depesche-evaluate-") as folder:
        lines = Path(folder, "texts.jsonl")
        with lines.open("w", encoding="utf-8") as file:
            for number, text in enumerate(given):
                file.write(json.dumps({"id": str(number), "text": text, "language": "de"}) + "\n")
        dossier.read(lines, jobs=jobs)
        numbers = {document.id: int(document.source_id or 0) for document in dossier.documents(with_text=False)}
        found: dict[str, list[Statement]] = {text: [] for text in given}
        for statement in dossier.statements():
            found[given[numbers[statement.document]]].append(statement)
    return found


def _quotes(path: Path, jobs: int, gold_statements: bool) -> Figures:
    found = statements_of_texts((document.text for document in quotes.read_gold(path)), jobs)
    return dict(quotes.evaluate(path, lambda text: found[text]))


def _junk(folder: Path, jobs: int, gold_statements: bool) -> Figures:
    def read(docs: Path) -> Sequence[Document]:
        with fresh_dossier() as dossier:
            dossier.read(docs, models=False)
            return list(dossier.documents())

    figures = junk.evaluate(folder, read)
    return {name: value for name, value in figures.items() if isinstance(value, int | float)}


def _names(path: Path, jobs: int, gold_statements: bool) -> Figures:
    return dict(names.evaluate(path, lambda documents: [found.names for found in analyse_texts(documents)]))


def _times(path: Path, jobs: int, gold_statements: bool) -> Figures:
    return dict(times.evaluate(path, lambda documents: [found.times for found in analyse_texts(documents)]))


def _mood(path: Path, jobs: int, gold_statements: bool) -> Figures:
    return dict(mood.evaluate(path, lambda documents: [found.tokens for found in analyse_texts(documents)]))


def _claims(folder: Path, jobs: int, gold_statements: bool) -> Figures:
    def read(documents: Sequence[ReadDocument], keep: bool) -> Found:
        with fresh_dossier() as dossier:
            if keep:
                _store_gold(dossier, documents)
            else:
                dossier.read(docs_folder(folder), jobs=jobs)
            return _found(dossier, {read.document.source_id: read.document.id for read in documents})

    return dict(claims.evaluate(folder, read, gold_statements))


def _store_gold(dossier: Dossier, documents: Sequence[ReadDocument]) -> None:
    """Store the truth's own statements in place of attribution's, and let the later stages run on them."""
    stages = plan(codebooks.in_use(dossier.ledger))
    dossier.ledger.add_documents([(read.document, read.document.text.encode()) for read in documents])
    dossier.ledger.store_language(stages.language, analyse_texts([read.document for read in documents]))
    dossier.ledger.store_attribution(stages.attribution, {read.document.id: read.statements for read in documents})
    update_stages(dossier.ledger, stages, silent)


def _found(dossier: Dossier, truth_ids: Mapping[str | None, str]) -> Found:
    """What the dossier holds, under the truth's ids of the documents."""
    documents = list(dossier.documents(with_text=False))
    now = {document.id: truth_ids.get(document.source_id, document.id) for document in documents}
    return Found(
        tuple(replace(said, document=now[said.document]) for said in dossier.statements()),
        tuple(dossier.actors()),
        tuple(dossier.claims()),
        {now[one.id]: now.get(one.copies_of or "") for one in documents},
    )


def _statements(folder: Path, jobs: int, gold_statements: bool) -> Figures:
    truth = load_truth(folder)
    found = statements_of_texts((document.text for document in truth.documents.values()), jobs)
    return dict(score_statements(truth, {key: found[document.text] for key, document in truth.documents.items()}))


def _positions(folder: Path, jobs: int, gold_statements: bool) -> Figures:
    def derive(dossier: GoldDossier, mapping: Mapping[str, Any]) -> positions.Found:
        codebook = codebook_of(mapping, str(folder))
        changes = derive_positions(dossier.batch, dossier, MemoryIndex(), codebook)
        statements = {said.id: said for read in dossier.batch for said in read.statements}
        return positions.Found(changes.positions, changes.proposals, changes.contacts, statements, dossier.all_actors())

    def read(truth: Truth, mapping: Mapping[str, Any]) -> positions.Found:
        with fresh_dossier() as dossier:
            codebooks.use_text(
                dossier.ledger, yaml.safe_dump(dict(mapping), allow_unicode=True), truth.name, "evaluation"
            )
            dossier.read(docs_folder(folder), jobs=jobs)
            return _positions_found(dossier, {doc.source_id: doc.id for doc in truth.documents.values()})

    return dict(positions.evaluate(folder, derive, None if gold_statements else read))


def _positions_found(dossier: Dossier, truth_ids: Mapping[str | None, str]) -> positions.Found:
    """What the dossier holds, under the truth's ids of the documents."""
    now = {one.id: truth_ids.get(one.source_id, one.id) for one in dossier.documents(with_text=False)}
    return positions.Found(
        list(dossier.positions()),
        [
            replace(found, terms=tuple(replace(term, document=now[term.document]) for term in found.terms))
            for found in dossier.proposals()
        ],
        [
            replace(found, evidence=tuple(shown._replace(document=now[shown.document]) for shown in found.evidence))
            for found in dossier.contacts()
        ],
        {said.id: replace(said, document=now[said.document]) for said in dossier.statements()},
        {actor.id: actor for actor in dossier.actors()},
    )


TASKS: dict[str, tuple[str, Callable[[Path, int, bool], Figures]]] = {
    "quotes": ("who says what, in which words: quotes-de's JSON Lines (.xz), or a file or folder of its JSON", _quotes),
    "statements": ("contents, speakers, acts: a folder with docs/ and truth.json", _statements),
    "claims": ("actors, chains, copies, claims, responses, origins: a folder with docs/ and truth.json", _claims),
    "positions": ("positions, proposals, contacts: a folder with docs/ and truth.json", _positions),
    "junk": ("page furniture set aside: a folder with docs/ and truth.json", _junk),
    "names": ("names: a GermEval 2014 file (.tsv, .tsv.xz)", _names),
    "times": ("dates and times: a TimeML file or a folder of them", _times),
    "mood": ("Konjunktiv: a CoNLL-U file (.conllu, .conllu.xz)", _mood),
}


def evaluate(task: str, gold: str | Path, *, jobs: int = 1, gold_statements: bool = False) -> Figures:
    """Score the reading against a gold standard.

    Args:
        task: one of `TASKS`.
        gold: the file or folder.
        jobs: processes at work.
        gold_statements: for claims and positions, take the truth's own statements, so that what follows attribution
            is measured apart.

    Returns:
        Figures by name, between 0 and 1 where they are shares.

    Raises:
        UnknownName: there is no such task.
        NotFound, BadFile: the gold standard cannot be read.
    """
    if task not in TASKS:
        raise UnknownName("there is no such evaluation", task, f"There are: {', '.join(TASKS)}.")
    return TASKS[task][1](Path(gold), jobs, gold_statements)
