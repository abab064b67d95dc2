"""Every figure against hand-computed cases, against brute force, and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    brier_score_loss,
    f1_score,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)

from vscan_trainer.evaluation.ranking import (
    brier,
    calibration_error,
    cuts,
    figures,
    interval,
    miss_rate,
    recall_at_lines,
    shift_prior,
)


def sample(count: int, seed: int, *, distinct: int | None = None, share: float = 0.3):
    """Truth, scores that know something of it (with ties where `distinct`), and lines."""
    rng = np.random.default_rng(seed)
    truth = (rng.random(count) < share).astype(np.int8)
    scores = truth + rng.normal(size=count)
    if distinct is not None:
        scores = np.floor(distinct * (scores - scores.min()) / np.ptp(scores)) / distinct
    return truth, scores, rng.integers(1, 200, count)


def labels(*values: int):
    return np.array(values, dtype=np.int8)


SAMPLES = [
    sample(50, 1),
    sample(500, 2),
    sample(500, 3, distinct=7),
    sample(2000, 4, distinct=40, share=0.05),
]


def test_cuts_flag_equal_scores_together():
    thresholds, hits, flagged = cuts(labels(1, 0, 0, 1, 0), np.array([0.5, 0.9, 0.5, 0.2, 0.5]))
    assert thresholds.tolist() == [0.9, 0.5, 0.2]
    assert flagged.tolist() == [1, 4, 5]
    assert hits.tolist() == [0, 1, 2]


def test_by_hand():
    # from the top: hit, miss, hit, miss, miss; 10 + 10 of 100 lines are read
    truth, lines = labels(1, 0, 1, 0, 0), np.array([10, 10, 30, 30, 20])
    result = figures(truth, np.array([0.9, 0.8, 0.7, 0.6, 0.5]), lines)
    assert result["roc_auc"] == pytest.approx(5 / 6)
    assert result["average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert result["best_f1"] == pytest.approx(4 / 5)  # the first three
    assert result["best_accuracy"] == pytest.approx(4 / 5)  # the first one, or the first three
    assert result["vd_s"] == pytest.approx(1 / 2)  # no false positive is allowed among 3
    assert result["recall_at_fpr_5"] == pytest.approx(1 / 2)
    assert result["recall_at_20_lines"] == pytest.approx(1 / 2)


@pytest.mark.parametrize(("truth", "scores", "lines"), SAMPLES)
def test_against_scikit_learn(truth, scores, lines):
    result = figures(truth, scores, lines)
    precision, recall, _ = precision_recall_curve(truth, scores)
    with np.errstate(invalid="ignore"):
        f1 = np.nan_to_num(2 * precision * recall / (precision + recall))
    false, true, _ = roc_curve(truth, scores, drop_intermediate=False)
    correct = true * truth.sum() + (1 - false) * (truth == 0).sum()
    assert result["roc_auc"] == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)
    assert result["average_precision"] == pytest.approx(average_precision_score(truth, scores), abs=1e-12)
    assert result["best_f1"] == pytest.approx(f1.max())
    assert result["best_accuracy"] == pytest.approx(correct.max() / len(truth))
    assert result["vd_s"] == pytest.approx(1 - true[false <= 0.005].max())
    assert result["recall_at_fpr_5"] == pytest.approx(true[false <= 0.05].max())


@pytest.mark.parametrize(("truth", "scores", "lines"), SAMPLES)
def test_best_figures_are_reached_at_a_threshold(truth, scores, lines):
    result = figures(truth, scores, lines)
    flagged = [scores >= threshold for threshold in np.unique(scores)]
    assert result["best_f1"] == pytest.approx(max(f1_score(truth, one) for one in flagged))
    by_chance = max(truth.mean(), 1 - truth.mean())
    assert result["best_accuracy"] == pytest.approx(
        max(by_chance, *(accuracy_score(truth, f) for f in flagged))
    )


@pytest.mark.parametrize(("truth", "scores", "lines"), SAMPLES)
def test_order_of_the_functions_does_not_matter(truth, scores, lines):
    mixed = np.random.default_rng(0).permutation(len(truth))
    assert figures(truth[mixed], scores[mixed], lines[mixed]) == pytest.approx(figures(truth, scores, lines))


@pytest.mark.parametrize("share", [0.03, 0.43, 0.8])
def test_constant_scores_know_nothing(share):
    truth, scores, lines = (
        np.repeat(labels(1, 0), [100 * share, 100 - 100 * share]),
        np.zeros(100),
        np.ones(100),
    )
    result = figures(truth, scores, lines)
    assert result["roc_auc"] == 0.5
    assert result["best_f1"] == pytest.approx(2 * share / (1 + share))  # all positive
    assert result["best_accuracy"] == pytest.approx(max(share, 1 - share))
    assert result["average_precision"] == pytest.approx(share)
    assert result["vd_s"] == 1
    assert result["recall_at_fpr_5"] == 0
    assert result["recall_at_20_lines"] == pytest.approx(0.2)


def test_perfect_scores():
    truth = labels(0, 1, 0, 1)
    result = figures(truth, truth.astype(float), np.array([40, 10, 40, 10]))
    assert result.pop("vd_s") == 0
    assert result.pop("effort_at_20_recall") == pytest.approx(0.2 * 0.2)  # of the 20 lines of 100
    assert set(result.values()) == {1}


def test_miss_rate_allows_the_rate_itself():
    truth = np.repeat(labels(0, 1), [200, 2])
    scores = np.concatenate([np.zeros(199), [0.9], [0.95, 0.5]])
    assert miss_rate(truth, scores, false_positive_rate=0.004) == 0.5
    assert miss_rate(truth, scores, false_positive_rate=0.005) == 0
    assert miss_rate(truth, 1 - scores, false_positive_rate=1.0) == 0


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5, 1])
def test_recall_at_lines_against_a_reader(share):
    truth, scores, lines = SAMPLES[1]
    left, found = share * lines.sum(), 0.0
    for i in np.argsort(-scores):
        found += truth[i] * min(1, max(0, left / lines[i]))
        left -= lines[i]
    assert recall_at_lines(truth, scores, lines, share=share) == pytest.approx(found / truth.sum())


def test_calibration_error_by_hand():
    truth = labels(0, 1, 1, 1)
    assert calibration_error(truth, np.array([0.1, 0.3, 0.8, 0.9]), bins=2) == pytest.approx(
        (abs(0.5 - 0.2) + abs(1 - 0.85)) / 2
    )


@pytest.mark.parametrize("count", [1, 4, 14, 400])
def test_calibration_error_of_one_probability(count):
    truth = np.sort(np.arange(count) % 2).astype(np.int8)
    assert calibration_error(truth, np.full(count, 0.7)) == pytest.approx(abs(truth.mean() - 0.7))


def test_calibration_error_sees_what_is_calibrated():
    rng = np.random.default_rng(5)
    probability = rng.beta(1, 5, 50_000)
    truth = (rng.random(50_000) < probability).astype(np.int8)
    assert calibration_error(truth, probability) < 0.01
    assert calibration_error(truth, np.sqrt(probability)) > 0.15


def test_brier():
    truth, scores, _ = SAMPLES[1]
    probability = 1 / (1 + np.exp(-scores))
    assert brier(truth, probability) == pytest.approx(brier_score_loss(truth, probability))


def test_prior_shift_there_and_back():
    probability = np.linspace(0.001, 0.999, 50)
    moved = shift_prior(probability, 0.45, 0.03)
    assert (moved < probability).all()
    assert shift_prior(moved, 0.03, 0.45) == pytest.approx(probability)
    assert shift_prior(np.array([0.0, 0.45, 1.0]), 0.45, 0.03) == pytest.approx([0, 0.03, 1])


def test_prior_shift_is_the_theorem_of_bayes():
    # a sign that 80 % of the vulnerable and 10 % of the other functions show
    at = {prior: 0.8 * prior / (0.8 * prior + 0.1 * (1 - prior)) for prior in (0.5, 0.02)}
    assert shift_prior(np.array([at[0.5]]), 0.5, 0.02) == pytest.approx(at[0.02])


def auc(truth, scores):
    return float(roc_auc_score(truth, scores))


def test_interval_holds_the_figure_and_narrows():
    widths = []
    for count in (200, 5000):
        truth, scores, _ = sample(count, 6)
        low, high = interval(truth, scores, auc)
        assert low < auc(truth, scores) < high
        assert (low, high) == interval(truth, scores, auc)
        widths.append(high - low)
    assert widths[1] < 0.4 * widths[0]


def test_interval_of_a_rare_class():
    truth, scores = np.repeat(labels(0, 1), [20, 1]), np.arange(21.0)
    assert interval(truth, scores, auc) == (1, 1)
