"""What claims lose by reading: the models that ship, on statements that are ever more like the truth's.

    OMP_NUM_THREADS=1 python -m training.claims.losses NAME...      (half a minute a corpus, once it has been read)

Prints for each corpus, and the mean: the statements as read; with the truth's acts; with the truth's statements added
that were missed, those of headlines alone and all; the truth's statements.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from depesche.claims.alone import run
from depesche.evaluation.claims import align, score
from depesche.evaluation.truth import Truth
from depesche.records import ReadDocument, Statement
from training.claims.corpora import all_folders, load

SHOWN = ("found", "speakers_named", "claims", "claims_precision", "claims_recall", "responses", "origins", "status")
# From a document as read, and the same with the truth's statements, to the statements that it is given.
Change = Callable[[ReadDocument, ReadDocument], Iterable[Statement]]


def ways(truth: Truth, gold: Sequence[ReadDocument], read: Sequence[ReadDocument]) -> dict[str, list[ReadDocument]]:
    """The documents with statements between what was read and the truth, by name."""
    found = align(truth, [one for document in read for one in document.statements])
    true = {one.id: one for document in gold for one in document.statements}
    own = {one.id: true[key] for key, one in found.items()}
    acts = {key: one.act for key, one in own.items()}

    def missed(titles: bool) -> Change:
        def changed(ours: ReadDocument, theirs: ReadDocument) -> Iterable[Statement]:
            title = ours.document.title_span
            end = title.end if title is not None else 0
            more = [one for one in theirs.statements if one.id not in found and (not titles or one.start < end)]
            return [*ours.statements, *more]

        return changed

    def with_acts(ours: ReadDocument, _: ReadDocument) -> Iterable[Statement]:
        return [replace(one, act=acts.get(one.id, one.act)) for one in ours.statements]

    changes: dict[str, Change] = {
        "read": lambda ours, _: ours.statements,
        "read, true acts": with_acts,
        "read, missed headlines": missed(titles=True),
        "read, all missed": missed(titles=False),
        "true": lambda _, theirs: theirs.statements,
    }
    theirs = {document.document.id: document for document in gold}
    return {
        name: [_made(ours, change(ours, theirs[ours.document.id])) for ours in read] for name, change in changes.items()
    }


def _made(document: ReadDocument, statements: Iterable[Statement]) -> ReadDocument:
    """A document with other statements, in text order, without ties to some that are not among them."""
    listed = sorted(statements, key=lambda one: (one.start, -one.end))
    known = {one.id for one in listed}
    tied = [
        replace(
            one,
            continues=one.continues if one.continues in known else None,
            parent=one.parent if one.parent in known else None,
        )
        for one in listed
    ]
    return ReadDocument(document.document, document.analysis, tuple(tied))


def main(names: Sequence[str]) -> None:
    """Print the figures."""
    print(f"{'':42}" + "".join(f"{name[:14]:>15}" for name in SHOWN), flush=True)
    every: dict[str, list[list[float]]] = {}
    for folder in all_folders():
        if folder.name in names:
            truth, gold = load(folder, "gold")
            _, read = load(folder, "read")
            for way, documents in ways(truth, gold, read).items():
                figures = score(truth, run(documents, step=20))
                every.setdefault(way, []).append([figures[one] for one in SHOWN])
                print(f"{folder.name:18}{way:24}" + "".join(f"{value:15.3f}" for value in every[way][-1]), flush=True)
    for way, rows in every.items():
        print(f"{'mean':18}{way:24}" + "".join(f"{value:15.3f}" for value in np.mean(rows, axis=0)))


if __name__ == "__main__":
    main(sys.argv[1:])
