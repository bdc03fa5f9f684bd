"""What the attribution network sees of a token besides its vector: a few small whole numbers.

Training and prediction share this module, so that both see the same. Every feature is a number below its size in
`SIZES`; the network looks each up in a table of its own.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from depesche.attribution.cues import BITS, CLASSES, cues
from depesche.records import Sentence, Token

Ints = npt.NDArray[np.int32]

WORD_ROWS = 8192  # lower-cased spellings, hashed
ENDING_ROWS = 2048  # last three characters, hashed; carry inflection ("sei", "hätte") and word formation
MARKS = ",.:;?!()[]–-/…"
OPENING = frozenset("„‚›") | {"``", ",,", "<<"}
CLOSING = frozenset("”’‹") | {"''", ">>"}
EITHER = frozenset("“\"»«‘'")
_REACH = 250  # tokens: a quotation mark that is not closed within this many is taken to be stray

NAMES = ("word", "ending", "shape", "quoted", "place", "cue")
SIZES = (WORD_ROWS, ENDING_ROWS, 24, 16, 12, CLASSES)


def features(
    text: str, tokens: Sequence[Token], sentences: Sequence[Sentence], language: str = "de"
) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """The features of all tokens.

    Returns:
        Numbers of shape (tokens, len(SIZES)), each below its column's size, and the lexicon's bits of shape
        (tokens, BITS).
    """
    found = np.zeros((len(tokens), len(SIZES)), dtype=np.int32)
    bits = np.zeros((len(tokens), BITS), dtype=np.uint8)
    words = [text[token.start : token.end] for token in tokens]
    for row, word in enumerate(words):
        numbers, packed = _spelling(word, language)
        found[row, _SPELLED] = numbers
        bits[row] = packed
    found[:, 4] = _places(text, tokens, sentences)
    found[:, 3] = quoted(words, found[:, 4])
    return found, bits


_SPELLED = [0, 1, 2, 5]


@lru_cache(maxsize=50_000)
def _spelling(word: str, language: str) -> tuple[tuple[int, int, int, int], npt.NDArray[np.uint8]]:
    """What depends on the spelling alone."""
    word = word[:64]
    lower = word.lower()
    kind, bits = cues(language).word(word)
    unpacked = np.frombuffer(bits.to_bytes((BITS + 7) // 8, "little"), dtype=np.uint8)
    numbers = (
        zlib.crc32(lower.encode("utf-8", "surrogatepass")) % WORD_ROWS,
        zlib.crc32(lower[-3:].encode("utf-8", "surrogatepass")) % ENDING_ROWS,
        _shape(word),
        kind,
    )
    return numbers, np.unpackbits(unpacked, bitorder="little")[:BITS]


def _shape(word: str) -> int:
    first = word[0]
    if first.isalpha():
        if word.islower():
            return 1
        if len(word) > 1 and word.isupper():
            return 2
        return 3 if first.isupper() and word[1:].islower() else 4
    if first.isdigit():
        return 5
    if first in OPENING or first in CLOSING or first in EITHER:
        return 6
    return 7 + MARKS.index(first) if first in MARKS else 22


def _places(text: str, tokens: Sequence[Token], sentences: Sequence[Sentence]) -> Ints:
    """Where a token stands: inside a sentence 0, first 1, last 2; plus 3 after a line break, 6 after a blank line."""
    places = np.zeros(len(tokens), dtype=np.int32)
    for sentence in sentences:
        places[sentence.last - 1] = 2
        places[sentence.first] = 1
        if sentence.first == 0:
            places[0] += 6
            continue
        gap = text[tokens[sentence.first - 1].end : tokens[sentence.first].start]
        breaks = gap.count("\n")
        places[sentence.first] += 6 if breaks > 1 else 3 if breaks else 0
    return places


def quoted(words: Sequence[str], places: Ints) -> Ints:
    """The state of quotation at each token.

    0 outside; 1 a mark that opens, 2 a mark that closes; 3..6 inside, by the distance to the opening mark
    (1, 2-5, 6-20, more); 7 inside a second quotation in the first; 8 a mark without partner; 9 after such a mark, up
    to the end of its paragraph.
    """
    state = np.zeros(len(words), dtype=np.int32)
    opened: list[int] = []
    for index, word in enumerate(words):
        if places[index] >= 6:
            _stray(state, opened, index)
        while opened and index - opened[0] > _REACH:
            _stray(state, opened, opened[0] + 1)
        if word in OPENING:
            opened.append(index)
            state[index] = 1
        elif word in CLOSING or word in EITHER:
            if opened:
                _close(state, opened.pop(), index, depth=len(opened))
            elif word in EITHER:
                opened.append(index)
                state[index] = 1
            else:
                state[index] = 8
    _stray(state, opened, len(words))
    return state


def _close(state: Ints, start: int, end: int, depth: int) -> None:
    state[end] = 2
    if depth:
        state[start + 1 : end] = np.where(state[start + 1 : end] == 0, 7, state[start + 1 : end])
        return
    distance = np.arange(1, end - start)
    inside = 3 + (distance > 1) + (distance > 5) + (distance > 20)
    part = state[start + 1 : end]
    part[:] = np.where(part == 0, inside, part)


def _stray(state: Ints, opened: list[int], end: int) -> None:
    """Give up on the marks still open."""
    for start in opened:
        state[start] = 8
        part = state[start + 1 : end]
        part[:] = np.where(part == 0, 9, part)
    opened.clear()
