"""Comparisons against published values, exact enumeration and what a difference must obey."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from vscan_trainer.evaluation.bootstrap import Drawn, bootstrap, draw_weights, ranking
from vscan_trainer.evaluation.compare import Difference, compare, flips, mcnemar, paired_bootstrap
from vscan_trainer.evaluation.curve import Curve
from vscan_trainer.evaluation.points import Confusion, flagging
from vscan_trainer.evaluation.scored import Scored, ScoresError


def scored(count: int, seed: int, *, signal: float = 1.0, share: float = 0.4, digits: int = 17) -> Scored:
    """The truth by `share`; scores that know `signal` of it, with ties where `digits` are few."""
    truth = (np.random.default_rng(0).random(count) < share).astype(np.int8)
    noise = np.random.default_rng(seed).normal(size=count)
    odds = np.round(1 / (1 + np.exp(-(signal * truth + noise))), digits)
    lines = np.random.default_rng(1).integers(1, 90, count)
    return Scored(np.arange(count).astype(str), truth, odds, lines)


def test_mcnemar_by_hand():
    # ten functions on which the two differ, eight of them won by the first
    truth = np.array([1] * 10 + [0] * 5, dtype=np.int8)
    first = np.array([True] * 8 + [False] * 2 + [False] * 5)
    second = np.array([False] * 8 + [True] * 2 + [False] * 5)
    found = mcnemar(truth, first, second)
    assert (found.first_right, found.second_right) == (8, 2)
    # twice the binomial tail: (1 + 10 + 45) / 2^10
    assert found.p == pytest.approx(2 * 56 / 1024)


def test_mcnemar_of_a_published_table():
    # Agresti, Categorical Data Analysis, the approval of a prime minister: 150 and 86 changed their minds
    truth = np.ones(236, dtype=np.int8)
    first = np.repeat([True, False], [150, 86])
    found = mcnemar(truth, first, ~first)
    exact = 2 * sum(math.comb(236, k) for k in range(87)) / 2**236
    assert found.p == pytest.approx(exact)
    assert found.p < 0.0001


def test_mcnemar_of_equals():
    flagged = np.array([True, False, True])
    assert mcnemar(np.array([1, 0, 0], dtype=np.int8), flagged, flagged).p == 1


def repeated(one: Scored, weights) -> Scored:
    """A draw, function by function."""
    chosen = np.repeat(np.arange(len(one)), weights)
    return Scored(one.keys[chosen], one.targets[chosen], one.probabilities[chosen], one.lines[chosen])


@pytest.mark.parametrize("digits", [1, 17])
def test_draws_are_what_scikit_learn_says_of_the_drawn_functions(digits):
    model = scored(120, 3, digits=digits)
    for weights in draw_weights(model.targets, 20, seed=5):
        figures = Curve.of(model, weights).figures()
        rates = Confusion.drawn(model, 0.6, weights).rates()
        for row, counts in enumerate(weights):
            drawn = repeated(model, counts)
            truth, odds = drawn.targets, drawn.probabilities
            assert figures["roc_auc"][row] == pytest.approx(roc_auc_score(truth, odds))
            assert figures["average_precision"][row] == pytest.approx(average_precision_score(truth, odds))
            assert rates["f1"][row] == pytest.approx(f1_score(truth, odds >= 0.6))
            alone = Curve.of(drawn, np.ones((1, len(drawn)), dtype=np.int64)).figures()
            assert {k: v[row] for k, v in figures.items()} == pytest.approx(
                {k: v[0] for k, v in alone.items()}
            )


def test_draws_are_with_replacement_repeatable_and_of_both_classes():
    truth = np.repeat(np.array([0, 1], dtype=np.int8), [30, 1])
    first, again = (np.concatenate(list(draw_weights(truth, 101, seed=7))) for _ in range(2))
    other = np.concatenate(list(draw_weights(truth, 101, seed=8)))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.shape == (101, 31)
    assert (first.sum(axis=1) == 31).all()
    assert first[:, -1].min() >= 1


def test_one_class_cannot_be_drawn_from():
    with pytest.raises(ValueError, match="both classes"):
        next(draw_weights(np.zeros(5, dtype=np.int8), 3, seed=1))


def test_an_interval_narrows_with_the_functions_and_holds_the_figure():
    widths = []
    for count in (200, 5000):
        model = scored(count, 3)
        drawn = bootstrap([ranking(model)], model.targets, draws=200, seed=1)[0]["roc_auc"]
        low, high = drawn.interval
        assert low < drawn.value < high
        assert drawn.value == pytest.approx(roc_auc_score(model.targets, model.probabilities))
        widths.append(high - low)
    assert widths[1] < 0.4 * widths[0]


def test_the_interval_of_a_share_is_the_binomial_one():
    model = scored(2000, 3)
    drawn = bootstrap([flagging(model, 0.5)], model.targets, draws=1000, seed=1)[0]["accuracy"]
    error = math.sqrt(drawn.value * (1 - drawn.value) / len(model))
    low, high = drawn.interval
    assert (high - low) / 2 == pytest.approx(1.96 * error, rel=0.1)


def test_a_better_model_is_better_for_certain():
    good, bad = scored(800, 3, signal=2), scored(800, 4, signal=0.5)
    ahead, behind = paired_bootstrap(good, bad, draws=200), paired_bootstrap(bad, good, draws=200)
    for name, difference in ahead.items():
        assert difference.low > 0
        assert difference.certain
        assert difference.p == pytest.approx(2 / 201)
        assert behind[name].value == pytest.approx(-difference.value)
        assert (behind[name].low, behind[name].high) == pytest.approx((-difference.high, -difference.low))


def test_a_model_does_not_differ_from_itself():
    model = scored(300, 3)
    same = paired_bootstrap(model, replace(model, probabilities=model.probabilities**2), draws=50)
    for difference in same.values():
        assert difference == Difference(0, 0, 0, 1)
        assert not difference.certain


def test_pairing_narrows_the_interval():
    model = scored(500, 3)
    near = replace(model, probabilities=model.probabilities + scored(500, 4, signal=0).probabilities / 20)
    one, other = bootstrap([ranking(model), ranking(near)], model.targets, draws=300, seed=1)
    unpaired = Drawn(0, one["roc_auc"].draws - other["roc_auc"].draws[::-1]).interval
    paired = paired_bootstrap(model, near, draws=300)["roc_auc"]
    assert paired.high - paired.low < 0.5 * (unpaired[1] - unpaired[0])


def test_other_functions_are_not_compared():
    with pytest.raises(ScoresError, match="other functions"):
        paired_bootstrap(scored(30, 1), scored(31, 1))
    with pytest.raises(ScoresError, match=r"old: .*other functions"):
        compare(scored(30, 1), scored(31, 1), "old", thresholds={})
    with pytest.raises(ScoresError, match="other functions"):
        flips([scored(30, 1), scored(31, 1)], [0.5, 0.5])


def test_each_model_decides_at_its_own_threshold():
    model = scored(200, 3)
    halved = replace(model, probabilities=model.probabilities / 2)
    found = compare(model, halved, "half", thresholds={"own": (0.6, 0.3), "0.5": (0.5, 0.5)}, draws=20)
    assert (found.decisions["own"].first_right, found.decisions["own"].second_right) == (0, 0)
    assert found.decisions["0.5"].first_right > 0


def voters(columns):
    base = scored(len(columns[0]), 1)
    return [replace(base, probabilities=np.array(column, dtype=np.float64)) for column in columns]


def test_flips_by_hand():
    # all agree; one of three differs; one of three differs; all agree
    runs = voters([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0]])
    found = flips(runs, [0.5, 0.5, 0.5])
    assert found.any == 0.5
    assert found.pairwise == pytest.approx(0.5 * 2 / 3)
    assert flips(runs[:2], [0.5, 0.5]).any == 0
    assert flips(runs[:2], [0.5, 1.5]).any == 0.5


@settings(deadline=None, max_examples=50)
@given(arrays.arrays(np.float64, st.tuples(st.integers(2, 5), st.just(12)), elements=st.floats(0, 1)))
def test_flips_are_those_of_the_pairs(probabilities):
    runs = voters(probabilities)
    pairs = [
        np.mean((a.probabilities >= 0.5) != (b.probabilities >= 0.5))
        for i, a in enumerate(runs)
        for b in runs[i + 1 :]
    ]
    found = flips(runs, [0.5] * len(runs))
    assert found.pairwise == pytest.approx(np.mean(pairs))
    assert max(pairs) <= found.any + 1e-12
