"""Language data and models: files in one folder a language, loaded once, when first needed."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from depesche.errors import ModelError

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
