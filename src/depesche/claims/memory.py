"""The propositions met so far, in the stage's index: kept small, found by rare words and by direction of vector.

Postings are written in pieces of `PIECE` items with a counter, so that a look-up reads the latest few pieces of a key
however long the dossier is: adding a document costs the same in a dossier of a hundred and of a hundred thousand.
Vectors are kept in eight bits a number (1 KB a statement; a cosine changes by less than 0.01).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np

from depesche.claims.meaning import WIDTH
from depesche.claims.pairs import Telling
from depesche.claims.propositions import Floats, Proposition
from depesche.stages import StageIndex

PIECE = 48  # items of one posting piece
PIECES = 2  # pieces of a key that a look-up reads, the latest
MAX_CANDIDATES = 160  # propositions that one statement is compared with; more do not change the score (cuba-1962)
_TABLES, _BITS = 6, 7  # hashes of a vector: sides of _BITS random planes (Charikar 2002), _TABLES times
_STEMS = 8  # rarest stems of a content that are posted
_STORY = 6  # the same of a document's opening
_WIDTH = 512
_SEED = 1962
_DOCUMENTS = "f"  # the counter of all documents


@lru_cache(maxsize=1)
def _planes() -> Floats:
    return np.random.default_rng(_SEED).standard_normal((_TABLES * _BITS, _WIDTH)).astype(np.float32)


def keys_of(item: Proposition) -> dict[str, float]:
    """The posting keys of a proposition with what each is worth: rare words, those of the document's opening (its
    story), the outlets, the sides of the vectors.
    """

    def rarest(stems: Mapping[str, float], count: int) -> list[str]:
        return sorted(stems, key=lambda stem: (-stems[stem], stem))[:count]

    keys = {f"w:{stem}": 1.0 for stem in rarest(item.stems, _STEMS)}
    keys |= {f"s:{stem}": 0.3 for stem in rarest(item.opening, _STORY)}
    keys |= {f"v{name}": 0.4 for name in _sides(item.vector)} | {f"l{name}": 0.2 for name in _sides(item.lead)}
    keys |= {f"h:{outlet}": 0.3 for outlet in {*item.cites, item.home} if outlet}
    return keys | {"latest": 0.1}


def _sides(vector: Floats) -> list[str]:
    sides = (_planes() @ vector > 0).reshape(_TABLES, _BITS)
    return [f"{table}:{int(''.join('1' if side else '0' for side in row), 2)}" for table, row in enumerate(sides)]


class Memory:
    """The stage's memory of propositions.

    Args:
        index: the stage's index.
    """

    def __init__(self, index: StageIndex) -> None:
        self._index = index
        self._loaded: dict[str, Proposition] = {}

    def known(self, documents: Iterable[str]) -> set[str]:
        """Which documents have been taken in."""
        return {key[2:] for key in self._index.get([f"d:{document}" for document in documents])}

    def propositions(self, document: str) -> list[Proposition]:
        """A document's propositions made beforehand; none here. Training keeps them between runs."""
        return []

    def telling(self, items: Iterable[Proposition]) -> Telling:
        """How telling the stems of some propositions are in the dossier as it stands."""
        stems = sorted(
            {stem for item in items for source in (item.stems, item.context, item.opening) for stem in source}
        )
        found = self._index.get([_DOCUMENTS, *(f"f:{stem}" for stem in stems)])
        counts = {stem: int(found[f"f:{stem}"]) for stem in stems if f"f:{stem}" in found}
        return Telling(int(found.get(_DOCUMENTS, b"0")), counts)

    def add(self, document: str, items: Iterable[Proposition]) -> None:
        """Take in a document's propositions."""
        items = list(items)
        wanted = {item.id: keys_of(item) for item in items}
        counters = self._counts({key for keys in wanted.values() for key in keys})
        postings = []
        for identity, keys in wanted.items():
            for key in keys:
                postings.append((f"{key}#{counters[key] // PIECE}", identity))
                counters[key] += 1
        self._index.add(postings)
        values = {f"n:{key}": str(count).encode() for key, count in counters.items()}
        values |= {f"q:{item.id}": _pack(item) for item in items}
        values[f"d:{document}"] = b"1"
        values |= self._more_documents({stem for item in items for stem in item.stems})
        self._index.put(values)
        self._loaded.update((item.id, item) for item in items)

    def _more_documents(self, stems: set[str]) -> dict[str, bytes]:
        """The counters of documents with some stems, one higher."""
        keys = [_DOCUMENTS, *(f"f:{stem}" for stem in sorted(stems))]
        found = self._index.get(keys)
        return {key: str(int(found.get(key, b"0")) + 1).encode() for key in keys}

    def _counts(self, keys: Iterable[str]) -> dict[str, int]:
        wanted = sorted(keys)
        found = self._index.get([f"n:{key}" for key in wanted])
        return {key: int(found.get(f"n:{key}", b"0")) for key in wanted}

    def candidates(self, items: Iterable[Proposition]) -> dict[str, list[Proposition]]:
        """For each proposition, others that share rare words or a direction with it, likeliest first."""
        wanted = {item.id: keys_of(item) for item in items}
        counts = self._counts({key for keys in wanted.values() for key in keys})
        pieces = {
            key: [
                f"{key}#{piece}" for piece in range(max(0, (count - 1) // PIECE - PIECES + 1), (count - 1) // PIECE + 1)
            ]
            for key, count in counts.items()
            if count
        }
        found = self._index.find([piece for listed in pieces.values() for piece in listed])
        chosen: dict[str, list[str]] = {}
        for identity, keys in wanted.items():
            votes: dict[str, float] = {}
            for key, worth in keys.items():
                for piece in pieces.get(key, ()):
                    for other in found.get(piece, ()):
                        votes[other] = votes.get(other, 0.0) + worth
            votes.pop(identity, None)
            chosen[identity] = sorted(votes, key=lambda other: (-votes[other], other))[:MAX_CANDIDATES]
        self.load(other for others in chosen.values() for other in others)
        return {
            identity: [self._loaded[other] for other in others if other in self._loaded]
            for identity, others in chosen.items()
        }

    def load(self, identities: Iterable[str]) -> None:
        """Read propositions into memory."""
        missing = list(dict.fromkeys(one for one in identities if one not in self._loaded))
        if missing:
            for key, value in self._index.get([f"q:{one}" for one in missing]).items():
                item = _unpack(value)
                self._loaded[key[2:]] = item

    def get(self, identities: Iterable[str]) -> list[Proposition]:
        """The propositions of these ids; unknown ones are left out."""
        wanted = list(identities)
        self.load(wanted)
        return [self._loaded[one] for one in wanted if one in self._loaded]


def _pack(item: Proposition) -> bytes:
    head = {
        "id": item.id,
        "document": item.document,
        "group": item.group,
        "act": item.act,
        "kind": item.kind,
        "speaker": item.speaker,
        "day": item.day,
        "start": item.start,
        "paragraph": item.paragraph,
        "sentence": item.sentence,
        "text": item.text,
        "stems": item.stems,
        "context": item.context,
        "states": sorted(item.states),
        "numbers": sorted(item.numbers),
        "negated": item.negated,
        "title": item.title,
        "via": list(item.via),
        "extra": item.extra,
        "spans": item.spans,
        "home": item.home,
        "cites": sorted(item.cites),
        "opening": item.opening,
    }
    text = json.dumps(head, ensure_ascii=False).encode()
    size = len(item.weights)
    inner = np.round(item.words * 127).astype(np.int8).tobytes() + item.weights.astype(np.float16).tobytes()
    vectors = _quantise(item.vector) + _quantise(item.around) + _quantise(item.lead)
    return bytes([size]) + vectors + inner + text


def _quantise(vector: Floats) -> bytes:
    scale = float(np.abs(vector).max()) or 1.0
    return np.float32(scale).tobytes() + np.round(vector / scale * 127).astype(np.int8).tobytes()


def _restore(data: bytes) -> Floats:
    """Vectors that `_quantise` wrote one behind the other, (count, 512)."""
    rows = np.frombuffer(data, np.uint8).reshape(-1, 4 + _WIDTH)
    scales = np.ascontiguousarray(rows[:, :4]).view(np.float32).astype(np.float64) / 127
    return rows[:, 4:].view(np.int8).astype(np.float32) * scales.astype(np.float32)


def _unpack(value: bytes) -> Proposition:
    count, place = value[0], 1 + 3 * (4 + _WIDTH)
    vector, around, lead = _restore(value[1:place])
    inner = np.frombuffer(value[place : place + count * WIDTH], np.int8).reshape(count, WIDTH)
    place += count * WIDTH
    weights = np.frombuffer(value[place : place + 2 * count], np.float16).astype(np.float32)
    head = json.loads(value[place + 2 * count :])
    for name in ("states", "numbers", "cites"):
        head[name] = frozenset(head[name])
    head["via"] = tuple(head["via"])
    head["spans"] = tuple((start, end) for start, end in head["spans"])
    words = inner.astype(np.float32) / np.float32(127)
    return Proposition(**head, vector=vector, around=around, lead=lead, words=words, weights=weights)
