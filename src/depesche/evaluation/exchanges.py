"""Scores proposals and contacts against a truth folder; part of ``depesche evaluate positions``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from depesche.evaluation.truth import Truth
from depesche.records import Contact, Proposal

if TYPE_CHECKING:
    from depesche.evaluation.positions import Bridge

ENOUGH_OVERLAP = 0.5  # of the shorter of two spans

_Term = tuple[str, str, int, int]  # issue, document of the truth, start, end


def proposal_figures(truth: Truth, proposals: Sequence[Proposal], bridge: Bridge) -> dict[str, float]:
    """Terms found (issue and span), terms in the right proposal, status of proposals found."""
    from depesche.evaluation.positions import f1

    gold = [[_true_term(term) for term in proposal["terms"]] for proposal in truth.raw.get("proposals", ())]
    found = [
        [(term.issue, bridge.documents.get(term.document, ""), term.start, term.end) for term in proposal.terms]
        for proposal in proposals
    ]
    matches = [
        (g, f, gold_term, found_term)
        for g, gold_terms in enumerate(gold)
        for gold_term in gold_terms
        for f, found_terms in enumerate(found)
        for found_term in found_terms
        if _same_term(gold_term, found_term)
    ]
    right_gold = len({(g, term) for g, _, term, _ in matches})
    right_found = len({(f, term) for _, f, _, term in matches})
    _, _, whole = f1(right_found, sum(map(len, found)), right_gold, sum(map(len, gold)))
    home: dict[int, int] = {}
    for g in range(len(gold)):
        counts: dict[int, int] = {}
        for other, f, _, _ in matches:
            if other == g:
                counts[f] = counts.get(f, 0) + 1
        if counts:
            home[g] = max(counts, key=lambda f: counts[f])
    grouped = len({(g, term) for g, f, term, _ in matches if home[g] == f})
    status = sum(proposals[f].status.value == truth.raw["proposals"][g]["status"] for g, f in home.items())
    return {
        "terms_f1": whole,
        "terms_grouped": grouped / right_gold if right_gold else 0.0,
        "proposal_status": status / len(home) if home else 0.0,
        "proposals_found": len(home) / len(gold) if gold else 0.0,
    }


def _true_term(term: dict[str, Any]) -> _Term:
    return str(term["issue"]), str(term["doc"]), int(term["start"]), int(term["end"])


def _same_term(one: _Term, other: _Term) -> bool:
    from depesche.evaluation.positions import overlap

    return one[:2] == other[:2] and overlap((one[2], one[3]), (other[2], other[3])) >= ENOUGH_OVERLAP


def contact_figures(truth: Truth, contacts: Sequence[Contact], bridge: Bridge) -> dict[str, float]:
    """Contacts with parties and status right (F1), and the format among those whose parties are right.

    Parties are compared as parties where the truth's names belong to one, else by the last word of the name. A found
    contact matches a true one that two of its parties took part in and that shares a document with it.
    """
    from depesche.evaluation.positions import f1

    gold = truth.raw.get("contacts", ())
    documents = {item.id: item.document for item in truth.statements}
    wanted = [
        (_sides(contact["parties"], bridge), {documents[key] for key in contact["evidence"] if key in documents})
        for contact in gold
    ]
    found = [
        (
            _sides([name for side in contact.parties for name in side], bridge),
            {bridge.documents.get(evidence.document, "") for evidence in contact.evidence},
        )
        for contact in contacts
    ]
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    candidates = sorted(
        (
            (len(sides & other_sides) + 0.1 * len(seen & other_seen), g, f)
            for g, (sides, seen) in enumerate(wanted)
            for f, (other_sides, other_seen) in enumerate(found)
            if len(sides & other_sides) >= min(2, len(sides)) and seen & other_seen
        ),
        reverse=True,
    )
    matched: set[int] = set()
    for _, g, f in candidates:
        if g not in matched and f not in taken:
            matched.add(g)
            taken.add(f)
            pairs.append((g, f))
    right = sum(contacts[f].status.value == gold[g]["status"] for g, f in pairs)
    formats = sum(contacts[f].format.value == gold[g]["format"] for g, f in pairs)
    return {
        "contacts_f1": f1(right, len(found), right, len(wanted))[2],
        "contacts_found_f1": f1(len(pairs), len(found), len(pairs), len(wanted))[2],
        "contact_format": formats / len(pairs) if pairs else 0.0,
    }


def _sides(names: Sequence[str], bridge: Bridge) -> set[str]:
    return {bridge.party(name) or _last_word(bridge.name(name)) for name in names}


def _last_word(name: str) -> str:
    return name.casefold().split()[-1] if name.split() else ""
