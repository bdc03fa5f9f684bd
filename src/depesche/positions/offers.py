"""The proposals in the stage's index: new packages join those that they repeat, and answers settle what became of them.

What is compared is bounded: of one issue in one month the latest `MOST_OFFERS` packages and `MOST_ANSWERS` answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from depesche.positions.answers import Answer, fitting, settle
from depesche.positions.cast import Cast
from depesche.positions.cells import mark_of
from depesche.positions.days import months
from depesche.positions.hearings import answers_heard
from depesche.positions.models import Models
from depesche.positions.proposals import Draft, merge, pack, unpack
from depesche.records import Proposal
from depesche.stages import DossierView, StageIndex

MOST_OFFERS = 50  # of one issue and month that a new one or an answer is compared with, the latest read
MOST_ANSWERS = 200  # of one issue and month that a package is settled by, the latest read


def settle_proposals(
    packages: Sequence[Draft],
    answers: Sequence[Answer],
    reopened: Iterable[str],
    view: DossierView,
    cast: Cast,
    index: StageIndex,
    models: Models,
) -> list[Proposal]:
    """New packages, merged with those that they repeat, and packages that the new answers change.

    Args:
        packages: the batch's.
        answers: the batch's.
        reopened: statements of claims that other parties than before deny or confirm.
        view: the rest of the dossier.
        cast: the batch's actors.
        index: the stage's own index.
        models: the models.
    """
    changed = _merged(packages, index)
    new = set(changed)
    keep_answers(answers, index)
    changed.update(_answered(answers, reopened, changed, index))
    keys = {key: _answer_keys(draft) for key, draft in changed.items()}
    told = index.find(dict.fromkeys(chain.from_iterable(keys.values())))
    told = {key: items[-MOST_ANSWERS:] for key, items in told.items()}
    packed = index.get(item for items in told.values() for item in items)
    known = {key: Answer.unpack(value) for key, value in packed.items()}
    heard = answers_heard(sorted({one for draft in changed.values() for one in draft.statements}), view, index)
    settled: dict[str, Draft] = {}
    for key, draft in changed.items():
        items = dict.fromkeys(item for name in keys[key] for item in told.get(name, ()) if item in known)
        parties = set(cast.parties(draft.proposal.to)) | set(draft.proposal.to) - cast.actors.keys()
        said = [heard[statement] for statement in draft.statements if statement in heard]
        parts = {party for deny, _ in said for party in deny}, {party for _, confirm in said for party in confirm}
        settled[key] = settle(draft, [known[item] for item in items], parties, parts, models.proposals)
    index.put({key: pack(draft) for key, draft in settled.items()})
    marks = {f"stood:{key}": mark_of(draft.proposal).encode() for key, draft in settled.items()}
    before = index.get(marks)
    index.put(marks)
    return [
        draft.proposal
        for key, draft in settled.items()
        if key in new or before.get(f"stood:{key}") != marks[f"stood:{key}"]
    ]


def keep_answers(answers: Sequence[Answer], index: StageIndex) -> None:
    """Put answers into the index, findable by issue and month, and by document."""
    keyed = {f"answer:{item.statement}|{item.issue}": item for item in answers}
    index.add(
        pair
        for key, item in keyed.items()
        for pair in ((f"answers:{item.issue}|{item.day[:7]}", key), (f"doc:{item.document}", key))
    )
    index.put({key: item.pack() for key, item in keyed.items()})


def _merged(packages: Sequence[Draft], index: StageIndex) -> dict[str, Draft]:
    """The new packages, each together with an earlier one that it repeats, by proposal."""
    ordered = sorted(packages, key=lambda item: item.day)
    near = {id(draft): _offer_keys(draft.issues, draft.day, -1, 1) for draft in ordered}
    postings = index.find(dict.fromkeys(chain.from_iterable(near.values())))
    postings = {key: items[-MOST_OFFERS:] for key, items in postings.items()}
    packed = index.get(item for items in postings.values() for item in items)
    known = {key: unpack(value) for key, value in packed.items()}
    changed: dict[str, Draft] = {}
    for draft in ordered:
        items = sorted({item for key in near[id(draft)] for item in postings.get(key, ()) if item in known})
        merged = merge([known[item] for item in items], draft)
        for key in _own_keys(merged):
            postings[key] = list(dict.fromkeys((*postings.get(key, ()), merged.proposal.id)))
        known[merged.proposal.id] = changed[merged.proposal.id] = merged
    index.add((key, draft.proposal.id) for draft in changed.values() for key in _own_keys(draft))
    index.add((f"proposed:{one}", draft.proposal.id) for draft in changed.values() for one in draft.statements)
    index.put({key: pack(draft) for key, draft in changed.items()})
    return changed


def _answered(
    answers: Sequence[Answer], reopened: Iterable[str], known: Mapping[str, Draft], index: StageIndex
) -> dict[str, Draft]:
    """Other packages that the answers may be answers to, or whose statements' claims are answered by others now."""
    asked = index.find(dict.fromkeys(chain.from_iterable(_offer_keys([a.issue], a.day, -1, 0) for a in answers)))
    claimed = {item for items in index.find(f"proposed:{one}" for one in reopened).values() for item in items}
    maybe = {item for items in asked.values() for item in items[-MOST_OFFERS:]}
    packed = index.get(sorted((maybe | claimed) - known.keys()))
    found = {key: unpack(value) for key, value in packed.items()}
    return {key: draft for key, draft in found.items() if key in claimed or fitting(draft, answers)}


def _offer_keys(issues: Iterable[str], day: str, first: int, last: int) -> list[str]:
    return [f"offer:{issue}|{month}" for issue in issues for month in months(day, range(first, last + 1))]


def _own_keys(draft: Draft) -> list[str]:
    return [f"offer:{issue}|{draft.day[:7]}" for issue in draft.issues]


def _answer_keys(draft: Draft) -> list[str]:
    return [f"answers:{issue}|{month}" for issue in draft.issues for month in months(draft.day, range(2))]
