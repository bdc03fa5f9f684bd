"""All German text that there is to learn vectors from, cut into pieces, without labels.

    python -m training.encoder.free --out training/runs/texts.pkl         (one minute)

Articles of quotes-de train, the dispatches for training, speeches of spkatt-2023, sentences of GermEval, SmartData and
UD (unrelated ones one after the other), articles of KRAUTS and WikiWarsDE, sentences of the German STSb train.
quotes-de dev, GermEval dev and rail-2007 stay out.
"""

from __future__ import annotations

import argparse
import csv
import pickle
import random
import re
import tarfile
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path

import numpy as np

from training.attribution import corpora
from training.encoder.passages import Text, cut
from training.language.data import training as sentences_of

TOGETHER = 30  # unrelated sentences that make one text


def of_sentences(found: Sequence[Sequence[str]], seed: int) -> Iterator[Text]:
    """Texts made of unrelated sentences, given as words."""
    order = list(found)
    random.Random(seed).shuffle(order)
    for first in range(0, len(order), TOGETHER):
        part = order[first : first + TOGETHER]
        ends = np.cumsum([len(one) for one in part]).tolist()
        yield Text(cut([word for one in part for word in one]), list(zip([0, *ends[:-1]], ends, strict=True)))


def of_article(art: corpora.Article) -> Text:
    """An article's."""
    return Text(art.pieces, list(art.sentences))


def of_plain(text: str) -> Text:
    """A plain text's."""
    tokens, parts = corpora.analyse(text)
    return Text(cut([text[token.start : token.end] for token in tokens]), [(one.first, one.last) for one in parts])


def dated(path: Path) -> Iterator[str]:
    """The texts of an archive of TIMEX3 or TimeML files, without their marks."""
    with tarfile.open(path) as archive:
        for member in archive:
            source = archive.extractfile(member) if member.isfile() else None
            if source is None or not member.name.endswith((".tml", ".xml")):
                continue
            raw = source.read().decode("utf-8", "replace")
            body = re.search(r"<TEXT>(.*?)</TEXT>", raw, re.S)
            text = unescape(re.sub(r"<[^>]+>", "", body[1] if body else raw)).strip()
            if text:
                yield text


def everything(shared: Path, cache: Path, written: Path) -> list[Text]:
    """All texts."""
    data = corpora.load(shared, cache)
    texts = [of_article(one) for name in ("train", "cuba-1962", "oslo-1993") for one in data[name]] + [
        of_article(one) for one in corpora.written(written)
    ]
    texts += [Text(one.pieces, [(0, one.count)]) for one in corpora.debates(shared, cache)]
    texts += of_sentences([one.words for one in sentences_of(shared / "data")[0]], 1)
    for name in ("krauts", "wikiwarsde"):
        texts += [of_plain(text) for text in dated(shared / f"data/times-de/{name}.tar.xz")]
    with (shared / "data/similarity-de/stsb-de-train.csv").open(encoding="utf-8") as lines:
        alike = [cell for row in csv.reader(lines) for cell in row[:2]]
    words = [[text[a:b] for a, b in _tokens(text)] for text in alike]
    texts += of_sentences([one for one in words if one], 2)
    return [one for one in texts if one.sentences and len(one.pieces[0])]


def _tokens(text: str) -> list[tuple[int, int]]:
    return [(token.start, token.end) for token in corpora.analyse(text)[0]]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, default=Path("training/runs/corpora.pkl"))
    parser.add_argument("--written", type=Path, default=Path("training/dispatches"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/texts.pkl"))
    options = parser.parse_args()
    texts = everything(options.shared, options.cache, options.written)
    options.out.write_bytes(pickle.dumps(texts, protocol=5))
    print(f"{len(texts)} texts, {sum(len(one.pieces[1]) - 1 for one in texts)} tokens, "
          f"{sum(len(one.pieces[0]) for one in texts)} pieces")  # fmt: skip


if __name__ == "__main__":
    main()
