"""Truth folders made ready for training and scoring the claim stage; what is slow is kept in training/runs/claims.

A corpus comes in two readings: *gold* (the truth's statements, names and sentences from the language stage) and *read*
(what reading, language and attribution make of its files). Both are kept without actors, claims and copies.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import depesche
from depesche.application import codebooks
from depesche.application.evaluating import fresh_dossier
from depesche.application.pipeline import analyse_batch, analyse_texts
from depesche.application.stages import plan
from depesche.evaluation.truth import Truth, load_truth
from depesche.records import Mention, ReadDocument, Statement

KEPT = Path(__file__).parents[1] / "runs" / "claims"
SOURCE = Path(depesche.__file__).parent
SHARED = Path(__file__).parents[3] / "shared" / "dispatches"
WRITTEN = Path(__file__).parents[1] / "dispatches"


def all_folders() -> list[Path]:
    """Every truth folder that is there: the shared ones and those written for training."""
    return sorted(path.parent for root in (SHARED, WRITTEN) for path in root.glob("*/truth.json"))


def is_shared(folder: Path) -> bool:
    """Whether a corpus is one of the shared ones, which are also learned from as Depesche reads them."""
    return folder.resolve().parent == SHARED.resolve()


def load(folder: Path, reading: str) -> tuple[Truth, list[ReadDocument]]:
    """A corpus in one reading, from what was kept of it if neither it nor the stages have changed.

    Args:
        folder: docs/ and truth.json.
        reading: "gold" (the truth's statements) or "read" (those that Depesche reads, under the truth's document ids).
    """
    truth = load_truth(folder)
    key = digest([*sorted(folder.glob("docs/*.json")), folder / "truth.json"], _version())
    made = kept(f"{truth.name}-{reading}-{key}", lambda: _gold(truth) if reading == "gold" else _read(folder, truth))
    return truth, made


def kept(name: str, make: Callable[[], Any]) -> Any:
    """What was kept under a name, made and kept if it is not there."""
    path = KEPT / f"{name}.pickle"
    if path.is_file():
        return pickle.loads(path.read_bytes())
    print(f"making {name}", file=sys.stderr, flush=True)
    made = make()
    KEPT.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(made))
    return made


def digest(files: list[Path], *more: str) -> str:
    """A short name for the state of some files."""
    found = hashlib.sha256("\x1f".join(more).encode())
    for path in files:
        found.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]


def code(*parts: str) -> list[Path]:
    """The files of some of the package's folders, trained scores apart."""
    return sorted(
        path
        for part in parts
        for path in (SOURCE / part).rglob("*")
        if path.suffix in (".py", ".toml", ".tsv", ".txt") and path.is_file()
    )


def _version() -> str:
    with fresh_dossier() as dossier:
        stages = plan(codebooks.in_use(dossier.ledger))
    return stages.attribution.version


def _gold(truth: Truth) -> list[ReadDocument]:
    analyses = analyse_texts(list(truth.documents.values()))
    return truth.read_documents({analysis.document: analysis for analysis in analyses})


def _read(folder: Path, truth: Truth) -> list[ReadDocument]:
    ids = {document.source_id: document.id for document in truth.documents.values()}
    with fresh_dossier() as dossier:
        dossier.read(folder / "docs", jobs=1, models=False)
        documents = list(dossier.documents())
    found = [read for start in range(0, len(documents), 32) for read in analyse_batch(documents[start : start + 32])[0]]
    reads = [_bare(read, ids[read.document.source_id]) for read in found]
    return sorted(reads, key=lambda item: (item.document.published or "", item.document.source_id or ""))


def _bare(read: ReadDocument, identity: str) -> ReadDocument:
    """A document as attribution left it, under another id."""
    return ReadDocument(
        replace(read.document, id=identity, copies_of=None),
        replace(read.analysis, document=identity),
        tuple(_unresolved(statement, identity) for statement in read.statements),
    )


def _unresolved(statement: Statement, document: str) -> Statement:
    def without(mention: Mention) -> Mention:
        return replace(mention, actor=None)

    return replace(
        statement,
        document=document,
        via=(),
        speaker=without(statement.speaker),
        addressee=without(statement.addressee) if statement.addressee else None,
        via_mentions=tuple(without(mention) for mention in statement.via_mentions),
    )
