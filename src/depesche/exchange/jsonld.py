"""JSON-LD: schema.org for articles, actors and claims, PROV-O for chains; see docs/exchange.md.

The context stands in the file, so that nobody has to fetch one. schema.org "defines no relation between claims", so
responses and origins are terms of our own, all under `NAMESPACE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from depesche.exchange.source import ExportSource
from depesche.exchange.streams import NAMESPACE, filled, json_line, json_text, urn, web_address, with_statements
from depesche.records import Actor, ActorKind, Claim, Document, Kind, Membership, Response, Span, Statement, quoted

Node = dict[str, Any]

CONTEXT: Node = {
    "@version": 1.1,
    "@vocab": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "depesche": {"@id": NAMESPACE, "@prefix": True},
    "id": "@id",
    "type": "@type",
    "url": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
    "depesche:confidence": {"@type": "xsd:double"},
}
# A state speaks and negotiates, which in schema.org only people and organisations do: it is both.
TYPES: dict[ActorKind, list[str]] = {
    ActorKind.PERSON: ["Person", "prov:Person"],
    ActorKind.STATE: ["Country", "Organization", "prov:Organization"],
    ActorKind.ORGANISATION: ["Organization", "prov:Organization"],
    ActorKind.OFFICE: ["Organization", "prov:Organization"],
    ActorKind.OUTLET: ["NewsMediaOrganization", "prov:Organization"],
    ActorKind.GROUP: ["Organization", "prov:Agent"],
    ActorKind.UNNAMED: ["prov:Agent"],  # one person or several: nobody knows
}


def write_jsonld(source: ExportSource, stream: IO[bytes], table: str = "") -> None:
    """Write one graph, a node a line."""
    stream.write(f'{{"@context": {json_text(CONTEXT)}, "@graph": [\n'.encode())
    comma = b""
    for node in nodes(source):
        stream.write(comma + json_line(node))
        comma = b","
    stream.write(b"]}\n")


def nodes(source: ExportSource) -> Iterator[Node]:
    """Actors, then every document with its statements, then claims."""
    for actor in source.actors():
        yield actor_node(actor)
    for document, statements in with_statements(source):
        yield document_node(document)
        for statement in statements:
            yield statement_node(document, statement)
    for claim in source.claims():
        yield claim_node(claim)


def actor_node(actor: Actor) -> Node:
    """An actor as schema.org's Person, Organization and so on, and as an agent of PROV."""
    own = actor.memberships or ((Membership(actor.party),) if actor.party else ())
    return filled(
        {
            "id": urn("actor", actor.id),
            "type": TYPES[actor.kind],
            "name": actor.name,
            "alternateName": [name for name in actor.names if name != actor.name],
            "sameAs": [address for found in actor.same_as if (address := web_address(found))],
            "memberOf": [_role(membership) for membership in own],
            "depesche:kind": actor.kind.value,
        }
    )


def _role(membership: Membership) -> Node:
    party = _actor(membership.party)
    if not (membership.role or membership.since or membership.until):
        return party
    return filled(
        {
            "type": "OrganizationRole",
            "roleName": membership.role,
            "startDate": membership.since,
            "endDate": membership.until,
            "memberOf": party,
        }
    )


def document_node(document: Document) -> Node:
    """A dispatch as a NewsArticle, without its text (that is another's, and stands in the jsonl export)."""
    return filled(
        {
            "id": urn("document", document.id),
            "type": ["NewsArticle", "prov:Entity"],
            "headline": document.title,
            "url": web_address(document.url),
            "author": {"type": "Person", "name": document.author} if document.author else None,
            "publisher": {"type": "NewsMediaOrganization", "name": document.outlet} if document.outlet else None,
            "sourceOrganization": [{"type": "NewsMediaOrganization", "name": name} for name in document.agencies],
            "datePublished": document.published,
            "dateline": document.place,
            "inLanguage": document.language,
            "prov:wasQuotedFrom": {"id": urn("document", document.copies_of)} if document.copies_of else None,
        }
    )


def statement_node(document: Document, statement: Statement) -> Node:
    """A statement: a Quotation where the speaker's own words stand, any CreativeWork where they are reported."""
    direct = statement.kind is Kind.DIRECT
    speaker = _actor(statement.speaker.actor) if statement.speaker.actor else None
    node: Node = {
        "id": urn("statement", statement.id),
        "type": ["Quotation" if direct else "CreativeWork", "depesche:Statement", "prov:Entity"],
        "text": quoted(document.text, statement.content),
        "isPartOf": {"id": urn("document", document.id)},
        "spokenByCharacter": speaker if direct else None,  # a Quotation's property
        "prov:wasAttributedTo": speaker,
        "depesche:speakerWords": quoted(document.text, statement.speaker.spans),
        "depesche:kind": statement.kind.value,
        "depesche:act": statement.act.value,
        "depesche:negated": statement.negated,
        "depesche:confidence": statement.confidence,
        "depesche:range": [_range(document, span) for span in statement.content],
        "depesche:addressee": (
            _actor(statement.addressee.actor) if statement.addressee and statement.addressee.actor else None
        ),
        "depesche:nestedIn": {"id": urn("statement", statement.parent)} if statement.parent else None,
    }
    return filled(node | _chain(statement, "prov:wasQuotedFrom" if direct else "prov:wasDerivedFrom"))


def _chain(statement: Statement, step: str) -> Node:
    """How the words came to the reader: through each of ``via``, the nearest to the article first, from the speaker.

    PROV relates things, not people, so each hand they went through gets a thing of its own (what that one passed on).
    """
    if statement.speaker.actor is None and not statement.via:
        return {}
    said = urn("utterance", statement.id)
    utterance: Node = {"id": said, "type": "prov:Entity"}
    if statement.speaker.actor:
        utterance["prov:wasAttributedTo"] = _actor(statement.speaker.actor)
    for place in range(len(statement.via), 0, -1):
        passed_on = {
            "id": f"{said}:{place}",
            "type": "prov:Entity",
            "prov:wasAttributedTo": _actor(statement.via[place - 1]),
            step: utterance,
        }
        utterance = passed_on
    return {step: utterance, "prov:hadPrimarySource": {"id": said}}


def _range(document: Document, span: Span) -> Node:
    return {
        "type": "depesche:Range",
        "depesche:start": span.start,
        "depesche:end": span.end,
        "text": document.text[span.start : span.end],
    }


def claim_node(claim: Claim) -> Node:
    """A Claim with its appearances, origins and responses."""
    return filled(
        {
            "id": urn("claim", claim.id),
            "type": ["Claim", "prov:Entity"],
            "text": claim.gist,
            "appearance": _statements(claim.statements),
            "prov:hadPrimarySource": [
                filled(
                    {
                        "id": urn("origin", origin.id),
                        "type": ["depesche:Origin", "prov:Entity"],
                        "prov:wasAttributedTo": _actor(origin.actor) if origin.actor else None,
                        "depesche:carriedBy": _statements(origin.statements),
                        "depesche:why": origin.why,
                    }
                )
                for origin in claim.origins
            ],
            "depesche:response": [_response(claim, response) for response in claim.responses],
            "depesche:status": claim.status.value,
            "depesche:independentOrigins": claim.independent_origins,
            "depesche:credibility": claim.credibility,
            "depesche:first": claim.first,
            "depesche:last": claim.last,
            "depesche:confidence": claim.confidence,
        }
    )


def _response(claim: Claim, response: Response) -> Node:
    relation = response.relation.value
    shortcut = "".join(part if number == 0 else part.title() for number, part in enumerate(relation.split("_")))
    return filled(
        {
            "type": "depesche:Response",
            "depesche:relation": relation,
            "depesche:form": response.form,
            "depesche:confidence": response.confidence,
            "depesche:statement": {
                "id": urn("statement", response.statement),
                f"depesche:{shortcut}": {"id": urn("claim", claim.id)},
            },
        }
    )


def _actor(identity: str) -> Node:
    return {"id": urn("actor", identity)}


def _statements(identities: Iterable[str]) -> list[Node]:
    return [{"id": urn("statement", identity)} for identity in identities]
