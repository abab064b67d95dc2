from __future__ import annotations

import numpy as np
import pytest
import torch

from vscan_trainer.embed import cooccurrence_embeddings, embed
from vscan_trainer.shards import Shard


def shard_of(ids: list[int]) -> Shard:
    array = np.array(ids, dtype=np.uint16)
    return Shard(array, np.array([0, len(array)]), np.zeros(1, np.int8))


def alike(vectors, a: int, b: int) -> float:
    return float(vectors[a] @ vectors[b] / np.linalg.norm(vectors[a]) / np.linalg.norm(vectors[b]))


def test_tokens_of_the_same_company_are_alike():
    rng = np.random.default_rng(0)
    ids: list[int] = []
    for _ in range(1500):  # 5 and 6 stand between 10 and 11; 7 stands between 12 and 13
        ids += [10, int(rng.choice([5, 6])), 11] if rng.random() < 0.5 else [12, 7, 13]
    vectors = cooccurrence_embeddings(shard_of(ids), 20, 8, window=1)
    assert vectors.shape == (20, 8)
    assert vectors.dtype == np.float32
    assert vectors.std() == pytest.approx(1)
    assert alike(vectors, 5, 6) > 0.95
    assert alike(vectors, 5, 7) < 0.5
    assert np.abs(vectors[15]).max() < 1e-4  # never seen


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_hardly_any_tokens(count):
    vectors = cooccurrence_embeddings(shard_of(list(range(count))), 20, 4)
    assert np.isfinite(vectors).all()


def test_same_counts_give_the_same_vectors():
    shard = shard_of([1, 2, 3, 1, 2, 4, 2, 1] * 20)
    first, again = (cooccurrence_embeddings(shard, 10, 4) for _ in range(2))
    assert np.array_equal(first, again)


def test_embedding_starts_from_them():
    shard = shard_of([1, 2, 3, 1, 2, 4, 2, 1] * 20)
    embedding = torch.nn.Embedding(10, 4)
    embed(embedding, shard, seed=3)
    expected = cooccurrence_embeddings(shard, 10, 4, seed=3) * 0.06
    assert embedding.weight.detach().numpy() == pytest.approx(expected)
    assert embedding.weight.requires_grad
