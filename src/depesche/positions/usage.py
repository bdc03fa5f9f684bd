"""How a dossier speaks of its issues: what its own statements teach beyond the names in the codebook.

A first look gives every statement a share of each issue, by the names' words and sentence vectors alone. Statements of
one issue then teach its other words ("Morfas" for territory), how sentences on it sound, and which party speaks of it;
issues that win too often by words that stand everywhere are told by their sum. A second look uses what was learned
(self-training; as in X-Class, Wang et al. 2021, with soft shares). Nothing here is trained: the weights of these
numbers are part of the models.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from depesche.claims.words import rarity

USAGE = ("usual", "party", "words", "near", "before", "before_that", "document")  # the numbers of `Usage.rows`
TELLING = 9.0  # nats; words at least this rare are counted ("Regierung" 9.4), and numbers
PARTY_DOUBT, WORD_DOUBT = 3.0, 2.0  # statements that a party or a word counts as having had beforehand, shared as usual
HEARD_TWICE = 2  # statements a word stands in, at least, before it teaches anything
NEUTRAL = 1.0  # summed weight of an issue's statements from which half of their nearness counts
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as far as it teaches: its speaker's party ("" for none), the stems of its telling words, its sentence
    vector (512 whole numbers, -127 to 127) and each issue's share at first look.
    """

    party: str
    stems: tuple[str, ...]
    vector: NDArray[np.int8]
    shares: Array


def coarse(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Vectors (n, 512) as whole numbers, each by its own greatest: a quarter of the room, the same directions."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True)
    return np.round(vectors / np.where(greatest > 0, greatest, 1.0) * 127).astype(np.int8)


def telling_stems(words: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The distinct stems, in order of the alphabet, of words (surface, stem) that tell something."""
    return tuple(sorted({stem for surface, stem in words if surface[0].isdigit() or rarity(surface) >= TELLING}))


class Usage:
    """What a sample of a dossier's documents teaches.

    Args:
        issues: how many there are.
        told: the statements of the sample.
    """

    def __init__(self, issues: int, told: Sequence[Told]) -> None:
        self._issues = issues
        self._told = told

    @cached_property
    def _shares(self) -> Array:
        return np.array([one.shares for one in self._told]).reshape(len(self._told), self._issues)

    @cached_property
    def _usual(self) -> Array:
        """Each issue's share in all statements, those of `Told` and one more that leaves it open."""
        return np.asarray((self._shares.sum(axis=0) + 1.0) / (len(self._told) + self._issues))

    @cached_property
    def _parties(self) -> dict[str, tuple[Array, int]]:
        found: dict[str, tuple[Array, int]] = {}
        for one in self._told:
            self._count(found, one.party, one.shares)
        return found

    @cached_property
    def _stems(self) -> dict[str, tuple[Array, int]]:
        found: dict[str, tuple[Array, int]] = {}
        for one in self._told:
            for stem in one.stems:
                self._count(found, stem, one.shares)
        return found

    @staticmethod
    def _count(found: dict[str, tuple[Array, int]], key: str, shares: Array) -> None:
        total, number = found.get(key, (0.0, 0))
        found[key] = (total + shares, number + 1)

    @cached_property
    def _middle(self) -> Array:
        return np.asarray(_unit(np.array([one.vector for one in self._told])).mean(axis=0))

    @cached_property
    def _sides(self) -> tuple[Array, Array]:
        """For each issue the weighted sum of its statements' vectors and of their weights: a share counts squared."""
        weights = self._shares**2
        return weights.T @ _unit(np.array([one.vector for one in self._told])), weights.sum(axis=0)

    def rows(self, group: Sequence[Told], inside: int) -> Array:
        """The numbers of `USAGE` of one document's statements, in text order: (statements, issues, 7).

        Args:
            group: all statements of the document.
            inside: how many of them, the first, are part of the sample: what a statement itself taught is left out.
        """
        result = np.zeros((len(group), self._issues, len(USAGE)))
        if not group:
            return result
        shares = np.array([one.shares for one in group])
        if self._told:
            result[:, :, 0] = np.log(self._usual * self._issues)
            result[:, :, 1] = [self._by_party(one, row < inside) for row, one in enumerate(group)]
            result[:, :, 2] = [self._by_words(one, row < inside) for row, one in enumerate(group)]
            result[:, :, 3] = self._by_vectors(group, shares, inside)
        result[1:, :, 4] = shares[:-1]
        result[2:, :, 5] = shares[:-2]
        for row in range(len(group)):
            others = np.delete(shares, row, axis=0)
            if len(others):
                result[row, :, 6] = others.max(axis=0)
        return result

    def _by_party(self, one: Told, inside: bool) -> Array:
        """How much more than usual the party speaks of each issue, in log odds."""
        if not one.party or one.party not in self._parties:
            return np.zeros(self._issues)
        return self._more_than_usual(*self._parties[one.party], one, inside, PARTY_DOUBT)

    def _by_words(self, one: Told, inside: bool) -> Array:
        """How much more than usual the statement's most telling word stands where each issue is spoken of."""
        known = [self._stems[stem] for stem in one.stems if stem in self._stems]
        rows = [
            self._more_than_usual(total, number, one, inside, WORD_DOUBT)
            for total, number in known
            if number + (not inside) >= HEARD_TWICE
        ]
        return np.max(rows, axis=0) if rows else np.zeros(self._issues)

    def _more_than_usual(self, total: Array, number: int, one: Told, inside: bool, doubt: float) -> Array:
        if inside:
            total, number = total - one.shares, number - 1
        return np.asarray(np.log(np.maximum(total + doubt * self._usual, 1e-9) / (number + doubt) / self._usual))

    def _by_vectors(self, group: Sequence[Told], shares: Array, inside: int) -> Array:
        """How near each statement's vector is to the middle of each issue's, all seen from the middle of the sample."""
        vectors = _unit(np.array([one.vector for one in group]))
        sums, weights = self._sides
        result = np.zeros((len(group), self._issues))
        for row, vector in enumerate(vectors):
            own = shares[row] ** 2 if row < inside else np.zeros(self._issues)
            rest = weights - own
            side = sums - own[:, None] * vector - rest[:, None] * self._middle
            length = np.linalg.norm(side, axis=1) + 1e-9
            result[row] = side @ (vector - self._middle) / length * rest / (rest + NEUTRAL)
        return result


def _unit(vectors: NDArray[np.int8]) -> Array:
    rows = vectors.astype(np.float64)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1.0))
