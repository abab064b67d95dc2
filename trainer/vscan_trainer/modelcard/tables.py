"""What was measured, as tables for the document and the README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vscan_trainer.evaluation.evaluation import Evaluation
from vscan_trainer.evaluation.tables.base import NAMES
from vscan_trainer.modelcard.calibration import Reliability
from vscan_trainer.modelcard.effort import Effort
from vscan_trainer.modelcard.goals import TITLES
from vscan_trainer.modelcard.measure import Figures
from vscan_trainer.modelcard.measured import LENGTH, PREVIOUS, WORDS
from vscan_trainer.report.table import Table

_SHOWN = ("roc_auc", "average_precision", "best_f1", "vd_s", "recall_at_20_lines")


def readme_table(figures: Figures) -> Table:
    """The model beside its baselines, short."""
    head = ["", "", "ROC-AUC (95 %)", "average precision", "best F1", "VD-S, lower is better"]
    rows = [row for name, one in figures.evaluations.items() for row in _readme_rows(TITLES[name], one)]
    return Table([*head, "recall at 20 % of the lines"], rows)


def _readme_rows(title: str, one: Evaluation) -> Iterator[list[str]]:
    share = f"{one.prevalence:.0%}" if one.prevalence > 0.1 else f"{one.prevalence:.1%}"
    of = f"{title}, {one.functions:,} functions, {share} vulnerable"
    models = {"**vscan**": one.figures, **{name: one.baselines[name] for name in (WORDS, LENGTH)}}
    for name, values in models.items():
        auc, *rest = (f"{values[figure]:.3f}" for figure in _SHOWN)
        low, high = one.intervals["roc_auc"]
        yield [of, name, f"{auc} ({low:.3f}-{high:.3f})" if values is one.figures else auc, *rest]
        of = ""


def figures_table(one: Evaluation) -> Table:
    """Every figure of a ranking."""
    names = [name for name in (WORDS, LENGTH, PREVIOUS) if name in one.baselines]
    rows = [
        [
            NAMES[figure],
            f"{value:.3f}",
            "{:.3f}-{:.3f}".format(*one.intervals[figure]),
            *(f"{one.baselines[name][figure]:.3f}" for name in names),
        ]
        for figure, value in one.figures.items()
    ]
    return Table(["figure", "vscan", "95 %", *names], rows)


def lengths_table(one: Reliability) -> Table:
    """Odds moved to the part's own prevalence, by the lines of a function."""
    rows = [
        [lines, f"{some.functions:,}", f"{some.stated:.1%}", f"{some.observed:.1%}"]
        for lines, some in one.lengths.items()
    ]
    return Table(["lines", "functions", "mean odds", "vulnerable"], rows)


def points_table(one: Evaluation, names: Mapping[str, float], default: str) -> Table:
    """What each named operating point brings and costs, the default one marked."""
    head = ["point", "least odds", "flagged", "recall", "precision", "precision, 95 %", "read for each find"]
    rows = []
    for point in one.points:
        if point.name not in names:
            continue
        low, high = point.intervals["precision"]
        rows.append(
            [
                f"**{point.name}**" if point.name == default else point.name,
                f"{point.threshold:.2%}",
                f"{point.rates['flagged']:.1%}",
                f"{point.rates['recall']:.1%}",
                f"{point.rates['precision']:.1%}",
                f"{low:.1%}-{high:.1%}",
                f"{(point.tp + point.fp) / point.tp:.1f}" if point.tp else "",
            ]
        )
    return Table(head, rows)


def sizes_table(sizes: Mapping[str, int]) -> Table:
    rows = [[f"`{name}`", f"{size / 1e6:.2f}"] for name, size in sizes.items()]
    return Table(["file", "MB"], [*rows, ["all", f"{sum(sizes.values()) / 1e6:.2f}"]])


def efforts_table(efforts: tuple[Effort, ...]) -> Table:
    rows = [
        [
            one.run,
            one.verb,
            one.started[:10],
            f"{one.units} {_UNITS[one.device]}",
            f"{one.seconds / 60:,.1f}",
            f"{one.kilowatt_hours:.2f}",
        ]
        for one in efforts
    ]
    return Table(["run", "stage", "started", "on", "minutes", "kWh, assumed"], rows)


_UNITS = {"cpu": "processor thread(s)", "cuda": "GPU"}
