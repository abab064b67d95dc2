"""One part, one model or several: every figure, how far runs agree, and how they stand to another model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vscan_trainer.evaluation.baselines import baselines
from vscan_trainer.evaluation.compare import Comparison, Flips, compare, flips
from vscan_trainer.evaluation.evaluation import Evaluation, evaluate
from vscan_trainer.evaluation.scored import Scored
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


@dataclass(frozen=True, slots=True)
class Assessment:
    """`evaluations` and `comparisons` by the model's name; `agreement` of two runs or more; `notes` say what
    was left out."""

    part: str
    evaluations: Mapping[str, Evaluation]
    agreement: Agreement | None
    comparisons: Mapping[str, Comparison]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        evaluations = {name: evaluation.to_json() for name, evaluation in self.evaluations.items()}
        return {**asdict(self), "evaluations": evaluations}


@dataclass(frozen=True, slots=True)
class Asked:
    """`train` files are for the bag of words, those of the runs where None; no baselines where `cache` is
    None. `before` are scores before calibration."""

    cache: Path | None
    train: tuple[Path, ...] | None = None
    before: Scored | None = None
    against: Source | None = None
    draws: int = 1000
    seed: int = 42


def assess(sources: Sequence[Source], asked: Asked) -> Assessment:
    """Of sources of one part. Raises ScoresError, DatasetError."""
    notes: list[str] = []
    evaluations = {source.name: _evaluate(source, asked, notes) for source in sources}
    other = asked.against
    return Assessment(
        part=sources[0].part,
        evaluations=evaluations,
        agreement=_agreement(sources, evaluations) if len(sources) > 1 else None,
        comparisons={} if other is None else {one.name: _compare(one, other, asked) for one in sources},
        notes=tuple(dict.fromkeys(notes)),
    )


def _evaluate(source: Source, asked: Asked, notes: list[str]) -> Evaluation:
    if source.left_out:
        notes.append(f"{source.name}: {source.left_out:,} functions without score or label left out")
    known = {} if source.threshold is None else {"recommended": source.threshold}
    return evaluate(
        source.scored,
        thresholds=known,
        chosen={"recommended": source.chosen},
        baselines=_baselines(source, asked, notes),
        before=asked.before,
        draws=asked.draws,
        seed=asked.seed,
    )


def _baselines(source: Source, asked: Asked, notes: list[str]) -> dict[str, Scored]:
    if asked.cache is None:
        return {}
    if source.read is None:
        notes.append(f"{source.name}: no baselines, as the file of {source.part} is not where it was")
        return {}
    train = source.train if asked.train is None else asked.train
    if not train:
        notes.append(f"{source.name}: no bag of words without training functions: give them by --train")
    return baselines(source.scored, source.read, train, asked.cache)


def _agreement(sources: Sequence[Source], evaluations: Mapping[str, Evaluation]) -> Agreement:
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


def _compare(source: Source, other: Source, asked: Asked) -> Comparison:
    thresholds = {"0.5": (0.5, 0.5)}
    if source.threshold is not None and other.threshold is not None:
        thresholds["recommended"] = (source.threshold, other.threshold)
    return compare(
        source.scored, other.scored, other.name, thresholds=thresholds, draws=asked.draws, seed=asked.seed
    )
