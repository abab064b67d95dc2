"""The plots there are, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from vscan_trainer.report import curves, learning, panels
from vscan_trainer.report.measured import MeasuredRun
from vscan_trainer.report.style import Theme
from vscan_trainer.report.table import Table

Runs = Sequence[MeasuredRun]


@dataclass(frozen=True, slots=True)
class Plot:
    """`draw` and `table` show the same figures of the runs, of which there is one at least."""

    title: str
    note: str
    draw: Callable[[Runs, Theme], Figure]
    table: Callable[[Runs], Table]


def _curve(curve: curves.Curve) -> Plot:
    return Plot(curve.title, curve.note, curve.draw, curve.table)


PLOTS: dict[str, Plot] = {
    "roc": _curve(curves.ROC),
    "precision-recall": _curve(curves.PRECISION_RECALL),
    "calibration": Plot(
        "Calibration",
        "Whether the odds keep their word. On the dotted line they do.",
        panels.draw_calibration,
        panels.tabulate_calibration,
    ),
    "sweep": Plot(
        "Threshold sweep",
        "What each threshold would give.",
        panels.draw_sweep,
        panels.tabulate_sweep,
    ),
    "effort": _curve(curves.EFFORT),
    "histogram": Plot(
        "Scores by class",
        "How far the two classes are told apart.",
        panels.draw_histogram,
        panels.tabulate_histogram,
    ),
    "learning": Plot(
        "Learning",
        "Loss and ranking after each epoch; the epoch that was kept is ringed.",
        learning.draw_learning,
        learning.tabulate_learning,
    ),
}
