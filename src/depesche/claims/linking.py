"""Statements into claims, answers onto claims: the stage's work on one batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from depesche.claims import answers, claimwise, cores, pairs
from depesche.claims.claimwise import Whole
from depesche.claims.crowd import Codes, Crowd
from depesche.claims.drafts import Draft, carried, some
from depesche.claims.forms import denied_of, form_of, relation_of
from depesche.claims.gists import clearest_said, gist
from depesche.claims.memory import Memory
from depesche.claims.model import Models, shipped
from depesche.claims.origins import origins_of
from depesche.claims.places import Place
from depesche.claims.propositions import Floats, Proposition, propositions
from depesche.claims.retractions import is_his_own, speaks_of_error, taken_back
from depesche.claims.status import credibility_of, status_of
from depesche.records import Actor, Claim, ClaimStatus, Origin, ReadDocument, Response, stable_id
from depesche.stages import DossierView

PROMISING = 40  # candidates whose claims are looked at
ANSWERED = 24  # the same for what a statement may answer
NEIGHBOURS = 96  # statements of its document, on each side, with which a statement is compared; and as many first ones
TOGETHER = 16  # statements of a document that are compared at once
FURTHER = 320  # statements of promising claims that a statement is compared with beyond its own candidates
FULL = 2000  # statements or answers that a claim takes; what comes later begins another or goes untied
WEIGHED = 24  # statements of a claim with which another is compared: the first and the latest
SEEN = 96  # statements of a claim, and answers to it, that are read when it is written anew: the first and the latest

# Told of every decision in training: what is decided ("join", "tie"), the statement, the claims and their features.
Trace = Callable[[str, Proposition, Sequence[Whole], Floats], None]


@dataclass(slots=True)
class Page:
    """One document while it is worked on."""

    items: list[Proposition]
    earlier: Mapping[str, Sequence[Proposition]]
    telling: pairs.Telling
    place: Place
    around: answers.Around
    compared: dict[str, pairs.Compared] = field(default_factory=dict)
    scored: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)

    def before(self, number: int) -> list[Proposition]:
        """The statements before one, without those far away in a long document."""
        return [*self.items[: min(number, NEIGHBOURS)], *self.items[max(NEIGHBOURS, number - NEIGHBOURS) : number]]

    def near(self, number: int) -> list[Proposition]:
        """The same with those that follow it."""
        return [*self.before(number), *self.items[number + 1 : number + 1 + NEIGHBOURS]]


class Linker:
    """Works through a batch.

    Args:
        view: the dossier, where the batch's statements are stored with their actors.
        memory: the stage's memory.
        models: the trained scores; the shipped ones where None.
        trace: told of each decision, for training.
    """

    def __init__(
        self, view: DossierView, memory: Memory, models: Models | None = None, trace: Trace | None = None
    ) -> None:
        self.view = view
        self.memory = memory
        self.models = models or shipped()
        self.full = FULL
        self.codes = Codes()
        self._wholes: dict[str, tuple[list[str], list[str], Whole]] = {}
        self.trace = trace
        self.drafts: dict[str, Draft] = {}
        self.touched: dict[str, None] = {}
        self.claims_of: dict[str, list[str]] = {}
        self._people: dict[str, Actor | None] = {}

    def take(self, batch: Sequence[ReadDocument]) -> None:
        """Link all documents of the batch that are new."""
        done = self.memory.known(read.document.id for read in batch)
        new = [read for read in batch if read.document.id not in done]
        self._known_actors(one for read in new for one in _named(read))
        with self.memory.together():
            for read in new:
                self._document(read)

    def _document(self, read: ReadDocument) -> None:
        page = self.page(read)
        for number, item in enumerate(page.items):
            if number % TOGETHER == 0:
                self._compare(page, number)
            if not item.silent:
                self._join(item, page, page.before(number))
        self._answers(page)

    def page(self, read: ReadDocument) -> Page:
        """A document's statements with what they are to be compared with; they are remembered."""
        items = self.memory.propositions(read.document.id) or propositions(read, self._known_actors(_named(read)))
        earlier = self.memory.candidates(items)
        telling = self.memory.telling(items)
        self.memory.add(read.document.id, items)
        return Page(items, earlier, telling, Place(items), answers.Around(items))

    # -- claims ----------------------------------------------------------------------------------------------------

    def _join(self, item: Proposition, page: Page, before: Sequence[Proposition]) -> None:
        """Put a statement into the claim that it fits best, or begin a new one."""
        others = _distinct(item, [*before, *page.earlier[item.id]])
        scores = self._score("same_claim", item, others, page)
        promising = _best(scores, PROMISING)
        floor = self.models.settings["promising"]
        drafts = self._claims_at([key for key in promising if scores[key] >= floor])
        drafts = [draft for draft in drafts if len(draft.members) < self.full]
        best = None
        if drafts:
            wholes = [self.whole(draft) for draft in drafts]
            scores |= self._score("same_claim", item, self._beyond(item, wholes, scores), page)
            rows = claimwise.joining(item, wholes, scores, page.telling)
            if self.trace is not None:
                self.trace("join", item, wholes, rows)
            fits = self.models.scores["joins"].score(rows)
            top = int(np.argmax(fits))
            if fits[top] >= self.models.settings["join"]:
                best = drafts[top]
        if best is None:
            best = Draft(stable_id("c", item.id), [])
            self.drafts[best.id] = best
        best.members.append(item.id)
        self.claims_of.setdefault(item.id, []).append(best.id)
        self.touched[best.id] = None

    def _compare(self, page: Page, first: int) -> None:
        """Compare the next few statements once with all that they may repeat or answer."""
        chunk = list(enumerate(page.items))[first : first + TOGETHER]
        met = [(item, _distinct(item, [*page.near(number), *page.earlier[item.id]])) for number, item in chunk]
        met = [(item, others) for item, others in met if others]
        if not met:
            return
        compared = pairs.compare_each(met, self.codes, page.telling, page.place)
        page.compared.update((item.id, found) for (item, _), found in zip(met, compared, strict=True))
        joining = [(number, item) for number, item in chunk if not item.silent]
        asked = [(item, _distinct(item, [*page.before(number), *page.earlier[item.id]])) for number, item in joining]
        drafts = self._foresee("same_claim", asked, page, PROMISING, self.models.settings["promising"])
        self._look_further([(item, drafts[item.id]) for item, _ in asked if item.id in drafts], page)

    def _look_further(self, asked: Sequence[tuple[Proposition, Sequence[Draft]]], page: Page) -> None:
        """Score some statements at once with those of their likeliest claims that they were not compared with yet."""
        missing = []
        for item, drafts in asked:
            known = page.scored["same_claim", item.id]
            others = self._beyond(item, [self.whole(draft) for draft in drafts], known)
            if others:
                missing.append((item, others))
        if not missing:
            return
        compared = pairs.compare_each(missing, self.codes, page.telling, page.place)
        values = iter(self.models.scores["same_claim"].score(np.concatenate([one.rows for one in compared])).tolist())
        for item, others in missing:
            page.scored["same_claim", item.id] |= {other.id: next(values) for other in others}

    def _beyond(self, item: Proposition, wholes: Sequence[Whole], known: Mapping[str, float]) -> list[Proposition]:
        """The statements of some claims with which a statement has not been compared yet."""
        open_ones = [whole for whole in wholes if len(whole.draft.members) < self.full]
        return _distinct(item, [one for whole in open_ones for one in whole.members if one.id not in known])[:FURTHER]

    def _foresee(
        self,
        name: str,
        asked: Sequence[tuple[Proposition, Sequence[Proposition]]],
        page: Page,
        most: int,
        least: float = 0.0,
    ) -> dict[str, list[Draft]]:
        """Score some statements with others at once, and read the claims of the best ones in as few look-ups.

        Args:
            name: the pair score.
            asked: statements, each with its others.
            page: their document.
            most: of how many others of a statement the claims are needed.
            least: only of those that score as much.

        Returns:
            Those claims, by the ids of the statements.
        """
        asked = [(item, others) for item, others in asked if others]
        if not asked:
            return {}
        found = self._scores(name, asked, page)
        page.scored.update(((name, identity), scores) for identity, scores in found.items())
        wanted = {
            identity: [one for one in _best(scores, most) if scores[one] >= least] for identity, scores in found.items()
        }
        every = self._claims_at(dict.fromkeys(one for others in wanted.values() for one in others))
        self.memory.load(
            one for draft in every for one in (*some(draft.members, WEIGHED), *some(list(draft.responses)))
        )
        return {identity: self._claims_at(others) for identity, others in wanted.items()}

    def _scores(
        self, name: str, asked: Sequence[tuple[Proposition, Sequence[Proposition]]], page: Page
    ) -> dict[str, dict[str, float]]:
        """A pair score of several statements, each with its others, by the ids of both."""
        rows = np.concatenate([self._rows(name, item, others, page) for item, others in asked])
        values = iter(self.models.scores[name].score(rows).tolist())
        return {item.id: {other.id: next(values) for other in others} for item, others in asked}

    def _score(self, name: str, item: Proposition, others: Sequence[Proposition], page: Page) -> dict[str, float]:
        """The pair scores of a statement with others, by the others' ids."""
        if not others:
            return {}
        known = page.scored.get((name, item.id), {})
        if all(other.id in known for other in others):
            return {other.id: known[other.id] for other in others}
        values = self.models.scores[name].score(self._rows(name, item, others, page))
        return {other.id: float(value) for other, value in zip(others, values, strict=True)}

    def _rows(self, name: str, item: Proposition, others: Sequence[Proposition], page: Page) -> Floats:
        """The features that a pair score is fed with, a row an other statement."""
        compared = page.compared.get(item.id)
        if compared is None or any(other.id not in compared.place for other in others):
            compared = pairs.compare(item, Crowd(others, self.codes), page.telling, page.place)
        made = answers.rows_of(item, compared, page.around) if name == "answers" else compared.rows
        return made[[compared.place[other.id] for other in others]]

    def whole(self, draft: Draft) -> Whole:
        """A claim with its statements and answers, as long as they stay loaded once."""
        members, replies = some(draft.members, WEIGHED), some(list(draft.responses))
        known = self._wholes.get(draft.id)
        if known is None or known[:2] != (members, replies):
            known = (members, replies, Whole(draft, self.memory.get(members), self.memory.get(replies)))
            self._wholes[draft.id] = known
        return known[2]

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
                self.drafts[identity] = Draft(identity, list(claim.statements), responses, claim.origins)
        stated = {
            claim
            for one in wanted
            for claim in self.claims_of.get(one, ())
            if claim in self.drafts and one not in self.drafts[claim].responses
        }
        return [self.drafts[identity] for identity in identities if identity in stated]

    # -- answers ---------------------------------------------------------------------------------------------------

    def _answers(self, page: Page) -> None:
        """Tie the document's answers to the claims that they answer."""
        asked = [
            (item, _distinct(item, [*page.near(number), *page.earlier[item.id]]))
            for number, item in enumerate(page.items)
            if item.act in answers.OPEN
        ]
        for first in range(0, len(asked), TOGETHER):
            self._foresee("answers", asked[first : first + TOGETHER], page, ANSWERED)
        best = {item.id: self._score("answers", item, others, page) for item, others in asked}
        for number, item in enumerate(page.items):
            if item.id not in best:
                continue
            scores = best[item.id]
            drafts = self._claims_at(_best(scores, ANSWERED))
            own = set(self.claims_of.get(item.id, ()))
            drafts = [draft for draft in drafts if draft.members != [item.id] and len(draft.responses) < self.full]
            if not drafts:
                continue
            wholes = [self.whole(draft) for draft in drafts]
            company = [one for one in page.near(number) if one.act in answers.ANSWERING]
            rows = claimwise.tying(item, wholes, best, company, page.telling, page.around, own)
            if self.trace is not None:
                self.trace("tie", item, wholes, rows)
            self._settle(item, wholes, self.models.scores["ties"].score(rows), own)

    def _settle(self, item: Proposition, wholes: Sequence[Whole], fits: Floats, own: set[str]) -> None:
        """Tie an answer to the claims that it fits well enough: the best, and others that it surely answers too.

        Who takes something back takes back his own, if a claim of his fits half as well as the best one.
        """
        settings = self.models.settings
        drafts = [whole.draft for whole in wholes]
        order = sorted(range(len(drafts)), key=lambda number: (-fits[number], drafts[number].id))
        least = settings["tie" if item.act in answers.ANSWERING and not item.doubtful else "tie_open"]
        if speaks_of_error(item):
            enough = max(least, fits[order[0]] / 2)
            order = [one for one in order if fits[one] >= enough and is_his_own(item, wholes[one].members)] or order
        for place, number in enumerate(order):
            if fits[number] < (least if place == 0 else settings["tie_more"]):
                break
            self._tie(item, drafts[number], float(fits[number]), own)

    def _tie(self, item: Proposition, claim: Draft, score: float, own: set[str]) -> None:
        if claim.id in own:  # an answer is no statement of the claim that it answers
            claim.members.remove(item.id)
            self.claims_of[item.id].remove(claim.id)
        members = self.memory.get(some(claim.members))
        if not members:
            return
        form = form_of(item, members)
        relation = relation_of(item, members, self.models.scores)
        denied = denied_of(item, members, relation, form)
        claim.responses[item.id] = Response(item.id, relation, round(min(score, 1.0), 3), form, denied)
        self.claims_of.setdefault(item.id, []).append(claim.id)
        self.touched[claim.id] = None

    # -- results ---------------------------------------------------------------------------------------------------

    def results(self) -> tuple[list[Claim], list[str]]:
        """The claims written anew, and the ids of claims that have no statement left."""
        drafts = [self.drafts[identity] for identity in self.touched]
        seen = {draft.id: (draft.seen(SEEN), some(list(draft.responses), SEEN)) for draft in drafts}
        self._actors(self.memory.get(dict.fromkeys(one for parts in seen.values() for part in parts for one in part)))
        dropped = [draft.id for draft in drafts if not draft.members]
        drafts = [draft for draft in drafts if draft.members]
        items = [self._ordered(seen[draft.id][0]) for draft in drafts]
        loose = self._loose(items)
        claims = [
            self._claim(draft, said, along, seen[draft.id][1])
            for draft, said, along in zip(drafts, items, loose, strict=True)
        ]
        return claims, dropped

    def _ordered(self, members: Iterable[str]) -> list[Proposition]:
        return sorted(self.memory.get(members), key=lambda item: (item.day, item.document, item.start))

    def _claim(
        self, draft: Draft, items: Sequence[Proposition], loose: Mapping[str, str], answering: Sequence[str]
    ) -> Claim:
        """A claim's record, from those of its statements and answers that are read again."""
        replies = {item.id: item for item in self.memory.get(answering)}
        actors = self._actors([*items, *replies.values()])
        origins = carried(draft, self._origins(draft.id, items, loose))
        responses = tuple(
            taken_back(one, replies[key], items) if key in replies else one for key, one in draft.responses.items()
        )
        status = status_of(items, responses, replies, origins, actors, self.models.scores)
        made = build(draft.id, items, responses, origins, status)
        return replace(made, statements=draft.placed([item.id for item in items]))

    def origins(self, identity: str, items: Sequence[Proposition]) -> tuple[Origin, ...]:
        """The independent origins of a claim's statements."""
        return self._origins(identity, items, self._loose([items])[0])

    def _origins(self, identity: str, items: Sequence[Proposition], loose: Mapping[str, str]) -> tuple[Origin, ...]:
        score, least = self.models.scores["origins"].score, self.models.settings["one_origin"]
        return origins_of(identity, items, self._actors(items), score, least, loose)

    def _loose(self, claims: Sequence[Sequence[Proposition]]) -> list[dict[str, str]]:
        """For the statements of each of some claims, which say it loosely and with whom these rest (`cores`)."""
        chosen = [some(items, cores.CORE) for items in claims]
        linked = cores.links(chosen, self.codes, self.models.scores["same_claim"].score)
        least = self.models.settings["core"]
        return [cores.loose(items, one, least) for items, one in zip(chosen, linked, strict=True)]

    def _actors(self, items: Iterable[Proposition]) -> Mapping[str, Actor]:
        return self._known_actors(one for item in items for one in (item.speaker, *item.via) if one)

    def _known_actors(self, identities: Iterable[str]) -> dict[str, Actor]:
        """Actors by id, each read once."""
        wanted = dict.fromkeys(identities)
        missing = [one for one in wanted if one not in self._people]
        if missing:
            found = self.view.actors(missing)
            self._people.update((one, found.get(one)) for one in missing)
        return {one: actor for one in wanted if (actor := self._people[one]) is not None}


def _named(read: ReadDocument) -> Iterator[str]:
    """The actors of a document's speakers and chains."""
    return (one for said in read.statements for one in (said.speaker.actor, *said.via) if one)


def _best(scores: Mapping[str, float], most: int) -> list[str]:
    """The ids that score best, the best first."""
    return sorted(scores, key=lambda key: (-scores[key], key))[:most]


def _distinct(item: Proposition, others: Iterable[Proposition]) -> list[Proposition]:
    """The other statements that can state a claim, each once."""
    found = {other.id: other for other in others if other.id != item.id and not other.silent}
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
        gist=gist(clearest_said(outermost(items)).text),
        statements=tuple(item.id for item in items),
        responses=responses,
        origins=origins,
        status=status,
        first=min(days, default=None),
        last=max(days, default=None),
        credibility=credibility_of(status, origins, items),
    )


def outermost(items: Sequence[Proposition]) -> list[Proposition]:
    """The statements that are no part of another one of these: the whole says more than the quotation in it."""
    ranges: dict[str, list[tuple[int, int]]] = {}
    for item in items:
        if item.spans:
            ranges.setdefault(item.document, []).append((item.spans[0][0], item.spans[-1][1]))

    def inside(item: Proposition) -> bool:
        start, end = (item.spans[0][0], item.spans[-1][1]) if item.spans else (0, 0)
        return any(
            first <= start and end <= last and (first, last) != (start, end)
            for first, last in (ranges[item.document] if item.spans else ())
        )

    return [item for item in items if not inside(item)]
