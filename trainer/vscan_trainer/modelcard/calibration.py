"""Do a model's odds keep their word, on functions that its calibration has not seen?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vscan_trainer.calibrate import halves
from vscan_trainer.evaluation.ranking import brier, calibration_error, shift_prior
from vscan_trainer.modelcard.parts import Part
from vscan_trainer.modelcard.scores import ModelScores

BINS = 15


@dataclass(frozen=True, slots=True)
class Bin:
    """As many functions as in any other bin: their mean odds, and the share that is vulnerable."""

    functions: int
    stated: float
    observed: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of the second half of a part, since the first one is what calibration was fitted on. `error` and
    `brier` are those of odds moved to the part's own `prevalence`, `raw_error` that of the odds as they
    come, at `prior`."""

    functions: int
    prevalence: float
    prior: float
    error: float
    raw_error: float
    brier: float
    bins: tuple[Bin, ...]

    @classmethod
    def of(cls, part: Part, scores: ModelScores) -> Reliability:
        """Functions without odds are left out. Raises ScoresError."""
        scored = scores.of(part)
        held = (halves(len(scored)) == 1) & scores.known
        truth, raw = scored.targets[held], scored.probabilities[held]
        own = float(truth.mean())
        odds = shift_prior(raw, scores.prior, own)
        place = np.searchsorted(np.sort(odds), odds) * BINS // len(odds)
        counts, stated, observed = (np.bincount(place, w, BINS) for w in (None, odds, truth))
        bins = [Bin(int(n), s / n, o / n) for n, s, o in zip(counts, stated, observed, strict=True) if n]
        return cls(
            functions=len(truth),
            prevalence=own,
            prior=scores.prior,
            error=calibration_error(truth, odds, bins=BINS),
            raw_error=calibration_error(truth, raw, bins=BINS),
            brier=brier(truth, odds),
            bins=tuple(bins),
        )
