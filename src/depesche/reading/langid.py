"""Which language a text is in.

Most texts betray their language by its commonest words (a share of them that no other language reaches): the words
stand in each language folder, and counting them costs a tenth of a model and loads none. For all others py3langid
(Lui & Baldwin 2012, langid.py; a model of 97 languages inside the package, nothing is fetched) decides.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from depesche.reading.lexicon import lexicon

# Code points looked at: the model takes 0.15 ms for 400.
_SAMPLE = 400
_SHORTEST = 25  # letters below which a guess would be one
_SURE = 0.5  # posterior probability of the model below which the language stays unknown
# Share of a sample's words that are a language's commonest words. The least German dispatch of cuba-1962 and oslo-1993
# reaches 0.20, Dutch and Danish stay below 0.10; below the bar the model is asked.
_COMMON = 0.15
_FEWEST = 20  # words below which a share says nothing
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str | None:
    """The language's ISO 639-1 code, or None where the text is too short or torn between languages."""
    start = max(0, min(len(text) // 4, 400))  # the middle: heads and feet of pages hold foreign words
    sample = text[start : start + _SAMPLE]
    if sum(map(str.isalpha, sample)) < _SHORTEST:
        return None
    if known := _by_common_words(sample):
        return known
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE else None


def _by_common_words(sample: str) -> str | None:
    words = _WORD.findall(sample.lower())
    if len(words) < _FEWEST:
        return None
    shares = sorted(
        (
            (sum(word in common for word in words) / len(words), language)
            for language, common in lexicon().common.items()
        ),
        reverse=True,
    )
    (best, language), others = shares[0], shares[1:]
    return language if best >= _COMMON and all(share < best / 3 for share, _ in others) else None
