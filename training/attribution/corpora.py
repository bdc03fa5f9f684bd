"""Read the corpora into one form: tokens and vectors of our own, and what is annotated, as token numbers."""

from __future__ import annotations

import json
import lzma
import pickle
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from depesche.attribution.features import CLOSING, EITHER, OPENING, features
from depesche.evaluation.quotes import PARTS, covered, read_gold
from depesche.records import Sentence, Span, Token
from training.encoder.passages import Pieces, cut

ACTS = ("assert", "deny", "confirm", "demand", "offer", "accept", "reject", "warn", "promise", "decline", "assess")
KINDS = ("direct", "indirect", "reported", "free_indirect", "indirect_free_indirect")
MEDIA = ("speech", "writing", "thought", "speech_writing", "speech_thought", "thought_writing")


@dataclass
class Quote:
    """One annotated quote: token numbers a part (None: not annotated in this corpus), labels (-1: not annotated)."""

    parts: dict[str, np.ndarray | None]
    kind: int = -1
    medium: int = -1
    act: int = -1


@dataclass
class Article:
    """One document, ready for training."""

    name: str
    corpus: str
    text: str
    tokens: list[tuple[int, int]]
    sentences: list[tuple[int, int]]  # token numbers
    numbers: np.ndarray  # features, int32
    bits: np.ndarray  # lexicon features, uint8
    pieces: Pieces
    vectors: np.ndarray | None = None  # float16 (n, 384), where an encoder has been chosen
    quotes: list[Quote] = field(default_factory=list)


def analyse(text: str, junk=()) -> tuple[list[Token], list[Sentence]]:
    """Tokens and sentences as at runtime: by the language stage where it is there, else its tokenizer alone."""
    from depesche.language.sentences import sentences
    from depesche.language.tokens import tokenize

    ranges = tokenize(text, junk)
    return [Token(a, b) for a, b in ranges], sentences(text, ranges, junk)


def article(name: str, corpus: str, text: str, junk=()) -> Article:
    """Analyse a text."""
    tokens, parts = analyse(text, junk)
    return Article(
        name,
        corpus,
        text,
        [(token.start, token.end) for token in tokens],
        [(sentence.first, sentence.last) for sentence in parts],
        *features(text, tokens, parts),
        cut([text[token.start : token.end] for token in tokens]),
    )


def quotes_de(path: Path) -> list[Article]:
    """quotes-de, gold mapped onto our tokens by characters."""
    found = []
    for gold in read_gold(path):
        made = article(gold.name, "quotes-de", gold.text)
        for quote in gold.quotes:
            parts = {}
            for part in PARTS:
                spans = [Span(*gold.tokens[i]) for i in sorted(quote.parts[part])]
                spans = _joined(spans, gold.text)
                parts[part] = np.array(sorted(covered(spans, made.tokens)), dtype=np.int64)
            if len(parts["quote"]):
                kind = KINDS.index(quote.kind) if quote.kind else -1
                medium = MEDIA.index(quote.medium) if quote.medium else -1
                made.quotes.append(Quote(parts, kind, medium))
        found.append(made)
    return found


def _joined(spans: list[Span], text: str) -> list[Span]:
    out: list[Span] = []
    for span in spans:
        if out and not text[out[-1].end : span.start].strip():
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def dispatches(folder: Path) -> list[Article]:
    """A folder like cuba-1962: contents, speakers, kinds and acts; no cue, frame or addressee."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    found = []
    for path in sorted((folder / "docs").glob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        text = raw["text"]
        junk = [(j["start"], j["end"], "x") for j in truth["junk"] if j["doc"] == raw["id"] and "start" in j]
        made = article(raw["id"], folder.name, text, junk)
        for note in truth["statements"]:
            if note["doc"] != raw["id"]:
                continue
            start, end = note["start"], note["end"]
            if (
                note["kind"] == "direct"
                and start
                and text[start - 1] in OPENING | EITHER
                and text[end : end + 1] in CLOSING | EITHER
            ):
                start, end = start - 1, end + 1
            content = np.array(sorted(covered([Span(start, end)], made.tokens)), dtype=np.int64)
            if not len(content):
                continue
            speaker = np.empty(0, dtype=np.int64)
            if note.get("mention_start") is not None:
                speaker = np.array(
                    sorted(covered([Span(note["mention_start"], note["mention_end"])], made.tokens)), dtype=np.int64
                )
            parts = {"quote": content, "speaker": speaker, "cue": None, "frame": None, "addressee": None}
            made.quotes.append(Quote(parts, KINDS.index(note["kind"]), -1, ACTS.index(note["act"])))
        found.append(made)
    return found


@dataclass
class Debate:
    """A stretch of a Bundestag speech of spkatt-2023."""

    numbers: np.ndarray
    bits: np.ndarray
    pieces: Pieces
    target: np.ndarray  # uint8 (n, 6): cue, source, addressee, topic, in a message, first of a message
    vectors: np.ndarray | None = None

    @property
    def count(self) -> int:
        """Its tokens."""
        return len(self.numbers)


def debates(shared: Path, cache: Path) -> list[Debate]:
    """spkatt-2023 train and dev, in stretches of about 250 tokens; kept beside the cache of `load`."""
    kept = cache.with_suffix(".debates.pkl")
    if kept.is_file():
        return pickle.loads(kept.read_bytes())
    found = []
    for name in ("train", "dev"):
        with lzma.open(shared / f"data/spkatt-2023/{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                found += _debate(json.loads(line))
    kept.write_bytes(pickle.dumps(found, protocol=5))
    return found


def _debate(raw: dict) -> list[Debate]:
    words, starts = [], []
    for sentence in raw["Sentences"]:
        starts.append(len(words))
        words += sentence["Tokens"]
    ends = np.cumsum([len(word) + 1 for word in words])
    text = " ".join(words)
    tokens = [Token(int(end) - 1 - len(word), int(end) - 1) for word, end in zip(words, ends, strict=True)]
    bounds = [*starts, len(words)]
    parts = [Sentence(tokens[a].start, tokens[b - 1].end, a, b) for a, b in pairwise(bounds) if b > a]
    target = np.zeros((len(words), 6), dtype=np.uint8)

    def places(note: dict, role: str) -> list[int]:
        pairs = [map(int, place.split(":")) for place in note.get(role) or ()]
        return sorted(starts[sentence] + token for sentence, token in pairs)

    for note in raw["Annotations"]:
        for column, role in enumerate(("Cue", "Source", "Addr", "Topic", "Message")):
            target[places(note, role), column] = 1
        if message := places(note, "Message"):
            target[message[0], 5] = 1
    numbers, bits = features(text, tokens, parts)
    out, first = [], 0
    for part in parts:
        if part.last - first >= 250 or part is parts[-1]:
            part_ = slice(first, part.last)
            out.append(Debate(numbers[part_].astype(np.int64), bits[part_], cut(words[part_]), target[part_]))
            first = part.last
    return out


def load(shared: Path, cache: Path) -> dict[str, list[Article]]:
    """All corpora, from the cache if it is there."""
    if cache.is_file():
        return pickle.loads(cache.read_bytes())
    data = {
        "train": quotes_de(shared / "data/quotes-de/train.jsonl.xz"),
        "dev": quotes_de(shared / "data/quotes-de/dev.jsonl.xz"),
    }
    for name in ("cuba-1962", "oslo-1993", "rail-2007"):
        data[name] = dispatches(shared / "dispatches" / name)
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_bytes(pickle.dumps(data, protocol=5))
    return data


def written(root: Path) -> list[Article]:
    """All dispatches written for training (`training/dispatches`)."""
    return [art for truth in sorted(root.glob("*/truth.json")) for art in dispatches(truth.parent)]


def fill(articles: list[Article]) -> None:
    """Give articles the vectors that the shipped encoder gives them at work."""
    from depesche.language.vectors import TokenVectors

    for art in articles:
        sentences = [Sentence(art.tokens[a][0], art.tokens[b - 1][1], a, b) for a, b in art.sentences]
        art.vectors = TokenVectors(art.text, art.tokens, sentences).rows(0, len(art.tokens)).astype(np.float16)


if __name__ == "__main__":
    import sys

    for name, articles in load(Path(sys.argv[1]), Path(sys.argv[2])).items():
        print(name, len(articles), sum(len(a.tokens) for a in articles), sum(len(a.quotes) for a in articles))
