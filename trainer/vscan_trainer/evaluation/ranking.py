"""Figures of a ranking: what a reviewer gains, not only what a classifier scores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.evaluation.curve import Curve
from vscan_trainer.evaluation.scored import Scored

Floats = NDArray[np.float64]
Labels = NDArray[np.int8]


def cuts(truth: Labels, scores: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Every threshold there is, falling; the vulnerable functions and all functions at or above it;
    (distinct scores,) each. Equal scores are flagged together, whatever their order."""
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    return scores[order][ends], np.cumsum(truth[order], dtype=np.int64)[ends], ends + 1


def figures(truth: Labels, scores: Floats, lines: NDArray[np.int64]) -> dict[str, float]:
    """All figures that depend on the order of `scores` (n,) alone; `lines` (n,) is what reading costs."""
    return {name: float(values[0]) for name, values in _curve(truth, scores, lines).figures().items()}


def miss_rate(truth: Labels, scores: Floats, *, false_positive_rate: float) -> float:
    """VD-S (Ding et al., 2024): the least false-negative rate at this false-positive rate or less."""
    curve = _curve(truth, scores, np.ones(len(truth), dtype=np.int64))
    return 1 - float(curve.recall_at_rate(false_positive_rate)[0])


def recall_at_lines(truth: Labels, scores: Floats, lines: NDArray[np.int64], *, share: float) -> float:
    """What `Curve.recall_at_lines` says, of one part."""
    return float(_curve(truth, scores, lines).recall_at_lines(share)[0])


def calibration_error(truth: Labels, probabilities: Floats, *, bins: int = 15) -> float:
    """Expected calibration error over bins of about equal numbers; equal probabilities share a bin."""
    rank = np.searchsorted(np.sort(probabilities), probabilities)
    gaps = np.bincount(rank * bins // len(truth), weights=truth - probabilities)
    return float(np.abs(gaps).sum() / len(truth))


def brier(truth: Labels, probabilities: Floats) -> float:
    """Mean squared error of the probabilities."""
    return float(np.mean((probabilities - truth) ** 2))


def shift_prior(probabilities: Floats, old: float, new: float) -> Floats:
    """The same evidence at another prevalence: odds times the ratio of the prior odds."""
    ratio = (new / (1 - new)) / (old / (1 - old))
    return probabilities * ratio / (1 - probabilities + probabilities * ratio)


def interval(
    truth: Labels,
    scores: Floats,
    figure: Callable[[Labels, Floats], float],
    *,
    draws: int = 200,
    seed: int = 42,
) -> tuple[float, float]:
    """A 95 % bootstrap interval of a figure. Draws that hold one class alone are left out: most
    figures mean nothing there."""
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        sample = rng.integers(0, len(truth), len(truth))
        if 0 < truth[sample].sum() < len(truth):
            values.append(figure(truth[sample], scores[sample]))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _curve(truth: Labels, scores: Floats, lines: NDArray[np.int64]) -> Curve:
    scored = Scored(np.zeros(len(truth), dtype="<U1"), truth, scores, lines)
    return Curve.of(scored, np.ones((1, len(truth)), dtype=np.int64))
