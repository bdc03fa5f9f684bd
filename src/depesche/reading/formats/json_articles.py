"""JSON: one article, an array of them anywhere in the file (streamed when large), or one a line (JSONL)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from depesche.errors import Damaged, EmptyInput, InputError, TooLarge, UnknownFormat
from depesche.reading.decode import decode
from depesche.reading.fields import text_fields, unwrapped
from depesche.reading.source import Blob, Budget, Piece, blob_of, human

_AT_ONCE = 8 * 1024 * 1024  # bytes; a larger file is streamed
_IDS_WATCHED = 1_000_000  # ids of one source that are watched for doubles (some 100 MB at worst)


class Doubles:
    """Watches the ids that a source gives: a source that gives one twice is told so."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def check(self, piece: Piece, number: int) -> Damaged | None:
        """An error where the id was given before in this source; both documents stay."""
        given = piece.meta.get("id")
        if not given:
            return None
        first = self._seen.get(hash(given))
        if first is not None:
            return Damaged(f"the id {given[:60]!r} was given before, by #{first}", piece.path, "Both are in")
        if len(self._seen) < _IDS_WATCHED:
            self._seen[hash(given)] = number
        return None


def read_json(blob: Blob, budget: Budget) -> Iterator[Piece | InputError]:
    """A JSON file. An article is an object with a field that `fields.text_fields` knows as text."""
    raw = blob.head(_AT_ONCE + 1)
    if len(raw) <= _AT_ONCE:
        text = decode(raw, None, blob.path).text
        try:
            value = json.loads(text)
        except ValueError as error:
            yield from _salvage(text, blob, budget, error)
            return
        yield from _whole(value, raw, blob)
    else:
        yield from _stream(blob)


def read_lines(blob: Blob, budget: Budget) -> Iterator[Piece | InputError]:
    """One JSON object a line; a broken line is named and the others go on."""
    limit = budget.limits.document_bytes
    doubles = Doubles()
    with blob.open() as stream:
        number = 0
        while line := stream.readline(limit + 1):
            number += 1
            where = f"{blob.path}#{number}"
            if len(line) > limit:
                yield TooLarge(f"a line of more than {human(limit)}", where)
                _skip_line(stream, limit)
                continue
            raw = line.strip().removeprefix(b"\xef\xbb\xbf")
            if not raw:
                continue
            try:
                value = json.loads(decode(raw, None, where).text)
                yield from _article(value, raw, where, number, doubles)
            except InputError as error:
                yield error
            except RecursionError:
                yield TooLarge("nested too deeply", where)
            except ValueError as error:
                yield Damaged(f"no JSON ({error})", where)


def _skip_line(stream: BinaryIO, chunk: int) -> None:
    while (rest := stream.readline(chunk)) and not rest.endswith(b"\n"):
        pass


def _without_mark(blob: Blob) -> BinaryIO:
    marked = blob.head(3) == b"\xef\xbb\xbf"
    stream = blob.open()
    if marked:
        stream.read(3)
    return stream


def _whole(value: Any, raw: bytes, blob: Blob) -> Iterator[Piece | InputError]:
    """A parsed file: an article, or the first list of articles in it."""
    if isinstance(value, dict) and (meta := article_fields(value)):
        yield piece_of(meta, raw, blob.path)
        return
    articles = value if isinstance(value, list) else _list_in(value)
    if articles is None:
        raise UnknownFormat(
            "JSON without an article's text", blob.path, 'An article is {"text": "...", "title": "..."}'
        )
    if not articles:
        raise EmptyInput("an empty list", blob.path)
    doubles = Doubles()
    for number, item in enumerate(articles, 1):
        yield from _element(item, number, blob.path, doubles)


# What `depesche export jsonl` writes beside documents: found in them, so it is found again.
_OWN_RECORDS = frozenset(("actor", "statement", "claim", "position", "proposal", "contact", "issue"))


def _list_in(value: Any, depth: int = 0) -> list[Any] | None:
    """The first list of objects with text, at most three objects deep ({"response": {"docs": [...]}})."""
    if isinstance(value, dict) and depth < 3:
        for inner in value.values():
            if isinstance(inner, list) and any(isinstance(item, dict) and article_fields(item) for item in inner[:5]):
                return inner
        for inner in value.values():
            if (found := _list_in(inner, depth + 1)) is not None:
                return found
    return None


def _element(item: Any, number: int, path: str, doubles: Doubles) -> Iterator[Piece | InputError]:
    where = f"{path}#{number}"
    try:
        yield from _article(item, canonical(item), where, number, doubles)
    except InputError as error:
        yield error
    except RecursionError:
        yield TooLarge("nested too deeply", where)


def _article(value: Any, raw: bytes, where: str, number: int, doubles: Doubles) -> Iterator[Piece | InputError]:
    if isinstance(value, dict) and value.get("record") in _OWN_RECORDS and "id" in value:
        return
    meta = article_fields(value) if isinstance(value, dict) else None
    if not meta:
        raise UnknownFormat("no article's text in it", where)
    piece = piece_of(meta, raw, where)
    yield piece
    if double := doubles.check(piece, number):
        yield double


def article_fields(record: dict[str, Any]) -> dict[str, str] | None:
    """The fields of an article under our names, or None where the record holds no text."""
    meta = text_fields(unwrapped(record))
    if meta.get("text", "").strip():
        return meta
    if meta.get("html", "").strip():
        from depesche.reading.formats.pages import text_of

        return meta | {"text": text_of(meta["html"])}
    return meta | {"text": ""} if "text" in meta or "html" in meta else None


def piece_of(meta: dict[str, str], raw: bytes, path: str) -> Piece:
    """A piece of an article's fields."""
    text = meta["text"].removeprefix("\ufeff")
    return Piece(raw, text, "json", path, {key: value for key, value in meta.items() if key not in ("text", "html")})


def canonical(value: Any) -> bytes:
    """One serialisation for equal values: sorted keys, no blanks, UTF-8 (lone surrogates as such)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _stream(blob: Blob) -> Iterator[Piece | InputError]:
    """The articles of a large array, one after the other, in bounded memory."""
    import ijson

    with _without_mark(blob) as stream:
        prefix = _prefix(stream)
    doubles = Doubles()
    number = 0
    try:
        with _without_mark(blob) as stream:
            for item in ijson.items(stream, prefix, use_float=True):
                number += 1
                yield from _element(item, number, blob.path, doubles)
    except ijson.common.JSONError as error:
        yield Damaged(f"broken JSON after {number} articles ({_clause(error)})", blob.path, "Those before are in")
        return
    if not number:
        raise UnknownFormat("JSON without an article's text", blob.path)


def _prefix(stream: BinaryIO, look: int = 100_000) -> str:
    """Ijson's name for the elements of the first array of objects ("item", "articles.item")."""
    import ijson

    previous, where = "", ""
    try:
        for count, (prefix, event, _) in enumerate(ijson.parse(stream, use_float=True)):
            if event == "start_map" and previous == "start_array":
                return str(prefix)
            if count > look:
                break
            previous, where = event, prefix
    except ijson.common.JSONError:
        pass
    return where or "item"


def _salvage(text: str, blob: Blob, budget: Budget, error: ValueError) -> Iterator[Piece | InputError]:
    """What stands before the break of a broken array; or JSON lines under the name of .json."""
    lines = text.splitlines()
    if len(lines) > 1 and lines[0].strip().endswith("}") and lines[0].strip().startswith("{"):
        yield from read_lines(blob, budget)
    elif text.lstrip().startswith("["):
        yield from _stream(blob_of(text.encode("utf-8", "surrogatepass"), blob.path, blob.name))
    else:
        raise Damaged(f"broken JSON ({_clause(error)})", blob.path)


def _clause(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
