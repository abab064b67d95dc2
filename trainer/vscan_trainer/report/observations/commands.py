"""The exact command of a run, told from its own settings."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from vscan_trainer.report.measured import MeasuredRun, format_value

CODEBERT = "microsoft/codebert-base"
SIZED = ("epochs", "batch_size", "accumulation", "learning_rate", "warmup", "length", "layers", "precision")
"""Settings that were chosen to suit the size of the encoder: a full-size one takes the preset's."""


def command(run: MeasuredRun, folder: str, *, base: str = "", leave_out: Collection[str] = ()) -> str:
    """Of `vscan-train fit`. Another `base` takes the place of the run's own; settings in `leave_out` are left
    to the preset. Files and base are named as below the folder DATA and the working folder."""
    data = run.about.get("data", {})
    files = [_place(file) for file in data.get("train", [])]
    for file in data.get("valid", []):
        files += ["--valid", _place(file)]
    base = base or _relative(str(run.about.get("base", {}).get("name", "")))
    changes = {name: value for name, value in run.changes.items() if name not in leave_out}
    words = ["vscan-train", "fit", *files, "--run", folder, "--base", base, "--preset", run.preset]
    words += ["--seed", str(run.seed)]
    return shlex.join([*words, *(word for name, value in changes.items() for word in _flag(name, value))])


def both_commands(run: MeasuredRun) -> tuple[str, str]:
    """The run's own, and the one for CodeBERT."""
    own = command(run, f"runs/observations/{run.name}")
    return own, command(run, f"runs/codebert/{run.name}", base=CODEBERT, leave_out=SIZED)


def _place(file: dict[str, Any]) -> str:
    return f"DATA/{Path(str(file['path'])).name}"


def _relative(name: str) -> str:
    return Path(name).name if Path(name).is_absolute() else name


def _flag(name: str, value: Any) -> Sequence[str]:
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return [f"--{flag}" if value else f"--no-{flag}"]
    values = value if isinstance(value, list) else [value]
    return [word for each in values for word in (f"--{flag}", format_value(each))]
