from __future__ import annotations

import numpy as np
import pytest

from vscan_trainer.batches import by_length, pad


def batches(lengths, indices, tokens=256, seed=0):
    rng = np.random.default_rng(seed)
    return list(by_length(np.array(lengths), np.array(indices), tokens=tokens, rng=rng))


@pytest.mark.parametrize("count", [1, 5, 300, 5000])
def test_every_index_once_within_the_budget(count):
    rng = np.random.default_rng(count)
    lengths = rng.integers(1, 128, 2 * count)
    indices = rng.permutation(2 * count)[:count]
    made = batches(lengths, indices)
    assert sorted(np.concatenate(made).tolist()) == sorted(indices.tolist())
    assert all(len(batch) * lengths[batch].max() <= 256 for batch in made)


def test_a_row_over_the_budget_stands_alone():
    assert [batch.tolist() for batch in batches([1000], [0])] == [[0]]
    assert sorted(map(len, batches([300, 10, 10, 300], range(4)))) == [1, 1, 2]


def test_little_padding():
    lengths = np.random.default_rng(1).integers(1, 256, 4000)
    made = batches(lengths, range(4000), tokens=4096)
    padded = sum(len(batch) * lengths[batch].max() for batch in made)
    assert padded < 1.1 * lengths.sum()


def test_seed_decides_the_order():
    lengths = np.random.default_rng(1).integers(1, 50, 200)
    first, again, other = (
        [batch.tolist() for batch in batches(lengths, range(200), seed=seed)] for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_nothing_to_batch():
    assert batches([], np.zeros(0, dtype=np.int64)) == []


def test_pad():
    ids, mask = pad([np.array([7, 8, 9], np.int32), np.array([5], np.int32)], 1)
    assert ids.tolist() == [[7, 8, 9], [5, 1, 1]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]
