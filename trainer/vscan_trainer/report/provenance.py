"""What a run was made from, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vscan_trainer.report.measured import MeasuredRun, format_value, preset_settings
from vscan_trainer.report.table import Table


@dataclass(frozen=True, slots=True)
class Provenance:
    name: str
    made: Table
    settings: Table
    data: Table

    @classmethod
    def of(cls, run: MeasuredRun) -> Provenance:
        return cls(run.name, _made(run), _settings(run), _data(run.about))


def _made(run: MeasuredRun) -> Table:
    about = run.about
    base: Mapping[str, Any] = about.get("base", {})
    libraries = ", ".join(f"{name} {number}" for name, number in about.get("libraries", {}).items())
    machine = ", ".join(f"{name} {value}" for name, value in about.get("machine", {}).items())
    facts = {
        "preset": run.preset,
        "seed": str(run.seed),
        "base": f"{base.get('name', '')} {base.get('digest', '')}".strip(),
        "parameters": f"{about['parameters']:,}" if "parameters" in about else "",
        "epoch kept": str(about.get("best_epoch", "")),
        "started": str(about.get("started", "")),
        "training time": _duration(about["seconds"]) if "seconds" in about else "",
        "device": str(about.get("device", "")),
        "machine": machine,
        "vscan": str(about.get("vscan", "")),
        "commit": str(about.get("commit", "")),
        "python": str(about.get("python", "")),
        "libraries": libraries,
    }
    return Table(["", ""], [[name, value] for name, value in facts.items() if value])


def _settings(run: MeasuredRun) -> Table:
    preset = preset_settings(run.preset)
    rows = [
        [name, format_value(preset.get(name, "none")), format_value(value)]
        for name, value in run.changes.items()
    ]
    return Table(["setting", run.preset, "this run"], rows)


def _data(about: Mapping[str, Any]) -> Table:
    rows = [
        [role, str(file.get("name", "")), *_counts(file), str(file.get("digest", ""))]
        for role, files in about.get("data", {}).items()
        for file in files
    ]
    return Table(["role", "file", "functions", "vulnerable", "unlabelled", "sha256"], rows)


def _counts(file: Mapping[str, Any]) -> list[str]:
    return [f"{file[name]:,}" if name in file else "" for name in ("functions", "vulnerable", "unlabelled")]


def _duration(seconds: float) -> str:
    """As 1 h 02 min, or 12 min 05 s, or 3.4 s."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
