"""Documents that print the same report: verbatim, shortened, edited or under another headline.

Word 3-grams ("shingles") are hashed; every eighth hash is posted in the stage's index under the week of publication,
so that a new document meets only documents that share some of its rare wordings (a sketch by hash value as in
Broder 1997, "On the resemblance and containment of documents"). Candidates are compared by containment over all
shingles, since a shortened copy holds little of the longer text but is held by it.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np

from depesche.actors.lexicon import lexicon
from depesche.actors.names import plain
from depesche.records import Document, ReadDocument
from depesche.stages import DossierView, StageIndex

_WORD = re.compile(r"[^\W_]+")
MAX_WORDS = 20_000  # words of a document that are compared; a long feature has 5,000
SAMPLE = 4  # one hash in so many is posted
MIN_SHARED = 2  # posted hashes that a candidate must share
# Shared share of the smaller document's shingles. In cuba-1962 and oslo-1993 true copies share 0.37 and more, other
# pairs at most 0.04, or 0.12 where two documents of one outlet share page furniture that was not set aside.
MIN_CONTAINMENT = 0.16
MAX_POSTED = 400  # documents of one week under one hash that are looked at; more share a phrase, not a report
_NEAR_WEEKS = (-1, 0, 1)


def shingles(document: Document) -> np.ndarray:
    """Sorted distinct 32-bit hashes of the document's word 3-grams, junk left out."""
    text = list(document.text)
    for junk in document.junk:
        text[junk.start : junk.end] = " " * (min(junk.end, len(text)) - junk.start)
    words = _WORD.findall("".join(text).casefold().replace("ß", "ss"))[:MAX_WORDS]
    hashes = {zlib.crc32(" ".join(words[place : place + 3]).encode()) for place in range(max(0, len(words) - 2))}
    return np.array(sorted(hashes), dtype=np.uint32)


def containment(left: np.ndarray, right: np.ndarray) -> float:
    """The share of the smaller set's shingles that the other has too, 0 to 1."""
    smaller = min(len(left), len(right))
    return len(np.intersect1d(left, right, assume_unique=True)) / smaller if smaller else 0.0


def _week(document: Document, shift: int = 0) -> str:
    day = document.day
    return str(day.toordinal() // 7 + shift) if day else "-"


def find_copies(batch: Sequence[ReadDocument], view: DossierView, index: StageIndex) -> dict[str, str | None]:
    """Group the batch's documents with each other and with those met before.

    Returns:
        document id -> the likely original, None for the original itself; only documents whose entry is new or
        changed. A document without copies has no entry.
    """
    changed: dict[str, str | None] = {}
    for read in batch:
        document = read.document
        if index.get([f"sh:{document.id}"]):
            continue  # seen already: reading again changes nothing
        own = shingles(document)
        index.put({f"sh:{document.id}": own.tobytes()})
        alike = _alike(document, own, index)
        sampled = own[own % SAMPLE == 0]
        week = _week(document)
        index.add((f"c:{value}:{week}", document.id) for value in sampled.tolist())
        if not alike:
            continue
        changed |= _regroup(document, alike, view, batch, index)
    return changed


def _alike(document: Document, own: np.ndarray, index: StageIndex) -> list[str]:
    keys = [
        f"c:{value}:{week}"
        for week in dict.fromkeys(_week(document, shift) for shift in _NEAR_WEEKS)
        for value in own[own % SAMPLE == 0].tolist()
    ]
    shared: Counter[str] = Counter()
    for items in index.find(keys).values():
        shared.update(items[-MAX_POSTED:])
    shared.pop(document.id, None)
    candidates = [other for other, count in shared.most_common(50) if count >= MIN_SHARED]
    known = index.get(f"sh:{other}" for other in candidates)
    return [
        other
        for other in candidates
        if containment(own, np.frombuffer(known.get(f"sh:{other}", b""), dtype=np.uint32)) >= MIN_CONTAINMENT
    ]


def _regroup(
    document: Document, alike: Sequence[str], view: DossierView, batch: Sequence[ReadDocument], index: StageIndex
) -> dict[str, str | None]:
    """Put a document into one group with those that it is like; only originals are looked at, of whole groups."""
    kept = index.get(f"gr:{other}" for other in alike)
    heads = list(dict.fromkeys(kept.get(f"gr:{other}", other.encode()).decode() for other in alike))
    known = {read.document.id: read.document for read in batch} | {document.id: document}
    missing = [one for one in heads if one not in known]
    known |= view.documents(missing) if missing else {}
    present = [known[one] for one in (document.id, *heads) if one in known]
    head = min(present, key=_originality).id
    followers = [one for one in heads if one != head]  # originals no more, each with all its copies
    grouped = index.find(f"m:{one}" for one in followers)
    moved = [document.id, head, *followers, *(one for listed in grouped.values() for one in listed)]
    changed = dict.fromkeys(moved)
    index.put({f"gr:{one}": head.encode() for one in changed})
    index.add((f"m:{head}", one) for one in changed)
    return {one: None if one == head else head for one in changed}


def _originality(document: Document) -> tuple[bool, str, int, str]:
    """Smallest for the likely original: an agency's own print, then the earliest, then the longest."""
    agency = plain(document.outlet or "") in lexicon().agencies
    return (not agency, document.published or "9999", -len(document.text), document.id)
