"""How the cost of actors and claims grows with the dossier: prints the exponent, and the cost of adding one document.

    OMP_NUM_THREADS=1 python benchmarks/claims.py [--repeat N] [--step N] [--ledger FILE] [1000 10000 ...]

One dossier is built to the largest size, 40 documents at a time, and measured at each size on the way. Documents are
generated from cuba-1962: names, numbers and nouns are exchanged at random, days spread over years, every twelfth
document is a copy. With --repeat N the texts come again after N documents (other days, other ids), their vectors are
made beforehand and kept: what the language models cost is then left out, and a large dossier is built sooner. Costs are
seconds of processor time; statements are the truth's (the stages before are not measured here). The dossier is in
memory, or with --ledger in a file, as `depesche read` keeps it: 20 documents a transaction, all reading, writing and
committing of actors and claims is in the figures (storing documents and analyses is not). The file stays for others
to look at; one that is there is not overwritten.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from depesche.actors import resolve
from depesche.application.pipeline import silent, update_stages
from depesche.application.stages import plan_of_defaults
from depesche.claims import link, propositions
from depesche.claims.alone import MemoryView
from depesche.claims.meaning import Words
from depesche.evaluation.truth import load_truth
from depesche.language import sentence_vectors
from depesche.ledger import open_ledger
from depesche.records import ReadDocument, Span
from depesche.stages import MemoryIndex

EXAMPLE = Path(__file__).parents[1] / "examples/cuba-1962"
SYLLABLES = ["ba", "do", "ke", "li", "mu", "na", "ro", "si", "ta", "ve", "wu", "zo", "gra", "pel", "sch", "tor"]
ENDLESS = 10**9  # documents after which texts come again, if never
ADDED = 5  # single documents added at each size; the mean is told


def word(rng: random.Random, length: int) -> str:
    """A made-up word of exactly this length."""
    made = "".join(rng.choice(SYLLABLES) for _ in range(length))
    return made[:length].title()


def variant(read: ReadDocument, number: int, repeat: int) -> ReadDocument:
    """A document like another, with other capitalised words of the same length, so that all offsets stay."""
    text = read.document.text
    rng = random.Random(number % repeat)
    if number % 12:
        changed = {
            old: word(rng, len(old))
            for old in dict.fromkeys(text.split())
            if old.isalpha() and old[0].isupper() and len(old) > 6
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


def keep_vectors() -> None:
    """Let the vectors of texts be computed once and kept, as long as the process lives."""
    sentences: dict[str, Any] = {}
    ranges: dict[tuple[str, tuple[Span, ...]], Any] = {}

    def vectors(texts: Sequence[str]) -> list[Any]:
        new = [text for text in texts if text not in sentences]
        if new:
            sentences.update(zip(new, sentence_vectors(new), strict=True))
        return [sentences[text] for text in texts]

    class Kept:
        """Words as `meaning.Words` gives them."""

        def __init__(self, read: ReadDocument) -> None:
            self._read = read
            self._words: Words | None = None

        def within(self, spans: Sequence[Span]) -> Any:
            """See `meaning.Words.within`."""
            key = (self._read.document.text, tuple(spans))
            if key not in ranges:
                self._words = self._words or Words(self._read)
                ranges[key] = self._words.within(spans)
            return ranges[key]

    setattr(propositions, "sentence_vectors", vectors)  # noqa: B010 - in place of what the module imports
    setattr(propositions, "Words", Kept)  # noqa: B010


class InMemory:
    """A dossier in memory."""

    def __init__(self) -> None:
        self._view = MemoryView()
        self._indexes = (MemoryIndex(), MemoryIndex())

    def add(self, batch: Sequence[ReadDocument]) -> tuple[float, float]:
        """Add documents; seconds of processor time of actors and of claims."""
        self._view.store(batch)
        start = time.process_time()
        self._view.apply(resolve(batch, self._view, self._indexes[0]))
        between = time.process_time()
        ids = [read.document.id for read in batch]
        self._view.apply(link(list(self._view.read_documents(ids).values()), self._view, self._indexes[1]))
        return between - start, time.process_time() - between


class InLedger:
    """A dossier in a file, brought up to date as the application does it."""

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise SystemExit(f"{path} is there already")
        self._ledger = open_ledger(path)
        whole = plan_of_defaults()
        self._plans = [replace(whole, wide=(whole.wide[0],)), replace(whole, wide=whole.wide[:2])]

    def add(self, batch: Sequence[ReadDocument]) -> tuple[float, float]:
        """Add documents; seconds of processor time of actors and of claims."""
        with self._ledger.transaction():
            self._ledger.add_documents([(read.document, read.document.text.encode()) for read in batch])
            self._ledger.store_language(self._plans[0].language, [read.analysis for read in batch])
            found = {read.document.id: read.statements for read in batch}
            self._ledger.store_attribution(self._plans[0].attribution, found)
        spent = []
        for plan in self._plans:
            start = time.process_time()
            update_stages(self._ledger, plan, silent)
            spent.append(time.process_time() - start)
        return spent[0], spent[1]


@dataclass
class Dossier:
    """A dossier that grows; seconds of processor time so far."""

    repeat: int
    size: int = 0
    actors: float = 0.0
    claims: float = 0.0
    originals: list[ReadDocument] = field(default_factory=lambda: load_truth(EXAMPLE).read_documents())
    kept: InMemory | InLedger = field(default_factory=InMemory)

    def add(self, count: int) -> tuple[float, float]:
        """Add some documents at once; what actors and claims cost."""
        numbers = range(self.size, self.size + count)
        batch = [variant(self.originals[number % len(self.originals)], number, self.repeat) for number in numbers]
        if self.size < self.repeat < ENDLESS:
            for read in batch:
                propositions.propositions(read)
        self.size += count
        spent = self.kept.add(batch)
        self.actors, self.claims = self.actors + spent[0], self.claims + spent[1]
        return spent

    def grow(self, size: int, step: int) -> None:
        """Add documents up to a size."""
        while self.size < size:
            self.add(min(step, size - self.size))


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[300, 1000])
    parser.add_argument("--repeat", type=int, help="documents after which the texts come again")
    parser.add_argument("--step", type=int, default=40, help="documents added at once")
    parser.add_argument("--ledger", type=Path, help="keep the dossier in this file")
    given = parser.parse_args()
    if given.repeat:
        keep_vectors()
    dossier = Dossier(given.repeat or ENDLESS, kept=InLedger(given.ledger) if given.ledger else InMemory())
    found: list[tuple[int, float]] = []
    before = (0, 0.0)
    for size in sorted(given.sizes):
        dossier.grow(size, given.step)
        total = dossier.actors + dossier.claims
        lately = 1000 * (total - before[1]) / (dossier.size - before[0])
        found.append((dossier.size, total))
        single = [dossier.add(1) for _ in range(ADDED)]
        actors, claims = (sum(part) / ADDED for part in zip(*single, strict=True))
        before = (dossier.size, dossier.actors + dossier.claims)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:>7} documents: {total:8.1f} s, {1000 * total / size:6.1f} ms a document ({lately:.1f} since the"
            f" last size), actors {dossier.actors:.1f} s; one more: actors {actors:.3f} s, claims {claims:.3f} s;"
            f" {memory:.0f} MB",
            flush=True,
        )
    for (small, less), (large, more) in pairwise(found):
        print(f"exponent {small} -> {large}: {math.log(more / less) / math.log(large / small):.2f}")


if __name__ == "__main__":
    main()
