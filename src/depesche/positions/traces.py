"""What is kept of a statement so that its issues can be chosen again when the dossier has taught more of them.

What a dossier teaches (`usage`) comes from its oldest `MOST_DOCUMENTS` documents, so that it does not hang on the order
in which documents are read, and stands still once there are as many and newer ones are read. Until then, and when an
older document comes late, all statements are looked at again, by what is kept of them: no document is read again.
In a dossier of more than `SETTLED` documents nothing is looked at again for that: an older one that comes then teaches
nothing, so that adding a document costs what the document costs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from depesche.positions import vectors
from depesche.positions.codebook import Codebook
from depesche.positions.features import ACTS, Seen
from depesche.positions.models import Models, SecondLook
from depesche.positions.observe import DENIAL_SHARE, MOST_ISSUES, Holder, Observation, left_open, told_apart
from depesche.positions.passages import Passages
from depesche.positions.usage import Told, Usage, coarse, telling_stems
from depesche.positions.weighed import Weighed, key_of
from depesche.records import Act, ReadDocument, quoted
from depesche.stages import StageIndex

MOST_DOCUMENTS = 64  # that teach how a dossier speaks of its issues
MOST_TEACHING = 40  # statements of one of them that do
SETTLED = 400  # documents from which on what is taught stays; looking again at so many takes 0.7 s
UNDATED = "9999-12-31"  # documents without a date come last
EVERY = "traced"  # the posting of all traces
SAMPLE, MARK, COUNT = "usage:sample", "usage:mark", "usage:documents"
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trace:
    """A statement before its issues are chosen.

    ``party``, ``self_declared``, ``asserted_by`` and ``unnamed`` say whose stance it may show and on whose word, ""
    where it shows nobody's. ``named`` holds for each issue (by its place) where its words begin, and their weight.
    ``base`` and ``evidence`` are `SecondLook`'s, ``parts`` how probably a part of it taken alone proves a position.
    """

    statement: str
    document: str
    start: int
    end: int
    party: str
    self_declared: bool
    asserted_by: str | None
    unnamed: bool
    partisan: bool
    act: int
    named: tuple[tuple[int, int, float], ...]
    told: Told
    base: Array
    evidence: Array
    parts: Array

    @property
    def key(self) -> str:
        """Its item in the stage's index."""
        return f"t:{self.statement}"

    def pack(self) -> bytes:
        """As bytes for a stage index: the small fields as JSON, the vector, the numbers in single precision."""
        small = [getattr(self, name) for name in self.__slots__[:11]]
        small += [self.told.party, self.told.stems]
        numbers = np.concatenate([self.told.shares, self.base, self.evidence, self.parts]).astype("<f4")
        head = json.dumps(small, ensure_ascii=False, separators=(",", ":")).encode()
        return head + b"\0" + self.told.vector.tobytes() + numbers.tobytes()

    @staticmethod
    def unpack(packed: bytes) -> Trace:
        """From `pack`."""
        cut = packed.index(b"\0") + 1
        *small, party, stems = json.loads(packed[: cut - 1])
        small[-1] = tuple((int(issue), int(start), float(weight)) for issue, start, weight in small[-1])
        vector = np.frombuffer(packed, np.int8, vectors.SIZE, cut)
        shares, *numbers = np.frombuffer(packed, "<f4", offset=cut + vectors.SIZE).astype(np.float64).reshape(4, -1)
        rest = [Told(party, tuple(stems), vector, shares), *numbers]
        return Trace(*small, *rest)


def told_in(seen: Sequence[Seen], parties: Sequence[str], passages: Passages, models: Models) -> list[Told]:
    """What a document's statements teach.

    Args:
        seen: the statements at first look.
        parties: their speakers', "" for none.
    """
    found = coarse(vectors.encode([quoted(passages.text, one.statement.content) for one in seen]))
    return [
        Told(party, telling_stems(_words_of(one, passages)), vector, models.issue_shares(one)[1])
        for one, party, vector in zip(seen, parties, found, strict=True)
    ]


def _words_of(seen: Seen, passages: Passages) -> Iterable[tuple[str, str]]:
    spans = seen.statement.content
    for index in range(seen.place.first, min(seen.place.last + 1, len(passages.words))):
        for word in passages.words[index]:
            if any(span.start <= word.start < span.end for span in spans):
                yield passages.text[word.start : word.end], word.stem


def traces_of(
    seen: Sequence[Seen],
    holders: Sequence[Holder],
    parts: Mapping[str, Array],
    told: Sequence[Told],
    passages: Passages,
    codebook: Codebook,
    second: SecondLook,
) -> list[Trace]:
    """What is kept of a document's statements, each seen with its holder; ``parts`` by statement."""
    places = {issue.id: place for place, issue in enumerate(codebook.issues)}
    found = []
    for one, holder, teaches in zip(seen, holders, told, strict=True):
        statement = one.statement
        shows = holder.party is not None and not left_open(statement, passages)
        hits = passages.inside(passages.hits, one.place, statement.content)
        found.append(
            Trace(
                statement=statement.id,
                document=statement.document,
                start=statement.start,
                end=statement.end,
                party=(holder.party or "") if shows else "",
                self_declared=holder.self_declared,
                asserted_by=holder.asserted_by,
                unnamed=holder.unnamed,
                partisan=bool(one.own[-1]),
                act=ACTS.index(statement.act.value),
                named=tuple(sorted({(places[hit.label], hit.start, hit.weight) for hit in hits})),
                told=teaches,
                base=second.issue_base(one),
                evidence=second.evidence_base(one),
                parts=parts.get(statement.id, np.zeros(len(codebook.issues))),
            )
        )
    return found


def keep_traces(items: Iterable[Trace], index: StageIndex) -> None:
    """Put traces into the index, findable by document and all together."""
    kept = list(items)
    index.add((key, item.key) for item in kept for key in (f"doc:{item.document}", EVERY))
    index.put({item.key: item.pack() for item in kept})


def traces_in(index: StageIndex, documents: Iterable[str] | None = None) -> dict[str, list[Trace]]:
    """The traces of some documents, or of all: by document, in text order."""
    keys = [EVERY] if documents is None else [f"doc:{document}" for document in documents]
    items = (item for found in index.find(keys).values() for item in found if item.startswith("t:"))
    every = sorted(
        (Trace.unpack(packed) for packed in index.get(items).values()),
        key=lambda one: (one.document, one.start, one.end, one.statement),
    )
    return {document: list(group) for document, group in groupby(every, key=lambda one: one.document)}


_usages: dict[str, Usage] = {}  # the latest, by the mark of the sample: a process mostly reads one dossier


def learn(batch: Sequence[ReadDocument], issues: int, index: StageIndex) -> tuple[Usage, set[str], bool]:
    """What the oldest documents teach, with a batch among them or not.

    Returns:
        It, the documents that teach it, and whether all statements are to be looked at again by it.
    """
    known = index.get((SAMPLE, MARK))
    before = [(str(day), str(key)) for day, key in json.loads(known.get(SAMPLE, b"[]"))]
    settled = _counted(batch, index) > SETTLED and bool(before)
    fresh = {read.document.id: (read.document.published or UNDATED)[:10] for read in batch}
    kept = [(day, key) for day, key in before if key not in fresh]
    sample = before if settled else sorted([*kept, *((day, key) for key, day in fresh.items())])[:MOST_DOCUMENTS]
    documents = {key for _, key in sample}
    mark = known.get(MARK, b"").decode()
    usage = _usages.get(mark)
    if usage is not None and sample == before and documents.isdisjoint(fresh):
        return usage, documents, False
    told = [one.told for traces in traces_in(index, sorted(documents)).values() for one in traces[:MOST_TEACHING]]
    now = _mark(told, issues)
    usage = _usages.get(now) or Usage(issues, told)
    _usages.clear()
    _usages[now] = usage
    index.put({SAMPLE: json.dumps(sample).encode(), MARK: now.encode()})
    return usage, documents, now != mark and not settled


def _counted(batch: Sequence[ReadDocument], index: StageIndex) -> int:
    """How many documents the stage has seen before a batch, which is counted from then on."""
    known = index.get([COUNT, *(f"u:{read.document.id}" for read in batch)])
    before = int(known.pop(COUNT, b"0"))
    fresh = {f"u:{read.document.id}": b"" for read in batch} if len(known) < len(batch) else {}
    new = len(fresh.keys() - known.keys())
    if new:
        index.put({**fresh, COUNT: str(before + new).encode()})
    return before


def _mark(told: Sequence[Told], issues: int) -> str:
    digest = blake2b(str(issues).encode(), digest_size=12)
    for one in told:
        digest.update(json.dumps([one.party, *one.stems]).encode() + one.vector.tobytes() + one.shares.tobytes())
    return digest.hexdigest()


def look_again(
    documents: Mapping[str, Sequence[Trace]],
    usage: Usage,
    teaching: Iterable[str],
    codebook: Codebook,
    second: SecondLook,
    index: StageIndex,
) -> list[Observation]:
    """What the statements of some documents show, by what the dossier teaches.

    Args:
        documents: their traces.
        usage: of the dossier.
        teaching: the documents that it comes from.
    """
    sample = set(teaching)
    kept = index.get(key_of(one.statement) for traces in documents.values() for one in traces if one.party)
    weighed = {key: Weighed.unpack(packed) for key, packed in kept.items()}
    found: list[Observation] = []
    for document, traces in documents.items():
        inside = MOST_TEACHING if document in sample else 0
        for trace, rows in zip(traces, usage.rows([one.told for one in traces], inside), strict=True):
            if trace.party and key_of(trace.statement) in weighed:
                found += _shown(trace, weighed[key_of(trace.statement)], rows, codebook, second)
    return found


def _shown(trace: Trace, weighed: Weighed, rows: Array, codebook: Codebook, second: SecondLook) -> list[Observation]:
    shares, chances = second.judge(trace.base, trace.evidence, trace.act, trace.partisan, rows)
    chances = np.maximum((chances + weighed.evidence) / 2, trace.parts)  # both looks have half a say
    order = [int(place) for place in np.argsort(-chances) if chances[place] >= second.threshold]
    chosen = [(place, "stance") for place in _distinct(order, trace)[:MOST_ISSUES]]
    best = int(np.argmax(shares))
    if not chosen and weighed.act == Act.DENY.value and shares[best] >= DENIAL_SHARE:
        chosen = [(best, "denial")]
    return [
        told_apart(
            replace(
                weighed.observation(trace.party, codebook, place, ()),
                kind=kind,
                self_declared=trace.self_declared,
                asserted_by=trace.asserted_by,
                unnamed=trace.unnamed,
                probability=round(float(chances[place]), 4),
                alleged=False,
            )
        )
        for place, kind in chosen
    ]


def _distinct(order: Sequence[int], trace: Trace) -> list[int]:
    """The best issue, and those others that words of their own speak for: one word makes a case for one issue only."""
    kept: list[int] = []
    used: dict[int, float] = {}
    for place in order:
        own = {start: weight for issue, start, weight in trace.named if issue == place}
        if not kept or any(weight > used.get(start, 0.0) for start, weight in own.items()):
            kept.append(place)
            for start, weight in own.items():
                used[start] = max(used.get(start, 0.0), weight)
    return kept
