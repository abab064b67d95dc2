"""Calibration and operating points, on validation functions that nothing was trained on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from vscan.domain import VscanError
from vscan.scoring.base import NO_NGRAMS
from vscan.scoring.card import Expert, Fusion
from vscan_trainer.evaluation.ranking import cuts

# The special corpus loses more by the other expert than the general one does (trainer/LOG.md).
_GATE_TILT = 3.3

_BLOCKS = 500

# False-positive rates: dense where scans are run, and 1 to end with.
_RATES = np.concatenate(
    [np.arange(10, 100, 5) / 10_000, np.arange(40, 400, 10) / 4_000, np.arange(10, 101, 2) / 100]
)
_LEAST_FLAGGED = 10


@dataclass(frozen=True, slots=True)
class Logits:
    """One corpus: `deep` (n, experts), `wide` (n, n-gram heads; 0 of them without n-grams), `targets`
    (n,) of 0 and 1, `trees` (n, experts), None without trees."""

    corpus: str
    deep: NDArray[np.float32]
    wide: NDArray[np.float32]
    targets: NDArray[np.int8]
    trees: NDArray[np.float32] | None = None

    def half(self, which: int) -> Logits:
        """0 is for calibrating, 1 for choosing and reporting."""
        part = halves(len(self.targets)) == which
        trees = None if self.trees is None else self.trees[part]
        return Logits(self.corpus, self.deep[part], self.wide[part], self.targets[part], trees)


def halves(count: int) -> NDArray[np.int64]:
    """Which half each function is of, (n,): blocks of neighbours alternate, since functions of one fix
    or project stand together in some corpora and must not be on both sides."""
    return np.arange(count) // max(count // _BLOCKS, 1) % 2


def require_joinable(corpora: int, ngrams: int) -> None:
    """Raises VscanError where the experts of so many corpora cannot be joined: more than two, or two
    without n-grams."""
    if corpora > 2:
        raise VscanError(f"{corpora} corpora: only one, or a general and a special one, can be joined")
    if corpora == 2 and not ngrams:
        raise VscanError("two corpora need the n-gram part, which tells them apart: add --ngrams 18")


def calibrate(parts: Sequence[Logits]) -> Fusion:
    """Fit the fusion on these functions, of one corpus or of a general and a special one. The special
    expert is moved to the general corpus' prior, since what is scanned is an ordinary tree. Raises
    VscanError where a part has one class alone, or there are more than two."""
    require_joinable(len(parts), parts[0].wide.shape[1])
    heads = 3 if len(parts) == 2 else 1
    experts = [_expert(part, column, heads) for column, part in enumerate(parts)]
    priors = [float(part.targets.mean()) for part in parts]
    if len(parts) == 1:
        return Fusion(experts[0], None, 0.0, 0.0, priors[0])
    moved = experts[1].bias + _log_odds(priors[0]) - _log_odds(priors[1])
    special = replace(experts[1], bias=moved)
    sizes = [len(part.targets) for part in parts]
    gate = LogisticRegression(C=1e3, class_weight={0: 1 / sizes[0], 1: _GATE_TILT / sizes[1]})
    gate.fit(np.concatenate([part.wide[:, 2:3] for part in parts]), np.repeat([0, 1], sizes))
    return Fusion(experts[0], special, float(gate.coef_[0, 0]), float(gate.intercept_[0]), priors[0])


def probabilities(fusion: Fusion, logits: Logits) -> NDArray[np.float64]:
    """(n,)"""
    count = len(logits.targets)
    wide = logits.wide if logits.wide.shape[1] else np.tile(NO_NGRAMS, (count, 1))
    trees = np.zeros((count, 2)) if logits.trees is None else logits.trees
    rows = zip(logits.deep.tolist(), wide.tolist(), trees.tolist(), strict=True)
    return np.array([fusion.probability(*row) for row in rows])


def cross_fitted(parts: Sequence[Logits]) -> list[NDArray[np.float64]]:
    """Probabilities of all functions of each part, (n,), each half's by the fusion of the other half."""
    out = [np.zeros(len(part.targets)) for part in parts]
    for fitted in (0, 1):
        fusion = calibrate([part.half(fitted) for part in parts])
        for part, scores in zip(parts, out, strict=True):
            scores[halves(len(scores)) != fitted] = probabilities(fusion, part.half(1 - fitted))
    return out


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
    return {name: below(threshold) for name, threshold in points.items()}


def threshold_at_fpr(truth: NDArray[np.int8], scores: NDArray[np.float64], rate: float) -> float:
    """The lowest threshold that flags at most `rate` of the functions that are not vulnerable."""
    thresholds, hits, flagged = cuts(truth, scores)
    allowed = thresholds[flagged - hits <= rate * (len(truth) - truth.sum())]
    return below(float(allowed[-1])) if len(allowed) else 1.0


def curve(truth: NDArray[np.int8], scores: NDArray[np.float64]) -> tuple[tuple[float, float, float], ...]:
    """Threshold, false-positive rate and recall, for each of `_RATES` the lowest threshold that flags at
    most this part of what is not vulnerable; no rates that fewer than ten functions stand for."""
    thresholds, hits, flagged = cuts(truth, scores)
    sound = len(truth) - truth.sum()
    rates, recalls = (flagged - hits) / sound, hits / truth.sum()
    last = np.searchsorted(rates, _RATES[_RATES * sound >= _LEAST_FLAGGED], side="right") - 1
    kept = np.unique(last[last >= 0])
    rows = zip(thresholds[kept], rates[kept].round(6), recalls[kept].round(6), strict=True)
    return tuple((float(threshold), float(rate), float(recall)) for threshold, rate, recall in rows)


def below(threshold: float) -> float:
    """Cut to four digits after the point, so that who reaches the threshold still does; never 0."""
    return max(math.floor(threshold * 10_000), 1) / 10_000


def _expert(part: Logits, column: int, heads: int) -> Expert:
    """An n-gram logit beyond the `heads` of experts and gate is that of what stood before a fix."""
    if not 0 < part.targets.sum() < len(part.targets):
        raise VscanError(f"{part.corpus}: too few validation functions to calibrate on")
    inputs = {"deep": part.deep[:, column]}
    if part.wide.shape[1]:
        inputs["wide"] = part.wide[:, column]
    if part.wide.shape[1] > heads:
        inputs["unfixed"] = part.wide[:, -1]
    if part.trees is not None:
        inputs["trees"] = part.trees[:, column]
    model = LogisticRegression(C=1e3).fit(np.stack([*inputs.values()], axis=1), part.targets)
    weights = dict(zip(inputs, map(float, model.coef_[0]), strict=True))
    return Expert(part.corpus, bias=float(model.intercept_[0]), **{"wide": 0.0, **weights})


def _log_odds(p: float) -> float:
    return math.log(p / (1 - p))
