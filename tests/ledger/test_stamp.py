"""What tells that a dossier has changed: the commits that readers see."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from depesche.ledger import facets, open_ledger

from .making import document


def test_what_is_written_but_not_committed_does_not_move_the_stamp(file: Path) -> None:
    """A commit stands in the log before readers see it; what they count then must not pass for what comes after."""
    with open_ledger(file) as ledger:
        before = facets.stamp(ledger)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("PRAGMA cache_size = 1")  # pages go to the log long before the commit
            other.execute("BEGIN IMMEDIATE")
            other.execute("CREATE TABLE large (text)")
            other.executemany("INSERT INTO large VALUES (?)", [("x" * 5000,)] * 200)
            assert file.with_name(file.name + "-wal").stat().st_size > 500_000
            assert facets.stamp(ledger) == before
            other.execute("COMMIT")
            committed = facets.stamp(ledger)
            assert committed != before
            assert facets.stamp(ledger) == committed


def test_the_stamp_moves_with_commits_of_this_and_other_processes(location: str) -> None:
    """A document more, from whichever side, is another stamp; a look is none."""
    with open_ledger(location) as ledger, open_ledger(location) as other:
        seen = [facets.stamp(ledger)]
        for number, writes in enumerate((ledger, other, ledger)):
            writes.add_documents([document(f"d{number}")], {})
            seen.append(facets.stamp(ledger))
            assert facets.document_count(ledger) == number + 1
            assert facets.stamp(ledger) == seen[-1]
        assert len(set(seen)) == 4
