"""The page of observations, made from whatever runs exist."""

from __future__ import annotations

import statistics
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from vscan_trainer.report.measured import format_value, preset_settings
from vscan_trainer.report.observations import plots, tables
from vscan_trainer.report.observations.answers import answers
from vscan_trainer.report.observations.commands import SIZED, both_commands
from vscan_trainer.report.observations.observed import Observed
from vscan_trainer.report.observations.recorded import (
    BARS,
    BARS_AT_ONE_THRESHOLD,
    CORRECTED,
    LADDER,
    PRODUCTION,
    RECORD,
)


def write_observations(folder: Path, output: Path, draws: int = 1000) -> None:
    """`output` in Markdown and, beside it, its plots, from the runs in the folder. Raises RunError,
    ScoresError."""
    observed = Observed.load(folder, draws)
    output.parent.mkdir(parents=True, exist_ok=True)
    images = {}
    if len(observed.present(LADDER)) > 1:
        images["ladder"] = plots.draw_ladder(observed)
    if observed.present(PRODUCTION) and observed.present(CORRECTED):
        images["precision_recall"] = plots.draw_precision_recall(observed)
    names = {name: f"{output.stem}-{name.replace('_', '-')}.png" for name in images}
    for name, image in images.items():
        (output.parent / names[name]).write_bytes(image)
    output.write_text(_page(observed, names), encoding="utf-8")


def _page(observed: Observed, images: dict[str, str]) -> str:
    barred = (BARS, BARS_AT_ONE_THRESHOLD) if observed.present(CORRECTED) else ()
    # Markdown, not HTML: escaping would spoil it, and every name in it is one of ours.
    environment = Environment(
        loader=PackageLoader("vscan_trainer.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701
    )
    return environment.get_template("observations.md").render(
        n=observed.n,
        vulnerable=int(observed.first.scored.targets.sum()),
        part=observed.first.part,
        draws=observed.draws,
        missing=observed.missing,
        encoder=_encoder(observed),
        sized=_sized(observed),
        doubtful=_doubtful(),
        record_table=tables.record_table(observed).markdown(),
        further_table=tables.further_table(observed).markdown(),
        bar_tables=[tables.bar_table(observed, bars).markdown() for bars in barred],
        ladder_table=tables.ladder_table(observed).markdown() if "ladder" in images else "",
        moved=tables.moved_by(observed) if "ladder" in images else [],
        seeds=_seeds(observed),
        answers=list(answers(observed)),
        images=images,
        commands=[(name, *both_commands(run)) for name, run in observed.runs.items()],
    )


def _encoder(observed: Observed) -> str:
    parameters = observed.first.about.get("parameters")
    told = observed.shape or "A compact encoder"
    return f"{told} ({parameters:,} weights)" if parameters else told


def _sized(observed: Observed) -> list[str]:
    """What these runs gave to settings that depend on the encoder's size, beside the record's own values."""
    record = [preset_settings(preset) for preset in ("production", "balanced")]
    lines = []
    for name in SIZED:
        if not any(name in run.changes for run in observed.runs.values()):
            continue
        given: dict[str, list[str]] = {}
        for run in observed.runs.values():
            given.setdefault(format_value(run.settings[name]), []).append(run.name)
        ours = " and ".join(f"{v} in {', '.join(runs)}" if len(given) > 1 else v for v, runs in given.items())
        was = " or ".join(dict.fromkeys(format_value(settings[name]) for settings in record))
        lines.append(f"`{name}` {ours}, not {was}")
    return lines


def _doubtful() -> list[str]:
    """Figures of the record that its own matrices do not give."""
    return [
        f"{name}: accuracy {was.accuracy_at_half:.4f}, by its matrix {was.accuracy:.4f}"
        for name, was in RECORD.items()
        if abs(was.accuracy - was.accuracy_at_half) > 0.0001
    ]


def _seeds(observed: Observed) -> str:
    """How far the seed alone moves ROC-AUC and best F1, over production's runs."""
    names = observed.present(PRODUCTION)
    if len(names) < 2:
        return ""
    spread = {
        title: statistics.stdev(observed.figures[name][figure].value for name in names)
        for figure, title in (("roc_auc", "ROC-AUC"), ("best_f1", "best F1"))
    }
    told = " and ".join(f"{title} by {value:.4f}" for title, value in spread.items())
    return f"Over the {len(names)} seeds of production the seed alone moved {told} (standard deviation)."
