"""Where a claim stands, and how credible its information is on the Admiralty scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from depesche.claims.crowd import name_stems, state_actor
from depesche.claims.forms import Scorer
from depesche.claims.propositions import Floats, Proposition
from depesche.records import Actor, ActorKind, ClaimStatus, Origin, Relation, Response

STANDING = (
    "denials",
    "partial_denials",
    "confirmations",
    "refusals",
    "surest_denial",
    "surest_partial",
    "surest_confirmation",
    "named_denials",
    "named_confirmations",
    "own_denials",
    "retractions",
    "third_party",
    "denying_speakers",
    "denied_by_named_in_claim",
    "last_is_confirmation",
    "confirmed_after_denial",
    "upheld",
    "upheld_elsewhere",
    "origins",
    "statements",
    "documents",
    "unnamed",
    "named_speaker",
    "outlets",
    "days",
)


def standing(
    items: Sequence[Proposition],
    responses: Sequence[Response],
    answers: Mapping[str, Proposition],
    origins: Sequence[Origin],
    actors: Mapping[str, Actor],
) -> Floats:
    """What a claim's statements and answers say about where it stands, in the order of `STANDING`, one row."""
    told = [(response, answers[response.statement]) for response in responses if response.statement in answers]
    deny = [(one, by) for one, by in told if one.relation == Relation.DENIES]
    part = [(one, by) for one, by in told if one.relation == Relation.PARTLY_DENIES]
    confirm = [(one, by) for one, by in told if one.relation == Relation.CONFIRMS]
    against = [*deny, *part]
    first = min((by.day for _, by in against), default=10**7)
    last = max((by.day for _, by in told), default=0)
    later = [item for item in items if item.day > first and not _mere_repetition(item, actors)]
    said: dict[str, int] = {}
    for item in items:
        if item.speaker:
            said[item.speaker] = min(item.day, said.get(item.speaker, item.day))
    sides = {item.extra.get("side") for item in items}
    stems, states = ({one for item in items for one in getattr(item, name)} for name in ("stems", "states"))
    return np.array(
        [
            (
                len(deny),
                len(part),
                len(confirm),
                sum(one.relation == Relation.DECLINES for one, _ in told),
                max((one.confidence for one, _ in deny), default=0.0),
                max((one.confidence for one, _ in part), default=0.0),
                max((one.confidence for one, _ in confirm), default=0.0),
                sum(_is_named(actors.get(by.speaker)) for _, by in against),
                sum(_is_named(actors.get(by.speaker)) for _, by in confirm),
                sum(by.day > said.get(by.speaker, 10**7) for _, by in against),
                sum(one.form in ("retraction", "reversal") for one, _ in told),
                sum(by.extra.get("side") not in sides for _, by in against),
                len({by.speaker for _, by in against}),
                sum(_is_named_in(by, stems, states) for _, by in against),
                any(by.day == last for _, by in confirm),
                any(by.day > first for _, by in confirm),
                len(later),
                len({item.home for item in later}),
                len(origins),
                len(items),
                len({item.group for item in items}),
                sum(item.extra.get("speaker_kind") == "unnamed" for item in items) / max(1, len(items)),
                any(_is_named(actors.get(item.speaker)) and not _through_unnamed(item, actors) for item in items),
                sum(bool(item.cites) for item in items) / max(1, len(items)),
                max((item.day for item in items), default=0) - min((item.day for item in items), default=0),
            )
        ],
        dtype=np.float32,
    )


def status_of(
    items: Sequence[Proposition],
    responses: Sequence[Response],
    answers: Mapping[str, Proposition],
    origins: Sequence[Origin],
    actors: Mapping[str, Actor],
    scores: Mapping[str, Scorer],
) -> ClaimStatus:
    """The likeliest status among those that the answers allow, by trained scores of `standing`.

    Confirmed needs a confirmation; contested, denied and retracted need a denial, at least in part; without either the
    claim is uncontested. What its own source or outlet takes back is retracted unless it is confirmed on a later day
    (of the 97 claims of the corpora that their source takes back 80 are retracted by their truths, none confirmed).
    The scores learned the rest: denied is what a party or a responsible third one contradicts and nobody upholds
    afterwards, contested what is upheld or denied only in part.
    """
    relations = {response.relation for response in responses}
    allowed = []
    if relations & {Relation.DENIES, Relation.PARTLY_DENIES}:
        allowed += [ClaimStatus.CONTESTED, ClaimStatus.DENIED, ClaimStatus.RETRACTED]
    if Relation.CONFIRMS in relations:
        allowed.append(ClaimStatus.CONFIRMED)
    if not allowed:
        return ClaimStatus.UNCONTESTED
    if _is_taken_back(responses, answers):
        return ClaimStatus.RETRACTED
    row = standing(items, responses, answers, origins, actors)
    return max(allowed, key=lambda one: float(scores[f"status_{one}"].score(row)[0]))


def credibility_of(status: ClaimStatus, origins: Sequence[Origin], items: Sequence[Proposition]) -> int:
    """Information credibility after NATO STANAG 2511: 1 confirmed by other sources, 2 probably true, 3 possibly true,
    4 doubtful, 5 improbable, 6 truth cannot be judged.

    Rating 1 needs a confirmation and a second independent origin; one origin alone is at best 2. Without any speaker
    the truth cannot be judged.
    """
    if not any(item.speaker for item in items):
        return 6
    many = len(origins) >= 2
    if status == ClaimStatus.CONFIRMED:
        return 1 if many else 2
    if status == ClaimStatus.UNCONTESTED:
        return 2 if many else 3
    if status == ClaimStatus.CONTESTED:
        return 3 if many else 4
    return 5


def _is_taken_back(responses: Sequence[Response], answers: Mapping[str, Proposition]) -> bool:
    """Whether a claim's own source takes it back, and nobody confirms it on a later day."""
    told = [(response, answers[response.statement]) for response in responses if response.statement in answers]
    days = [by.day for one, by in told if one.form == "retraction" and one.relation == Relation.DENIES]
    return bool(days) and not any(one.relation == Relation.CONFIRMS and by.day > max(days) for one, by in told)


def _is_named_in(by: Proposition, stems: AbstractSet[str], states: AbstractSet[str]) -> bool:
    """Whether a claim's words name who speaks, or his side."""
    if any(part in stems for part in name_stems(by.extra.get("speaker", ""))):
        return True
    return any(state_actor(code) == by.extra.get("side", "") for code in states)


def _is_named(actor: Actor | None) -> bool:
    return actor is not None and actor.kind not in (ActorKind.UNNAMED, ActorKind.OUTLET)


def _through_unnamed(item: Proposition, actors: Mapping[str, Actor]) -> bool:
    return any(
        actor is not None and actor.kind in (ActorKind.UNNAMED, ActorKind.OUTLET)
        for actor in (actors.get(link) for link in item.via)
    )


def _mere_repetition(item: Proposition, actors: Mapping[str, Actor]) -> bool:
    """A paper that only repeats another's report upholds nothing."""
    return any((actor := actors.get(link)) is not None and actor.kind == ActorKind.OUTLET for link in item.via)
