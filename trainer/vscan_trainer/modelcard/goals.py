"""The lines of the table of targets, from what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.influence import MOST_LINES
from vscan_trainer.evaluation.bootstrap import Drawn, bootstrap, ranking
from vscan_trainer.evaluation.compare import Difference
from vscan_trainer.evaluation.tables.base import NAMES
from vscan_trainer.modelcard import targets
from vscan_trainer.modelcard.calibration import Reliability
from vscan_trainer.modelcard.lines import Hits
from vscan_trainer.modelcard.measured import LENGTH, MODEL, PREVIOUS, WORDS, Asked, Measured
from vscan_trainer.modelcard.pairs import ordered, shares
from vscan_trainer.modelcard.speed import Speed
from vscan_trainer.modelcard.targets import Goal

TITLES = {"devign": "Devign", "primevul": "PrimeVul", "sven": "SVEN"}
LOW = {"vd_s"}


def ranking_goals(one: Measured, asked: Asked) -> Iterator[Goal]:
    """Those of `targets.WANTED` on this part, all models on the same draws."""
    measures = [ranking(scored) for scored in one.models.values()]
    drawn = bootstrap(measures, one.scored.targets, draws=asked.draws, seed=asked.seed)
    for part, figure, target in targets.WANTED:
        if part == one.part.name:
            by_model = {name: figures[figure] for name, figures in zip(one.models, drawn, strict=True)}
            yield _goal(f"{TITLES[part]}: {NAMES[figure]}", target, by_model, low=figure in LOW)


def pairs_goals(one: Measured, new: NDArray[np.bool_], asked: Asked) -> Iterator[Goal]:
    """Over all pairs, and over those that are `new` (n,) to a model; all on the same draws."""
    title = TITLES[one.part.name]
    right = {name: ordered(scored) for name, scored in one.models.items()}
    for label, chosen in (
        (f"{title} pairs: vulnerable scored above its fix", np.ones_like(new)),
        (f"{title}: of the {new.sum()} pairs that training did not hold", new),
    ):
        if chosen.any():
            drawn = shares([told[chosen] for told in right.values()], draws=asked.draws, seed=asked.seed)
            yield _goal(label, targets.PAIRS_TARGET, dict(zip(right, drawn, strict=True)))


def lines_goal(hits: Hits, asked: Asked) -> Goal:
    (drawn,) = shares([hits.found], draws=asked.draws, seed=asked.seed)
    chance = float(hits.chance.mean())
    label = f"SVEN: changed line among the top {MOST_LINES} by influence (random lines: {chance:.3f})"
    return Goal(label, targets.LINES_TARGET * chance, drawn.value, interval=drawn.interval)


def calibration_goal(one: Measured) -> Goal:
    label = f"{TITLES[one.part.name]}: calibration error at its own prevalence"
    old = Reliability.of(one.part, one.previous).error if one.previous else None
    new = Reliability.of(one.part, one.scores).error
    return Goal(label, targets.CALIBRATION_TARGET, new, low=True, previous=old)


def size_goal(sizes: Mapping[str, int]) -> Goal:
    """Of bytes by file."""
    megabytes = sum(sizes.values()) / 1e6
    return Goal("size of all files, MB", targets.MEGABYTES_TARGET, megabytes, low=True, digits=1)


def speed_goal(speed: Speed | None) -> Goal:
    measured = speed.per_second if speed else None
    return Goal("functions/s of a real tree, cold, 2 cores", targets.SPEED_TARGET, measured, digits=0)


def _goal(label: str, target: float, drawn: Mapping[str, Drawn], *, low: bool = False) -> Goal:
    model, old = drawn[MODEL], drawn.get(PREVIOUS)
    return Goal(
        label,
        target,
        model.value,
        low=low,
        interval=model.interval,
        length_alone=drawn[LENGTH].value,
        bag_of_words=drawn[WORDS].value,
        previous=old.value if old else None,
        difference=Difference.of(model - old) if old else None,
    )
