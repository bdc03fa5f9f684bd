"""The window around one content that the reader looks at, and the marks that tell it where that content is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

BEFORE_SENTENCES = 4
BEFORE = 90  # tokens
AFTER_SENTENCES = 1
AFTER = 45  # tokens
CONTENT = 80  # of a longer content, its first and last 40 tokens
# Inside or not; distance in sentences; distance in tokens; paragraph; other contents; state of quotation.
MARKS = (6, 12, 10, 3, 10, 6)
# States of quotation, coarser: outside, opening, closing, inside, inside twice, unsure.
_STATES = np.array([0, 1, 2, 3, 3, 3, 3, 4, 5, 5])
_STEPS = np.array([1, 2, 3, 5, 9, 17, 33, 65])


def window(content: Ints, sentence_of: Ints, firsts: Ints) -> Ints:
    """The token numbers to look at, in order.

    Args:
        content: the content's token numbers, sorted, at least one.
        sentence_of: each token's sentence.
        firsts: each sentence's first token, and the number of tokens as the last entry.
    """
    start, end = int(content[0]), int(content[-1]) + 1
    first = int(firsts[max(0, int(sentence_of[start]) - BEFORE_SENTENCES)])
    last = int(firsts[min(len(firsts) - 1, int(sentence_of[end - 1]) + 1 + AFTER_SENTENCES)])
    first, last = max(first, start - BEFORE), min(last, end + AFTER)
    if end - start <= CONTENT:
        return np.arange(first, last)
    half = CONTENT // 2
    return np.concatenate([np.arange(first, start + half), np.arange(end - half, last)])


def marks(look: Ints, content: Ints, sentence_of: Ints, paragraph_of: Ints, level: Ints, quoted: Ints) -> Ints:
    """The marks of a window's tokens, shape (len(look), len(MARKS)).

    Args:
        look: the window.
        content: the content's token numbers.
        sentence_of: each token's sentence.
        paragraph_of: each token's paragraph.
        level: 1 inside an outer content of any quote, 2 inside an inner one, 3 both, 0 outside; 4 more where one
            begins.
        quoted: each token's state of quotation (`features.quoted`).
    """
    start, end = int(content[0]), int(content[-1])
    inside = np.isin(look, content)
    found = np.empty((len(look), len(MARKS)), dtype=np.int64)
    side = np.where(look < start, 0, np.where(look > end, 2, 1))
    found[:, 0] = np.where(inside, 3, side)
    found[look == start, 0] = 4
    found[look == end, 0] = 5
    before, after = sentence_of[look] - sentence_of[start], sentence_of[look] - sentence_of[end]
    sentences = np.where(look < start, before, np.where(look > end, after, 0))
    found[:, 1] = np.clip(sentences, -5, 3) + 5 + 3 * ((sentences == 0) & (look > end))
    tokens = np.where(look < start, start - look, np.where(look > end, look - end, 0))
    found[:, 2] = np.searchsorted(_STEPS, tokens, side="right")
    found[:, 3] = np.clip(paragraph_of[look] - paragraph_of[start], -1, 1) + 1
    found[:, 4] = level[look]
    found[:, 5] = _STATES[quoted[look]]
    return found


def positions(sentences: Sequence[tuple[int, int]], places: Ints) -> tuple[Ints, Ints, Ints]:
    """Each token's sentence, each sentence's first token (and the count), each token's paragraph."""
    count = sentences[-1][1] if sentences else 0
    firsts = np.array([first for first, _ in sentences] + [count], dtype=np.int64)
    sentence_of = np.repeat(np.arange(len(sentences)), np.diff(firsts))
    paragraph_of = np.cumsum(places >= 6, dtype=np.int64)
    return sentence_of, firsts, paragraph_of
