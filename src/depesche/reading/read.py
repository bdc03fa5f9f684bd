"""The way of a source: open it, tell its format, unpack containers, build documents. Errors are yielded, not raised."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from depesche.errors import Damaged, EmptyInput, InputError, TooLarge, UnknownFormat
from depesche.reading.build import build
from depesche.reading.discover import discover, refused
from depesche.reading.formats import format_of, reader_of
from depesche.reading.source import Blob, Budget, Found, Limits, Piece, Source, blob_of, human

_DEFAULTS = Limits()


def read_sources(inputs: Sequence[str], *, limits: Limits = _DEFAULTS) -> Iterator[Found | InputError]:
    """Discover and read, one source after the other: for small jobs and tests (the application spreads them out)."""
    for source in discover(inputs, limits=limits):
        if isinstance(source, InputError):
            yield source
        else:
            yield from read_source(source, limits=limits)


def read_source(source: Source, *, limits: Limits = _DEFAULTS) -> Iterator[Found | InputError]:
    """Every document of one source, streamed; an error for each part that could not be read.

    An error may follow a document of the same path: what could be read of a broken file is kept, and said to be broken.
    """
    if source.kind == "url":
        from depesche.reading.fetch import read_address

        yield from _guarded(read_address(source.location, limits), source.path, Budget(limits))
    elif source.kind == "stdin":
        try:
            raw = sys.stdin.buffer.read(limits.document_bytes + 1)
        except (OSError, ValueError) as error:
            yield Damaged(f"standard input broke off ({error})", "-")
            return
        if len(raw) > limits.document_bytes:
            yield TooLarge(f"more than {human(limits.document_bytes)}", "-", "Save it to a file and read that")
            return
        yield from read_bytes(raw, "-", limits=limits)
    else:
        blob = Blob(source.path, Path(source.location).name, lambda: _open(source), source.size)
        yield from _guarded(_blob(blob, Budget(limits)), source.path, Budget(limits))


def read_bytes(
    raw: bytes,
    name: str,
    *,
    content_type: str = "",
    url: str | None = None,
    limits: Limits = _DEFAULTS,
) -> Iterator[Found | InputError]:
    """The same for bytes at hand (an upload, pasted text).

    Args:
        raw: the bytes.
        name: a file name; its ending tells the format where the bytes do not. It becomes the documents' path.
        content_type: the MIME type, where one came with the bytes.
        url: the address that they came from.
        limits: bounds.
    """
    blob = blob_of(raw, name, name)
    blob.content_type, blob.url = content_type, url
    yield from _guarded(_blob(blob, Budget(limits)), name, Budget(limits))


def _open(source: Source) -> BinaryIO:
    return Path(source.location).open("rb")


def _blob(blob: Blob, budget: Budget) -> Iterator[Found | InputError | Piece | Blob]:
    """One blob by its format."""
    limits = budget.limits
    if blob.size == 0:
        raise EmptyInput("an empty file", blob.path)
    if blob.depth > limits.nesting:
        raise TooLarge(f"containers in containers, more than {limits.nesting} deep", blob.path)
    if blob.size is not None and blob.size > limits.container_bytes:
        raise TooLarge(f"{human(blob.size)} are more than {human(limits.container_bytes)}", blob.path)
    head = blob.head()
    if not head:
        raise EmptyInput("an empty file", blob.path)
    kind = format_of(blob, head)
    met = False
    for item in reader_of(kind)(blob, budget):
        met = True
        if isinstance(item, Blob):
            yield from _guarded(_blob(item, budget), item.path, budget)
        elif isinstance(item, Piece) and blob.url and "url" not in item.meta:
            yield replace(item, meta={**item.meta, "url": blob.url})
        else:
            yield item
    if not met:
        raise EmptyInput("nothing to read in it", blob.path)


def _guarded(
    items: Iterator[Found | InputError | Piece | Blob], where: str, budget: Budget
) -> Iterator[Found | InputError]:
    """Build the pieces, and turn whatever a format's library raises on bad bytes into an error that names the input.

    The net is wide on purpose: PDF, mail, page and archive libraries raise nearly anything on hostile bytes, and one
    bad file must not end the reading of the others.
    """
    try:
        for item in items:
            if isinstance(item, Piece):
                budget.member(item.path)
                try:
                    yield from build(item, budget.limits)
                except InputError as error:
                    yield error
            elif isinstance(item, Blob):
                yield from _guarded(_blob(item, budget), item.path, budget)
            else:
                yield item
    except InputError as error:
        yield error if error.where else type(error)(error.what, where, error.hint)
    except UnicodeError:
        yield UnknownFormat("its characters cannot be decoded", where)
    except (EOFError, zlib.error):
        yield Damaged("it breaks off or is corrupt", where, "Fetch it anew")
    except OSError as error:
        yield refused(error, where) if error.errno else Damaged(f"damaged ({error})", where)
    except MemoryError:
        yield TooLarge("there is not enough memory for it", where)
    except RecursionError:
        yield TooLarge("nested too deeply", where)
    except Exception as error:
        yield Damaged(f"cannot be read ({type(error).__name__}: {_short(error)})", where)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
