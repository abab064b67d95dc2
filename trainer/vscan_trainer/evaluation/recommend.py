"""The recommended operating threshold of a run, written beside its weights."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from vscan_trainer.evaluation.evaluation import require_both
from vscan_trainer.evaluation.points import SWEPT, Confusion, choose, sweep
from vscan_trainer.evaluation.scored import Scored
from vscan_trainer.run import Run


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`threshold` is best `by` this on `part`; `sweep` holds it and the figures at every hundredth."""

    threshold: float
    by: str
    part: str
    figures: dict[str, float]
    sweep: list[dict[str, float]]


def recommend(run: Run, part: str, scored: Scored, by: str = "f1") -> Recommendation:
    """Choose the threshold, see `points.choose`, and write `threshold.json`. Raises ScoresError."""
    require_both(scored, part)
    threshold = choose(scored, by)
    at = Confusion.at(scored, threshold)
    figures = {"threshold": threshold, **{name: float(getattr(at, name)) for name in SWEPT}}
    recommendation = Recommendation(threshold, by, part, figures, sweep(scored))
    run.write("threshold.json", asdict(recommendation))
    return recommendation
