"""What reading passes around: limits, sources (cheap, picklable), blobs (bytes on the way) and what was found."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from depesche.errors import TooLarge
from depesche.records import Document

KiB = 1024
MiB = 1024 * KiB
GiB = 1024 * MiB


@dataclass(frozen=True, slots=True)
class FetchRules:
    """How addresses that the user named are fetched.

    Args:
        seconds: time-out of connecting and of every wait for data.
        total_seconds: longest time that one answer may take altogether.
        redirects: most hops that are followed.
        bytes: largest answer, counted after decompression.
        pages: most pages that one feed may make us fetch.
        follow: whether a feed's entries without full text are fetched too.
        allow_private: whether addresses of this machine and of private networks may be fetched (tests only).
    """

    seconds: float = 20.0
    total_seconds: float = 120.0
    redirects: int = 5
    bytes: int = 20 * MiB
    pages: int = 200
    follow: bool = False
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. Going over one is a `TooLarge` error for that input; the others go on.

    Args:
        document_bytes: largest single document in any format, before its text is taken out.
        text_chars: longest text of one document, in code points (5 million are some 2,500 pages).
        page_bytes: largest HTML page.
        container_bytes: largest container (zip, mailbox, WARC, JSON array, CSV ...) as it lies on the disk.
        expanded_bytes: most bytes that one source may expand to in all.
        expansion: highest ratio of expanded to packed bytes, looked at above `expansion_from` bytes only. Text packs
            20 to 30 times smaller, equal lines up to 1,000 times.
        expansion_from: expanded bytes below which the ratio does not matter.
        members: most documents in one source.
        nesting: how deep containers may lie in one another.
        html_depth: how deep HTML elements may lie in one another before the page is read without its structure.
        fetch: rules for addresses.
    """

    document_bytes: int = 64 * MiB
    text_chars: int = 5_000_000
    page_bytes: int = 10 * MiB
    container_bytes: int = 16 * GiB
    expanded_bytes: int = 64 * GiB
    expansion: int = 100
    expansion_from: int = 64 * MiB
    members: int = 2_000_000
    nesting: int = 4
    html_depth: int = 200
    fetch: FetchRules = field(default_factory=FetchRules)


@dataclass(frozen=True, slots=True)
class Source:
    r"""One input before it is opened: a file, standard input or an address.

    Args:
        path: the text to show and to store (bytes of a file name that are no UTF-8 are written as ``\\xNN``).
        kind: "file", "stdin" or "url".
        location: what to open: the absolute path in the system's own form, or the address.
        size: bytes, where known.
        mtime_ns: time of the last change in nanoseconds since 1970, where known. Location, size and this time together
            tell a file that has been read before without opening it.
    """

    path: str
    kind: str
    location: str
    size: int | None = None
    mtime_ns: int | None = None

    @property
    def key(self) -> str:
        """The location as storable text: the same for the same file, however it was named."""
        return shown(self.location)


@dataclass(frozen=True, slots=True)
class Found:
    """A document and the raw bytes that its id was made from."""

    document: Document
    raw: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """One document as its format gives it, before metadata are read off its text.

    Args:
        raw: the document's own bytes.
        text: its text, not yet cleaned of NULs and lone surrogates.
        format: the format's short name, stored in `Document.format`.
        path: where it stands, as "archive.zip!/inner.txt" or "articles.jsonl#17".
        meta: what the format tells: title, outlet, published, url, author, language, id (all text).
        furniture: False where a library has taken the furniture out already (HTML).
        wrapped: whether lines may be broken in the middle of sentences by the format (PDF, mail).
    """

    raw: bytes
    text: str
    format: str
    path: str
    meta: Mapping[str, str] = field(default_factory=dict)


class Budget:
    """Counts what one source expands to, over all of its levels, and stops it at the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.expanded = 0
        self.members = 0
        self.pages = 0  # pages fetched for a feed's entries

    def member(self, where: str) -> None:
        """Count one more document."""
        self.members += 1
        if self.members > self.limits.members:
            raise TooLarge(f"more than {self.limits.members:,} documents in one source", where, "Split it up")

    def spend(self, size: int, packed: int | None, total: int, where: str) -> None:
        """Count ``size`` more expanded bytes of a member that has ``total`` so far out of ``packed`` bytes."""
        self.expanded += size
        limits = self.limits
        if self.expanded > limits.expanded_bytes:
            raise TooLarge(f"expands to more than {human(limits.expanded_bytes)}", where)
        if packed is not None and total > limits.expansion_from and total > limits.expansion * max(packed, 1):
            raise TooLarge(
                f"expands to more than {limits.expansion} times its size",
                where,
                "This looks like a decompression bomb; unpack it yourself if it is none",
            )


@dataclass(slots=True)
class Blob:
    """Bytes on the way to a format reader. ``opener`` opens them anew; ``size`` is their number where known.

    ``packed`` is called for the number of compressed bytes behind what was read so far, where there are any.
    """

    path: str
    name: str
    opener: Callable[[], BinaryIO]
    size: int | None = None
    depth: int = 0
    content_type: str = ""
    charset: str | None = None
    url: str | None = None

    def open(self) -> BinaryIO:
        """A stream from the beginning."""
        return self.opener()

    def head(self, size: int = 4096) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(size)

    def read(self, limit: int) -> bytes:
        """All bytes.

        Raises:
            TooLarge: more than ``limit`` bytes.
        """
        if self.size is not None and self.size > limit:
            raise TooLarge(f"{human(self.size)} are more than the {human(limit)} that one document may have", self.path)
        with self.open() as stream:
            data = stream.read(limit + 1)
            if len(data) <= limit:
                data += stream.read(1)  # a stream that breaks off says so only when asked again
        if len(data) > limit:
            raise TooLarge(f"more than the {human(limit)} that one document may have", self.path)
        return data


def blob_of(raw: bytes, path: str, name: str, depth: int = 0) -> Blob:
    """A blob of bytes in memory."""
    return Blob(path, name, lambda: io.BytesIO(raw), len(raw), depth)


def human(size: int) -> str:
    """A number of bytes for people: "512 bytes", "20 MiB"."""
    for unit, name in ((GiB, "GiB"), (MiB, "MiB"), (KiB, "KiB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


def shown(location: str) -> str:
    r"""A path as text that every encoding takes: undecodable bytes as ``\\xNN``."""
    return location.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
