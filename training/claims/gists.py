"""How near the names of claims come to what the truth calls them, with the truth's statements and claims given.

    OMP_NUM_THREADS=1 python -m training.claims.gists

Prints the mean cosine of sentence vectors and the mean F1 of stems with the truth's gist: of the statement that names
the claim (`depesche.claims.gists.clearest_said`), of the first one, of any, and of the nearest one there is.
Takes a minute (some more where the corpora were not prepared yet). Claims of one statement are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from depesche.claims.gists import clearest_said, gist
from depesche.claims.linking import outermost
from depesche.claims.propositions import Proposition
from depesche.claims.words import COMMON, rarity, stem, words
from depesche.language import sentence_vectors
from training.claims.corpora import all_folders
from training.claims.prepared import Prepared, prepare

BATCH = 256  # texts whose vectors are made at once


def claims_of(prepared: Prepared) -> Iterator[tuple[str, list[Proposition]]]:
    """What the truth calls each of its claims, and the statements among which its name is looked for."""
    made = {item.id: item for items in prepared.made.values() for item in items}
    ours = {true: own for own, true in prepared.true.items()}
    for claim in prepared.truth.claims:
        items = [made[ours[one]] for one in claim.statements if ours.get(one) in made]
        items.sort(key=lambda item: (item.day, item.document, item.start))
        if len(items) > 1:
            yield claim.gist, outermost(items)


def vectors(texts: Sequence[str]) -> np.ndarray:
    """A vector a text."""
    return np.concatenate([sentence_vectors(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)])


def stems_f1(one: str, other: str) -> float:
    """F1 of the stems of two texts that are not common."""
    left, right = ({stem(word) for word in words(text) if rarity(word) > COMMON} for text in (one, other))
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def likenesses(name: str, said: Sequence[str], place: Mapping[str, np.ndarray]) -> np.ndarray:
    """Cosine and F1 of each statement's words with a claim's name, (statements, 2)."""
    return np.array([(float(place[one] @ place[name]), stems_f1(one, name)) for one in said])


def main() -> None:
    """Measure and print."""
    given = [one for folder in all_folders() for one in claims_of(prepare(folder, "gold"))]
    texts = list({name for name, _ in given} | {gist(item.text) for _, items in given for item in items})
    place = dict(zip(texts, vectors(texts), strict=True))
    found: dict[str, list[np.ndarray]] = {"named by": [], "the first": [], "any": [], "the nearest": []}
    for name, items in given:
        table = likenesses(name, [gist(item.text) for item in items], place)
        found["named by"].append(table[[item.id for item in items].index(clearest_said(items).id)])
        found["the first"].append(table[0])
        found["any"].append(table.mean(axis=0))
        found["the nearest"].append(table.max(axis=0))
    print(f"{len(given)} claims: mean cosine and F1 of stems with the truth's gist")
    for label, rows in found.items():
        print(f"{label:12} {np.mean(rows, axis=0).round(3)}")


if __name__ == "__main__":
    main()
