"""A dossier filled from the truth of a truth folder (examples/cuba-1962): what a perfect reading would have stored.

The browser tests look at this dossier, so that they judge the web face and not the models.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from depesche.application.dossier import Dossier, open_dossier
from depesche.evaluation.truth import Truth, load_truth
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
    Hedge,
    HedgeKind,
    Junk,
    Kind,
    Mention,
    Origin,
    Position,
    Proposal,
    ProposalStatus,
    Relation,
    Span,
    Statement,
    Strength,
    Term,
    stable_id,
)
from tests import making

_CUE = re.compile(
    r"\b(sagte|sagt|erklärte|erklären|betonte|hieß es|teilte|mitteilte|berichtete|berichtet|meldete|meldet|schrieb|"
    r"bestritt|dementierte|wies|forderte|verlangte|bot|warnte|kündigte|versicherte|nannte|laut|zufolge|nach Angaben)\b"
)
_HEDGE = re.compile(r"\b(soll|sollen|solle|habe|sei|seien|werde|würden|wolle|angeblich|offenbar)\b")
_DIRECTIONS = ("for", "between", "against")
_PLAIN = ("dafür", "unter Bedingungen", "dagegen")
_NAMES = {
    "raketen": ("Abzug", "Abzug gegen Gegenleistung", "Raketen bleiben"),
    "il28": ("Abzug der Bomber", "Abzug unter Bedingungen", "Bomber bleiben"),
    "quarantaene": ("Quarantäne endet", "Quarantäne endet unter Bedingungen", "Quarantäne bleibt"),
    "nichtinvasion": ("Zusage, nicht anzugreifen", "Zusage unter Bedingungen", "keine Zusage"),
    "jupiter": ("Abzug aus der Türkei", "Abzug später oder im Bündnis", "Jupiter bleiben"),
    "inspektion": ("Kontrolle auf Kuba", "Kontrolle unter Bedingungen", "keine Kontrolle"),
    "guantanamo": ("Räumung", "Räumung später", "Stützpunkt bleibt"),
}
_MONTHS = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
]
_DAY = re.compile(r"(\d{1,2})\.\s*(?:bis\s*\d{1,2}\.\s*)?(" + "|".join(_MONTHS) + r")", re.IGNORECASE)


def fill(path: Path, folder: Path) -> Dossier:
    """Make a dossier at ``path`` from the truth folder, and open it."""
    truth = load_truth(folder)
    dossier = open_dossier(path)
    codebook = path.with_suffix(".yaml")
    codebook.write_text(yaml.safe_dump(_codebook(truth), allow_unicode=True, sort_keys=False), encoding="utf-8")
    dossier.use_codebook(codebook, author="test")
    _Filler(truth, dossier).store()
    return dossier


def outcome_id(issue: str, outcome: str) -> str:
    """The id of the codebook's outcome for one told in words: one for each direction that the words may take."""
    return f"{issue}_{_direction(outcome)}"


def _direction(outcome: str) -> str:
    if re.search(r"\b(kein\w*|nicht|nie|bleib\w+|gehören|undenkbar|weiter|unteilbar|Feuer)\b", outcome):
        return "against"
    return "between" if re.search(r"\b(nur|sofern|erst|wenn|gegen|Aussetzung|sobald)\b", outcome) else "for"


def _codebook(truth: Truth) -> dict[str, Any]:
    issues: dict[str, Any] = {}
    for issue in truth.raw["issues"]:
        told = [entry["outcome"] for entry in truth.raw["positions"] if entry["issue"] == issue["id"]]
        told += [
            term["outcome"]
            for proposal in truth.raw["proposals"]
            for term in proposal["terms"]
            if term["issue"] == issue["id"]
        ]
        outcomes: dict[str, Any] = {}
        for words in told:
            direction = _direction(words)
            name = _NAMES.get(issue["id"], _PLAIN)[_DIRECTIONS.index(direction)]
            outcomes.setdefault(outcome_id(issue["id"], words), {"name": name, "direction": direction})
        issues[issue["id"]] = {"name": issue["name"], "outcomes": outcomes}
    parties = {party["id"]: {"name": party["name"], "members": party["members"]} for party in truth.raw["parties"]}
    return {"codebook": "cuba", "name": truth.raw["case"], "issues": issues, "parties": parties}


class _Filler:
    def __init__(self, truth: Truth, dossier: Dossier) -> None:
        self.truth, self.dossier, self.raw = truth, dossier, truth.raw
        self.party_of = {name: party["id"] for party in self.raw["parties"] for name in party["members"]}
        self.outlets = {document.outlet for document in truth.documents.values()}
        self.actors: dict[str, Actor] = {}
        for party in self.raw["parties"]:
            kind = ActorKind.ORGANISATION if party["id"] == "uno" else ActorKind.STATE
            self.actors[party["id"]] = Actor(stable_id("a", party["id"]), party["name"], kind)

    # --- actors

    def actor(self, label: str | None) -> str | None:
        """The id of the actor of that label, made where it is new."""
        if label is None:
            return None
        if label not in self.actors:
            self.actors[label] = self._actor(label)
        return self.actors[label].id

    def _actor(self, label: str) -> Actor:
        identity = stable_id("a", label)
        unnamed = re.fullmatch(r"unnamed: (.*?)(?: \(([^()]*)\))?", label)
        if unnamed:
            return Actor(identity, unnamed[1], ActorKind.UNNAMED, outlet=unnamed[2])
        if label in self.outlets:
            return Actor(identity, label, ActorKind.OUTLET)
        person = " " in label and not re.search(
            r"[A-Z]{2}|minist|Regierung|Botschaft|Radio|Haus|Marine|regierung", label
        )
        party = self.party_of.get(label)
        kind = ActorKind.PERSON if person else ActorKind.ORGANISATION
        return Actor(
            identity,
            label,
            kind,
            party=self.actors[party].id if party else None,
            names=(label.split()[-1],),
            confidence=0.9,
        )

    # --- statements

    def statement(self, item: Mapping[str, Any], inside: Mapping[str, str]) -> Statement:
        """A statement of the truth; cue and hedges, which it does not tell, are guessed from the words around."""
        document = self.truth.documents[item["doc"]]
        text, start, end = document.text, item["start"], item["end"]
        spans = ()
        if item.get("mention_start") is not None:
            spans = (Span(item["mention_start"], item["mention_end"]),)
        cue = next(
            (Span(*found.span()) for found in _CUE.finditer(text, end, min(len(text), end + 60))),
            next((Span(*found.span()) for found in _CUE.finditer(text, max(0, start - 60), start)), None),
        )
        hedges = tuple(
            Hedge(*found.span(), HedgeKind.SUBJUNCTIVE if found[0] != "angeblich" else HedgeKind.ALLEGEDLY)
            for found in _HEDGE.finditer(text, start, end)
        )[:1]
        number = int(item["id"].rpartition("-")[2])
        made = making.statement(
            item["id"],
            document.id,
            start,
            end,
            kind=Kind(item["kind"]),
            act=Act(item["act"]),
            cue=(cue,) if cue else (),
            via=tuple(filter(None, map(self.actor, item["via"]))),
            hedges=hedges,
            parent=inside.get(item["id"]),
            continues=item.get("continues"),
            confidence=round(0.98 - (number * 37 % 60) / 100, 2),
        )
        carried = bool(item.get("mention_carried"))
        return replace(made, speaker=Mention(spans, self.actor(item["speaker"]), carried))

    # --- everything

    def store(self) -> None:
        """Store it all as the stages would."""
        documents = self._documents()
        by_key = {document.source_id: document for document in documents}
        inside = _nesting(self.raw["statements"])
        statements = [self.statement(item, inside) for item in self.raw["statements"]]
        by_id = {one.id: one for one in statements}
        grouped: dict[str, list[Statement]] = {document.id: [] for document in documents}
        for statement in statements:
            grouped[statement.document].append(statement)
        claims = [self._claim(item, by_id, documents) for item in self.raw["claims"]]
        positions = [self._position(item) for item in self.raw["positions"]]
        proposals = [self._proposal(item, by_key) for item in self.raw["proposals"]]
        contacts = [self._contact(item, by_id) for item in self.raw["contacts"]]
        making.keep(
            self.dossier.ledger,
            documents,
            grouped,
            actors=list(self.actors.values()),  # told by all of the above
            copies={
                by_key[key].id: by_key[group[0]].id for group in self.raw["duplicates"] for key in sorted(group)[1:]
            },
            claims=claims,
            positions=positions,
            proposals=proposals,
            contacts=contacts,
        )

    def _documents(self) -> list[Document]:
        junk: dict[str, list[Junk]] = {}
        for item in self.raw["junk"]:
            junk.setdefault(item["doc"], []).append(Junk(item["start"], item["end"], "furniture"))
        return [
            replace(document, junk=tuple(sorted(junk.get(key, ()))), path=f"docs/{key}.json")
            for key, document in self.truth.documents.items()
        ]

    def _claim(
        self, item: Mapping[str, Any], statements: Mapping[str, Statement], documents: Sequence[Document]
    ) -> Claim:
        days = {document.id: document.published or "" for document in documents}
        told = sorted(days[statements[one].document] for one in item["statements"])
        origins = [
            Origin(
                stable_id("o", item["id"], place),
                statements[group[0]].speaker.actor,
                tuple(group),
                "same speaker on the same occasion" if len(group) > 1 else "a single report",
            )
            for place, group in enumerate(item["origins"])
        ]
        answers = tuple(
            making.answer(one["statement"], Relation(one["relation"]), 0.9, form=one.get("type", ""))
            for one in item["responses"]
        )
        return making.claim(
            stable_id("c", item["id"]),
            item["gist"],
            item["statements"],
            answers,
            origins,
            status=ClaimStatus(item["status_at_end"]),
            first=told[0],
            last=told[-1],
            credibility=min(6, max(1, 4 - len(origins))),
            confidence=0.8,
        )

    def _position(self, item: Mapping[str, Any]) -> Position:
        spans = {one["id"]: (one["start"], one["end"]) for one in self.raw["statements"]}
        return making.position(
            stable_id("p", item["party"], item["issue"], item["outcome"], item["from"], item["asserted_by"]),
            self.actor(item["party"]) or "",
            item["issue"],
            outcome_id(item["issue"], item["outcome"]),
            [(one, *spans[one]) for one in item["evidence"]],
            strength=Strength(item["strength"]),
            since=item["from"],
            until=item.get("until"),
            asserted_by=self.actor(item["asserted_by"]),
            self_declared=item["self_declared"],
            rejected_by_party=item["rejected_by_party"],
            confidence=0.7,
        )

    def _proposal(self, item: Mapping[str, Any], documents: Mapping[str | None, Document]) -> Proposal:
        sides = [item[side] if isinstance(item[side], list) else [item[side]] for side in ("from", "to")]
        terms = tuple(
            Term(
                term["issue"],
                outcome_id(term["issue"], term["outcome"]),
                documents[term["doc"]].id,
                term["start"],
                term["end"],
                self.actor(term.get("given_by")),
            )
            for term in item["terms"]
        )
        by, to = (tuple(filter(None, map(self.actor, side))) for side in sides)
        identity = stable_id("r", item["id"])
        return Proposal(identity, by, to, ProposalStatus(item["status"]), terms, tuple(item["evidence"]))

    def _contact(self, item: Mapping[str, Any], statements: Mapping[str, Statement]) -> Contact:
        told = [statements[one] for one in item["evidence"]]
        day = _DAY.search(item["when"])
        when = f"1962-{_MONTHS.index(day[2].lower()) + 1:02}-{int(day[1]):02}" if day else None
        sides = [tuple(filter(None, [self.actor(label)])) for label in item["parties"]]
        made = making.contact(
            stable_id("k", item["parties"], item["when"], item["format"]),
            sides, ("", 0, 0), (when, when), item["when"],
            format=ContactFormat(item["format"]), status=ContactStatus(item["status"]),
            statements=tuple(item["evidence"]),
        )  # fmt: skip
        return replace(made, evidence=tuple(Evidence(one.document, one.start, one.end) for one in told))


def _nesting(statements: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Statement -> the statement whose content holds its content."""
    found = {}
    for one in statements:
        for other in statements:
            if one["doc"] == other["doc"] and one["start"] <= other["start"] and other["end"] < one["end"]:
                found[other["id"]] = one["id"]
    return found
