"""One part, one model or several: every figure, how far runs agree, and how they stand to another model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vscan_trainer.evaluation.baselines import baselines
from vscan_trainer.evaluation.compare import Comparison, compare
from vscan_trainer.evaluation.evaluation import Evaluation, evaluate
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.evaluation.sources import Source
from vscan_trainer.evaluation.spread import Agreement, agreement


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
    """Baselines are kept in `cache`, and left out where that is None; `train` files are for the bag of
    words, those of the runs where None; `draws` and `seed` are the bootstrap's."""

    cache: Path | None
    train: tuple[Path, ...] | None = None
    draws: int = 1000
    seed: int = 42


def assess(sources: Sequence[Source], against: Source | None, asked: Asked) -> Assessment:
    """Of sources of one part. Raises ScoresError, DatasetError."""
    notes: list[str] = []
    evaluations = {source.name: _evaluate(source, asked, notes) for source in sources}
    return Assessment(
        part=sources[0].part,
        evaluations=evaluations,
        agreement=agreement(sources, evaluations) if len(sources) > 1 else None,
        comparisons={} if against is None else {one.name: _compare(one, against, asked) for one in sources},
        notes=tuple(dict.fromkeys(notes)),
    )


def _evaluate(source: Source, asked: Asked, notes: list[str]) -> Evaluation:
    if source.left_out:
        notes.append(f"{source.name}: left out for want of score or label: {source.left_out:,}")
    known = {} if source.threshold is None else {"recommended": source.threshold}
    return evaluate(
        source.scored,
        thresholds=known,
        chosen={"recommended": source.chosen},
        baselines=_baselines(source, asked, notes),
        before=source.before,
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


def _compare(source: Source, other: Source, asked: Asked) -> Comparison:
    thresholds = {"0.5": (0.5, 0.5)}
    if source.threshold is not None and other.threshold is not None:
        thresholds["recommended"] = (source.threshold, other.threshold)
    return compare(
        source.scored, other.scored, other.name, thresholds=thresholds, draws=asked.draws, seed=asked.seed
    )
