"""Calibration and operating points, on validation functions that nothing was trained on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from vscan.domain import VscanError
from vscan.scoring.card import Expert, Fusion
from vscan_trainer.evaluation.ranking import cuts

# The special corpus loses more by the other expert than the general one does (trainer/LOG.md).
_GATE_TILT = 3.3


@dataclass(frozen=True, slots=True)
class Logits:
    """One corpus: `deep` (n, experts), `wide` (n, 3), `targets` (n,) of 0 and 1."""

    corpus: str
    deep: NDArray[np.float32]
    wide: NDArray[np.float32]
    targets: NDArray[np.int8]

    def half(self, which: int) -> Logits:
        """Every other function: 0 is for calibrating, 1 for choosing and reporting."""
        part = slice(which, None, 2)
        return Logits(self.corpus, self.deep[part], self.wide[part], self.targets[part])


def calibrate(general: Logits, special: Logits) -> Fusion:
    """Fit the fusion on the first halves. The special expert is moved to the general corpus' prior,
    since what is scanned is an ordinary tree. Raises VscanError where a half has one class alone."""
    parts = [general.half(0), special.half(0)]
    experts = [_expert(part, column) for column, part in enumerate(parts)]
    prior, special_prior = (float(part.targets.mean()) for part in parts)
    shift = _log_odds(prior) - _log_odds(special_prior)
    moved = Expert(experts[1].corpus, experts[1].deep, experts[1].wide, experts[1].bias + shift)
    sizes = [len(part.targets) for part in parts]
    gate = LogisticRegression(C=1e3, class_weight={0: 1 / sizes[0], 1: _GATE_TILT / sizes[1]})
    corpus_of = np.repeat([0, 1], sizes)
    gate.fit(np.concatenate([part.wide[:, 2:] for part in parts]), corpus_of)
    return Fusion(experts[0], moved, float(gate.coef_[0, 0]), float(gate.intercept_[0]), prior)


def probabilities(fusion: Fusion, logits: Logits) -> NDArray[np.float64]:
    """(n,)"""
    pairs = zip(logits.deep.tolist(), logits.wide.tolist(), strict=True)
    return np.array([fusion.probability(deep, wide) for deep, wide in pairs])


def operating_points(truth: NDArray[np.int8], scores: NDArray[np.float64]) -> dict[str, float]:
    """Thresholds by name, from functions of ordinary prevalence: `recall` finds 90 % of what is
    vulnerable, `low-noise` flags 8 % of all, `balanced` has the best F1, `precise` is right in 40 % of
    25 functions or more. `recall` is never above `low-noise`, nor `precise` below it."""
    thresholds, hits, flagged = cuts(truth, scores)
    low_noise = float(np.quantile(scores, 0.92))
    f1 = 2 * hits / (flagged + truth.sum())
    precise = thresholds[(hits >= 0.4 * flagged) & (flagged >= 25)]
    points = {
        "recall": min(float(thresholds[hits >= 0.9 * truth.sum()][0]), low_noise),
        "low-noise": low_noise,
        "balanced": float(thresholds[f1.argmax()]),
        "precise": max(float(precise[-1] if len(precise) else thresholds[0]), low_noise),
    }
    return {name: _below(threshold) for name, threshold in points.items()}


def _expert(part: Logits, column: int) -> Expert:
    if not 0 < part.targets.sum() < len(part.targets):
        raise VscanError(f"{part.corpus}: too few validation functions to calibrate on")
    inputs = np.stack([part.deep[:, column], part.wide[:, column]], axis=1)
    model = LogisticRegression(C=1e3).fit(inputs, part.targets)
    deep, wide = model.coef_[0]
    return Expert(part.corpus, float(deep), float(wide), float(model.intercept_[0]))


def _log_odds(p: float) -> float:
    return math.log(p / (1 - p))


def _below(threshold: float) -> float:
    """Cut to four digits after the point, so that who reaches the threshold still does; never 0."""
    return max(math.floor(threshold * 10_000), 1) / 10_000
