"""The calibration plot."""

from __future__ import annotations

from collections.abc import Mapping

from vscan_trainer.modelcard.calibration import Reliability
from vscan_trainer.report.style import LIGHT, dress, label_lines, new_figure, to_png


def draw_reliability(by_corpus: Mapping[str, Reliability]) -> bytes:
    """A PNG with a panel a corpus, by its title: observed against stated share, each bin's 95 % interval."""
    figure = new_figure(LIGHT, 4.4)
    for axes, (title, one) in zip(
        figure.subplots(1, len(by_corpus), squeeze=False)[0], by_corpus.items(), strict=True
    ):
        dress(axes, LIGHT, "mean odds", "share vulnerable", title=f"{title}, {one.prevalence:.1%} vulnerable")
        stated, observed = [b.stated for b in one.bins], [b.observed for b in one.bins]
        errors = [1.96 * (b.observed * (1 - b.observed) / b.functions) ** 0.5 for b in one.bins]
        end = min(1.0, 1.1 * max(s + e for s, e in zip([*stated, *observed], errors * 2, strict=True)))
        axes.plot((0, end), (0, end), color=LIGHT.faint, linewidth=1, linestyle=(0, (2, 3)))
        axes.errorbar(
            stated,
            observed,
            yerr=errors,
            marker="o",
            color=LIGHT.colour(0),
            linewidth=1.5,
            elinewidth=1,
            label=f"{one.error:.3f}",
        )
        axes.set(xlim=(0, end), ylim=(0, end))
        label_lines(axes, LIGHT, title="calibration error")
    return to_png(figure)
