"""Speed and memory of the attribution stage, beside the language stage whose vectors it shares.

    OMP_NUM_THREADS=1 python benchmarks/attribution.py [../shared] [--words 200000] [--stored JOBS]

Prints CPU time a word in bulk (quotes-de dev), the time of one dispatch of 400 words, the time to load, and time and
memory of one long text. With --stored, instead: wall-clock words a second from texts stored in a dossier to statements
stored there, with so many processes, on the same texts three times over (starting the processes counts).
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import depesche
from depesche.application import codebooks
from depesche.application.pipeline import ReadReport, analyse_pending, silent
from depesche.application.stages import plan
from depesche.application.workers import Workers
from depesche.attribution import attribute
from depesche.evaluation.quotes import read_gold
from depesche.language import analyse
from depesche.records import Document

BATCH = 32  # documents, as the application reads them
TIMES = 3  # that each text is stored, each time with another last word


def from_store_to_store(texts: Sequence[str], jobs: int) -> None:
    """Store texts, then measure language and attribution of all of them, statements stored."""
    with tempfile.TemporaryDirectory() as folder, depesche.open(f"{folder}/bench.depesche") as dossier:
        for number, text in enumerate(text for text in texts for _ in range(TIMES)):
            Path(f"{folder}/{number}.txt").write_text(f"{text} {number}.", "utf-8")
        dossier.read(f"{folder}/*.txt", models=False)
        words = sum(len(document.text.split()) for document in dossier.documents())
        report = ReadReport()
        begun = time.perf_counter()
        with Workers(jobs) as workers:
            analyse_pending(dossier.ledger, plan(codebooks.in_use(dossier.ledger)), workers, report, silent)
        seconds = time.perf_counter() - begun
    print(f"{words:,} words stored, {report.statements} statements stored in {seconds:.1f} s with {jobs} processes:")
    print(f"  {words / seconds:,.0f} words a second")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--words", type=int, default=200_000)
    parser.add_argument("--stored", type=int, metavar="JOBS")
    args = parser.parse_args()
    texts = [gold.text for gold in read_gold(args.shared / "data/quotes-de/dev.jsonl.xz")]
    if args.stored:
        from_store_to_store(texts, args.stored)
        return
    analyse([Document("warm", texts[0], language="de")])
    begun = time.perf_counter()
    attribute([(d := Document("load", "Er sagte, es sei gut.", language="de"), analyse([d])[0])])
    print(f"loading the model: {time.perf_counter() - begun:.2f} s")
    documents = [Document(f"b{i}", text, language="de") for i, text in enumerate(texts)]
    words = sum(len(text.split()) for text in texts)
    spent = [0.0, 0.0]
    found = 0
    for first in range(0, len(documents), BATCH):
        part = documents[first : first + BATCH]
        start = time.process_time()
        analyses = analyse(part)
        middle = time.process_time()
        found += sum(map(len, attribute(list(zip(part, analyses, strict=True)))))
        spent[0] += middle - start
        spent[1] += time.process_time() - middle
    for name, seconds in zip(("language", "attribution"), spent, strict=True):
        print(f"{name}: {seconds / words * 1e6:.0f} us CPU a word, {words / seconds:,.0f} words a second and core")
    print(f"{found} statements in {words:,} words")
    dispatch = " ".join(" ".join(texts).split()[:400])
    times = []
    for number in range(7):
        document = Document(f"one{number}", dispatch + " " * number, language="de")
        begun = time.perf_counter()
        attribute([(document, analyse([document])[0])])
        times.append(time.perf_counter() - begun)
    print(f"one dispatch of 400 words, language and attribution: {sorted(times)[3] * 1000:.0f} ms (median of 7)")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    long = "\n\n".join(texts)
    long = "\n\n".join([long] * (args.words // words + 1))
    document = Document("long", long, language="de")
    begun = time.process_time()
    analysis = analyse([document])[0]
    middle = time.process_time()
    found = len(attribute([(document, analysis)])[0])
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spans = middle - begun, time.process_time() - middle
    print(f"one text of {len(long.split()):,} words: language {spans[0]:.1f} s, attribution {spans[1]:.1f} s,")
    print(f"  {found} statements, memory {before:.0f} MB before, at most {after:.0f} MB")


if __name__ == "__main__":
    main()
