"""Where a claim stands, and how credible its information is on the Admiralty scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from depesche.claims.propositions import Proposition
from depesche.records import Actor, ActorKind, ClaimStatus, Origin, Relation, Response


def status_of(
    items: Sequence[Proposition],
    responses: Sequence[Response],
    answers: Mapping[str, Proposition],
    origins: Sequence[Origin],
    actors: Mapping[str, Actor],
) -> ClaimStatus:
    """The status by these rules, the first that holds.

    1. retracted: who first said it takes it back (a retraction, or a denial by a speaker of the claim himself later).
    2. confirmed: somebody named confirms it.
    3. uncontested: nobody denies it, not even in part.
    4. contested: it is only partly denied, or a named speaker stands behind it, or after the first denial an
       independent or the original source says it again.
    5. denied: everything else (only unnamed sources or outlets said it, and it was denied outright).
    """
    if any(response.form in ("retraction",) for response in responses) or _taken_back(items, responses, answers):
        return ClaimStatus.RETRACTED
    if any(response.relation == Relation.CONFIRMS and _named(answers, response, actors) for response in responses):
        return ClaimStatus.CONFIRMED
    denials = [response for response in responses if response.relation in (Relation.DENIES, Relation.PARTLY_DENIES)]
    if not denials:
        return ClaimStatus.UNCONTESTED
    flat = [response for response in denials if response.relation == Relation.DENIES]
    if not flat or any(_is_named(actors.get(item.speaker)) and not _through_unnamed(item, actors) for item in items):
        return ClaimStatus.CONTESTED
    first = min(answers[response.statement].day for response in flat if response.statement in answers) if flat else 0
    later = [item for item in items if item.day > first and not _mere_repetition(item, actors)]
    return ClaimStatus.CONTESTED if later else ClaimStatus.DENIED


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


def _taken_back(
    items: Sequence[Proposition], responses: Sequence[Response], answers: Mapping[str, Proposition]
) -> bool:
    speakers = {item.speaker: item.day for item in items}
    for response in responses:
        answer = answers.get(response.statement)
        if answer is None or response.relation != Relation.DENIES:
            continue
        if (
            answer.speaker
            and speakers.get(answer.speaker, 10**9) < answer.day
            and response.form in ("reversal", "retraction")
        ):
            return True
    return False


def _named(answers: Mapping[str, Proposition], response: Response, actors: Mapping[str, Actor]) -> bool:
    answer = answers.get(response.statement)
    return answer is not None and _is_named(actors.get(answer.speaker))


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
