"""What a page's table exports as: exactly the rows that it shows under its filters, all pages of them.

CSV has the columns of the screen; JSON Lines have the records of the outside contract.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from depesche.application.pages import actors as acting
from depesche.application.pages import contacts as meeting
from depesche.application.pages.claim_index import ClaimFilter, claim_index
from depesche.application.pages.claims import rows as claim_rows
from depesche.application.pages.common import Cast, View, said
from depesche.application.pages.documents import DocumentFilter, admitted_counts
from depesche.application.pages.positions import points
from depesche.application.pages.standing import whole_standing
from depesche.exchange.csv import safe_cell
from depesche.ledger import facets

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

TOGETHER = 500
"""Records looked up at a time."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table to export: column names, rows of cells, and the records that the rows show."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[object, ...]]
    records: Iterable[dict[str, Any]]


def as_csv(table: Table) -> Iterator[bytes]:
    """The table as CSV in pieces (RFC 4180, UTF-8 with a byte order mark, no cell that a spreadsheet would run)."""
    yield "\ufeff".encode()
    yield _line(table.columns)
    for row in table.rows:
        yield _line([safe_cell("" if cell is None else cell) for cell in row])


def _line(cells: Iterable[object]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode("utf-8", "surrogatepass")


def as_jsonl(table: Table) -> Iterator[bytes]:
    """The table's records, one JSON object a line."""
    for record in table.records:
        yield json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, TOGETHER)):
        yield batch


def documents_table(dossier: Dossier, view: View, chosen: DocumentFilter) -> Table:
    """The list of dispatches."""
    until = min(filter(None, (chosen.until, view.at)), default=None)
    narrowed: dict[str, Any] = {"outlet": chosen.outlet or None, "since": chosen.since or None, "until": until}

    def ids() -> Iterator[str]:
        offset = 0
        while True:
            if chosen.q.strip():
                found = [
                    hit.document for hit in dossier.search(chosen.q, limit=TOGETHER, offset=offset, **narrowed).hits
                ]
            else:
                found = facets.document_page(dossier.ledger, TOGETHER, offset, **narrowed)[1]
            yield from found
            if len(found) < TOGETHER:
                return
            offset += TOGETHER

    def rows() -> Iterator[tuple[object, ...]]:
        for batch in _batches(ids()):
            known = {one.id: one for one in dossier.documents(with_text=False, ids=batch)}
            counts = admitted_counts(dossier, batch, view)
            for one in batch:
                if one in known:
                    shown = known[one]
                    yield (one, shown.published, shown.outlet, shown.title, counts.get(one, 0), shown.copies_of)

    def records() -> Iterator[dict[str, Any]]:
        for batch in _batches(ids()):
            known = dossier.ledger.documents(batch)
            yield from (dossier.as_json(known[one]) for one in batch if one in known)

    columns = ("id", "published", "outlet", "title", "statements", "copies_of")
    return Table("documents", columns, rows(), records())


def claims_table(dossier: Dossier, view: View, chosen: ClaimFilter) -> Table:
    """The list of claims."""
    index = claim_index(dossier, view)
    ids = index.ids(index.mask(chosen), chosen.sort)

    def rows() -> Iterator[tuple[object, ...]]:
        for batch in _batches(ids):
            for row in claim_rows(dossier, view, batch):
                answers = ", ".join(f"{count} {relation}" for relation, count in row.answers)
                yield (
                    row.id, row.gist, row.status, row.reports, len(row.origins), answers, row.first, row.last,
                    row.credibility,
                )  # fmt: skip

    def records() -> Iterator[dict[str, Any]]:
        for batch in _batches(ids):
            known = {claim.id: claim for claim in dossier.claims(view.whole_belief, ids=batch)}
            yield from (dossier.as_json(known[one]) for one in batch if one in known)

    columns = (
        "id", "gist", "status", "reports", "independent_origins", "responses", "first", "last", "credibility",
    )  # fmt: skip
    return Table("claims", columns, rows(), records())


def positions_table(dossier: Dossier, view: View, party: str = "", issue: str = "") -> Table:
    """The positions behind the matrix, or behind one cell of it."""
    codebook = dossier.codebook()
    found = whole_standing(dossier, view).positions_at(view.at, party, issue)
    cast = Cast(dossier).load(actor for one in found for actor in (one.party, one.asserted_by))

    def row(one: Any) -> tuple[object, ...]:
        known = codebook.by_id.get(one.issue)
        label = next((o.name for o in known.outcomes if o.id == one.outcome), one.outcome) if known else one.outcome
        asserted = cast.get(one.asserted_by)
        return (
            one.id, cast[one.party].name, known.name if known else one.issue, label,
            points(codebook, one.issue, one.outcome, one.refuses), one.refuses, one.strength.value, one.since,
            one.until, asserted.name if asserted else "", one.self_declared, one.rejected_by_party, len(one.evidence),
        )  # fmt: skip

    columns = (
        "id", "party", "issue", "outcome", "direction", "refuses", "strength", "from", "until", "asserted_by",
        "self_declared", "rejected_by_party", "statements",
    )  # fmt: skip
    return Table("positions", columns, map(row, found), map(dossier.as_json, found))


def proposals_table(dossier: Dossier, view: View, status: str = "") -> Table:
    """The proposals, a row for each term."""
    found = [
        one for one in whole_standing(dossier, view).proposals_at(view.at) if not status or one.status.value == status
    ]
    cast = Cast(dossier).load(actor for one in found for actor in (*one.by, *one.to))
    texts = dossier.ledger.documents({term.document for one in found for term in one.terms})

    def rows() -> Iterator[tuple[object, ...]]:
        for one in found:
            for term in one.terms:
                words = texts[term.document].text[term.start : term.end] if term.document in texts else ""
                giver = cast.get(term.given_by)
                yield (
                    one.id, one.status.value, ", ".join(cast[a].name for a in one.by),
                    ", ".join(cast[a].name for a in one.to), term.issue, term.outcome, words,
                    giver.name if giver else "", one.condition,
                )  # fmt: skip

    columns = ("id", "status", "from", "to", "issue", "outcome", "words", "given_by", "condition")
    return Table("proposals", columns, rows(), map(dossier.as_json, found))


def contacts_table(dossier: Dossier, view: View, format: str = "", status: str = "") -> Table:
    """The list of contacts, the latest first."""
    found = [
        one
        for one in whole_standing(dossier, view).contacts_at(view.at)
        if (not format or one.format.value == format) and (not status or one.status.value == status)
    ]
    found.sort(key=lambda one: (one.when.start or "", one.id), reverse=True)

    def rows() -> Iterator[tuple[object, ...]]:
        cast = Cast(dossier).load(actor for one in found for side in one.parties for actor in side)
        for start in range(0, len(found), TOGETHER):
            for row in meeting.contact_rows(dossier, found[start : start + TOGETHER], cast, 1):
                sides = " – ".join(", ".join(person.name for person in side) for side in row.sides)
                words = row.quote.words if row.quote else ""
                yield (row.id, row.start, row.end, row.when, sides, row.format, row.status, row.place, words)

    columns = ("id", "start", "end", "when", "parties", "format", "status", "place", "words")
    return Table("contacts", columns, rows(), map(dossier.as_json, found))


def actors_table(dossier: Dossier, view: View, q: str = "", kind: str = "") -> Table:
    """The list of actors, those quoted most first."""

    def pages() -> Iterator[acting.ActorsPage]:
        number = 1
        while True:
            shown = acting.actors_page(dossier, view, q, kind, number, TOGETHER)
            yield shown
            if number >= shown.pager.pages:
                return
            number += 1

    def rows() -> Iterator[tuple[object, ...]]:
        for shown in pages():
            for row in shown.rows:
                party = row.party.name if row.party else ""
                yield (row.person.id, row.person.name, row.person.kind, party, row.statements, row.denied)

    def records() -> Iterator[dict[str, Any]]:
        for shown in pages():
            ids = [row.person.id for row in shown.rows]
            known = {one.id: one for one in dossier.actors(ids=ids)} if ids else {}
            yield from (dossier.as_json(known[one]) for one in ids if one in known)

    return Table("actors", ("id", "name", "kind", "party", "statements", "denied"), rows(), records())


def actor_table(dossier: Dossier, view: View, identity: str) -> Table:
    """What one actor says, the latest first."""
    actor = dossier.one("actor", identity)
    ids = acting.tallies(dossier, view).ids(actor.id)

    def pages() -> Iterator[list[str]]:
        offset = 0
        while batch := facets.statements_by(dossier.ledger, ids, TOGETHER, offset, view.at):
            yield batch
            offset += TOGETHER

    def rows() -> Iterator[tuple[object, ...]]:
        cast = Cast(dossier)
        for batch in pages():
            for one in said(dossier, batch, cast, view.whole_belief).values():
                via = ", ".join(person.name for person in one.via)
                yield (one.id, one.source.day, one.source.outlet, one.source.title, one.act, one.kind, via, one.words,
                       one.confidence)  # fmt: skip

    def records() -> Iterator[dict[str, Any]]:
        for batch in pages():
            known = {one.id: one for one in dossier.statements(view.whole_belief, ids=batch)}
            yield from (dossier.as_json(known[one]) for one in batch if one in known)

    columns = ("id", "published", "outlet", "title", "act", "kind", "via", "words", "confidence")
    return Table("statements", columns, rows(), records())
