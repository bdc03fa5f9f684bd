"""Statements and claims of a whole dossier column by column, with decisions laid over.

Claims are narrowed down and counted by six things at once, under any belief and as of any day, which no index serves:
the few columns that this takes are read once into numpy arrays (some 100 bytes a statement) and counted there in
milliseconds. Texts are coded: an array of numbers, and the values by number. Rows are sorted by id.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, select

from depesche.ledger import codec, decided, schema
from depesche.ledger.decisions import Overlay
from depesche.ledger.ledger import Ledger
from depesche.records import Claim, Statement

Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]
Ids = NDArray[np.bytes_]

NOTHING = -1
"""The code of what is not known."""

_TOGETHER = 10_000
"""Rows fetched at a time: all at once would keep Python's collector busy with tuples."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few different values: the number of each row's value, `NOTHING` for none."""

    codes: Numbers
    values: tuple[Any, ...]

    def where(self, holds: Callable[[Any], bool], nothing: bool = False) -> Flags:
        """Which rows have a value that something holds of; it is asked once a value."""
        answers = np.fromiter((*map(holds, self.values), nothing), dtype=np.bool_, count=len(self.values) + 1)
        found: Flags = answers[self.codes]
        return found

    def recoded(self, now: Callable[[Any], Any]) -> Coded:
        """The column with other values, equal ones under one number; None is none."""
        codes: dict[Any, int] = {}
        table = [NOTHING if (value := now(one)) is None else codes.setdefault(value, len(codes)) for one in self.values]
        return Coded(np.array([*table, NOTHING], dtype=np.int32)[self.codes], tuple(codes))


def coded(values: Sequence[Any]) -> Coded:
    """A column from its values, None where nothing is known."""
    known = dict.fromkeys(values)
    known.pop(None, None)
    codes: dict[Any, int] = {value: number for number, value in enumerate(known)}
    numbers = {**codes, None: NOTHING}
    return Coded(np.fromiter(map(numbers.__getitem__, values), dtype=np.int32, count=len(values)), tuple(codes))


def _joined(columns: Sequence[Coded]) -> Coded:
    """One column of the tuples of several."""
    whole = np.zeros(len(columns[0].codes), dtype=np.int64)
    for one in columns:
        whole = whole * (len(one.values) + 1) + one.codes - NOTHING
    _, first, codes = np.unique(whole, return_index=True, return_inverse=True)
    values = tuple(
        tuple(None if (code := one.codes[row]) == NOTHING else one.values[code] for one in columns) for row in first
    )
    return Coded(codes.reshape(-1).astype(np.int32), values)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Claims with their statements, sorted by claim: the row of each."""

    claims: Numbers
    statements: Numbers


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns.

    Of documents: ``days`` are all days there are (ISO, the unknown day "" first); ``day`` is each statement's place
    among them. ``outlet``, ``agencies`` (packed), ``place``, ``language``: its document's.

    Of statements: ``manner`` is (kind, act, hedged, first-hand); ``via`` whom it went through (packed).

    Of claims: as stored, ``fixed`` where a person set the status. ``told`` are the statements that say a claim,
    ``answered`` those that answer it, each with ``answer``: (relation, form). ``issue`` are the statements on which
    positions on an issue rest, each with the issue.
    """

    statements: Ids
    documents: Coded
    days: tuple[str, ...]
    day: Numbers
    outlet: Coded
    agencies: Coded
    place: Coded
    language: Coded
    manner: Coded
    speaker: Coded
    via: Coded
    confidence: NDArray[np.float64]
    claims: Ids
    gists: tuple[str, ...]
    status: Coded
    origins: Numbers
    credibility: Numbers
    fixed: Flags
    told: Pairs
    answered: Pairs
    answer: Coded
    on_issue: Numbers
    issue: Coded

    def rows(self, ids: Sequence[str]) -> Numbers:
        """The row of each of some statements, `NOTHING` for the unknown."""
        return _rows(self.statements, ids)


def columns(ledger: Ledger, counted: Callable[[Sequence[Claim]], Iterable[Claim]] = iter) -> Columns:
    """Read them: one pass over documents, statements, claims and what ties them.

    Args:
        ledger: the dossier's.
        counted: counts claims anew of which decisions took or added something.
    """
    with ledger._reading() as connection, _undisturbed():
        return _columns(connection, decided.overlay(connection), counted)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without Python's collector of cycles, which looks through the growing lists again and again: half the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _columns(connection: Connection, laid: Overlay, counted: Callable[[Sequence[Claim]], Iterable[Claim]]) -> Columns:
    said = _statements(connection, laid)
    ids, order = _sorted(said["id"])
    homes = _homes(connection, said["document"], order)
    claims = _claims(connection, laid, counted)
    claim_ids, by_id = _sorted(claims.own["id"])
    told, _ = _pairs(claim_ids, ids, *claims.told)
    answered, kept = _pairs(claim_ids, ids, *claims.answered)
    on_issue, issue = _issues(connection, ids)
    actors = laid.references.actors
    via = _taken(coded(said["via"]), order)
    ways = [_taken(coded(said[name]), order) for name in ("kind", "act", "hedged")]
    first_hand = Coded((via.codes == NOTHING).astype(np.int32), (False, True))
    return Columns(
        statements=ids,
        **homes,
        manner=_joined([*ways, first_hand]),
        speaker=_taken(coded(said["speaker"]), order).recoded(lambda one: actors.get(one, one)),
        via=via,
        confidence=np.array(said["confidence"], dtype=np.float64)[order],
        claims=claim_ids,
        gists=tuple(map(claims.own["gist"].__getitem__, by_id.tolist())),
        status=_taken(coded(claims.own["status"]), by_id),
        origins=np.array(claims.own["origins"], dtype=np.int32)[by_id],
        credibility=np.array(claims.own["credibility"], dtype=np.int32)[by_id],
        fixed=np.isin(claim_ids, np.array(sorted(claims.fixed), dtype=np.bytes_)),
        told=told,
        answered=answered,
        answer=_taken(coded(claims.answers), kept),
        on_issue=on_issue,
        issue=issue,
    )


def _sorted(ids: Sequence[str]) -> tuple[Ids, NDArray[np.int64]]:
    found = np.array(ids, dtype=np.bytes_)
    order = np.argsort(found)
    return found[order], order


def _taken(column: Coded, rows: NDArray[np.int64]) -> Coded:
    return Coded(column.codes[rows], column.values)


def _rows(known: Ids, ids: Sequence[str]) -> Numbers:
    """The row of each id, `NOTHING` for the unknown."""
    wanted = np.array(ids, dtype=np.bytes_)
    if not len(known):
        return np.full(len(wanted), NOTHING, dtype=np.int32)
    rows = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[rows] == wanted, rows, NOTHING).astype(np.int32)


def _pairs(
    claim_ids: Ids, statement_ids: Ids, claims: Sequence[str], statements: Sequence[str]
) -> tuple[Pairs, NDArray[np.int64]]:
    """Pairs sorted by claim, and which of those given they are."""
    rows = np.stack([_rows(claim_ids, claims), _rows(statement_ids, statements)])
    kept = np.flatnonzero((rows != NOTHING).all(axis=0))
    kept = kept[np.argsort(rows[0, kept], kind="stable")]
    return Pairs(rows[0, kept], rows[1, kept]), kept


def _fetched(connection: Connection, query: Select[Any]) -> list[list[Any]]:
    """The columns of a query's rows; the database's own tuples, since a million of SQLAlchemy's take seconds."""
    result = connection.execute(query)
    found: list[list[Any]] = [[] for _ in query.selected_columns]
    while result.cursor is not None and (rows := result.cursor.fetchmany(_TOGETHER)):
        for column, values in zip(found, zip(*rows, strict=True), strict=True):
            column.extend(values)
    result.close()
    return found


def _homes(connection: Connection, homes: Sequence[str], order: NDArray[np.int64]) -> dict[str, Any]:
    """What is known of each statement's document."""
    table = schema.document
    ids, days, outlet, agencies, place, language = _fetched(
        connection,
        select(table.c.id, table.c.order_day, table.c.outlet, table.c.agencies, table.c.place, table.c.language),
    )
    number = {one: row for row, one in enumerate(ids)}
    rows = np.fromiter((number[one] for one in homes), dtype=np.int64, count=len(homes))[order]
    short = [day[:10] for day in days]
    known = tuple(sorted({"", *short}))
    code = {day: place for place, day in enumerate(known)}
    found: dict[str, Any] = {
        name: _taken(coded(values), rows)
        for name, values in (("outlet", outlet), ("agencies", agencies), ("place", place), ("language", language))
    }
    day = np.fromiter((code[one] for one in short), dtype=np.int32, count=len(short))
    return found | {"documents": Coded(rows.astype(np.int32), tuple(ids)), "days": known, "day": day[rows]}


def _statements(connection: Connection, laid: Overlay) -> dict[str, list[Any]]:
    table = schema.statement
    asked = {"id": table.c.id, "document": table.c.document, "kind": table.c.kind, "act": table.c.act,
             "hedged": table.c.hedges.is_not(None), "via": table.c.via, "speaker": table.c.speaker,
             "confidence": table.c.confidence}  # fmt: skip
    found = dict(zip(asked, _fetched(connection, select(*asked.values())), strict=True))
    things, touched = decided.touching(connection, "statement", laid)
    if touched:
        kept = [row for row, one in enumerate(found["id"]) if one not in touched]
        found = {name: [values[row] for row in kept] for name, values in found.items()}
    for one in things:
        _add(found, one)
    if laid.references.speakers:
        given = laid.references.speakers
        found["speaker"] = [given.get(one, who) for one, who in zip(found["id"], found["speaker"], strict=True)]
    return found


def _add(found: dict[str, list[Any]], said: Statement) -> None:
    values = (said.id, said.document, said.kind.value, said.act.value, bool(said.hedges), codec.pack_list(said.via),
              said.speaker.actor, said.confidence)  # fmt: skip
    for column, value in zip(found.values(), values, strict=True):
        column.append(value)


@dataclass(slots=True)
class _ClaimRows:
    """Claims' own columns; (claim, statement) pairs of what says and what answers them; those of a person's status."""

    own: dict[str, list[Any]]
    told: tuple[list[str], list[str]]
    answered: tuple[list[str], list[str]]
    answers: list[tuple[str, str]]
    fixed: set[str]


def _claims(connection: Connection, laid: Overlay, counted: Callable[[Sequence[Claim]], Iterable[Claim]]) -> _ClaimRows:
    claim, carried, response = schema.claim, schema.claim_statement, schema.response
    asked = {"id": claim.c.id, "gist": claim.c.gist, "status": claim.c.status, "origins": claim.c.independent_origins,
             "credibility": claim.c.credibility}  # fmt: skip
    own = dict(zip(asked, _fetched(connection, select(*asked.values())), strict=True))
    told = _fetched(connection, select(carried.c.claim, carried.c.statement))
    answered = _fetched(
        connection, select(response.c.claim, response.c.statement, response.c.relation, response.c.form)
    )
    answers = list(zip(answered[2], answered[3], strict=True))
    found = _ClaimRows(own, (told[0], told[1]), (answered[0], answered[1]), answers, set())
    now = laid.references.statements
    if now:
        for listed in (found.told[1], found.answered[1]):
            listed[:] = [now.get(one, one) or "" for one in listed]
    things, touched = decided.touching(connection, "claim", laid)
    if touched:
        _without(found, touched)
        found.fixed = laid.settled("claim", "status")
        for one in counted(things):
            _add_claim(found, one)
    return found


def _without(found: _ClaimRows, touched: set[str]) -> None:
    kept = [row for row, one in enumerate(found.own["id"]) if one not in touched]
    found.own = {name: [values[row] for row in kept] for name, values in found.own.items()}
    rows = [row for row, one in enumerate(found.told[0]) if one not in touched]
    found.told = ([found.told[0][row] for row in rows], [found.told[1][row] for row in rows])
    rows = [row for row, one in enumerate(found.answered[0]) if one not in touched]
    found.answered = ([found.answered[0][row] for row in rows], [found.answered[1][row] for row in rows])
    found.answers = [found.answers[row] for row in rows]


def _add_claim(found: _ClaimRows, claim: Claim) -> None:
    found.own["id"].append(claim.id)
    found.own["gist"].append(claim.gist)
    found.own["status"].append(claim.status.value)
    found.own["origins"].append(claim.independent_origins)
    found.own["credibility"].append(claim.credibility)
    for one in claim.statements:
        found.told[0].append(claim.id)
        found.told[1].append(one)
    for answer in claim.responses:
        found.answered[0].append(claim.id)
        found.answered[1].append(answer.statement)
        found.answers.append((answer.relation.value, answer.form))


def _issues(connection: Connection, ids: Ids) -> tuple[Numbers, Coded]:
    evidence, position = schema.position_evidence, schema.position
    statements, issues = _fetched(
        connection,
        select(evidence.c.statement, position.c.issue).join(position, position.c.id == evidence.c.position),
    )
    rows = _rows(ids, statements)
    kept = np.flatnonzero(rows != NOTHING)
    return rows[kept], _taken(coded(issues), kept)
