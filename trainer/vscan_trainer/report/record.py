"""The record's table for any set of runs, in the record's own columns."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from vscan_trainer.evaluation.points import Confusion
from vscan_trainer.report.figures import confusion_text, values
from vscan_trainer.report.measured import MeasuredRun, format_value, run_type, shared_changes
from vscan_trainer.report.table import Table

HEAD = (
    "seed",
    "run type",
    "best F1",
    "accuracy @ 0.5",
    "recommended threshold",
    "TN / FP / FN / TP",
)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """`confusion` is at the recommended threshold; where none was chosen, at 0.5."""

    run: str
    seed: int
    type: str
    best_f1: float
    accuracy_at_half: float
    threshold: float | None
    confusion: Confusion

    @classmethod
    def of(cls, run: MeasuredRun, told: Mapping[str, Any]) -> RecordRow:
        figures = values(run.scored)
        at = 0.5 if run.threshold is None else run.threshold
        return cls(
            run.name,
            run.seed,
            run_type(run, told),
            figures["best_f1"],
            figures["accuracy_at_half"],
            run.threshold,
            Confusion.at(run.scored, at),
        )

    def cells(self) -> list[str]:
        threshold = "none (0.5)" if self.threshold is None else f"{self.threshold:.4g}"
        scores = [f"{self.best_f1:.4f}", f"{self.accuracy_at_half:.4f}"]
        return [str(self.seed), self.type, *scores, threshold, confusion_text(self.confusion)]


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """Mean and sample standard deviation, by figure, over the seeds of one type of run; two or more."""

    type: str
    seeds: tuple[int, ...]
    mean: Mapping[str, float]
    deviation: Mapping[str, float]

    @classmethod
    def of(cls, rows: Sequence[RecordRow]) -> RecordSummary:
        series = {name: [getattr(row, name) for row in rows] for name in ("best_f1", "accuracy_at_half")}
        thresholds = [row.threshold for row in rows if row.threshold is not None]
        if len(thresholds) == len(rows):
            series["threshold"] = thresholds
        for name in asdict(rows[0].confusion):
            series[name] = [float(getattr(row.confusion, name)) for row in rows]
        return cls(
            rows[0].type,
            tuple(row.seed for row in rows),
            {name: statistics.fmean(values) for name, values in series.items()},
            {name: statistics.stdev(values) for name, values in series.items()},
        )

    def cells(self) -> list[list[str]]:
        """A line of means and one of deviations."""
        lines = (("mean", self.mean), ("sd", self.deviation))
        return [[name, self.type, *_cells(values)] for name, values in lines]


def _cells(values: Mapping[str, float]) -> list[str]:
    threshold = f"{values['threshold']:.2f}" if "threshold" in values else ""
    confusion = " / ".join(f"{values[name]:.0f}" for name in ("tn", "fp", "fn", "tp"))
    return [f"{values['best_f1']:.4f}", f"{values['accuracy_at_half']:.4f}", threshold, confusion]


@dataclass(frozen=True, slots=True)
class Record:
    """`shared` are the settings that all runs changed alike; a type of run leaves them out."""

    part: str
    functions: int
    vulnerable: int
    shared: Mapping[str, Any]
    rows: tuple[RecordRow, ...]
    summaries: tuple[RecordSummary, ...]

    @classmethod
    def of(cls, runs: Sequence[MeasuredRun]) -> Record:
        """Of one run or more. Raises ScoresError unless all score the same functions."""
        first = runs[0]
        for run in runs[1:]:
            first.scored.require_same(run.scored, run.name)
        shared = shared_changes(runs)
        rows = tuple(RecordRow.of(run, shared) for run in runs)
        types = dict.fromkeys(row.type for row in rows)
        alike = [[row for row in rows if row.type == name] for name in types]
        summaries = tuple(RecordSummary.of(group) for group in alike if len(group) > 1)
        return cls(first.part, len(first.scored), int(first.scored.targets.sum()), shared, rows, summaries)

    @property
    def caption(self) -> str:
        lines = f"{self.part}: {self.functions:,} functions, {self.vulnerable:,} vulnerable."
        told = ", ".join(f"{name} {format_value(value)}" for name, value in self.shared.items())
        return f"{lines} All runs: {told}." if told else lines

    def table(self) -> Table:
        runs = [row.cells() for row in self.rows]
        return Table(HEAD, runs + [line for summary in self.summaries for line in summary.cells()])

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
