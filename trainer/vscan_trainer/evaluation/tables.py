"""Evaluations as rich renderables, within 80 columns for one model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from vscan_trainer.evaluation.assess import Agreement, Assessment
from vscan_trainer.evaluation.compare import Comparison, Difference
from vscan_trainer.evaluation.evaluation import Calibration, Evaluation
from vscan_trainer.evaluation.points import SWEPT
from vscan_trainer.evaluation.recommend import Recommendation

NAMES = {
    "roc_auc": "ROC-AUC",
    "average_precision": "average precision",
    "best_f1": "best F1",
    "accuracy_at_best_f1": "accuracy at best F1",
    "best_accuracy": "best accuracy",
    "vd_s": "VD-S (low is good)",
    "recall_at_fpr_1": "recall at FPR 1 %",
    "recall_at_fpr_5": "recall at FPR 5 %",
    "recall_at_20_lines": "recall at 20 % of lines",
    "effort_at_20_recall": "effort at 20 % recall (low)",
    "f1": "F1",
    "mcc": "MCC",
}

_LOW = {"vd_s", "effort_at_20_recall"}
_BETTER, _WORSE = "green", "red"


def assessment(assessed: Assessment) -> Iterator[RenderableType]:
    """All tables of one part, a model at a time."""
    for name, evaluation in assessed.evaluations.items():
        yield heading(f"{name} on {assessed.part}", evaluation)
        yield figures_table(evaluation)
        if evaluation.differences:
            yield differences_table(evaluation.differences)
        yield rates_table(evaluation)
        yield confusion_table(evaluation)
        yield calibration_table(evaluation)
        if name in assessed.comparisons:
            yield from comparison(assessed.comparisons[name])
    if assessed.agreement is not None:
        yield from agreement(assessed.agreement, len(assessed.evaluations))
    for note in assessed.notes:
        yield Text(note, style="yellow")


def heading(title: str, evaluation: Evaluation) -> Text:
    counts = f"{evaluation.functions:,} functions, {evaluation.vulnerable:,} vulnerable"
    size = f"({evaluation.prevalence:.1%}), {evaluation.lines:,} lines"
    return Text.assemble((f"\n{title}\n", "bold"), f"{counts} {size}")


def figures_table(evaluation: Evaluation) -> Table:
    """The model beside its baselines: + where it beats all of them, - where it beats not one."""
    note = "no model: F1 of flagging all, accuracy of the larger class, else a random order"
    table = _table("figure", "model", "95 %", *evaluation.baselines, "no model", caption=note)
    chance = _chance(evaluation)
    for name, value in evaluation.figures.items():
        others = [*(figures[name] for figures in evaluation.baselines.values()), chance[name]]
        cells = [f"{other:.3f}" for other in others]
        table.add_row(NAMES[name], _marked(name, value, others), _span(evaluation.intervals[name]), *cells)
    return table


def differences_table(differences: Mapping[str, Mapping[str, Difference]]) -> Table:
    """Gains over other models; coloured where the interval leaves out zero."""
    table = _table("gain over", "figure", "difference", "95 %", "p", caption="paired bootstrap")
    for other, by_figure in differences.items():
        for name, difference in by_figure.items():
            style = (_BETTER if difference.value > 0 else _WORSE) if difference.certain else ""
            span = f"{difference.low:+.3f} to {difference.high:+.3f}"
            table.add_row(
                other, NAMES[name], Text(f"{difference.value:+.3f}", style), span, f"{difference.p:.3f}"
            )
    return table


def rates_table(evaluation: Evaluation) -> Table:
    note = f"95 % in the second line; {evaluation.draws:,} bootstrap draws"
    table = _table(
        "operating point",
        "threshold",
        "accuracy",
        "precision",
        "recall",
        "F1",
        "MCC",
        "flagged",
        caption=note,
    )
    for point in evaluation.points:
        rates = [_value(name, value) for name, value in point.rates.items()]
        spans = [Text(_narrow(name, span), "dim") for name, span in point.intervals.items()]
        table.add_row(Text(point.name, "bold"), f"{point.threshold:.4f}", *rates)
        table.add_row(Text(""), "", *spans)
    return table


def confusion_table(evaluation: Evaluation) -> Table:
    shares = [f"at {share}" for share in evaluation.points[0].precision_at]
    note = "at 1 %: the precision if 1 % of the functions were vulnerable; 'of these': chosen on the functions measured"
    table = _table("operating point", "TN", "FP", "FN", "TP", *shares, "chosen by", caption=note)
    table.columns[-1].justify = "left"
    for point in evaluation.points:
        cells = [f"{count:,}" for count in (point.tn, point.fp, point.fn, point.tp)]
        precision = [f"{value:.1%}" for value in point.precision_at.values()]
        table.add_row(Text(point.name, "bold"), *cells, *precision, point.chosen)
    return table


def calibration_table(evaluation: Evaluation) -> Table:
    table = _table("calibration", "ECE", "Brier", "mean probability", "vulnerable")
    if evaluation.before is not None:
        table.add_row("before", *_calibration(evaluation.before), f"{evaluation.prevalence:.1%}")
    name = "as scored" if evaluation.before is None else "after"
    table.add_row(name, *_calibration(evaluation.calibration), f"{evaluation.prevalence:.1%}")
    return table


def comparison(compared: Comparison) -> Iterator[RenderableType]:
    yield differences_table({compared.name: compared.differences})
    table = _table("decisions", "right alone", f"{compared.name} alone", "p", caption="McNemar, exact")
    for point, decided in compared.decisions.items():
        better, certain = decided.first_right > decided.second_right, decided.p < 0.05
        style = (_BETTER if better else _WORSE) if certain else ""
        counts = f"{decided.first_right:,}", f"{decided.second_right:,}"
        table.add_row(point, Text(counts[0], style), counts[1], f"{decided.p:.3g}")
    yield table


def agreement(agreed: Agreement, runs: int) -> Iterator[RenderableType]:
    table = _table(f"over {runs} runs", "mean", "standard deviation")
    for name, spread in agreed.figures.items():
        figure, _, point = name.partition(" @ ")
        label = NAMES.get(figure, figure) + (f" @ {point}" if point else "")
        table.add_row(label, f"{spread.mean:.3f}", f"{spread.deviation:.3f}")
    yield table
    flips = _table("decisions that differ", "between any runs", "between two runs")
    for point, flipped in agreed.flips.items():
        flips.add_row(f"@ {point}", f"{flipped.any:.1%}", f"{flipped.pairwise:.1%}")
    yield flips


def sweep_table(recommendation: Recommendation, step: float = 0.05) -> Table:
    """Every multiple of `step`, and the recommended threshold among them."""
    note = f"recommended: best by {recommendation.by}, on {recommendation.part}"
    table = _table("threshold", "accuracy", "precision", "recall", "F1", "flagged", caption=note)
    rows = [row for row in recommendation.sweep if _multiple(row["threshold"], step)]
    for row in sorted([*rows, recommendation.figures], key=lambda row: row["threshold"]):
        chosen = row is recommendation.figures
        threshold = f"> {row['threshold']:.4f}" if chosen else f"{row['threshold']:.2f}  "
        table.add_row(
            threshold, *(_value(name, row[name]) for name in SWEPT), style="bold green" if chosen else ""
        )
    return table


def _table(first: str, *others: str, caption: str = "") -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption=caption or None, caption_justify="left")
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
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
        return Text(f"{value:.3f} +", _BETTER)
    return Text(f"{value:.3f} -", _WORSE) if max(gains) < 0 else Text(f"{value:.3f}  ")


def _value(name: str, value: float) -> str:
    return f"{value:.1%}" if name == "flagged" else f"{value:.3f}"


def _span(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.3f}-{interval[1]:.3f}"


def _narrow(name: str, interval: tuple[float, float]) -> str:
    """In eight columns."""
    scale = 100 if name == "flagged" else 1000
    return "-".join(f"{bound * scale:.0f}" for bound in interval)


def _calibration(calibration: Calibration) -> tuple[str, str, str]:
    return f"{calibration.error:.3f}", f"{calibration.brier:.3f}", f"{calibration.mean_probability:.1%}"


def _multiple(threshold: float, step: float) -> bool:
    return abs(threshold / step - round(threshold / step)) < 1e-6
