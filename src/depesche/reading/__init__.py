"""Bytes to documents: every kind of input that Depesche reads, with title, date, agency and junk told apart.

`discover` finds sources without opening them, `read_source` reads one (in any process), `read_bytes` reads bytes that
are in memory, `read_sources` does the first two in one go. Errors are yielded beside what was found, never raised: one
bad input does not stop the others.
"""

from depesche.reading.discover import discover
from depesche.reading.read import read_bytes, read_source, read_sources
from depesche.reading.source import FetchRules, Found, Limits, Source
from depesche.stages import Stage

STAGE = Stage(
    name="reading",
    version="3",
    reads=(),
    writes=(
        "document.text",
        "document.title",
        "document.outlet",
        "document.published",
        "document.author",
        "document.agencies",
        "document.place",
        "document.language",
        "document.junk",
    ),
    scored_by=("junk",),
)

__all__ = [
    "STAGE",
    "FetchRules",
    "Found",
    "Limits",
    "Source",
    "discover",
    "read_bytes",
    "read_source",
    "read_sources",
]
