"""What thresholds do."""

from __future__ import annotations

from rich.table import Table

from vscan_trainer.evaluation.points import SWEPT
from vscan_trainer.evaluation.recommend import Recommendation
from vscan_trainer.evaluation.tables.base import new_table, rate_text


def sweep_table(recommendation: Recommendation, step: float = 0.05) -> Table:
    """Every multiple of `step`, and the recommended threshold among them."""
    note = f"recommended: {recommendation.threshold:.4f}, by {recommendation.by} on {recommendation.part}"
    table = new_table("threshold", "accuracy", "precision", "recall", "F1", "flagged", caption=note)
    rows = [row for row in recommendation.sweep if _multiple(row["threshold"], step)]
    for row in sorted([*rows, recommendation.figures], key=lambda row: row["threshold"]):
        chosen = row is recommendation.figures
        threshold = f"> {row['threshold']:.4f}" if chosen else f"{row['threshold']:.2f}  "
        table.add_row(
            threshold, *(rate_text(name, row[name]) for name in SWEPT), style="bold green" if chosen else ""
        )
    return table


def _multiple(threshold: float, step: float) -> bool:
    return abs(threshold / step - round(threshold / step)) < 1e-6
