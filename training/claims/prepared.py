"""Corpora as the claim stage sees them: actors resolved, propositions made, pairs with their features and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from depesche.actors import resolve
from depesche.claims import answers, pairs
from depesche.claims.alone import MemoryView
from depesche.claims.drafts import Draft
from depesche.claims.linking import Linker, Page, Trace
from depesche.claims.memory import Memory
from depesche.claims.model import Models, Trees
from depesche.claims.propositions import Proposition, propositions
from depesche.evaluation.claims import align
from depesche.evaluation.truth import Truth
from depesche.records import ReadDocument
from depesche.stages import MemoryIndex
from training.claims.corpora import code, digest, kept, load

# Weights of pairs in which a statement belongs to no claim of the truth (or answers none): they are twenty times as
# many, and whether such a statement would make a claim with another is not told. Set by leaving one folder out.
OUTSIDE, UNTIED, HALF_TIED = 0.05, 0.1, 0.5
MADE = ("propositions", "meaning", "words")  # the modules that decide what a proposition is
WEIGHED = (*MADE, "crowd", "pairs", "answers", "memory")  # and those that decide which pairs there are, and how


@dataclass
class Table:
    """Rows of features with labels and weights; ``pairs`` says which two statements a row compares, if any."""

    rows: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    pairs: Sequence[tuple[str, str]] = ()

    @staticmethod
    def joined(parts: Sequence[Table]) -> Table:
        """Several tables as one."""
        return Table(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in ("rows", "labels", "weights"))
        )


class KeptLinker(Linker):
    """A linker that looks pair scores up where they were computed beforehand, and keeps the features of other pairs."""

    known: Mapping[str, Mapping[str, Mapping[str, float]]] = {}
    kept: dict[tuple[str, str, str], np.ndarray]
    answering = True

    def _foresee(self, *_: Any) -> dict[str, list[Draft]]:
        """Nothing: scores are looked up, and everything is in memory."""
        return {}

    def _answers(self, page: Page) -> None:
        if self.answering:
            super()._answers(page)

    def _score(self, name: str, item: Proposition, others: Sequence[Proposition], page: Page) -> dict[str, float]:
        ready = self.known.get(name, {}).get(item.id, {})
        found = {other.id: ready[other.id] for other in others if other.id in ready}
        rest = [other for other in others if other.id not in found]
        if not rest:
            return found
        new = [other for other in rest if (name, item.id, other.id) not in self.kept]
        if new:
            made = self._rows(name, item, new, page)
            self.kept.update(((name, item.id, other.id), row) for other, row in zip(new, made, strict=True))
        values = self.models.scores[name].score(np.stack([self.kept[name, item.id, other.id] for other in rest]))
        return found | {other.id: float(value) for other, value in zip(rest, values, strict=True)}


class KeptMemory(Memory):
    """A memory to which a document's propositions are given beforehand."""

    def __init__(self, made: Mapping[str, list[Proposition]]) -> None:
        super().__init__(MemoryIndex())
        self._made = made

    def propositions(self, document: str) -> list[Proposition]:
        """See `Memory.propositions`."""
        return self._made.get(document, [])


@dataclass
class Prepared:
    """One corpus in one reading (gold or read).

    Args:
        truth: its truth.
        reading: "gold" or "read".
        documents: with actors and copies.
        view: which holds them.
        made: each document's propositions.
        true: statement id -> the truth's statement id.
    """

    truth: Truth
    reading: str
    documents: list[ReadDocument]
    view: MemoryView
    made: dict[str, list[Proposition]]
    true: dict[str, str]
    claims: dict[str, set[str]] = field(default_factory=dict)
    tied: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for claim in self.truth.claims:
            for statement in claim.statements:
                self.claims.setdefault(statement, set()).add(claim.id)
            for statement, _ in claim.responses:
                self.tied.setdefault(statement, set()).add(claim.id)

    @property
    def name(self) -> str:
        """The corpus's name."""
        return self.truth.name

    def claims_of(self, statement: str) -> set[str]:
        """The truth's claims that a statement belongs to."""
        return self.claims.get(self.true.get(statement, ""), set())

    def tied_to(self, statement: str) -> set[str]:
        """The truth's claims that a statement answers."""
        return self.tied.get(self.true.get(statement, ""), set())

    def linker(
        self,
        models: Models,
        trace: Trace | None = None,
        known: Mapping[str, Any] | None = None,
        kept: dict[tuple[str, str, str], np.ndarray] | None = None,
    ) -> KeptLinker:
        """A linker over the corpus with nothing linked yet.

        Args:
            models: the trained scores.
            trace: told of each decision.
            known: pair scores computed beforehand, as `scored` gives them, by the names of the scores.
            kept: features of other pairs from earlier runs, by score, statement and other; they are the same in all.
        """
        linker = KeptLinker(self.view, KeptMemory(self.made), models, trace)
        linker.known, linker.kept = known or {}, {} if kept is None else kept
        return linker

    def pages(self) -> Iterator[Page]:
        """The documents one after the other, each with its candidates."""
        linker = self.linker(Models({}, {}))
        for read in self.documents:
            yield linker.page(read)


def scored(table: Table, trees: Trees) -> dict[str, dict[str, float]]:
    """The scores of a table's pairs: statement -> other -> score."""
    found: dict[str, dict[str, float]] = {}
    for start in range(0, len(table.rows), 4096):
        values = trees.score(table.rows[start : start + 4096])
        for (one, other), value in zip(table.pairs[start : start + 4096], values, strict=True):
            found.setdefault(one, {})[other] = float(value)
    return found


def prepare(folder: Path, reading: str) -> Prepared:
    """A corpus in a reading; what is slow is kept as long as the code of actors and claims stays."""
    truth, given = load(folder, reading)
    key = digest([folder / "truth.json", *code("actors"), *_claims(MADE)], str(len(given)), _sign(given))
    return kept(f"prepared-{truth.name}-{reading}-{key}", lambda: _prepared(truth, reading, given))


def _claims(names: Sequence[str]) -> list[Path]:
    return [path for path in code("claims") if path.stem in names or path.suffix != ".py"]


def _sign(given: Sequence[ReadDocument]) -> str:
    return digest([], *(f"{one.id}{one.start}{one.end}" for read in given for one in read.statements))


def _prepared(truth: Truth, reading: str, given: Sequence[ReadDocument]) -> Prepared:
    view = MemoryView()
    view.store(given)
    index = MemoryIndex()
    for start in range(0, len(given), 20):
        view.apply(resolve(given[start : start + 20], view, index))
    documents = list(view.read_documents([read.document.id for read in given]).values())
    made = {}
    for read in documents:
        wanted = {one for said in read.statements for one in (said.speaker.actor, *said.via) if one}
        made[read.document.id] = propositions(read, view.actors(wanted))
    found = align(truth, [statement for read in documents for statement in read.statements])
    return Prepared(truth, reading, documents, view, made, {own.id: key for key, own in found.items()})


def tables(prepared: Prepared) -> dict[str, Table]:
    """The pairs of a corpus: "same_claim" and "answers", kept like the corpus."""
    key = digest(
        [*code("actors"), *_claims(WEIGHED)],
        prepared.name,
        prepared.reading,
        _sign(prepared.documents),
        repr(prepared.true),
    )
    return kept(f"tables-{prepared.name}-{prepared.reading}-{key}", lambda: _tables(prepared))


Part = tuple[np.ndarray, list[bool], list[float], list[tuple[str, str]]]


def _tables(prepared: Prepared) -> dict[str, Table]:
    same: list[Part] = []
    tied: list[Part] = []
    for page in prepared.pages():
        for number, item in enumerate(page.items):
            if not item.silent:
                others = _others(item, [*page.items[:number], *page.earlier[item.id]])
                couples = [(item.id, other.id) for other in others]
                same.append(
                    (pairs.rows(item, others, page.telling, page.place), *_same(prepared, item, others), couples)
                )
            if item.act in answers.OPEN:
                others = _others(item, [*page.items, *page.earlier[item.id]])
                couples = [(item.id, other.id) for other in others]
                rows = answers.rows(item, others, page.telling, page.place, page.around)
                tied.append((rows, *_tied(prepared, item, others), couples))
    return {"same_claim": _table(same), "answers": _table(tied)}


def _others(item: Proposition, others: Sequence[Proposition]) -> list[Proposition]:
    return list({one.id: one for one in others if one.id != item.id and not one.silent}.values())


def _table(parts: list[Part]) -> Table:
    return Table(
        np.concatenate([part[0] for part in parts]).astype(np.float32),
        np.array([label for part in parts for label in part[1]], dtype=bool),
        np.array([weight for part in parts for weight in part[2]], dtype=np.float32),
        [couple for part in parts for couple in part[3]],
    )


def _same(prepared: Prepared, item: Proposition, others: Sequence[Proposition]) -> tuple[list[bool], list[float]]:
    mine = prepared.claims_of(item.id)
    labels = [bool(mine & prepared.claims_of(other.id)) for other in others]
    return labels, [1.0 if mine and prepared.claims_of(other.id) else OUTSIDE for other in others]


def _tied(prepared: Prepared, item: Proposition, others: Sequence[Proposition]) -> tuple[list[bool], list[float]]:
    mine = prepared.tied_to(item.id)
    inside = [prepared.claims_of(other.id) for other in others]
    labels = [bool(mine & theirs) for theirs in inside]
    return labels, [(1.0 if theirs else HALF_TIED) if mine else UNTIED for theirs in inside]
