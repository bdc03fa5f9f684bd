"""Words as the search compares them: Snowball stems without accents.

Why stems of a snowball algorithm (PyStemmer: MIT/BSD, C, a microsecond a word): "Häuser", "Hauses" and "Haeuser" all
become "haus", so one small index serves every form of a word, and searching parts of words in the list of words (not
in the texts) finds "Waffenruhe" inside "Waffenruheabkommen" without an index of every three letters of every text.

The same functions fill the index, read the query and mark the hits, so what is found is what is marked.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

import Stemmer

DEFAULT_LANGUAGE = "de"
"""What a document without a known language is taken for."""

LONGEST = 80
"""Letters of a word that count (the longest German compounds in use have some 60); bounds the list of stems against
hostile "words" of megabytes."""

ALGORITHMS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "lt": "lithuanian", "nl": "dutch",
    "no": "norwegian", "nb": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""ISO 639-1 code -> Snowball algorithm."""

# Letters and digits with the soft hyphens and combining marks inside them. Each character is in one class only and
# nothing is optional before it, so the match is linear.
WORD = re.compile("[^\\W_](?:[^\\W_]|[\u00ad\u200b-\u200d\u0300-\u036f\ufe00-\ufe0f])*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\ufe00-\ufe0f]")
_PLAIN = re.compile("[^\\W_]+")
_local = threading.local()


def algorithm_of(language: str | None) -> str:
    """The Snowball algorithm for a language code ("de", "de-AT"); that of the default language where there is none."""
    return ALGORITHMS.get((language or DEFAULT_LANGUAGE)[:2].lower(), ALGORITHMS[DEFAULT_LANGUAGE])


@lru_cache(maxsize=100_000)
def stem(word: str, algorithm: str) -> str:
    """The stem of one word as it stands in the text (any case, any normal form); never empty for a word.

    The cache holds the words of some thousand dispatches (about 25 MB when full).
    """
    composed = _composed(word)
    return without_accents(_stemmer(algorithm).stemWord(composed)) or composed or word[:LONGEST]


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """A word or the beginning of one in the letters of stems, but whole; never empty for a word."""
    return without_accents(_composed(word)) or word[:LONGEST]


def _composed(word: str) -> str:
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", word[: 2 * LONGEST])).casefold()[:LONGEST]


def words_of(text: str) -> list[str]:
    """The words of a text as they stand there."""
    return (_PLAIN if text.isascii() else WORD).findall(text)


def placed(text: str, algorithm: str) -> list[tuple[str, str, int, int]]:
    """The words of a text as stem, whole in small letters, and where they begin and end."""
    return [
        (stem(match.group(), algorithm), folded(match.group()), match.start(), match.end())
        for match in WORD.finditer(text)
    ]


def without_accents(word: str) -> str:
    """The word without its combining marks."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _stemmer(algorithm: str) -> Any:
    """One stemmer a thread and algorithm: a stemmer is not thread-safe."""
    known: dict[str, Any] = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in known:
        known[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return known[algorithm]
