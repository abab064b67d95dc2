"""What a step of pretraining sees."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from toy_corpus import rows

from vscan.domain import VscanError
from vscan_trainer.datasets import Row
from vscan_trainer.masking import mask_tokens, masked_batch, token_batches
from vscan_trainer.shards import Shard


@pytest.fixture(scope="module")
def shard(tokenizer) -> Shard:
    return Shard.encode(rows("primevul", 80, seed=2), tokenizer)


def batches(shard, seed: int = 0, length: int = 48, tokens: int = 512) -> list[np.ndarray]:
    return token_batches(shard, length, tokens, np.random.default_rng(seed))


@pytest.mark.parametrize("tokens", [64, 512, 10_000])
def test_every_function_once_within_the_budget(shard, tokens):
    made = batches(shard, tokens=tokens)
    assert sorted(np.concatenate(made).tolist()) == list(range(80))
    sizes = np.minimum(shard.lengths + 2, 48)
    assert all(len(batch) * sizes[batch].max() <= tokens for batch in made)


def test_a_function_over_the_budget_stands_alone(shard):
    assert [len(batch) for batch in batches(shard, tokens=10)] == [1] * 80


def test_seed_decides_the_order(shard):
    first, again, other = ([batch.tolist() for batch in batches(shard, seed)] for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_short_functions_are_left_out(tokenizer, shard):
    short = Shard.encode([Row("toy", "int x;", 0)], tokenizer)
    made = batches(Shard.concatenate([short, shard]))
    assert sorted(np.concatenate(made).tolist()) == list(range(1, 81))
    with pytest.raises(VscanError, match="no function of 16 tokens or more"):
        batches(short)


def test_masking(tokenizer):
    ids = torch.randint(5, tokenizer.size, (200, 100))
    ids[:, 0], ids[:, 60], ids[:, 61:] = tokenizer.bos, tokenizer.eos, tokenizer.pad
    corrupted, chosen = mask_tokens(ids, tokenizer, 0.2, np.random.default_rng(0))
    assert torch.equal(corrupted[~chosen], ids[~chosen])
    assert not chosen[:, [0, *range(60, 100)]].any()
    assert chosen[:, 1:60].float().mean().item() == pytest.approx(0.2, abs=0.02)
    masked = corrupted[chosen] == tokenizer.mask
    kept = corrupted[chosen] == ids[chosen]
    assert masked.float().mean().item() == pytest.approx(0.8, abs=0.03)
    assert kept.float().mean().item() == pytest.approx(0.1, abs=0.03)
    assert corrupted[chosen][~masked].min() >= 5


def masked(shard, tokenizer, seed: int, length: int = 24):
    batch = np.arange(7)
    rng = np.random.default_rng(seed)
    return masked_batch(shard, batch, tokenizer, length=length, rate=0.3, rng=rng)


def test_a_batch_holds_crops_of_its_functions(shard, tokenizer):
    made = masked(shard, tokenizer, 0)
    whole = made.ids.clone()
    whole[made.chosen] = made.labels
    for row, ids in enumerate(whole.tolist()):
        assert (ids[0], ids[-1]) == (tokenizer.bos, tokenizer.eos)
        text = " ".join(map(str, shard[row].tolist()))
        assert " ".join(map(str, ids[1:-1])) in text
    assert made.lengths.tolist() == [24] * 7


def test_all_of_a_long_function_is_seen_over_time(shard, tokenizer):
    seen = set()
    for seed in range(40):
        made = masked(shard, tokenizer, seed, length=64)
        whole = made.ids.clone()
        whole[made.chosen] = made.labels
        seen |= set(whole[0].tolist())
    assert set(shard[0].tolist()) <= seen


@pytest.mark.parametrize("processes", [1, 2, 5, 9])
def test_processes_share_a_batch(shard, tokenizer, processes):
    made = masked(shard, tokenizer, 0)
    shares = [made.share(rank, processes) for rank in range(processes)]
    assert sum(len(share.ids) for share in shares) == 7
    assert sorted(label for share in shares for label in share.labels.tolist()) == sorted(
        made.labels.tolist()
    )
    for rank, share in enumerate(shares):
        assert torch.equal(share.ids, made.ids[rank::processes])
        assert len(share.labels) == int(share.chosen.sum())
        assert share.labels.tolist() == [
            label
            for row, labels in enumerate(made.labels.split(made.chosen.sum(dim=1).tolist()))
            if row % processes == rank
            for label in labels.tolist()
        ]
