"""Scores names against GermEval 2014 files: exact outer spans of four kinds.

GermEval (Benikova et al. 2014) marks persons, places, organisations and other names, and apart from them words
derived from names ("deutsche") and compounds with a name in them ("US-Präsident"). The latter two are no names in our
sense and are left out of the gold standard; its nested inner names (fourth column) are not scored.
"""

from __future__ import annotations

import lzma
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from depesche.errors import Damaged, NotFound
from depesche.records import Document, Name, NameKind

KINDS = {
    "PER": NameKind.PERSON,
    "LOC": NameKind.PLACE,
    "ORG": NameKind.ORGANISATION,
    "OTH": NameKind.OTHER,
}
Gold = tuple[int, int, str]
Reader = Callable[[Sequence[Document]], Sequence[Sequence[Name]]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence as a document (words joined by spaces) and the names (start, end, kind) in it."""

    document: Document
    gold: tuple[Gold, ...]


def read_germeval(lines: Iterable[str]) -> list[Marked]:
    """Read tab-separated GermEval lines (number, word, outer tag, inner tag; "#" begins a sentence).

    Raises:
        Damaged: a line has too few columns.
    """
    found: list[Marked] = []
    words: list[str] = []
    tags: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        cells = line.rstrip("\n").split("\t")
        if cells[0].isdigit():
            if len(cells) < 3:
                raise Damaged("a line without word and tag", f"line {number}")
            words.append(cells[1])
            tags.append(cells[2])
        elif words:
            found.append(_marked(words, tags, len(found)))
            words, tags = [], []
    return found


def _marked(words: list[str], tags: list[str], number: int) -> Marked:
    starts, place = [], 0
    for word in words:
        starts.append(place)
        place += len(word) + 1
    gold: list[Gold] = []
    begin, kind = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        if kind and tag != f"I-{kind}":
            gold.append((starts[begin], starts[index - 1] + len(words[index - 1]), KINDS[kind].value))
            kind = ""
        if tag.startswith("B-") and tag[2:] in KINDS:
            begin, kind = index, tag[2:]
    text = " ".join(words)
    return Marked(Document(id=f"germeval-{number}", text=text, language="de"), tuple(gold))


def score(gold: Iterable[Sequence[Gold]], found: Iterable[Sequence[Gold]]) -> dict[str, float]:
    """Precision, recall and F1 over all kinds (micro) and F1 of each kind."""
    wanted = {(number, *one) for number, ones in enumerate(gold) for one in ones}
    given = {(number, *one) for number, ones in enumerate(found) for one in ones}
    figures = dict(zip(("precision", "recall", "f1"), _prf(wanted, given), strict=True))
    for kind in KINDS.values():
        mine = {one for one in wanted if one[3] == kind.value}, {one for one in given if one[3] == kind.value}
        figures[f"{kind.value}_f1"] = _prf(*mine)[2]
    return {**figures, "gold": float(len(wanted)), "found": float(len(given))}


def _prf(wanted: set[tuple[int, int, int, str]], given: set[tuple[int, int, int, str]]) -> tuple[float, float, float]:
    right = len(wanted & given)
    precision = right / len(given) if given else 0.0
    recall = right / len(wanted) if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def evaluate(path: Path, read: Reader) -> dict[str, float]:
    """Score a reader on a GermEval file (.tsv or .tsv.xz).

    Args:
        path: the file.
        read: gives each document's names.

    Raises:
        NotFound: there is no such file.
        Damaged: it is no GermEval file.
    """
    if not path.is_file():
        raise NotFound("no such file", str(path))
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    marked = read_germeval(text.split("\n"))
    found = read([one.document for one in marked])
    return score(
        [one.gold for one in marked], [[(name.start, name.end, name.kind.value) for name in names] for names in found]
    )
