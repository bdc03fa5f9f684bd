"""Finding documents by words, alike on SQLite and Postgres.

Hits come in three tiers: all words in the title as they are (in any form), then anywhere, then inside longer words; the
newest first within a tier. That order is the same in both databases, costs no more than the first page, and can be
explained, which a relevance formula with its own statistics in each of them could not.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from depesche.ledger import fulltext, query, schema, words
from depesche.ledger.documents import chunks
from depesche.ledger.filters import Filters
from depesche.ledger.filters import documents as document_conditions
from depesche.ledger.query import Clause
from depesche.records import Span

SNIPPET = 240
"""Characters of a snippet: two to three lines on a terminal."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One document found.

    ``score`` tells the tier (1 the closest), ``spans`` are the matches in its text, ``snippet`` is the text in
    ``snippet_span``.
    """

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
    algorithms = _algorithms(connection)
    clauses = query.parse(typed, algorithms)
    kind = _Sqlite if connection.dialect.name == "sqlite" else _Postgres
    matcher: _Matcher = kind(connection, algorithms)
    tiers = matcher.tiers(clauses)
    if not tiers:
        return SearchResult(0, ())
    outer = _outer(outlet, since, until, language)
    total = _count(connection, [tiers[-1], *outer])
    page: list[tuple[int, float]] = []
    for place, tier in enumerate(tiers):
        earlier = [~one for one in tiers[:place]]
        if len(page) == limit:
            break
        numbers = _page(connection, [tier, *earlier, *outer], limit - len(page), offset)
        page += [(number, (len(tiers) - place) / len(tiers)) for number in numbers]
        if offset:
            offset = 0 if numbers else offset - _count(connection, [tier, *earlier, *outer])
    return SearchResult(total, _hits(connection, dict(page), clauses))


def _count(connection: Connection, conditions: list[ColumnElement[bool]]) -> int:
    query = select(func.count()).select_from(schema.document).where(*conditions)
    return int(connection.execute(query).scalar_one())


def _page(connection: Connection, conditions: list[ColumnElement[bool]], limit: int, offset: int) -> list[int]:
    document = schema.document
    query = select(document.c.number).where(*conditions).order_by(document.c.order_day.desc(), document.c.id)
    return list(connection.execute(query.limit(limit).offset(offset)).scalars())


def _hits(connection: Connection, scores: dict[int, float], clauses: list[Clause]) -> tuple[SearchHit, ...]:
    document, content = schema.document, schema.document_text
    found = {}
    for chunk in chunks(scores):
        full = (
            select(document, content.c.text)
            .join(content, content.c.number == document.c.number)
            .where(document.c.number.in_(chunk))
        )
        found.update({row.number: _hit(row, scores[row.number], clauses) for row in connection.execute(full)})
    return tuple(found[number] for number in scores)


def _outer(outlet: str | None, since: str | None, until: str | None, language: str | None) -> list[ColumnElement[bool]]:
    """The conditions that have nothing to do with words."""
    filters = Filters(outlet=outlet, since=since, until=until, language=language)
    return document_conditions(filters)


def _algorithms(connection: Connection) -> set[str]:
    languages = connection.execute(select(schema.document.c.language).distinct()).scalars()
    return {words.algorithm_of(language) for language in languages} or {words.algorithm_of(None)}


def _hit(row: Any, score: float, clauses: list[Clause]) -> SearchHit:
    spans = query.spans(clauses, row.text, words.algorithm_of(row.language))
    shown = _snippet(row.text, spans)
    return SearchHit(
        row.id,
        score,
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

    def __init__(self, connection: Connection, algorithms: Iterable[str]) -> None:
        self._connection = connection
        self._algorithms = sorted(algorithms)
        self._longer: dict[Clause, list[str]] = {}

    def tiers(self, clauses: list[Clause]) -> list[ColumnElement[bool]]:
        """What documents have to fulfil, the closest first; the last holds for all that are found.

        Empty where nothing is wanted or a wanted word is nowhere.
        """
        wanted = [clause for clause in clauses if not clause.unwanted]
        loose = [self._expression(clause, parts=True) for clause in wanted]
        unwanted = [self._expression(clause, parts=True) for clause in clauses if clause.unwanted]
        without = self._any_of([one for one in unwanted if one])
        if not clauses or not all(loose):
            return []
        if not wanted:
            return [~self._in(without) if without else true()]
        titled = [self._expression(clause, parts=False, in_title=True) for clause in wanted]
        exact = [self._expression(clause, parts=False) for clause in wanted]
        steps = [titled, exact, loose] if exact != loose else [titled, loose]
        return [self._in(self._but_not(self._all_of(step), without)) for step in steps]

    def _in(self, expression: str) -> ColumnElement[bool]:
        return schema.document.c.number.in_(self._numbers(expression))

    def _expression(self, clause: Clause, *, parts: bool, in_title: bool = False) -> str:
        """The clause in the index's own language; "" where nothing can match."""
        options = [] if clause.prefix else [self._phrase(form, in_title) for form in clause.forms]
        if clause.prefix:
            options.append(self._prefix(clause.prefix, in_title))
        if clause.prefix or (clause.part and parts):
            options += [self._phrase((stem,), in_title) for stem in self._stems(clause)]
        return self._any_of(list(dict.fromkeys(options)))

    def _stems(self, clause: Clause) -> list[str]:
        """The stems of the words that begin with a prefix or contain a part."""
        if clause not in self._longer:
            look = fulltext.beginning if clause.prefix else fulltext.containing
            listed = look(self._connection, clause.prefix or clause.part)
            stems = (words.stem(word, algorithm) for algorithm in self._algorithms for word in listed)
            self._longer[clause] = list(dict.fromkeys(stems))
        return self._longer[clause]

    @abstractmethod
    def _numbers(self, expression: str) -> Select[Any]:
        """The numbers of the documents that match."""

    @abstractmethod
    def _all_of(self, expressions: list[str]) -> str: ...

    @abstractmethod
    def _any_of(self, expressions: list[str]) -> str: ...

    @abstractmethod
    def _but_not(self, wanted: str, unwanted: str) -> str: ...

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

    def _but_not(self, wanted: str, unwanted: str) -> str:
        return f"({wanted}) NOT ({unwanted})" if unwanted else wanted

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

    def _but_not(self, wanted: str, unwanted: str) -> str:
        return f"({wanted}) & !({unwanted})" if unwanted else wanted

    def _phrase(self, stems: tuple[str, ...], in_title: bool) -> str:
        return "(" + " <-> ".join(self._quoted(stem) + (":A" if in_title else "") for stem in stems) + ")"

    def _prefix(self, stem: str, in_title: bool) -> str:
        return f"{self._quoted(stem)}:*{'A' if in_title else ''}"

    @staticmethod
    def _quoted(stem: str) -> str:
        escaped = stem.replace("\\", "\\\\").replace("'", "''")
        return f"'{escaped}'"
