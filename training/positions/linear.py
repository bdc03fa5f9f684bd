"""Penalised linear models, fitted by L-BFGS (scipy), and the choice of thresholds.

A prior is what the weights are where nothing has been learned: the penalty holds them there instead of at nought.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
THRESHOLDS = np.arange(0.10, 0.71, 0.02)  # among which thresholds are chosen


def least(loss: Callable[[Array], tuple[float, Array]], start: Array) -> Array:
    """The minimum of a function that returns its value and slope."""
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100, "ftol": 1e-6}).x)


def logistic(
    features: Array,
    target: Array,
    l2: float,
    weight: Array | None = None,
    prior: Array | None = None,
    start: Array | None = None,
) -> tuple[Array, float]:
    """A penalised logistic regression: weights and bias, which is not penalised unless the prior names it (last).

    ``start`` (weights and bias) only saves time.
    """
    rows = np.hstack([features, np.ones((len(features), 1))])
    weight = np.ones(len(rows)) if weight is None else weight
    penalty = np.full(rows.shape[1], l2)
    penalty[-1] = 0.0 if prior is None else l2
    middle = np.zeros(rows.shape[1]) if prior is None else prior

    def loss(w: Array) -> tuple[float, Array]:
        score, far = rows @ w, w - middle
        value = weight @ (np.logaddexp(0.0, score) - target * score) + 0.5 * penalty @ (far * far)
        return float(value), rows.T @ (weight * (1 / (1 + np.exp(-score)) - target)) + penalty * far

    found = least(loss, middle.copy() if start is None else start)
    return found[:-1], float(found[-1])


def multinomial(
    features: Array, target: Array, l2: float, weight: Array | None = None, prior: Array | None = None
) -> tuple[Array, Array]:
    """A penalised multinomial logistic regression: weights (classes, n) and biases; target is one-hot.

    The biases are not penalised unless the prior (classes, n + 1) names them (last column).
    """
    rows = np.hstack([features, np.ones((len(features), 1))])
    weight = np.ones(len(rows)) if weight is None else weight
    shape = (target.shape[1], rows.shape[1])
    penalty = np.full(shape, l2)
    penalty[:, -1] = 0.0 if prior is None else l2
    middle = np.zeros(shape) if prior is None else prior

    def loss(flat: Array) -> tuple[float, Array]:
        w = flat.reshape(shape)
        scores = rows @ w.T
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        far = w - middle
        slope = ((np.exp(logs) - target) * weight[:, None]).T @ rows + penalty * far
        return float(-(weight[:, None] * target * logs).sum() + 0.5 * (penalty * far * far).sum()), slope.ravel()

    found = least(loss, middle.ravel().copy()).reshape(shape)
    return found[:, :-1], found[:, -1]


def conditional(groups: Sequence[tuple[Array, Array]], l2: float) -> Array:
    """A conditional logit: weights by which, in each group of rows, those are chosen that its shares name."""
    rows, wanted = np.vstack([rows for rows, _ in groups]), np.concatenate([shares for _, shares in groups])
    begins = np.cumsum([0, *(len(rows) for rows, _ in groups)])[:-1]
    sizes = np.array([len(rows) for rows, _ in groups])

    def loss(w: Array) -> tuple[float, Array]:
        scores = rows @ w
        scores -= np.repeat(np.maximum.reduceat(scores, begins), sizes)
        logs = scores - np.repeat(np.log(np.add.reduceat(np.exp(scores), begins)), sizes)
        return float(-wanted @ logs + 0.5 * l2 * w @ w), l2 * w - rows.T @ (wanted - np.exp(logs))

    return least(loss, np.zeros(rows.shape[1]))


def best_threshold(found: Sequence[tuple[Array, Array]], default: float) -> float:
    """The threshold with the best mean F1 over several sets of probabilities and labels."""
    if not found:
        return default
    means = []
    for threshold in THRESHOLDS:
        values = []
        for scores, target in found:
            chosen = scores >= threshold
            right = float((chosen * target).sum())
            values.append(2 * right / max(1.0, float(chosen.sum() + target.sum())))
        means.append(float(np.mean(values)))
    return round(float(THRESHOLDS[int(np.argmax(means))]), 3)
