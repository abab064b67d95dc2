"""Figures of a ranking: what a reviewer gains, not only what a classifier scores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

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
    _, hits, flagged = cuts(truth, scores)
    positives = int(truth.sum())
    correct = hits + (len(truth) - positives) - (flagged - hits)
    return {
        "roc_auc": float(roc_auc_score(truth, scores)),
        "average_precision": float(average_precision_score(truth, scores)),
        "best_f1": float((2 * hits / (flagged + positives)).max()),
        "best_accuracy": float(max((correct / len(truth)).max(), 1 - positives / len(truth))),
        "vd_s": miss_rate(truth, scores, false_positive_rate=0.005),
        "recall_at_fpr_5": 1 - miss_rate(truth, scores, false_positive_rate=0.05),
        "recall_at_20_lines": recall_at_lines(truth, scores, lines, share=0.2),
    }


def miss_rate(truth: Labels, scores: Floats, *, false_positive_rate: float) -> float:
    """VD-S (Ding et al., 2024): the least false-negative rate at this false-positive rate or less."""
    _, hits, flagged = cuts(truth, scores)
    positives = int(truth.sum())
    allowed = flagged - hits <= false_positive_rate * (len(truth) - positives)
    return 1 - float(hits[allowed].max(initial=0)) / positives


def recall_at_lines(truth: Labels, scores: Floats, lines: NDArray[np.int64], *, share: float) -> float:
    """The part of the vulnerable functions found by who reads from the top, `share` of all lines long;
    of the functions with one score, where the reading ends among them, as many as chance would find."""
    thresholds, hits, _ = cuts(truth, scores)
    read = np.bincount(np.searchsorted(-thresholds, -scores), weights=lines).cumsum()
    found = np.interp(share * lines.sum(), [0, *read], [0, *hits])
    return float(found / truth.sum())


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
