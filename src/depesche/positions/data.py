"""Where the stage finds its language data: one folder a language, one YAML file a subject, read once when needed."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from depesche.errors import ModelError

DEFAULT_LANGUAGE = "de"


@lru_cache(maxsize=32)
def language_data(language: str, subject: str) -> dict[str, Any]:
    """The data on a subject in a language; the default language's where there are none.

    Raises:
        ModelError: the file is missing or is no mapping (a broken installation).
    """
    root = files("depesche.positions")
    for folder in (language, DEFAULT_LANGUAGE):
        place = root / folder / f"{subject}.yaml"
        if place.is_file():
            loaded = yaml.safe_load(place.read_text(encoding="utf-8"))
            if not isinstance(loaded, dict):
                raise ModelError("this language data file holds no mapping", f"positions/{folder}/{subject}.yaml")
            return loaded
    raise ModelError("this language data file is missing", f"positions/{language}/{subject}.yaml", "Install again.")
