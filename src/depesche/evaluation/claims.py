"""Score actors, chains, copies, claims, responses, origins and status against a truth folder.

How each figure is made (all between 0 and 1):

- **found**: truth statements for which the reading has a statement with IoU >= 0.5 (characters of the content).
- **speakers**, **named**, **unnamed**: actors and truth speakers are matched one to one so that as many found
  statements as possible agree (`assignment.best_matching`); a statement is right when its actor is matched to its
  truth speaker. Merging two speakers or splitting one costs all statements of the smaller part.
- **via**: the chain is right when it has the same links in the same order. A link agrees when its actor is matched to
  the truth's label, or, for links that never speak themselves, bears its name.
- **copies**: F1 over pairs of documents in one group.
- **claims**: B-cubed precision, recall and F1 (Bagga & Baldwin 1998, extended to overlapping clusters as in Amigó et
  al. 2009) over the truth statements that belong to claims; a statement that was not found scores 0.
- **responses**: F1 over (statement, claim, relation), our claims matched one to one to the truth's by shared
  statements. A response of ours counts as wrong when its claim is matched to a truth claim or when the truth has its
  statement as a response to something; answers to claims that the truth does not list are not judged.
- **origins**, **origins_within_one**, **status**: share of the truth's claims whose matched claim agrees; a truth claim
  without a match is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Protocol

from depesche.evaluation.assignment import best_matching
from depesche.evaluation.truth import TrueStatement, Truth, load_truth
from depesche.records import Actor, Claim, ReadDocument, Span, Statement

MIN_IOU = 0.5  # content spans that overlap at least this much are the same statement (issue 4)


class Reading(Protocol):
    """What a run over a folder found; copies map a document's id to the id of its original."""

    @property
    def statements(self) -> Sequence[Statement]: ...  # noqa: D102
    @property
    def actors(self) -> Sequence[Actor]: ...  # noqa: D102
    @property
    def claims(self) -> Sequence[Claim]: ...  # noqa: D102
    @property
    def copies(self) -> Mapping[str, str | None]: ...  # noqa: D102


Reader = Callable[[Sequence[ReadDocument], bool], Reading]


def evaluate(folder: Path, read: Reader, gold_statements: bool = False) -> dict[str, float]:
    """All figures for one truth folder.

    Args:
        folder: holds docs/ and truth.json; or that file.
        read: runs the stages. It gets the documents, with the truth's statements but without analysis, and whether
            these statements are to be kept (otherwise it makes its own).
        gold_statements: measure the grouping apart, on the truth's own statements.

    Raises:
        InputError, UsageError: the folder cannot be read (see `load_truth`).
    """
    truth = load_truth(folder)
    return score(truth, read(truth.read_documents(), gold_statements))


def score(truth: Truth, reading: Reading) -> dict[str, float]:
    """All figures for a reading of the truth's documents."""
    found = align(truth, reading.statements)
    figures = {"statements": float(len(truth.statements)), "found": _share(len(found), len(truth.statements))}
    figures |= _speakers(truth, found, reading)
    figures |= _copies(truth, reading.copies)
    figures |= _claims(truth, found, reading.claims)
    return figures


def align(truth: Truth, statements: Iterable[Statement]) -> dict[str, Statement]:
    """Truth statement id -> the reading's statement with the best IoU, one to one, best pairs first."""
    keys = {document.id: key for key, document in truth.documents.items()}
    ours: dict[str, list[Statement]] = {}
    for statement in statements:
        ours.setdefault(keys.get(statement.document, ""), []).append(statement)
    pairs = []
    for true in truth.statements:
        for statement in ours.get(true.document, ()):
            iou = _iou(true.span, statement.content)
            if iou >= MIN_IOU:
                pairs.append((-iou, true.id != statement.id, true.id, statement.id, statement))
    found: dict[str, Statement] = {}
    taken: set[str] = set()
    for _, _, true_id, own_id, statement in sorted(pairs, key=lambda pair: pair[:4]):
        if true_id not in found and own_id not in taken:
            found[true_id] = statement
            taken.add(own_id)
    return found


def _iou(span: Span, content: Sequence[Span]) -> float:
    shared = sum(max(0, min(span.end, own.end) - max(span.start, own.start)) for own in content)
    union = span.end - span.start + sum(own.end - own.start for own in content) - shared
    return shared / union if union else 0.0


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _f1(right: float, ours: float, true: float) -> float:
    return 2 * right / (ours + true) if ours + true else 1.0


def _speakers(truth: Truth, found: Mapping[str, Statement], reading: Reading) -> dict[str, float]:
    names = {actor.id: {_plain(name) for name in (actor.name, *actor.names)} for actor in reading.actors}
    true = {statement.id: statement for statement in truth.statements}
    weights: Counter[tuple[str, str]] = Counter()
    for key, statement in found.items():
        speaker = true[key].speaker
        if statement.speaker.actor and speaker:
            weights[statement.speaker.actor, speaker] += 1
    matched = best_matching(weights)
    right = {key for key, statement in found.items() if _same(statement.speaker.actor, true[key].speaker, matched)}
    named = [key for key in found if true[key].speaker and not true[key].unnamed]
    unnamed = [key for key in found if true[key].unnamed]
    chains = [key for key in found if _same_chain(found[key], true[key], matched, names)]
    linked = [key for key in found if true[key].via]
    return {
        "speakers": _share(len(right), len(found)),
        "speakers_named": _share(len(right.intersection(named)), len(named)),
        "speakers_unnamed": _share(len(right.intersection(unnamed)), len(unnamed)),
        "via": _share(len(chains), len(found)),
        "via_where_any": _share(len(set(chains).intersection(linked)), len(linked)),
    }


def _same(actor: str | None, speaker: str | None, matched: Mapping[str, str]) -> bool:
    if speaker is None or actor is None:
        return speaker is None and actor is None
    return matched.get(actor) == speaker


def _same_chain(
    statement: Statement, true: TrueStatement, matched: Mapping[str, str], names: Mapping[str, set[str]]
) -> bool:
    if len(statement.via) != len(true.via):
        return False
    return all(
        matched[actor] == label if actor in matched else _plain(label) in names.get(actor, ())
        for actor, label in zip(statement.via, true.via, strict=True)
    )


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _copies(truth: Truth, copies: Mapping[str, str | None]) -> dict[str, float]:
    keys = {document.id: key for key, document in truth.documents.items()}
    groups: dict[str, set[str]] = {}
    for document, original in copies.items():
        if original is not None and document in keys and original in keys:
            groups.setdefault(original, {keys[original]}).add(keys[document])
    ours = _pairs(groups.values())
    true = _pairs(truth.copies)
    return {"copies": _f1(len(ours & true), len(ours), len(true))}


def _pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def _claims(truth: Truth, found: Mapping[str, Statement], claims: Sequence[Claim]) -> dict[str, float]:
    truth_of = {statement.id: key for key, statement in found.items()}
    ours = {claim.id: {truth_of[item] for item in claim.statements if item in truth_of} for claim in claims}
    figures = _b_cubed({claim.id: set(claim.statements) for claim in truth.claims}, ours)
    weights = {
        (claim_id, claim.id): float(len(members & set(claim.statements)))
        for claim_id, members in ours.items()
        if members
        for claim in truth.claims
        if members & set(claim.statements)
    }
    matched = best_matching(weights)
    figures |= _responses(truth, truth_of, claims, matched)
    return figures | _verdicts(truth, claims, matched)


def _b_cubed(true: Mapping[str, set[str]], ours: Mapping[str, set[str]]) -> dict[str, float]:
    items = sorted(set().union(*true.values())) if true else []
    true_of = {item: {key for key, members in true.items() if item in members} for item in items}
    own_of = {item: {key for key, members in ours.items() if item in members} for item in items}
    precisions, recalls = [], []
    for item in items:
        ratios = [
            (min(own, same), own, same)
            for own, same in (
                (len(own_of[item] & own_of[other]), len(true_of[item] & true_of[other])) for other in items
            )
        ]
        own_pairs = [least / own for least, own, _ in ratios if own]
        true_pairs = [least / same for least, _, same in ratios if same]
        precisions.append(_share(sum(own_pairs), len(own_pairs)) if own_pairs else 0.0)
        recalls.append(_share(sum(true_pairs), len(true_pairs)))
    precision, recall = _share(sum(precisions), len(items)), _share(sum(recalls), len(items))
    both = precision + recall
    return {
        "claims_precision": precision,
        "claims_recall": recall,
        "claims": 2 * precision * recall / both if both else 0.0,
    }


def _responses(
    truth: Truth, truth_of: Mapping[str, str], claims: Sequence[Claim], matched: Mapping[str, str]
) -> dict[str, float]:
    true = {(key, claim.id, relation) for claim in truth.claims for key, relation in claim.responses}
    judged = {key for key, _, _ in true}
    ours = set()
    for claim in claims:
        for response in claim.responses:
            key, target = truth_of.get(response.statement), matched.get(claim.id)
            if key is not None and (target is not None or key in judged):
                ours.add((key, target or claim.id, str(response.relation)))
            elif key is None and target is not None:
                ours.add((response.statement, target, str(response.relation)))
    tied, true_tied = {link[:2] for link in ours}, {link[:2] for link in true}
    return {
        "responses_precision": _share(len(ours & true), len(ours)),
        "responses_recall": _share(len(ours & true), len(true)),
        "responses": _f1(len(ours & true), len(ours), len(true)),
        "responses_any_relation": _f1(len(tied & true_tied), len(tied), len(true_tied)),
    }


def _verdicts(truth: Truth, claims: Sequence[Claim], matched: Mapping[str, str]) -> dict[str, float]:
    own_of = {target: claim for claim in claims if (target := matched.get(claim.id)) is not None}
    exact = near = status = 0
    for true in truth.claims:
        own = own_of.get(true.id)
        if own is None:
            continue
        exact += own.independent_origins == len(true.origins)
        near += abs(own.independent_origins - len(true.origins)) <= 1
        status += str(own.status) == true.status
    total = len(truth.claims)
    return {
        "origins": _share(exact, total),
        "origins_within_one": _share(near, total),
        "status": _share(status, total),
    }
