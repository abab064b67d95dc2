"""Calibration and operating points, on validation functions that nothing was trained on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from vscan.scoring.card import Expert, Fusion


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
    since what is scanned is an ordinary tree."""
    parts = [general.half(0), special.half(0)]
    experts = [_expert(part, column) for column, part in enumerate(parts)]
    prior, special_prior = (float(part.targets.mean()) for part in parts)
    shift = _log_odds(prior) - _log_odds(special_prior)
    moved = Expert(experts[1].corpus, experts[1].deep, experts[1].wide, experts[1].bias + shift)
    gate = LogisticRegression(C=1e3, class_weight="balanced")
    corpus_of = np.repeat([0, 1], [len(part.targets) for part in parts])
    gate.fit(np.concatenate([part.wide[:, 2:] for part in parts]), corpus_of)
    return Fusion(experts[0], moved, float(gate.coef_[0, 0]), float(gate.intercept_[0]), prior)


def probabilities(fusion: Fusion, logits: Logits) -> NDArray[np.float64]:
    """(n,)"""
    pairs = zip(logits.deep.tolist(), logits.wide.tolist(), strict=True)
    return np.array([fusion.probability(deep, wide) for deep, wide in pairs])


def operating_points(truth: NDArray[np.int8], scores: NDArray[np.float64]) -> dict[str, float]:
    """Thresholds by name, from functions of ordinary prevalence."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    flagged = np.arange(1, len(truth) + 1)
    f1 = 2 * hits / (flagged + truth.sum())
    precise = np.flatnonzero((hits / flagged >= 0.4) & (flagged >= 25))
    return {
        "recall": _round(np.quantile(scores[truth == 1], 0.10)),
        "low-noise": _round(np.quantile(scores, 0.92)),
        "balanced": _round(scores[order][int(np.argmax(f1))]),
        "precise": _round(scores[order][precise[-1]] if len(precise) else scores.max()),
    }


def _expert(part: Logits, column: int) -> Expert:
    inputs = np.stack([part.deep[:, column], part.wide[:, column]], axis=1)
    model = LogisticRegression(C=1e3).fit(inputs, part.targets)
    deep, wide = model.coef_[0]
    return Expert(part.corpus, float(deep), float(wide), float(model.intercept_[0]))


def _log_odds(p: float) -> float:
    return math.log(p / (1 - p))


def _round(threshold: float) -> float:
    return round(float(threshold), 4)
