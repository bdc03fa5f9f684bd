"""What the tagger knows of a word by its spelling alone: lexicon features, shape, and hashed beginnings and endings.

Every feature is the number of a row in the tagger's feature table; a word's vector is the sum of its rows, computed
once per spelling. Nothing here depends on a language except through the lexicon it is given.
"""

from __future__ import annotations

from zlib import crc32

from depesche.language.clusters import GRAINS, Clusters
from depesche.language.lexicon import FEATURES, Entry, Lexicon

_LEXICON = len(FEATURES)
# Places of the feature groups in the table, in this order.
EXACT = 0  # the form as written, or the tail of a compound
LOWER = EXACT + _LEXICON  # a capitalised form in lower case (first words of sentences)
SHAPES = LOWER + _LEXICON
_SHAPE_COUNT = 40
CLUSTERS = SHAPES + _SHAPE_COUNT  # a word's cluster at every grain, and the whole
_WHOLE = CLUSTERS + sum(1 << bits for bits in GRAINS)
_WHOLE_COUNT = 2048
NGRAMS = _WHOLE + _WHOLE_COUNT
BUCKETS = 8192  # hashed beginnings and endings; GermEval and UD train hold some 40,000 of them
ROWS = NGRAMS + BUCKETS
_QUOTES = "„“”\"»«‚‘’'›‹`"
_BRACKETS = "()[]{}"


def word_features(word: str, lexicon: Lexicon | None, clusters: Clusters | None) -> list[int]:
    """The rows of a word in the feature table."""
    rows: list[int] = []
    if lexicon is not None:
        _lexicon_rows(word, lexicon, rows)
    if clusters is not None:
        _cluster_rows(word, clusters, rows)
    _shape_rows(word, rows)
    lower = word.lower()
    grams = [f"={word[:24]}", f"<{lower[:2]}", f"<{lower[:3]}", f"<{lower[:4]}"]
    grams += [f"{lower[-size:]}>{len(word) > size}" for size in (1, 2, 3, 4, 5)]
    rows += [NGRAMS + crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS for gram in grams]
    return rows


def _lexicon_rows(word: str, lexicon: Lexicon, rows: list[int]) -> None:
    found: Entry | None = lexicon.find(word)
    lower = lexicon.find(word.lower()) if word[0].isupper() else None
    if found is None and lower is None and len(word) > 5 and (word[0].isupper() or "-" in word):
        found = lexicon.find_compound(word)
        if found is not None:
            rows.append(SHAPES + 1)
    if found is not None:
        rows += _set_bits(found.features, EXACT)
    if lower is not None:
        rows += _set_bits(lower.features, LOWER)
    if found is None and lower is None:
        rows.append(SHAPES)


def _cluster_rows(word: str, clusters: Clusters, rows: list[int]) -> None:
    number = clusters.find(word)
    if number is None:
        # The tail of a compound with hyphens; else the word without the ending of a genitive.
        tail = word.rsplit("-", 1)[-1] if "-" in word else word.rstrip("s’'")
        number = clusters.find(tail) if tail else None
        if number is None:
            return
    offset = CLUSTERS
    for bits in GRAINS:
        rows.append(offset + (number & ((1 << bits) - 1)))
        offset += 1 << bits
    rows.append(_WHOLE + number * 40503 % 65536 % _WHOLE_COUNT)


def _set_bits(bits: int, offset: int) -> list[int]:
    return [offset + place for place in range(_LEXICON) if bits >> place & 1]


def _shape_rows(word: str, rows: list[int]) -> None:
    first = word[0]
    shape = SHAPES + 2
    flags = (
        first.isupper(),
        first.islower(),
        first.isdecimal(),
        word.isupper() and len(word) > 1,
        word.isdecimal(),
        word.isdecimal() and len(word) == 4,
        any(letter.isdecimal() for letter in word),
        any(letter.isupper() for letter in word[1:]),
        "-" in word,
        "." in word and len(word) > 1,
        "'" in word or "’" in word,
        not first.isalnum(),
        first in _QUOTES,
        first in _BRACKETS,
        first in ".!?…",
        first in ",;:",
        first in "-–—",
        "-" in word and word.split("-", 1)[0].isupper(),
        "-" in word and word.rsplit("-", 1)[1][:1].isupper(),
        word.endswith("-"),
    )
    rows += [shape + number for number, flag in enumerate(flags) if flag]
    rows.append(shape + len(flags) + min(len(word), 12))
