"""Choose the pieces that German news needs and write `src/depesche/language/model/vocabulary.npz`.

    python -m training.encoder.vocabulary          (needs spacy-lookups-data; 3 minutes, 1.5 GB)

Counted are the pieces of the million most frequent German words, each as often as its probability says, and of the
training texts; kept are the commonest, and all single characters of the Latin, Greek and Cyrillic scripts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import unicodedata
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from depesche.language.vocabulary import SPECIAL, Vocabulary
from training.encoder.source import Source, load

TARGET = Path(__file__).resolve().parents[2] / "src/depesche/language/model/vocabulary.npz"
PIECES = 44_000
SOURCE_SPECIAL = ("<s>", "</s>", "<unk>", "<mask>")
WORDS = 400_000  # of the frequency list


def _vocabulary(source: Source, chosen: list[int]) -> Vocabulary:
    place = {piece: number for number, piece in enumerate(source.pieces)}
    special = [place["<s>"], place["</s>"], place["<unk>"], len(source.packed_words) - 36]
    order = special + chosen
    return Vocabulary(
        [source.pieces[number] if at >= SPECIAL else "" for at, number in enumerate(order)],
        np.concatenate([np.zeros(SPECIAL), source.scores[chosen]]).astype(np.float32),
        source.normal,
        source.packed_words[order],
    )


def _plain(piece: str) -> bool:
    """Whether a piece is one character that European text may hold."""
    text = piece.lstrip("▁")
    if len(text) > 1:
        return False
    if not text or not text.isalpha():
        return True
    name = unicodedata.name(text, "")
    return name.startswith(("LATIN", "GREEK", "CYRILLIC"))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    source = load()
    real = [number for number, piece in enumerate(source.pieces) if not (piece.startswith("<") and piece.endswith(">"))]
    everything = _vocabulary(source, real)
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install spacy-lookups-data")
    with gzip.open(Path(spec.origin).parent / "data/de_lexeme_prob.json.gz") as file:
        listed = sorted(json.load(file).items(), key=lambda pair: -pair[1])
    counts: Counter[int] = Counter()
    for word, chance in listed[:WORDS]:
        if word and not any(map(str.isspace, word)):
            for form in {word, word[:1].upper() + word[1:]}:
                for piece in everything.of_token(form):
                    counts[piece] += math.exp(chance) * 1e9  # type: ignore[assignment]
    always = {SPECIAL + at for at, number in enumerate(real) if _plain(source.pieces[number])}
    kept = [piece for piece, _ in counts.most_common() if piece not in always and piece >= SPECIAL]
    kept = sorted([*always, *kept[: options.pieces - len(always) - SPECIAL]])
    made = _vocabulary(source, [real[piece - SPECIAL] for piece in kept])
    options.to.parent.mkdir(parents=True, exist_ok=True)
    made.save(options.to)
    share = sum(counts[piece] for piece in kept) / sum(counts.values())
    print(f"{len(made)} pieces of {len(counts)} seen, {share:.2%} of all: {options.to.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
