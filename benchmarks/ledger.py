"""How fast the ledger stores and finds, and how much memory it takes.

    python benchmarks/ledger.py [--documents 10000] [--folder /tmp]

The dispatches are made up: 300 words each, drawn by Zipf's law from the words of the shipped example, one in twelve a
compound of two of them, so that the list of words grows as that of real German does. Times are CPU seconds of one
process (``time.process_time``); memory is the process's peak.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from depesche.ledger import Ledger, SourceState, open_ledger
from depesche.records import (
    Act,
    Analysis,
    Document,
    Hedge,
    HedgeKind,
    Kind,
    Mention,
    Sentence,
    Span,
    Statement,
    Token,
    stable_id,
)
from depesche.stages import Stage

ROOT = Path(__file__).resolve().parent.parent
WORDS = 300
BATCH = 500
QUERIES = ("Waffenruhe", "Raketen", "Kuba Raketen", '"die Raketen"', "Blockade -Kuba", "der die", "Rak*", "ung")
LANGUAGE = Stage("language", "1", ("document.text",), ("analysis",))
NEWER = Stage("language", "2", ("document.text",), ("analysis",))
ATTRIBUTION = Stage("attribution", "1", ("analysis",), ("statement",))


def vocabulary() -> tuple[list[str], list[float]]:
    """The example's words with their cumulated Zipf weights."""
    counts: dict[str, int] = {}
    for path in sorted((ROOT / "examples" / "cuba-1962" / "docs").glob("*.json")):
        for word in re.findall(r"\w+", json.loads(path.read_text(encoding="utf-8"))["text"]):
            counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (-counts[word], word))
    total, weights = 0.0, []
    for rank in range(1, len(words) + 1):
        total += 1 / rank
        weights.append(total)
    return words, weights


def dispatches(number: int, seed: int = 1962) -> Iterator[tuple[Document, bytes]]:
    """Made-up dispatches, the same on every run."""
    chance = random.Random(seed)
    words, weights = vocabulary()
    nouns = [word for word in words if word[0].isupper() and len(word) > 4]
    for place in range(number):
        drawn = chance.choices(words, cum_weights=weights, k=WORDS)
        for spot in range(0, WORDS, 12):
            drawn[spot] = chance.choice(nouns) + chance.choice(nouns).lower()
        text = ". ".join(" ".join(drawn[start : start + 15]) for start in range(0, WORDS, 15)) + "."
        content = json.dumps({"text": text, "id": place}, ensure_ascii=False).encode()
        day = f"{1962 + place % 50}-{place % 12 + 1:02d}-{place % 28 + 1:02d}"
        yield (
            Document(
                stable_id("d", content),
                text,
                path=f"/dispatches/{place}.json",
                outlet=f"Outlet {place % 40}",
                title=" ".join(drawn[:6]),
                published=day,
                language="de",
                format="json",
            ),
            content,
        )


def measured(name: str, work: Callable[[], object]) -> None:
    """Run it and print its CPU time, wall time and the process's peak memory."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    print(f"{name:<44} {cpu:8.3f} s CPU {wall:8.3f} s wall {peak:6.0f} MB peak  {result}", flush=True)


def store(ledger: Ledger, number: int) -> str:
    """Store dispatches in batches; the time to make them up is told apart."""
    made, stored, batch = 0.0, 0, []
    states: dict[str, SourceState] = {}
    start = time.process_time()
    for document, content in dispatches(number):
        batch.append((document, content))
        states[document.path or ""] = SourceState(len(content), 1, (document.id,))
        if len(batch) == BATCH:
            made += time.process_time() - start
            stored += len(ledger.add_documents(batch, states))
            batch, states = [], {}
            start = time.process_time()
    stored += len(ledger.add_documents(batch, states))
    return f"{stored} stored, of that {made:.2f} s CPU to make them up"


def sample(ledger: Ledger) -> list[Analysis]:
    """Analyses of some documents, to be stored for all of them: making them up would take longer than storing them."""
    made = []
    for document in ledger.documents(ledger.pending(LANGUAGE, limit=20)).values():
        tokens = tuple(
            Token(match.start(), match.end(), match.group().lower(), "NOUN")
            for match in re.finditer(r"\w+|\.", document.text)
        )
        starts = range(0, len(tokens) - 16, 16)
        sentences = tuple(Sentence(tokens[start].start, tokens[start].end, start, start + 16) for start in starts)
        made.append(Analysis(document.id, "de", tokens, sentences))
    return made


def statements(document: str) -> list[Statement]:
    """Twelve statements."""
    return [
        Statement(
            stable_id("s", document, spot),
            document,
            Kind.INDIRECT,
            Act.ASSERT,
            (Span(spot * 100, spot * 100 + 80),),
            Mention((Span(spot * 100 + 82, spot * 100 + 90),), f"a{(spot * 7 + int(document[1:8], 16)) % 5000}"),
            cue=(Span(spot * 100 + 90, spot * 100 + 95),),
            hedges=(Hedge(spot * 100, spot * 100 + 5, HedgeKind.SUBJUNCTIVE),),
            confidence=0.75,
        )
        for spot in range(12)
    ]


def analyse(ledger: Ledger) -> str:
    """Store an analysis and twelve statements for every pending document."""
    samples, done = sample(ledger), 0
    while ids := ledger.pending(LANGUAGE, limit=BATCH):
        with ledger.transaction():
            ledger.store_language(
                LANGUAGE, [replace(samples[place % len(samples)], document=id_) for place, id_ in enumerate(ids)]
            )
            ledger.store_attribution(ATTRIBUTION, {id_: statements(id_) for id_ in ids})
        done += len(ids)
    return f"{done} documents"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "benchmark.depesche"
        with open_ledger(path) as ledger:
            measured("store documents", lambda: store(ledger, given.documents))
            paths = [f"/dispatches/{place}.json" for place in range(10_000)]
            measured("recognise 10,000 files", lambda: len(ledger.known_sources(paths)))
            measured("pending, first 500", lambda: len(ledger.pending(LANGUAGE, limit=500)))
            measured("store analyses and 12 statements each", lambda: analyse(ledger))
            measured("pending, none left", lambda: len(ledger.pending(LANGUAGE, limit=500)))
        size = path.stat().st_size / given.documents
        print(f"{'file':<44} {size:8.0f} bytes a document")
        measured("open", lambda: open_ledger(path).close())
        with open_ledger(path) as ledger:
            measured("overview", lambda: ledger.overview([LANGUAGE, ATTRIBUTION]).counts)
            measured("overview again", lambda: ledger.overview([LANGUAGE]).pending)
            for words in (
                "Waffenruhe",
                "Raketen",
                "Kuba Raketen",
                '"die Raketen"',
                "Blockade -Kuba",
                "der die",
                "Rak*",
            ):
                measured(f"search {words}", lambda words=words: ledger.search(words).total)  # type: ignore[misc]
            measured("statements of one actor", lambda: sum(1 for _ in ledger.iter_statements(actor="a77")))
            measured("first statement of all", lambda: next(ledger.iter_statements()).act)
            measured("pending of a new version", lambda: len(ledger.pending(NEWER)))
            measured("all statements", lambda: sum(1 for _ in ledger.iter_statements()))
            measured("all documents", lambda: sum(1 for _ in ledger.iter_documents()))


if __name__ == "__main__":
    main()
