"""Score statements against quotes-de gold: who says what, in which words, marked by which cue.

The measures are those of Petersen-Frey & Biemann 2024 (arXiv 2404.16764) and of the GermEval 2023 speaker attribution
task. All work on the gold's own tokens; a statement's spans cover a token when they hold at least half of it.

- Predicted and gold quotes of a document are **paired** one to one so that the sum of the token F1 of their contents
  (plus 0.01 where the kind and 0.001 where the medium agree) is greatest; pairs that share no token do not count.
- For each part (quote, speaker, cue, frame, addressee) of each pair, precision is the share of predicted tokens that
  are gold, recall the share of gold tokens that are predicted. A part without predicted tokens has no precision, one
  without gold tokens no recall. An unpaired quote counts with 0 for each part that it has.
- **macro**: the mean of these precisions and recalls over all quotes: of the one part (each part, `quote`), of the
  four roles (`roles`), of all five parts (`joint`); F1 is made from the two means.
- **micro**: the same counts with all tokens thrown together (`tokens_...`).
- **kinds**: F1 of the kind over paired quotes, and each kind by itself; **media** likewise.
- **exact_...**: a part counts only if all its tokens agree, over all quotes that have the part.
"""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depesche.errors import BadFile, NotFound
from depesche.evaluation.assignment import best_matching
from depesche.records import Kind, Medium, Span, Statement

PARTS = ("quote", "speaker", "cue", "frame", "addressee")
KINDS = {
    "Direct": Kind.DIRECT,
    "Indirect": Kind.INDIRECT,
    "Reported": Kind.REPORTED,
    "FreeIndirect": Kind.FREE_INDIRECT,
    "IndirectFreeIndirect": Kind.INDIRECT_FREE_INDIRECT,
}
MEDIA = {
    "Speech": Medium.SPEECH,
    "Writing": Medium.WRITING,
    "Thought": Medium.THOUGHT,
    "SW": Medium.SPEECH_OR_WRITING,
    "ST": Medium.SPEECH_OR_THOUGHT,
    "TW": Medium.THOUGHT_OR_WRITING,
}
Reader = Callable[[str], Iterable[Statement]]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as sets of token numbers, one a part, with kind and medium (the record's values; "" where unknown)."""

    parts: dict[str, frozenset[int]]
    kind: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated article: its text, the ranges of its tokens and sentences, its quotes."""

    name: str
    text: str
    tokens: tuple[Range, ...]
    quotes: tuple[Quote, ...]
    sentences: tuple[Range, ...] = ()  # as token numbers


@dataclass(slots=True)
class _Sums:
    """Precisions and recalls of one part, and its token counts."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    right: int = 0
    predicted: int = 0
    gold: int = 0
    exact: int = 0

    def add(self, predicted: frozenset[int], gold: frozenset[int]) -> None:
        right = len(predicted & gold)
        if predicted:
            self.precision.append(right / len(predicted))
        if gold:
            self.recall.append(right / len(gold))
        self.right += right
        self.predicted += len(predicted)
        self.gold += len(gold)
        self.exact += bool(gold) and predicted == gold


def read_gold(path: Path) -> Iterator[GoldDocument]:
    """Read gold documents from a JSONL or JSON file (either packed with xz), or from a folder of them.

    The JSON files of the corpus's own repository hold one object each; a list of such objects is understood too.

    Raises:
        NotFound: no such file or folder.
        BadFile: not JSON, or without the fields documentName, text, sentences and annotations.
    """
    if path.is_dir():
        for file in sorted([*path.rglob("*.json"), *path.rglob("*.jsonl"), *path.rglob("*.jsonl.xz")]):
            yield from read_gold(file)
        return
    if not path.is_file():
        raise NotFound(
            "there is no such gold file", str(path), "Give a .jsonl, .jsonl.xz or .json file in the quotes-de format"
        )
    try:
        raw = path.read_bytes()
        text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8")
        for entry in _objects(text):
            yield parse_gold(entry)
    except (ValueError, KeyError, TypeError, IndexError, lzma.LZMAError) as error:
        raise BadFile(
            f"not in the quotes-de format ({error})",
            str(path),
            "Each document needs documentName, text, sentences, annotations",
        ) from error


def _objects(text: str) -> Iterator[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
        return
    yield from whole if isinstance(whole, list) else [whole]


def parse_gold(entry: dict[str, Any]) -> GoldDocument:
    """One document from its JSON object. Tokens are found in their sentence's text one after the other."""
    text = entry["text"]
    tokens: list[Range] = []
    sentences: list[Range] = []
    for sentence in entry["sentences"]:
        position = sentence["charBegin"]
        first = len(tokens)
        for word in sentence["tokens"]:
            start = text.find(word, position)
            if start < 0 or start > position + 200:
                start = position  # a token that the text does not hold as such: keep the numbering
            tokens.append((start, min(len(text), start + len(word))))
            position = tokens[-1][1]
        sentences.append((first, len(tokens)))
    quotes = tuple(
        Quote(
            {part: frozenset((note.get(part) or {}).get("tokenIds", ())) for part in PARTS},
            str(KINDS.get(note.get("type"), "")),
            str(MEDIA.get(note.get("medium"), "")),
        )
        for note in entry["annotations"]
    )
    return GoldDocument(entry["documentName"], text, tuple(tokens), quotes, tuple(sentences))


def as_quote(statement: Statement, tokens: Sequence[Range]) -> Quote:
    """A stored statement on the gold's tokens."""
    parts = {
        "quote": statement.content,
        "speaker": statement.speaker.spans,
        "cue": statement.cue,
        "frame": statement.frame,
        "addressee": statement.addressee.spans if statement.addressee else (),
    }
    return Quote(
        {part: covered(spans, tokens) for part, spans in parts.items()}, str(statement.kind), str(statement.medium)
    )


def covered(spans: Sequence[Span], tokens: Sequence[Range]) -> frozenset[int]:
    """Numbers of the tokens of which the spans hold at least half."""
    found = set()
    for number, (start, end) in enumerate(tokens):
        held = sum(max(0, min(end, span.end) - max(start, span.start)) for span in spans)
        if held and 2 * held >= end - start:
            found.add(number)
    return frozenset(found)


def token_f1(predicted: frozenset[int], gold: frozenset[int]) -> float:
    """Harmonic mean of precision and recall of one set of tokens against another."""
    return 2 * len(predicted & gold) / (len(predicted) + len(gold)) if predicted or gold else 0.0


def pair(predicted: Sequence[Quote], gold: Sequence[Quote]) -> dict[int, int]:
    """Predicted quote -> gold quote, both by number, so that the contents agree best in sum."""
    weights = {}
    for left, ours in enumerate(predicted):
        for right, theirs in enumerate(gold):
            score = token_f1(ours.parts["quote"], theirs.parts["quote"])
            if score > 0:
                bonus = 0.01 * (ours.kind == theirs.kind) + 0.001 * (ours.medium == theirs.medium)
                weights[f"{left:06d}", f"{right:06d}"] = score + bonus
    return {int(left): int(right) for left, right in best_matching(weights).items()}


def score(pairs: Iterable[tuple[Sequence[Quote], Sequence[Quote]]]) -> dict[str, float]:
    """All measures over (predicted, gold) quotes of each document.

    Returns:
        Flat names (``joint_f1``, ``speaker_precision``, ``kinds_f1``, ``kind_direct_f1``, ...) with figures in 0..1,
        and ``quotes_predicted`` and ``quotes_gold`` as counts.
    """
    sums = {part: _Sums() for part in PARTS}
    labels: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])  # name -> right, predicted, gold
    nothing = Quote(dict.fromkeys(PARTS, frozenset()))
    counts = [0, 0]
    for predicted, gold in pairs:
        counts[0] += len(predicted)
        counts[1] += len(gold)
        matched = pair(predicted, gold)
        rows = [(ours, gold[matched[i]] if i in matched else nothing) for i, ours in enumerate(predicted)]
        rows += [(nothing, theirs) for i, theirs in enumerate(gold) if i not in set(matched.values())]
        for ours, theirs in rows:
            for part in PARTS:
                sums[part].add(ours.parts[part], theirs.parts[part])
            _count(labels, "kind", ours.kind, theirs.kind)
            _count(labels, "medium", ours.medium, theirs.medium)
    return _figures(sums, labels, counts)


def _count(labels: dict[str, list[int]], name: str, ours: str, theirs: str) -> None:
    """Count a label under its own name and under all of its sort."""
    for label in {ours, theirs} - {""}:
        row = labels[f"{name}_{label}"]
        row[0] += ours == theirs
        row[1] += ours == label
        row[2] += theirs == label
        total = labels[{"kind": "kinds", "medium": "media"}[name]]
        total[0] += ours == theirs
        total[1] += ours == label
        total[2] += theirs == label


def _figures(sums: dict[str, _Sums], labels: dict[str, list[int]], counts: Sequence[int]) -> dict[str, float]:
    figures: dict[str, float] = {}
    groups = {"joint": PARTS, "quote": ("quote",), "roles": PARTS[1:]} | {part: (part,) for part in PARTS[1:]}
    for name, parts in groups.items():
        chosen = [sums[part] for part in parts]
        _put(
            figures, name, _mean([v for s in chosen for v in s.precision]), _mean([v for s in chosen for v in s.recall])
        )
    for name, parts in groups.items():
        chosen = [sums[part] for part in parts]
        right = sum(s.right for s in chosen)
        _put(
            figures,
            f"tokens_{name}",
            _ratio(right, sum(s.predicted for s in chosen)),
            _ratio(right, sum(s.gold for s in chosen)),
        )
    for name, parts in groups.items():
        chosen = [sums[part] for part in parts]
        exact = sum(s.exact for s in chosen)
        predicted, gold = (sum(len(s.precision) for s in chosen), sum(len(s.recall) for s in chosen))
        _put(figures, f"exact_{name}", _ratio(exact, predicted), _ratio(exact, gold))
    for name, (right, predicted, gold) in sorted(labels.items()):
        _put(figures, name, _ratio(right, predicted), _ratio(right, gold))
    return figures | {"quotes_predicted": counts[0], "quotes_gold": counts[1]}


def _put(figures: dict[str, float], name: str, precision: float, recall: float) -> None:
    figures[f"{name}_precision"], figures[f"{name}_recall"] = precision, recall
    figures[f"{name}_f1"] = 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def evaluate(path: Path, read: Reader) -> dict[str, float]:
    """Score a reading against a gold file.

    Args:
        path: gold, see `read_gold`.
        read: text -> the statements that Depesche stores for it.

    Returns:
        See `score`.
    """
    return score(
        ([as_quote(statement, document.tokens) for statement in read(document.text)], document.quotes)
        for document in read_gold(path)
    )


def table(figures: dict[str, float]) -> str:
    """The figures as a table for people: a row a measure, in per cent."""
    lines = [f"{'':34}{'precision':>10}{'recall':>10}{'F1':>10}"]
    for key in figures:
        if key.endswith("_f1"):
            name = key[: -len("_f1")]
            row = [100 * figures[f"{name}_{measure}"] for measure in ("precision", "recall", "f1")]
            lines.append(f"{name.replace('_', ' '):34}" + "".join(f"{value:10.1f}" for value in row))
    lines.append(
        f"{'quotes predicted / gold':34}{int(figures['quotes_predicted']):>10}{int(figures['quotes_gold']):>10}"
    )
    return "\n".join(lines)
