"""Zip and gz: members are looked at like files of their own, with what they expand to counted."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from depesche.errors import Damaged, EmptyInput, InputError, TooLarge
from depesche.reading.source import Blob, Budget

_CHUNK = 65536  # bytes unpacked at a time
_UNSEEN = ("__MACOSX/",)


class Counted(io.BufferedIOBase):
    """A decompressing stream that counts what it gives, stops at the limits, and gives all that stands before a break.

    The error of a truncated file comes after the last whole bytes; an `io.BufferedReader` would lose what it held.
    """

    def __init__(self, stream: BinaryIO, budget: Budget, packed: Callable[[], int | None], where: str) -> None:
        self._stream, self._budget, self._packed, self._where = stream, budget, packed, where
        self._next: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._buffer = bytearray()
        self._broken: Exception | None = None
        self._total = 0
        self._given = 0

    def _fill(self) -> bool:
        """Unpack some more; False at the end and at a break."""
        if self._broken is not None:
            return False
        try:
            data = self._next(_CHUNK)
        except (EOFError, OSError, zlib.error) as error:
            self._broken = error
            return False
        self._total += len(data)
        self._budget.spend(len(data), self._packed(), self._total, self._where)
        self._buffer += data
        return bool(data)

    def _take(self, size: int) -> bytes:
        if not self._buffer and size and self._broken is not None:
            raise self._broken
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._given += len(data)
        return data

    def read(self, size: int | None = -1) -> bytes:
        """See `io.BufferedIOBase`; shorter than asked for before a break."""
        wanted = sys.maxsize if size is None or size < 0 else size
        while len(self._buffer) < wanted and self._fill():
            pass
        return self._take(wanted)

    def read1(self, size: int = -1) -> bytes:
        """See `io.BufferedIOBase`."""
        if not self._buffer:
            self._fill()
        return self._take(len(self._buffer) or 1 if size < 0 else size)

    def readline(self, size: int | None = -1) -> bytes:
        """See `io.IOBase`."""
        limit = sys.maxsize if size is None or size < 0 else size
        looked = 0
        while (end := self._buffer.find(b"\n", looked)) < 0:
            looked = len(self._buffer)
            if looked >= limit or not self._fill():
                return self._take(min(limit, max(looked, 1)))
        return self._take(min(end + 1, limit))

    def readable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How many bytes were given."""
        return self._given

    def close(self) -> None:
        """Close what lies below too."""
        if not self.closed:
            self._stream.close()
        super().close()


def counted(stream: BinaryIO, budget: Budget, packed: Callable[[], int | None], where: str) -> BinaryIO:
    """The stream, counted."""
    return cast(BinaryIO, Counted(stream, budget, packed, where))


def read_zip(blob: Blob, budget: Budget) -> Iterator[Blob | InputError]:
    """Each member of the archive, in its order. Nothing is written to the disk, so no name can lead out of it; a name
    that tries is refused all the same.
    """
    stream = blob.open()
    if blob.depth:  # a member's stream seeks slowly
        stream.close()
        stream = io.BytesIO(blob.read(budget.limits.document_bytes))
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise Damaged("a broken or truncated zip archive", blob.path, "Fetch it anew") from error
    with stream, archive:
        members = archive.infolist()
        if not members:
            raise EmptyInput("an empty archive", blob.path)
        for info in members[: budget.limits.members]:
            if info.is_dir() or info.filename.startswith(_UNSEEN) or PurePosixPath(info.filename).name[:1] == ".":
                continue
            yield _member(archive, info, blob, budget)
        if len(members) > budget.limits.members:
            yield TooLarge(f"more than {budget.limits.members:,} members", blob.path)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, blob: Blob, budget: Budget) -> Blob | InputError:
    name = info.filename.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    where = f"{blob.path}!/{name}"
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return Damaged("its name leads out of the archive; it was left out", where)
    if info.flag_bits & 0x1:
        return Damaged("encrypted", where, "Unpack it with its password first")

    def opener() -> BinaryIO:
        try:
            inner = cast(BinaryIO, archive.open(info))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise Damaged(f"cannot be unpacked ({error})", where) from error
        return counted(inner, budget, lambda: info.compress_size, where)

    return Blob(where, path.name, opener, info.file_size, blob.depth + 1)


def read_gz(blob: Blob, budget: Budget) -> Iterator[Blob]:
    """The file inside, streamed."""
    name = blob.name[:-3] if blob.name.lower().endswith(".gz") else blob.name

    def opener() -> BinaryIO:
        below = blob.open()
        unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=below))
        return counted(unpacked, budget, below.tell, blob.path)

    yield Blob(blob.path, name, opener, None, blob.depth + 1)
