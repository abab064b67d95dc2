"""Everything that is asked of one part as one model scored it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vscan_trainer.calibrate import operating_points
from vscan_trainer.evaluation.bootstrap import Drawn, bootstrap, ranking
from vscan_trainer.evaluation.compare import Difference, differences
from vscan_trainer.evaluation.points import CHOSEN, Confusion, flagging
from vscan_trainer.evaluation.ranking import brier, calibration_error
from vscan_trainer.evaluation.scored import Scored, ScoresError

Interval = tuple[float, float]

HERE = ", on these functions"
"""Said of a threshold that was chosen on the functions it is measured on: its figures flatter a little."""

PREVALENCES = (0.01, 0.05, 0.10)
"""Shares of vulnerable functions to assume."""


@dataclass(frozen=True, slots=True)
class Point:
    """A named threshold, what it was `chosen` by and on, and what it does: `rates` by the names of
    `RATES` with their 95 % intervals, and the precision at each of `PREVALENCES`."""

    name: str
    threshold: float
    chosen: str
    rates: Mapping[str, float]
    intervals: Mapping[str, Interval]
    precision_at: Mapping[str, float]
    tn: int
    fp: int
    fn: int
    tp: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error, Brier score, and what share the probabilities add up to."""

    error: float
    brier: float
    mean_probability: float

    @classmethod
    def of(cls, scored: Scored) -> Calibration:
        truth, odds = scored.targets, scored.probabilities
        return cls(calibration_error(truth, odds), brier(truth, odds), float(odds.mean()))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures` and `intervals` (95 %) are those of `ranking.figures`, `baselines` the same of each
    baseline, `differences` what the model gains over it. `before` is the calibration of other
    probabilities of the same functions."""

    functions: int
    vulnerable: int
    lines: int
    all_positive_f1: float
    majority_accuracy: float
    figures: Mapping[str, float]
    intervals: Mapping[str, Interval]
    points: tuple[Point, ...]
    calibration: Calibration
    before: Calibration | None
    baselines: Mapping[str, Mapping[str, float]]
    differences: Mapping[str, Mapping[str, Difference]]
    draws: int
    seed: int

    @property
    def prevalence(self) -> float:
        return self.vulnerable / self.functions

    def to_json(self) -> dict[str, Any]:
        return {"prevalence": self.prevalence, **asdict(self)}


def evaluate(
    scored: Scored,
    *,
    thresholds: Mapping[str, float],
    baselines: Mapping[str, Scored],
    chosen: Mapping[str, str] | None = None,
    before: Scored | None = None,
    draws: int = 1000,
    seed: int = 42,
) -> Evaluation:
    """`thresholds` are measured beside 0.5 and the named operating points, which are chosen on these
    functions unless given; `chosen` says what the given ones were chosen by. Raises ScoresError where
    there is one class alone, or other scores are of other functions."""
    require_both(scored, "evaluation")
    for name, other in baselines.items():
        scored.require_same(other, name)
    if before is not None:
        scored.require_same(before, "before calibration")
    positives, n = int(scored.targets.sum()), len(scored)
    points = named_points(scored, thresholds, chosen or {})
    measures = [ranking(scored), *map(ranking, baselines.values())]
    measures += [flagging(scored, threshold) for threshold, _ in points.values()]
    model, *others = bootstrap(measures, scored.targets, draws=draws, seed=seed)
    against, rates = dict(zip(baselines, others, strict=False)), others[len(baselines) :]
    return Evaluation(
        functions=n,
        vulnerable=positives,
        lines=int(scored.lines.sum()),
        all_positive_f1=2 * positives / (n + positives),
        majority_accuracy=max(positives, n - positives) / n,
        figures=_values(model),
        intervals=_spans(model),
        points=tuple(
            _point(scored, name, threshold, by, drawn)
            for (name, (threshold, by)), drawn in zip(points.items(), rates, strict=True)
        ),
        calibration=Calibration.of(scored),
        before=None if before is None else Calibration.of(before),
        baselines={name: _values(other) for name, other in against.items()},
        differences={name: differences(model, other) for name, other in against.items()},
        draws=draws,
        seed=seed,
    )


def require_both(scored: Scored, name: str) -> None:
    """Raises ScoresError unless there are functions of both classes."""
    positives = int(scored.targets.sum())
    if not 0 < positives < len(scored):
        raise ScoresError(
            f"{name}: {positives:,} of {len(scored):,} functions are vulnerable: nothing to tell apart"
        )


def named_points(
    scored: Scored, thresholds: Mapping[str, float], chosen: Mapping[str, str]
) -> dict[str, tuple[float, str]]:
    """By name, threshold and what it was chosen by, the thresholds rising."""
    here = operating_points(scored.targets, scored.probabilities)
    points = {name: (threshold, CHOSEN[name] + HERE) for name, threshold in here.items()}
    points["0.5"] = (0.5, "fixed")
    points |= {name: (threshold, chosen.get(name, "given")) for name, threshold in thresholds.items()}
    return dict(sorted(points.items(), key=lambda item: item[1][0]))


def _point(scored: Scored, name: str, threshold: float, chosen: str, rates: Mapping[str, Drawn]) -> Point:
    at = Confusion.at(scored, threshold)
    return Point(
        name,
        threshold,
        chosen,
        rates=_values(rates),
        intervals=_spans(rates),
        precision_at={f"{share:.0%}": float(at.precision_at(share)) for share in PREVALENCES},
        **{cell: int(count) for cell, count in asdict(at).items()},
    )


def _values(figures: Mapping[str, Drawn]) -> dict[str, float]:
    return {name: figure.value for name, figure in figures.items()}


def _spans(figures: Mapping[str, Drawn]) -> dict[str, Interval]:
    return {name: figure.interval for name, figure in figures.items()}
