"""Calibration on synthetic logits: classes that are normal with equal spread, for which a logistic
fusion is right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vscan.domain import VscanError
from vscan_trainer.calibrate import (
    Logits,
    below,
    calibrate,
    cross_fitted,
    halves,
    operating_points,
    probabilities,
    threshold_at_fpr,
)
from vscan_trainer.evaluation.ranking import calibration_error, cuts, shift_prior

GENERAL, SPECIAL = 0.05, 0.45


def made(corpus: str, prior: float, gate: float, count: int, seed: int) -> Logits:
    """Only the corpus' own expert knows anything; the gate's logit is normal about `gate`."""
    rng = np.random.default_rng(seed)
    targets = (rng.random(count) < prior).astype(np.int8)
    deep, wide = rng.normal(size=(count, 2)), rng.normal(size=(count, 3))
    own = 0 if gate < 0 else 1
    deep[:, own] += 2 * targets
    wide[:, own] += targets
    wide[:, 2] += gate
    return Logits(corpus, deep.astype(np.float32), wide.astype(np.float32), targets)


@pytest.fixture(scope="module")
def parts() -> tuple[Logits, Logits]:
    return made("primevul", GENERAL, -4, 20_000, 1), made("devign", SPECIAL, 4, 8000, 2)


@pytest.fixture(scope="module")
def fusion(parts):
    return calibrate(parts)


@pytest.mark.parametrize("count", [2, 49, 50, 101, 20_000])
def test_halves_are_disjoint_and_whole(count):
    which = halves(count)
    assert len(which) == count
    assert set(which.tolist()) == {0, 1}
    assert which.mean() == pytest.approx(0.5, abs=0.02 if count > 101 else 0.2)


def test_halves_keep_neighbours_together(parts):
    which = halves(20_000)
    assert (np.diff(which) != 0).sum() == 499
    first, second = parts[0].half(0), parts[0].half(1)
    assert first.deep.tolist() == parts[0].deep[which == 0].tolist()
    assert second.wide.tolist() == parts[0].wide[which == 1].tolist()


def test_calibrated_on_the_other_half(parts, fusion):
    held = parts[0].half(1)
    assert fusion.prior == pytest.approx(GENERAL, abs=0.01)
    assert calibration_error(held.targets, probabilities(fusion, held)) < 0.01


def test_special_expert_is_moved_to_the_general_prior(parts, fusion):
    held = parts[1].half(1)
    ours = probabilities(fusion, held)
    assert ours.mean() < 0.5 * SPECIAL
    assert calibration_error(held.targets, ours) > 0.15
    back = shift_prior(ours, fusion.prior, SPECIAL)
    assert calibration_error(held.targets, back) < 0.03


def test_fusion_uses_what_the_better_input_knows(fusion):
    # the log-likelihood ratio of N(2, 1) against N(0, 1) rises by 2, that of N(1, 1) by 1
    assert fusion.general.deep == pytest.approx(2, abs=0.3)
    assert fusion.general.wide == pytest.approx(1, abs=0.3)
    assert fusion.special.deep == pytest.approx(2, abs=0.3)
    assert (fusion.general.corpus, fusion.special.corpus) == ("primevul", "devign")


def test_gate_tells_the_corpora_apart(parts, fusion):
    general, special = (fusion.gate_bias + fusion.gate_scale * part.half(1).wide[:, 2] for part in parts)
    assert (general < 0).mean() > 0.99
    assert (special > 0).mean() > 0.99


def test_probabilities_are_those_of_the_scanner(parts, fusion):
    held = parts[0].half(1)
    assert probabilities(fusion, held)[7] == fusion.probability(held.deep[7].tolist(), held.wide[7].tolist())


def test_a_further_ngram_logit_is_weighed_by_both_experts(parts):
    """Of the functions' labels, which only the special corpus' knows here."""
    rng = np.random.default_rng(5)
    more = []
    for part, gain in zip(parts, (0.0, 2.0), strict=True):
        last = rng.normal(size=len(part.targets)) + gain * part.targets
        more.append(replace(part, wide=np.column_stack([part.wide, last]).astype(np.float32)))
    fusion = calibrate(more)
    assert fusion.special
    assert fusion.special.unfixed == pytest.approx(2, abs=0.3)
    assert abs(fusion.general.unfixed) < 0.1
    plain = calibrate(parts)
    assert (plain.general.unfixed, plain.gate_scale) == (0.0, fusion.gate_scale)
    single = calibrate([replace(more[1], wide=more[1].wide[:, [1, 3]], deep=parts[1].deep[:, 1:])])
    assert single.general.unfixed == pytest.approx(2, abs=0.3)
    assert single.special is None


@pytest.mark.parametrize("which", [0, 1])
def test_one_class_is_not_enough(parts, which):
    poor = Logits("poor", parts[0].deep[:10], parts[0].wide[:10], np.zeros(10, np.int8))
    with pytest.raises(VscanError, match="poor: too few validation functions"):
        calibrate([poor if i == which else part for i, part in enumerate(parts)])


def test_cross_fitted_scores_are_of_the_other_halfs_fusion():
    parts = made("primevul", 0.2, -4, 400, 1), made("devign", SPECIAL, 4, 300, 2)
    scores = cross_fitted(parts)
    for fitted in (0, 1):
        fusion = calibrate([part.half(fitted) for part in parts])
        for part, own in zip(parts, scores, strict=True):
            other = halves(len(own)) != fitted
            assert own[other] == pytest.approx(probabilities(fusion, part.half(1 - fitted)))


def test_one_corpus_without_ngrams(parts):
    alone = Logits("one", parts[0].deep, parts[0].wide[:, :0], parts[0].targets)
    fusion = calibrate([alone.half(0)])
    assert fusion.special is None
    assert (fusion.general.wide, fusion.gate_scale) == (0, 0)
    held = alone.half(1)
    assert calibration_error(held.targets, probabilities(fusion, held)) < 0.01


def test_two_corpora_need_ngrams(parts):
    bare = [Logits(part.corpus, part.deep, part.wide[:, :0], part.targets) for part in parts]
    with pytest.raises(VscanError, match="two corpora need the n-gram part"):
        calibrate(bare)


def test_three_corpora_cannot_be_joined(parts):
    with pytest.raises(VscanError, match="3 corpora: only one"):
        calibrate([*parts, parts[0]])


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.2])
def test_threshold_for_a_false_positive_rate(rate):
    rng = np.random.default_rng(5)
    truth = (rng.random(5000) < 0.3).astype(np.int8)
    scores = 1 / (1 + np.exp(-truth - rng.normal(size=5000)))
    threshold = threshold_at_fpr(truth, scores, rate)
    wrong = (scores >= threshold + 1e-4)[truth == 0].mean()
    assert wrong <= rate
    assert (scores >= threshold)[truth == 0].mean() >= 0.8 * rate


def test_thresholds_are_cut_not_rounded():
    assert [below(p) for p in (0.12349, 0.99999, 1e-9, 1.0)] == [0.1234, 0.9999, 0.0001, 1.0]


def flags(truth, scores, threshold):
    flagged = scores >= threshold
    return truth[flagged].sum(), flagged.sum()


def test_operating_points_keep_their_promises():
    rng = np.random.default_rng(3)
    truth = (rng.random(20_000) < 0.03).astype(np.int8)
    scores = 1 / (1 + np.exp(3.5 - 1.5 * truth - rng.normal(size=20_000)))
    points = operating_points(truth, scores)
    assert points["recall"] <= points["low-noise"] <= points["precise"]
    assert flags(truth, scores, points["recall"])[0] >= 0.9 * truth.sum()
    assert flags(truth, scores, points["recall"] + 0.002)[0] < 0.9 * truth.sum()
    assert flags(truth, scores, points["low-noise"])[1] == pytest.approx(0.08 * len(truth), rel=0.02)
    hits, flagged = flags(truth, scores, points["precise"])
    assert flagged >= 25
    assert hits / flagged == pytest.approx(0.4, abs=0.01)
    _, all_hits, all_flagged = cuts(truth, scores)
    best = (2 * all_hits / (all_flagged + truth.sum())).max()
    hits, flagged = flags(truth, scores, points["balanced"])
    assert 2 * hits / (flagged + truth.sum()) == pytest.approx(best, rel=0.01)


@pytest.mark.parametrize(
    "scores",
    [np.full(60, 0.3), np.linspace(0.01, 0.99, 60), np.full(60, 1e-9), np.full(60, 1 - 1e-13)],
    ids=["constant", "line", "tiny", "certain"],
)
@pytest.mark.parametrize("seed", range(3))
def test_operating_points_of_any_scores_are_ordered_odds(scores, seed):
    truth = (np.random.default_rng(seed).random(60) < 0.3).astype(np.int8)
    points = operating_points(truth, scores)
    assert list(points) == ["recall", "low-noise", "balanced", "precise"]
    assert all(0 < threshold < 1 for threshold in points.values())
    assert points["recall"] <= points["low-noise"] <= points["precise"]


def test_recall_point_is_no_stricter_than_low_noise_for_a_perfect_ranking():
    truth = np.repeat(np.array([0, 1], np.int8), [970, 30])
    points = operating_points(truth, np.linspace(0.001, 0.999, 1000))
    assert points["recall"] == points["low-noise"]
