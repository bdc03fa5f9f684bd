"""Statements into claims, answers onto claims: the stage's work on one batch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from depesche.actors.targets import stem_key
from depesche.claims import answers, pairs
from depesche.claims.forms import form_of, relation_of
from depesche.claims.memory import Memory
from depesche.claims.model import load
from depesche.claims.origins import origins_of
from depesche.claims.propositions import Proposition, propositions
from depesche.claims.status import credibility_of, status_of
from depesche.records import Actor, Claim, ClaimStatus, Origin, ReadDocument, Response, stable_id
from depesche.stages import DossierView

# A statement joins the claim with which it fits best, from this fit on: the mean of its scores with the claim's
# members, drawn towards the best of them by MIX. Set by leaving one folder out in training.
JOIN = 0.3
MIX = 0.0
# An answer is tied to the claim it fits best, from this fit on; the other answers of the document that stand near and
# fit the same claim add to it, since denials of one report come together.
ANSWER = 0.25
COMPANY = 0.3
SIZE = 0.05  # added for each e-fold of a claim's statements: what many say is what is answered
COMPANY_REACH = 6  # sentences
CORE = 0.75  # score of a pair from which two statements surely say the same
MAX_MEMBERS = 40  # members of a claim that a statement is compared with: the first and the latest


@dataclass(slots=True)
class Draft:
    """A claim while it is worked on."""

    id: str
    members: list[str]
    responses: dict[str, Response] = field(default_factory=dict)


class Linker:
    """Works through a batch.

    Args:
        view: the dossier, where the batch's statements are stored with their actors.
        memory: the stage's memory.
    """

    def __init__(self, view: DossierView, memory: Memory) -> None:
        self.view = view
        self.memory = memory
        self.drafts: dict[str, Draft] = {}
        self.touched: dict[str, None] = {}
        self.claims_of: dict[str, list[str]] = {}

    def take(self, batch: Sequence[ReadDocument]) -> None:
        """Link all documents of the batch that are new."""
        done = self.memory.known(read.document.id for read in batch)
        for read in batch:
            if read.document.id not in done:
                self._document(read)

    def _document(self, read: ReadDocument) -> None:
        wanted = {statement.speaker.actor for statement in read.statements if statement.speaker.actor}
        items = propositions(read, self.view.actors(wanted))
        earlier = self.memory.candidates(items)
        self.memory.add(read.document.id, items)
        for number, item in enumerate(items):
            if item.act in ("deny", "decline"):
                continue
            self._join(item, [*items[:number], *earlier[item.id]])
        self._answers(items, earlier)

    # -- claims ----------------------------------------------------------------------------------------------------

    def _join(self, item: Proposition, candidates: Sequence[Proposition]) -> None:
        """Put a statement into the claim that it fits best, or begin a new one."""
        others = [other for other in candidates if other.act not in ("deny", "decline")]
        best, best_score = None, JOIN
        if others:
            model = load("same_claim", pairs.FEATURES)
            scores = model.score(np.array([pairs.features(item, other) for other in others]))
            known = {other.id: float(score) for other, score in zip(others, scores, strict=True)}
            promising = sorted(known, key=lambda key: (-known[key], key))[:40]
            for claim in self._claims_at(key for key in promising if known[key] >= JOIN / 2):
                score = self._fit(item, claim, known)
                if score >= best_score:
                    best, best_score = claim, score
        if best is None:
            best = Draft(stable_id("c", item.id), [])
            self.drafts[best.id] = best
        best.members.append(item.id)
        self.claims_of.setdefault(item.id, []).append(best.id)
        self.touched[best.id] = None

    def _fit(self, item: Proposition, claim: Draft, known: dict[str, float]) -> float:
        members = claim.members
        if len(members) > MAX_MEMBERS:
            members = members[: MAX_MEMBERS // 2] + members[-MAX_MEMBERS // 2 :]
        missing = [one for one in members if one not in known]
        others = self.memory.get(missing)
        if others:
            scores = load("same_claim", pairs.FEATURES).score(
                np.array([pairs.features(item, other) for other in others])
            )
            known.update((other.id, float(score)) for other, score in zip(others, scores, strict=True))
        values = [known[one] for one in members if one in known]
        return (1 - MIX) * sum(values) / len(values) + MIX * max(values) if values else 0.0

    def _claims_at(self, statements: Iterable[str]) -> list[Draft]:
        """The claims of some statements, loaded from the dossier if need be."""
        wanted = list(statements)
        missing = [one for one in wanted if one not in self.claims_of]
        if missing:
            found = self.view.claims_of(missing)
            for one in missing:
                self.claims_of[one] = list(found.get(one, ()))
        identities = dict.fromkeys(claim for one in wanted for claim in self.claims_of.get(one, ()))
        absent = [identity for identity in identities if identity not in self.drafts]
        if absent:
            for identity, claim in self.view.claims(absent).items():
                responses = {response.statement: response for response in claim.responses}
                self.drafts[identity] = Draft(identity, list(claim.statements), responses)
        found_drafts = [self.drafts[identity] for identity in identities if identity in self.drafts]
        return [draft for draft in found_drafts if any(one in draft.members for one in wanted)]

    # -- answers ---------------------------------------------------------------------------------------------------

    def _answers(self, document: Sequence[Proposition], earlier: Mapping[str, Sequence[Proposition]]) -> None:
        """Tie the document's answers to the claims that they answer."""
        asking = [item for item in document if item.act in answers.ANSWERING]
        fits = {item.id: self._claim_scores(item, document, earlier[item.id]) for item in asking}
        for item in asking:
            near = [
                fits[other.id]
                for other in asking
                if other.id != item.id and abs(other.sentence - item.sentence) <= COMPANY_REACH
            ]
            own = set(self.claims_of.get(item.id, ()))
            total = {
                claim: score
                + COMPANY * max((other.get(claim, 0.0) for other in near), default=0.0)
                + SIZE * math.log(max(1, len(self.drafts[claim].members)))
                for claim, score in fits[item.id].items()
                if claim not in own
            }
            if not total:
                continue
            best = max(total, key=lambda claim: (total[claim], claim))
            if total[best] >= ANSWER:
                self._tie(item, self.drafts[best], min(total[best], 1.0), own)

    def _claim_scores(
        self, item: Proposition, document: Sequence[Proposition], earlier: Sequence[Proposition]
    ) -> dict[str, float]:
        """How well an answer fits the claims that its candidates belong to: the best score of a statement."""
        others = _distinct(item, [*document, *earlier])
        if not others:
            return {}
        nearest = answers.nearest_assertion(item, document)
        model = load("answers", answers.FEATURES)
        scores = model.score(np.array([answers.features(item, other, other.id == nearest) for other in others]))
        known = {other.id: float(score) for other, score in zip(others, scores, strict=True)}
        promising = sorted(known, key=lambda key: (-known[key], key))[:24]
        return {claim.id: max(known.get(one, 0.0) for one in claim.members) for claim in self._claims_at(promising)}

    def _tie(self, item: Proposition, claim: Draft, score: float, own: set[str]) -> None:
        for identity in own:  # an answer is no statement of a claim of its own or of the one it answers
            draft = self.drafts.get(identity)
            if draft is not None and item.id in draft.members:
                draft.members.remove(item.id)
                self.touched[draft.id] = None
                self.claims_of[item.id].remove(identity)
        members = self.memory.get(claim.members)
        form = form_of(item, members)
        claim.responses[item.id] = Response(item.id, relation_of(item, form), round(score, 3), form)
        self.claims_of.setdefault(item.id, []).append(claim.id)
        self.touched[claim.id] = None

    # -- results ---------------------------------------------------------------------------------------------------

    def results(self) -> tuple[list[Claim], list[str]]:
        """The claims written anew, and the ids of claims that have no statement left."""
        claims, dropped = [], []
        for identity in self.touched:
            draft = self.drafts[identity]
            if draft.members:
                claims.append(self._claim(draft))
            else:
                dropped.append(identity)
        return claims, dropped

    def _claim(self, draft: Draft) -> Claim:
        items = sorted(self.memory.get(draft.members), key=lambda item: (item.day, item.document, item.start))
        replies = {item.id: item for item in self.memory.get(draft.responses)}
        actors = self._actors([*items, *replies.values()])
        homes = self._homes(items)
        origins = origins_of(draft.id, items, actors, homes, nearest_core(items))
        responses = tuple(draft.responses.values())
        status = status_of(items, responses, replies, origins, actors)
        return build(draft.id, items, responses, origins, status)

    def _actors(self, items: Iterable[Proposition]) -> Mapping[str, Actor]:
        return self.view.actors({one for item in items for one in (item.speaker, *item.via) if one})

    def _homes(self, items: Iterable[Proposition]) -> dict[str, str]:
        names = {item.document: item.extra.get("outlet", "") for item in items}
        return {document: stable_id("a", f"outlet:{stem_key(name)}") for document, name in names.items() if name}


def _distinct(item: Proposition, others: Iterable[Proposition]) -> list[Proposition]:
    found = {other.id: other for other in others if other.id != item.id and other.act not in ("deny", "decline")}
    return list(found.values())


def build(
    identity: str,
    items: Sequence[Proposition],
    responses: tuple[Response, ...],
    origins: tuple[Origin, ...],
    status: ClaimStatus,
) -> Claim:
    """The record of a claim; its gist is the clearest statement's words."""
    days = [item.extra.get("published", "") for item in items if item.extra.get("published")]
    return Claim(
        id=identity,
        gist=clearest(items).text,
        statements=tuple(item.id for item in items),
        responses=responses,
        origins=origins,
        status=status,
        first=min(days, default=None),
        last=max(days, default=None),
        credibility=credibility_of(status, origins, items),
    )


def nearest_core(items: Sequence[Proposition]) -> dict[str, str]:
    """For each statement that says the claim only loosely, the statement of its core that it stands nearest to.

    The core are the statements that are linked to the clearest one by pairs scored `CORE` or better; only they count as
    origins of their own, the others rest where their nearest core statement rests.
    """
    chosen = list(items) if len(items) <= MAX_MEMBERS else [*items[: MAX_MEMBERS // 2], *items[-MAX_MEMBERS // 2 :]]
    if len(chosen) < 2:
        return {}
    couples = [(one, two) for number, one in enumerate(chosen) for two in chosen[number + 1 :]]
    scores = load("same_claim", pairs.FEATURES).score(np.array([pairs.features(one, two) for one, two in couples]))
    linked: dict[str, dict[str, float]] = {}
    for (one, two), score in zip(couples, scores, strict=True):
        linked.setdefault(one.id, {})[two.id] = float(score)
        linked.setdefault(two.id, {})[one.id] = float(score)
    core = {clearest(chosen).id}
    waiting = list(core)
    while waiting:
        for other, score in linked[waiting.pop()].items():
            if score >= CORE and other not in core:
                core.add(other)
                waiting.append(other)
    return {
        item.id: max(core, key=lambda one: (linked[item.id].get(one, 0.0), one))
        for item in chosen
        if item.id not in core
    }


def clearest(items: Sequence[Proposition]) -> Proposition:
    """The statement that says most for itself: near the others' mean, with names instead of pronouns, not too long."""
    mean = np.mean([item.vector for item in items], axis=0)

    def clarity(item: Proposition) -> tuple[float, str]:
        words = max(1, len(item.text.split()))
        told = min(len(item.stems), 8) / 8
        return (float(item.vector @ mean) + 0.6 * told - 0.01 * max(0, words - 25) - 0.3 * (words < 4), item.id)

    return max(items, key=clarity)
