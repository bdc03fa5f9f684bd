"""Scores the junk that reading sets aside against a truth: by characters, and by the sentences of articles lost.

The truth is a folder as `examples/cuba-1962`: ``docs/NN.json`` and ``truth.json`` whose "junk" lists
``{"doc", "start", "end"}`` in code points of the document's "text". Blanks and line breaks count for neither side:
whether a span takes the line break between two scraps is no difference to a reader.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from depesche.errors import BadFile, NotFound
from depesche.evaluation.truth import docs_folder, truth_file
from depesche.records import Document

# A sentence of the article counts as lost where more than this share of its letters was set aside.
_LOST = 0.5
_SENTENCE = re.compile(r"[^\n.!?]+[.!?]*[\"“”»«]?")

Read = Callable[[Path], Iterable[Document]]


def evaluate(folder: Path, read: Read) -> dict[str, Any]:
    """Score the reading of a folder.

    Args:
        folder: holds ``docs`` and ``truth.json``; or that file.
        read: reads the documents below a path; ``Document.source_id`` is the truth's "doc".

    Returns:
        "recall", "precision", "f1" (by characters that are no blanks), "sentences", "sentences_lost", "documents",
        "missed" and "wrong" (the texts of both kinds of mistakes, for people).

    Raises:
        NotFound: no truth there.
        BadFile: a truth that is none.
    """
    truth = _truth(folder)
    hit = missed = wrong = sentences = lost = 0
    examples: dict[str, list[str]] = {"missed": [], "wrong": []}
    documents = 0
    for document in read(docs_folder(folder)):
        documents += 1
        want = truth.get(document.source_id or "", set())
        got = {place for span in document.junk for place in range(span.start, span.end)}
        inked = {place for place, char in enumerate(document.text) if not char.isspace()}
        want, got = want & inked, got & inked
        hit, missed, wrong = hit + len(want & got), missed + len(want - got), wrong + len(got - want)
        examples["missed"].extend(_texts(document, want - got))
        examples["wrong"].extend(_texts(document, got - want))
        found, gone = _sentences(document.text, want, got & inked)
        sentences, lost = sentences + found, lost + gone
    recall, precision = _share(hit, hit + missed), _share(hit, hit + wrong)
    return {
        "documents": documents,
        "recall": recall,
        "precision": precision,
        "f1": _share(2 * recall * precision, recall + precision),
        "sentences": sentences,
        "sentences_lost": lost,
        **examples,
    }


def _truth(folder: Path) -> dict[str, set[int]]:
    path = truth_file(folder)
    if not path.is_file():
        raise NotFound("no truth.json in this folder", str(folder))
    places: dict[str, set[int]] = {}
    try:
        for entry in json.loads(path.read_text(encoding="utf-8")).get("junk", ()):
            places.setdefault(str(entry["doc"]), set()).update(range(entry["start"], entry["end"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadFile(f"no truth as in examples/cuba-1962 ({error})", str(path)) from error
    return places


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _texts(document: Document, places: set[int]) -> list[str]:
    """The places as runs of text, with the document's id before them."""
    runs: list[list[int]] = []
    for place in sorted(places):
        if runs and place - runs[-1][1] <= 2:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return [f"{document.source_id}: {document.text[first : last + 1]}" for first, last in runs]


def _sentences(text: str, want: set[int], got: set[int]) -> tuple[int, int]:
    """How many sentences of the article there are, and how many of them were set aside for the greater part."""
    total = lost = 0
    for match in _SENTENCE.finditer(text):
        places = {place for place in range(*match.span()) if text[place].isalnum()}
        if not places or len(places & want) * 2 > len(places):
            continue
        total += 1
        lost += len(places & got) > _LOST * len(places)
    return total, lost
