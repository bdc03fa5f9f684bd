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
        folder: holds ``vocabulary.npz`` and ``encoder.onnx``.
    """

    def __init__(self, folder: Path = _MODEL) -> None:
        import onnxruntime  # type: ignore[import-untyped]  # slow to load, so only when there is something to read

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # an arena keeps the largest passage for ever
        self.vocabulary = Vocabulary.load(folder / "vocabulary.npz")
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # the fused operator takes eight times as long
        )
        self._ends = self.vocabulary.embed(np.array([BEGIN, END]))
        self.lock = threading.RLock()

    def vectors(self, pieces: list[tuple[int, ...]]) -> Floats:
        """The vectors of a passage's tokens: the mean over each token's pieces.

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
        out = self._session.run(["vectors"], {"embedded": embedded})[0][0, 1:-1]
        sums = np.add.reduceat(out, np.cumsum(counts) - counts, axis=0)
        return np.asarray(sums / counts[:, None], dtype=np.float32)


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
