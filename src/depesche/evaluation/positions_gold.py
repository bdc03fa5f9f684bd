"""A truth folder as a dossier: its statements, actors, claims and copies as records, to try positions on them alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from depesche.evaluation.truth import Truth
from depesche.records import (
    Actor,
    ActorKind,
    Analysis,
    Claim,
    ClaimStatus,
    Document,
    Mention,
    ReadDocument,
    Relation,
    Response,
    Statement,
    stable_id,
)

UNNAMED = "unnamed:"


def actor_id(label: str) -> str:
    """The id of the actor that a label of the truth names."""
    return stable_id("a", "truth", label)


def codebook_mapping(truth: Truth) -> dict[str, Any]:
    """What an analyst would give at least: the issues' names and the parties with their members; a codebook's YAML."""
    return {
        "codebook": truth.name,
        "issues": {str(issue["id"]): {"name": str(issue["name"])} for issue in truth.raw.get("issues", ())},
        "parties": {
            str(party["id"]): {"name": str(party["name"]), "members": [str(name) for name in party["members"]]}
            for party in truth.raw.get("parties", ())
        },
    }


def party_labels(truth: Truth) -> dict[str, str]:
    """Label -> party id: every member, and the parties' own ids and names."""
    found: dict[str, str] = {}
    for party in truth.raw.get("parties", ()):
        for name in (party["id"], party["name"], *party["members"]):
            found.setdefault(str(name), str(party["id"]))
    return found


class GoldDossier:
    """The truth's records, looked up as a `depesche.stages.DossierView`."""

    def __init__(self, truth: Truth, analyses: Mapping[str, Analysis] | None = None) -> None:
        self._actors = _actors(truth)
        by_id = {item.id: item for item in truth.statements}
        self.batch: list[ReadDocument] = []
        copies = _copies(truth)
        for read in truth.read_documents(analyses):
            statements = []
            for statement in read.statements:
                told = by_id[statement.id]
                speaker = dataclasses.replace(
                    statement.speaker, actor=actor_id(told.speaker) if told.speaker is not None else None
                )
                via = tuple(actor_id(label) for label in told.via)
                mentions = tuple(Mention(actor=link) for link in via)
                statements.append(dataclasses.replace(statement, speaker=speaker, via=via, via_mentions=mentions))
            document = dataclasses.replace(read.document, copies_of=copies.get(read.document.source_id or ""))
            self.batch.append(ReadDocument(document, read.analysis, tuple(statements)))
        self._reads = {read.document.id: read for read in self.batch}
        self._statements = {item.id: item for read in self.batch for item in read.statements}
        self._claims = {claim.id: claim for claim in _claims(truth)}
        self._claims_of: dict[str, list[str]] = {}
        for claim in self._claims.values():
            for statement_id in (*claim.statements, *(response.statement for response in claim.responses)):
                self._claims_of.setdefault(statement_id, []).append(claim.id)

    def all_actors(self) -> dict[str, Actor]:
        """Every actor of the truth, by id."""
        return dict(self._actors)

    def documents(self, ids: Iterable[str]) -> dict[str, Document]:
        """See `DossierView.documents`."""
        return {item: self._reads[item].document for item in ids if item in self._reads}

    def read_documents(self, ids: Iterable[str]) -> dict[str, ReadDocument]:
        """See `DossierView.read_documents`."""
        return {item: self._reads[item] for item in ids if item in self._reads}

    def statements(self, ids: Iterable[str]) -> dict[str, Statement]:
        """See `DossierView.statements`."""
        return {item: self._statements[item] for item in ids if item in self._statements}

    def statements_of(self, documents: Iterable[str]) -> dict[str, list[Statement]]:
        """See `DossierView.statements_of`."""
        return {item: list(self._reads[item].statements) for item in documents if item in self._reads}

    def actors(self, ids: Iterable[str]) -> dict[str, Actor]:
        """See `DossierView.actors`."""
        return {item: self._actors[item] for item in ids if item in self._actors}

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        """See `DossierView.claims`."""
        return {item: self._claims[item] for item in ids if item in self._claims}

    def claims_of(self, statements: Iterable[str]) -> dict[str, list[str]]:
        """See `DossierView.claims_of`."""
        return {item: self._claims_of[item] for item in statements if item in self._claims_of}


def _actors(truth: Truth) -> dict[str, Actor]:
    labels = party_labels(truth)
    parties = {str(party["id"]): str(party["name"]) for party in truth.raw.get("parties", ())}
    outlets = {document.outlet for document in truth.documents.values()}
    found = {
        key: Actor(actor_id(key), name, ActorKind.ORGANISATION, names=(key, name)) for key, name in parties.items()
    }
    spoken = {item.speaker for item in truth.statements if item.speaker}
    for label in sorted(spoken | {link for item in truth.statements for link in item.via} | set(labels)):
        if label in found:
            continue
        party = labels.get(label)
        kind = ActorKind.UNNAMED if label.startswith(UNNAMED) else ActorKind.PERSON
        kind = ActorKind.OUTLET if label in outlets and party is None else kind
        name = label.removeprefix(UNNAMED).strip() if label.startswith(UNNAMED) else label
        found[label] = Actor(actor_id(label), label, kind, actor_id(party) if party else None, names=(label, name))
    return {actor.id: actor for actor in found.values()}


def _claims(truth: Truth) -> list[Claim]:
    result = []
    for claim in truth.claims:
        known = {status.value for status in ClaimStatus}
        status = ClaimStatus(claim.status) if claim.status in known else ClaimStatus.UNCONTESTED
        responses = tuple(
            Response(statement, Relation(relation), form=form)
            for (statement, relation), form in claim.responses.items()
            if relation in {item.value for item in Relation}
        )
        result.append(Claim(claim.id, claim.gist, claim.statements, responses, status=status))
    return result


def _copies(truth: Truth) -> dict[str, str]:
    found = {}
    for group in truth.copies:
        members = sorted(group)
        original = truth.documents.get(members[0])
        for copy in members[1:]:
            if original is not None:
                found[copy] = original.id
    return found
