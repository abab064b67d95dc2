"""A run together with its scores of one part: what every plot and table here is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.run import Run, RunError
from vscan_trainer.settings import PRESETS, FitSettings

BASELINES = {"length": "length alone", "bag-of-words": "bag of words"}
"""By the beginning of their files' names in the cache."""


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """`about` is `run.json`, `epochs` the lines of `metrics.jsonl`; `threshold` is the recommended one, None
    where none was chosen, `chosen` what it was chosen by; `baselines` score the same functions without a
    model."""

    name: str
    about: Mapping[str, Any]
    epochs: Sequence[Mapping[str, Any]]
    part: str
    scored: Scored
    threshold: float | None
    chosen: str
    baselines: Mapping[str, Scored]

    @classmethod
    def load(cls, run: Run, part: str | None = None) -> MeasuredRun:
        """The part is the one the threshold was chosen on unless told. Raises RunError, ScoresError."""
        about = run.read()
        chosen = run.read("threshold.json") if (run.folder / "threshold.json").exists() else {}
        part = part or chosen.get("part") or next(iter(run.parts), None)
        if part is None:
            raise RunError(f"{run.folder} holds no scores: evaluate it first")
        if part not in run.parts:
            raise RunError(f"{run.folder} holds no scores of {part}: it has {', '.join(run.parts) or 'none'}")
        for key in ("preset", "settings"):
            if key not in about:
                raise RunError(f"{run.folder / 'run.json'} names no {key}")
        if about["preset"] not in PRESETS:
            raise RunError(f"{run.folder / 'run.json'}: no preset is called {about['preset']!r}")
        epochs = run.epochs() if (run.folder / "metrics.jsonl").exists() else []
        threshold, by = chosen.get("threshold"), f"{chosen.get('by', '')}, on {chosen.get('part', '')}"
        return cls(run.name, about, epochs, part, Scored.load(run.scores(part)), threshold, by, {})

    @property
    def seed(self) -> int:
        return int(self.about["settings"]["seed"])

    @property
    def preset(self) -> str:
        return str(self.about["preset"])

    @property
    def settings(self) -> Mapping[str, Any]:
        settings: Mapping[str, Any] = self.about["settings"]
        return settings

    @property
    def changes(self) -> dict[str, Any]:
        """The settings that differ from the preset's, the seed aside."""
        preset = preset_settings(self.preset)
        return {k: v for k, v in self.settings.items() if k != "seed" and v != preset.get(k)}


def preset_settings(preset: str) -> dict[str, Any]:
    """As a run's file would hold them: JSON knows no tuples."""
    settings = asdict(FitSettings.of(preset, {}))
    return {name: list(v) if isinstance(v, tuple) else v for name, v in settings.items()}


def shared_changes(runs: Sequence[MeasuredRun]) -> dict[str, Any]:
    """The settings that all runs changed, to the same value: told once, they need not be told again."""
    first, *others = (run.changes for run in runs)
    return {k: v for k, v in first.items() if all(k in other and other[k] == v for other in others)}


def run_type(run: MeasuredRun, told: Mapping[str, Any]) -> str:
    """The preset and the settings that differ from it, but for those `told` elsewhere."""
    changes = [f"{name} {format_value(v)}" for name, v in run.changes.items() if name not in told]
    return ", ".join([run.preset, *changes])


def format_value(value: Any) -> str:
    """A setting as one would give it on the command line."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ",".join(map(format_value, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def load_runs(folders: Sequence[Path], part: str | None, cache: Path) -> list[MeasuredRun]:
    """The runs in the folders, with the baselines that `cache` holds of their functions; runs of one name
    are told apart by their folder's. Raises RunError, ScoresError."""
    runs = [MeasuredRun.load(Run(folder.resolve()), part) for folder in folders]
    names = [run.name for run in runs]
    baselines = list(_cached(cache))
    return [
        replace(
            run,
            name=run.name if names.count(run.name) == 1 else f"{folder.resolve().parent.name}/{run.name}",
            baselines={
                name: scored for name, scored in baselines if np.array_equal(scored.keys, run.scored.keys)
            },
        )
        for folder, run in zip(folders, runs, strict=True)
    ]


def _cached(cache: Path) -> Iterator[tuple[str, Scored]]:
    for stem, name in BASELINES.items():
        for path in sorted(cache.glob(f"{stem}-*.npz")):
            yield name, Scored.load(path)
