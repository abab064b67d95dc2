"""What all tables share: names, colours, numbers in a narrow column."""

from __future__ import annotations

from rich import box
from rich.table import Table

NAMES = {
    "roc_auc": "ROC-AUC",
    "average_precision": "average precision",
    "best_f1": "best F1",
    "accuracy_at_best_f1": "accuracy at best F1",
    "best_accuracy": "best accuracy",
    "vd_s": "VD-S",
    "recall_at_fpr_1": "recall at FPR 1 %",
    "recall_at_fpr_5": "recall at FPR 5 %",
    "recall_at_20_lines": "recall at 20 % of lines",
    "effort_at_20_recall": "effort at 20 % recall",
    "f1": "F1",
    "mcc": "MCC",
}

BETTER, WORSE = "green", "red"


def new_table(first: str, *others: str, caption: str = "") -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        caption=caption or None,
        caption_justify="left",
    )
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table


def rate_text(name: str, value: float) -> str:
    return f"{value:.1%}" if name == "flagged" else f"{value:.3f}"
