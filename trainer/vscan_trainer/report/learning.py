"""Loss and ranking by epoch."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from vscan_trainer.report.measured import MeasuredRun
from vscan_trainer.report.style import Theme, dress, label_lines, new_figure
from vscan_trainer.report.table import Table

HIDDEN = ("rate", "seconds", "functions", "step", "epoch")


def draw_learning(runs: Sequence[MeasuredRun], theme: Theme) -> Figure:
    """Training loss beside the part's ROC-AUC; the epoch that was kept is ringed."""
    figure = new_figure(theme, 4.4)
    left, right = figure.subplots(1, 2)
    dress(left, theme, "epoch", "training loss")
    dress(right, theme, "epoch", "ROC-AUC")
    for index, run in enumerate(runs):
        colour = theme.colour(index)
        kept = run.about.get("best_epoch")
        for axes, name in ((left, "loss"), (right, f"{run.part}_roc_auc")):
            points = {line["epoch"]: line[name] for line in run.epochs if name in line and "epoch" in line}
            values = list(points.values())
            axes.plot(list(points), values, marker="o", markersize=4, label=run.name, **theme.line(index))
            if kept in points:
                axes.plot(kept, points[kept], "o", color=colour, markersize=11, fillstyle="none")
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    label_lines(right, theme, outside=len(runs) > 5)
    return figure


def tabulate_learning(runs: Sequence[MeasuredRun]) -> Table:
    """Every line of `metrics.jsonl`."""
    names = list(dict.fromkeys(k for run in runs for line in run.epochs for k in line if k not in HIDDEN))
    rows = [
        [str(line.get("epoch", "")), run.name, *(_cell(line.get(name)) for name in names)]
        for run in runs
        for line in run.epochs
    ]
    return Table(["epoch", "run", *names], rows)


def _cell(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)
