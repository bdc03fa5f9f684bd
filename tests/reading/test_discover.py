"""Inputs become sources lazily, in a fixed order, and survive what file systems hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from depesche.errors import EmptyInput, InputError, NotFound, NotReadable
from depesche.reading import Source, discover


def found(*inputs: str | Path) -> tuple[list[str], list[InputError]]:
    """Paths of sources, and errors."""
    items = list(discover([str(name) for name in inputs]))
    paths = [item.path for item in items if isinstance(item, Source)]
    return paths, [item for item in items if isinstance(item, InputError)]


def filled(folder: Path, *names: str) -> None:
    """Make files."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_a_folder_is_walked_in_name_order(tmp_path: Path) -> None:
    """Whatever order the file system gives; hidden files and folders are left out."""
    filled(tmp_path, "b.txt", "a/z.txt", "a/c.txt", "c.txt", ".hidden", ".git/x.txt")
    paths, errors = found(tmp_path)
    assert [os.path.relpath(path, tmp_path) for path in paths] == ["a/c.txt", "a/z.txt", "b.txt", "c.txt"]
    assert not errors


def test_a_source_tells_a_known_file_without_opening_it(tmp_path: Path) -> None:
    """Size, time and an absolute key, the same however the file was named."""
    filled(tmp_path, "a.txt")
    (one,) = discover([str(tmp_path / "a.txt")])
    (other,) = discover([str(tmp_path / "." / "x" / ".." / "a.txt")]) if (tmp_path / "x").mkdir() is None else ()
    assert isinstance(one, Source)
    assert isinstance(other, Source)
    assert one.key == other.key == str(tmp_path / "a.txt")
    status = (tmp_path / "a.txt").stat()
    assert (one.size, one.mtime_ns) == (status.st_size, status.st_mtime_ns)


def test_a_file_named_twice_comes_once(tmp_path: Path) -> None:
    """By itself, by its folder and by a link."""
    filled(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    paths, errors = found(tmp_path / "a.txt", tmp_path)
    assert paths == [str(tmp_path / "a.txt")]
    assert not errors


def test_symlink_loops_end(tmp_path: Path) -> None:
    """A folder that holds itself is walked once; a link to itself is named."""
    filled(tmp_path, "a/x.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    paths, errors = found(tmp_path)
    assert [os.path.relpath(path, tmp_path) for path in paths] == ["a/x.txt"]
    assert [(type(error), Path(error.where or "").name) for error in errors] == [
        (NotReadable, "nowhere"),
        (NotReadable, "self"),
    ]


def test_globs_and_addresses(tmp_path: Path) -> None:
    """Globs in name order, "**" through folders; addresses and standard input are not looked at."""
    filled(tmp_path, "b.txt", "a.txt", "c.md", "x/d.txt", "[1].txt")
    paths, errors = found(tmp_path / "*.txt", "-", "https://x.example/feed", tmp_path / "**" / "d.txt")
    names = [os.path.relpath(path, tmp_path) if path.startswith("/") else path for path in paths]
    assert names == ["[1].txt", "a.txt", "b.txt", "-", "https://x.example/feed", "x/d.txt"]
    assert not errors
    assert found(tmp_path / "[1].txt")[0] == [str(tmp_path / "[1].txt")]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    """Missing files, patterns that fit nothing, empty folders, impossible names."""
    (tmp_path / "leer").mkdir()
    _, errors = found(tmp_path / "fehlt.txt", tmp_path / "*.nix", tmp_path / "leer", "", "a\0b")
    assert [type(error) for error in errors] == [NotFound, NotFound, EmptyInput, NotFound, NotFound]


def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    """A named pipe would block for ever."""
    os.mkfifo(tmp_path / "pipe")
    _, errors = found(tmp_path, "/dev/null")
    assert [type(error) for error in errors] == [NotReadable, NotReadable]


def test_a_folder_that_vanishes_or_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are named; their neighbours are walked."""
    filled(tmp_path, "a/x.txt", "b/y.txt", "c/z.txt", "d/w.txt")
    scan = os.scandir

    def scandir(path: str) -> object:
        name = Path(path).name
        if name == "a":
            raise PermissionError(13, "Permission denied", path)
        if name == "b":
            raise FileNotFoundError(2, "No such file", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    paths, errors = found(tmp_path)
    assert [Path(path).name for path in paths] == ["z.txt", "w.txt"]
    assert [type(error) for error in errors] == [NotReadable, NotFound]


def test_a_folder_vanishes_during_the_walk(tmp_path: Path) -> None:
    """Discovery is lazy: what was there when it began may be gone."""
    import shutil

    filled(tmp_path, "a/x.txt", "b/y.txt")
    walk = discover([str(tmp_path)])
    first = next(walk)
    assert isinstance(first, Source)
    shutil.rmtree(tmp_path / "b")
    assert [type(item) for item in walk] == [NotFound]


def test_deep_folders(tmp_path: Path) -> None:
    """Depth costs no recursion."""
    deep = tmp_path.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "x.txt").write_text("x")
    assert len(found(tmp_path)[0]) == 1


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    """They are shown with escapes and still opened."""
    from depesche.reading import Found, read_source

    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Inhalt")
    (source,) = discover([str(tmp_path)])
    assert isinstance(source, Source)
    assert source.path.endswith(r"caf\xe9.txt")
    source.path.encode()
    (item,) = read_source(source)
    assert isinstance(item, Found)
    assert item.document.path == source.path
