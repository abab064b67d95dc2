"""What training took, from the directories of its runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vscan_trainer.run import Run, RunError

WATTS = {"cpu": 10.0, "cuda": 700.0}
"""Assumed, not measured: of a busy processor core, and of a large GPU at its limit."""


@dataclass(frozen=True, slots=True)
class Effort:
    """`units` are the processor threads used, or one GPU."""

    run: str
    verb: str
    started: str
    device: str
    units: int
    seconds: float

    @property
    def kilowatt_hours(self) -> float:
        """By `WATTS`."""
        return WATTS[self.device] * self.units * self.seconds / 3.6e6

    @classmethod
    def of(cls, folder: Path) -> Effort:
        """Raises RunError."""
        run = Run(folder)
        said: dict[str, Any] = run.read()
        try:
            device = str(said["device"])
            units = int(said["threads"]) if device == "cpu" else 1
            begun, seconds = str(said["started"]), float(said["seconds"])
            effort = cls(run.name, str(said["verb"]), begun, device, units, seconds)
        except (KeyError, TypeError, ValueError) as error:
            raise RunError(f"{folder / 'run.json'} is not of a finished run: {error}") from None
        if device not in WATTS:
            raise RunError(f"{folder / 'run.json'}: no assumption on what a {device!r} draws")
        return effort


def total(efforts: Sequence[Effort]) -> float:
    """Kilowatt hours."""
    return sum(effort.kilowatt_hours for effort in efforts)
