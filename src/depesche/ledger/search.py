"""Finding documents by words, alike on SQLite and Postgres.

Hits are ordered in four tiers: all words in the title and in this very form, then in the title inside longer words,
then in the text in this form, then inside longer words; the newest first within a tier. That order is the same in
both databases and can be explained, which a relevance formula with its own statistics in each of them could not.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from depesche.ledger import fulltext, query, schema, words
from depesche.ledger.filters import Filters
from depesche.ledger.filters import documents as document_conditions
from depesche.ledger.query import Clause
from depesche.records import Span

SNIPPET = 240
"""Characters of a snippet: two to three lines on a terminal."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One document found. ``spans`` are the matches in its text; ``snippet`` is ``text[snippet_span]``."""

    document: str
    score: float
    title: str | None
    outlet: str | None
    published: str | None
    spans: tuple[Span, ...]
    snippet: str
    snippet_span: Span


@dataclass(frozen=True, slots=True)
class SearchResult:
    """How many documents match, and those of this page."""

    total: int
    hits: tuple[SearchHit, ...]


def search(
    connection: Connection,
    typed: str,
    *,
    limit: int,
    offset: int,
    outlet: str | None,
    since: str | None,
    until: str | None,
    language: str | None,
) -> SearchResult:
    """See `depesche.ledger.Ledger.search`."""
    document, content = schema.document, schema.document_text
    clauses = [_settled(connection, clause) for clause in query.parse(typed, _algorithms(connection))]
    matcher: _Matcher = _Sqlite(connection) if connection.dialect.name == "sqlite" else _Postgres(connection)
    conditions = matcher.conditions(clauses)
    if not clauses or conditions is None:
        return SearchResult(0, ())
    conditions += _outer(outlet, since, until, language)
    total = connection.execute(select(func.count()).select_from(document).where(*conditions)).scalar_one()
    tier = matcher.tier(clauses).label("tier")
    page = (
        select(document.c.number, tier)
        .where(*conditions)
        .order_by(tier.desc(), document.c.order_day.desc(), document.c.id)
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    full = (
        select(document, content.c.text, page.c.tier)
        .join(page, page.c.number == document.c.number)
        .join(content, content.c.number == document.c.number)
        .order_by(page.c.tier.desc(), document.c.order_day.desc(), document.c.id)
    )
    return SearchResult(int(total), tuple(_hit(row, clauses) for row in connection.execute(full)))


def _outer(outlet: str | None, since: str | None, until: str | None, language: str | None) -> list[ColumnElement[bool]]:
    """The conditions that have nothing to do with words."""
    filters = Filters(outlet=outlet, since=since, until=until, language=language)
    return document_conditions(filters)


def _algorithms(connection: Connection) -> set[str]:
    languages = connection.execute(select(schema.document.c.language).distinct()).scalars()
    return {words.algorithm_of(language) for language in languages} or {words.algorithm_of(None)}


def _settled(connection: Connection, clause: Clause) -> Clause:
    """A prefix with which no stem begins ("Verhandlungen*") is taken for a whole word."""
    if not clause.prefix or fulltext.begins_any(connection, clause.prefix):
        return clause
    return replace(clause, prefix="")


def _hit(row: Any, clauses: list[Clause]) -> SearchHit:
    spans = query.spans(clauses, row.text, words.algorithm_of(row.language))
    shown = _snippet(row.text, spans)
    return SearchHit(
        row.id,
        (row.tier + 1) / 4,
        row.title,
        row.outlet,
        row.published,
        tuple(spans),
        row.text[shown.start : shown.end],
        shown,
    )


def _snippet(content: str, spans: list[Span]) -> Span:
    """The words around the first match; the beginning where only the title matches."""
    first = spans[0].start if spans else 0
    start = max(0, first - SNIPPET // 3)
    end = min(len(content), start + SNIPPET)
    if start:
        space = content.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    if end < len(content):
        space = content.rfind(" ", max(first, start) + 1, end)
        end = space if space > 0 else end
    return Span(start, end)


class _Matcher(ABC):
    """Clauses as conditions on a document; what was typed only ever travels as one bound value."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stems: dict[str, list[str]] = {}

    def conditions(self, clauses: list[Clause]) -> list[ColumnElement[bool]] | None:
        """What a document has to fulfil; None where a wanted word is nowhere."""
        number = schema.document.c.number
        wanted = [self._expression(clause, parts=True) for clause in clauses if not clause.unwanted]
        unwanted = [self._expression(clause, parts=True) for clause in clauses if clause.unwanted]
        if not all(wanted):
            return None
        found: list[ColumnElement[bool]] = []
        if wanted:
            found.append(number.in_(self._numbers(self._all_of(wanted))))
        if any(unwanted):
            found.append(number.not_in(self._numbers(self._any_of([one for one in unwanted if one]))))
        return found

    def tier(self, clauses: list[Clause]) -> ColumnElement[int]:
        """From 0 (inside longer words of the text) to 3 (in this very form in the title)."""
        number = schema.document.c.number
        wanted = [clause for clause in clauses if not clause.unwanted]
        if not wanted:
            return literal(0)
        loose = [self._expression(clause, parts=True) for clause in wanted]
        titled = [self._expression(clause, parts=True, in_title=True) for clause in wanted]
        exact = [self._expression(clause, parts=False) for clause in wanted]
        points: ColumnElement[int] = case((number.in_(self._numbers(self._all_of(titled))), 2), else_=0)
        if exact == loose:
            return points + 1
        return points + case((number.in_(self._numbers(self._all_of(exact))), 1), else_=0)

    def _expression(self, clause: Clause, *, parts: bool, in_title: bool = False) -> str:
        """The clause in the index's own language; "" where nothing can match."""
        options: list[str] = []
        for form in clause.forms:
            if clause.prefix:
                options.append(self._prefix(clause.prefix, in_title))
                options += [self._phrase(form, in_title)] if clause.near(form[0]) else []
            elif parts and clause.parts and len(form[0]) >= query.SHORTEST_PART:
                options.extend(self._phrase((stem,), in_title) for stem in self._alternatives(form[0]))
            else:
                options.append(self._phrase(form, in_title))
        return self._any_of(list(dict.fromkeys(options)))

    def _alternatives(self, part: str) -> list[str]:
        if part not in self._stems:
            self._stems[part] = fulltext.alternatives(self._connection, part)
        return self._stems[part]

    @abstractmethod
    def _numbers(self, expression: str) -> Select[Any]:
        """The numbers of the documents that match."""

    @abstractmethod
    def _all_of(self, expressions: list[str]) -> str: ...

    @abstractmethod
    def _any_of(self, expressions: list[str]) -> str: ...

    @abstractmethod
    def _phrase(self, stems: tuple[str, ...], in_title: bool) -> str: ...

    @abstractmethod
    def _prefix(self, stem: str, in_title: bool) -> str: ...


class _Sqlite(_Matcher):
    """FTS5's query language; every stem is quoted, so none can be an operator."""

    def _numbers(self, expression: str) -> Select[Any]:
        index = table("document_stems")
        matches = literal_column("document_stems").op("MATCH")(expression)
        return select(literal_column("rowid")).select_from(index).where(matches)

    def _all_of(self, expressions: list[str]) -> str:
        return " AND ".join(f"({expression})" for expression in expressions)

    def _any_of(self, expressions: list[str]) -> str:
        return " OR ".join(expressions)

    def _phrase(self, stems: tuple[str, ...], in_title: bool) -> str:
        joined = " ".join(stems).replace('"', '""')
        return f'title : "{joined}"' if in_title else f'"{joined}"'

    def _prefix(self, stem: str, in_title: bool) -> str:
        return f"{self._phrase((stem,), in_title)} *"


class _Postgres(_Matcher):
    """Postgres's tsquery; every stem is quoted. Words of the title have weight A."""

    def _numbers(self, expression: str) -> Select[Any]:
        index = table("document_stems", column("number"), column("stems"))
        return select(index.c.number).where(index.c.stems.op("@@")(cast(expression, TSQUERY)))

    def _all_of(self, expressions: list[str]) -> str:
        return " & ".join(f"({expression})" for expression in expressions)

    def _any_of(self, expressions: list[str]) -> str:
        return " | ".join(expressions)

    def _phrase(self, stems: tuple[str, ...], in_title: bool) -> str:
        return "(" + " <-> ".join(self._quoted(stem) + (":A" if in_title else "") for stem in stems) + ")"

    def _prefix(self, stem: str, in_title: bool) -> str:
        return f"{self._quoted(stem)}:*{'A' if in_title else ''}"

    @staticmethod
    def _quoted(stem: str) -> str:
        escaped = stem.replace("\\", "\\\\").replace("'", "''")
        return f"'{escaped}'"
