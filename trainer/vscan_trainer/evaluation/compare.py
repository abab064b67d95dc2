"""Is one model better than another, and how far do runs of one model agree?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from vscan_trainer.evaluation.bootstrap import Drawn, bootstrap, ranking
from vscan_trainer.evaluation.scored import Scored

COMPARED = ("roc_auc", "average_precision", "best_f1")
"""The figures whose differences are drawn."""


@dataclass(frozen=True, slots=True)
class McNemar:
    """Functions that one of two models alone judges rightly, and the two-sided exact binomial chance of
    a split as uneven if both were equally good."""

    first_right: int
    second_right: int
    p: float


def mcnemar(truth: NDArray[np.int8], first: NDArray[np.bool_], second: NDArray[np.bool_]) -> McNemar:
    """`first` and `second` say what each model flags; (n,) all three."""
    first_right = int(np.sum((first == truth) & (second != truth)))
    second_right = int(np.sum((first != truth) & (second == truth)))
    unlike = first_right + second_right
    p = float(binomtest(first_right, unlike).pvalue) if unlike else 1.0
    return McNemar(first_right, second_right, p)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher a figure is of the first model than of the second, its 95 % bootstrap interval,
    and the two-sided chance of as much if there were no difference."""

    value: float
    low: float
    high: float
    p: float

    @classmethod
    def of(cls, drawn: Drawn) -> Difference:
        # one draw more, on the far side: so many draws cannot show that p is 0
        tail = 1 + min(np.sum(drawn.draws <= 0), np.sum(drawn.draws >= 0))
        return cls(drawn.value, *drawn.interval, p=min(2 * float(tail) / (len(drawn.draws) + 1), 1.0))

    @property
    def certain(self) -> bool:
        """The interval leaves out zero."""
        return self.low > 0 or self.high < 0


def paired_bootstrap(
    first: Scored, second: Scored, *, draws: int = 1000, seed: int = 42
) -> dict[str, Difference]:
    """The differences of `COMPARED`, both models seeing the same draws. Raises ScoresError unless the
    scores are of the same functions."""
    first.require_same(second, "paired bootstrap")
    measures = [ranking(first), ranking(second)]
    return differences(*bootstrap(measures, first.targets, draws=draws, seed=seed))


def differences(first: Mapping[str, Drawn], second: Mapping[str, Drawn]) -> dict[str, Difference]:
    """Of two models' figures, on the same draws."""
    return {name: Difference.of(first[name] - second[name]) for name in COMPARED}


@dataclass(frozen=True, slots=True)
class Flips:
    """The share of functions on which the runs do not all decide alike, and on which two of them
    differ, on average over the pairs."""

    any: float
    pairwise: float


def flips(runs: Sequence[Scored], thresholds: Sequence[float]) -> Flips:
    """Two runs or more, each at its own threshold. Raises ScoresError unless of the same functions."""
    for other in runs[1:]:
        runs[0].require_same(other, "flips")
    flagged = np.stack(
        [run.probabilities >= threshold for run, threshold in zip(runs, thresholds, strict=True)]
    )
    votes, count = flagged.sum(axis=0), len(runs)
    pairs = votes * (count - votes) / (count * (count - 1) / 2)
    return Flips(float(np.mean((votes > 0) & (votes < count))), float(np.mean(pairs)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One model held against another, `name`: paired differences, and decisions by operating point."""

    name: str
    differences: Mapping[str, Difference]
    decisions: Mapping[str, McNemar]


def compare(
    first: Scored,
    second: Scored,
    name: str,
    *,
    thresholds: Mapping[str, tuple[float, float]],
    draws: int = 1000,
    seed: int = 42,
) -> Comparison:
    """`thresholds` of both models by operating point. Raises ScoresError unless of the same functions."""
    first.require_same(second, name)
    return Comparison(
        name,
        paired_bootstrap(first, second, draws=draws, seed=seed),
        {
            point: mcnemar(first.targets, first.probabilities >= ours, second.probabilities >= theirs)
            for point, (ours, theirs) in thresholds.items()
        },
    )
