"""How the cost of actors and claims grows with the dossier: prints the exponent, and the cost of adding one document.

    OMP_NUM_THREADS=1 python benchmarks/claims.py [1000 10000 ...]

Documents are generated from cuba-1962: names, numbers and nouns are exchanged at random, days spread over years, every
twelfth document is a copy. Costs are seconds of processor time; statements are the truth's (the stages before are not
measured here). The index is in memory.
"""

from __future__ import annotations

import math
import random
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from depesche.actors import resolve
from depesche.claims import link
from depesche.claims.alone import MemoryView
from depesche.evaluation.truth import load_truth
from depesche.records import ReadDocument, Span
from depesche.stages import MemoryIndex

EXAMPLE = Path(__file__).parents[1] / "examples/cuba-1962"
SYLLABLES = ["ba", "do", "ke", "li", "mu", "na", "ro", "si", "ta", "ve", "wu", "zo", "gra", "pel", "sch", "tor"]


def word(rng: random.Random, length: int) -> str:
    """A made-up word of exactly this length."""
    made = "".join(rng.choice(SYLLABLES) for _ in range(length))
    return made[:length].title()


def variant(read: ReadDocument, number: int, rng: random.Random) -> ReadDocument:
    """A document like another, with other capitalised words of the same length, so that all offsets stay."""
    text = read.document.text
    if number % 12:
        changed = {
            old: word(rng, len(old)) for old in {*text.split()} if old.isalpha() and old[0].isupper() and len(old) > 6
        }
        text = " ".join(changed.get(part, part) if rng.random() < 0.7 else part for part in text.split(" "))
    day = (date(2000, 1, 1) + timedelta(days=number // 40)).isoformat()
    identity = f"g{number}"
    document = replace(read.document, id=identity, text=text, published=day)
    statements = tuple(
        replace(one, id=f"{identity}.{place}", document=identity, content=tuple(Span(*span) for span in one.content))
        for place, one in enumerate(read.statements)
    )
    return ReadDocument(document, replace(read.analysis, document=identity), statements)


def build(size: int) -> tuple[float, float]:
    """Processor seconds to build a dossier of this size, and to add one more document to it."""
    rng = random.Random(size)
    originals = load_truth(EXAMPLE).read_documents()
    view, actors, claims = MemoryView(), MemoryIndex(), MemoryIndex()

    def add(batch: list[ReadDocument]) -> float:
        view.store(batch)
        start = time.process_time()
        view.apply(resolve(batch, view, actors))
        ids = [read.document.id for read in batch]
        view.apply(link(list(view.read_documents(ids).values()), view, claims))
        return time.process_time() - start

    total = 0.0
    for place in range(0, size, 40):
        total += add([variant(originals[n % len(originals)], n, rng) for n in range(place, min(size, place + 40))])
    return total, add([variant(originals[5], size + 1, rng)])


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:]] or [500, 2000]
    found = []
    for size in sizes:
        total, one = build(size)
        found.append((size, total))
        print(
            f"{size:>7} documents: {total:8.1f} s, {1000 * total / size:6.1f} ms a document; one more: {one:.3f} s",
            flush=True,
        )
    for (small, less), (large, more) in pairwise(found):
        print(f"exponent {small} -> {large}: {math.log(more / less) / math.log(large / small):.2f}")
