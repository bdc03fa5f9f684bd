"""JSON Lines: the contract's records, one a line."""

from __future__ import annotations

import json
from typing import IO

from depesche.exchange.contract import all_records
from depesche.exchange.source import ExportSource


def write_jsonl(source: ExportSource, stream: IO[bytes], table: str = "") -> None:
    """Write every record. U+2028/2029 are escaped: some readers take them for line ends."""
    for record in all_records(source):
        line = json.dumps(record, ensure_ascii=False, allow_nan=False)
        line = line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")
        stream.write(line.encode("utf-8", "backslashreplace") + b"\n")
