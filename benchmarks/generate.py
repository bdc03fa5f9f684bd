"""Makes dossiers' worth of dispatches for benchmarks: German sentences of the shipped example, reassembled.

Every document is different (its own number, date, outlet and choice of sentences), has about 300 words and real
attribution in it, so that every stage has its usual work to do.

    python benchmarks/generate.py 10000 /tmp/dispatches            one .txt a dispatch
    python benchmarks/generate.py 10000 /tmp/dispatches.jsonl      one line a dispatch
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "cuba-1962" / "docs"
WORDS = 300
OUTLETS = ("dpa", "Reuters", "AFP", "Frankfurter Tageblatt", "Wiener Kurier", "Zürcher Bote", "Hamburger Morgen")
CITIES = ("WASHINGTON", "MOSKAU", "HAVANNA", "GENF", "WIEN", "NEW YORK", "LONDON", "ANKARA")


def sentences() -> list[str]:
    """The example's sentences, one string each."""
    found: list[str] = []
    for path in sorted(EXAMPLE.glob("*.json")):
        body = json.loads(path.read_text(encoding="utf-8"))["text"].split("\n", 1)[1]
        for paragraph in re.split(r"\n\s*\n", body):
            found += [part for part in re.split(r"(?<=[a-zß“][.!?])\s+", " ".join(paragraph.split())) if len(part) > 40]
    return found


def dispatches(count: int, seed: int = 1962) -> Iterator[dict[str, str]]:
    """`count` dispatches as JSON objects in the contract's input form, the same for the same seed."""
    pool, chance = sentences(), random.Random(seed)
    for number in range(count):
        day = date(1962, 10, 16) + timedelta(days=chance.randrange(3650))
        body: list[str] = []
        words = 0
        while words < WORDS:
            sentence = chance.choice(pool)
            words += sentence.count(" ") + 1
            body.append(sentence)
        title = f"Meldung {number}: " + " ".join(chance.choice(pool).split()[:7])
        paragraphs = [" ".join(body[at : at + 4]) for at in range(0, len(body), 4)]
        dateline = f"{chance.choice(CITIES)}, {day.day}.{day.month}.{day.year} ({chance.choice(OUTLETS)}) – "
        yield {
            "title": title,
            "text": f"{title}\n\n{dateline}" + "\n\n".join(paragraphs) + "\n",
            "outlet": chance.choice(OUTLETS),
            "published": day.isoformat(),
        }


def write(count: int, target: Path) -> None:
    """Write dispatches to a folder of text files, or to one .jsonl file."""
    if target.suffix == ".jsonl":
        with target.open("w", encoding="utf-8") as file:
            for dispatch in dispatches(count):
                file.write(json.dumps(dispatch, ensure_ascii=False) + "\n")
        return
    for number, dispatch in enumerate(dispatches(count)):
        folder = target / f"{number // 1000:03}"
        if number % 1000 == 0:
            folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:06}.txt").write_text(dispatch["text"], encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
