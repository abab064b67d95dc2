"""Operating points: where the line is drawn, and at which prevalence odds are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

import models
from vscan.domain import Caveat, Score
from vscan.scoring import ModelError, OperatingPoint
from vscan.scoring.points import rates_at, shift_prior, threshold_at

CURVE = ((0.8, 0.01, 0.2), (0.6, 0.05, 0.4), (0.4, 0.05, 0.5), (0.2, 0.5, 0.9), (0.1, 1.0, 1.0))
CARD = replace(models.card(), curve=CURVE)


@pytest.mark.parametrize(
    ("probability", "old", "new", "moved"),
    [
        (0.5, 0.5, 0.1, 0.1),
        (0.03, 0.03, 0.3, 0.3),
        (0.5, 0.2, 0.2, 0.5),
        (0.0, 0.03, 0.5, 0.0),
        (1.0, 0.03, 0.5, 1.0),
        (0.2, 0.5, 0.2, 1 / 17),
    ],
)
def test_a_prior_moves_odds_by_the_ratio_of_prior_odds(
    probability: float, old: float, new: float, moved: float
):
    assert shift_prior(probability, old, new) == pytest.approx(moved, rel=1e-12)
    assert shift_prior(moved, new, old) == pytest.approx(probability, rel=1e-12)


def test_the_default_point_is_the_cards():
    point = OperatingPoint.choose(CARD)
    assert (point.threshold, point.told, point.prior) == (0.25, 0.25, 0.03)
    score = Score(1 / 3, caveats=(Caveat.TINY,))
    assert point.tell(score) == score


def test_named_points():
    assert OperatingPoint.choose(CARD, point="low-noise").threshold == 0.5
    with pytest.raises(
        ModelError, match=r"^tiny has no operating point 'best' \(known: balanced, low-noise\)$"
    ):
        OperatingPoint.choose(CARD, point="best")


@pytest.mark.parametrize(
    ("rate", "threshold"), [(0.01, 0.8), (0.0499, 0.8), (0.05, 0.4), (0.3, 0.4), (0.5, 0.2), (0.999, 0.2)]
)
def test_a_target_rate_is_kept(rate: float, threshold: float):
    assert threshold_at(CARD, rate) == threshold
    assert OperatingPoint.choose(CARD, target_fpr=rate).threshold == threshold


def test_a_target_rate_that_the_card_does_not_know():
    with pytest.raises(ModelError, match=r"does not resolve false-positive rates below 0\.01, got 0\.009"):
        OperatingPoint.choose(CARD, target_fpr=0.009)
    with pytest.raises(ModelError, match="tiny holds no curve"):
        OperatingPoint.choose(models.card(), target_fpr=0.5)


@pytest.mark.parametrize("chosen", [{}, {"point": "low-noise"}, {"target_fpr": 0.05}])
def test_points_move_with_the_prior(chosen: dict):
    here, there = OperatingPoint.choose(CARD, **chosen), OperatingPoint.choose(CARD, **chosen, prior=0.3)
    assert there.threshold == here.threshold
    assert there.told == shift_prior(here.threshold, 0.03, 0.3) > here.threshold
    assert there.tell(Score(0.25)).probability == shift_prior(0.25, 0.03, 0.3)


def test_a_threshold_of_the_users_own_does_not_move():
    point = OperatingPoint.choose(CARD, threshold=0.25, prior=0.3)
    assert point.told == pytest.approx(0.25)
    assert point.threshold == shift_prior(0.25, 0.3, 0.03) < 0.25


def test_an_abstention_stays_one():
    score = Score(None, "why")
    assert OperatingPoint.choose(CARD, prior=0.3).tell(score) == score


@pytest.mark.parametrize(
    ("threshold", "rates"),
    [
        (0.9, None),
        (0.8, (0.01, 0.2)),
        (0.7, (0.03, 0.3)),
        (0.6, (0.05, 0.4)),
        (0.25, (0.3875, 0.8)),
        (0.1, (1.0, 1.0)),
        (0.01, (1.0, 1.0)),
    ],
)
def test_rates_are_read_off_the_curve(threshold: float, rates: tuple[float, float] | None):
    assert rates_at(CARD, threshold) == (pytest.approx(rates) if rates else None)


def test_no_curve_no_rates():
    assert rates_at(models.card(), 0.5) is None
