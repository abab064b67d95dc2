"""The tables of the observations."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from itertools import pairwise

from vscan_trainer.evaluation.points import Confusion
from vscan_trainer.report.figures import NAMES, Figures, confusion_text, drawn_text
from vscan_trainer.report.measured import MeasuredRun
from vscan_trainer.report.observations.observed import Observed, changed, signed
from vscan_trainer.report.observations.recorded import CORRECTED, LADDER, PRODUCTION, RECORD
from vscan_trainer.report.table import Table

LADDER_FIGURES = ("roc_auc", "best_f1", "accuracy_at_half", "accuracy_at_best_f1", "precision_at_recall")
FURTHER = ("roc_auc", "average_precision", "f1_at_half", "best_accuracy", "accuracy_at_best_f1")


def record_table(observed: Observed) -> Table:
    """The record's columns, its own figures in a line below each run that repeats one of its."""
    head = ("run", "seed", "best F1", "accuracy @ 0.5", "recommended threshold", "TN / FP / FN / TP")
    rows: list[list[str]] = []
    for name, run in observed.runs.items():
        figures = observed.figures[name]
        at = 0.5 if run.threshold is None else run.threshold
        told = "none (0.5)" if run.threshold is None else f"{run.threshold:.4g}"
        scores = [drawn_text(figures["best_f1"]), drawn_text(figures["accuracy_at_half"])]
        rows.append([name, str(run.seed), *scores, told, _confusion(run, at)])
        if name in RECORD:
            was = RECORD[name]
            scores = [f"{was.best_f1:.4f}", f"{was.accuracy_at_half:.4f}"]
            rows.append(["*the record*", str(run.seed), *scores, was.threshold, f"{was.matrix} (at 0.5)"])
    for kind, names in (("production", PRODUCTION), ("corrected", CORRECTED)):
        rows += _spread(observed, kind, observed.present(names))
    return Table(head, rows)


def _spread(observed: Observed, kind: str, names: list[str]) -> Iterator[list[str]]:
    """Mean and sample standard deviation over seeds, of two or more."""
    if len(names) < 2:
        return
    series = [
        [observed.figures[name][figure].value for name in names] for figure in ("best_f1", "accuracy_at_half")
    ]
    cells = [f"{statistics.fmean(values):.4f} ± {statistics.stdev(values):.4f}" for values in series]
    yield [f"**{kind}, mean ± sd**", f"{len(names)} seeds", *cells, "", ""]


def _confusion(run: MeasuredRun, threshold: float) -> str:
    return confusion_text(Confusion.at(run.scored, threshold))


def further_table(observed: Observed) -> Table:
    rows = [
        [name, *(drawn_text(figures[figure]) for figure in FURTHER)]
        for name, figures in observed.figures.items()
    ]
    return Table(["run", *(NAMES[figure] for figure in FURTHER)], rows)


def bar_table(observed: Observed, bars: Mapping[str, float]) -> Table:
    """The corrected runs, and their mean, against every bar at once."""
    names = observed.present(CORRECTED)
    columns = {name: observed.figures[name] for name in names}
    if len(names) > 1:
        columns["mean"] = observed.mean(names)
    rows = [[name, *_against_bars(observed, figures, bars)] for name, figures in columns.items()]
    return Table(["run", *(f"{NAMES[name]} > {bar:g}" for name, bar in bars.items()), "all at once"], rows)


def _against_bars(observed: Observed, figures: Figures, bars: Mapping[str, float]) -> list[str]:
    cells = [
        f"{drawn_text(figures[name])}: {observed.above(figures[name], bar)}" for name, bar in bars.items()
    ]
    together = all(figures[name].value > bar for name, bar in bars.items())
    drawn = sum(
        all(figures[name].draws[i] > bar for name, bar in bars.items()) for i in range(observed.draws)
    )
    return [*cells, f"{'yes' if together else 'no'} ({drawn / observed.draws:.0%} of the draws)"]


def ladder_table(observed: Observed) -> Table:
    """Each step with what it changed and by how much it moved each column."""
    steps = observed.present(LADDER)
    rows = []
    for place, name in enumerate(steps):
        figures = observed.figures[name]
        if place == 0:
            rows.append([name, "", *(drawn_text(figures[figure]) for figure in LADDER_FIGURES)])
            continue
        below = steps[place - 1]
        gains = [figures[figure] - observed.figures[below][figure] for figure in LADDER_FIGURES]
        cells = [
            f"{figures[figure].value:.3f}, {signed(gain)}{_mark(observed.verdict(gain))}"
            for figure, gain in zip(LADDER_FIGURES, gains, strict=True)
        ]
        rows.append([name, changed(observed.runs[below], observed.runs[name]), *cells])
    return Table(["run", "changed", *(NAMES[figure] for figure in LADDER_FIGURES)], rows)


def _mark(verdict: str) -> str:
    return f" **{verdict}**" if verdict in ("better", "worse") else ""


def moved_by(observed: Observed) -> list[str]:
    """For each column the steps that moved it by more than chance, in words."""
    steps = observed.present(LADDER)
    lines = []
    for figure in LADDER_FIGURES:
        gains = {
            after: observed.figures[after][figure] - observed.figures[before][figure]
            for before, after in pairwise(steps)
        }
        sure = {name: gain for name, gain in gains.items() if observed.verdict(gain) in ("better", "worse")}
        told = ", ".join(f"{name} ({gain.value:+.3f})" for name, gain in sure.items())
        lines.append(f"{NAMES[figure]}: {told or f'no step alone that n = {observed.n:,} can show'}.")
    return lines
