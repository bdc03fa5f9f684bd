"""What single statements show: that on a day, on someone's word, a party stood somewhere on an issue."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from depesche.positions.cast import Cast
from depesche.positions.codebook import Codebook
from depesche.positions.features import YIELDING, Seen, look
from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mentions, carriers
from depesche.positions.models import DIRECTIONS, STRENGTHS, Models, load_models
from depesche.positions.parts import parts
from depesche.positions.passages import Passages, longest, summed
from depesche.positions.told_days import told_day
from depesche.positions.words import Word, fold, words
from depesche.records import Act, Actor, ActorKind, Statement, stable_id

MOST_ISSUES = 5  # that one statement may prove a position on: lists of demands name five at once
MOST_SMALL = 2  # small words between a verb and its subject ("hat auch die Regierung")
OPENING = 6  # words of a clause among which its verb is looked for
DENIAL_SHARE = 0.3  # share of an issue in a denial from which the denial is about it
# What is said of another party: by whoever belongs to none with these acts, by another party's people with those. An
# offer or a demand that names the other side ("Washington solle ...") is the speaker's own stance. What an outsider
# warns of is nobody's stance: one of the 217 true positions of 26 corpora that others tell is told so.
OUTSIDER_ACTS = frozenset({Act.ASSERT, Act.ASSESS, Act.CONFIRM, Act.PROMISE, Act.OFFER, Act.ACCEPT})
OPPONENT_ACTS = frozenset({Act.ASSERT, Act.ASSESS, Act.CONFIRM})
MERELY_SAID = OPPONENT_ACTS | {Act.WARN}
_WORD = re.compile(r"\w")
STANCE_CLASSES = ("demand", "refuse", "open", "concede", "keep")


@dataclass(frozen=True, slots=True)
class Observation:
    """One statement's bearing on one cell (party, issue).

    ``kind`` is "stance" or "denial" (the party denies something about the issue). ``strengths`` and
    ``directions`` are probabilities in the order of `models.STRENGTHS` and `models.DIRECTIONS`. ``yields``: its words
    or act give something away. ``rejected_by`` are
    the statements by which the party itself denied it. ``alleged``: only the whole claim shows it, not the statement.
    """

    id: str
    statement: str
    document: str
    day: str | None
    party: str
    issue: str
    kind: str
    act: str
    outcome: str
    strengths: tuple[float, ...]
    directions: tuple[float, ...]
    self_declared: bool
    asserted_by: str | None
    start: int
    end: int
    probability: float
    condition: str = ""
    unnamed: bool = False
    yields: bool = False
    rejected_by: tuple[str, ...] = ()
    alleged: bool = False

    def pack(self) -> bytes:
        """As bytes for a stage index: the fields' values in order."""
        return json.dumps([getattr(self, name) for name in _FIELDS], ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def unpack(packed: bytes) -> Observation:
        """From `pack`."""
        values = json.loads(packed)
        for place in _LISTS:
            values[place] = tuple(values[place])
        return Observation(*values)


_FIELDS = tuple(field.name for field in fields(Observation))
_LISTS = tuple(_FIELDS.index(name) for name in ("strengths", "directions", "rejected_by"))


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose stance a statement shows, and on whose word."""

    party: str | None
    self_declared: bool
    asserted_by: str | None
    unnamed: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """A document's statements with their features, and whose stance each shows."""

    seen: tuple[Seen, ...]
    holders: tuple[Holder, ...]


def looked(passages: Passages, codebook: Codebook, cast: Cast, mentions: Mentions) -> Looked:
    """Look at a document's statements; none of them where the codebook has no issues."""
    if not codebook.issues:
        return Looked((), ())
    holders = tuple(_holder(statement, passages, cast, mentions) for statement in passages.statements)
    return Looked(tuple(look(passages, codebook, [holder.party is not None for holder in holders])), holders)


def observe(
    passages: Passages,
    codebook: Codebook,
    cast: Cast,
    mentions: Mentions,
    models: Models | None = None,
    given: Looked | None = None,
    parted: Mapping[str, NDArray[np.float64]] | None = None,
) -> list[Observation]:
    """All observations of one document, at first look: by the document alone.

    Args:
        given: what `looked` found, where it was called before.
        parted: what `by_parts` found, where it was called before.
    """
    models = models or load_models()
    given = given or looked(passages, codebook, cast, mentions)
    parted = by_parts(passages, codebook, given, models) if parted is None else parted
    found: list[Observation] = []
    for seen, holder in zip(given.seen, given.holders, strict=True):
        if holder.party is not None and not left_open(seen.statement, passages):
            chances = models.evidence_probability(seen)
            chances = np.maximum(chances, parted.get(seen.statement.id, chances))
            found += _of_statement(seen, holder, passages, codebook, models, chances)
    return found


def by_parts(passages: Passages, codebook: Codebook, given: Looked, models: Models) -> dict[str, NDArray[np.float64]]:
    """Of statements that say several things, how probably one of their parts, taken alone, proves a position on each
    issue that it names. In the whole statement its issues would compete for being what it is about.
    """
    pieces: list[Statement] = []
    sides: list[bool] = []
    for statement, holder in zip(passages.statements, given.holders, strict=True):
        side = holder.party is not None
        cut = parts(statement, passages) if side else []
        if len(cut) > 1:
            pieces += [replace(statement, content=(span,)) for span in cut]
            sides += [side] * len(cut)
    if not pieces:
        return {}
    alone = copy.copy(passages)
    alone.statements = pieces
    found: dict[str, NDArray[np.float64]] = {}
    for seen in look(alone, codebook, sides):
        hits = {hit.label for hit in passages.inside(passages.hits, seen.place, seen.statement.content)}
        named = np.array([issue.id in hits for issue in codebook.issues])
        chances = np.where(named, models.evidence_probability(seen), 0.0)
        found[seen.statement.id] = np.maximum(chances, found.get(seen.statement.id, chances))
    return found


def _holder(statement: Statement, passages: Passages, cast: Cast, mentions: Mentions) -> Holder:
    """Whose stance a statement shows, and on whose word."""
    speaker = cast.actors.get(statement.speaker.actor or "")
    party = None if _only_writes(speaker, passages.language) else cast.party(statement.speaker.actor)
    unnamed = speaker is None or speaker.kind in (ActorKind.UNNAMED, ActorKind.OUTLET)
    done = _done_by(statement, passages, mentions)
    if done is not None and done != party:
        return Holder(done, False, statement.speaker.actor, unnamed)
    if statement.act in (OUTSIDER_ACTS if party is None else OPPONENT_ACTS):
        about = _about(statement, passages, mentions)
        if about is not None and about != party:
            return Holder(about, False, statement.speaker.actor, unnamed)
    if party is None or _could_of_others(statement, party, passages, mentions):
        return Holder(None, False, statement.speaker.actor, unnamed)
    link = _foreign_link(statement, party, passages.language, cast)
    if link is not None:
        actor = cast.actors.get(link)
        return Holder(party, False, link, actor is None or actor.kind in (ActorKind.UNNAMED, ActorKind.OUTLET))
    # What an official says without his name is no declaration of his party.
    declared = speaker is not None and speaker.kind is not ActorKind.UNNAMED
    return Holder(party, declared, statement.speaker.actor, unnamed)


def _about(statement: Statement, passages: Passages, mentions: Mentions) -> str | None:
    span = statement.content[0]
    found = words(passages.text, passages.language, span.start, span.end)
    about = mentions.subject(found, passages.text, passages.day)
    if about is None or _ought(found[:OPENING], passages):
        return None
    place = passages.place(statement)
    signals = {hit.label for hit in passages.inside(passages.signals, place, statement.content)}
    return about if signals.intersection(STANCE_CLASSES) else None


def _could_of_others(statement: Statement, party: str, passages: Passages, mentions: Mentions) -> bool:
    """Whether a statement but says what another party could do ("Moskau könne den Krieg beenden, indem ..."): that
    binds nobody, and is no stance of the speaker's own.
    """
    if statement.act not in MERELY_SAID:
        return False
    span = statement.content[0]
    found = words(passages.text, passages.language, span.start, span.end)
    labels = {hit.label for hit in word_classes(passages.language, "attribution").hits(found[:OPENING])}
    if "able" not in labels:
        return False
    about = mentions.subject(found, passages.text, passages.day)
    return about is not None and about != party


def _done_by(statement: Statement, passages: Passages, mentions: Mentions) -> str | None:
    """The party that does what a statement's own verb says, on the word of who is taken for its speaker ("Laut Berg hat
    Oslo zugesagt, ..."): a name right behind the verb, with "laut" or the like at the head of the sentence.
    """
    start = passages.sentences[passages.sentence_at(statement.start)][0]
    verb = next((span for span in statement.cue if start <= span.start < statement.start), None)
    if verb is None or not any(start <= span.start < verb.start for span in statement.speaker.spans):
        return None
    lead = words(passages.text, passages.language, start, verb.start)
    classes = word_classes(passages.language, "attribution")
    if not any(hit.label == "by_word_of" for hit in classes.hits(lead)):
        return None
    behind = words(passages.text, passages.language, verb.end, statement.start)
    first = next(iter(mentions.find(behind, passages.text, passages.day)), None)
    if first is None or any(passages.text[word.start].isupper() for word in behind[: first.first]):
        return None
    named = passages.text[behind[first.first].start].isupper()
    return first.party if named and first.first <= MOST_SMALL else None


def _ought(opening: Sequence[Word], passages: Passages) -> bool:
    """Whether a clause opens by telling what somebody ought to do."""
    return any(hit.label == "ought" for hit in word_classes(passages.language, "attribution").hits(opening))


def _foreign_link(statement: Statement, party: str, language: str, cast: Cast) -> str | None:
    """The link of the chain on whose word a statement rests, if it is not the party's own or a mere carrier."""
    outlets = []
    for link in statement.via:
        actor = cast.actors.get(link)
        if cast.party(link) == party:
            continue
        if (actor is not None and actor.kind is ActorKind.OUTLET) or _is_carrier(actor.name if actor else "", language):
            if not _is_carrier(actor.name if actor else "", language):
                outlets.append(link)
            continue
        return link
    return outlets[0] if outlets else None


def _only_writes(speaker: Actor | None, language: str) -> bool:
    """Whether who speaks is an outlet that carries no party's own words: whoever owns it, it holds no position."""
    return speaker is not None and speaker.kind is ActorKind.OUTLET and not _is_carrier(speaker.name, language)


def _is_carrier(name: str, language: str) -> bool:
    folded = fold(name)
    return any(part in folded for part in carriers(language))


def _of_statement(
    seen: Seen,
    holder: Holder,
    passages: Passages,
    codebook: Codebook,
    models: Models,
    probabilities: NDArray[np.float64],
) -> list[Observation]:
    order = [int(index) for index in np.argsort(-probabilities) if probabilities[index] >= models.threshold]
    chosen = [(index, "stance") for index in _distinct(order, seen, passages, codebook)[:MOST_ISSUES]]
    if not chosen and seen.statement.act is Act.DENY:
        _, shares = models.issue_shares(seen)
        best = int(np.argmax(shares))
        if shares[best] >= DENIAL_SHARE:
            chosen = [(best, "denial")]
    return [
        told_apart(_observation(seen, holder, passages, codebook, index, kind, float(probabilities[index]), models))
        for index, kind in chosen
        if holder.party is not None
    ]


def _distinct(order: Sequence[int], seen: Seen, passages: Passages, codebook: Codebook) -> list[int]:
    """The best issue, and those others that words of their own speak for: one word makes a case for one issue only."""
    hits = passages.inside(passages.hits, seen.place, seen.statement.content)
    kept: list[int] = []
    used: dict[int, float] = {}
    for index in order:
        own = {hit.start: hit.weight for hit in hits if hit.label == codebook.issues[index].id}
        if not kept or any(weight > used.get(start, 0.0) for start, weight in own.items()):
            kept.append(index)
            for start, weight in own.items():
                used[start] = max(used.get(start, 0.0), weight)
    return kept


def _observation(  # one record from all that was found
    seen: Seen,
    holder: Holder,
    passages: Passages,
    codebook: Codebook,
    index: int,
    kind: str,
    probability: float,
    models: Models,
) -> Observation:
    statement, issue = seen.statement, codebook.issues[index]
    own = seen.own_on(issue.id, passages)
    strengths = tuple(round(float(value), 4) for value in models.strengths(own))
    directions = tuple(round(float(value), 4) for value in models.directions(own))
    outcomes = summed(longest(passages.inside(passages.outcome_hits, seen.place, statement.content)))
    direction = DIRECTIONS[int(np.argmax(directions))]
    return Observation(
        id=stable_id("b", statement.id, holder.party, issue.id),
        statement=statement.id,
        document=statement.document,
        day=told_day(statement, passages),
        party=holder.party or "",
        issue=issue.id,
        kind=kind,
        act=statement.act.value,
        outcome=outcome_of(issue.id, codebook, outcomes, direction),
        strengths=strengths,
        directions=directions,
        self_declared=holder.self_declared,
        asserted_by=holder.asserted_by,
        start=statement.start,
        end=statement.end,
        probability=round(probability, 4),
        condition=condition_of(seen, passages),
        unnamed=holder.unnamed,
        yields=statement.act in YIELDING or yields(statement, passages),
    )


def outcome_of(issue_id: str, codebook: Codebook, outcomes: Mapping[str, float], direction: str) -> str:
    """The outcome that the words speak of most, or the one the issue is named after."""
    issue = codebook.issue(issue_id)
    best = max(issue.outcomes, key=lambda outcome: outcomes.get(f"{issue_id}.{outcome.id}", 0.0), default=None)
    if best is not None and outcomes.get(f"{issue_id}.{best.id}", 0.0) > 0:
        return best.id
    fallback = issue.outcome("for") or (issue.outcomes[0] if issue.outcomes else None)
    return fallback.id if fallback else ""


def told_apart(item: Observation) -> Observation:
    """What a party denies of itself shows no wish of it, only that it denies ("bestreitet, Fühler ausgestreckt zu
    haben"): a stance that comes out as a wish is taken for the denial.
    """
    wants = DIRECTIONS[int(np.argmax(item.directions))] == "wants"
    denied = item.act == Act.DENY.value and item.self_declared and item.kind == "stance"
    return replace(item, kind="denial") if wants and denied else item


def left_open(statement: Statement, passages: Passages) -> bool:
    """Whether a statement is only a question ("ob Moskau bereit sei ..."), or says that nothing was asked for ("habe
    ihn nicht zu Gesprächen aufgefordert"): nobody stands anywhere by it.

    A direct one counts as such where it asks somebody ("Fordern Sie ...?"): others are often meant as an answer.
    """
    if "?" in passages.text[statement.end - 1 : statement.end + 1] and _addresses(statement, passages):
        return True
    if _never_asked(statement, passages):
        return True
    begin = _WORD.search(passages.text, statement.start, statement.end)
    return begin is not None and any(
        hit.label == "asks" and hit.start == begin.start()
        for hit in word_classes(passages.language, "attribution").find(passages.text, begin.start(), begin.start() + 40)
    )


def _never_asked(statement: Statement, passages: Passages) -> bool:
    """Whether the one clause of a statement says that its speaker has not asked for something: auxiliary, negation and
    participle. What he wants instead, it leaves open.
    """
    cut = parts(statement, passages)
    if len(cut) != 1:
        return False
    hits = word_classes(passages.language, "attribution").find(passages.text, cut[0].start, cut[0].end)
    at = {label: [hit.start for hit in hits if hit.label == label] for label in ("have", "nothing", "asked_for")}
    return all(at.values()) and min(at["nothing"]) < max(at["asked_for"])


def _addresses(statement: Statement, passages: Passages) -> bool:
    """Whether a statement's last sentence speaks to somebody: a polite pronoun after its first word."""
    begin = max(passages.sentences[passages.sentence_at(statement.end - 1)][0], statement.start)
    found = words(passages.text, passages.language, begin, statement.end)[1:]
    polite = word_classes(passages.language, "attribution").hits(found)
    return any(hit.label == "polite" and passages.text[hit.start].isupper() for hit in polite)


def yields(statement: Statement, passages: Passages) -> bool:
    """Whether a word of giving something away stands in the statement."""
    return any(
        hit.label == "yields"
        for span in statement.content
        for hit in word_classes(passages.language, "attribution").find(passages.text, span.start, span.end)
    )


def condition_of(seen: Seen, passages: Passages) -> str:
    """The words from the first condition word on, where the statement sets a condition."""
    hits = passages.inside(passages.signals, seen.place, seen.statement.content)
    start = min((hit.start for hit in hits if hit.label == "condition"), default=None)
    return " ".join(passages.text[start : seen.statement.end].split())[:160] if start is not None else ""


def stance_of(observations: Sequence[Observation]) -> tuple[str, str]:
    """The strength and direction that several observations of one occasion show together, weighted by probability."""
    strengths, directions = [0.0] * len(STRENGTHS), [0.0] * len(DIRECTIONS)
    for item in observations:
        for place, value in enumerate(item.strengths):
            strengths[place] += value * item.probability
        for place, value in enumerate(item.directions):
            directions[place] += value * item.probability
    return STRENGTHS[strengths.index(max(strengths))], DIRECTIONS[directions.index(max(directions))]
