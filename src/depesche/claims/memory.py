"""The propositions met so far, in the stage's index: kept small, found by rare words and by direction of vector.

Postings are written in pieces of `PIECE` items with a counter, so that a look-up reads the latest few pieces of a key
however long the dossier is: adding a document costs the same in a dossier of a hundred and of a hundred thousand.
Vectors are kept in eight bits a number (1 KB a statement; a cosine changes by less than 0.01).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from depesche.claims.propositions import Floats, Proposition
from depesche.stages import StageIndex

PIECE = 48  # items of one posting piece
PIECES = 2  # pieces of a key that a look-up reads, the latest
MAX_CANDIDATES = 160  # propositions that one statement is compared with; more do not change the score (cuba-1962)
_TABLES, _BITS = 6, 8  # hashes of a vector: sides of _BITS random planes (Charikar 2002), _TABLES times
_STEMS = 6  # rarest stems of a content that are posted
_WIDTH = 512
_SEED = 1962


@lru_cache(maxsize=1)
def _planes() -> Floats:
    return np.random.default_rng(_SEED).standard_normal((_TABLES * _BITS, _WIDTH)).astype(np.float32)


def keys_of(item: Proposition) -> list[str]:
    """The posting keys of a proposition, rarest words first."""
    rare = sorted(item.stems, key=lambda stem: (-item.stems[stem], stem))[:_STEMS]
    sides = (_planes() @ item.vector > 0).reshape(_TABLES, _BITS)
    hashes = [f"v{table}:{int(''.join('1' if side else '0' for side in row), 2)}" for table, row in enumerate(sides)]
    return [f"w:{stem}" for stem in rare] + hashes


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
        self._index.put(values)
        self._loaded.update((item.id, item) for item in items)

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
            for key in keys:
                rare = 1.0 if key[0] == "w" else 0.4
                for piece in pieces.get(key, ()):
                    for other in found.get(piece, ()):
                        votes[other] = votes.get(other, 0.0) + rare
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
    }
    text = json.dumps(head, ensure_ascii=False).encode()
    return _quantise(item.vector) + _quantise(item.around) + _quantise(item.lead) + text


def _quantise(vector: Floats) -> bytes:
    scale = float(np.abs(vector).max()) or 1.0
    return np.float32(scale).tobytes() + np.round(vector / scale * 127).astype(np.int8).tobytes()


def _restore(data: bytes) -> Floats:
    scale = float(np.frombuffer(data[:4], np.float32)[0])
    return np.frombuffer(data[4:], np.int8).astype(np.float32) * np.float32(scale / 127)


def _unpack(value: bytes) -> Proposition:
    size = 4 + _WIDTH
    head = json.loads(value[3 * size :])
    head["states"], head["numbers"] = frozenset(head["states"]), frozenset(head["numbers"])
    head["via"] = tuple(head["via"])
    vector, around, lead = (_restore(value[size * part : size * (part + 1)]) for part in range(3))
    return Proposition(**head, vector=vector, around=around, lead=lead)
