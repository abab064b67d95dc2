"""The tables of an evaluation and of a comparison, for the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.evaluation.compare import flips, mcnemar, paired_bootstrap
from vscan_trainer.evaluation.evaluation import Evaluation
from vscan_trainer.evaluation.points import RATES
from vscan_trainer.report.figures import NAMES
from vscan_trainer.report.measured import MeasuredRun, run_type
from vscan_trainer.report.table import Table

RATE_NAMES = {"f1": "F1", "mcc": "MCC"}


@dataclass(frozen=True, slots=True)
class Section:
    """`name` is its anchor."""

    name: str
    title: str
    note: str
    table: Table


def figures_section(evaluations: Mapping[str, Evaluation]) -> Section:
    """A column a run, then one a baseline."""
    first = next(iter(evaluations.values()))
    rows = []
    for name in first.figures:
        cells = [interval_text(e.figures[name], e.intervals[name]) for e in evaluations.values()]
        cells += [f"{figures[name]:.3f}" for figures in first.baselines.values()]
        rows.append([NAMES.get(name, name), *cells])
    note = (
        f"95 % intervals from {first.draws:,} bootstrap draws of the functions. Flagging every function "
        f"has an F1 of {first.all_positive_f1:.3f}; always answering the commoner class an accuracy of "
        f"{first.majority_accuracy:.3f}."
    )
    return Section("figures", "Figures", note, Table(["", *evaluations, *first.baselines], rows))


def points_section(evaluations: Mapping[str, Evaluation]) -> Section:
    first = next(iter(evaluations.values()))
    assumed = [f"precision at {share} vulnerable" for share in first.points[0].precision_at]
    head = ["operating point", "run", "threshold", *(RATE_NAMES.get(name, name) for name in RATES)]
    rows = [
        [
            point.name,
            run,
            f"{point.threshold:.4f}",
            *(interval_text(point.rates[name], point.intervals[name]) for name in RATES),
            f"{point.tn} / {point.fp} / {point.fn} / {point.tp}",
            *(f"{precision:.3f}" for precision in point.precision_at.values()),
            point.chosen,
        ]
        for run, evaluation in evaluations.items()
        for point in evaluation.points
    ]
    note = "What scores the threshold or more is flagged. A point chosen on these functions flatters itself."
    table = Table([*head, "TN / FP / FN / TP", *assumed, "chosen by"], rows)
    return Section("points", "Operating points", note, table)


def calibration_section(evaluations: Mapping[str, Evaluation]) -> Section:
    rows = [
        [
            name,
            f"{e.calibration.error:.3f}",
            f"{e.calibration.brier:.3f}",
            f"{e.calibration.mean_probability:.3f}",
            f"{e.prevalence:.3f}",
        ]
        for name, e in evaluations.items()
    ]
    head = ["run", "calibration error", "Brier", "mean probability", "share vulnerable"]
    return Section("odds", "The odds", "What the probabilities themselves are worth.", Table(head, rows))


def difference_section(runs: Sequence[MeasuredRun], against: MeasuredRun, draws: int) -> Section:
    """How each run differs from the one it is held `against`. Raises ScoresError where one scores other
    functions."""
    rows = []
    for run in runs:
        for name, gain in paired_bootstrap(run.scored, against.scored, draws=draws).items():
            words = "not told apart" if not gain.certain else "better" if gain.low > 0 else "worse"
            difference = f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
            rows.append([run.name, NAMES[name], difference, _chance(gain.p), words])
        test = mcnemar(run.scored.targets, _flags(run), _flags(against))
        gain_words = f"{test.first_right} right alone, {test.second_right} wrong alone"
        sure = test.p < 0.05
        words = (
            "not told apart" if not sure else "better" if test.first_right > test.second_right else "worse"
        )
        rows.append([run.name, "decisions (McNemar)", gain_words, _chance(test.p), words])
    note = (
        f"Differences to {against.name} with 95 % intervals, both runs seeing the same {draws:,} bootstrap "
        "draws. Decisions at each run's recommended threshold, or 0.5 where it has none."
    )
    head = ["run", "figure", "difference", "p", ""]
    return Section("difference", f"Against {against.name}", note, Table(head, rows))


def flips_section(runs: Sequence[MeasuredRun]) -> Section | None:
    """How far runs that differ in their seed alone agree; None where there are no two such."""
    groups: dict[str, list[MeasuredRun]] = {}
    for run in runs:
        groups.setdefault(run_type(run, {}), []).append(run)
    rows = []
    for group in groups.values():
        if len({run.seed for run in group}) > 1:
            found = flips([run.scored for run in group], [_threshold(run) for run in group])
            names = ", ".join(run.name for run in group)
            rows.append([names, f"{found.any:.1%}", f"{found.pairwise:.1%}"])
    head = ["runs", "not all alike", "between two"]
    note = "The share of functions that are decided differently by runs that differ in their seed alone."
    return Section("flips", "Flips across seeds", note, Table(head, rows)) if rows else None


def interval_text(value: float, interval: tuple[float, float]) -> str:
    """On two lines: a column stays narrow."""
    return f"{value:.3f}\n{interval[0]:.3f} to {interval[1]:.3f}"


def _chance(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _threshold(run: MeasuredRun) -> float:
    return 0.5 if run.threshold is None else run.threshold


def _flags(run: MeasuredRun) -> NDArray[np.bool_]:
    return run.scored.probabilities >= _threshold(run)
