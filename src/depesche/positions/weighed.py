"""What is kept of a statement when its document is read, so that no document has to be read again for its claims."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from depesche.positions.cast import Cast
from depesche.positions.codebook import Codebook
from depesche.positions.features import YIELDING, Seen
from depesche.positions.mentions import Mentions
from depesche.positions.models import DIRECTIONS, Models
from depesche.positions.observe import Observation, condition_of, outcome_of, yields
from depesche.positions.passages import Passages, longest, summed
from depesche.positions.told_days import told_day
from depesche.positions.words import words
from depesche.records import ActorKind, Statement, stable_id
from depesche.stages import StageIndex

SIGNALS = ("past", "concede", "open")  # signals of a statement that tell whether a claim says where a party stands
Array = NDArray[np.float64]
Stance = tuple[tuple[float, ...], tuple[float, ...]]  # strengths and directions


@dataclass(frozen=True, slots=True)
class Weighed:
    """A statement as far as claims and their denials are judged by it.

    ``party`` is its speaker's ("" for none), ``named`` those that its sentence names up to its end. ``stances`` are
    what it shows as a whole (under "") and on issues that only a part of it names. ``shares``, ``evidence`` and
    ``words`` have one number an issue: the issue's share, how probably the statement proves a stance on it, and the
    weight of the issue's words in it.
    """

    statement: str
    document: str
    day: str | None
    start: int
    end: int
    act: str
    party: str
    asserted_by: str | None
    named: tuple[str, ...]
    unnamed: bool
    chained: bool
    yields: bool
    signals: tuple[str, ...]
    condition: str
    outcomes: Mapping[str, float]
    stances: Mapping[str, Stance]
    shares: Array
    evidence: Array
    words: Array

    @property
    def key(self) -> str:
        """Its item in the stage's index."""
        return key_of(self.statement)

    def pack(self) -> bytes:
        """As bytes for a stage index: the small fields as JSON, then the numbers in single precision."""
        small = [getattr(self, name) for name in self.__slots__[:-3]]
        numbers = np.concatenate([self.shares, self.evidence, self.words]).astype("<f4")
        return json.dumps(small, ensure_ascii=False, separators=(",", ":")).encode() + b"\0" + numbers.tobytes()

    @staticmethod
    def unpack(packed: bytes) -> Weighed:
        """From `pack`."""
        cut = packed.index(b"\0")
        small = json.loads(packed[:cut])
        numbers = np.frombuffer(packed, "<f4", offset=cut + 1).astype(np.float64).reshape(3, -1)
        return Weighed(*small, *numbers)

    def observation(self, party: str, codebook: Codebook, index: int, rejected_by: tuple[str, ...]) -> Observation:
        """What it shows of a party on an issue that is known from elsewhere: the whole claim."""
        issue = codebook.issues[index].id
        strengths, directions = self.stances.get(issue) or self.stances[""]
        return Observation(
            id=stable_id("b", self.statement, party, issue),
            statement=self.statement,
            document=self.document,
            day=self.day,
            party=party,
            issue=issue,
            kind="stance",
            act=self.act,
            outcome=outcome_of(issue, codebook, self.outcomes, DIRECTIONS[int(np.argmax(directions))]),
            strengths=tuple(strengths),
            directions=tuple(directions),
            self_declared=False,
            asserted_by=self.asserted_by,
            start=self.start,
            end=self.end,
            probability=round(float(self.evidence[index]), 4),
            condition=self.condition,
            unnamed=self.unnamed,
            yields=self.yields or self.act in YIELDING,
            rejected_by=rejected_by,
            alleged=True,
        )


def key_of(statement: str) -> str:
    """The item under which a statement is kept."""
    return f"w:{statement}"


def keep_statements(items: Iterable[Weighed], index: StageIndex) -> None:
    """Put statements into the index, findable by themselves and by document."""
    kept = list(items)
    index.add((f"doc:{item.document}", item.key) for item in kept)
    index.put({item.key: item.pack() for item in kept})


def weigh(seen: Seen, passages: Passages, cast: Cast, mentions: Mentions, models: Models) -> Weighed:
    """What is kept of one statement.

    Args:
        seen: the statement.
        passages: its document.
        cast: whose parties count.
        mentions: the names that count.
    """
    party = cast.party(seen.statement.speaker.actor)
    if bool(seen.own[-1]) != (party is not None):  # looked at as said of another party
        seen = replace(seen, own=np.append(seen.own[:-1], float(party is not None)))
    statement = seen.statement
    signals = {hit.label for hit in passages.inside(passages.signals, seen.place, statement.content)}
    hits = passages.inside(passages.hits, seen.place, statement.content)
    stances = {"": _stance(seen.own, models)}
    for issue in dict.fromkeys(hit.label for hit in hits):
        own = seen.own_on(issue, passages)
        if own is not seen.own:
            stances[issue] = _stance(own, models)
    return Weighed(
        statement=statement.id,
        document=statement.document,
        day=told_day(statement, passages),
        start=statement.start,
        end=statement.end,
        act=statement.act.value,
        party=party or "",
        asserted_by=(statement.via or (statement.speaker.actor,))[0],
        named=tuple(_named_in(seen, passages, mentions)),
        unnamed=_tellers_unnamed(statement, cast),
        chained=bool(statement.via),
        yields=yields(statement, passages),
        signals=tuple(name for name in SIGNALS if name in signals),
        condition=condition_of(seen, passages),
        outcomes=dict(summed(longest(passages.inside(passages.outcome_hits, seen.place, statement.content)))),
        stances=stances,
        shares=models.issue_shares(seen)[1],
        evidence=models.evidence_probability(seen),
        words=seen.pairs[:, 0],
    )


def _stance(own: Array, models: Models) -> Stance:
    strengths, directions = models.strengths(own), models.directions(own)
    return tuple(round(float(v), 4) for v in strengths), tuple(round(float(v), 4) for v in directions)


def _named_in(seen: Seen, passages: Passages, mentions: Mentions) -> list[str]:
    """The parties that a statement's sentence names up to the statement's end."""
    begin, end = passages.sentences[seen.place.first][0], seen.statement.content[0].end
    return mentions.parties_in(words(passages.text, passages.language, begin, end), passages.text, passages.day)


def _tellers_unnamed(statement: Statement, cast: Cast) -> bool:
    """Whether one of those on whose word a statement rests is unnamed or a mere outlet."""
    tellers = [cast.actors.get(link) for link in statement.via] or [cast.actors.get(statement.speaker.actor or "")]
    return any(actor is None or actor.kind in (ActorKind.UNNAMED, ActorKind.OUTLET) for actor in tellers)


__all__ = ["SIGNALS", "Weighed", "keep_statements", "key_of", "weigh"]
