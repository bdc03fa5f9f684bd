"""A stage's own index in the ledger (`depesche.stages.StageIndex`): postings and values, in the stage's transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

from sqlalchemy import Connection, delete

from depesche.ledger import keyed, schema
from depesche.ledger.documents import chunks
from depesche.ledger.keyed import Question

Opener = Callable[[], AbstractContextManager[Connection]]

_FIND = Question("posting", ("key", "item"), "key", ("stage",), ("number",))
_GET = Question("index_value", ("item", "value"), "item", ("stage",))
_ADD = 'INSERT INTO posting (stage, "key", item, number) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'
_PUT = (
    "INSERT INTO index_value (stage, item, value) VALUES (?, ?, ?)"
    " ON CONFLICT (stage, item) DO UPDATE SET value = excluded.value"
)


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
        distinct = dict.fromkeys(postings)
        # The clock instead of a count: to ask for the last number would read all postings of the stage each time.
        first = max(time.time_ns(), self._last) + 1
        self._last = first + len(distinct)
        with self._writing() as connection:
            rows = [(self._stage, key, item, number) for number, (key, item) in enumerate(distinct, first)]
            keyed.write(connection, _ADD, rows)

    def find(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """See `depesche.stages.StageIndex.find`."""
        found: dict[str, list[str]] = {key: [] for key in keys}
        with self._reading() as connection:
            for key, item in keyed.find(connection, _FIND, found, [self._stage]):
                found[key].append(item)
        return {key: items for key, items in found.items() if items}

    def put(self, values: Mapping[str, bytes]) -> None:
        """See `depesche.stages.StageIndex.put`."""
        with self._writing() as connection:
            keyed.write(connection, _PUT, [(self._stage, item, value) for item, value in values.items()])

    def get(self, items: Iterable[str]) -> dict[str, bytes]:
        """See `depesche.stages.StageIndex.get`."""
        asked = list(dict.fromkeys(items))
        with self._reading() as connection:
            found = dict(keyed.find(connection, _GET, asked, [self._stage]))
        return {item: bytes(found[item]) for item in asked if item in found}

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
