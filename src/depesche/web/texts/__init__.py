"""The interface's words, one TOML file a language; code knows no word of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "de")
"""Languages there are, the first where nothing fits."""


@dataclass(frozen=True)
class Texts:
    """The words of one language."""

    language: str
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its blanks filled; one with ``n`` takes the form for one or for many."""
        if "n" in values and f"{key}.one" in self.words:
            key = f"{key}.one" if values["n"] == 1 else f"{key}.many"
        text = self.words[key]
        if not values:
            return text
        return text.format(
            **{name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        )

    def label(self, group: str, value: object) -> str:
        """What a value of the vocabulary is called; the value itself where no word is known for it."""
        return self.words.get(f"{group}.{value}", str(value))

    def number(self, value: int) -> str:
        """A number with its thousands set apart."""
        return f"{value:,}".replace(",", self.words["format.thousands"])

    def day(self, text: object, short: bool = False) -> str:
        """An ISO day as people write it; other text as it is."""
        try:
            found = date.fromisoformat(str(text)[:10])
        except ValueError:
            return str(text or "")
        month = self.words[f"month.{found.month}"]
        return self.words["format.day_short" if short else "format.day"].format(d=found.day, m=month, y=found.year)


@cache
def texts(language: str) -> Texts:
    """The words of a language.

    Raises:
        KeyError: there is none such.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    source = files("depesche.web.texts").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Texts(language, dict(_flat(tomllib.loads(source))))


def _flat(tree: Mapping[str, object], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{before}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, str(value))]
    return found


def chosen(header: str) -> str:
    """The language that an Accept-Language header likes best of ours."""
    ranked: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        name, _, weight = part.partition(";")
        language = name.strip().lower()[:2]
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        if language in LANGUAGES:
            ranked.append((-quality, language))
    return min(ranked, key=lambda one: one[0])[1] if ranked else LANGUAGES[0]
