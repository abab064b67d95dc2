"""Which functions meet in which batch: by seed and epoch alone, balanced where asked."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from toy_corpus import SHARES, rows

from vscan_trainer.batches import Batch, epoch_batches, pad
from vscan_trainer.corpus import Corpus
from vscan_trainer.settings import FitSettings
from vscan_trainer.shards import Shard


@pytest.fixture(scope="module")
def train(tokenizer) -> list[Corpus]:
    return [
        Corpus(
            name,
            Shard.encode(rows(name, 200, seed=4, share=share), tokenizer),
            np.zeros((200, 0), np.float32),
        )
        for name, share in SHARES.items()
    ]


def drawn(train, epoch: int = 0, **changes: object) -> list[tuple[int, int]]:
    """(corpus, function) of each place of an epoch."""
    batches = epoch_batches(train, FitSettings(batch_size=8, **changes), epoch)
    return [
        pair for batch in batches for pair in zip(batch.corpus_of.tolist(), batch.index.tolist(), strict=True)
    ]


def targets(train, pairs) -> Counter[tuple[int, int]]:
    return Counter((corpus, int(train[corpus].shard.targets[i])) for corpus, i in pairs)


def test_each_function_once(train):
    assert sorted(drawn(train)) == [(c, i) for c in range(2) for i in range(200)]


def test_all_batches_but_one_are_full(train):
    sizes = Counter(len(batch) for batch in epoch_batches(train[:1], FitSettings(batch_size=32), 0))
    assert sizes == {32: 6, 8: 1}


def test_seed_and_epoch_decide_the_order(train):
    first = drawn(train)
    assert drawn(train) == first
    assert drawn(train, epoch=1) != first
    assert drawn(train, seed=7) != first


def test_little_padding(train):
    lengths = train[0].shard.lengths
    batches = epoch_batches(train[:1], FitSettings(batch_size=8), 0)
    padded = sum(len(batch) * lengths[batch.index].max() for batch in batches)
    assert padded < 1.15 * lengths.sum()


def test_weighted_sampler_draws_both_classes_equally_often(train):
    found: Counter[tuple[int, int]] = Counter()
    for epoch in range(20):
        pairs = drawn(train, epoch, sampler="weighted")
        assert len(pairs) == 400
        found += targets(train, pairs)
    for corpus in range(2):
        assert found[corpus, 1] / (found[corpus, 0] + found[corpus, 1]) == pytest.approx(0.5, abs=0.02)


def test_weighted_sampler_puts_back(train):
    assert len(set(drawn(train, sampler="weighted"))) < 400


def test_negatives_are_limited_and_drawn_afresh(train):
    first, second = (drawn(train, epoch, negatives=1.5) for epoch in range(2))
    assert targets(train, first) == {(0, 1): 60, (0, 0): 90, (1, 1): 100, (1, 0): 100}
    assert set(first) != set(second)


@pytest.mark.parametrize("processes", [2, 3])
def test_processes_share_a_batch(processes):
    batch = Batch(np.arange(7) % 2, np.arange(7))
    shares = [batch.share(rank, processes) for rank in range(processes)]
    assert sorted(np.concatenate([share.index for share in shares]).tolist()) == list(range(7))
    assert all(share.corpus_of.tolist() == (share.index % 2).tolist() for share in shares)


def test_pad():
    ids, mask = pad([np.array([7, 8, 9], np.int32), np.array([5], np.int32)], 1)
    assert ids.tolist() == [[7, 8, 9], [5, 1, 1]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]
