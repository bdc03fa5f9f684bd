"""A dossier in which everything that comes from outside is an attack."""

from __future__ import annotations

from pathlib import Path

import yaml

from depesche.application.dossier import Dossier, open_dossier
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
    Span,
    Statement,
    Strength,
    Term,
    Verb,
)
from tests import making

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
    numbers = range(len(PAYLOADS))
    documents = [_document(n) for n in numbers]
    making.keep(
        dossier.ledger,
        documents,
        {one.id: _statements(n, one) for n, one in enumerate(documents)},
        actors=[actor for n in numbers for actor in _actors(n)],
        copies={"d1": "d0"},
        claims=[_claim(n) for n in numbers],
        positions=[position for n in numbers for position in _positions(n)],
        proposals=[_proposal(n) for n in numbers],
        contacts=[_contact(n) for n in numbers],
    )
    dossier.decide(Verb.ACCEPT, "claim", "c0", author=evil(1, "decider"))
    return dossier


def _document(n: int) -> Document:
    words = f"{evil(n, 'said')}. {evil(n, 'denied')}. {evil(n, 'junk')}"
    title = evil(n, "title")
    start = words.index("junk")
    return making.document(
        f"d{n}", words, path=evil(n, "path"), url=PAYLOADS[n], outlet=evil(n, "outlet"), author=evil(n, "author"),
        agencies=(evil(n, "agency"),), place=evil(n, "place"), title=title, published=f"1962-10-{20 + n}",
        junk=(Junk(start, len(words), evil(n, "kind")),), source_id=evil(n, "source"),
    )  # fmt: skip


def _statements(n: int, document: Document) -> list[Statement]:
    middle = document.text.index("denied")
    end = document.text.index("junk")
    first = making.statement(
        f"s{n}", document.id, 0, middle - 2, f"a{n}", (0, 4), cue=(Span(2, 8),), addressee=Mention((Span(1, 12),)),
        via=(f"u{n}",), hedges=(Hedge(5, 9, HedgeKind.ALLEGEDLY),), confidence=0.4,
    )  # fmt: skip
    answer = making.statement(
        f"t{n}", document.id, middle, end - 2, f"u{n}", (0, 4), kind=Kind.DIRECT, act=Act.DENY, confidence=0.5
    )
    nested = making.statement(
        f"v{n}", document.id, 6, middle - 4, f"p{n}", kind=Kind.REPORTED, act=Act.DEMAND, parent=f"s{n}", confidence=0.3
    )
    return [first, nested, answer]


def _actors(n: int) -> list[Actor]:
    return [
        making.actor(f"a{n}", evil(n, "actor"), f"p{n}", names=(evil(n, "alias"),), confidence=0.5),
        making.actor(f"u{n}", evil(n, "unnamed"), kind=ActorKind.UNNAMED, outlet=evil(n, "outlet"), confidence=0.5),
        making.actor(f"p{n}", evil(n, "party"), same_as=(PAYLOADS[n],), confidence=0.5),
    ]


def _claim(n: int) -> Claim:
    denied = making.answer(f"t{n}", form=PAYLOADS[n], denied=(Evidence(f"d{n}", 0, 9),), why=evil(n, "why"))
    origins = (Origin(f"o{n}", f"u{n}", (f"s{n}",), evil(n, "why")), Origin(f"q{n}", None, (f"v{n}",), evil(n, "why")))
    return making.claim(
        f"c{n}", evil(n, "gist"), (f"s{n}", f"v{n}"), (denied,), origins,
        status=ClaimStatus.CONTESTED, day=f"1962-10-{20 + n}", confidence=0.5,
    )  # fmt: skip


def _positions(n: int) -> list[Position]:
    evidence = [(f"s{n}", 0, 20)]
    other = f"p{(n + 1) % len(PAYLOADS)}"
    return [
        making.position(f"x{n}", f"p{n}", f"issue{n}", "yes", evidence, strength=Strength.RED_LINE, since="1962-10-20",
                        asserted_by=f"a{n}", condition=evil(n, "condition"), confidence=0.5),
        making.position(f"y{n}", other, f"issue{n}", "no", evidence, since="1962-10-21", asserted_by=f"u{n}",
                        confidence=0.5),
        making.position(f"z{n}", f"p{n}", f"issue{n}", "no", evidence, strength=Strength.CONCESSION,
                        since="1962-10-26", self_declared=False, rejected_by_party=True, confidence=0.5),
    ]  # fmt: skip


def _proposal(n: int) -> Proposal:
    term = Term(f"issue{n}", "yes", f"d{n}", 0, 20, f"p{n}")
    return making.proposal(f"r{n}", f"a{n}", f"p{n}", [term], [f"s{n}"], condition=evil(n, "if"), confidence=0.5)


def _contact(n: int) -> Contact:
    return making.contact(
        f"k{n}", ((f"a{n}",), (f"u{n}", f"p{n}")), (f"d{n}", 0, 20), (f"1962-10-{20 + n}", f"1962-10-{21 + n}"),
        evil(n, "when"), format=ContactFormat.LETTER, status=ContactStatus.REPORTED, place=evil(n, "city"),
        reported_by=(f"a{n}",), statements=(f"s{n}",), confidence=0.5,
    )  # fmt: skip
