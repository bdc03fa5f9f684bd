"""What a speaker does by a statement: a linear model over groups of words and vectors, in the content and around it.

The groups are data (``acts.yaml``), the weights are learned (``training/attribution/acts.py``). The network's reader
learns acts too, which shapes the vectors; its own word is too sure of itself on texts unlike the dispatches it learned
from ("bestreitet, dass ..." became a warning), and added to this model's it took accuracy away on rail-2007.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from depesche.attribution.cues import ACTS, CLASSES, STEM, cues, fits, load_data
from depesche.errors import ModelError
from depesche.language.transformer import WIDTH
from depesche.records import Act, ActShare

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_NEAR = 12  # tokens
_VECTOR_SHARE = 0.3  # of a mean vector in the features; of 0, 0.3, 0.6 the best on sets of dispatches left out
_OPENING = 3  # words that open a content
_LEARNED_FROM = "de"  # the language of the dispatches that the weights were learned from
_NEGATED = 4  # words before "tragbar" among which its negation stands ("nicht mehr länger tragbar")
# By which the scores are multiplied before they become probabilities: of statements of sets of dispatches left out
# (`python -m training.attribution.acts`), the expected calibration error is 0.08 with 1, 0.012 so.
SHARPNESS = 1.25
LEAST_SHARE = 0.02  # of a probability that is kept
_PREFIX = 8  # letters of a separable prefix ("entgegen")


@dataclass(frozen=True, slots=True)
class Groups:
    """Word groups of one language."""

    names: tuple[str, ...]
    whole: dict[str, tuple[int, ...]]
    stems: tuple[tuple[str, int], ...]

    def whole_of(self, name: str) -> list[str]:
        """The whole words of a group."""
        number = self.names.index(name) if name in self.names else -1
        return [word for word, found in self.whole.items() if number in found]

    def of(self, word: str) -> tuple[int, ...]:
        """The groups of a lower-case word."""
        found = self.whole.get(word, ())
        return found + tuple(group for stem, group in self.stems if word.startswith(stem))


@lru_cache(maxsize=4)
def groups(language: str) -> Groups:
    """The word groups of a language; one without groups of its own is looked at with those the weights belong to."""
    data = (load_data(language, "acts.yaml") or load_data(_LEARNED_FROM, "acts.yaml")).get("groups") or {}
    whole: dict[str, tuple[int, ...]] = {}
    stems = []
    for number, words in enumerate(data.values()):
        for word in str(words).split():
            if word.endswith("*"):
                stems.append((word[:-1], number))
            else:
                whole[word] = (*whole.get(word, ()), number)
    return Groups(tuple(map(str, data)), whole, tuple(stems))


@lru_cache(maxsize=20_000)
def _of(word: str, language: str) -> tuple[tuple[int, ...], int]:
    return groups(language).of(word.lower()), cues(language).word(word)[0]


def act_features(inside: Sequence[str], cue: Sequence[str], around: Sequence[str], kind: int, language: str) -> Floats:
    """The features of one statement.

    Args:
        inside: the content's words.
        cue: the words of cue and frame.
        around: other words near the content, in its sentences, outside any content.
        kind: the kind's number.
        language: an ISO 639-1 code.
    """
    count = len(groups(language).names)
    rows = np.zeros((4, count + CLASSES), dtype=np.float32)
    for row, words in enumerate((inside, cue, around, inside[:_OPENING])):
        for word in words:
            found, cue_class = _of(word[:64], language)
            rows[row, list(found)] = 1
            rows[row, count + cue_class] = 1
    _join_prefixes(rows, count, [*cue, *around], language)
    rows[:, count] = 0
    content, context = rows[0, :count], np.maximum(rows[1], rows[2])[:count]
    # "werde nicht", "müsse nicht": what a negation does depends on what it stands with
    negated = content[0] * content
    kinds = np.zeros(5, dtype=np.float32)
    kinds[kind] = 1
    length = np.array([len(inside) < 4, len(inside) < 9, len(inside) > 20, 1], dtype=np.float32)
    return np.concatenate([rows.ravel(), negated, context[0] * content, kinds, length])


def places_around(
    sentences: Sequence[tuple[int, int]], content: Ints, taken: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """The tokens of a content's sentences that stand in no content: those near it, and those further off.

    Args:
        sentences: token numbers of each sentence.
        content: the content's token numbers.
        taken: which tokens are in any content.
    """
    start, end = int(content[0]), int(content[-1])
    first = bisect_right(sentences, start, key=lambda one: one[0]) - 1
    last = bisect_right(sentences, end, key=lambda one: one[0]) - 1
    places = np.arange(sentences[max(first, 0)][0], sentences[max(last, 0)][1])
    places = places[~taken[places]]
    near = (places >= start - _NEAR) & (places <= end + _NEAR)
    return places[near], places[~near]


def statement_features(
    words: Sequence[str],
    vectors: Floats,
    sentences: Sequence[tuple[int, int]],
    content: Ints,
    taken: npt.NDArray[np.bool_],
    kind: int,
    language: str,
) -> Floats:
    """The features of one statement: of its words (`act_features`), and mean vectors of content and neighbourhood."""
    near, far = places_around(sentences, content, taken)
    inside, cue, around = ([words[place] for place in places.tolist()] for places in (content, near, far))
    beside = vectors[near].mean(axis=0) if len(near) else np.zeros(vectors.shape[1], dtype=np.float32)
    means = _VECTOR_SHARE * np.concatenate([vectors[content].mean(axis=0), beside])
    return np.concatenate([act_features(inside, cue, around, kind, language), means]).astype(np.float32)


@lru_cache(maxsize=1)
def _learned() -> tuple[Floats, Floats]:
    path = Path(__file__).parent / "model" / "acts.npz"
    try:
        with np.load(path, allow_pickle=False) as data:
            weights, bias = data["weights"].astype(np.float32), data["bias"].astype(np.float32)
        if weights.shape != (len(prior("de")) + 2 * WIDTH, len(ACTS)):
            raise ValueError("the weights do not fit the word groups")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("the weights of the acts cannot be read", str(path), "Reinstall depesche") from error
    return weights, bias


def classify(features: Floats) -> tuple[ActShare, ...]:
    """The acts that a statement's features (see `statement_features`) speak for, the likeliest first.

    Raises:
        ModelError: the weights are missing, damaged or do not fit the language data.
    """
    weights, bias = _learned()
    return shares_of(features @ weights + bias)


def shares_of(scores: Floats) -> tuple[ActShare, ...]:
    """Calibrated probabilities of acts from their scores (in the order of `cues.ACTS`), the likeliest first."""
    powers = np.exp(SHARPNESS * (scores - scores.max()))
    shares = (powers / powers.sum()).tolist()
    order = sorted(range(len(shares)), key=lambda number: -shares[number])
    return tuple(
        [ActShare(ACTS[number], round(shares[number], 3)) for number in order if shares[number] >= LEAST_SHARE]
    )


def rules_out(words: Sequence[str], language: str) -> bool:
    """Whether a content calls something unacceptable ("unannehmbar", "nicht länger tragbar"), which rejects it."""
    alone, negated, negation = _unacceptable(language)
    lower = [word.lower() for word in words]
    for place, word in enumerate(lower):
        if any(fits(word, one) for one in alone):
            return True
        before = lower[max(0, place - _NEGATED) : place]
        if any(fits(word, one) for one in negated) and negation.intersection(before):
            return True
    return False


@lru_cache(maxsize=4)
def _unacceptable(language: str) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """Words that call something unacceptable, those that do so with a negation, and the words of negation."""
    data = load_data(language, "acts.yaml").get("unacceptable") or {}
    alone, negated = (tuple(str(data.get(name, "")).split()) for name in ("alone", "negated"))
    return alone, negated, frozenset(groups(language).whole_of("negation"))


def _join_prefixes(rows: Floats, count: int, words: Sequence[str], language: str) -> None:
    """Count cues whose prefix stands apart, in the context's row."""
    known = cues(language)
    lower = [word.lower() for word in words[:80]]
    for index, word in enumerate(lower):
        if _of(word, language)[1] != STEM:
            continue
        for prefix in lower[index + 1 :]:
            if prefix.isalpha() and 2 <= len(prefix) <= _PREFIX and (kind := known.prefixed(word, prefix)):
                rows[1, count + kind] = 1


def prior(language: str) -> Floats:
    """The weights before learning, shape (features, acts): what the language's data say that each group speaks for."""
    data = load_data(language, "acts.yaml")
    names = groups(language).names
    count, width = len(names), len(names) + CLASSES
    weights = np.zeros((4 * width + 2 * count + 9, len(ACTS)), dtype=np.float32)
    places = {"priors": (0,), "context_priors": (4 * width + count, width, 2 * width), "negated_priors": (4 * width,)}
    for section, offsets in places.items():
        for name, votes in (data.get(section) or {}).items():
            for act, value in votes.items():
                # A group in the context shows up in up to three features; together they say it once.
                weights[[offset + names.index(str(name)) for offset in offsets], ACTS.index(Act(act))] += value / len(
                    offsets
                )
    for row, key in ((1, "cue_prior"), (2, "near_prior"), (3, "opening_prior")):
        for number in range(len(ACTS)):
            if ACTS[number] is not Act.ASSERT:
                value = float(data.get(key, 0))
                verb = row * width + count + 1 + number
                weights[[verb, verb + len(ACTS)], number] = value
    return weights
