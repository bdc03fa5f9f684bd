"""Records as the JSON objects that the outside contract fixes (`depesche export jsonl` and every ``--json``).

Keys named in the contract keep their names and meaning for ever; keys beyond it are additions. Spans are half-open
``[start, end)`` ranges in Unicode code points of the document's ``text``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from depesche.exchange.source import ExportSource, Issue
from depesche.records import (
    Actor,
    Claim,
    Contact,
    Document,
    Evidence,
    Mention,
    Position,
    Proposal,
    Response,
    Span,
    Statement,
)

Json = dict[str, Any]
AnyRecord = Document | Actor | Statement | Claim | Position | Proposal | Contact | Issue


def _spans(spans: Iterable[Span]) -> list[Json]:
    return [{"start": span.start, "end": span.end} for span in spans]


def _evidence(evidence: Iterable[Evidence]) -> list[Json]:
    return [{"document": found.document, "start": found.start, "end": found.end} for found in evidence]


def _mention(mention: Mention) -> Json:
    return {"actor": mention.actor, "spans": _spans(mention.spans), "carried": mention.carried}


def document_json(document: Document) -> Json:
    """A document."""
    return {
        "record": "document",
        "id": document.id,
        "path": document.path,
        "url": document.url,
        "outlet": document.outlet,
        "author": document.author,
        "title": document.title,
        "published": document.published,
        "language": document.language,
        "text": document.text,
        "junk": [{"start": junk.start, "end": junk.end, "kind": junk.kind} for junk in document.junk],
        "copies_of": document.copies_of,
        "agencies": list(document.agencies),
        "place": document.place,
        "source_id": document.source_id,
        "format": document.format,
    }


def actor_json(actor: Actor) -> Json:
    """An actor."""
    return {
        "record": "actor",
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind.value,
        "party": actor.party,
        "names": list(actor.names),
        "same_as": list(actor.same_as),
        "outlet": actor.outlet,
        "memberships": [
            {"party": held.party, "role": held.role, "from": held.since, "until": held.until}
            for held in actor.memberships
        ],
        "confidence": actor.confidence,
    }


def statement_json(statement: Statement) -> Json:
    """A statement."""
    return {
        "record": "statement",
        "id": statement.id,
        "document": statement.document,
        "kind": statement.kind.value,
        "act": statement.act.value,
        "content": _spans(statement.content),
        "speaker": _mention(statement.speaker),
        "cue": _spans(statement.cue),
        "frame": _spans(statement.frame),
        "addressee": _mention(statement.addressee) if statement.addressee else None,
        "medium": statement.medium.value,
        "via": list(statement.via),
        "hedges": [{"start": hedge.start, "end": hedge.end, "kind": hedge.kind.value} for hedge in statement.hedges],
        "negated": statement.negated,
        "parent": statement.parent,
        "continues": statement.continues,
        "confidence": statement.confidence,
        "acts": {act.value: share for act, share in statement.acts},
    }


def _response(response: Response) -> Json:
    return {
        "statement": response.statement,
        "relation": response.relation.value,
        "confidence": response.confidence,
        "form": response.form,
        "denied": _evidence(response.denied),
        "why": response.why,
    }


def claim_json(claim: Claim) -> Json:
    """A claim with its responses and origins."""
    return {
        "record": "claim",
        "id": claim.id,
        "gist": claim.gist,
        "statements": list(claim.statements),
        "responses": [_response(response) for response in claim.responses],
        "origins": [
            {"id": origin.id, "actor": origin.actor, "statements": list(origin.statements), "why": origin.why}
            for origin in claim.origins
        ],
        "independent_origins": claim.independent_origins,
        "status": claim.status.value,
        "first": claim.first,
        "last": claim.last,
        "credibility": claim.credibility,
        "confidence": claim.confidence,
    }


def position_json(position: Position) -> Json:
    """A position."""
    return {
        "record": "position",
        "id": position.id,
        "party": position.party,
        "issue": position.issue,
        "outcome": position.outcome,
        "strength": position.strength.value,
        "from": position.since,
        "until": position.until,
        "asserted_by": position.asserted_by,
        "self_declared": position.self_declared,
        "rejected_by_party": position.rejected_by_party,
        "refuses": position.refuses,
        "condition": position.condition,
        "evidence": [
            {"statement": found.statement, "start": found.start, "end": found.end} for found in position.evidence
        ],
        "confidence": position.confidence,
    }


def proposal_json(proposal: Proposal) -> Json:
    """A proposal with its terms."""
    return {
        "record": "proposal",
        "id": proposal.id,
        "from": list(proposal.by),
        "to": list(proposal.to),
        "status": proposal.status.value,
        "terms": [
            {
                "issue": term.issue,
                "outcome": term.outcome,
                "document": term.document,
                "start": term.start,
                "end": term.end,
                "given_by": term.given_by,
            }
            for term in proposal.terms
        ],
        "evidence": list(proposal.evidence),
        "condition": proposal.condition,
        "confidence": proposal.confidence,
    }


def contact_json(contact: Contact) -> Json:
    """A contact."""
    return {
        "record": "contact",
        "id": contact.id,
        "parties": [list(side) for side in contact.parties],
        "format": contact.format.value,
        "when": {"start": contact.when.start, "end": contact.when.end, "text": contact.when.text},
        "status": contact.status.value,
        "evidence": _evidence(contact.evidence),
        "place": contact.place,
        "reported_by": list(contact.reported_by),
        "statements": list(contact.statements),
        "confidence": contact.confidence,
    }


def issue_json(issue: Issue) -> Json:
    """An issue of the codebook."""
    return {"record": "issue", "id": issue.id, "name": issue.name, "outcomes": list(issue.outcomes)}


def as_json(record: AnyRecord) -> Json:
    """Any record as the contract's object."""
    if isinstance(record, Document):
        return document_json(record)
    if isinstance(record, Actor):
        return actor_json(record)
    if isinstance(record, Statement):
        return statement_json(record)
    if isinstance(record, Claim):
        return claim_json(record)
    if isinstance(record, Position):
        return position_json(record)
    if isinstance(record, Proposal):
        return proposal_json(record)
    if isinstance(record, Contact):
        return contact_json(record)
    return issue_json(record)


def all_records(source: ExportSource) -> Iterator[Json]:
    """Every record of a dossier, kind by kind, in the contract's order. Flat memory."""
    for stream in (
        source.documents(),
        source.actors(),
        source.statements(),
        source.claims(),
        source.positions(),
        source.proposals(),
        source.contacts(),
        source.issues(),
    ):
        for record in stream:
            yield as_json(record)
