"""Language data and models: files in one folder a language, loaded once, when first needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
import yaml

from depesche.errors import ModelError

Table = TypeVar("Table")

_ROOT = Path(__file__).parent
_CODE = re.compile(r"[a-z]{2,3}")


def folder(language: str) -> Path | None:
    """The folder of a language (ISO 639 code, a region is ignored), or None where we have no data for it."""
    code = language.lower().replace("_", "-").split("-")[0]
    if not _CODE.fullmatch(code):
        return None
    path = _ROOT / code
    return path if path.is_dir() else None


@lru_cache(maxsize=64)
def load_yaml(language: str, name: str) -> Any | None:
    """A language's data file, or None where the language or the file is missing.

    Raises:
        ModelError: the file is there but broken.
    """
    path = folder(language)
    if path is None or not (path / name).is_file():
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load((path / name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    except (OSError, yaml.YAMLError) as error:
        raise ModelError("a language data file cannot be read", str(path / name), "Reinstall depesche") from error


def load_table(
    language: str, name: str, what: str, make: Callable[[npt.NDArray[np.uint32], Mapping[str, Any]], Table]
) -> Table | None:
    """A table of a language that is keyed by hashes of words, or None where the language or the file is missing.

    Args:
        language: its code.
        name: the file in the language's folder of models; ``key_steps`` in it are the steps between the sorted hashes.
        what: what it is called in the message where it is damaged.
        make: makes the table of the hashes and the file's arrays.

    Raises:
        ModelError: the file is there but damaged.
    """
    path = folder(language)
    if path is None or not (path / "model" / name).is_file():
        return None
    file = path / "model" / name
    try:
        with np.load(file, allow_pickle=False) as data:
            return make(np.cumsum(data["key_steps"].astype(np.uint64)).astype(np.uint32), data)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ModelError(f"the {what} cannot be read", str(file), "Reinstall depesche") from error
