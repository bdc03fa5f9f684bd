"""Names, parts of speech and moods of all tokens of a text, in plain numpy.

The network is described and trained in ``training/language/tagger.py``, together with the token encoder: token vectors
beside spelling features, one hidden layer, a CRF over name tags, softmax layers for parts of speech and mood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from depesche.errors import ModelError
from depesche.language.clusters import Clusters, clusters
from depesche.language.features import ROWS, word_features
from depesche.language.lexicon import Lexicon, lexicon
from depesche.language.names import NameSettings
from depesche.language.resources import folder
from depesche.language.vectors import TokenVectors
from depesche.records import Sentence

Floats = npt.NDArray[np.float32]
_MODELS = ("tagger.npz", "tagger2.npz")  # the second is optional
_GROUP_TOKENS = 2000  # tokens run together; more costs memory, fewer leaves the matrices thin
_KEPT_WORDS = 60_000  # spelling vectors remembered: 23 MB


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tagger says about some tokens.

    Args:
        names: marginal probability of each name tag, shape (tokens, name tags); the geometric mean over networks, so
            that a row sums to less than one where they disagree.
        pos: probability of each part of speech, shape (tokens, parts of speech).
        mood: probability of each mood, shape (tokens, moods).
    """

    names: Floats
    pos: Floats
    mood: Floats


class Network:
    """One trained network."""

    def __init__(self, arrays: Any, lex: Lexicon | None, groups: Clusters | None) -> None:
        self.name_tags: list[str] = arrays["name_tags"].tolist()
        self.pos_tags: list[str] = arrays["pos_tags"].tolist()
        self.moods: list[str] = arrays["moods"].tolist()
        settled = arrays["name_settings"].tolist() if "name_settings" in arrays.files else ()
        self.name_settings = NameSettings(*settled)
        get = {key: np.ascontiguousarray(arrays[key], dtype=np.float32) for key in arrays.files if "tags" not in key
               and key != "moods"}  # fmt: skip
        if len(get["spelling_weight"]) != ROWS:
            raise ValueError(f"made for {len(get['spelling_weight'])} spelling features, not {ROWS}")
        self._lexicon, self._clusters = lex, groups
        self._hidden, self._hidden_bias = get["hidden_weight"].T.copy(), get["hidden_bias"]
        self._table = get["spelling_weight"]
        self._known: dict[str, int] = {}
        self._rows = np.empty((1024, self._table.shape[1]), dtype=np.float32)
        self._heads = [(get[f"{head}_weight"].T.copy(), get[f"{head}_bias"]) for head in ("names", "pos", "mood")]
        self._start, self._move = np.exp(get["start"]), np.exp(get["move"])

    def tag_group(
        self, words: Sequence[str], group: Sequence[Sentence], vectors: Floats, names_only: bool = False
    ) -> tuple[Floats, ...]:
        """Name marginals and, unless only these are wanted, parts of speech and moods of some sentences' tokens."""
        offset = group[0].first
        starts = np.array([one.first - offset for one in group])
        lengths = np.array([one.last - one.first for one in group])
        numbers = self._spell(words)
        spelling = self._rows[numbers]
        context = np.zeros((len(words), 2), dtype=np.float32)
        context[starts, 0] = 1.0
        capitals = np.array([word.isupper() for word in words], dtype=np.float32)
        share = np.add.reduceat(capitals, starts) * 2 > lengths
        context[:, 1] = np.repeat(share, lengths)
        inputs = np.concatenate([vectors, spelling, context], axis=1)
        hidden = np.tanh(inputs @ self._hidden + self._hidden_bias)
        (names, names_bias), (pos, pos_bias), (mood, mood_bias) = self._heads
        marginals = self._marginals(hidden @ names + names_bias, starts, lengths)
        if names_only:
            return (marginals,)
        return marginals, _softmax(hidden @ pos + pos_bias), _softmax(hidden @ mood + mood_bias)

    def _spell(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        known = self._known
        numbers = np.empty(len(words), dtype=np.int64)
        if len(known) > _KEPT_WORDS:
            known.clear()
        for place, word in enumerate(words):
            number = known.get(word)
            if number is None:
                number = known[word] = len(known)
                if number >= len(self._rows):
                    self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
                self._rows[number] = self._table[word_features(word, self._lexicon, self._clusters)].sum(axis=0)
            numbers[place] = number
        return numbers

    def _marginals(self, scores: Floats, starts: npt.NDArray[Any], lengths: npt.NDArray[Any]) -> Floats:
        """Probability of every tag at every token (forward-backward, scaled at each step)."""
        order = np.argsort(-lengths, kind="stable")
        starts, lengths = starts[order], lengths[order]
        emission = np.exp(scores - scores.max(axis=1, keepdims=True))
        alpha, beta = np.empty_like(emission), np.empty_like(emission)
        running = len(order)
        before = np.broadcast_to(self._start, (running, len(self._start)))
        after = np.ones((running, len(self._start)), dtype=np.float32)
        for step in range(int(lengths[0])):
            while lengths[running - 1] <= step:
                running -= 1
            at, back = starts[:running] + step, starts[:running] + lengths[:running] - 1 - step
            now = before[:running] * emission[at]
            now /= now.sum(axis=1, keepdims=True)
            alpha[at] = now
            before = now @ self._move
            beta[back] = after[:running]
            then = (after[:running] * emission[back]) @ self._move.T
            after = then / then.sum(axis=1, keepdims=True)
        product = alpha * beta
        return np.asarray(product / product.sum(axis=1, keepdims=True), dtype=np.float32)


class Tagger:
    """All networks of a language: the first gives parts of speech and moods, all of them together the names."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self._networks = networks
        first = networks[0]
        self.name_tags, self.pos_tags, self.moods = first.name_tags, first.pos_tags, first.moods
        self.name_settings = first.name_settings
        self._blas = ThreadpoolController()

    def tag(self, words: Sequence[str], sentences: Sequence[Sentence], vectors: TokenVectors) -> Tags:
        """Tag all tokens of a text, which its sentences cover without gaps."""
        names = np.empty((len(words), len(self.name_tags)), dtype=np.float32)
        pos = np.empty((len(words), len(self.pos_tags)), dtype=np.float32)
        mood = np.empty((len(words), len(self.moods)), dtype=np.float32)
        begin = 0
        with self._blas.limit(limits=1, user_api="blas"):
            while begin < len(sentences):
                end = begin + 1
                while end < len(sentences) and sentences[end].last - sentences[begin].first <= _GROUP_TOKENS:
                    end += 1
                group = sentences[begin:end]
                first, last = group[0].first, group[-1].last
                rows = vectors.rows(first, last)
                part = words[first:last]
                product, pos[first:last], mood[first:last] = self._networks[0].tag_group(part, group, rows)
                for other in self._networks[1:]:
                    product *= other.tag_group(part, group, rows, names_only=True)[0]
                names[first:last] = product ** (1 / len(self._networks))
                begin = end
        return Tags(names, pos, mood)


def _softmax(scores: Floats) -> Floats:
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


@lru_cache(maxsize=4)
def tagger(language: str) -> Tagger | None:
    """The tagger of a language, loaded when first needed; None where there is none.

    Raises:
        ModelError: the file is there but damaged, or made for another version.
    """
    path = folder(language)
    if path is None or not (path / "model" / _MODELS[0]).is_file():
        return None
    file = path / "model" / _MODELS[0]
    networks = []
    try:
        for file in (path / "model" / name for name in _MODELS):
            if file.is_file():
                with np.load(file, allow_pickle=False) as arrays:
                    networks.append(Network(arrays, lexicon(language), clusters(language)))
        return Tagger(networks)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"the tagger cannot be read ({error})", str(file), "Reinstall depesche") from error
