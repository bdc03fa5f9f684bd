"""Train the scores of the claim stage on truth folders and choose its thresholds.

    OMP_NUM_THREADS=1 python -m training.claims.train [--to FILE] [FOLDER...]

Boosted trees (scikit-learn's HistGradientBoostingClassifier) written as JSON. Of single pairs: do two statements say
the same ("same_claim"), does a statement answer another ("answers"). Of a statement and a claim, from the pair scores:
does it join the claim, does it answer it ("joins", "ties"). Of an answer: its relation. Of a claim: its status. All but
the pair scores, and the thresholds, need pair scores as they are on unseen text: so each corpus is scored by models
trained on others. Folders: all where none is given. Takes some minutes of one core. See README.md here.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from depesche.claims import answers, claimwise, forms, status
from depesche.claims.claimwise import Whole
from depesche.claims.model import FEATURES, Models, trees
from depesche.claims.propositions import Floats, Proposition
from depesche.evaluation import claims as scorer
from depesche.evaluation.assignment import best_matching
from depesche.records import Claim, ClaimStatus
from training.claims.corpora import SOURCE, all_folders, is_shared
from training.claims.origins import origin_table
from training.claims.prepared import HALF_TIED, OUTSIDE, UNTIED, Prepared, Table, prepare, scored, tables

MODELS = SOURCE / "claims" / "models.json"
# Claim-wise scores learn first from runs that simple rules steer, then also from runs that they steer themselves, and
# so see the claims that their own mistakes make (Ross et al. 2011, DAgger).
ROUNDS = 2
SURER = 0.012  # of B-cubed F1 given up for a higher threshold of joining: a wrong join misleads more than a missed one
# Of the share of claims with the exact number of origins given up so that several are told from one at all: half of all
# claims rest on one origin, so always to say one is nearly the best and tells nobody anything.
TELLING = 0.01
FOLDS = 3  # parts into which the training corpora fall for scores on unseen text
START = {"promising": 0.08, "join": 0.3, "tie": 0.3, "tie_open": 0.6, "tie_more": 0.8, "core": 0.6, "one_origin": 0.45}


@dataclass(frozen=True)
class Rule:
    """A claim-wise score before one is trained: one feature as it is, in part with another."""

    columns: Sequence[int]
    weights: Sequence[float]

    def score(self, rows: Floats) -> Floats:
        """Weighted features, a row each."""
        return np.asarray(rows[:, list(self.columns)] @ np.array(self.weights), dtype=np.float32)


@dataclass(frozen=True)
class Constant:
    """A score that says nothing yet."""

    value: float

    def score(self, rows: Floats) -> Floats:
        """The same for every row."""
        return np.full(len(rows), self.value, np.float32)


RULES: dict[str, Any] = {
    "joins": Rule([claimwise.JOINING.index("mean")], [1.0]),
    "ties": Rule([claimwise.TYING.index("best"), claimwise.TYING.index("company_near")], [0.8, 0.2]),
}
NO_STATUS: dict[str, Any] = {name: Constant(0.5) for name in FEATURES if name.startswith("status_")}


@dataclass
class Case:
    """One corpus in one reading with its pairs."""

    prepared: Prepared
    tables: dict[str, Table]
    ready: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    kept: dict[tuple[str, str, str], np.ndarray] = field(default_factory=dict)

    def known(self, models: Models) -> dict[str, Any]:
        """The pair scores of the corpus under some models, computed once."""
        found = {}
        for name, table in self.tables.items():
            score = models.scores[name]
            if id(score) not in self.ready:
                self.ready[id(score)] = (score, scored(table, score))
            found[name] = self.ready[id(score)][1]
        return found


def cases(folders: Iterable[Path]) -> dict[str, list[Case]]:
    """Corpus name -> its readings: both for the shared corpora, for the others the truth's statements alone."""
    found = {}
    for folder in folders:
        readings = ("gold", "read") if is_shared(folder) else ("gold",)
        made = [prepare(folder, reading) for reading in readings]
        found[made[0].name] = [Case(one, tables(one)) for one in made]
    return found


def fit(
    table: Table, name: str, trained_on: Sequence[str], rounds: int = 70, leaf: int = 20, depth: int = 3
) -> dict[str, Any]:
    """One score in its JSON form; settings from leaving one folder out."""
    model = HistGradientBoostingClassifier(
        max_depth=depth, max_iter=rounds, learning_rate=0.1, min_samples_leaf=leaf, l2_regularization=3, random_state=0
    )
    model.fit(table.rows, table.labels, sample_weight=table.weights)
    grown = []
    for (tree,) in model._predictors:
        nodes = tree.nodes
        own = np.arange(len(nodes))
        leaf = nodes["is_leaf"].astype(bool)
        grown.append(
            {
                "feature": np.where(leaf, 0, nodes["feature_idx"]).tolist(),
                "threshold": [round(float(value), 5) for value in np.where(leaf, 0, nodes["num_threshold"])],
                "left": np.where(leaf, own, nodes["left"]).tolist(),
                "right": np.where(leaf, own, nodes["right"]).tolist(),
                "value": [round(float(value), 6) for value in nodes["value"]],
            }
        )
    bias = float(np.ravel(model._baseline_prediction)[0])
    return {
        "features": list(FEATURES[name]),
        "trained_on": list(trained_on),
        "depth": depth,
        "bias": bias,
        "trees": grown,
    }


def _pair_scores(given: Sequence[Case], names: Sequence[str]) -> dict[str, Any]:
    found = {}
    for name in ("same_claim", "answers"):
        found[name] = fit(thinned(Table.joined([case.tables[name] for case in given])), name, names)
    return found


def thinned(table: Table, share: float = 0.07) -> Table:
    """A table with a share of its doubtful negatives, weighted up: as good and faster."""
    doubtful = (table.weights < HALF_TIED) & ~table.labels
    keep = ~doubtful | (np.random.default_rng(0).random(len(doubtful)) < share)
    weights = np.where(doubtful, table.weights / share, table.weights)
    return Table(table.rows[keep], table.labels[keep], weights[keep])


class Recorder:
    """Notes the decisions of a run over one corpus, and labels them when it is over."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.rows: dict[str, list[tuple[Proposition, list[str], list[set[str]], Floats]]] = {"join": [], "tie": []}

    def __call__(self, kind: str, item: Proposition, wholes: Sequence[Whole], rows: Floats) -> None:
        """See `depesche.claims.linking.Trace`."""
        owners = [self._owners(item, whole) for whole in wholes]
        self.rows[kind].append((item, [whole.draft.id for whole in wholes], owners, rows))

    def _owners(self, item: Proposition, whole: Whole) -> set[str]:
        """The truth's claims that at least half of a claim's judged statements belong to."""
        sets = [self.prepared.claims_of(one.id) for one in whole.members if one.id != item.id]
        judged = [found for found in sets if found]
        counts = Counter(claim for found in judged for claim in found)
        return {claim for claim, count in counts.items() if 2 * count >= len(judged)}

    def joins(self) -> Table:
        """Each statement with each claim it was weighed for."""
        rows, labels, weights = [], [], []
        for item, _, owners, found in self.rows["join"]:
            mine = self.prepared.claims_of(item.id)
            for owner, row in zip(owners, found, strict=True):
                rows.append(row)
                labels.append(bool(mine & owner))
                weights.append(1.0 if mine and owner else OUTSIDE)
        return _table(rows, labels, weights, len(claimwise.JOINING))

    def ties(self, matched: Mapping[str, str]) -> Table:
        """Each answer with each claim it was weighed for; claims matched to the truth's as the scorer does."""
        rows, labels, weights = [], [], []
        for item, drafts, owners, found in self.rows["tie"]:
            mine = self.prepared.tied_to(item.id)
            for draft, owner, row in zip(drafts, owners, found, strict=True):
                target = matched.get(draft)
                right = target is not None and target in mine
                if mine & owner and not right:
                    continue  # another fragment of the right claim: neither
                rows.append(row)
                labels.append(right)
                weights.append((1.0 if target or owner else HALF_TIED) if mine else (HALF_TIED if target else UNTIED))
        return _table(rows, labels, weights, len(claimwise.TYING))

    def outcomes(self, trees: Any, matched: Mapping[str, str]) -> Tied:
        """Each possible answer's act, best fit, whether that is right and whether the scorer judges it; and how many
        answers the truth has.
        """
        found = []
        for item, drafts, _, rows in self.rows["tie"]:
            fits = trees.score(rows)
            top = int(np.argmax(fits))
            target, mine = matched.get(drafts[top]), self.prepared.tied_to(item.id)
            found.append((item.act, float(fits[top]), target in mine, target is not None or bool(mine)))
        return found, sum(len(claim.responses) for claim in self.prepared.truth.claims)


def _table(rows: list[Floats], labels: list[bool], weights: list[float], width: int) -> Table:
    return Table(np.array(rows, np.float32).reshape(-1, width), np.array(labels, bool), np.array(weights))


def run(case: Case, models: Models, answering: bool = True) -> tuple[list[Claim], Recorder]:
    """Link a whole corpus, in steps of one document; without ``answering`` no answers are tied."""
    prepared = case.prepared
    recorder = Recorder(prepared)
    linker = prepared.linker(models, recorder, case.known(models), case.kept)
    linker.answering = answering
    linker.take(prepared.documents)
    return linker.results()[0], recorder


def matching(prepared: Prepared, claims: Sequence[Claim]) -> dict[str, str]:
    """Our claims -> the truth's, by shared statements."""
    weights: Counter[tuple[str, str]] = Counter()
    for claim in claims:
        for statement in claim.statements:
            for target in prepared.claims_of(statement):
                weights[claim.id, target] += 1
    return best_matching({key: float(count) for key, count in weights.items()})


def folds(names: Sequence[str]) -> list[list[str]]:
    """The corpora in parts, as even as may be."""
    count = min(FOLDS, len(names))
    return [list(names[part::count]) for part in range(count)]


def train(given: Mapping[str, list[Case]], say: bool = False) -> dict[str, Any]:
    """All scores and settings from some corpora."""
    names = sorted(given)
    relations = {name: relation_tables(readings) for name, readings in given.items()}
    origins = {name: origin_table([case.prepared for case in readings]) for name, readings in given.items()}
    unseen: dict[str, dict[str, Any]] = {}
    for part in folds(names):
        rest = [name for name in names if name not in part] or part
        made = _pair_scores([case for name in rest for case in given[name]], rest)
        made |= _relation_scores([relations[name] for name in rest], rest)
        made["origins"] = origin_score([origins[name] for name in rest], rest)
        grown = {key: trees(value, FEATURES[key]) for key, value in made.items()}
        unseen |= dict.fromkeys(part, grown | NO_STATUS)  # one for the whole part, here and below
    ruled = {name: {**found, **RULES} for name, found in unseen.items()}
    joins, ties = claimwise_tables(given, ruled)
    for again in range(ROUNDS):
        for part in folds(names):
            rest = [name for name in names if name not in part] or part
            made = _claimwise_scores(joins, ties, rest)
            for name in part:
                unseen[name] |= {key: trees(value, FEATURES[key]) for key, value in made.items()}
        if again + 1 < ROUNDS:
            more = claimwise_tables(given, unseen)
            joins, ties = (
                {name: Table.joined([old[name], new[name]]) for name in names}
                for old, new in zip((joins, ties), more, strict=True)
            )
    settings = dict(START)
    runs = choose(given, unseen, settings, say)
    scores = _pair_scores([case for name in names for case in given[name]], names)
    scores |= _relation_scores(list(relations.values()), names) | _claimwise_scores(joins, ties, names)
    scores["origins"] = origin_score(list(origins.values()), names)
    scores |= _status_scores(runs, names)
    if say:
        _say_unseen(runs, names)
    return {"scores": scores, "settings": settings}


def _say_unseen(runs: Sequence[Run], names: Sequence[str]) -> None:
    """Print the figures of the corpora in training under scores that had not seen them (thresholds had)."""
    from training.claims.crossval import figures, row

    for part in folds(names):
        made = _status_scores([one for one in runs if one[0].prepared.name not in part], names)
        grown = {key: trees(value, FEATURES[key]) for key, value in made.items()}
        for case, claims in runs:
            if case.prepared.name in part:
                judged = [replace(claim, status=_status(case, claim, grown)) for claim in claims]
                print(row(case.prepared, figures(case.prepared, judged)), file=sys.stderr, flush=True)


def _status(case: Case, claim: Claim, scores: Mapping[str, Any]) -> ClaimStatus:
    """A claim's status under some scores."""
    prepared = case.prepared
    made = {item.id: item for items in prepared.made.values() for item in items}
    items = [made[one] for one in claim.statements]
    replies = {one.statement: made[one.statement] for one in claim.responses}
    wanted = {one for item in (*items, *replies.values()) for one in (item.speaker, *item.via) if one}
    actors = prepared.view.actors(wanted)
    return status.status_of(items, claim.responses, replies, claim.origins, actors, scores)


def _claimwise_scores(
    joins: Mapping[str, Table], ties: Mapping[str, Table], names: Sequence[str]
) -> dict[str, dict[str, Any]]:
    return {
        "joins": fit(Table.joined([joins[name] for name in names]), "joins", names, 60),
        "ties": fit(Table.joined([ties[name] for name in names]), "ties", names, 60),
    }


def relation_tables(readings: Sequence[Case]) -> dict[str, Table]:
    """The truth's answers with the claims that they answer, as far as told by then: a table a relation."""
    rows, relations = [], []
    for prepared in (case.prepared for case in readings):
        own = {true: item for item, true in prepared.true.items()}
        made = {item.id: item for items in prepared.made.values() for item in items}
        for claim in prepared.truth.claims:
            members = [made[own[one]] for one in claim.statements if one in own]
            for statement, relation in claim.responses:
                answer = made.get(own.get(statement, ""))
                known = [item for item in members if answer is not None and item.day <= answer.day]
                if answer is not None and known and answer.act != "decline":
                    rows.append(forms.relating(answer, known)[0])
                    relations.append(relation)
    found = {}
    for one in forms.RELATIONS:
        labels = [relation == str(one) for relation in relations]
        found[f"relation_{one}"] = _table(rows, labels, [1.0] * len(rows), len(forms.RELATING))
    return found


def _relation_scores(parts: Sequence[Mapping[str, Table]], names: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {name: fit(Table.joined([part[name] for part in parts]), name, names, 40) for name in parts[0]}


def origin_score(parts: Sequence[Table], names: Sequence[str]) -> dict[str, Any]:
    """The score of whether two statements of a claim rest on one origin, in its JSON form."""
    return fit(Table.joined(parts), "origins", names, 80, leaf=10, depth=5)


Run = tuple[Case, list[Claim]]


def _status_scores(runs: Sequence[Run], names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Scores of where a claim stands, from runs with scores of other corpora: claims as they will be found."""
    rows, states = [], []
    for case, claims in runs:
        prepared = case.prepared
        made = {item.id: item for items in prepared.made.values() for item in items}
        status_of = {claim.id: claim.status for claim in prepared.truth.claims}
        by_id = {claim.id: claim for claim in claims}
        for key, target in matching(prepared, claims).items():
            claim = by_id[key]
            items = [made[one] for one in claim.statements]
            replies = {one.statement: made[one.statement] for one in claim.responses}
            actors = prepared.view.actors(
                {one for item in (*items, *replies.values()) for one in (item.speaker, *item.via) if one}
            )
            rows.append(status.standing(items, claim.responses, replies, claim.origins, actors)[0])
            states.append(status_of[target])
    found = {}
    for name in FEATURES:
        if name.startswith("status_"):
            labels = [f"status_{one}" == name for one in states]
            table = _table(rows, labels, [1.0] * len(rows), len(status.STANDING))
            found[name] = fit(table, name, names, 30, leaf=12)
    return found


def claimwise_tables(
    given: Mapping[str, list[Case]], unseen: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Table], dict[str, Table]]:
    """What the claim-wise scores learn from: runs with scores of other corpora."""
    joins, ties = {}, {}
    for name, readings in given.items():
        parts = []
        for case in readings:
            claims, recorder = run(case, Models(unseen[name], START))
            parts.append((recorder.joins(), recorder.ties(matching(case.prepared, claims))))
        joins[name] = Table.joined([one for one, _ in parts])
        ties[name] = Table.joined([one for _, one in parts])
    return joins, ties


def choose(
    given: Mapping[str, list[Case]], scores: Mapping[str, Mapping[str, Any]], settings: dict[str, float], say: bool
) -> list[Run]:
    """Choose the thresholds on runs with scores of other corpora; ``settings`` is changed. Gives the last runs."""
    every = [(case, scores[name]) for name, readings in given.items() for case in readings]

    def best(setting: str, tried: Mapping[float, float]) -> None:
        settings[setting] = max(tried, key=lambda value: (round(tried[value], 3), -abs(value - START[setting])))
        if say:
            print(setting, {value: round(found, 3) for value, found in tried.items()}, file=sys.stderr, flush=True)

    def grouping(join: float) -> float:
        found = []
        for case, own in every:
            claims, _ = run(case, Models(own, settings | {"join": join}), answering=False)
            found.append(b_cubed(case.prepared, claims))
        return float(np.mean(found))

    joined = {join: grouping(join) for join in (0.15, 0.22, 0.3, 0.4)}
    best("join", joined)
    settings["join"] = max(join for join, value in joined.items() if value > max(joined.values()) - SURER)
    runs = [(case, own, *run(case, Models(own, settings))) for case, own in every]
    tied = []
    for case, own, claims, recorder in runs:
        tied.append(recorder.outcomes(own["ties"], matching(case.prepared, claims)))
    for setting, acts in (("tie", answers.ANSWERING), ("tie_open", answers.OPEN)):
        values = (0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9)
        best(setting, {value: _tied_f1(tied, settings | {setting: value}, acts) for value in values})
    found = {
        (core, least): np.mean(
            [
                origins_told(one, own, claims, settings | {"core": core, "one_origin": least})
                for one, own, claims, _ in runs
            ],
            axis=0,
        )
        for core in (0.0, 0.3, 0.6, 0.8, 0.9)
        for least in (0.4, 0.45, 0.5)  # best for the truth's own claims (0.73 of them exact); lower ones hide witnesses
    }
    enough = max(exact for exact, _ in found.values()) - TELLING
    told = {pair: several for pair, (exact, several) in found.items() if exact > enough}
    settings["core"], settings["one_origin"] = max(told, key=lambda pair: (round(told[pair], 3), pair))
    if say:
        shown = {pair: np.round(figures, 3).tolist() for pair, figures in found.items()}
        print("core, one_origin: exact, told", shown, file=sys.stderr, flush=True)
    return [(case, run(case, Models(own, settings))[0]) for case, own, _, _ in runs]


def b_cubed(prepared: Prepared, claims: Sequence[Claim]) -> float:
    """The scorer's figure for claims."""
    named = prepared.true
    ours = {claim.id: {named[one] for one in claim.statements if one in named} for claim in claims}
    return scorer._b_cubed({claim.id: set(claim.statements) for claim in prepared.truth.claims}, ours)["claims"]


Tied = tuple[list[tuple[str, float, bool, bool]], int]


def _tied_f1(tied: Sequence[Tied], settings: Mapping[str, float], acts: Sequence[str]) -> float:
    """F1 of ties, relations aside, over some acts' answers alone (the open acts' threshold is judged over all)."""
    found = []
    for outcomes, total in tied:
        ours = right = 0
        for act, fit, is_right, judged in outcomes:
            least = settings["tie" if act in answers.ANSWERING else "tie_open"]
            if act in acts and fit >= least:
                ours += judged
                right += is_right
        found.append(2 * right / (ours + total) if ours + total else 1.0)
    return float(np.mean(found))


def origins_told(
    case: Case, own: Mapping[str, Any], claims: Sequence[Claim], settings: dict[str, float]
) -> tuple[float, float]:
    """Origins made anew: the share of the truth's claims with the right number, and how well several are told from one.

    The second is the mean of two shares: of claims on one origin that are said to rest on one, and of those on several
    that are said to rest on several.
    """
    prepared = case.prepared
    models = Models(own, settings)
    linker = prepared.linker(models, None, case.known(models))
    made = {item.id: item for items in prepared.made.values() for item in items}
    by_id = {claim.id: claim for claim in claims}
    exact, one, several = [], [], []
    for key, target in matching(prepared, claims).items():
        ours = len(linker.origins(key, [made[statement] for statement in by_id[key].statements]))
        true = len(next(claim for claim in prepared.truth.claims if claim.id == target).origins)
        exact.append(ours == true)
        (one if true == 1 else several).append((ours == 1) == (true == 1))
    shares = [float(np.mean(found)) for found in (one, several) if found]
    return sum(exact) / max(1, len(prepared.truth.claims)), float(np.mean(shares)) if shares else 0.0


def main(arguments: list[str]) -> None:
    """Train on folders and write the models."""
    target = Path(arguments.pop(arguments.index("--to") + 1)) if "--to" in arguments else MODELS
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")] or all_folders()
    target.write_text(json.dumps(train(cases(folders), say=True)) + "\n", "utf-8")
    print(f"written to {target}; answers are {', '.join(answers.OPEN)}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
