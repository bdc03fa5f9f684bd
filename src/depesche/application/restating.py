"""Positions, proposals and contacts stated anew on the evidence that is believed.

Each is made of all that was read. Under a belief, or as of a day, some of that does not count, and then neither does
what was made of it: a red line is not ended by words that are not believed, nor a contact denied by them, and nothing
quotes them. What a person set in a decision stands.

For the command line, exports and analyses `depesche.application.believing` asks for it, for the web
`depesche.application.pages.standing`: both with these functions, so that they never differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from depesche.application import codebooks
from depesche.ledger import Ledger, facets
from depesche.positions import STAGE, believed
from depesche.positions.belief import Belief, days_of
from depesche.records import Act, Contact, Kind, Position, Proposal, Span, Statement

_OF_DOCUMENTS = frozenset({"outlet", "place", "language", "since", "until", "on"})
"""Terms of a belief that ask about the document alone."""

_ANYTHING = Statement("", "", Kind.INDIRECT, Act.ASSERT, (Span(0, 0),))


def as_of(belief: str, at: str | None) -> str:
    """A belief as of a day: nothing counts that is known to be published later. What has no date does: that nobody
    dated a red line does not lift it.

    Args:
        belief: the belief.
        at: the day, or a month or year and so its last day (ISO 8601); None for no day.

    Returns:
        The belief's text, which fails where it is parsed if it or the day is none.
    """
    span = days_of(at) if at else None
    later = f"until {at}" if at else ""
    if span and span[1] < date.max:
        later = f"not since {span[1] + timedelta(days=1)}"
    return "; ".join(part for part in (belief.strip().strip(";").strip(), later) if part)


class Restater:
    """States records anew.

    Args:
        ledger: the dossier.
        belief: what is believed.
        admits: which of some statements it admits.
    """

    def __init__(self, ledger: Ledger, belief: Belief, admits: Callable[[Iterable[str]], set[str]]) -> None:
        self._ledger, self._admits = ledger, admits
        self._of_documents = Belief(tuple(term for term in belief.terms if term.field in _OF_DOCUMENTS))
        self._index = ledger.index(STAGE)

    # --- positions ---------------------------------------------------------------------------------------------------

    def positions(self, cells: Sequence[Position]) -> list[Position]:
        """The positions that count, each on the evidence that does.

        Args:
            cells: all positions of the cells (party, issue) concerned: one ends where the party's next one begins that
                counts, as when positions are made (`depesche.positions.positions.fold`).
        """
        admitted = self._admits({shown.statement for one in cells for shown in one.evidence})
        left = [
            replace(one, evidence=evidence) if len(evidence) < len(one.evidence) else one
            for one in cells
            if (evidence := tuple(shown for shown in one.evidence if shown.statement in admitted))
        ]
        whole = {one.id: one for one in cells}
        partly = [one for one in left if one is not whole[one.id]]
        cut = {(one.party, one.issue) for one in cells if one.self_declared} - _intact(cells, left)
        said = self._said([*partly, *(one for one in left if (one.party, one.issue) in cut)])
        remembered = believed.positions_on([*partly, *(one for one in left if one.rejected_by_party)], self._index)
        denying = self._admits(_denials(remembered.values()))
        remembered = self._by_known(remembered)
        now = [
            self._stated(one, one is not whole[one.id], said, remembered.get(one.id), denying)
            for one in left
        ]  # fmt: skip
        ends = _ends([one for one in now if (one.party, one.issue) in cut], said)
        return [
            replace(one, until=ends[one.id]) if one.id in ends and one.id not in self._set("until") else one
            for one in now
        ]

    def _by_known(self, remembered: Mapping[str, believed.Restated]) -> dict[str, believed.Restated]:
        """With those alone who say so that are actors by now: whom a decision merged the index has under his old id."""
        wanted = {one.asserted_by for one in remembered.values() if one.asserted_by}
        known = {actor.id for actor in self._ledger.iter_actors(ids=sorted(wanted))} if wanted else set()
        return {
            key: one if one.asserted_by in known else replace(one, asserted_by=None) for key, one in remembered.items()
        }

    def _said(self, positions: Iterable[Position]) -> dict[str, tuple[str, str]]:
        """By statement its day ("" where unknown) and its document."""
        wanted = {shown.statement for one in positions for shown in one.evidence}
        return {one: (day, home) for one, (home, day, _) in facets.statement_days(self._ledger, wanted).items()}

    def _stated(
        self,
        one: Position,
        partly: bool,
        said: Mapping[str, tuple[str, str]],
        remembered: believed.Restated | None,
        denying: set[str],
    ) -> Position:
        """A position with what follows from its evidence alone."""
        if partly:
            days = [said[shown.statement][0] for shown in one.evidence if shown.statement in said]
            one = replace(one, since=(min(days, default="") or None) if one.id not in self._set("since") else one.since)
        if remembered is None:
            return one
        if one.rejected_by_party and one.id not in self._set("rejected_by_party"):
            denied = any(not denying.isdisjoint(by) for by in remembered.denied_by.values())
            one = one if denied else replace(one, rejected_by_party=False)
        if partly and one.id not in self._decided:
            one = replace(
                one,
                asserted_by=remembered.asserted_by or one.asserted_by,
                condition=remembered.condition,
                confidence=remembered.confidence,
            )
        return one

    @cached_property
    def _decided(self) -> set[str]:
        """Positions, proposals and contacts that a person decided about."""
        return set().union(*(self._ledger.touched(kind, "")[0] for kind in ("position", "proposal", "contact")))

    def _set(self, field: str) -> set[str]:
        """Records of which a person set a field."""
        if not self._decided:
            return set()
        if field not in self._fields:
            kinds = ("position", "proposal", "contact")
            self._fields[field] = set().union(*(self._ledger.touched(kind, field)[1] for kind in kinds))
        return self._fields[field]

    @cached_property
    def _fields(self) -> dict[str, set[str]]:
        return {}

    def denied_since(self, positions: Iterable[Position]) -> dict[str, str]:
        """By id the day since when it is known that a party denies a position that is told of it, "" where unknown."""
        found = believed.positions_on([one for one in positions if one.rejected_by_party], self._index)
        said = {one for restated in found.values() for one in restated.denied_by}
        answers = self._admits(_denials(found.values()))
        days = {one: day for one, (_, day, _) in facets.statement_days(self._ledger, said | answers).items()}
        return {
            identity: min(
                (max(days.get(told, ""), days.get(by, "")) for told, every in restated.denied_by.items()
                 for by in every if by in answers),
                default="",
            )
            for identity, restated in found.items()
        }  # fmt: skip

    # --- proposals ---------------------------------------------------------------------------------------------------

    def proposals(self, found: Sequence[Proposal]) -> list[Proposal]:
        """The proposals of whose statements and terms some count, with what became of them as far as it counts."""
        admitted = self._admits({one for proposal in found for one in proposal.evidence})
        homes = {one: home for one, (home, _, _) in facets.statement_days(self._ledger, admitted).items()}
        left = []
        for proposal in found:
            evidence = tuple(one for one in proposal.evidence if one in admitted)
            told = {homes[one] for one in evidence if one in homes}
            terms = tuple(term for term in proposal.terms if term.document in told)
            if evidence and terms:
                left.append(replace(proposal, evidence=evidence, terms=terms))
        settled = believed.settled_on(
            [one for one in left if one.id not in self._decided],
            self._admits,
            self._ledger,
            self._index,
            codebooks.in_use(self._ledger).codebook,
            self._said_in,
        )
        return [self._settled(one, *settled[one.id]) if one.id in settled else one for one in left]

    def _said_in(self, documents: Iterable[str]) -> Iterable[Statement]:
        for document in documents:
            yield from self._ledger.iter_statements(document=document)

    def _settled(self, one: Proposal, status: str, evidence: Sequence[str]) -> Proposal:
        """A proposal with what became of it, and without a condition that nothing of what counts names."""
        counting = self._admits(evidence) & set(evidence)
        return replace(
            one,
            status=status,  # type: ignore[arg-type]
            evidence=tuple(shown for shown in evidence if shown in counting),
            condition=one.condition if self._names(one.condition, counting) else "",
        )

    def _names(self, words: str, statements: Iterable[str]) -> bool:
        """Whether words stand in one of some statements."""
        if not words:
            return False
        said = list(self._ledger.iter_statements(ids=sorted(statements)))
        texts = self._ledger.documents({one.document for one in said})
        return any(words in " ".join(texts[one.document].text[one.start : one.end].split()) for one in said)

    # --- contacts ----------------------------------------------------------------------------------------------------

    def contacts(self, found: Sequence[Contact]) -> list[Contact]:
        """The contacts of which something counts that tells of them: a statement, or an article by itself."""
        sighted = believed.sighted(found, self._index)
        told = {one for contact in found for one in contact.statements}
        told.update(seen.statement for one in sighted.values() for seen in one.sightings if seen.statement)
        admitted = self._admits(told)
        homes = {one: home for one, (home, _, _) in facets.statement_days(self._ledger, told).items()}
        documents = self._documents({shown.document for one in found for shown in one.evidence} | {
            seen.document for one in sighted.values() for seen in one.sightings})  # fmt: skip
        left = {key: one.counting(admitted, documents) for key, one in sighted.items()}
        words = sorted({said for every in left.values() for seen in every for said in seen.told})
        heard, cut = believed.heard_on(words, self._admits, self._ledger, self._index)
        now: list[Contact] = []
        for contact in found:
            one = self._shown(contact, admitted, documents, homes)
            if contact.id in sighted:
                seen = left[contact.id]
                whole = len(seen) == len(sighted[contact.id].sightings)
                changed = not whole or any(not cut.isdisjoint(each.told) for each in seen)
                if not seen:
                    continue
                if changed:
                    one = self._told(contact, believed.contact_on(seen, sighted[contact.id].rivalled, heard))
            if one is not None:
                now.append(one)
        return now

    def _documents(self, wanted: Iterable[str]) -> set[str]:
        """The documents that count by themselves: what no statement, but the article says."""
        found = self._ledger.iter_documents(with_text=False, ids=sorted(wanted))
        return {one.id for one in found if self._of_documents.admits(_ANYTHING, one, None)}

    @staticmethod
    def _shown(contact: Contact, admitted: set[str], documents: set[str], homes: Mapping[str, str]) -> Contact | None:
        """A contact without the evidence of documents of which nothing counts; None if there is none left."""
        statements = tuple(one for one in contact.statements if one in admitted)
        told = {homes.get(one) for one in contact.statements}
        counting = {homes.get(one) for one in statements} | (documents - told)
        evidence = tuple(shown for shown in contact.evidence if shown.document in counting)
        if not evidence:
            return None
        if len(evidence) == len(contact.evidence) and len(statements) == len(contact.statements):
            return contact
        return replace(contact, statements=statements, evidence=evidence)

    def _told(self, contact: Contact, anew: Contact) -> Contact:
        """A contact as what counts makes it; whom decisions named stay named, and what a person set stays."""
        speakers = {one.id: one.speaker.actor for one in self._ledger.iter_statements(ids=anew.statements)}
        named = dict.fromkeys(actor for one in anew.statements if (actor := speakers.get(one)))
        status = contact.status if contact.id in self._set("status") else anew.status
        kept = {} if contact.id in self._decided else {
            "format": anew.format, "when": anew.when, "place": anew.place, "confidence": anew.confidence,
        }  # fmt: skip
        return replace(contact, statements=anew.statements, evidence=anew.evidence, reported_by=tuple(named),
                       status=status, **kept)  # type: ignore[arg-type] # fmt: skip


def _denials(restated: Iterable[believed.Restated]) -> set[str]:
    return {one for each in restated for by in each.denied_by.values() for one in by}


def _intact(cells: Sequence[Position], left: Sequence[Position]) -> set[tuple[str, str]]:
    """The cells all of whose evidence counts."""

    def size(positions: Sequence[Position]) -> dict[tuple[str, str], int]:
        counts: dict[tuple[str, str], int] = {}
        for one in positions:
            counts[one.party, one.issue] = counts.get((one.party, one.issue), 0) + len(one.evidence)
        return counts

    now = size(left)
    return {cell for cell, many in size(cells).items() if now.get(cell) == many}


def _ends(positions: Sequence[Position], said: Mapping[str, tuple[str, str]]) -> dict[str, str | None]:
    """By id of a position that a party declares itself the day on which its next one begins; None for the last one."""
    nowhere = ("", "")
    cells: dict[tuple[str, str], list[Position]] = {}
    for one in positions:
        if one.self_declared:
            cells.setdefault((one.party, one.issue), []).append(one)
    found: dict[str, str | None] = {}
    for every in cells.values():
        every.sort(key=lambda one: (one.since or "", *said.get(one.evidence[0].statement, nowhere)[1:],
                                    one.evidence[0].start))  # fmt: skip
        for one, following in zip(every, [*every[1:], None], strict=True):
            found[one.id] = following.since if following else None
    return found
