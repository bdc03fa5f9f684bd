"""The propositions met so far, in the stage's index: kept small, found by rare words and by direction of vector.

What stands under a key is one value, the latest `PIECE` to ``2 * PIECE`` ids, so that a look-up reads one row a key
however long the dossier is: adding a document costs the same in a dossier of a hundred and of a hundred thousand.
Which of them are compared with a statement is told by the keys they share, each by how few documents have it (as in
tf-idf, Spärck Jones 1972): in a long dossier what everybody says finds nobody.
Vectors are kept in eight bits a number (1 KB a statement; a cosine changes by less than 0.01).

Values of the index: ``k:<key>`` how many documents have a key and the ids under it, ``f:<stem>`` in how many documents
a stem stands, ``f`` the number of documents, ``d:<document>`` what all statements of a document share,
``q:<statement>`` the statement.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from depesche.claims.meaning import WIDTH
from depesche.claims.pairs import Telling
from depesche.claims.propositions import Floats, Proposition
from depesche.stages import StageIndex

Ids = npt.NDArray[np.int64]

PIECE = 48  # when two pieces of so many ids stand under a key, the older one goes as soon as another id comes
MAX_CANDIDATES = 96  # propositions that one statement is compared with
_TABLES, _BITS = 6, 8  # hashes of a vector: sides of _BITS random planes (Charikar 2002), _TABLES times
_STEMS = 12  # rarest stems of a content, and as many of the sentence before it, that are posted
_STORY = 12  # the same of a document's opening
# What a shared key is worth, before how rare it is; and to which power its rarity (nats) counts. Chosen by how many of
# the right claims' statements are among the first 96, all 26 corpora in one dossier (`training/claims/crowded.py`).
_CONTENT, _CONTEXT, _OPENING = 1.0, 0.8, 0.5  # a word of the content, the context, the opening, in their content
_SAME_STORY, _SAME_OUTLET, _SAME_SIDE, _LATE = 0.15, 0.1, 0.2, 0.1
_POWER = 1.5
_WIDTH = 512
_SEED = 1962
_VECTORS = 1 + 2 * (4 + _WIDTH)  # bytes before a statement's words
_HEAD = (
    "id", "document", "group", "act", "kind", "speaker", "day", "start", "paragraph", "sentence", "text", "stems",
    "context", "states", "numbers", "negated", "silent", "doubtful", "title", "via", "extra", "spans", "home", "cites",
)  # fmt: skip
KEPT = 6000  # statements that are kept as they were read; some 20 KB each
_DECODER = json.JSONDecoder()
_DOCUMENTS = "f"  # the counter of all documents
_LATEST = "latest"  # the key of everybody


@dataclass(slots=True)
class _Shelf:
    """What stands under a key: the latest ids, and how many documents have it."""

    documents: int = 0
    ids: list[str] = field(default_factory=list)
    places: Ids | None = None  # the ids' numbers in the memory, once they were asked for

    @classmethod
    def of(cls, value: bytes) -> _Shelf:
        """The shelf that `value` wrote."""
        documents, *ids = value.decode().split("\n")
        return cls(int(documents), ids)

    @property
    def value(self) -> bytes:
        """What is written of it."""
        return "\n".join((str(self.documents), *self.ids)).encode()

    def put(self, identity: str) -> None:
        """Add an id; the older half goes when there are too many."""
        if len(self.ids) >= 2 * PIECE:
            del self.ids[:PIECE]
        self.ids.append(identity)
        self.places = None


@lru_cache(maxsize=1)
def _planes() -> Floats:
    return np.random.default_rng(_SEED).standard_normal((_TABLES * _BITS, _WIDTH)).astype(np.float32)


def posted(item: Proposition) -> set[str]:
    """The keys under which a proposition can be found: rare words of its content and context, those of its document's
    opening (its story), the outlets, the sides of its vector.
    """
    keys = {f"w:{stem}" for stem in (*_rarest(item.stems, _STEMS), *_rarest(item.context, _STEMS))}
    keys |= {f"s:{stem}" for stem in _rarest(item.opening, _STORY)}
    keys |= {f"v{name}" for name in _sides(item.vector)}
    return {*keys, *_outlets(item), _LATEST}


def asked(item: Proposition) -> dict[str, float]:
    """The keys under which a proposition looks for others, with what each is worth. A word of its context or of its
    document's opening may be what another says: a denial seldom repeats in its own words what it denies.
    """
    opening = _rarest(item.opening, _STORY)
    keys = dict.fromkeys((f"w:{stem}" for stem in opening), _OPENING)
    keys |= dict.fromkeys((f"w:{stem}" for stem in _rarest(item.context, _STEMS)), _CONTEXT)
    keys |= dict.fromkeys((f"w:{stem}" for stem in _rarest(item.stems, _STEMS)), _CONTENT)
    keys |= dict.fromkeys((f"s:{stem}" for stem in opening), _SAME_STORY)
    keys |= dict.fromkeys((f"v{name}" for name in _sides(item.vector)), _SAME_SIDE)
    keys |= dict.fromkeys(_outlets(item), _SAME_OUTLET)
    return keys | {_LATEST: _LATE}


def _rarest(stems: Mapping[str, float], count: int) -> list[str]:
    return sorted(stems, key=lambda stem: (-stems[stem], stem))[:count]


def _outlets(item: Proposition) -> list[str]:
    return [f"h:{outlet}" for outlet in sorted({*item.cites, item.home}) if outlet]


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
        self._shelves: dict[str, _Shelf] = {}  # what stands under the keys met so far
        self._numbers: dict[str, int] = {}  # of the ids on them
        self._names: list[str] = []  # the ids by their numbers
        self._counts: dict[str, int] = {}  # the counters met so far
        self._changed: dict[str, None] = {}  # keys and counters to be written
        self._waiting = False

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is added inside is seen here at once, but keys and counters are written at the end only, each once."""
        self._waiting = True
        try:
            yield
        finally:
            self._waiting = False
        self._write()

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
        self._count([_DOCUMENTS, *(f"f:{stem}" for stem in stems)])
        counts = {stem: count for stem in stems if (count := self._counts[f"f:{stem}"])}
        return Telling(self._counts[_DOCUMENTS], counts)

    def _count(self, counters: Iterable[str]) -> None:
        """Read counters that were not met yet."""
        missing = [one for one in counters if one not in self._counts]
        found = self._index.get(missing) if missing else {}
        self._counts.update((one, int(found.get(one, b"0"))) for one in missing)

    def _open(self, keys: Iterable[str]) -> None:
        """Read what stands under keys that were not met yet."""
        missing = [f"k:{key}" for key in keys if key not in self._shelves]
        found = self._index.get(missing) if missing else {}
        self._shelves.update((one[2:], _Shelf.of(found[one]) if one in found else _Shelf()) for one in missing)

    def add(self, document: str, items: Iterable[Proposition]) -> None:
        """Take in a document's propositions."""
        items = list(items)
        wanted = {item.id: posted(item) for item in items}
        everywhere = dict.fromkeys(key for keys in wanted.values() for key in sorted(keys))
        self._open(everywhere)
        for identity, keys in wanted.items():
            for key in keys:
                self._shelves[key].put(identity)
        for key in everywhere:
            self._shelves[key].documents += 1
            self._changed[f"k:{key}"] = None
        counters = [_DOCUMENTS, *(f"f:{stem}" for stem in sorted({stem for item in items for stem in item.stems}))]
        self._count(counters)
        for counter in counters:
            self._counts[counter] += 1
            self._changed[counter] = None
        values = {f"q:{item.id}": _pack(item) for item in items}
        self._index.put(values | {f"d:{document}": _pack_shared(items)})
        self._loaded.update((item.id, item) for item in items)
        if not self._waiting:
            self._write()

    def _write(self) -> None:
        """Write the keys and counters that have changed."""
        values = {
            one: self._shelves[one[2:]].value if one[0] == "k" else str(self._counts[one]).encode()
            for one in self._changed
        }
        self._changed = {}
        if values:
            self._index.put(values)

    def candidates(self, items: Iterable[Proposition]) -> dict[str, list[Proposition]]:
        """For each proposition, others that share rare words or a direction with it, likeliest first."""
        wanted = {item.id: asked(item) for item in items}
        self._open(dict.fromkeys(key for keys in wanted.values() for key in keys))
        self._count([_DOCUMENTS])
        chosen = {identity: self._likeliest(identity, keys) for identity, keys in wanted.items()}
        self.load(other for others in chosen.values() for other in others)
        return {
            identity: [self._loaded[other] for other in others if other in self._loaded]
            for identity, others in chosen.items()
        }

    def _likeliest(self, identity: str, keys: Mapping[str, float]) -> list[str]:
        """The ids that stand under most of some keys, each key by its worth and its rarity."""
        shelves = [(key, worth, shelf) for key, worth in keys.items() if (shelf := self._shelves[key]).ids]
        if not shelves:
            return []
        votes = [self._vote(key, worth, shelf) for key, worth, shelf in shelves]
        places = [self._places(shelf) for _, _, shelf in shelves]
        voted = np.concatenate(places)
        sums = np.bincount(voted, np.repeat(votes, [len(part) for part in places]))
        chosen = np.flatnonzero(np.bincount(voted))
        if len(chosen) > MAX_CANDIDATES + 1:  # one of them may be the statement itself
            least = np.partition(sums[chosen], -MAX_CANDIDATES - 1)[-MAX_CANDIDATES - 1]
            chosen = chosen[sums[chosen] >= least]
        found = {self._names[place]: vote for place, vote in zip(chosen.tolist(), sums[chosen].tolist(), strict=True)}
        found.pop(identity, None)
        return sorted(found, key=lambda other: (-found[other], other))[:MAX_CANDIDATES]

    def _vote(self, key: str, worth: float, shelf: _Shelf) -> float:
        if key == _LATEST:
            return worth
        rarity = max(0.0, math.log((self._counts[_DOCUMENTS] + 1) / (shelf.documents + 0.5)))
        return float(worth * rarity**_POWER)

    def _places(self, shelf: _Shelf) -> Ids:
        """The numbers of the ids on a shelf."""
        if shelf.places is None:
            for one in shelf.ids:
                if one not in self._numbers:
                    self._numbers[one] = len(self._names)
                    self._names.append(one)
            shelf.places = np.array([self._numbers[one] for one in shelf.ids], dtype=np.int64)
        return shelf.places

    def load(self, identities: Iterable[str]) -> None:
        """Read propositions into memory."""
        missing = list(dict.fromkeys(one for one in identities if one not in self._loaded))
        if not missing:
            return
        found = self._index.get([f"q:{one}" for one in missing])
        homes = {key: f"d:{_document_of(value)}" for key, value in found.items()}
        shared = self._index.get(dict.fromkeys(homes.values()))
        self._loaded.update((key[2:], _unpack(value, shared[homes[key]])) for key, value in found.items())

    def get(self, identities: Iterable[str]) -> list[Proposition]:
        """The propositions of these ids; unknown ones are left out."""
        wanted = list(identities)
        self.load(wanted)
        return [self._loaded[one] for one in wanted if one in self._loaded]


def _pack(item: Proposition) -> bytes:
    """What a statement has for itself; the rest is in `_pack_shared`."""
    head = [getattr(item, name) for name in _HEAD]
    head = [sorted(value) if isinstance(value, frozenset) else value for value in head]
    size = len(item.weights)
    inner = np.round(item.words * 127).astype(np.int8).tobytes() + item.weights.astype(np.float16).tobytes()
    return bytes([size]) + _quantise(item.vector) + _quantise(item.around) + inner + _json(head)


def _pack_shared(items: Sequence[Proposition]) -> bytes:
    """What all statements of a document share: the words and the vector of its opening."""
    if not items:
        return b""
    return _quantise(items[0].lead) + _json(items[0].opening)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=512)
def _unpack_shared(value: bytes) -> tuple[Floats, dict[str, float]]:
    size = 4 + _WIDTH
    return _restore(value[:size])[0], json.loads(value[size:])


def _quantise(vector: Floats) -> bytes:
    scale = float(np.abs(vector).max()) or 1.0
    return np.float32(scale).tobytes() + np.round(vector / scale * 127).astype(np.int8).tobytes()


def _restore(data: bytes) -> Floats:
    """Vectors that `_quantise` wrote one behind the other, (count, 512)."""
    rows = np.frombuffer(data, np.uint8).reshape(-1, 4 + _WIDTH)
    scales = np.ascontiguousarray(rows[:, :4]).view(np.float32).astype(np.float64) / 127
    return rows[:, 4:].view(np.int8).astype(np.float32) * scales.astype(np.float32)


def _document_of(value: bytes) -> str:
    """The id of the document of a statement that `_pack` wrote, without reading the rest."""
    count = value[0]
    head = value[_VECTORS + count * (WIDTH + 2) :].decode()
    _, end = _DECODER.raw_decode(head, 1)
    return str(_DECODER.raw_decode(head, end + 1)[0])


# A batch mostly meets the statements that the batch before it met. What is kept hangs on what is written alone.
@lru_cache(maxsize=KEPT)
def _unpack(value: bytes, shared: bytes) -> Proposition:
    """The proposition that `_pack` and `_pack_shared` wrote; nobody may change it."""
    count = value[0]
    vector, around = _restore(value[1:_VECTORS])
    words = np.frombuffer(value, np.int8, count * WIDTH, _VECTORS).reshape(count, WIDTH)
    weights = np.frombuffer(value[_VECTORS + count * WIDTH : _VECTORS + count * (WIDTH + 2)], np.float16)
    fields = dict(zip(_HEAD, json.loads(value[_VECTORS + count * (WIDTH + 2) :]), strict=True))
    for name in ("states", "numbers", "cites"):
        fields[name] = frozenset(fields[name])
    fields["via"] = tuple(fields["via"])
    fields["spans"] = tuple([(start, end) for start, end in fields["spans"]])
    lead, opening = _unpack_shared(shared)
    return Proposition(
        **fields,
        vector=vector,
        around=around,
        lead=lead,
        opening=opening,
        words=words.astype(np.float32) / np.float32(127),
        weights=weights.astype(np.float32),
    )
