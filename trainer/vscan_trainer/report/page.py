"""One self-contained HTML page of one run, or of several compared."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from vscan_trainer.evaluation.evaluation import Evaluation, evaluate
from vscan_trainer.report.figures import NAMES
from vscan_trainer.report.measured import MeasuredRun, run_type, shared_changes
from vscan_trainer.report.plots import PLOTS
from vscan_trainer.report.provenance import Provenance
from vscan_trainer.report.sections import (
    calibration_section,
    difference_section,
    figures_section,
    flips_section,
    points_section,
)
from vscan_trainer.report.style import THEMES, to_png
from vscan_trainer.report.table import Table


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG files in base64, for light and dark ground, and the table of the same figures."""

    name: str
    title: str
    note: str
    light: str
    dark: str
    table: Table


@dataclass(frozen=True, slots=True)
class Tile:
    name: str
    value: str
    note: str


Images = Mapping[str, Mapping[str, bytes]]
"""PNG files by theme and plot."""


def render_page(
    runs: Sequence[MeasuredRun], images: Images, *, against: MeasuredRun | None = None, draws: int = 1000
) -> str:
    """The page of the runs, whose names differ, with the plots that `images` holds; several runs are
    each held `against` one, by default the first. Raises ScoresError unless all score the same functions."""
    evaluations = {run.name: evaluate_run(run, draws) for run in runs}
    sections = [figures_section(evaluations), points_section(evaluations), calibration_section(evaluations)]
    against = against or runs[0]
    others = [run for run in runs if run is not against]
    if others:
        compared = (difference_section(others, against, draws), flips_section([*others, against]))
        sections = [section for section in compared if section] + sections
    scored = runs[0].scored
    environment = Environment(
        loader=PackageLoader("vscan_trainer.report"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html").render(
        title=" · ".join(run.name for run in runs) if len(runs) < 4 else f"{len(runs)} runs compared",
        subtitle=f"{runs[0].part}: {len(scored):,} functions, {int(scored.targets.sum()):,} vulnerable.",
        tiles=list(_tiles(runs, evaluations)),
        sections=sections,
        pictures=list(_pictures(runs, images)),
        provenance=[Provenance.of(run) for run in runs],
    )


def evaluate_run(run: MeasuredRun, draws: int) -> Evaluation:
    thresholds = {} if run.threshold is None else {"recommended": run.threshold}
    chosen = {"recommended": run.chosen}
    return evaluate(run.scored, thresholds=thresholds, chosen=chosen, baselines=run.baselines, draws=draws)


def draw_plots(runs: Sequence[MeasuredRun]) -> Images:
    """Every plot in every theme; learning only of runs that logged epochs."""
    shown = {name: plot for name, plot in PLOTS.items() if name != "learning" or any(r.epochs for r in runs)}
    return {
        name: {plot: to_png(each.draw(runs, theme)) for plot, each in shown.items()}
        for name, theme in THEMES.items()
    }


def _tiles(runs: Sequence[MeasuredRun], evaluations: Mapping[str, Evaluation]) -> Iterator[Tile]:
    """Of one run its first figures, of several each one's ROC-AUC."""
    if len(runs) == 1:
        evaluation = evaluations[runs[0].name]
        for name in ("roc_auc", "average_precision", "best_f1", "best_accuracy"):
            low, high = evaluation.intervals[name]
            yield Tile(NAMES[name], f"{evaluation.figures[name]:.3f}", f"{low:.3f} to {high:.3f}")
        return
    told = shared_changes(runs)
    for run in runs:
        value = evaluations[run.name].figures["roc_auc"]
        yield Tile(run.name, f"{value:.3f}", f"ROC-AUC · {run_type(run, told)}")


def _pictures(runs: Sequence[MeasuredRun], images: Images) -> Iterator[Picture]:
    for name in images["light"]:
        plot = PLOTS[name]
        light, dark = (base64.b64encode(images[theme][name]).decode("ascii") for theme in THEMES)
        yield Picture(name, plot.title, plot.note, light, dark, plot.table(runs))
