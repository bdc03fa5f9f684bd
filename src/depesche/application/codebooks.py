"""The dossier's codebook: kept in the ledger as a decision, so that who chose it and when is never lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from depesche.errors import BadFile
from depesche.ledger import Ledger
from depesche.positions.codebook import BUILT_IN, Codebook
from depesche.positions.codebook_file import parse_codebook
from depesche.records import Decision, Verb

_TARGET = "codebook"
# Largest codebook file (bytes); the built-in general one has about 60 kB.
_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Chosen:
    """A codebook as it was chosen: its YAML, and what it was called."""

    yaml: str
    path: str

    @property
    def digest(self) -> str:
        """Changes whenever the codebook does."""
        return hashlib.sha256(self.yaml.encode()).hexdigest()[:12]

    @property
    def codebook(self) -> Codebook:
        """The codebook itself."""
        return _parsed(self.yaml, self.path)


@cache
def _parsed(yaml: str, path: str) -> Codebook:
    return parse_codebook(yaml, path)


def in_use(ledger: Ledger) -> Chosen:
    """The codebook chosen last, or the built-in general one."""
    chosen = ledger.decisions(_TARGET, _TARGET)
    if not chosen:
        return built_in()
    return Chosen(str(chosen[-1].change["yaml"]), str(chosen[-1].change["path"]))


def built_in() -> Chosen:
    """The general codebook that ships with the program."""
    return Chosen(_built_in(BUILT_IN[0]), BUILT_IN[0])


def use(ledger: Ledger, path: str | Path, author: str) -> Chosen:
    """Choose a codebook: a file, or the name of a built-in one.

    Raises:
        BadFile: it cannot be read or has mistakes in it.
    """
    return use_text(ledger, text_of(path), str(path), author)


def use_text(ledger: Ledger, yaml: str, path: str, author: str) -> Chosen:
    """Choose a codebook by its YAML; ``path`` is what it is called.

    Raises:
        BadFile: it has mistakes in it.
    """
    chosen = Chosen(yaml, path)
    _ = chosen.codebook  # mistakes show now, not when a stage wants it
    if chosen.digest != in_use(ledger).digest:
        change = {"yaml": chosen.yaml, "path": chosen.path}
        ledger.decide(Decision("", Verb.EDIT, _TARGET, _TARGET, author, "", change))
    return chosen


@cache
def _built_in(name: str) -> str:
    return files("depesche.positions").joinpath("codebooks", f"{name}.yaml").read_text(encoding="utf-8")


def text_of(path: str | Path) -> str:
    """A codebook's YAML.

    Raises:
        BadFile: it cannot be read.
    """
    if str(path) in BUILT_IN and not Path(path).exists():
        return _built_in(str(path))
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        hint = f"Name a file, or one of the built-in codebooks: {', '.join(BUILT_IN)}."
        raise BadFile(f"the codebook cannot be read ({error.strerror})", str(path), hint) from error
    if len(raw) > _LARGEST:
        raise BadFile(f"larger than a codebook may be ({_LARGEST // 1024 // 1024} MB)", str(path))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("the codebook is not UTF-8", str(path), "Save it as UTF-8.") from error
