"""The figures of one model, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from vscan_trainer.evaluation.evaluation import HERE, Calibration, Evaluation
from vscan_trainer.evaluation.tables.base import BETTER, NAMES, WORSE, new_table, rate_text
from vscan_trainer.evaluation.tables.compared import differences_table

_LOW = {"vd_s", "effort_at_20_recall"}


def evaluation_tables(title: str, evaluation: Evaluation) -> Iterator[RenderableType]:
    yield heading(title, evaluation)
    yield figures_table(evaluation)
    if evaluation.differences:
        yield differences_table(evaluation.differences)
    yield rates_table(evaluation)
    yield confusion_table(evaluation)
    yield calibration_table(evaluation)


def heading(title: str, evaluation: Evaluation) -> Text:
    counts = f"{evaluation.functions:,} functions, {evaluation.vulnerable:,} vulnerable"
    size = f"({evaluation.prevalence:.1%}), {evaluation.lines:,} lines"
    return Text.assemble((f"\n{title}\n", "bold"), f"{counts} {size}")


def figures_table(evaluation: Evaluation) -> Table:
    """The model beside its baselines: + where it beats all of them, - where it beats not one."""
    note = (
        "+ beats all others, - beats none; VD-S and effort: low is good\n"
        "no model: F1 of flagging all, accuracy of the larger class, else a random order"
    )
    table = new_table("figure", "model", "95 %", *evaluation.baselines, "no model", caption=note)
    table.columns[2].no_wrap = True
    chance = _chance(evaluation)
    for name, value in evaluation.figures.items():
        others = [*(figures[name] for figures in evaluation.baselines.values()), chance[name]]
        cells = [f"{other:.3f}" for other in others]
        table.add_row(NAMES[name], _marked(name, value, others), _span(evaluation.intervals[name]), *cells)
    return table


def rates_table(evaluation: Evaluation) -> Table:
    note = f"95 % in the second line, in thousandths; {evaluation.draws:,} bootstrap draws"
    table = new_table(
        "point",
        "at",
        "accuracy",
        "precision",
        "recall",
        "F1",
        "MCC",
        "flagged",
        caption=note,
    )
    for point in evaluation.points:
        rates = [rate_text(name, value) for name, value in point.rates.items()]
        spans = [Text(_narrow(name, span), "dim") for name, span in point.intervals.items()]
        table.add_row(Text(point.name, "bold"), f"{point.threshold:.4f}", *rates)
        table.add_row(Text(""), "", *spans)
    return table


def confusion_table(evaluation: Evaluation) -> Table:
    shares = [f"at {share}" for share in evaluation.points[0].precision_at]
    note = "at 1%: the precision if 1 % of all were vulnerable; * chosen on the functions measured here"
    table = new_table("point", "TN", "FP", "FN", "TP", *shares, "chosen by", caption=note)
    table.columns[-1].justify = "left"
    for point in evaluation.points:
        cells = [f"{count:,}" for count in (point.tn, point.fp, point.fn, point.tp)]
        precision = [f"{value:.1%}" for value in point.precision_at.values()]
        table.add_row(Text(point.name, "bold"), *cells, *precision, point.chosen.replace(HERE, "*"))
    return table


def calibration_table(evaluation: Evaluation) -> Table:
    table = new_table("calibration", "ECE", "Brier", "mean probability", "vulnerable")
    if evaluation.before is not None:
        table.add_row("before", *_calibration(evaluation.before), f"{evaluation.prevalence:.1%}")
    name = "as scored" if evaluation.before is None else "after"
    table.add_row(name, *_calibration(evaluation.calibration), f"{evaluation.prevalence:.1%}")
    return table


def _chance(evaluation: Evaluation) -> dict[str, float]:
    """What no model reaches: the trivial answers, and what a random order brings on average."""
    return {
        "roc_auc": 0.5,
        "average_precision": evaluation.prevalence,
        "best_f1": evaluation.all_positive_f1,
        "accuracy_at_best_f1": evaluation.prevalence,
        "best_accuracy": evaluation.majority_accuracy,
        "vd_s": 1 - 0.005,
        "recall_at_fpr_1": 0.01,
        "recall_at_fpr_5": 0.05,
        "recall_at_20_lines": 0.2,
        "effort_at_20_recall": 0.2,
    }


def _marked(name: str, value: float, others: list[float]) -> Text:
    gains = [other - value if name in _LOW else value - other for other in others]
    if min(gains) > 0:
        return Text(f"{value:.3f} +", BETTER)
    return Text(f"{value:.3f} -", WORSE) if max(gains) < 0 else Text(f"{value:.3f}  ")


def _span(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.3f}-{interval[1]:.3f}"


def _narrow(name: str, interval: tuple[float, float]) -> str:
    """In eight columns."""
    scale = 100 if name == "flagged" else 1000
    return "-".join(f"{bound * scale:.0f}" for bound in interval)


def _calibration(calibration: Calibration) -> tuple[str, str, str]:
    return f"{calibration.error:.3f}", f"{calibration.brier:.3f}", f"{calibration.mean_probability:.1%}"
