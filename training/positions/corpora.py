"""Truth folders as dossiers of gold statements with real analyses, what is slow about them kept on disk.

The cache lies in ``$DEPESCHE_CACHE`` or the system's folder for temporary files; it is keyed by the texts' hashes and
the language stage's version, and may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from depesche.evaluation.positions_gold import GoldDossier, codebook_mapping
from depesche.evaluation.truth import Truth, load_truth
from depesche.language import STAGE, analyse
from depesche.positions import vectors
from depesche.positions.codebook import Codebook
from depesche.positions.codebook_file import codebook_of
from depesche.records import Actor, Analysis, ReadDocument
from depesche.stages import DossierView

SHARED = Path(__file__).parents[3] / "shared/dispatches"
OWN = Path(__file__).parents[1] / "dispatches"


class Dossier(DossierView, Protocol):
    """What is learned from: gold statements, or those that Depesche reads (`training.positions.reading`)."""

    batch: list[ReadDocument]

    def all_actors(self) -> dict[str, Actor]:
        """Every actor, by id."""


@dataclass
class Corpus:
    """One truth folder."""

    truth: Truth
    dossier: Dossier
    codebook: Codebook  # of the issues' bare names, as a user would give at least; not yet expanded

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.truth.name


def found_folders() -> list[Path]:
    """Every truth folder that there is: the shared ones and those written for training."""
    places = (SHARED / "cuba-1962", SHARED / "oslo-1993", SHARED / "rail-2007", *sorted(OWN.glob("*")))
    return [place for place in places if (place / "truth.json").is_file() and _complete(place)]


def _complete(folder: Path) -> bool:
    """Whether a truth has all that the stage learns from: they are written bit by bit."""
    try:
        raw = json.loads((folder / "truth.json").read_text("utf-8"))
    except ValueError:
        return False
    return all(raw.get(name) for name in ("statements", "issues", "positions", "contacts"))


def load(folders: Sequence[Path]) -> list[Corpus]:
    """Read the folders; analyses come from the cache where they are in it."""
    truths = [load_truth(folder) for folder in folders]
    kept: dict[str, Analysis] = _read("analyses")
    missing = [d for truth in truths for d in truth.documents.values() if d.id not in kept]
    if missing:
        kept.update((analysis.document, analysis) for analysis in analyse(missing))
        _write("analyses", kept)
    return [
        Corpus(truth, GoldDossier(truth, kept), codebook_of(codebook_mapping(truth), truth.name)) for truth in truths
    ]


@contextmanager
def kept_vectors() -> Iterator[None]:
    """Sentence vectors are read from the cache and written back to it."""
    known = _read("vectors")
    vectors._kept.update(known)
    yield
    if len(vectors._kept) > len(known):
        _write("vectors", vectors._kept)


def _place(name: str) -> Path:
    return Path(os.environ.get("DEPESCHE_CACHE") or tempfile.gettempdir()) / f"depesche-{name}-{STAGE.version}.pickle"


def _read(name: str) -> dict:  # type: ignore[type-arg]
    try:
        return dict(pickle.loads(_place(name).read_bytes()))  # our own file
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError):
        return {}


def _write(name: str, values: object) -> None:
    _place(name).write_bytes(pickle.dumps(values))


# The shared corpora were annotated by the conventions' own authors, those of `training/dispatches` after them: what
# both tell differently should be learned from the former. Four times holds the floors on cuba-1962.
TIMES = {"cuba-1962": 4, "oslo-1993": 4, "rail-2007": 4}


def repeated(names: Iterable[str]) -> list[str]:
    """Corpora in order, those of `TIMES` several times."""
    return [name for name in sorted(names) for _ in range(TIMES.get(name, 1))]
