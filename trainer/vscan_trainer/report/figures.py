"""The figures of one run, and how far the choice of functions alone moves them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vscan_trainer.evaluation.bootstrap import Drawn, Measure, bootstrap
from vscan_trainer.evaluation.curve import Counts, Curve, Floats
from vscan_trainer.evaluation.evaluation import require_both
from vscan_trainer.evaluation.points import Confusion
from vscan_trainer.evaluation.scored import Scored

RECALL = 0.82
"""The least recall of the record's runs, at which its precision is compared."""

NAMES = {
    "roc_auc": "ROC-AUC",
    "average_precision": "average precision",
    "best_f1": "best F1",
    "accuracy_at_best_f1": "accuracy at best F1",
    "precision_at_recall": f"precision at recall ≥ {RECALL}",
    "f1_at_recall": f"F1 at recall ≥ {RECALL}",
    "accuracy_at_recall": f"accuracy at recall ≥ {RECALL}",
    "f1_at_half": "F1 @ 0.5",
    "accuracy_at_half": "accuracy @ 0.5",
    "best_accuracy": "best accuracy",
    "vd_s": "VD-S (lower is better)",
    "recall_at_fpr_1": "recall at FPR 1 %",
    "recall_at_fpr_5": "recall at FPR 5 %",
    "recall_at_20_lines": "recall at 20 % of the lines",
    "effort_at_20_recall": "lines read for 20 % recall (lower is better)",
}


Figures = dict[str, Drawn]


def mean(runs: Sequence[Figures]) -> Figures:
    """Each figure averaged over runs, draw by draw."""
    return {
        name: Drawn(
            float(np.mean([run[name].value for run in runs])),
            np.mean([run[name].draws for run in runs], axis=0),
        )
        for name in runs[0]
    }


def measure(scored: Scored, *, draws: int = 1000, seed: int = 42) -> Figures:
    """Every figure of `NAMES`. Thresholds are chosen anew in each draw, as they were on the part itself.
    Raises ScoresError where one class is absent."""
    require_both(scored, "report")
    (figures,) = bootstrap([_figures(scored)], scored.targets, draws=draws, seed=seed)
    return figures


def values(scored: Scored) -> dict[str, float]:
    """The same without the bootstrap. Raises ScoresError."""
    require_both(scored, "report")
    once = _figures(scored)(np.ones((1, len(scored)), dtype=np.int64))
    return {name: float(value[0]) for name, value in once.items()}


def _figures(scored: Scored) -> Measure:
    def at(weights: Counts) -> dict[str, Floats]:
        curve = Curve.of(scored, weights)
        half = Confusion.drawn(scored, 0.5, weights)
        own = {"f1_at_half": half.f1, "accuracy_at_half": half.accuracy}
        return {**curve.figures(), **_at_recall(curve), **own}

    return at


def _at_recall(curve: Curve) -> dict[str, Floats]:
    """At one threshold in each draw, the most precise of those whose recall is enough; (d,) each."""
    positives, functions = curve.hits[:, -1:], curve.flagged[:, -1:]
    precision = np.where(curve.hits >= RECALL * positives, curve.hits / np.maximum(curve.flagged, 1), 0.0)
    place = precision.argmax(axis=1)[:, None]
    hits, flagged = (np.take_along_axis(counts, place, axis=1) for counts in (curve.hits, curve.flagged))
    correct = hits + functions - positives - (flagged - hits)
    figures = {
        "precision_at_recall": hits / flagged,
        "f1_at_recall": 2 * hits / (flagged + positives),
        "accuracy_at_recall": correct / functions,
    }
    return {name: value[:, 0] for name, value in figures.items()}


def drawn_text(drawn: Drawn) -> str:
    """The figure and its interval."""
    low, high = drawn.interval
    return f"{drawn.value:.3f} [{low:.3f}, {high:.3f}]"


def confusion_text(confusion: Confusion) -> str:
    """At one threshold, in the record's order: TN / FP / FN / TP."""
    return " / ".join(f"{int(cell)}" for cell in (confusion.tn, confusion.fp, confusion.fn, confusion.tp))
