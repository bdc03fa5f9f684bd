"""The token encoder: a small transformer (Vaswani et al. 2017) that gives every token of a passage a vector.

Its weights are the first layers of multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672), trained further on what
this package reads by it: statements, names, parts of speech, moods (``training/encoder``). Matrices are 8-bit whole
numbers, and what they are multiplied with is made so a passage at a time: a passage's vectors depend on the passage
alone, and on all of it.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from depesche.errors import ModelError
from depesche.language.vocabulary import BEGIN, END, WIDTH, Vocabulary

__all__ = ["WIDTH", "TokenEncoder", "token_encoder"]

Floats = npt.NDArray[np.float32]
_MODEL = Path(__file__).parent / "model"


class TokenEncoder:
    """Vocabulary and network.

    Args:
        folder: holds ``encoder.onnx`` (layers that read pieces) and ``tokens.onnx`` (those that read tokens); and
            ``vocabulary.npz``, unless it is that of the package.
    """

    def __init__(self, folder: Path = _MODEL) -> None:
        vocabulary = folder / "vocabulary.npz"
        self.vocabulary = Vocabulary.load(vocabulary if vocabulary.is_file() else _MODEL / "vocabulary.npz")
        self._of_pieces = _session(folder / "encoder.onnx")
        upper = folder / "tokens.onnx"
        self._of_tokens = _session(upper) if upper.is_file() else None
        self._ends = self.vocabulary.embed(np.array([BEGIN, END]))
        self.lock = threading.RLock()

    def vectors(self, pieces: list[tuple[int, ...]]) -> Floats:
        """The vectors of a passage's tokens.

        The lower layers read pieces; the mean over each token's pieces is what the upper ones read.

        Args:
            pieces: of each token, at least one; together not more than 510.

        Returns:
            Shape (tokens, 384).
        """
        counts = np.array([len(one) for one in pieces], dtype=np.int64)
        ids = np.array([piece for one in pieces for piece in one], dtype=np.int64)
        embedded = np.empty((1, len(ids) + 2, WIDTH), dtype=np.float32)
        embedded[0, 1:-1] = self.vocabulary.embed(ids)
        embedded[0, [0, -1]] = self._ends
        of_pieces = self._of_pieces.run(["vectors"], {"embedded": embedded})[0][0]
        tokens = np.empty((1, len(counts) + 2, WIDTH), dtype=np.float32)
        np.add.reduceat(of_pieces[1:-1], np.cumsum(counts) - counts, axis=0, out=tokens[0, 1:-1])
        tokens[0, 1:-1] /= counts[:, None]
        tokens[0, [0, -1]] = of_pieces[[0, -1]]
        if self._of_tokens is None:
            return np.asarray(tokens[0, 1:-1])
        found: Floats = self._of_tokens.run(["vectors"], {"embedded": tokens})[0][0, 1:-1]
        return found


def _session(path: Path) -> Any:
    import onnxruntime  # type: ignore[import-untyped]  # slow to load, so only when there is something to read

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # an arena keeps the largest passage for ever
    return onnxruntime.InferenceSession(
        str(path),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # the fused operator takes eight times as long
    )


@lru_cache(maxsize=1)
def token_encoder() -> TokenEncoder:
    """The one token encoder of this process, loaded when first asked for.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        return TokenEncoder()
    except Exception as error:  # onnxruntime's errors have no common class of their own
        raise ModelError("the token encoder cannot be read", str(_MODEL), "Reinstall depesche") from error
