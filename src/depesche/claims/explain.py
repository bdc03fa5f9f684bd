"""A claim told to people, as plain data: the tree from origin to printed sentence, and the table of sources.

Nothing here draws: the terminal and the web page do that from the same data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from depesche.records import Actor, ActorKind, Claim, Document, Evidence, Relation, Statement, quoted


@dataclass(frozen=True, slots=True)
class Leaf:
    """One printed sentence: the statement, where it stands and its words."""

    statement: str
    document: str
    outlet: str | None
    published: str | None
    words: str
    evidence: Evidence
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """One link of a chain (the actor who passed it on), and what came through it."""

    actor: str
    name: str
    branches: tuple[Branch, ...] = ()
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginTree:
    """One independent origin: who it ends at, why its statements count as one, and the chains down to print."""

    origin: str
    name: str
    why: str
    branches: tuple[Branch, ...]
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One response, with who gives it and in which words."""

    relation: str
    form: str
    speaker: str
    leaf: Leaf
    confidence: float


@dataclass(frozen=True, slots=True)
class ClaimTree:
    """A claim with its origins and answers."""

    claim: str
    gist: str
    status: str
    credibility: int
    origins: tuple[OriginTree, ...]
    answers: tuple[Answer, ...]


@dataclass(slots=True)
class SourceRow:
    """One actor's line in the table of sources: how often quoted, through whom, how often contradicted or confirmed."""

    actor: str
    name: str
    kind: str
    quoted: int = 0
    through: Counter[str] = field(default_factory=Counter)
    in_claims: int = 0
    contradicted: int = 0
    confirmed: int = 0


def claim_tree(
    claim: Claim,
    statements: Mapping[str, Statement],
    documents: Mapping[str, Document],
    actors: Mapping[str, Actor],
) -> ClaimTree:
    """A claim as a tree: origin -> those through whom it came, from the origin outwards -> printed sentences.

    Args:
        claim: the claim.
        statements: its statements and answers, by id; what is missing is left out.
        documents: their documents, by id.
        actors: the actors named in them, by id.
    """
    origins = []
    for origin in claim.origins:
        members = [statements[one] for one in origin.statements if one in statements]
        branches, leaves = _grow([(_path(one, origin.actor), one) for one in members], documents, actors)
        origins.append(OriginTree(origin.id, _name(origin.actor, actors), origin.why, branches, leaves))
    answers = tuple(
        Answer(
            str(response.relation),
            response.form,
            _name(statements[response.statement].speaker.actor, actors),
            _leaf(statements[response.statement], documents),
            response.confidence,
        )
        for response in claim.responses
        if response.statement in statements
    )
    return ClaimTree(claim.id, claim.gist, str(claim.status), claim.credibility, tuple(origins), answers)


def _path(statement: Statement, end: str | None) -> tuple[str, ...]:
    """The links between the origin and the article, from the origin outwards."""
    chain = [link for link in (statement.speaker.actor, *reversed(statement.via)) if link is not None]
    if end in chain:
        chain = chain[chain.index(end) + 1 :]
    return tuple(chain)


def _grow(
    paths: list[tuple[tuple[str, ...], Statement]], documents: Mapping[str, Document], actors: Mapping[str, Actor]
) -> tuple[tuple[Branch, ...], tuple[Leaf, ...]]:
    leaves = tuple(_leaf(statement, documents) for path, statement in paths if not path)
    heads: dict[str, list[tuple[tuple[str, ...], Statement]]] = {}
    for path, statement in paths:
        if path:
            heads.setdefault(path[0], []).append((path[1:], statement))
    branches = []
    for actor, rest in heads.items():
        inner, own = _grow(rest, documents, actors)
        branches.append(Branch(actor, _name(actor, actors), inner, own))
    return tuple(branches), leaves


def _leaf(statement: Statement, documents: Mapping[str, Document]) -> Leaf:
    document = documents.get(statement.document)
    words = quoted(document.text, statement.content) if document is not None else ""
    return Leaf(
        statement.id,
        statement.document,
        document.outlet if document is not None else None,
        document.published if document is not None else None,
        " ".join(words.split()),
        Evidence(statement.document, statement.start, statement.end),
        document is not None and document.copies_of is not None,
    )


def _name(actor: str | None, actors: Mapping[str, Actor]) -> str:
    known = actors.get(actor or "")
    return known.name if known is not None else "?"


def source_table(
    statements: Iterable[Statement], claims: Iterable[Claim], actors: Mapping[str, Actor]
) -> list[SourceRow]:
    """Who is quoted how often, on whose authority, and contradicted how often; the most quoted first.

    A statement counts as contradicted (confirmed) when a claim that it belongs to is denied, wholly or in part
    (confirmed), by somebody other than its speaker.
    """
    rows: dict[str, SourceRow] = {}
    speaker_of: dict[str, str] = {}
    for statement in statements:
        identity = statement.speaker.actor
        if identity is None:
            continue
        known = actors.get(identity)
        kind = str(known.kind) if known is not None else str(ActorKind.PERSON)
        row = rows.setdefault(identity, SourceRow(identity, _name(identity, actors), kind))
        row.quoted += 1
        row.through.update(_name(link, actors) for link in statement.via)
        speaker_of[statement.id] = identity
    for claim in claims:
        denied = [one for one in claim.responses if one.relation in (Relation.DENIES, Relation.PARTLY_DENIES)]
        confirmed = [one for one in claim.responses if one.relation == Relation.CONFIRMS]
        for identity in {speaker_of[one] for one in claim.statements if one in speaker_of}:
            row = rows[identity]
            row.in_claims += 1
            row.contradicted += any(speaker_of.get(one.statement) != identity for one in denied)
            row.confirmed += any(speaker_of.get(one.statement) != identity for one in confirmed)
    return sorted(rows.values(), key=lambda row: (-row.quoted, row.name))
