"""Models held against each other, and runs of one model together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from vscan_trainer.evaluation.compare import Comparison, Difference
from vscan_trainer.evaluation.spread import Agreement
from vscan_trainer.evaluation.tables.base import BETTER, NAMES, WORSE, new_table


def differences_table(differences: Mapping[str, Mapping[str, Difference]]) -> Table:
    """Gains over other models; coloured where the interval leaves out zero."""
    table = new_table("gain over", "figure", "difference", "95 %", "p", caption="paired bootstrap")
    for other, by_figure in differences.items():
        for name, difference in by_figure.items():
            style = (BETTER if difference.value > 0 else WORSE) if difference.certain else ""
            span = f"{difference.low:+.3f} to {difference.high:+.3f}"
            table.add_row(
                other, NAMES[name], Text(f"{difference.value:+.3f}", style), span, f"{difference.p:.3f}"
            )
    return table


def comparison_tables(compared: Comparison) -> Iterator[RenderableType]:
    yield differences_table({compared.name: compared.differences})
    table = new_table("decisions", "right alone", f"{compared.name} alone", "p", caption="McNemar, exact")
    for point, decided in compared.decisions.items():
        better, certain = decided.first_right > decided.second_right, decided.p < 0.05
        style = (BETTER if better else WORSE) if certain else ""
        counts = f"{decided.first_right:,}", f"{decided.second_right:,}"
        table.add_row(point, Text(counts[0], style), counts[1], f"{decided.p:.3g}")
    yield table


def agreement_tables(agreed: Agreement, runs: int) -> Iterator[RenderableType]:
    table = new_table(f"over {runs} runs", "mean", "standard deviation")
    for name, spread in agreed.figures.items():
        figure, _, point = name.partition(" @ ")
        label = NAMES.get(figure, figure) + (f" @ {point}" if point else "")
        table.add_row(label, f"{spread.mean:.3f}", f"{spread.deviation:.3f}")
    yield table
    flips = new_table("decisions that differ", "between any runs", "between two runs")
    for point, flipped in agreed.flips.items():
        flips.add_row(f"@ {point}", f"{flipped.any:.1%}", f"{flipped.pairwise:.1%}")
    yield flips
