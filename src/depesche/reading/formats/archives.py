"""Zip and gz: members are looked at like files of their own, with what they expand to counted."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from depesche.errors import Damaged, EmptyInput, InputError, TooLarge
from depesche.reading.source import Blob, Budget

_UNSEEN = ("__MACOSX/",)


class Counted(io.RawIOBase):
    """A decompressing stream that counts what it gives, and stops at the limits."""

    def __init__(self, stream: BinaryIO, budget: Budget, packed: Callable[[], int | None], where: str) -> None:
        self._stream, self._budget, self._packed, self._where = stream, budget, packed, where
        self._total = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """See `io.RawIOBase`."""
        data = self._stream.read(len(buffer))
        self._total += len(data)
        self._budget.spend(len(data), self._packed(), self._total, self._where)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what lies below too."""
        if not self.closed:
            self._stream.close()
        super().close()


def counted(stream: BinaryIO, budget: Budget, packed: Callable[[], int | None], where: str) -> BinaryIO:
    """The stream, buffered and counted."""
    return cast(BinaryIO, io.BufferedReader(Counted(stream, budget, packed, where), 65536))


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
