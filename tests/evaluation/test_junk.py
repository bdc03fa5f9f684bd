"""Junk is scored by characters that are no blanks, and by sentences of articles that were lost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from depesche.errors import BadFile, NotFound
from depesche.evaluation.junk import Read, evaluate
from depesche.records import Document, Junk

TEXT = "Titel\nEin Satz. Noch ein Satz.\nFoto: dpa\nAnzeige"


def folder(path: Path, *spans: tuple[int, int]) -> Path:
    """A truth about one document."""
    junk = [{"doc": "1", "start": start, "end": end, "text": TEXT[start:end]} for start, end in spans]
    (path / "truth.json").write_text(json.dumps({"junk": junk}))
    return path


def reader(*spans: tuple[int, int]) -> Read:
    """A reading that set these spans aside."""

    def read(path: Path) -> Iterable[Document]:
        return [Document("d1", TEXT, source_id="1", junk=tuple(Junk(start, end, "x") for start, end in spans))]

    return read


def test_a_perfect_reading(tmp_path: Path) -> None:
    """Whether the line break between two scraps is taken makes no difference."""
    figures = evaluate(folder(tmp_path, (31, 48)), reader((31, 40), (41, 48)))
    assert (figures["recall"], figures["precision"], figures["sentences_lost"]) == (1.0, 1.0, 0)
    assert figures["sentences"] == 3


def test_missed_and_wrong_characters(tmp_path: Path) -> None:
    """Both kinds of mistakes are counted and shown; a sentence set aside is lost."""
    figures = evaluate(folder(tmp_path, (31, 48)), reader((41, 48), (6, 15)))
    assert figures["recall"] == 7 / 15
    assert figures["precision"] == 7 / 15
    assert figures["sentences_lost"] == 1
    assert figures["missed"] == ["1: Foto: dpa"]
    assert figures["wrong"] == ["1: Ein Satz."]


def test_nothing_to_find_and_nothing_found(tmp_path: Path) -> None:
    """Is no mistake."""
    figures = evaluate(folder(tmp_path), reader())
    assert (figures["recall"], figures["precision"]) == (1.0, 1.0)


def test_no_truth_and_a_broken_one(tmp_path: Path) -> None:
    """Each is named."""
    with pytest.raises(NotFound):
        evaluate(tmp_path, reader())
    (tmp_path / "truth.json").write_text('{"junk": [{"doc": 1}]}')
    with pytest.raises(BadFile):
        evaluate(tmp_path, reader())
