"""What a briefing says, collected from an export's streams: where the parties stand, what is contested, offered, met.

One pass over claims, positions, proposals and contacts, then one over statements and documents in step, of which only
the words that are quoted stay in memory.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby

from depesche.exchange.source import ExportSource, Issue, Verdict, VerdictLine
from depesche.positions.matrix import standing
from depesche.records import Actor, Claim, Contact, Document, Position, Proposal, Statement, quoted

CLAIMS = 25
"""Claims told at length: the contested and denied first, then those with most reports."""

LINES = 12
"""Lines of the verdict that are shown with the words that prove them."""

DOCUMENTS = 500
"""Dispatches listed, the latest."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A statement's words and where they stand."""

    statement: Statement
    words: str
    speaker: str
    outlet: str
    day: str
    title: str
    document: str

    @property
    def where(self) -> str:
        """Outlet and day, or the dispatch's title where neither is known."""
        return " ".join(filter(None, (self.outlet, self.day))) or self.title


@dataclass(slots=True)
class Briefing:
    """Everything that a briefing tells. ``standing`` holds what stands of each (party, issue): of its own positions, as
    the matrix has it, else of those that others tell.
    """

    language: str = "en"
    documents: int = 0
    first: str = ""
    last: str = ""
    actors: dict[str, Actor] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    standing: dict[tuple[str, str], Position] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    claims_in_all: int = 0
    proposals: list[Proposal] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    quotes: dict[str, Quote] = field(default_factory=dict)
    terms: dict[tuple[str, int, int], str] = field(default_factory=dict)
    verdict: Verdict | None = None
    sources: list[tuple[str, str, str, str]] = field(default_factory=list)  # day, outlet, title, document id

    def name(self, actor: str | None) -> str:
        """What an actor is called."""
        found = self.actors.get(actor or "")
        return found.name if found else actor or ""

    def issue(self, identity: str) -> str:
        """What an issue is called."""
        return self.issues[identity].name if identity in self.issues else identity

    def outcome(self, issue: str, outcome: str) -> tuple[str, str]:
        """What an outcome is called, and which way it goes."""
        known = self.issues.get(issue)
        if known is None or outcome not in known.outcomes or len(known.labels) != len(known.outcomes):
            return outcome, "between"
        place = known.outcomes.index(outcome)
        return known.labels[place], known.directions[place]

    def wanted(self, position: Position) -> str:
        """What a position wants, in the briefing's language: an outcome, or that it be ruled out."""
        label, _ = self.outcome(position.issue, position.outcome)
        return words(self.language)["rules_out"].format(outcome=label) if position.refuses else label

    @property
    def made(self) -> str:
        """How many dispatches it was made of, and of which days."""
        told = words(self.language)["made" if self.first else "made_undated"]
        return told.format(documents=self.documents, first=self.first, last=self.last)

    @property
    def parties(self) -> list[str]:
        """Parties with positions, those with most issues first."""
        counts: dict[str, int] = {}
        for party, _ in self.standing:
            counts[party] = counts.get(party, 0) + 1
        return sorted(counts, key=lambda party: (-counts[party], self.name(party)))

    @property
    def lines(self) -> tuple[VerdictLine, ...]:
        """The lines that the verdict speaks of."""
        return self.verdict.lines[:LINES] if self.verdict else ()

    @property
    def spoken(self) -> list[str]:
        """Issues with positions, in the codebook's order."""
        used = {issue for _, issue in self.standing}
        return [issue for issue in self.issues if issue in used] + sorted(used - self.issues.keys())


def collect(source: ExportSource) -> Briefing:
    """Go through the streams."""
    found = Briefing()
    found.actors = {actor.id: actor for actor in source.actors()}
    found.issues = {issue.id: issue for issue in source.issues()}
    for position in source.positions():
        _stand(found, position)
    claims = sorted(source.claims(), key=_weight, reverse=True)
    found.claims, found.claims_in_all = claims[:CLAIMS], len(claims)
    found.proposals, found.contacts = list(source.proposals()), list(source.contacts())
    found.contacts.sort(key=lambda contact: (contact.when.start or "", contact.id))
    found.verdict = source.verdict()
    _read(found, source)
    return found


def _stand(found: Briefing, position: Position) -> None:
    key = (position.party, position.issue)
    known = found.standing.get(key)
    if known is None or _newer(position) > _newer(known):
        found.standing[key] = position


def _newer(position: Position) -> tuple[bool, tuple[str, int, int, str]]:
    return position.self_declared, standing(position)


def _weight(claim: Claim) -> tuple[bool, int, int, str]:
    open_ = claim.status.value in ("contested", "denied", "retracted")
    return open_, len(claim.responses), len(claim.statements), claim.id


def _read(found: Briefing, source: ExportSource) -> None:
    """Keep the words of the statements and terms that the briefing quotes."""
    wanted = {one for claim in found.claims for one in claim.statements}
    wanted.update(answer.statement for claim in found.claims for answer in claim.responses)
    wanted.update(shown.statement for position in found.standing.values() for shown in position.evidence[:1])
    wanted.update(one for line in found.lines for one in line.statements[:1])
    terms: dict[str, list[tuple[int, int]]] = {}
    for proposal in found.proposals:
        for term in proposal.terms:
            terms.setdefault(term.document, []).append((term.start, term.end))
    languages: dict[str, int] = {}
    days = []
    for document, statements in _in_step(source):
        found.documents += 1
        day = (document.published or "")[:10]
        days.append(day)
        languages[document.language or ""] = languages.get(document.language or "", 0) + 1
        found.sources.append((day, document.publisher, document.heading, document.id))
        for start, end in terms.get(document.id, ()):
            found.terms[document.id, start, end] = " ".join(document.text[start:end].split())
        for one in statements:
            if one.id in wanted:
                found.quotes[one.id] = _quote(found, one, document)
    dated = sorted(day for day in days if day)
    found.first, found.last = (dated[0], dated[-1]) if dated else ("", "")
    found.sources = sorted(found.sources)[-DOCUMENTS:]
    found.language = "de" if max(languages, key=lambda one: languages[one], default="")[:2] == "de" else "en"


def _in_step(source: ExportSource) -> Iterator[tuple[Document, list[Statement]]]:
    """Every document with its statements: both streams run in the same order."""
    groups = groupby(source.statements(), key=lambda one: one.document)
    ahead = next(groups, None)
    for document in source.documents():
        if ahead is not None and ahead[0] == document.id:
            yield document, list(ahead[1])
            ahead = next(groups, None)
        else:
            yield document, []


def _quote(found: Briefing, one: Statement, document: Document) -> Quote:
    return Quote(
        one,
        " ".join(quoted(document.text, one.content).split()),
        found.name(one.speaker.actor) or quoted(document.text, one.speaker.spans),
        document.publisher,
        (document.published or "")[:10],
        document.heading,
        document.id,
    )


@cache
def words(language: str) -> dict[str, str]:
    """The briefing's own words in a language."""
    text = files("depesche.exchange").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return {name: str(value) for name, value in tomllib.loads(text).items()}
