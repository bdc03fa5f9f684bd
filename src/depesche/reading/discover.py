"""From what the user named to sources: files, folders, globs, standard input, addresses. Nothing is opened here."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from depesche.errors import EmptyInput, InputError, NotFound, NotReadable
from depesche.reading.source import Limits, Source, shown

_SCHEMES = ("http://", "https://")
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
# Dossiers, and what SQLite puts beside them while they are open: in a folder that is read they are no dispatches.
_DOSSIERS = (".depesche", ".depesche-wal", ".depesche-shm", ".depesche-journal")


def discover(inputs: Sequence[str], *, limits: Limits | None = None) -> Iterator[Source | InputError]:
    """Every source that the inputs name, lazily and in a fixed order; a file named twice comes once.

    Args:
        inputs: paths of files and folders (read with everything below them, but for hidden files and
            dossiers), globs ("**" goes
            down folders), "-" for standard input, http and https addresses.
        limits: taken for symmetry with `read_source`; discovery itself is bounded by what the file system holds.

    Yields:
        Sources, and an error for each input that is not there or not readable. Only regular files are taken: pipes and
        devices could block for ever.
    """
    del limits
    seen: set[tuple[int, int]] = set()
    for name in inputs:
        if name == "-":
            yield Source("-", "stdin", "-")
        elif name.lower().startswith(_SCHEMES):
            yield Source(name, "url", name)
        elif _OTHER_SCHEME.match(name) and not os.path.lexists(name):
            yield NotFound("not an address that can be fetched", shown(name), "Only http:// and https:// are fetched")
        else:
            yield from _paths(name, seen)


def _paths(name: str, seen: set[tuple[int, int]]) -> Iterator[Source | InputError]:
    if not name or "\x00" in name:
        yield NotFound("this is no path", shown(name).replace("\x00", "\\x00") or None)
        return
    if not os.path.lexists(name) and glob.has_magic(name):
        matches = sorted(glob.iglob(os.path.expanduser(name), recursive=True))  # noqa: PTH207, PTH111 (keeps "./")
        if not matches:
            yield NotFound("no file fits this pattern", shown(name))
        for match in matches:
            yield from _path(match, seen)
    else:
        yield from _path(os.path.expanduser(name), seen)  # noqa: PTH111


def _path(name: str, seen: set[tuple[int, int]]) -> Iterator[Source | InputError]:
    """One file, or a folder with all below it."""
    try:
        status = Path(name).stat()
    except OSError as error:
        yield refused(error, name)
        return
    if stat.S_ISDIR(status.st_mode):
        met = yield from _folder(name, seen)
        if not met:
            yield EmptyInput("no files in this folder", shown(name))
    else:
        yield from _file(name, status, seen)


def _file(name: str, status: os.stat_result, seen: set[tuple[int, int]]) -> Iterator[Source | InputError]:
    if not stat.S_ISREG(status.st_mode):
        yield NotReadable("neither a file nor a folder", shown(name), "Pipe it in and read - instead")
        return
    identity = (status.st_dev, status.st_ino)
    if identity not in seen:
        seen.add(identity)
        location = os.path.abspath(name)  # noqa: PTH100 (links stay links)
        yield Source(shown(os.path.normpath(name)), "file", location, status.st_size, status.st_mtime_ns)


def _is_offered(name: str) -> bool:
    """Whether a folder's entry is looked at."""
    return not name.startswith(".") and not name.lower().endswith(_DOSSIERS)


def _folder(name: str, seen: set[tuple[int, int]]) -> Generator[Source | InputError, None, int]:
    """All files below a folder, entry by entry in name order. Folders met before (symlink loops) are not entered.

    Walks with a stack of its own: depth is bounded by the file system, not by Python's recursion. Returns how many
    things it met that were no folders.
    """
    met = 0
    stack: list[str] = [name]
    while stack:
        current = stack.pop()
        try:
            status = Path(current).stat()
            if stat.S_ISREG(status.st_mode) or not stat.S_ISDIR(status.st_mode):
                met += 1
                yield from _file(current, status, seen)
                continue
            identity = (status.st_dev, status.st_ino)
            if identity in seen:
                continue
            seen.add(identity)
            with os.scandir(current) as entries:
                names = sorted(entry.path for entry in entries if _is_offered(entry.name))
        except OSError as error:
            met += 1
            yield refused(error, current)
            continue
        stack.extend(reversed(names))
    return met


def refused(error: OSError, where: str) -> InputError:
    """What an error of the operating system means to the user."""
    place = shown(where)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if os.path.islink(where):  # noqa: PTH114
            return NotReadable("a link to nothing", place)
        return NotFound("not there (any more)", place, "Look at the name and at the folder that you are in")
    if isinstance(error, PermissionError):
        return NotReadable("no permission to read it", place, "Ask its owner or change its mode")
    if error.errno == 40:  # ELOOP
        return NotReadable("a link that leads back to itself", place)
    return NotReadable((error.strerror or "the system cannot read it").lower(), place)
