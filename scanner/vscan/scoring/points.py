"""Where a scan draws its line, and at which prevalence it tells odds."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from vscan.domain import Score
from vscan.scoring.card import ModelCard, ModelError


def shift_prior(probability: float, old: float, new: float) -> float:
    """The same evidence at another prevalence: odds times the ratio of the prior odds."""
    if old == new:
        return probability
    ratio = new * (1 - old) / (old * (1 - new))
    return probability * ratio / (1 - probability + probability * ratio)


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """`threshold` holds at the `calibrated` prior, as do scores until they are told at `prior`. Deciding
    before telling keeps findings, their order and severity the same at any prior."""

    threshold: float
    calibrated: float
    prior: float

    @classmethod
    def choose(
        cls,
        card: ModelCard,
        *,
        threshold: float | None = None,
        point: str | None = None,
        target_fpr: float | None = None,
        prior: float | None = None,
    ) -> OperatingPoint:
        """At one of `threshold` (odds as told), `point` or `target_fpr`; else at the card's default point.
        Raises ModelError for a point or a rate that the card does not know."""
        calibrated = card.fusion.prior
        prior = calibrated if prior is None else prior
        if threshold is not None:
            return cls(shift_prior(threshold, prior, calibrated), calibrated, prior)
        if target_fpr is not None:
            return cls(threshold_at(card, target_fpr), calibrated, prior)
        point = point or card.default_point
        if point not in card.points:
            known = ", ".join(card.points)
            raise ModelError(f"{card.name} has no operating point {point!r} (known: {known})")
        return cls(card.points[point], calibrated, prior)

    @property
    def told(self) -> float:
        """The threshold as scores are told."""
        return shift_prior(self.threshold, self.calibrated, self.prior)

    def tell(self, score: Score) -> Score:
        """The score at `prior`."""
        if score.probability is None:
            return score
        return replace(score, probability=shift_prior(score.probability, self.calibrated, self.prior))


def threshold_at(card: ModelCard, rate: float) -> float:
    """The lowest threshold of the card's curve whose false-positive rate is at most `rate`. Raises
    ModelError where the curve does not reach so far down, or there is none."""
    if not card.curve:
        raise ModelError(f"{card.name} holds no curve to read a false-positive rate off")
    below = bisect_right(card.curve, rate, key=lambda row: row[1])
    if not below:
        least = card.curve[0][1]
        raise ModelError(f"{card.name} does not resolve false-positive rates below {least:.2g}, got {rate:g}")
    return card.curve[below - 1][0]


def rates_at(card: ModelCard, threshold: float) -> tuple[float, float] | None:
    """False-positive rate and recall at a threshold, on a straight line between rows of the card's curve;
    None above its first row, where it says nothing."""
    count = bisect_right(card.curve, -threshold, key=lambda row: -row[0])
    if not count:
        return None
    (high, *upper), (low, *lower) = card.curve[count - 1], card.curve[min(count, len(card.curve) - 1)]
    share = (high - threshold) / (high - low) if high > low else 0.0
    rate, recall = (a + share * (b - a) for a, b in zip(upper, lower, strict=True))
    return rate, recall
