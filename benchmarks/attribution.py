"""Speed and memory of the attribution stage, beside the language stage whose vectors it shares.

    python benchmarks/attribution.py [../shared] [--words 200000]

Prints CPU time a word in bulk (quotes-de dev), the time of one dispatch of 400 words, the time to load, and time and
memory of one long text.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from depesche.attribution import attribute
from depesche.evaluation.quotes import read_gold
from depesche.language import analyse
from depesche.records import Document

BATCH = 32  # documents, as the application reads them


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--words", type=int, default=200_000)
    args = parser.parse_args()
    texts = [gold.text for gold in read_gold(args.shared / "data/quotes-de/dev.jsonl.xz")]
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
