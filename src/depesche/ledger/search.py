"""Finding documents by words, alike on SQLite and Postgres.

Hits are ordered in four tiers: all words in the title and in this very form, then in the title inside longer words,
then in the text in this form, then inside longer words; the newest first within a tier. That order is the same in
both databases and can be explained, which a relevance formula with its own statistics in each of them could not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, text

from depesche.ledger import fulltext, query, words
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
    clauses = query.parse(typed, _algorithms(connection))
    matcher = _Sqlite(connection) if connection.dialect.name == "sqlite" else _Postgres(connection)
    conditions = matcher.conditions(clauses)
    if not clauses or conditions is None:
        return SearchResult(0, ())
    variables: dict[str, Any] = {**matcher.variables}
    for name, value, condition in (
        ("outlet", outlet, "d.outlet = :outlet"),
        ("since", since, "d.order_day >= :since"),
        ("until", f"{until}~" if until else None, "d.order_day <= :until"),
        ("language", language, "d.language = :language"),
    ):
        if value is not None:
            conditions.append(condition)
            variables[name] = value
    where = " AND ".join(conditions)
    total = connection.execute(_sql(f"SELECT count(*) FROM document d WHERE {where}", variables)).scalar_one()
    tier = matcher.tier(clauses)
    variables |= matcher.variables | {"limit": limit, "offset": offset}
    page = _sql(
        f"SELECT d.id, d.title, d.outlet, d.published, d.language, t.text, f.tier FROM (SELECT d.number, {tier} AS tier,"
        f" d.order_day, d.id FROM document d WHERE {where} ORDER BY tier DESC, d.order_day DESC, d.id"
        " LIMIT :limit OFFSET :offset) f JOIN document d ON d.number = f.number"
        " JOIN document_text t ON t.number = f.number ORDER BY f.tier DESC, f.order_day DESC, f.id",
        variables,
    )
    return SearchResult(int(total), tuple(_hit(row, clauses) for row in connection.execute(page)))


def _sql(statement: str, variables: dict[str, Any]) -> TextClause:
    return text(statement).bindparams(**{name: value for name, value in variables.items() if f":{name}" in statement})


def _algorithms(connection: Connection) -> set[str]:
    languages = connection.execute(text("SELECT DISTINCT language FROM document")).scalars()
    return {words.algorithm_of(language) for language in languages} or {words.algorithm_of(None)}


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


class _Matcher:
    """Clauses as conditions on ``d.number``; what was typed only ever travels as a bound value."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.variables: dict[str, Any] = {}

    def conditions(self, clauses: list[Clause]) -> list[str] | None:
        """What a document has to fulfil; None where a wanted word is nowhere."""
        wanted = [clause for clause in clauses if not clause.unwanted]
        unwanted = [self.expression(clause, parts=True) for clause in clauses if clause.unwanted]
        found = [self.expression(clause, parts=True) for clause in wanted]
        if not all(found):
            return None
        conditions = []
        if found:
            conditions.append(f"d.number IN ({self.numbers('wanted', self.all_of(found))})")
        if any(unwanted):
            unwanted_any = self.any_of([expression for expression in unwanted if expression])
            conditions.append(f"d.number NOT IN ({self.numbers('unwanted', unwanted_any)})")
        return conditions or ["1 = 1"]

    def tier(self, clauses: list[Clause]) -> str:
        """An SQL expression from 0 (inside longer words of the text) to 3 (in this form in the title)."""
        wanted = [clause for clause in clauses if not clause.unwanted]
        if not wanted:
            return "0"
        loose = self.all_of([self.expression(clause, parts=True) for clause in wanted])
        exact = [self.expression(clause, parts=False) for clause in wanted]
        points = [f"2 * (d.number IN ({self.numbers('titled', self.in_title(loose))}))"]
        if all(exact):
            points.append(f"(d.number IN ({self.numbers('exact', self.all_of(exact))}))")
        return " + ".join(self.as_number(point) for point in points)

    def stems(self, clause: Clause, form: tuple[str, ...], *, parts: bool) -> list[str]:
        """The stems that a one-word clause stands for."""
        if parts and clause.parts and len(form[0]) >= query.SHORTEST_PART:
            return fulltext.alternatives(self.connection, form[0])
        return [form[0]]

    def expression(self, clause: Clause, *, parts: bool) -> str:
        """The clause in the index's own language; "" where nothing can match."""
        options: list[str] = []
        for form in clause.forms:
            if len(form) > 1:
                options.append(self.phrase(form))
            elif clause.prefix:
                options.append(self.prefix(form[0]))
            else:
                options.extend(self.phrase((stem,)) for stem in self.stems(clause, form, parts=parts))
        return self.any_of(list(dict.fromkeys(options))) if options else ""

    def numbers(self, name: str, expression: str) -> str:
        raise NotImplementedError

    def all_of(self, expressions: list[str]) -> str:
        raise NotImplementedError

    def any_of(self, expressions: list[str]) -> str:
        raise NotImplementedError

    def phrase(self, stems: tuple[str, ...]) -> str:
        raise NotImplementedError

    def prefix(self, stem: str) -> str:
        raise NotImplementedError

    def in_title(self, expression: str) -> str:
        raise NotImplementedError

    def as_number(self, condition: str) -> str:
        raise NotImplementedError


class _Sqlite(_Matcher):
    """FTS5's query language; every stem is quoted, so none can be an operator."""

    def numbers(self, name: str, expression: str) -> str:
        self.variables[name] = expression
        return f"SELECT rowid FROM document_stems WHERE document_stems MATCH :{name}"

    def all_of(self, expressions: list[str]) -> str:
        return " AND ".join(f"({expression})" for expression in expressions)

    def any_of(self, expressions: list[str]) -> str:
        return " OR ".join(f"({expression})" if " AND " in expression else expression for expression in expressions)

    def phrase(self, stems: tuple[str, ...]) -> str:
        joined = " ".join(stems).replace('"', '""')
        return f'"{joined}"'

    def prefix(self, stem: str) -> str:
        return f"{self.phrase((stem,))} *"

    def in_title(self, expression: str) -> str:
        return f"title : ({expression})"

    def as_number(self, condition: str) -> str:
        return condition


class _Postgres(_Matcher):
    """Postgres's tsquery; every stem is quoted."""

    def numbers(self, name: str, expression: str) -> str:
        self.variables[name] = expression
        return f"SELECT number FROM document_stems WHERE stems @@ CAST(:{name} AS tsquery)"

    def all_of(self, expressions: list[str]) -> str:
        return " & ".join(f"({expression})" for expression in expressions)

    def any_of(self, expressions: list[str]) -> str:
        return " | ".join(f"({expression})" for expression in expressions)

    def phrase(self, stems: tuple[str, ...]) -> str:
        return "(" + " <-> ".join(self._quoted(stem) for stem in stems) + ")"

    def prefix(self, stem: str) -> str:
        return f"{self._quoted(stem)}:*"

    def in_title(self, expression: str) -> str:
        return expression.replace("':*", "':*A").replace("')", "':A)").replace("' <->", "':A <->")

    def as_number(self, condition: str) -> str:
        factor, star, rest = condition.partition("2 * ")
        return f"{star}CAST({rest or factor} AS integer)" if star else f"CAST({condition} AS integer)"

    @staticmethod
    def _quoted(stem: str) -> str:
        escaped = stem.replace("\\", "\\\\").replace("'", "''")
        return f"'{escaped}'"
