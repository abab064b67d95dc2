"""Runs of one model together: how far its figures move, and its decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vscan_trainer.evaluation.compare import Flips, flips
from vscan_trainer.evaluation.evaluation import Evaluation
from vscan_trainer.evaluation.sources import Source


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation (n - 1) over runs."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures over runs by name, and flips by operating point."""

    figures: Mapping[str, Spread]
    flips: Mapping[str, Flips]


def agreement(sources: Sequence[Source], evaluations: Mapping[str, Evaluation]) -> Agreement:
    """Of two runs or more on the same functions. Raises ScoresError."""
    rows = [_headline(evaluation) for evaluation in evaluations.values()]
    values = {name: np.array([row[name] for row in rows]) for name in rows[0] if all(name in r for r in rows)}
    spreads = {name: Spread(float(v.mean()), float(v.std(ddof=1))) for name, v in values.items()}
    scored, known = [source.scored for source in sources], [source.threshold for source in sources]
    by_point = {"0.5": flips(scored, [0.5] * len(scored))}
    if all(threshold is not None for threshold in known):
        by_point["recommended"] = flips(scored, [threshold or 0.0 for threshold in known])
    return Agreement(spreads, by_point)


def _headline(evaluation: Evaluation) -> dict[str, float]:
    """The figures, and the rates at the points that do not depend on these functions."""
    rates = {
        f"{rate} @ {point.name}": value
        for point in evaluation.points
        if point.name in ("0.5", "recommended")
        for rate, value in point.rates.items()
    }
    return {**evaluation.figures, **rates}
