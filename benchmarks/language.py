"""CPU time of the language stage by part, in microseconds a word, on given text files or quotes-de dev.

    python benchmarks/language.py [FILES...]

CPU time, not wall time, so that other programs on the machine do not count; one BLAS thread. The yardstick is
spaCy's blank German tokenizer where spaCy is installed.
"""

from __future__ import annotations

import json
import lzma
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from depesche.language import analyse, sentences, tokenize
from depesche.language.names import names_of
from depesche.language.tagger import tagger
from depesche.language.tense import tense_reader
from depesche.language.times import times
from depesche.language.vectors import TokenVectors
from depesche.language.words import words_of
from depesche.records import Document

DATA = Path(__file__).resolve().parents[2] / "shared/data/quotes-de/dev.jsonl.xz"
DAY = date(2022, 11, 11)


def main() -> None:
    """Command line."""
    if len(sys.argv) > 1:
        texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
    else:
        with lzma.open(DATA, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
    begun = time.process_time()
    analyse([Document(id="warm", text="Der Kreml weist das am Freitag zurück.", language="de")])
    print(f"load and first sentence: {time.process_time() - begun:.2f} s")
    model, lexical = tagger("de"), words_of("de")
    assert model is not None
    assert lexical is not None
    spent: dict[str, float] = {}

    def timed(part: str, work: Callable[[], Any]) -> Any:
        at = time.process_time()
        result = work()
        spent[part] = spent.get(part, 0.0) + time.process_time() - at
        return result

    words_read = 0
    for text in texts:
        tokens = timed("tokens", lambda text=text: tokenize(text))
        found = timed("sentences", lambda text=text, tokens=tokens: sentences(text, tokens))
        if not tokens:
            continue
        words = [text[start:end] for start, end in tokens]
        words_read += len(words)
        vectors = TokenVectors(text, tokens, found)
        timed("vectors", lambda vectors=vectors, count=len(words): vectors.rows(0, count))
        tags = timed("tagger", lambda w=words, s=found, v=vectors: model.tag(w, s, v))
        pos = [model.pos_tags[number] for number in tags.pos.argmax(axis=1).tolist()]
        timed("mood", lambda w=words, p=pos, s=found, t=tags: lexical.moods(w, p, s, t.mood, model.moods))
        timed("lemma", lambda w=words, p=pos: [lexical.lemma(a, b) for a, b in zip(w, p, strict=True)])
        timed(
            "names",
            lambda k=tokens, w=words, s=found, t=tags: names_of(k, w, s, t.names, model.name_tags, model.name_settings),
        )
        timed("times", lambda x=text, k=tokens, s=found: times(x, k, s, DAY, "de", tense_reader(x, k, "de")))
    for part, seconds in spent.items():
        print(f"{part:10} {seconds / words_read * 1e6:7.1f} us a word")
    documents = [
        Document(id=str(number), text=text, language="de", published="2022-11-11") for number, text in enumerate(texts)
    ]
    begun = time.process_time()
    analyse(documents)
    whole = time.process_time() - begun
    print(
        f"{'whole':10} {whole / words_read * 1e6:7.1f} us a word, {words_read / whole:,.0f} words a second of one core"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, {words_read} words")
    _yardstick(texts, words_read)


def _yardstick(texts: list[str], words: int) -> None:
    try:
        import spacy
    except ImportError:
        print("spaCy is not installed: no yardstick")
        return
    blank = spacy.blank("de")
    begun = time.process_time()
    for text in texts:
        blank(text)
    print(f"spaCy blank tokenizer {(time.process_time() - begun) / words * 1e6:.1f} us a word")


if __name__ == "__main__":
    main()
