"""Learn whom descriptions and pronouns mean: weights of the candidates' features, from the truth of the corpora.

    OMP_NUM_THREADS=1 python -m training.actors.antecedents [--cross]

Each corpus is walked twice: first by the rules alone, which shows which actor is which of the truth's speakers (one to
one, as the scorer matches them), then with a teacher that takes the right candidate where there is one. The candidates
of each mention (`depesche.actors.antecedents`) become the rows of a conditional logit with an L2 penalty. With
`--cross` the corpora are read in `FOLDS` parts, each with the weights of the others; without it the weights are
written to `src/depesche/actors/antecedents.json`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import depesche.actors
from depesche.actors.choice import Option, Picker, Weights
from depesche.claims.alone import MemoryView
from depesche.evaluation.claims import align, score
from depesche.evaluation.truth import TrueStatement, Truth
from depesche.records import ReadDocument, Statement
from depesche.stages import MemoryIndex
from training.actors.train import SHOWN, Case, fit, labels_of, table
from training.claims.corpora import all_folders, is_shared, load

OUT = Path(depesche.actors.__file__).parent / "antecedents.json"
FOLDS = 5
# Of the L2 penalty; 3, 5, 7, 10 and 15 gave 0.772, 0.780, 0.786, 0.781 and 0.781 of the mentions right in five folds.
STRENGTH = 7.0


class Rules:
    """A picker that follows the rules."""

    def pick(self, statement: Statement, options: Sequence[Option]) -> Option:
        """See `Picker.pick`."""
        return options[0]


@dataclass
class Teacher:
    """A picker that takes the right candidate where there is one, and keeps the cases.

    Args:
        corpus: its name.
        true: the truth of each of our statements, by id.
        labels: the truth's speaker of each actor.
    """

    corpus: str
    true: Mapping[str, TrueStatement]
    labels: Mapping[str, str]
    cases: list[Case] = field(default_factory=list)

    def pick(self, statement: Statement, options: Sequence[Option]) -> Option:
        """See `Picker.pick`."""
        truth = self.true.get(statement.id)
        right = self._right(options, truth.speaker) if truth is not None and truth.speaker else []
        if any(right):
            self.cases.append(Case(self.corpus, statement.id, [one.features for one in options], right, False))
        return options[right.index(True)] if any(right) else options[0]

    def _right(self, options: Sequence[Option], label: str) -> list[bool]:
        right = [self.labels.get(one.candidate.known.id) == label for one in options]
        if any(right) or label in self.labels.values():
            return right
        wanted = "source" if label.startswith("unnamed:") else "body"
        return [
            one.candidate.way == wanted and one.candidate.known.id not in self.labels and not one.candidate.known.seen
            for one in options
        ]


def walk(given: Sequence[ReadDocument], picker: Picker | None) -> MemoryView:
    """Resolve a corpus with a picker of its own."""
    view, index = MemoryView(), MemoryIndex()
    view.store(given)
    for start in range(0, len(given), 20):
        view.apply(depesche.actors.resolve(given[start : start + 20], view, index, None, picker))
    return view


@dataclass(frozen=True)
class Corpus:
    """A corpus in one reading, with its cases."""

    reading: str
    truth: Truth
    given: list[ReadDocument]
    cases: list[Case]


def collect(folder: Path, reading: str) -> Corpus:
    """A corpus in one reading ("gold" or "read"), with its cases."""
    truth, given = load(folder, reading)
    found = align(truth, [one for read in given for one in read.statements])
    true = {statement.id: statement for statement in truth.statements}
    of_ours = {own.id: true[key] for key, own in found.items()}
    labels = labels_of(truth, walk(given, Rules()))
    teacher = Teacher(truth.name, of_ours, labels)
    walk(given, teacher)
    return Corpus(reading, truth, given, teacher.cases)


def show(name: str, truth: Truth, given: Sequence[ReadDocument], picker: Picker) -> dict[str, float]:
    """Print a corpus's figures under a picker."""
    figures = score(truth, walk(given, picker).everything())
    print(f"{name:24}" + " ".join(f"{figures[one]:8.3f}" for one in SHOWN), flush=True)
    return figures


def main(arguments: list[str]) -> None:
    """Train, or with ``--cross`` measure."""
    corpora = [
        collect(folder, reading)
        for folder in all_folders()
        for reading in ("gold", "read")
        if reading == "gold" or is_shared(folder)
    ]
    cases = table([case for one in corpora for case in one.cases])
    if "--cross" not in arguments:
        weights = dict(sorted(fit(cases, strength=STRENGTH).weights.items()))
        OUT.write_text(json.dumps({"weights": weights}, ensure_ascii=False, indent=0) + "\n", "utf-8")
        print(f"{len(weights)} weights from {len(cases.corpus)} mentions", file=sys.stderr, flush=True)
        return
    print(f"{'left out':24}" + " ".join(f"{one:>8.8}" for one in SHOWN), flush=True)
    names = sorted({one.truth.name for one in corpora})
    totals: Counter[str] = Counter()
    for fold in range(FOLDS):
        out = names[fold::FOLDS]
        picker = Weights(fit(cases, out, STRENGTH).weights)
        for one in corpora:
            if one.truth.name in out:
                figures = show(f"{one.truth.name} {one.reading}", one.truth, one.given, picker)
                if one.reading == "gold":
                    totals.update({key: figures[key] / len(names) for key in SHOWN})
    print(f"{'mean gold':24}" + " ".join(f"{totals[one]:8.4f}" for one in SHOWN), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
