"""Whether claims are still found in a crowd: all corpora in one dossier, their documents in turn.

    OMP_NUM_THREADS=1 python -m training.claims.crowded            (six minutes once the corpora are prepared)
    OMP_NUM_THREADS=1 python -m training.claims.crowded --memory   (one minute: the candidates alone)

The first lines tell for how many of the truth's statements that repeat a claim of another document, or answer one, an
earlier statement of that claim is among the candidates that the stage's memory names. The last two give the figures of
claims with the shipped scores, the mean of all corpora (which those scores learned from): each in a dossier of its own,
and all in one. What the second loses is lost to the crowd.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from depesche.actors import resolve
from depesche.claims import link
from depesche.claims.alone import MemoryView
from depesche.claims.memory import MAX_CANDIDATES, Memory
from depesche.claims.propositions import Proposition, propositions
from depesche.evaluation import claims as scorer
from depesche.evaluation.truth import Truth
from depesche.records import Actor, Claim, ReadDocument, Statement
from depesche.stages import MemoryIndex
from training.claims.corpora import all_folders, load

BATCH = 20  # documents read at once
SEED = 5
FIGURES = ("claims", "claims_precision", "claims_recall", "responses", "origins", "status")


@dataclass(slots=True)
class Corpus:
    """One corpus whose statements have ids that no other corpus has."""

    truth: Truth
    reads: list[ReadDocument]


def corpora() -> list[Corpus]:
    """All corpora with the truth's statements."""
    return [
        Corpus(truth, [_renamed(read, folder.name) for read in reads])
        for folder in all_folders()
        for truth, reads in [load(folder, "gold")]
    ]


def _renamed(read: ReadDocument, corpus: str) -> ReadDocument:
    def named(identity: str | None) -> str | None:
        return identity and f"{corpus}|{identity}"

    said = tuple(
        replace(one, id=f"{corpus}|{one.id}", parent=named(one.parent), continues=named(one.continues))
        for one in read.statements
    )
    return replace(read, statements=said)


def mixed(chosen: Sequence[Corpus]) -> list[ReadDocument]:
    """The documents of some corpora in turn, by chance, those of each in their order."""
    streams, chance = [list(corpus.reads) for corpus in chosen], random.Random(SEED)
    found = []
    while waiting := [stream for stream in streams if stream]:
        found.append(chance.choice(waiting).pop(0))
    return found


def batches(reads: Sequence[ReadDocument]) -> Iterator[Sequence[ReadDocument]]:
    """Some documents at a time."""
    return (reads[start : start + BATCH] for start in range(0, len(reads), BATCH))


def linked(reads: Sequence[ReadDocument]) -> MemoryView:
    """A dossier of some documents, with actors and claims."""
    view, actors, claims = MemoryView(), MemoryIndex(), MemoryIndex()
    view.store(reads)
    for batch in batches(reads):
        view.apply(resolve(batch, view, actors))
        view.apply(link(list(_read(view, batch)), view, claims))
    return view


def _read(view: MemoryView, reads: Iterable[ReadDocument]) -> Iterable[ReadDocument]:
    return view.read_documents([read.document.id for read in reads]).values()


@dataclass(frozen=True, slots=True)
class Found:
    """What a dossier holds of one corpus."""

    statements: Sequence[Statement]
    claims: Sequence[Claim]
    actors: Sequence[Actor] = ()
    copies: Mapping[str, str | None] = field(default_factory=dict)


def figures(view: MemoryView, corpus: Corpus) -> Mapping[str, float]:
    """The figures of claims of one corpus within a dossier."""
    statements = [said for read in _read(view, corpus.reads) for said in read.statements]
    claims: dict[str, Claim] = {}
    for found in view.claims_of([said.id for said in statements]).values():
        claims |= view.claims(found)
    return scorer.score(corpus.truth, Found(statements, list(claims.values())))


def ranks(chosen: Sequence[Corpus]) -> dict[str, list[bool]]:
    """For every statement that repeats or answers a claim of another document's: whether it is among the candidates."""
    right = {kind: dict(_partners(chosen, kind)) for kind in ("repeat", "answer")}
    view, actors, memory = MemoryView(), MemoryIndex(), Memory(MemoryIndex())
    reads, home = mixed(chosen), dict[str, str]()
    view.store(reads)
    found: dict[str, list[bool]] = {kind: [] for kind in right}
    for batch in batches(reads):
        view.apply(resolve(batch, view, actors))
        for read in _read(view, batch):
            items = _propositions(read, view)
            candidates = memory.candidates(items)
            for item in items:
                named = {other.id for other in candidates[item.id]}
                for kind, partners in right.items():
                    known = {one for one in partners.get(item.id, ()) if one in home}
                    if known:
                        found[kind].append(bool(known & named))
            memory.add(read.document.id, items)
            home |= {item.id: item.document for item in items}
    return found


def _propositions(read: ReadDocument, view: MemoryView) -> list[Proposition]:
    named = {one for said in read.statements for one in (said.speaker.actor, *said.via) if one}
    return propositions(read, view.actors(sorted(named)))


def _partners(chosen: Sequence[Corpus], kind: str) -> Iterator[tuple[str, set[str]]]:
    """The statements of the claims that each statement repeats, or answers."""
    for corpus in chosen:
        said = {one.id: one.document for read in corpus.reads for one in read.statements}
        name = next(iter(said)).partition("|")[0]
        for claim in corpus.truth.claims:
            members = {f"{name}|{one}" for one in claim.statements} & set(said)
            asking = members if kind == "repeat" else {f"{name}|{one}" for one, _ in claim.responses} & set(said)
            for one in asking:
                yield one, {other for other in members if said[other] != said[one]}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", action="store_true", help="the candidates alone")
    options = parser.parse_args()
    chosen = corpora()
    for kind, found in ranks(chosen).items():
        print(f"{kind}: {len(found)} statements, {np.mean(found):.3f} have theirs among {MAX_CANDIDATES} candidates")
    if options.memory:
        return
    crowd = linked(mixed(chosen))
    for title, made in (
        ("each in a dossier of its own", [figures(linked(corpus.reads), corpus) for corpus in chosen]),
        ("all in one", [figures(crowd, corpus) for corpus in chosen]),
    ):
        told = ", ".join(f"{name} {np.mean([one[name] for one in made]):.3f}" for name in FIGURES)
        print(f"{title}: {told}")


if __name__ == "__main__":
    main()
