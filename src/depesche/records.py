"""The nouns of Depesche as frozen, typed records: the one vocabulary of code, ledger, exports and screens.

A leaf: it imports nothing of ours but the closed lists of `depesche.vocabulary`, and hands those on. Every offset is a
half-open range ``[start, end)`` in Unicode code points of ``Document.text``. Ids are text, stable across runs on the
same input (hashes of what they name). Dates are ISO 8601 text, so that a year, a month and an instant fit alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from depesche.vocabulary import (
    IN_DOUBT,
    Act,
    ActorKind,
    ClaimStatus,
    ContactFormat,
    ContactStatus,
    HedgeKind,
    Kind,
    Medium,
    NameKind,
    ProposalStatus,
    Relation,
    Strength,
    Verb,
)

__all__ = [
    "Act",
    "Actor",
    "ActorKind",
    "Analysis",
    "Claim",
    "ClaimStatus",
    "Contact",
    "ContactFormat",
    "ContactStatus",
    "Decision",
    "Document",
    "Evidence",
    "EvidenceSpan",
    "Hedge",
    "HedgeKind",
    "Junk",
    "Kind",
    "Medium",
    "Membership",
    "Mention",
    "Name",
    "NameKind",
    "Origin",
    "Position",
    "Proposal",
    "ProposalStatus",
    "ReadDocument",
    "Relation",
    "Response",
    "Sentence",
    "Span",
    "Statement",
    "Strength",
    "Term",
    "TimeExpression",
    "Token",
    "Verb",
    "When",
    "quoted",
    "stable_id",
]


class Span(NamedTuple):
    """A half-open range of code points in a document's text."""

    start: int
    end: int


class Evidence(NamedTuple):
    """Where a thing is proved: a range of one document's text."""

    document: str
    start: int
    end: int


class Junk(NamedTuple):
    """A scrap of page furniture that was set aside. It stays in the text; stages after reading skip it."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """One dispatch as read. Immutable; ``id`` is made from the raw bytes, so the same bytes are the same document.

    What neither metadata nor text tells stays ``None``. ``title_span`` says where the title stands in the text, if it
    does. ``agencies`` are those that dateline, sign-off or credits name ("dpa", "afp"); ``place`` is the dateline's.
    """

    id: str
    text: str
    path: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    agencies: tuple[str, ...] = ()
    place: str | None = None
    title: str | None = None
    title_span: Span | None = None
    published: str | None = None
    language: str | None = None
    junk: tuple[Junk, ...] = ()
    copies_of: str | None = None
    source_id: str | None = None  # the id that the source itself gave (a JSON object's "id", a feed entry's guid)
    format: str = "txt"

    @property
    def day(self) -> date | None:
        """The day of publication, or None where ``published`` is empty or names no full day."""
        try:
            return date.fromisoformat((self.published or "")[:10])
        except ValueError:
            return None

    @property
    def publisher(self) -> str:
        """From whom lists say that it is: its outlet, else the agencies that sign it; "" where neither is known."""
        return self.outlet or "/".join(self.agencies)

    @property
    def heading(self) -> str:
        """What lists call it: its title, else the first words of its text, else where it was read from."""
        words = " ".join(self.text[:200].split())
        short = words if len(words) <= 100 else words[:100].rsplit(" ", 1)[0] + " …"  # as long as a long headline
        return self.title or short or self.path or self.id


class Token(NamedTuple):
    """A token. ``pos`` is a universal part of speech; ``mood`` is "", "ind", "imp", "sub1" or "sub2" (verbs only)."""

    start: int
    end: int
    lemma: str = ""
    pos: str = ""
    mood: str = ""


class Sentence(NamedTuple):
    """A sentence: its range in the text and its tokens as a half-open range of token indices."""

    start: int
    end: int
    first: int
    last: int


class Name(NamedTuple):
    """A name found in the text."""

    start: int
    end: int
    kind: NameKind
    confidence: float


class TimeExpression(NamedTuple):
    """A date, time, duration or set (TIMEX3), with its value relative to the day of publication.

    ``type`` is DATE, TIME, DURATION or SET; ``value`` is the TIMEX3 value (ISO 8601, "2022-SP", "P8M", "XXXX-WXX-5").
    ``since`` and ``until`` are the first and last day (ISO) that it covers, where that can be computed.
    """

    start: int
    end: int
    type: str
    value: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the language stage found in one document. Tokens never reach into junk."""

    document: str
    language: str
    tokens: tuple[Token, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    names: tuple[Name, ...] = ()
    times: tuple[TimeExpression, ...] = ()


class Hedge(NamedTuple):
    """A word or form by which the text keeps its distance."""

    start: int
    end: int
    kind: HedgeKind


class ActShare(NamedTuple):
    """An act that a statement may be, and how probably. 0 to 1."""

    act: Act
    share: float


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody as a text names them, and the actor once resolved; ``carried`` on from an earlier sentence or not."""

    spans: tuple[Span, ...] = ()
    actor: str | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One reported speech act.

    ``content`` may be several ranges (a clause interrupted by its cue). ``via`` are the actor ids through whom it
    reached the reader, nearest to the article first; ``via_mentions`` the same as the text names them. ``parent`` is
    the statement this one is nested in; ``continues`` the statement whose speech it carries on. ``confidence`` is
    calibrated: of statements at 0.8, about eight in ten are right. ``acts`` are the acts that it may be, ``act`` the
    likeliest, calibrated as well, those below 0.02 left out; nothing where a person or a truth told the act.
    """

    id: str
    document: str
    kind: Kind
    act: Act
    content: tuple[Span, ...]
    speaker: Mention = Mention()
    cue: tuple[Span, ...] = ()
    frame: tuple[Span, ...] = ()
    addressee: Mention | None = None
    medium: Medium = Medium.SPEECH_OR_WRITING
    via: tuple[str, ...] = ()
    via_mentions: tuple[Mention, ...] = ()
    hedges: tuple[Hedge, ...] = ()
    negated: bool = False
    parent: str | None = None
    continues: str | None = None
    confidence: float = 1.0
    acts: tuple[ActShare, ...] = ()

    @property
    def start(self) -> int:
        """Where the content begins."""
        return self.content[0].start

    @property
    def end(self) -> int:
        """Where the content ends."""
        return self.content[-1].end

    def share(self, act: Act) -> float:
        """How probably it is an act. 0 to 1."""
        told = self.acts or (ActShare(self.act, 1.0),)
        return next((share for one, share in told if one is act), 0.0)

    @property
    def act_in_doubt(self) -> bool:
        """Whether even the likeliest act is so improbable that views say so."""
        return bool(self.acts) and self.acts[0].share < IN_DOUBT


@dataclass(frozen=True, slots=True)
class Membership:
    """That an actor belongs to a party or holds an office, possibly only for a time (ISO days, open where None)."""

    party: str
    role: str = ""
    since: str | None = None
    until: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, state, organisation, office, outlet, group or unnamed source.

    ``party`` is the id of the actor it belongs to today (a state's minister: the state), None where unknown or where
    it is a party itself. ``outlet`` ties an unnamed source to the outlet that alone knows it. ``same_as`` holds
    addresses of the same thing elsewhere (Wikidata and the like), and only what a person or a source gave.
    """

    id: str
    name: str
    kind: ActorKind
    party: str | None = None
    names: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    memberships: tuple[Membership, ...] = ()
    outlet: str | None = None
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Response:
    """A statement that answers a claim. ``denied`` is the part of the claim's words that is denied, where told."""

    statement: str
    relation: Relation
    confidence: float = 1.0
    form: str = ""  # flat, partial, non_denial, authorisation, third_party, retraction, reversal, admission, ...
    denied: tuple[Evidence, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where chains end: the statements that rest on one source, and why they were counted as one."""

    id: str
    actor: str | None
    statements: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What several statements say in common.

    ``credibility`` is the Admiralty (NATO STANAG 2511) information credibility, 1 (confirmed by other independent
    sources) to 6 (truth cannot be judged), derived from origins and responses. ``first`` and ``last`` are the days
    (ISO) of the earliest and latest document that carries it.
    """

    id: str
    gist: str
    statements: tuple[str, ...]
    responses: tuple[Response, ...] = ()
    origins: tuple[Origin, ...] = ()
    status: ClaimStatus = ClaimStatus.UNCONTESTED
    first: str | None = None
    last: str | None = None
    credibility: int = 6
    confidence: float = 1.0

    @property
    def independent_origins(self) -> int:
        """On how many independent origins the claim rests."""
        return len(self.origins)


class EvidenceSpan(NamedTuple):
    """The part of a statement's document that proves a position."""

    statement: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Position:
    """What a party wants on an issue at a time.

    ``outcome`` is an outcome id of the codebook's issue; ``refuses`` says that the party rules it out instead of
    wanting it. ``since`` and ``until`` are ISO days (exported as "from" and "until"); ``asserted_by`` is the actor on
    whose word it rests.
    """

    id: str
    party: str
    issue: str
    outcome: str
    strength: Strength
    since: str | None = None
    until: str | None = None
    asserted_by: str | None = None
    self_declared: bool = True
    rejected_by_party: bool = False
    refuses: bool = False
    condition: str = ""
    evidence: tuple[EvidenceSpan, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a proposal, with the words that state it and who would give it."""

    issue: str
    outcome: str
    document: str
    start: int
    end: int
    given_by: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A package of terms from someone to someone."""

    id: str
    by: tuple[str, ...]  # exported as "from"
    to: tuple[str, ...]
    status: ProposalStatus
    terms: tuple[Term, ...]
    evidence: tuple[str, ...] = ()
    condition: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class When:
    """When something happened: first and last day (ISO) where known, and the words that say so."""

    start: str | None = None
    end: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who met, wrote to, phoned or mediated between whom."""

    id: str
    parties: tuple[tuple[str, ...], ...]
    format: ContactFormat
    when: When
    status: ContactStatus
    evidence: tuple[Evidence, ...]
    place: str | None = None
    reported_by: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a reading. Append-only; undone by a later decision, never deleted.

    ``target`` is the id of the thing spoken of; ``evidence`` finds it again after rereading, when its id has changed.
    ``change`` holds the edit (field -> value), the ids merged, or the parts split.
    """

    id: str
    verb: Verb
    record: str  # "statement", "actor", "claim", "response", "position", "proposal", "contact"
    target: str
    author: str
    made_at: str
    change: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    undoes: str | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document with all that the per-document stages found: what the dossier-wide stages are given."""

    document: Document
    analysis: Analysis
    statements: tuple[Statement, ...] = ()


def stable_id(prefix: str, *parts: object) -> str:
    """An id that is the same on every run for the same parts: the prefix and 16 hex digits of a SHA-256.

    Args:
        prefix: one letter that says what it names (d document, s statement, a actor, c claim, o origin, p position,
            r proposal, k contact).
        parts: what makes the thing what it is; joined with a separator that no part can hold.
    """
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass"))
    return prefix + digest.hexdigest()[:16]


def quoted(text: str, spans: Iterable[Span]) -> str:
    """The words that the spans cover, joined by an ellipsis where they are apart."""
    return " … ".join(text[span.start : span.end] for span in spans)


MUCH_SAID = 4  # statements that tell of a party that surely takes part in the negotiation


def heard_once(positions: Sequence[Position]) -> set[str]:
    """Parties whose stance rests on a single statement, beside two at least of whom much is told: a remark is no side.

    Who has a position that people decided on (confidence 1) is always a side.
    """
    told: dict[str, set[str]] = {}
    for position in positions:
        told.setdefault(position.party, set()).update(span.statement for span in position.evidence)
    decided = {position.party for position in positions if position.confidence >= 1}
    sides = [party for party, statements in told.items() if len(statements) >= MUCH_SAID]
    once = {party for party, statements in told.items() if len(statements) < 2} - decided
    return once if len(sides) > 1 else set()
