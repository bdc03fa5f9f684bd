"""A stage's own index in the ledger (`depesche.stages.StageIndex`): postings and values, in the stage's transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from depesche.ledger import schema
from depesche.ledger.documents import chunks, upsert

Opener = Callable[[], AbstractContextManager[Connection]]


class LedgerIndex:
    """The index of one stage. Inside ``with ledger.transaction():`` all of it is kept or none.

    Args:
        stage: the stage's name.
        reading: opens a connection to look things up.
        writing: opens one to write.
    """

    def __init__(self, stage: str, reading: Opener, writing: Opener) -> None:
        self._stage, self._reading, self._writing = stage, reading, writing
        self._last = 0  # the number of the last posting added here

    def add(self, postings: Iterable[tuple[str, str]]) -> None:
        """See `depesche.stages.StageIndex.add`."""
        table = schema.posting
        with self._writing() as connection:
            # The clock instead of a count: to ask for the last number would read all postings of the stage each time.
            number = max(time.time_ns(), self._last)
            make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            statement = make(table).on_conflict_do_nothing()
            for chunk in chunks(dict.fromkeys(postings), 5000):
                connection.execute(
                    statement,
                    [
                        {"stage": self._stage, "key": key, "item": item, "number": number + step}
                        for step, (key, item) in enumerate(chunk, 1)
                    ],
                )
                number += len(chunk)
            self._last = number

    def find(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """See `depesche.stages.StageIndex.find`."""
        table = schema.posting
        found: dict[str, list[str]] = {key: [] for key in keys}
        with self._reading() as connection:
            for chunk in chunks(list(found)):
                query = (
                    select(table.c.key, table.c.item)
                    .where(table.c.stage == self._stage, table.c.key.in_(chunk))
                    .order_by(table.c.number)
                )
                for key, item in connection.execute(query):
                    found[key].append(item)
        return {key: items for key, items in found.items() if items}

    def put(self, values: Mapping[str, bytes]) -> None:
        """See `depesche.stages.StageIndex.put`."""
        given = [{"stage": self._stage, "item": item, "value": value} for item, value in values.items()]
        with self._writing() as connection:
            upsert(connection, schema.index_value, given, ["stage", "item"])

    def get(self, items: Iterable[str]) -> dict[str, bytes]:
        """See `depesche.stages.StageIndex.get`."""
        table = schema.index_value
        asked = list(dict.fromkeys(items))
        found: dict[str, bytes] = {}
        with self._reading() as connection:
            for chunk in chunks(asked):
                query = select(table.c.item, table.c.value).where(table.c.stage == self._stage, table.c.item.in_(chunk))
                found.update((item, bytes(value)) for item, value in connection.execute(query))
        return {item: found[item] for item in asked if item in found}

    def discard(self, items: Iterable[str]) -> None:
        """See `depesche.stages.StageIndex.discard`."""
        with self._writing() as connection:
            for chunk in chunks(items):
                for table in (schema.posting, schema.index_value):
                    connection.execute(delete(table).where(table.c.stage == self._stage, table.c.item.in_(chunk)))

    def clear(self) -> None:
        """Forget everything."""
        with self._writing() as connection:
            for table in (schema.posting, schema.index_value):
                connection.execute(delete(table).where(table.c.stage == self._stage))
