"""When a run ends, and the learning rate until then."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch


class Budget:
    """Bounds a run by `steps` where they are given, so that it can be repeated exactly, or else by
    the `minutes` spent in steps."""

    def __init__(self, minutes: float, steps: int | None) -> None:
        self._minutes, self._steps = minutes, steps
        self.done, self.seconds = 0, 0.0

    @property
    def progress(self) -> float:
        """From 0 at the start to 1, or a little over, at the end."""
        if self._steps is not None:
            return self.done / self._steps
        return self.seconds / (60 * self._minutes)

    @contextmanager
    def step(self) -> Iterator[None]:
        """Counts and times one step; what happens between steps costs nothing."""
        started = time.monotonic()
        yield
        self.seconds += time.monotonic() - started
        self.done += 1


def decay(progress: float, warmup: float, *, least: float) -> float:
    """The part of the peak learning rate: up in a line over `warmup`, then down half a cosine."""
    rising = min(progress / warmup, 1.0) if warmup else 1.0
    return max(rising * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0))), least)


def set_rates(optimizer: torch.optim.Optimizer, peaks: list[float], part: float) -> None:
    """Set each parameter group's learning rate to `part` of its peak."""
    for group, peak in zip(optimizer.param_groups, peaks, strict=True):
        group["lr"] = peak * part
