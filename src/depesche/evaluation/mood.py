"""Scores mood and parts of speech against Universal Dependencies treebanks (CoNLL-U).

Every sentence is read from its own text ("# text"), so that tokenisation counts as well: a gold verb is found where a
token with the same first and last character carries a mood. Konjunktiv I and II count as one ("subjunctive"), because
the treebanks do.
"""

from __future__ import annotations

import lzma
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from depesche.errors import NotFound
from depesche.records import Document, Token

Gold = tuple[int, int, str, str]  # start, end, part of speech, "sub", "ind", "imp" or ""
Reader = Callable[[Sequence[Document]], Sequence[Sequence[Token]]]
_MOODS = {"Mood=Sub": "sub", "Mood=Ind": "ind", "Mood=Imp": "imp"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence as a document, and its gold tokens."""

    document: Document
    gold: tuple[Gold, ...]


def read_conllu(lines: Iterable[str]) -> list[Marked]:
    """Read CoNLL-U; words inside multi-word tokens ("zum") have no place of their own in the text and are left out."""
    found: list[Marked] = []
    text, place, skipped_until = "", 0, 0
    gold: list[Gold] = []
    for line in [*lines, ""]:
        cells = line.rstrip("\n").split("\t")
        if line.startswith("# text = "):
            text, place, skipped_until = line[len("# text = ") :].rstrip("\n"), 0, 0
        elif "-" in cells[0] and len(cells) > 3:
            skipped_until = int(cells[0].split("-")[1])
            at = text.find(cells[1], place)
            place = at + len(cells[1]) if at >= 0 else place
        elif cells[0].isdigit() and int(cells[0]) > skipped_until:
            at = text.find(cells[1], place)
            if at >= 0:
                place = at + len(cells[1])
                mood = next((short for long, short in _MOODS.items() if long in cells[5]), "")
                gold.append((at, place, cells[3], mood))
        elif not line.strip() and text:
            found.append(Marked(Document(id=f"ud-{len(found)}", text=text, language="de"), tuple(gold)))
            text, gold = "", []
    return found


def score(gold: Sequence[Sequence[Gold]], found: Sequence[Sequence[Token]]) -> dict[str, float]:
    """Precision, recall and F1 of the subjunctive; accuracy of parts of speech over gold tokens; share of gold tokens
    that are tokens of ours.
    """
    wanted, given = set(), set()
    right_pos = same = total = 0
    for number, (golds, tokens) in enumerate(zip(gold, found, strict=True)):
        ours = {(token.start, token.end): token for token in tokens}
        wanted |= {(number, one[0], one[1]) for one in golds if one[3] == "sub"}
        given |= {(number, token.start, token.end) for token in tokens if token.mood in ("sub1", "sub2")}
        total += len(golds)
        for start, end, pos, _ in golds:
            token = ours.get((start, end))
            same += token is not None
            right_pos += token is not None and token.pos == pos
    right = len(wanted & given)
    precision, recall = right / len(given) if given else 0.0, right / len(wanted) if wanted else 0.0
    return {
        "subjunctive_precision": precision,
        "subjunctive_recall": recall,
        "subjunctive_f1": 2 * precision * recall / (precision + recall) if right else 0.0,
        "pos_accuracy": right_pos / total if total else 0.0,
        "token_recall": same / total if total else 0.0,
        "gold": float(len(wanted)),
        "found": float(len(given)),
    }


def evaluate(path: Path, read: Reader) -> dict[str, float]:
    """Score a reader on a CoNLL-U file (.conllu or .conllu.xz).

    Args:
        path: the file.
        read: gives each document's tokens.

    Raises:
        NotFound: there is no such file.
    """
    if not path.is_file():
        raise NotFound("no such file", str(path))
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    marked = read_conllu(text.split("\n"))
    return score([one.gold for one in marked], read([one.document for one in marked]))
