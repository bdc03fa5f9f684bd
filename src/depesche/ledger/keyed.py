"""Look-ups by key and plain writes of the hot paths, straight to the database's driver.

A dossier-wide stage asks hundreds of small questions a document. SQLAlchemy takes about 0.3 ms for one, whatever it
asks; the driver itself takes 0.02 ms. Both databases understand the same text but for the mark of a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

MOST = 512
"""Keys asked for at once."""


class Question(NamedTuple):
    """Which columns of a table are asked for, by a key.

    Args:
        table: the table's name.
        columns: the names of the columns.
        key: the column whose values are asked for.
        fixed: columns that must have one value each.
        order: columns by which what is found (by one question) is sorted.
    """

    table: str
    columns: tuple[str, ...]
    key: str
    fixed: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def _text(question: Question, count: int, mark: str) -> str:
    """The SQL of a question about so many keys."""

    def quoted(names: Sequence[str]) -> str:
        return ", ".join(f'"{name}"' for name in names)

    fixed = "".join(f'"{name}" = {mark} AND ' for name in question.fixed)
    marks = ", ".join([mark] * count)
    text = f'SELECT {quoted(question.columns)} FROM "{question.table}" WHERE {fixed}"{question.key}" IN ({marks})'  # noqa: S608 - names are the schema's own
    return f"{text} ORDER BY {quoted(question.order)}" if question.order else text


def find(
    connection: Connection, question: Question, keys: Iterable[str], fixed: Sequence[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """The rows of some keys, `MOST` keys a question.

    Args:
        connection: where to ask.
        question: what is asked.
        keys: the keys, each once.
        fixed: the values of the question's fixed columns.
    """
    asked = list(keys)
    for first in range(0, len(asked), MOST):
        part = asked[first : first + MOST]
        # As many keys as the next power of two, the last one again: so there are few texts, and each is prepared once.
        size = 1 << (len(part) - 1).bit_length()
        values = (*fixed, *part, *part[-1:] * (size - len(part)))
        if connection.dialect.name == "sqlite":
            yield from _driver(connection).execute(_text(question, size, "?"), values).fetchall()
        else:
            yield from map(tuple, connection.exec_driver_sql(_text(question, size, "%s"), values))


def write(connection: Connection, text: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement with ``?`` for each of its values once a row; nothing without rows."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        _driver(connection).executemany(text, rows)
    else:
        connection.exec_driver_sql(text.replace("?", "%s"), list(rows))


def _driver(connection: Connection) -> Any:
    """SQLite's own connection, inside the transaction that SQLAlchemy would have begun."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.driver_connection
