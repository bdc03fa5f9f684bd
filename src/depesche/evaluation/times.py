"""Scores expressions of time against TimeML files (KRAUTS) and WikiWars: strict span and value.

An expression counts as found where its first and last character are those of the gold standard, and as right where
its value is the same as well (the relaxed measures of TempEval-3, UzZaman et al. 2013, are not used). Empty TIMEX3
elements, which stand for dates that no words name, are left out on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from depesche.errors import Damaged, NotFound
from depesche.records import Document, TimeExpression

_TEXT = re.compile(r"<TEXT>(.*?)</TEXT>", re.DOTALL)
_CREATED = re.compile(r"<(?:DCT|DATETIME)>.*?(\d{4}-\d\d-\d\d)", re.DOTALL)
_TAG = re.compile(r"<(/?)(TIMEX[23])?([^<>]{0,2000})>")
_ATTRIBUTE = re.compile(r'(?:value|VAL|val)="([^"]*)"')
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))

Gold = tuple[int, int, str]
Reader = Callable[[Sequence[Document]], Sequence[Sequence[TimeExpression]]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A document and the expressions (start, end, value) that its annotators marked."""

    document: Document
    gold: tuple[Gold, ...]


def read_timeml(source: str, name: str) -> Marked:
    """Read one TimeML (.tml) or inline WikiWars (.key.xml) file.

    Raises:
        Damaged: there is no text in it.
    """
    body = _TEXT.search(source)
    if body is None:
        raise Damaged("no <TEXT> in a TimeML file", name)
    created = _CREATED.search(source)
    text, gold = _strip(body[1])
    return Marked(
        Document(id=name, text=text, published=created[1] if created else None, language="de"), tuple(sorted(set(gold)))
    )


def _strip(body: str) -> tuple[str, list[Gold]]:
    parts: list[str] = []
    length = place = 0
    open_: list[tuple[int, str]] = []
    gold: list[Gold] = []

    def add(chunk: str) -> None:
        nonlocal length
        for entity, letter in _ENTITIES:
            chunk = chunk.replace(entity, letter)
        parts.append(chunk)
        length += len(chunk)

    for tag in _TAG.finditer(body):
        add(body[place : tag.start()])
        place = tag.end()
        if not tag[2]:
            continue
        if tag[1]:
            start, value = open_.pop()
            gold.append((start, length, value))
        elif not tag[3].rstrip().endswith("/"):
            given = _ATTRIBUTE.search(tag[3])
            open_.append((length, given[1].strip() if given else ""))
    add(body[place:])
    return "".join(parts), gold


def score(gold: Iterable[Sequence[Gold]], found: Iterable[Sequence[Gold]]) -> dict[str, float]:
    """Precision, recall and F1 of spans and of spans with values, over all documents together."""
    wanted = {(number, *one) for number, ones in enumerate(gold) for one in ones}
    given = {(number, *one) for number, ones in enumerate(found) for one in ones}
    return {
        **_prf("span", {one[:3] for one in wanted}, {one[:3] for one in given}),
        **_prf("value", wanted, given),
        "gold": float(len(wanted)),
        "found": float(len(given)),
    }


def _prf(name: str, wanted: AbstractSet[object], given: AbstractSet[object]) -> dict[str, float]:
    right = len(wanted & given)
    precision = right / len(given) if given else 0.0
    recall = right / len(wanted) if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {f"{name}_precision": precision, f"{name}_recall": recall, f"{name}_f1": f1}


def evaluate(path: Path, read: Reader) -> dict[str, float]:
    """Score a reader on a folder of TimeML files or on one file.

    Args:
        path: a file, or a folder whose .tml and .key.xml files are read.
        read: gives each document's expressions of time.

    Raises:
        NotFound: there is nothing at the path.
    """
    files = [path] if path.is_file() else sorted([*path.glob("**/*.tml"), *path.glob("**/*.key.xml")])
    if not files:
        raise NotFound("no TimeML files", str(path), "Give a folder with .tml files")
    marked = [read_timeml(file.read_text(encoding="utf-8"), file.name) for file in files]
    found = read([one.document for one in marked])
    return score(
        [one.gold for one in marked], [[(time.start, time.end, time.value) for time in times] for times in found]
    )
