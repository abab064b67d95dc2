"""Plots of what the odds themselves are worth: reliability, threshold sweep, histograms, learning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from vscan_trainer.evaluation.points import Confusion
from vscan_trainer.evaluation.ranking import calibration_error
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.report.figures import confusion_text
from vscan_trainer.report.measured import MeasuredRun
from vscan_trainer.report.style import Theme, dress, label_lines, new_figure
from vscan_trainer.report.table import Table

EDGES = np.linspace(0, 1, 11)
SWEPT = ("precision", "recall", "f1", "accuracy", "flagged")
LABELS = {"f1": "F1"}


def draw_calibration(runs: Sequence[MeasuredRun], theme: Theme) -> Figure:
    """Observed against stated odds, and below how many functions that speaks of."""
    figure = new_figure(theme, 6.0)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    dress(above, theme, "", "share vulnerable")
    dress(below, theme, "stated probability", "functions")
    above.plot((0, 1), (0, 1), color=theme.faint, linewidth=1, linestyle=(0, (2, 3)))
    for index, run in enumerate(runs):
        counts, stated, observed = _reliability(run.scored)
        some = counts > 0
        error = calibration_error(run.scored.targets, run.scored.probabilities)
        style = {**theme.line(index), "linewidth": 2}
        above.plot(
            stated[some], observed[some], marker="o", clip_on=False, label=f"{error:.3f}  {run.name}", **style
        )
        below.stairs(counts, EDGES, **style)
    above.set(xlim=(0, 1), ylim=(0, 1.01))
    label_lines(above, theme, title="calibration error", outside=len(runs) > 5)
    return figure


def tabulate_calibration(runs: Sequence[MeasuredRun]) -> Table:
    rows = [
        [f"{low:.1f} to {high:.1f}", run.name, f"{count:,}", f"{stated:.3f}", f"{observed:.3f}"]
        for run in runs
        for low, high, count, stated, observed in zip(
            EDGES[:-1], EDGES[1:], *_reliability(run.scored), strict=True
        )
        if count
    ]
    return Table(["probability", "run", "functions", "mean stated", "share vulnerable"], rows)


def _reliability(
    scored: Scored,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """By tenths of the probability: functions, their mean probability, their share vulnerable; (10,) each."""
    place = np.clip(np.digitize(scored.probabilities, EDGES) - 1, 0, len(EDGES) - 2)
    counts, stated, observed = (
        np.bincount(place, weights=weights, minlength=len(EDGES) - 1)
        for weights in (None, scored.probabilities, scored.targets.astype(np.float64))
    )
    size = np.maximum(counts, 1)
    return counts.astype(np.int64), stated / size, observed / size


def draw_sweep(runs: Sequence[MeasuredRun], theme: Theme) -> Figure:
    """A panel a run."""
    figure = new_figure(theme, 0.6 + 3.9 * len(runs))
    grid = np.linspace(0, 1, 201)
    for axes, run in zip(_stack(figure, len(runs)), runs, strict=True):
        dress(axes, theme, "threshold", "share", title=run.name)
        points = Confusion.at(run.scored, grid)
        for index, name in enumerate(SWEPT):
            y = getattr(points, name)
            if name == "precision":  # of no flags there is none
                y = np.where(points.flagged > 0, y, np.nan)
            axes.plot(grid, y, color=theme.colour(index), linewidth=2, label=LABELS.get(name, name))
        if run.threshold is not None:
            axes.axvline(run.threshold, color=theme.ink, linewidth=1)
            axes.annotate(
                f" recommended {run.threshold:.4g}", (run.threshold, 1.02), color=theme.ink, fontsize=11
            )
        axes.set(xlim=(0, 1), ylim=(0, 1.08))
        label_lines(axes, theme, outside=True)
    return figure


def tabulate_sweep(runs: Sequence[MeasuredRun]) -> Table:
    """Every twentieth, and the recommended threshold, marked."""
    rows = []
    for run in runs:
        marked = set() if run.threshold is None else {run.threshold}
        for threshold in sorted({*np.round(np.linspace(0, 1, 21), 2).tolist(), *marked}):
            at = Confusion.at(run.scored, threshold)
            cells = [f"{getattr(at, name):.3f}" for name in SWEPT]
            mark = " (recommended)" if threshold in marked else ""
            rows.append([f"{threshold:.4g}{mark}", run.name, *cells, confusion_text(at)])
    return Table(["threshold", "run", *(LABELS.get(name, name) for name in SWEPT), "TN / FP / FN / TP"], rows)


def draw_histogram(runs: Sequence[MeasuredRun], theme: Theme) -> Figure:
    """A panel a run; each class by its own total, so that a rare one shows."""
    figure = new_figure(theme, 0.6 + 3.2 * len(runs))
    edges = np.linspace(0, 1, 41)
    for axes, run in zip(_stack(figure, len(runs)), runs, strict=True):
        dress(axes, theme, "probability", "share of the class", title=run.name)
        for target, colour, name in (
            (0, theme.colour(0), "not vulnerable"),
            (1, theme.colour(1), "vulnerable"),
        ):
            heights = _shares(run.scored, target, edges)
            axes.stairs(heights, edges, fill=True, color=colour, alpha=0.25)
            axes.stairs(heights, edges, color=colour, linewidth=1.5, label=name)
        axes.set(xlim=(0, 1), ylim=(0, None))
        label_lines(axes, theme)
    return figure


def tabulate_histogram(runs: Sequence[MeasuredRun]) -> Table:
    rows = []
    for run in runs:
        shares = [_shares(run.scored, target, EDGES) for target in (0, 1)]
        for i, (other, vulnerable) in enumerate(zip(*shares, strict=True)):
            tenth = f"{EDGES[i]:.1f} to {EDGES[i + 1]:.1f}"
            rows.append([tenth, run.name, f"{other:.3f}", f"{vulnerable:.3f}"])
    return Table(["probability", "run", "of the not vulnerable", "of the vulnerable"], rows)


def _shares(scored: Scored, target: int, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    chosen = scored.probabilities[scored.targets == target]
    return np.histogram(chosen, edges)[0] / max(len(chosen), 1)


def _stack(figure: Figure, count: int) -> Iterable[Axes]:
    """Panels one above the other."""
    panels: NDArray[np.object_] = figure.subplots(count, 1, squeeze=False)
    return list(panels[:, 0])
