"""Do a model's odds keep their word, on functions that its calibration has not seen?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.calibrate import halves
from vscan_trainer.evaluation.ranking import brier, calibration_error, shift_prior
from vscan_trainer.modelcard.parts import Part
from vscan_trainer.modelcard.scores import ModelScores

BINS = 15
STEPS = (10, 30, 100, 300)
_NAMES = ("1 to 10", "11 to 30", "31 to 100", "101 to 300", "over 300")
_DRAWS, _SEED = 200, 42


@dataclass(frozen=True, slots=True)
class Bin:
    """Functions, their mean odds, and the share of them that is vulnerable."""

    functions: int
    stated: float
    observed: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of the second half of a part, since the first one is what calibration was fitted on. `error` and
    `brier` are those of odds moved to the part's own `prevalence`, `raw_error` that of the odds as they
    come, at `prior`; `chance` is the mean error that these odds would show if they held exactly, as there
    are only so many functions. `bins` hold as many functions each; `lengths` those of as many lines as
    their names say."""

    functions: int
    prevalence: float
    prior: float
    error: float
    raw_error: float
    chance: float
    brier: float
    bins: tuple[Bin, ...]
    lengths: Mapping[str, Bin]

    @classmethod
    def of(cls, part: Part, scores: ModelScores) -> Reliability:
        """Functions without odds are left out. Raises ScoresError."""
        scored = scores.of(part)
        held = (halves(len(scored)) == 1) & scores.known
        truth, raw = scored.targets[held], scored.probabilities[held]
        own = float(truth.mean())
        odds = shift_prior(raw, scores.prior, own)
        place = np.searchsorted(np.sort(odds), odds) * BINS // len(odds)
        length = np.searchsorted(STEPS, scored.lines[held])
        return cls(
            functions=len(truth),
            prevalence=own,
            prior=scores.prior,
            error=calibration_error(truth, odds, bins=BINS),
            raw_error=calibration_error(truth, raw, bins=BINS),
            chance=_chance(odds),
            brier=brier(truth, odds),
            bins=tuple(_bins(place, odds, truth).values()),
            lengths={_NAMES[step]: one for step, one in _bins(length, odds, truth).items()},
        )


def _chance(odds: NDArray[np.float64]) -> float:
    random = np.random.default_rng(_SEED)
    drawn = (random.random((_DRAWS, len(odds))) < odds).astype(np.int8)
    return float(np.mean([calibration_error(truth, odds, bins=BINS) for truth in drawn]))


def _bins(place: NDArray[np.int64], odds: NDArray[np.float64], truth: NDArray[np.int8]) -> dict[int, Bin]:
    """By the number of its bin, (n,) each; empty ones are left out."""
    sums = zip(*(np.bincount(place, w) for w in (None, odds, truth)), strict=True)
    return {number: Bin(int(n), s / n, o / n) for number, (n, s, o) in enumerate(sums) if n}
