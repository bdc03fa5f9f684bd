"""Where training runs: on a CUDA device where there is one and it was asked for, else on the processor."""

from __future__ import annotations

from contextlib import AbstractContextManager

import numpy as np
import torch
from torch import Tensor

_chosen = torch.device("cpu")


def choose(threads: int = 1) -> torch.device:
    """The device of this run, which `put`, `chosen` and `bfloat16` mean from now on.

    Args:
        threads: of the processor, where there is nothing better.
    """
    global _chosen
    torch.set_num_threads(threads)
    _chosen = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True
    return _chosen


def chosen() -> torch.device:
    """The device of this run."""
    return _chosen


def put(array: np.ndarray) -> Tensor:
    """An array as a tensor on the device of this run."""
    return torch.from_numpy(array).to(_chosen, non_blocking=True)


def bfloat16() -> AbstractContextManager[None]:
    """Matrix products in bfloat16, sums in float32."""
    return torch.autocast(_chosen.type, torch.bfloat16)


def inside(lengths: Tensor, width: int) -> Tensor:
    """Where rows padded to `width` hold something, shape (rows, width)."""
    return torch.arange(width, device=lengths.device)[None] < lengths[:, None]
