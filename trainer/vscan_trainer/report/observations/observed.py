"""The runs that exist, their figures, and words for a difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vscan_trainer.evaluation.bootstrap import Drawn
from vscan_trainer.report.figures import Figures, mean, measure
from vscan_trainer.report.measured import MeasuredRun, format_value
from vscan_trainer.report.observations.recorded import EXPECTED
from vscan_trainer.run import Run, RunError


@dataclass(frozen=True, slots=True)
class Observed:
    """Runs by name with their figures, all on the same bootstrap draws of the same functions."""

    runs: Mapping[str, MeasuredRun]
    figures: Mapping[str, Figures]
    shape: str
    draws: int

    @classmethod
    def load(cls, folder: Path, draws: int) -> Observed:
        """Those of `EXPECTED` that the folder holds with their scores. Raises RunError where it holds none,
        ScoresError where one scores other functions."""
        found = [name for name in EXPECTED if Run(folder / name).parts]
        if not found:
            raise RunError(f"{folder} holds none of the runs: {', '.join(EXPECTED)}")
        runs = {name: MeasuredRun.load(Run(folder / name)) for name in found}
        for name, run in runs.items():
            runs[found[0]].scored.require_same(run.scored, name)
        figures = {name: measure(run.scored, draws=draws) for name, run in runs.items()}
        return cls(runs, figures, _shape(folder, found), draws)

    @property
    def missing(self) -> list[str]:
        return [name for name in EXPECTED if name not in self.runs]

    @property
    def first(self) -> MeasuredRun:
        return next(iter(self.runs.values()))

    @property
    def n(self) -> int:
        return len(self.first.scored)

    def present(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name in self.runs]

    def mean(self, names: Sequence[str]) -> Figures:
        """Over those of the runs that exist, of which there is one at least."""
        return mean([self.figures[name] for name in self.present(names)])

    def verdict(self, difference: Drawn) -> str:
        """`better`, `worse`, or that so many functions cannot show which."""
        low, high = difference.interval
        if low > 0:
            return "better"
        return "worse" if high < 0 else f"no difference that n = {self.n:,} can show"

    def above(self, figure: Drawn, bar: float) -> str:
        """Whether a figure is above the bar, and whether its interval is too."""
        low, high = figure.interval
        if low > bar:
            return "yes"
        if figure.value > bar:
            return "yes, but the interval reaches below"
        return "no" if high < bar else "no, but the interval reaches above"


def _shape(folder: Path, names: Sequence[str]) -> str:
    """The encoder's shape, by the first configuration that a run kept; empty where none did."""
    file = "encoder/config.json"
    kept = next((Run(folder / name) for name in names if (folder / name / file).exists()), None)
    if kept is None:
        return ""
    config = kept.read(file)
    layers = config.get("num_hidden_layers")
    return f"{layers} layer{'' if layers == 1 else 's'} x {config.get('hidden_size')}"


def changed(before: MeasuredRun, after: MeasuredRun) -> str:
    """The settings that differ but for the seed, by their own names, with the values of `after`."""
    return ", ".join(
        f"{name} {format_value(value)}"
        for name, value in after.settings.items()
        if name != "seed" and value != before.settings.get(name)
    )


def signed(difference: Drawn) -> str:
    low, high = difference.interval
    return f"{difference.value:+.3f} [{low:+.3f}, {high:+.3f}]"
