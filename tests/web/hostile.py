"""A dossier in which everything that comes from outside is an attack."""

from __future__ import annotations

from pathlib import Path

import yaml

from depesche.application.dossier import Dossier, open_dossier
from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Analysis,
    Claim,
    ClaimStatus,
    Contact,
    ContactFormat,
    ContactStatus,
    Document,
    Evidence,
    EvidenceSpan,
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
    Response,
    Span,
    Statement,
    Strength,
    Term,
    Verb,
    When,
)
from depesche.stages import Changes
from tests.web.gold import stages_of

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></style></textarea></select><script src=//evil.example></script>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "javascript:alert(1)",
    "=cmd|'/c calc'!A1",
    "\u202egnp.exe\u202c ]]> <!-- --> &lt;b&gt;",
)


def evil(number: int, what: str) -> str:
    """A name that says where it was put, with a payload."""
    return f"{what}{number} {PAYLOADS[number % len(PAYLOADS)]}"


def fill(path: Path) -> Dossier:
    """Make the dossier, one of everything for every payload."""
    dossier = open_dossier(path)
    codebook = path.with_suffix(".yaml")
    issues = {
        f"issue{n}": {
            "name": evil(n, "issue"),
            "outcomes": {
                "yes": {"name": evil(n, "outcome"), "direction": "for"},
                "no": {"name": evil(n, "other"), "direction": "against"},
            },
        }
        for n in range(len(PAYLOADS))
    }
    codebook.write_text(yaml.safe_dump({"codebook": "x", "name": evil(0, "book"), "issues": issues}), encoding="utf-8")
    dossier.use_codebook(codebook, author=evil(1, "chooser"))
    ledger, stages = dossier.ledger, stages_of(dossier.ledger)
    numbers = range(len(PAYLOADS))
    documents = [_document(n) for n in numbers]
    ledger.add_documents([(one, one.text.encode()) for one in documents])
    statements = {one.id: _statements(n, one) for n, one in enumerate(documents)}
    ids = [one.id for one in documents]
    changes = (
        Changes(actors=[actor for n in numbers for actor in _actors(n)], copies={"d1": "d0"}),
        Changes(claims=[_claim(n) for n in numbers]),
        Changes(
            positions=[position for n in numbers for position in _positions(n)],
            proposals=[_proposal(n) for n in numbers],
            contacts=[_contact(n) for n in numbers],
        ),
    )
    with ledger.transaction():
        ledger.store_language(stages.language, [Analysis(one, "de") for one in ids])
        ledger.store_attribution(stages.attribution, statements)
        for wide, found in zip(stages.wide, changes, strict=True):
            ledger.store_changes(wide.stage, ids, found)
    dossier.decide(Verb.ACCEPT, "claim", "c0", author=evil(1, "decider"))
    return dossier


def _document(n: int) -> Document:
    words = f"{evil(n, 'said')}. {evil(n, 'denied')}. {evil(n, 'junk')}"
    title = evil(n, "title")
    start = words.index("junk")
    return Document(
        f"d{n}", words, path=evil(n, "path"), url=PAYLOADS[n], outlet=evil(n, "outlet"), author=evil(n, "author"),
        agencies=(evil(n, "agency"),), place=evil(n, "place"), title=title, published=f"1962-10-{20 + n}",
        language="de", junk=(Junk(start, len(words), evil(n, "kind")),), source_id=evil(n, "source"),
    )  # fmt: skip


def _statements(n: int, document: Document) -> list[Statement]:
    middle = document.text.index("denied")
    end = document.text.index("junk")
    first = Statement(
        f"s{n}", document.id, Kind.INDIRECT, Act.ASSERT, (Span(0, middle - 2),), Mention((Span(0, 4),), f"a{n}"),
        cue=(Span(2, 8),), addressee=Mention((Span(1, 12),)), via=(f"u{n}",),
        hedges=(Hedge(5, 9, HedgeKind.ALLEGEDLY),), confidence=0.4,
    )  # fmt: skip
    answer = Statement(
        f"t{n}", document.id, Kind.DIRECT, Act.DENY, (Span(middle, end - 2),), Mention((Span(0, 4),), f"u{n}"),
        confidence=0.5,
    )  # fmt: skip
    nested = Statement(
        f"v{n}", document.id, Kind.REPORTED, Act.DEMAND, (Span(6, middle - 4),), Mention((), f"p{n}"), parent=f"s{n}",
        confidence=0.3,
    )  # fmt: skip
    return [first, nested, answer]


def _actors(n: int) -> list[Actor]:
    return [
        Actor(f"a{n}", evil(n, "actor"), ActorKind.PERSON, party=f"p{n}", names=(evil(n, "alias"),), confidence=0.5),
        Actor(f"u{n}", evil(n, "unnamed"), ActorKind.UNNAMED, outlet=evil(n, "outlet"), confidence=0.5),
        Actor(f"p{n}", evil(n, "party"), ActorKind.STATE, same_as=(PAYLOADS[n],), confidence=0.5),
    ]


def _claim(n: int) -> Claim:
    return Claim(
        f"c{n}", evil(n, "gist"), (f"s{n}", f"v{n}"),
        (Response(f"t{n}", Relation.DENIES, 0.9, PAYLOADS[n], (Evidence(f"d{n}", 0, 9),), evil(n, "why")),),
        (Origin(f"o{n}", f"u{n}", (f"s{n}",), evil(n, "why")), Origin(f"q{n}", None, (f"v{n}",), evil(n, "why"))),
        ClaimStatus.CONTESTED, f"1962-10-{20 + n}", f"1962-10-{20 + n}", confidence=0.5,
    )  # fmt: skip


def _positions(n: int) -> list[Position]:
    evidence = (EvidenceSpan(f"s{n}", 0, 20),)
    return [
        Position(f"x{n}", f"p{n}", f"issue{n}", "yes", Strength.RED_LINE, "1962-10-20", asserted_by=f"a{n}",
                 condition=evil(n, "condition"), evidence=evidence, confidence=0.5),
        Position(f"y{n}", f"p{(n + 1) % len(PAYLOADS)}", f"issue{n}", "no", Strength.DEMAND, "1962-10-21",
                 asserted_by=f"u{n}", evidence=evidence, confidence=0.5),
        Position(f"z{n}", f"p{n}", f"issue{n}", "no", Strength.CONCESSION, "1962-10-26", evidence=evidence,
                 self_declared=False, rejected_by_party=True, confidence=0.5),
    ]  # fmt: skip


def _proposal(n: int) -> Proposal:
    term = Term(f"issue{n}", "yes", f"d{n}", 0, 20, f"p{n}")
    return Proposal(f"r{n}", (f"a{n}",), (f"p{n}",), ProposalStatus.MADE, (term,), (f"s{n}",), evil(n, "if"), 0.5)


def _contact(n: int) -> Contact:
    when = When(f"1962-10-{20 + n}", f"1962-10-{21 + n}", evil(n, "when"))
    return Contact(
        f"k{n}", ((f"a{n}",), (f"u{n}", f"p{n}")), ContactFormat.LETTER, when, ContactStatus.REPORTED,
        (Evidence(f"d{n}", 0, 20),), evil(n, "city"), (f"a{n}",), (f"s{n}",), 0.5,
    )  # fmt: skip
