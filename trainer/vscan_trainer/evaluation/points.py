"""Operating points: what a threshold does, and which thresholds are worth a name."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vscan_trainer.evaluation.bootstrap import Measure
from vscan_trainer.evaluation.scored import Scored, ScoresError

Floats = NDArray[np.float64]

_LEAST_FLAGGED = 25

CHOSEN = {
    "recall": "90 % recall",
    "balanced": "best F1",
    "precise": "40 % precision",
    "low-noise": "8 % flagged",
}
"""What the named operating points are chosen by."""

RATES = ("accuracy", "precision", "recall", "f1", "mcc", "flagged")
"""What is told of a threshold; `flagged` is the share of all functions."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Functions by truth and flag: arrays of one shape, a cell for each threshold or draw. Shares of
    nothing are 0."""

    tn: Floats
    fp: Floats
    fn: Floats
    tp: Floats

    @classmethod
    def at(cls, scored: Scored, thresholds: ArrayLike) -> Confusion:
        """What scores a threshold or more is flagged."""
        positives = np.sort(scored.probabilities[scored.targets == 1])
        negatives = np.sort(scored.probabilities[scored.targets == 0])
        fn, tn = (np.searchsorted(part, thresholds).astype(np.float64) for part in (positives, negatives))
        return cls(tn, len(negatives) - tn, fn, len(positives) - fn)

    @classmethod
    def drawn(cls, scored: Scored, threshold: float, weights: NDArray[np.int64]) -> Confusion:
        """The same in bootstrap draws of the functions: `weights` (d, n) -> (d,)."""
        flagged, truth = scored.probabilities >= threshold, scored.targets == 1
        cells = np.stack([~truth & ~flagged, ~truth & flagged, truth & ~flagged, truth & flagged], axis=1)
        return cls(*(weights.astype(np.float64) @ cells.astype(np.float64)).T)

    def rates(self) -> dict[str, Floats]:
        """Those of `RATES`."""
        return {name: getattr(self, name) for name in RATES}

    @property
    def accuracy(self) -> Floats:
        return (self.tn + self.tp) / self._total

    @property
    def precision(self) -> Floats:
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> Floats:
        return _share(self.tp, self.tp + self.fn)

    @property
    def false_positive_rate(self) -> Floats:
        return _share(self.fp, self.fp + self.tn)

    @property
    def f1(self) -> Floats:
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def mcc(self) -> Floats:
        """Matthews' correlation coefficient."""
        sides = (self.tp + self.fp) * (self.tp + self.fn) * (self.tn + self.fp) * (self.tn + self.fn)
        return _share(self.tp * self.tn - self.fp * self.fn, np.sqrt(sides))

    @property
    def flagged(self) -> Floats:
        return (self.tp + self.fp) / self._total

    def precision_at(self, prevalence: float) -> Floats:
        """What the precision would be where this share of the functions were vulnerable, recall and
        false-positive rate as here."""
        right = prevalence * self.recall
        return _share(right, right + (1 - prevalence) * self.false_positive_rate)

    @property
    def _total(self) -> Floats:
        return self.tn + self.fp + self.fn + self.tp


def flagging(scored: Scored, threshold: float) -> Measure:
    """The `RATES` at a threshold, to be bootstrapped."""
    return lambda weights: Confusion.drawn(scored, threshold, weights).rates()


SWEPT = ("accuracy", "precision", "recall", "f1", "flagged")


def sweep(scored: Scored, step: float = 0.01) -> list[dict[str, float]]:
    """`threshold` and the figures of `SWEPT` at every multiple of `step` between 0 and 1."""
    thresholds = np.round(np.arange(step, 1 - step / 2, step), 10)
    confusion = Confusion.at(scored, thresholds)
    columns = {"threshold": thresholds, **{name: getattr(confusion, name) for name in SWEPT}}
    return [dict(zip(columns, map(float, row), strict=True)) for row in zip(*columns.values(), strict=True)]


def choose(scored: Scored, by: str) -> float:
    """The threshold of four digits that is best by `f1`, `accuracy` or `mcc`; or, by `recall=0.9`, that
    flags fewest and has this recall; or, by `precision=0.4` or `fpr=0.05`, that finds most and has
    this precision over 25 functions or more, or at most this false-positive rate. Of equal ones, the
    middle one. Raises ScoresError where none is, or on another `by`."""
    thresholds = np.arange(1, 10_000) / 10_000
    worth, allowed = _aim(by, Confusion.at(scored, thresholds))
    if not allowed.any():
        raise ScoresError(f"no threshold reaches {by}")
    best = np.flatnonzero(allowed & (worth == worth[allowed].max()))
    return float(thresholds[best[len(best) // 2]])


def _aim(by: str, at: Confusion) -> tuple[Floats, NDArray[np.bool_]]:
    """What each threshold is worth, and whether it is allowed."""
    if by in ("f1", "accuracy", "mcc"):
        return getattr(at, by), np.ones_like(at.tp, dtype=bool)
    name, _, bound = by.partition("=")
    try:
        limit = float(bound)
    except ValueError:
        limit = math.nan
    if name not in ("recall", "precision", "fpr") or not 0 <= limit <= 1:
        raise ScoresError(
            f"cannot choose by {by!r}, only by f1, accuracy, mcc, recall=R, precision=P or fpr=R"
        )
    if name == "recall":
        return -at.flagged, at.recall >= limit
    found_then_fewest = at.tp - at.flagged / 2
    if name == "precision":
        return found_then_fewest, (at.precision >= limit) & (at.tp + at.fp >= _LEAST_FLAGGED)
    return found_then_fewest, at.false_positive_rate <= limit


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)
