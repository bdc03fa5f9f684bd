"""Keeps a dossier: documents, readings and decisions, in one SQLite file or one Postgres schema (docs/ledger.md)."""

from depesche.ledger.documents import SourceState
from depesche.ledger.filters import Filters
from depesche.ledger.index import LedgerIndex
from depesche.ledger.ledger import Ledger, open_ledger
from depesche.ledger.overview import Overview
from depesche.ledger.search import SearchHit, SearchResult

__all__ = [
    "Filters",
    "Ledger",
    "LedgerIndex",
    "Overview",
    "SearchHit",
    "SearchResult",
    "SourceState",
    "open_ledger",
]
