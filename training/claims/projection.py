"""Make the projection of word vectors: principal axes of the telling words of German text, evened out.

    python -m training.claims.projection FOLDER...

Unsupervised: only texts are read, no truth. Takes ten seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from depesche.claims.meaning import WIDTH
from depesche.claims.words import rarity
from depesche.language import WordVectors
from training.claims.corpora import SOURCE, load

EVEN = 0.5  # 0 keeps the axes' lengths, 0.5 makes all variances one; chosen on cuba-1962 and oslo-1993


def main(folders: list[Path]) -> None:
    """Write ``projection.npz``."""
    found = []
    for folder in folders:
        for read in load(folder, "gold")[1]:
            vectors = WordVectors(read.document.text, read.analysis.tokens, read.analysis.sentences)
            rows = vectors.rows(0, len(read.analysis.tokens))
            words = [read.document.text[token.start : token.end] for token in read.analysis.tokens]
            found.append(rows[[number for number, word in enumerate(words) if word[:1].isalnum() and rarity(word) > 7]])
    rows = np.concatenate(found).astype(np.float64)
    mean = rows.mean(axis=0)
    values, axes = np.linalg.eigh(np.cov((rows - mean).T))
    order = np.argsort(-values)[:WIDTH]
    matrix = axes[:, order] * values[order] ** -EVEN
    matrix *= np.sign(matrix[np.abs(matrix).argmax(axis=0), np.arange(WIDTH)])
    np.savez_compressed(
        SOURCE / "claims" / "projection.npz", mean=mean.astype(np.float16), matrix=matrix.astype(np.float16)
    )
    print(f"{len(rows)} words of {len(folders)} folders", file=sys.stderr)


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
