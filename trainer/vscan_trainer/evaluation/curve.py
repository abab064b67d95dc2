"""What flagging from the top brings, cut by cut, for one part or for many bootstrap draws of it at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.evaluation.scored import Scored

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Curve:
    """k cuts, from flagging nothing to flagging all, equal scores together; for each of d draws, (d, k):
    `hits` of the vulnerable functions, `flagged` of all, and the `lines` that reading these costs."""

    hits: Floats
    flagged: Floats
    lines: Floats

    @classmethod
    def of(cls, scored: Scored, weights: Counts) -> Curve:
        """`weights` (d, n) says how often each draw holds each function."""
        order = np.argsort(-scored.probabilities, kind="stable")
        ends = np.flatnonzero(np.append(np.diff(scored.probabilities[order]) != 0, True))
        drawn = weights[:, order]

        def sums(values: Counts) -> Floats:
            upto = np.zeros((len(values), len(ends) + 1))
            upto[:, 1:] = np.cumsum(values, axis=1)[:, ends]
            return upto

        hits, lines = drawn * scored.targets[order], drawn * scored.lines[order]
        return cls(sums(hits), sums(drawn), sums(lines))

    def figures(self) -> dict[str, Floats]:
        """By name, (d,) each: all that depends on the order of the scores alone."""
        f1, accuracy = self._f1(), self._accuracy()
        best = f1.argmax(axis=1)
        draws = np.arange(len(best))
        return {
            "roc_auc": self._roc_auc(),
            "average_precision": self._average_precision(),
            "best_f1": f1[draws, best],
            "accuracy_at_best_f1": accuracy[draws, best],
            "best_accuracy": accuracy.max(axis=1),
            "vd_s": 1 - self.recall_at_rate(0.005),
            "recall_at_fpr_1": self.recall_at_rate(0.01),
            "recall_at_fpr_5": self.recall_at_rate(0.05),
            "recall_at_20_lines": self.recall_at_lines(0.2),
            "effort_at_20_recall": self.effort(0.2),
        }

    def recall_at_rate(self, rate: float) -> Floats:
        """The most recall at this false-positive rate or less, (d,)."""
        misses = self.flagged - self.hits
        allowed = misses <= rate * misses[:, -1:]
        return np.asarray(np.max(self.hits / self.hits[:, -1:], axis=1, where=allowed, initial=0))

    def recall_at_lines(self, share: float) -> Floats:
        """The part of the vulnerable functions found by who reads from the top, `share` of all lines long;
        of the functions with one score, where the reading ends among them, as many as chance would find."""
        return _first(share, self.lines / self.lines[:, -1:], self.hits / self.hits[:, -1:])

    def effort(self, recall: float) -> Floats:
        """The share of all lines that is read, from the top, until this recall is reached, (d,)."""
        return _first(recall, self.hits / self.hits[:, -1:], self.lines / self.lines[:, -1:])

    def _roc_auc(self) -> Floats:
        misses = self.flagged - self.hits
        area = np.sum(np.diff(misses) * (self.hits[:, 1:] + self.hits[:, :-1]), axis=1) / 2
        return np.asarray(area / (self.hits[:, -1] * misses[:, -1]))

    def _average_precision(self) -> Floats:
        precision = self.hits / np.maximum(self.flagged, 1)
        return np.asarray(np.sum(np.diff(self.hits) * precision[:, 1:], axis=1) / self.hits[:, -1])

    def _f1(self) -> Floats:
        return 2 * self.hits / (self.flagged + self.hits[:, -1:])

    def _accuracy(self) -> Floats:
        misses = self.flagged - self.hits
        return (self.hits + misses[:, -1:] - misses) / self.flagged[:, -1:]


def _first(at: float, x: Floats, y: Floats) -> Floats:
    """Row by row, y where x, rising from 0 to 1, first reaches `at`, on a straight line between cuts."""
    rows, after = np.arange(len(x)), (x >= at).argmax(axis=1)
    x0, x1 = x[rows, after - 1], x[rows, after]
    y0, y1 = y[rows, after - 1], y[rows, after]
    return np.asarray(y0 + (y1 - y0) * (at - x0) / (x1 - x0))
