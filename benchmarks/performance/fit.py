"""How a cost grows: a straight line, and the exponent of a power."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Growth:
    """`base + slope * size` by least squares, and `exponent` of the power law through the same points, 1
    where cost is proportional to size. `error` is the largest deviation from the line, as a share of cost."""

    base: float
    slope: float
    exponent: float
    error: float

    def at(self, size: float) -> float:
        return self.base + self.slope * size


def fit(sizes: Sequence[float], costs: Sequence[float]) -> Growth:
    """Of two points or more, all above 0. The line minimises relative errors, or the largest cost would
    decide alone."""
    slope, base = _line(sizes, costs)
    logs = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    exponent = statistics.linear_regression(*logs).slope
    error = max(abs(base + slope * x - y) / y for x, y in zip(sizes, costs, strict=True))
    return Growth(base, slope, exponent, error)


def _line(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Weighted by 1 / y**2."""
    weights = [1 / y**2 for y in ys]
    total = sum(weights)
    x = sum(w * x for w, x in zip(weights, xs, strict=True)) / total
    y = sum(w * y for w, y in zip(weights, ys, strict=True)) / total
    over = sum(w * (a - x) * (b - y) for w, a, b in zip(weights, xs, ys, strict=True))
    under = sum(w * (a - x) ** 2 for w, a in zip(weights, xs, strict=True))
    return over / under, y - over / under * x
