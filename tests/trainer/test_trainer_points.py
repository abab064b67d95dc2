"""What the card says of thresholds, of small functions and of strange ones."""

from __future__ import annotations

import numpy as np
import pytest

from vscan.scoring.wide import Wide
from vscan_trainer.assemble import bounds
from vscan_trainer.calibrate import curve
from vscan_trainer.shards import Shard


@pytest.fixture(scope="module")
def scored() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    truth = (random.random(20_000) < 0.03).astype(np.int8)
    logits = random.normal(size=20_000) + 1.5 * truth - 4
    return truth, 1 / (1 + np.exp(-logits))


def test_each_row_is_what_its_threshold_does(scored):
    truth, scores = scored
    rows = curve(truth, scores)
    assert 90 <= len(rows) <= 100
    for threshold, rate, recall in rows:
        flagged = scores >= threshold
        assert rate == pytest.approx(flagged[truth == 0].mean(), abs=1e-6)
        assert recall == pytest.approx(flagged[truth == 1].mean(), abs=1e-6)


def test_thresholds_fall_and_rates_rise_to_everything(scored):
    thresholds, rates, recalls = np.array(curve(*scored)).T
    assert (np.diff(thresholds) < 0).all()
    assert (np.diff(rates) >= 0).all()
    assert (np.diff(recalls) >= 0).all()
    assert (rates[-1], recalls[-1]) == (1, 1)


@pytest.mark.parametrize("rate", [0.001, 0.005, 0.01, 0.05, 0.1, 0.5])
def test_round_rates_are_met_and_as_well_as_can_be(scored, rate):
    truth, scores = scored
    threshold = min(row[0] for row in curve(truth, scores) if row[1] <= rate)
    sound = truth == 0
    assert (scores[sound] >= threshold).mean() <= rate
    one_more = scores[scores < threshold].max()
    assert (scores[sound] >= one_more).mean() > rate or truth[scores == one_more].all()


@pytest.mark.parametrize("count", [100, 500, 5000])
def test_a_rate_needs_ten_functions_to_stand_for_it(scored, count):
    truth, scores = (values[:count] for values in scored)
    sound = (truth == 0).sum()
    rows = curve(truth, scores)
    assert rows[0][1] <= 2 * max(10 / sound, 0.001)
    assert rows[0][1] * sound >= 9


def test_too_few_functions_give_no_curve():
    assert curve(np.array([0, 1] * 9, np.int8), np.linspace(0.1, 0.9, 18)) == ()


@pytest.mark.parametrize("scores", [np.full(400, 0.5), np.repeat([0.2, 0.7], 200)], ids=["constant", "two"])
def test_equal_scores_are_flagged_together(scores):
    truth = (np.arange(400) % 4 == 0).astype(np.int8)
    assert [row[0] for row in curve(truth, scores)] == sorted(set(scores), reverse=True)
    assert curve(truth, scores)[-1] == (scores.min(), 1.0, 1.0)


def shard(lengths: list[int]) -> Shard:
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    ids = np.random.default_rng(7).integers(5, 300, offsets[-1]).astype(np.uint16)
    return Shard(ids, offsets, np.zeros(len(lengths), dtype=np.int8))


def test_bounds_leave_few_functions_out():
    functions = shard(list(range(1, 1001)))
    idf = np.random.default_rng(8).uniform(1, 9, 2**12).astype(np.float16)
    wide = Wide(12, idf, np.zeros((1, 2**12), dtype=np.int8), np.ones(1, dtype=np.float32))
    found = bounds(functions, wide)
    assert (functions.lengths < found["tiny_tokens"]).sum() == pytest.approx(10, abs=1)
    novel = [wide.novelty(functions[i]) > found["novelty_bound"] for i in range(len(functions))]
    assert sum(novel) == pytest.approx(15, abs=1)
    assert bounds(functions, None) == {"tiny_tokens": found["tiny_tokens"]}
