"""Measured quality as floors, on data named by digest: a change that lowers a figure must say so here."""

from __future__ import annotations

import hashlib
import lzma
import tarfile
from pathlib import Path

import pytest

from depesche.evaluation import mood, names, times
from depesche.language import analyse, sentences, tokenize
from depesche.language.tense import tense_reader
from depesche.language.times import times as find_times
from depesche.records import Document, TimeExpression

pytestmark = pytest.mark.shared


def checked(path: Path, digest: str) -> Path:
    """The file, if it is the one the figure was measured on."""
    if not path.is_file():
        pytest.skip(f"no {path}")
    assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest), f"{path} is other data"
    return path


def read_times(documents: list[Document]) -> list[list[TimeExpression]]:
    """Expressions of time without the tagger, which they do not need."""
    found = []
    for document in documents:
        tokens = tokenize(document.text)
        found.append(
            find_times(
                document.text,
                tokens,
                sentences(document.text, tokens),
                document.day,
                "de",
                tense_reader(document.text, tokens, "de"),
            )
        )
    return found


@pytest.mark.parametrize(
    ("archive", "digest", "folder", "floor"),
    [
        ("krauts.tar.xz", "3ed1efc2945c4fc3", "KRAUTS_Dolomiten-100", 0.73),
        ("krauts.tar.xz", "3ed1efc2945c4fc3", "KRAUTS_DieZeit", 0.74),
        ("wikiwarsde.tar.xz", "8a9c362409c62a40", "WikiWarsDE_20110412/keyinline", 0.69),
    ],
)
def test_times(shared: Path, tmp_path: Path, archive: str, digest: str, folder: str, floor: float) -> None:
    """Strict span and value F1; HeidelTime on the same files: 0.618, 0.553, 0.787."""
    with tarfile.open(checked(shared / "data/times-de" / archive, digest)) as packed:
        packed.extractall(tmp_path)  # the data is ours, and Python 3.11.2 knows no filter
    assert times.evaluate(tmp_path / folder, read_times)["value_f1"] >= floor  # type: ignore[arg-type]


@pytest.mark.slow
def test_names(shared: Path) -> None:
    """Exact outer spans of four kinds on GermEval 2014 dev; issue 3 asks for 0.80 (0.802 here)."""
    path = checked(shared / "data/ner-de/germeval2014-dev.tsv.xz", "000f2d3f74839c26")
    assert names.evaluate(path, lambda documents: [one.names for one in analyse(documents)])["f1"] >= 0.797


@pytest.mark.slow
def test_mood(shared: Path) -> None:
    """Konjunktiv recognised and parts of speech on UD German GSD dev, from running text; 0.93 is asked for."""
    path = checked(shared / "data/ud-de/de_gsd-ud-dev.conllu.xz", "321b101b7e02727f")
    figures = mood.evaluate(path, lambda documents: [one.tokens for one in analyse(documents)])
    assert figures["subjunctive_f1"] >= 0.905
    assert figures["pos_accuracy"] >= 0.93


@pytest.mark.slow
def test_sentences_and_tokens(shared: Path) -> None:
    """Sentences of PUD, run together with spaces, are found again exactly."""
    path = checked(shared / "data/ud-de/de_pud-ud-test.conllu.xz", "adde1fece540c912")
    lines = lzma.decompress(path.read_bytes()).decode("utf-8").split("\n")
    given = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
    text = " ".join(given)
    found = {text[one.start : one.end] for one in sentences(text, tokenize(text))}
    assert sum(one in found for one in given) / len(given) >= 0.985
