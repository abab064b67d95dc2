"""Curves that order alone decides: one line a run, baselines thin and grey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from sklearn.metrics import average_precision_score, roc_auc_score

from vscan_trainer.evaluation.curve import Curve as Cuts
from vscan_trainer.evaluation.ranking import recall_at_lines
from vscan_trainer.report.measured import MeasuredRun
from vscan_trainer.report.style import Theme, dress, label_lines, new_figure
from vscan_trainer.report.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vscan_trainer.evaluation.scored import Scored

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """`points` gives x and y, x rising from 0 to 1; `chance` y at x = 0 and x = 1 of scores that know
    nothing; `summary` the one number that stands for the curve."""

    title: str
    note: str
    x: str
    y: str
    points: Callable[[Scored], tuple[Floats, Floats]]
    chance: Callable[[Scored], tuple[float, float]]
    summary: Callable[[Scored], float]
    summary_name: str

    def draw(self, runs: Sequence[MeasuredRun], theme: Theme) -> Figure:
        figure = new_figure(theme)
        axes = figure.subplots()
        dress(axes, theme, self.x, self.y)
        axes.plot((0, 1), self.chance(runs[0].scored), color=theme.faint, linewidth=1, linestyle=(0, (2, 3)))
        for (name, baseline), dash in zip(runs[0].baselines.items(), ("-", "--", "-.", ":"), strict=False):
            label = f"{self.summary(baseline):.3f}  {name}"
            axes.plot(*self.points(baseline), color=theme.faint, linewidth=1, linestyle=dash, label=label)
        for index, run in enumerate(runs):
            label = f"{self.summary(run.scored):.3f}  {run.name}"
            axes.plot(*self.points(run.scored), **theme.line(index), linewidth=2, label=label)
        axes.set(xlim=(0, 1), ylim=(0, 1.01))
        label_lines(axes, theme, title=self.summary_name, outside=len(runs) > 5)
        return figure

    def table(self, runs: Sequence[MeasuredRun]) -> Table:
        """y at every twentieth of x."""
        grid = np.linspace(0, 1, 21)
        series = {run.name: run.scored for run in runs} | dict(runs[0].baselines)
        columns = [np.interp(grid, *self.points(scored)) for scored in series.values()]
        rows = [[f"{x:.2f}", *(f"{column[i]:.3f}" for column in columns)] for i, x in enumerate(grid)]
        return Table([self.x, *series], rows)


def _cuts(scored: Scored) -> Cuts:
    return Cuts.of(scored, np.ones((1, len(scored)), dtype=np.int64))


def _roc(scored: Scored) -> tuple[Floats, Floats]:
    cuts = _cuts(scored)
    false = cuts.flagged[0] - cuts.hits[0]
    return false / false[-1], cuts.hits[0] / cuts.hits[0, -1]


def _precision_recall(scored: Scored) -> tuple[Floats, Floats]:
    """Of the cuts with one recall the most precise."""
    cuts = _cuts(scored)
    hits, flagged = cuts.hits[0], cuts.flagged[0]
    first = np.flatnonzero(np.diff(hits, prepend=0))
    precision = hits[first] / flagged[first]
    return np.append(0, hits[first] / hits[-1]), np.append(precision[0], precision)


def _effort(scored: Scored) -> tuple[Floats, Floats]:
    cuts = _cuts(scored)
    return cuts.lines[0] / cuts.lines[0, -1], cuts.hits[0] / cuts.hits[0, -1]


def _prevalence(scored: Scored) -> float:
    return float(scored.targets.mean())


ROC = Curve(
    title="ROC",
    note="How many of the vulnerable functions are flagged for how many of the others. Dotted: chance.",
    x="false-positive rate",
    y="true-positive rate",
    points=_roc,
    chance=lambda scored: (0.0, 1.0),
    summary=lambda scored: float(roc_auc_score(scored.targets, scored.probabilities)),
    summary_name="ROC-AUC",
)
PRECISION_RECALL = Curve(
    title="Precision and recall",
    note="How often a flag is right, by how much is found. Dotted: flags at random.",
    x="recall",
    y="precision",
    points=_precision_recall,
    chance=lambda scored: (_prevalence(scored), _prevalence(scored)),
    summary=lambda scored: float(average_precision_score(scored.targets, scored.probabilities)),
    summary_name="average precision",
)
EFFORT = Curve(
    title="Effort",
    note="What who reads from the top has found after a share of all lines. Dotted: reading at random.",
    x="share of the lines read",
    y="recall",
    points=_effort,
    chance=lambda scored: (0.0, 1.0),
    summary=lambda s: recall_at_lines(s.targets, s.probabilities, s.lines, share=0.2),
    summary_name="recall at 20 % of the lines",
)
