"""CSV (RFC 4180) for spreadsheets: comma, quotes where needed, CRLF, UTF-8 with a byte order mark for Excel's sake."""

from __future__ import annotations

import csv
from itertools import chain
from typing import IO, Any

from depesche.exchange.formats import text_stream
from depesche.exchange.source import ExportSource
from depesche.exchange.tables import COLUMNS, rows

# A cell that begins so would be run as a formula by spreadsheet programs (OWASP, "CSV Injection"); texts come from
# outside, so such cells get a leading apostrophe.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """The cell's value, made harmless where a spreadsheet would run it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_csv(source: ExportSource, stream: IO[bytes], table: str) -> None:
    """Write one table.

    Raises:
        UnknownName: there is no such table.
    """
    records = rows(source, table)
    first = next(records, None)  # before anything is written: an unknown table must leave the stream alone
    text = text_stream(stream)
    text.write("\ufeff")
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(COLUMNS[table])
    for record in chain([first] if first else [], records):
        sheet.writerow([safe_cell(value) for value in record.values()])
    text.flush()
    text.detach()
