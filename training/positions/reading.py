"""Truth folders as the dossiers that Depesche makes of their raw texts: what positions are read from at work.

Actors and claims are those of the stages that ship. Acts are told by a model that has not learned from the folder
(`training.attribution.acts`): the one that ships has, and what it tells of its own training is better than what users
get. A statement that is one of the truth's has its id. What is slow is kept in training/runs/claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from depesche.actors import resolve
from depesche.attribution import STAGE
from depesche.attribution.acts import shares_of, statement_features
from depesche.claims import link
from depesche.claims.alone import MemoryView
from depesche.evaluation.claims import align
from depesche.evaluation.quotes import covered
from depesche.evaluation.truth import Truth
from depesche.language import token_vectors
from depesche.records import Actor, Kind, ReadDocument, Statement
from depesche.stages import MemoryIndex
from training.attribution import acts
from training.claims.corpora import SHARED, WRITTEN, all_folders, code, digest, kept, load
from training.positions.corpora import Corpus

CACHE = Path(__file__).parents[1] / "runs" / "corpora.pkl"
KINDS = list(Kind)
STEP = 20  # documents read at a time
Weights = tuple[np.ndarray, np.ndarray]


class ReadDossier(MemoryView):
    """A dossier as read, with its documents at hand.

    Args:
        documents: with statements, in the order in which they are taken in.
    """

    def __init__(self, documents: Sequence[ReadDocument]) -> None:
        super().__init__()
        actors, claims = MemoryIndex(), MemoryIndex()
        for start in range(0, len(documents), STEP):
            batch = documents[start : start + STEP]
            ids = [read.document.id for read in batch]
            self.store(batch)
            self.apply(resolve(batch, self, actors))
            self.apply(link(list(self.read_documents(ids).values()), self, claims))
        self.batch = list(self.read_documents([read.document.id for read in documents]).values())

    def all_actors(self) -> dict[str, Actor]:
        """Every actor, by id."""
        return {actor.id: actor for actor in self.everything().actors}


def as_read(gold: Sequence[Corpus]) -> list[Corpus]:
    """Corpora with the dossiers that Depesche makes of their texts instead of the truth's statements."""
    return [replace(corpus, dossier=_dossier(corpus.truth)) for corpus in gold]


def _dossier(truth: Truth) -> ReadDossier:
    folder = next(folder for folder in all_folders() if folder.name == truth.name)
    _, documents = load(folder, "read")
    key = digest([folder / "truth.json", *code("actors", "claims")], STAGE.version, *_signs(documents))

    def make() -> ReadDossier:
        told = [_with_acts(read, _weights()[truth.name]) for read in documents]
        return ReadDossier(_named(truth, told))

    made: ReadDossier = kept(f"dossier-{truth.name}-{key}", make)
    return made


def _signs(documents: Iterable[ReadDocument]) -> list[str]:
    return [f"{said.id} {said.start} {said.end}" for read in documents for said in read.statements]


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Weights]:
    """For each corpus the weights of acts that were not learned from it."""
    truths = [folder / "truth.json" for folder in all_folders()]

    def make() -> dict[str, Weights]:
        return acts.unseen(acts.every_set(SHARED.parent, CACHE, WRITTEN))

    made: dict[str, Weights] = kept(f"acts-{digest(truths, STAGE.version)}", make)
    return made


def _with_acts(read: ReadDocument, weights: Weights) -> ReadDocument:
    """A document whose statements' acts are those that some weights tell."""
    tokens, text = read.analysis.tokens, read.document.text
    words = [text[token.start : token.end] for token in tokens]
    if not read.statements or not words:
        return read
    vectors = token_vectors(text, tokens, read.analysis.sentences).rows(0, len(tokens)).astype(np.float32)
    sentences = [(sentence.first, sentence.last) for sentence in read.analysis.sentences]
    places = [(token.start, token.end) for token in tokens]
    contents = [np.array(sorted(covered(said.content, places)), dtype=np.int64) for said in read.statements]
    taken = np.zeros(len(tokens), dtype=bool)
    for content in contents:
        taken[content] = True
    found = []
    for statement, content in zip(read.statements, contents, strict=True):
        if len(content):
            kind = KINDS.index(statement.kind)
            language = read.analysis.language or "de"
            features = statement_features(words, vectors, sentences, content, taken, kind, language)
            shares = shares_of(features @ weights[0] + weights[1])
            statement = replace(statement, act=shares[0].act, acts=shares)
        found.append(statement)
    return replace(read, statements=tuple(found))


def _named(truth: Truth, documents: Sequence[ReadDocument]) -> list[ReadDocument]:
    """The documents with the truth's ids for those statements that are the truth's."""
    found = align(truth, [said for read in documents for said in read.statements])
    names = {said.id: key for key, said in found.items()}

    def named(said: Statement) -> Statement:
        return replace(
            said,
            id=names.get(said.id, said.id),
            parent=names.get(said.parent or "", said.parent),
            continues=names.get(said.continues or "", said.continues),
        )

    return [replace(read, statements=tuple(map(named, read.statements))) for read in documents]
