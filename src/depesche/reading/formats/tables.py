"""CSV and TSV: a header line, then one article a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from depesche.errors import Damaged, InputError, TooLarge, UnknownFormat
from depesche.reading.decode import decode
from depesche.reading.formats.json_articles import Doubles, article_fields, canonical, piece_of
from depesche.reading.source import Blob, Budget, Piece

_DELIMITERS = ",;\t|"
_SAMPLE = 65536  # bytes that tell encoding and delimiter


def read_csv(blob: Blob, budget: Budget) -> Iterator[Piece | InputError]:
    """One article a row, streamed; the header's names are those that `fields.text_fields` knows.

    Raises:
        UnknownFormat: no column holds text.
    """
    csv.field_size_limit(max(csv.field_size_limit(), budget.limits.text_chars))
    sample = blob.head(_SAMPLE)
    encoding = decode(sample, blob.charset, blob.path).encoding
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    header = sample.decode(encoding, "replace").partition("\n")[0]
    with blob.open() as stream, io.TextIOWrapper(stream, encoding, "replace", newline="") as lines:
        if encoding.startswith("utf-16") and lines.read(1) != "\ufeff":
            lines.seek(0)
        rows = csv.DictReader(lines, delimiter=max(_DELIMITERS, key=header.count))
        names = dict.fromkeys(rows.fieldnames or (), "x")
        if not article_fields(dict(names)):
            raise UnknownFormat("no column with a text", blob.path, 'Name the column "text"')
        doubles = Doubles()
        yield from _rows(rows, blob.path, doubles)


def _rows(rows: csv.DictReader[str], path: str, doubles: Doubles) -> Iterator[Piece | InputError]:
    number = 0
    while True:
        number += 1
        where = f"{path}#{number}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            kind = TooLarge if "limit" in str(error) else Damaged
            yield kind(f"a row that cannot be read ({error})", where)
            continue
        if row is None:
            return
        record = {name: value for name, value in row.items() if name and isinstance(value, str)}
        meta = article_fields(dict(record))
        if not meta or not meta["text"].strip():
            yield UnknownFormat("no text in this row", where)
            continue
        piece = piece_of(meta, canonical(record), where)
        yield Piece(piece.raw, piece.text, "csv", piece.path, piece.meta)
        if double := doubles.check(piece, number):
            yield double
