"""Two plots: how the ladder climbs, and how the corrected recipe ranks beside the record's."""

from __future__ import annotations

from vscan_trainer.report.curves import PRECISION_RECALL
from vscan_trainer.report.figures import NAMES
from vscan_trainer.report.observations.observed import Observed
from vscan_trainer.report.observations.recorded import CORRECTED, LADDER, PRODUCTION
from vscan_trainer.report.style import LIGHT, dress, new_figure, to_png

SHOWN = ("roc_auc", "accuracy_at_half", "accuracy_at_best_f1")


def draw_ladder(observed: Observed) -> bytes:
    """A dot and its 95 % interval a run; PNG."""
    names = observed.present(LADDER)
    figure = new_figure(LIGHT, 1.6 + 0.45 * len(names))
    panels = figure.subplots(1, len(SHOWN), sharey=True)
    for index, (axes, name) in enumerate(zip(panels, SHOWN, strict=True)):
        dress(axes, LIGHT, NAMES[name], "")
        for place, run in enumerate(names):
            drawn = observed.figures[run][name]
            axes.plot(drawn.interval, (place, place), color=LIGHT.colour(index), linewidth=2, alpha=0.5)
            axes.plot(drawn.value, place, "o", color=LIGHT.colour(index), markersize=7)
            axes.annotate(
                f"{drawn.value:.3f}",
                (drawn.value, place),
                (0, 7),
                textcoords="offset points",
                ha="center",
                color=LIGHT.colour(index),
                fontsize=11,
            )
        axes.margins(y=0.12)
    panels[0].set_yticks(range(len(names)), names, color=LIGHT.ink)
    panels[0].invert_yaxis()
    return to_png(figure)


def draw_precision_recall(observed: Observed) -> bytes:
    """Of the first production and the first corrected run that exist; PNG."""
    names = [*observed.present(PRODUCTION)[:1], *observed.present(CORRECTED)[:1]]
    return to_png(PRECISION_RECALL.draw([observed.runs[name] for name in names], LIGHT))
