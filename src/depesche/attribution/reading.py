"""Documents -> candidate quotes: the network over stretches of text, several documents side by side.

A document is read in sections of bounded length, so that a book needs no more memory than an article; within a
section the tagger sees stretches with some text on either side, and contents are decoded over the whole section.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from depesche.attribution.decoding import Candidate, Content, Settings, searches
from depesche.attribution.features import features
from depesche.attribution.network import Floats, Ints, Network
from depesche.attribution.windows import marks, positions, window
from depesche.errors import ModelError
from depesche.language import token_vectors
from depesche.records import Analysis, Document

SECTION = 3000  # tokens read at once; contents and their speakers do not reach over a section's edge
STRETCH = 450  # tokens, as in training
CONTEXT = 60  # tokens of neighbouring text on either side of a stretch
TOGETHER = 4_000  # tokens of stretches or windows computed side by side
_MODEL = Path(__file__).parent / "model"


@dataclass(frozen=True, slots=True)
class Model:
    """A network with how to decode it."""

    network: Network
    settings: Settings
    calibration: tuple[tuple[float, float], ...]  # raw probability -> how often right, rising
    version: str


@lru_cache(maxsize=1)
def model() -> Model:
    """The model that ships with the package, loaded when first asked for.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        settings: dict[str, Any] = json.loads((_MODEL / "settings.json").read_text(encoding="utf-8"))
        decoding: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in settings["decoding"].items()
        }
        return Model(
            Network(_MODEL, [[np.array(level, dtype=np.float32) for level in member] for member in settings["steps"]]),
            Settings(**decoding),
            tuple((float(raw), float(right)) for raw, right in settings["calibration"]),
            str(settings["version"]),
        )
    except Exception as error:  # onnxruntime's errors have no common class of their own
        raise ModelError("the attribution model cannot be read", str(_MODEL), "Reinstall depesche") from error


@dataclass(slots=True)
class Section:
    """A stretch of one document's tokens with all that the network needs; token numbers count from `first`."""

    first: int
    sentences: list[tuple[int, int]]
    numbers: Ints
    bits: Floats
    vectors: Floats
    seen: list[Floats]  # one a member of the ensemble
    scores: Floats

    @property
    def count(self) -> int:
        """Its tokens."""
        return len(self.numbers)


def sections(document: Document, analysis: Analysis) -> Iterator[Section]:
    """A document's sections, in order, with features and vectors, not yet tagged."""
    tokens, sentences = analysis.tokens, analysis.sentences
    if not tokens or not sentences:
        return
    rows = token_vectors(document.text, tokens, sentences)
    for begin, end in _groups([(one.first, one.last) for one in sentences], SECTION):
        part = sentences[begin:end]
        first, last = part[0].first, part[-1].last
        inside = [one._replace(first=one.first - first, last=one.last - first) for one in part]
        numbers, bits = features(document.text, tokens[first:last], inside, analysis.language or "de")
        nothing = np.zeros((0, 0), dtype=np.float32)
        yield Section(
            first,
            [(one.first, one.last) for one in inside],
            numbers.astype(np.int64),
            bits.astype(np.float32),
            rows.rows(first, last),
            [],
            nothing,
        )


def _groups(sentences: Sequence[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """Runs [begin, end) of sentences with at most `size` tokens together, or a single longer sentence."""
    begin = 0
    for index, (_, last) in enumerate(sentences):
        if last - sentences[begin][0] > size and index > begin:
            yield begin, index
            begin = index
    if begin < len(sentences):
        yield begin, len(sentences)


def read(parts: Sequence[Section], using: Model) -> list[list[Candidate]]:
    """The candidate quotes of each section."""
    _tag(parts, using.network)
    return _look(parts, using)


def _tag(parts: Sequence[Section], network: Network) -> None:
    """Fill in what every section's tokens look like to the readers, and their scores."""
    jobs: list[tuple[int, int, int, int, int]] = []  # section, seen [a, b), kept [c, d)
    for number, part in enumerate(parts):
        for begin, end in _groups(part.sentences, STRETCH):
            kept = part.sentences[begin][0], part.sentences[end - 1][1]
            jobs.append((number, max(0, kept[0] - CONTEXT), min(part.count, kept[1] + CONTEXT), *kept))
    jobs.sort(key=lambda job: job[1] - job[2])
    for group in _together([job[2] - job[1] for job in jobs]):
        chosen = [jobs[i] for i in group]
        seen, scores = network.tag(
            np.concatenate([parts[n].vectors[a:b] for n, a, b, _, _ in chosen]),
            np.concatenate([parts[n].numbers[a:b] for n, a, b, _, _ in chosen]),
            np.concatenate([parts[n].bits[a:b] for n, a, b, _, _ in chosen]),
            [b - a for _, a, b, _, _ in chosen],
        )
        position = 0
        for n, a, b, c, d in chosen:
            part = parts[n]
            if not part.seen:
                part.seen = [np.empty((part.count, rows.shape[1]), dtype=np.float32) for rows in seen]
                part.scores = np.empty((part.count, scores.shape[1]), dtype=np.float32)
            here = slice(position + c - a, position + d - a)
            for own, rows in zip(part.seen, seen, strict=True):
                own[c:d] = rows[here]
            part.scores[c:d] = scores[here]
            position += b - a


def _together(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of neighbours in a list sorted by length that may be computed side by side."""
    group: list[int] = []
    size = 0
    for number, length in enumerate(lengths):
        if group and size + length > TOGETHER:
            yield group
            group, size = [], 0
        group.append(number)
        size += length
    if group:
        yield group


def _look(parts: Sequence[Section], using: Model) -> list[list[Candidate]]:
    searched = searches([part.scores for part in parts], using.network.steps, using.settings.bonuses)
    return _candidates([(part, contents, contents) for part, contents in zip(parts, searched, strict=True)], using)


def look_at(section: Section, contents: Sequence[Content], others: Sequence[Content], using: Model) -> list[Candidate]:
    """What the reader says of contents that no search has found, in their order.

    Args:
        section: where they stand; already read.
        contents: what to look at.
        others: the contents that stand there anyway.
        using: the model.
    """
    return _candidates([(section, contents, others)], using)[0] if contents else []


def _candidates(
    asked: Sequence[tuple[Section, Sequence[Content], Sequence[Content]]], using: Model
) -> list[list[Candidate]]:
    """Candidates for the contents asked for in each section, among others that are marked there."""
    jobs: list[tuple[int, int, Content, Ints, Ints]] = []  # section, number, content, look, marks
    for number, (part, contents, others) in enumerate(asked):
        where = positions(part.sentences, part.numbers[:, 4])
        level = level_marks(others, part.count)
        for place, content in enumerate(contents):
            look = window(content.tokens, where[0], where[1])
            seen = marks(look, content.tokens, where[0], where[2], level, part.numbers[:, 3])
            jobs.append((number, place, content, look, seen))
    jobs.sort(key=lambda job: -len(job[3]))
    out: list[dict[int, Candidate]] = [{} for _ in asked]
    for together in _together([len(job[3]) for job in jobs]):
        chosen = [jobs[i] for i in together]
        rows = [
            np.concatenate([asked[job[0]][0].seen[member][job[3]] for job in chosen])
            for member in using.network.members
        ]
        inside = np.concatenate([np.isin(job[3], job[2].tokens) for job in chosen]).astype(np.float32)
        lengths = [len(job[3]) for job in chosen]
        roles, labels = using.network.look(rows, np.concatenate([job[4] for job in chosen]), inside, lengths)
        position = 0
        for (number, place, content, look, _), length, label in zip(chosen, lengths, labels, strict=True):
            out[number][place] = Candidate(content, look, roles[position : position + length], label)
            position += length
    return [[found[place] for place in range(len(found))] for found in out]


def level_marks(found: Sequence[Content], count: int) -> Ints:
    """See `windows.marks`: 1 in an outer content of the plain search, 2 in an inner one, 4 more where one begins."""
    levels = np.zeros(count, dtype=np.int64)
    begins = np.zeros(count, dtype=bool)
    for content in found:
        if not content.search:
            levels[content.tokens] |= 1 + content.level
            begins[content.tokens[0]] = True
    levels[begins] += 4
    return levels
