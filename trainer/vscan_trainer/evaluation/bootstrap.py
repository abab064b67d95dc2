"""How far the choice of functions alone moves a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.evaluation.curve import Counts, Curve, Floats
from vscan_trainer.evaluation.scored import Scored

# Few enough for the processor's cache.
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure of the functions as they are, and of each bootstrap draw of them, (draws,)."""

    value: float
    draws: Floats

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, by percentiles."""
        low, high = np.percentile(self.draws, [2.5, 97.5])
        return float(low), float(high)

    def __sub__(self, other: Drawn) -> Drawn:
        """Draw by draw: of two models on the same draws, the paired difference."""
        return Drawn(self.value - other.value, self.draws - other.draws)


Measure = Callable[[Counts], Mapping[str, Floats]]
"""How often each of d draws holds each function, (d, n) -> figures by name, (d,) each."""


def ranking(scored: Scored) -> Measure:
    """The figures of `Curve`."""
    return lambda weights: Curve.of(scored, weights).figures()


def bootstrap(
    measures: Sequence[Measure], targets: NDArray[np.int8], *, draws: int, seed: int
) -> list[dict[str, Drawn]]:
    """The figures of each measure by name, all on the same draws of the same functions."""
    whole = [measure(np.ones((1, len(targets)), dtype=np.int64)) for measure in measures]
    parts: list[list[Mapping[str, Floats]]] = [[] for _ in measures]
    for weights in draw_weights(targets, draws, seed):
        for measure, drawn in zip(measures, parts, strict=True):
            drawn.append(measure(weights))
    return [_joined(value, drawn) for value, drawn in zip(whole, parts, strict=True)]


def _joined(whole: Mapping[str, Floats], parts: Sequence[Mapping[str, Floats]]) -> dict[str, Drawn]:
    return {
        name: Drawn(float(value[0]), np.concatenate([part[name] for part in parts]))
        for name, value in whole.items()
    }


def draw_weights(targets: NDArray[np.int8], draws: int, seed: int) -> Iterator[Counts]:
    """Bootstrap draws of n functions with replacement, some (d, n) at a time, the same for every model
    by one seed. A draw of one class alone is drawn again: figures mean nothing there."""
    if not 0 < targets.sum() < len(targets):
        raise ValueError("both classes are needed")
    rng = np.random.default_rng(seed)
    for start in range(0, draws, _AT_ONCE):
        yield np.stack([_draw(rng, targets) for _ in range(min(_AT_ONCE, draws - start))])


def _draw(rng: np.random.Generator, targets: NDArray[np.int8]) -> Counts:
    n = len(targets)
    while True:
        counts = np.bincount(rng.integers(0, n, n), minlength=n)
        if 0 < counts @ targets < n:
            return counts
