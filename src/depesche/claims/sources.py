"""Who is quoted how often, on whose authority, and contradicted how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from depesche.records import Claim, Relation, Statement

_AGAINST = (Relation.DENIES, Relation.PARTLY_DENIES)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source.

    Args:
        actor: the speaker's id.
        statements: what it is quoted with; copies of one report count once each.
        documents: in how many dispatches.
        first_hand: statements that nobody stands between.
        through: through whom the others came, most first: (actor id, statements).
        claims: claims that rest on it.
        contradicted: how many of those somebody denies, at least in part.
        confirmed: how many of those somebody else confirms.
    """

    actor: str
    statements: int
    documents: int
    first_hand: int
    through: tuple[tuple[str, int], ...]
    claims: int
    contradicted: int
    confirmed: int


def source_table(statements: Iterable[Statement], claims: Iterable[Claim]) -> list[SourceRow]:
    """A row a speaker, most quoted first."""
    said: Counter[str] = Counter()
    first_hand: Counter[str] = Counter()
    through: dict[str, Counter[str]] = {}
    documents: dict[str, set[str]] = {}
    speaker_of: dict[str, str] = {}
    for statement in statements:
        speaker = statement.speaker.actor
        if speaker is None:
            continue
        speaker_of[statement.id] = speaker
        said[speaker] += 1
        documents.setdefault(speaker, set()).add(statement.document)
        if statement.via:
            through.setdefault(speaker, Counter()).update(statement.via)
        else:
            first_hand[speaker] += 1
    claimed, contradicted, confirmed = _claims_by_speaker(claims, speaker_of)
    return [
        SourceRow(
            actor,
            count,
            len(documents[actor]),
            first_hand[actor],
            tuple(through.get(actor, Counter()).most_common()),
            claimed[actor],
            contradicted[actor],
            confirmed[actor],
        )
        for actor, count in sorted(said.items(), key=lambda item: (-item[1], item[0]))
    ]


def _claims_by_speaker(
    claims: Iterable[Claim], speaker_of: Mapping[str, str]
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Per speaker: claims that rest on it, those denied, those confirmed; nobody contradicts or confirms himself."""
    claimed: Counter[str] = Counter()
    contradicted: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    for claim in claims:
        answers = [(answer.relation, speaker_of.get(answer.statement)) for answer in claim.responses]
        for speaker in {speaker_of[one] for one in claim.statements if one in speaker_of}:
            claimed[speaker] += 1
            others = {relation for relation, by in answers if by != speaker}
            contradicted[speaker] += any(relation in others for relation in _AGAINST)
            confirmed[speaker] += Relation.CONFIRMS in others
    return claimed, contradicted, confirmed
