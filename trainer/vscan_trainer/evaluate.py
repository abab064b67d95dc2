"""Figures of a ranking: what a reviewer gains, not only what a classifier scores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

Floats = NDArray[np.float64]
Labels = NDArray[np.int8]


def figures(truth: Labels, scores: Floats, lines: NDArray[np.int64]) -> dict[str, float]:
    """All figures that depend on the order of `scores` (n,) alone; `lines` (n,) is what reading costs."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])  # true positives when the first k + 1 are flagged
    flagged = np.arange(1, len(truth) + 1)
    positives = int(truth.sum())
    # Equal scores are flagged together: only the last of a run is a threshold.
    ends = np.append(np.diff(scores[order]) != 0, True)
    correct = hits + (len(truth) - positives) - (flagged - hits)
    return {
        "roc_auc": float(roc_auc_score(truth, scores)),
        "average_precision": float(average_precision_score(truth, scores)),
        "best_f1": float((2 * hits / (flagged + positives))[ends].max()),
        "best_accuracy": float(max((correct[ends] / len(truth)).max(), 1 - positives / len(truth))),
        "vd_s": miss_rate(truth, scores, false_positive_rate=0.005),
        "recall_at_fpr_5": 1 - miss_rate(truth, scores, false_positive_rate=0.05),
        "recall_at_20_lines": recall_at_lines(truth, scores, lines, share=0.2),
    }


def miss_rate(truth: Labels, scores: Floats, *, false_positive_rate: float) -> float:
    """VD-S (Ding et al., 2024): the least false-negative rate at this false-positive rate or less."""
    negatives = np.sort(scores[truth == 0])[::-1]
    allowed = int(false_positive_rate * len(negatives))
    threshold = negatives[min(allowed, len(negatives) - 1)]
    return float((scores[truth == 1] <= threshold).mean())


def recall_at_lines(truth: Labels, scores: Floats, lines: NDArray[np.int64], *, share: float) -> float:
    """The part of the vulnerable functions found by who reads from the top, `share` of all lines long."""
    order = np.argsort(-scores, kind="stable")
    within = np.cumsum(lines[order]) <= share * lines.sum()
    return float(truth[order][within].sum() / truth.sum())


def calibration_error(truth: Labels, probabilities: Floats, *, bins: int = 15) -> float:
    """Expected calibration error over bins of equal numbers."""
    order = np.argsort(probabilities, kind="stable")
    parts = np.array_split(order, bins)
    gaps = [abs(truth[part].mean() - probabilities[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(truth))


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
    """A 95 % bootstrap interval of a figure."""
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        sample = rng.integers(0, len(truth), len(truth))
        values.append(figure(truth[sample], scores[sample]))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
