"""Records to rows and back. Each pair is an exact inverse (a property test holds them to it)."""

from __future__ import annotations

from typing import Any

from depesche.ledger import codec
from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Claim,
    ClaimStatus,
    Contact,
    ContactFormat,
    ContactStatus,
    Document,
    Evidence,
    EvidenceSpan,
    Kind,
    Medium,
    Membership,
    Mention,
    Origin,
    Position,
    Proposal,
    ProposalStatus,
    Relation,
    Response,
    Statement,
    Strength,
    Term,
    When,
)

Row = Any
"""A database row: attributes named as the columns."""

Rows = dict[str, list[dict[str, Any]]]
"""Table name -> rows to insert."""


def document_row(number: int, document: Document) -> dict[str, Any]:
    """The row of ``document`` for one document."""
    return {
        "number": number,
        "id": document.id,
        "outlet": _clean(document.outlet),
        "published": _clean(document.published),
        "title": _clean(document.title),
        "title_span": codec.pack_spans([document.title_span] if document.title_span else []),
        "author": _clean(document.author),
        "agencies": codec.pack_list([codec.storable(agency) for agency in document.agencies]),
        "place": _clean(document.place),
        "language": _clean(document.language),
        "path": _clean(document.path),
        "url": _clean(document.url),
        "format": codec.storable(document.format),
        "source_id": _clean(document.source_id),
        "copies_of": document.copies_of,
        "junk": codec.pack_junk(document.junk),
        "order_day": _clean(document.published) or "",
    }


def _clean(text: str | None) -> str | None:
    return None if text is None else codec.storable(text)


def document_of(row: Row, text: str) -> Document:
    """The document of a row of ``document`` and its text."""
    spans = codec.unpack_spans(row.title_span)
    return Document(
        id=row.id,
        text=text,
        path=row.path,
        url=row.url,
        outlet=row.outlet,
        author=row.author,
        agencies=codec.unpack_list(row.agencies),
        place=row.place,
        title=row.title,
        title_span=spans[0] if spans else None,
        published=row.published,
        language=row.language,
        junk=codec.unpack_junk(row.junk),
        copies_of=row.copies_of,
        source_id=row.source_id,
        format=row.format,
    )


def statement_row(statement: Statement) -> dict[str, Any]:
    """The row of ``statement`` for one statement."""
    addressee = statement.addressee
    return {
        "id": statement.id,
        "document": statement.document,
        "start": statement.start if statement.content else 0,
        "end": statement.end if statement.content else 0,
        "kind": statement.kind.value,
        "act": statement.act.value,
        "content": codec.pack_spans(statement.content) or "",
        "speaker": statement.speaker.actor,
        "speaker_spans": codec.pack_mention(statement.speaker) or None,
        "cue": codec.pack_spans(statement.cue),
        "frame": codec.pack_spans(statement.frame),
        "addressee": addressee.actor if addressee else None,
        "addressee_spans": codec.pack_mention(addressee),
        "medium": statement.medium.value,
        "via": codec.pack_list(statement.via),
        "via_mentions": codec.pack_mentions(statement.via_mentions),
        "hedges": codec.pack_hedges(statement.hedges),
        "negated": int(statement.negated),
        "parent": statement.parent,
        "continues": statement.continues,
        "confidence": statement.confidence,
        "acts": codec.pack_acts(statement.acts),
    }


_KINDS = {kind.value: kind for kind in Kind}
_ACTS = {act.value: act for act in Act}
_MEDIA = {medium.value: medium for medium in Medium}


def statement_of(row: Row) -> Statement:
    """The statement of a row."""
    return Statement(
        id=row.id,
        document=row.document,
        kind=_KINDS[row.kind],
        act=_ACTS[row.act],
        content=codec.unpack_spans(row.content),
        speaker=codec.unpack_mention(row.speaker_spans or "", row.speaker) or Mention(),
        cue=codec.unpack_spans(row.cue),
        frame=codec.unpack_spans(row.frame),
        addressee=codec.unpack_mention(row.addressee_spans, row.addressee),
        medium=_MEDIA[row.medium],
        via=codec.unpack_list(row.via),
        via_mentions=codec.unpack_mentions(row.via_mentions),
        hedges=codec.unpack_hedges(row.hedges),
        negated=bool(row.negated),
        parent=row.parent,
        continues=row.continues,
        confidence=row.confidence,
        acts=codec.unpack_acts(row.acts),
    )


def actor_rows(actor: Actor) -> Rows:
    """The rows of one actor."""
    return {
        "actor": [
            {
                "id": actor.id,
                "name": codec.storable(actor.name),
                "kind": actor.kind.value,
                "party": actor.party,
                "outlet": _clean(actor.outlet),
                "names": codec.pack_list([codec.storable(name) for name in actor.names]),
                "same_as": codec.pack_list([codec.storable(address) for address in actor.same_as]),
                "evidence": codec.pack_evidence(actor.evidence),
                "confidence": actor.confidence,
            }
        ],
        "membership": [
            {
                "actor": actor.id,
                "place": place,
                "party": membership.party,
                "role": codec.storable(membership.role),
                "since": membership.since,
                "until": membership.until,
                "evidence": codec.pack_evidence(membership.evidence),
            }
            for place, membership in enumerate(actor.memberships)
        ],
    }


def actor_of(row: Row, parts: dict[str, list[Row]]) -> Actor:
    """The actor of a row and its parts."""
    return Actor(
        id=row.id,
        name=row.name,
        kind=ActorKind(row.kind),
        party=row.party,
        names=codec.unpack_list(row.names),
        same_as=codec.unpack_list(row.same_as),
        memberships=tuple(
            Membership(part.party, part.role, part.since, part.until, codec.unpack_evidence(part.evidence))
            for part in parts["membership"]
        ),
        outlet=row.outlet,
        evidence=codec.unpack_evidence(row.evidence),
        confidence=row.confidence,
    )


def claim_rows(claim: Claim) -> Rows:
    """The rows of one claim."""
    return {
        "claim": [
            {
                "id": claim.id,
                "gist": codec.storable(claim.gist),
                "status": claim.status.value,
                "independent_origins": claim.independent_origins,
                "first": claim.first,
                "last": claim.last,
                "credibility": claim.credibility,
                "confidence": claim.confidence,
            }
        ],
        "claim_statement": [
            {"claim": claim.id, "place": place, "statement": statement}
            for place, statement in enumerate(claim.statements)
        ],
        "response": [
            {
                "claim": claim.id,
                "place": place,
                "statement": response.statement,
                "relation": response.relation.value,
                "form": codec.storable(response.form),
                "denied": codec.pack_evidence(response.denied),
                "why": codec.storable(response.why),
                "confidence": response.confidence,
            }
            for place, response in enumerate(claim.responses)
        ],
        "origin": [
            {
                "claim": claim.id,
                "place": place,
                "id": origin.id,
                "actor": origin.actor,
                "statements": codec.pack_list(origin.statements),
                "why": codec.storable(origin.why),
            }
            for place, origin in enumerate(claim.origins)
        ],
    }


def claim_of(row: Row, parts: dict[str, list[Row]]) -> Claim:
    """The claim of a row and its parts."""
    return Claim(
        id=row.id,
        gist=row.gist,
        statements=tuple(part.statement for part in parts["claim_statement"]),
        responses=tuple(
            Response(
                part.statement,
                Relation(part.relation),
                part.confidence,
                part.form,
                codec.unpack_evidence(part.denied),
                part.why,
            )
            for part in parts["response"]
        ),
        origins=tuple(
            Origin(part.id, part.actor, codec.unpack_list(part.statements), part.why) for part in parts["origin"]
        ),
        status=ClaimStatus(row.status),
        first=row.first,
        last=row.last,
        credibility=row.credibility,
        confidence=row.confidence,
    )


def position_rows(position: Position) -> Rows:
    """The rows of one position."""
    return {
        "position": [
            {
                "id": position.id,
                "party": position.party,
                "issue": position.issue,
                "outcome": position.outcome,
                "strength": position.strength.value,
                "since": position.since,
                "until": position.until,
                "asserted_by": position.asserted_by,
                "self_declared": int(position.self_declared),
                "rejected_by_party": int(position.rejected_by_party),
                "refuses": int(position.refuses),
                "condition": codec.storable(position.condition),
                "confidence": position.confidence,
            }
        ],
        "position_evidence": [
            {"position": position.id, "place": place, "statement": statement, "start": start, "end": end}
            for place, (statement, start, end) in enumerate(position.evidence)
        ],
    }


def position_of(row: Row, parts: dict[str, list[Row]]) -> Position:
    """The position of a row and its parts."""
    return Position(
        id=row.id,
        party=row.party,
        issue=row.issue,
        outcome=row.outcome,
        strength=Strength(row.strength),
        since=row.since,
        until=row.until,
        asserted_by=row.asserted_by,
        self_declared=bool(row.self_declared),
        rejected_by_party=bool(row.rejected_by_party),
        refuses=bool(row.refuses),
        condition=row.condition,
        evidence=tuple(EvidenceSpan(part.statement, part.start, part.end) for part in parts["position_evidence"]),
        confidence=row.confidence,
    )


def proposal_rows(proposal: Proposal) -> Rows:
    """The rows of one proposal."""
    return {
        "proposal": [
            {
                "id": proposal.id,
                "status": proposal.status.value,
                "condition": codec.storable(proposal.condition),
                "evidence": codec.pack_list(proposal.evidence),
                "confidence": proposal.confidence,
            }
        ],
        "proposal_party": [
            {"proposal": proposal.id, "side": side, "place": place, "actor": actor}
            for side, actors in (("from", proposal.by), ("to", proposal.to))
            for place, actor in enumerate(actors)
        ],
        "proposal_term": [
            {
                "proposal": proposal.id,
                "place": place,
                "issue": term.issue,
                "outcome": term.outcome,
                "document": term.document,
                "start": term.start,
                "end": term.end,
                "given_by": term.given_by,
            }
            for place, term in enumerate(proposal.terms)
        ],
    }


def proposal_of(row: Row, parts: dict[str, list[Row]]) -> Proposal:
    """The proposal of a row and its parts."""
    return Proposal(
        id=row.id,
        by=tuple(part.actor for part in parts["proposal_party"] if part.side == "from"),
        to=tuple(part.actor for part in parts["proposal_party"] if part.side == "to"),
        status=ProposalStatus(row.status),
        terms=tuple(
            Term(part.issue, part.outcome, part.document, part.start, part.end, part.given_by)
            for part in parts["proposal_term"]
        ),
        evidence=codec.unpack_list(row.evidence),
        condition=row.condition,
        confidence=row.confidence,
    )


def contact_rows(contact: Contact) -> Rows:
    """The rows of one contact."""
    return {
        "contact": [
            {
                "id": contact.id,
                "format": contact.format.value,
                "status": contact.status.value,
                "when_start": contact.when.start,
                "when_end": contact.when.end,
                "when_text": codec.storable(contact.when.text),
                "location": _clean(contact.place),
                "reported_by": codec.pack_list(contact.reported_by),
                "statements": codec.pack_list(contact.statements),
                "sides": len(contact.parties),
                "confidence": contact.confidence,
            }
        ],
        "contact_party": [
            {"contact": contact.id, "side": side, "place": place, "actor": actor}
            for side, actors in enumerate(contact.parties)
            for place, actor in enumerate(actors)
        ],
        "contact_evidence": [
            {"contact": contact.id, "place": place, "document": document, "start": start, "end": end}
            for place, (document, start, end) in enumerate(contact.evidence)
        ],
    }


def contact_of(row: Row, parts: dict[str, list[Row]]) -> Contact:
    """The contact of a row and its parts."""
    return Contact(
        id=row.id,
        parties=tuple(
            tuple(part.actor for part in parts["contact_party"] if part.side == side) for side in range(row.sides)
        ),
        format=ContactFormat(row.format),
        when=When(row.when_start, row.when_end, row.when_text),
        status=ContactStatus(row.status),
        evidence=tuple(Evidence(part.document, part.start, part.end) for part in parts["contact_evidence"]),
        place=row.location,
        reported_by=codec.unpack_list(row.reported_by),
        statements=codec.unpack_list(row.statements),
        confidence=row.confidence,
    )
