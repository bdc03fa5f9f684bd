"""One claim: its chain from origins to dispatches, everything said for it, and every answer beside what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from depesche.application.deciding import find
from depesche.application.pages.common import Cast, Person, Said, Source, View, said
from depesche.application.pages.doubt import sureness_of
from depesche.errors import UnknownName
from depesche.exchange.pictures import ChainNode, ChainPath
from depesche.records import Claim, Decision

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

MOST_PATHS = 60
"""Dispatches drawn in one chain; the list below it has all."""


@dataclass(frozen=True, slots=True)
class OriginPart:
    """Where chains end: who, why these count as one, what rests on it, and on how many dispatches that is printed."""

    id: str
    number: int
    person: Person | None
    label: str
    why: tuple[str, ...]
    statements: tuple[Said, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A response in its sentence, how it stands to the claim, the words it denies where told, why it was linked."""

    said: Said
    relation: str
    form: str
    denied: tuple[str, ...]
    why: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ChainData:
    """What the chain's picture is drawn from; labels still to be put into the reader's language are empty.
    ``left_out`` counts the ways that are not drawn.
    """

    origins: tuple[ChainNode, ...]
    via: tuple[ChainNode, ...]
    outlets: tuple[ChainNode, ...]
    documents: tuple[ChainNode, ...]
    paths: tuple[ChainPath, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim. ``reports`` counts dispatches, ``statements`` all that is said for it; ``confidence`` is that of the
    least certain statement or answer, None where nothing was measured.
    """

    view: View
    id: str
    gist: str
    status: str
    first: str
    last: str
    credibility: int
    confidence: float | None
    reports: int
    statements: int
    origins: tuple[OriginPart, ...]
    answers: tuple[Answer, ...]
    chain: ChainData
    decisions: tuple[Decision, ...]
    left_out: int


def claim_page(dossier: Dossier, view: View, identity: str) -> ClaimPage:
    """Build the page.

    Raises:
        UnknownName: there is no such claim, or nothing of it counts under the view.
        BadExpression: the belief cannot be understood.
    """
    whole: Claim = dossier.one("claim", identity)
    found = list(dossier.claims(view.whole_belief, ids=[whole.id]))
    if not found:
        find(dossier.ledger, "claim", identity)
        raise UnknownName("nothing of this claim counts under the evidence chosen", whole.gist, "Count everything.")
    claim = found[0]
    cast = Cast(dossier)
    answering = [answer.statement for answer in claim.responses]
    parts = said(dossier, [*claim.statements, *answering], cast)
    origins = _origins(claim, parts, cast)
    documents = {parts[one].source.id for one in claim.statements if one in parts}
    return ClaimPage(
        view=view,
        id=claim.id,
        gist=claim.gist,
        status=claim.status.value,
        first=claim.first or "",
        last=claim.last or "",
        credibility=claim.credibility,
        confidence=sureness_of(claim, (one.confidence for one in parts.values())),
        reports=len(documents),
        statements=len(claim.statements),
        origins=origins,
        answers=_answers(dossier, claim, parts),
        chain=_chain(origins),
        decisions=tuple(dossier.decisions("claim", claim.id)),
        left_out=len(whole.statements) - len(claim.statements),
    )


def _origins(claim: Claim, parts: dict[str, Said], cast: Cast) -> tuple[OriginPart, ...]:
    found = []
    for number, origin in enumerate(claim.origins):
        statements = tuple(
            sorted((parts[one] for one in origin.statements if one in parts), key=lambda one: (one.source.day, one.id))
        )
        person = cast.get(origin.actor)
        label = person.name if person else next((one.source.outlet for one in statements), "")
        why = tuple(reason.strip() for reason in origin.why.split(";") if reason.strip())
        documents = len({one.source.id for one in statements})
        found.append(OriginPart(origin.id, number, person, label, why, statements, documents))
    return tuple(found)


def _answers(dossier: Dossier, claim: Claim, parts: dict[str, Said]) -> tuple[Answer, ...]:
    spans = [span for answer in claim.responses for span in answer.denied]
    texts = dossier.ledger.documents({span.document for span in spans})
    found = [
        Answer(
            parts[answer.statement],
            answer.relation.value,
            answer.form,
            tuple(texts[span.document].text[span.start : span.end] for span in answer.denied if span.document in texts),
            answer.why,
            answer.confidence,
        )
        for answer in claim.responses
        if answer.statement in parts
    ]
    return tuple(sorted(found, key=lambda one: (one.said.source.day, one.said.id)))


def between(one: Said, origin: Person | None) -> list[Person]:
    """Whom a statement went through from its origin to the outlet, the nearest to the origin first.

    The origin may be one of those in the chain (an unnamed source): then only those after it count. Where it is the
    speaker's side rather than the speaker, the speaker is the first of them.
    """
    names = [person.id for person in one.via]
    if origin is not None and origin.id in names:
        return list(reversed(one.via[: names.index(origin.id)]))
    through = list(reversed(one.via))
    if one.speaker is not None and origin is not None and one.speaker.id != origin.id:
        through.insert(0, one.speaker)
    return [person for person in through if person.name != one.source.outlet]


def _chain(origins: Sequence[OriginPart]) -> ChainData:
    via: dict[str, ChainNode] = {}
    outlets: dict[str, ChainNode] = {}
    sources: dict[str, Source] = {}
    anchors: dict[str, str] = {}
    ways: dict[tuple[str, tuple[str, ...], str, str], int] = {}
    left_out = 0
    for origin in origins:
        for one in origin.statements:
            through = between(one, origin.person)
            key = (origin.id, tuple(person.id for person in through), one.source.outlet, one.source.id)
            if key not in ways and len(ways) >= MOST_PATHS:
                left_out += 1
                continue
            ways[key] = ways.get(key, 0) + 1
            for person in through:
                via[person.id] = ChainNode(person.id, person.name, href=f"/actors/{person.id}", marked=person.unnamed)
            outlets[one.source.outlet] = ChainNode(one.source.outlet, one.source.outlet)
            sources[one.source.id] = one.source
            anchors.setdefault(one.source.id, one.id)
    drawn = {way[0] for way in ways}
    return ChainData(
        origins=tuple(
            ChainNode(one.id, one.label, str(one.documents), "; ".join(one.why), f"#origin-{one.number}",
                      one.person is not None and one.person.unnamed)
            for one in origins if one.id in drawn
        ),
        via=tuple(via.values()),
        outlets=tuple(outlets.values()),
        documents=tuple(
            ChainNode(one.id, one.title, one.day, f"{one.outlet} {one.day}: {one.title}".lstrip(" :"),
                      f"/documents/{one.id}#s-{anchors[one.id]}", one.copy_of is not None)
            for one in sorted(sources.values(), key=lambda one: (one.day, one.id))
        ),
        paths=tuple(ChainPath(origin, through, outlet, document, times)
                    for (origin, through, outlet, document), times in ways.items()),
        left_out=left_out,
    )  # fmt: skip
