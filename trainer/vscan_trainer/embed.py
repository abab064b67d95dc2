"""Token embeddings from co-occurrence counts: minutes of masked-language modelling for seconds of SVD."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
import torch
from numpy.typing import NDArray
from torch import nn

from vscan_trainer.shards import Shard

_DEVIATION = 0.06  # of the vectors' entries; RoBERTa's random ones have 0.02


def embed(embedding: nn.Embedding, shard: Shard, *, seed: int) -> None:
    """Start an embedding from the co-occurrences of the shard's tokens."""
    vectors = cooccurrence_embeddings(shard, embedding.num_embeddings, embedding.embedding_dim, seed=seed)
    with torch.no_grad():
        embedding.weight.copy_(torch.from_numpy(vectors * _DEVIATION))


def cooccurrence_embeddings(
    shard: Shard, size: int, width: int, *, window: int = 4, tokens: int = 20_000_000, seed: int = 42
) -> NDArray[np.float32]:
    """(size, width) embeddings, unit variance over all entries: the singular vectors of the positive
    pointwise mutual information within `window` tokens, its context counts smoothed (Levy, Goldberg &
    Dagan, 2015). Tokens that were never seen get zeros."""
    from sklearn.utils.extmath import randomized_svd
    from threadpoolctl import threadpool_limits

    ids = shard.ids[:tokens]
    counts = sp.csr_matrix((size, size), dtype=np.float32)
    for start in range(0, len(ids), 2_000_000):
        chunk = ids[start : start + 2_000_000].astype(np.int64)
        for offset in range(1, min(window, len(chunk) - 1) + 1):
            weight = np.full(len(chunk) - offset, 1.0 / offset, dtype=np.float32)
            counts = (
                counts
                + sp.coo_matrix((weight, (chunk[:-offset], chunk[offset:])), shape=(size, size)).tocsr()
            )
    counts = counts + counts.T
    marginal = np.asarray(counts.sum(axis=1)).ravel()
    seen = counts.tocoo()
    smoothed = marginal**0.75 / (marginal**0.75).sum()
    pmi = np.log(seen.data / (marginal[seen.row] * smoothed[seen.col]))
    keep = pmi > 0
    ppmi = sp.csr_matrix((pmi[keep], (seen.row[keep], seen.col[keep])), shape=(size, size))
    # How many threads there are decides how sums are rounded: one gives the same vectors everywhere.
    with threadpool_limits(1):
        left, values, _ = randomized_svd(ppmi, width, n_iter=4, random_state=seed)
    vectors = left * np.sqrt(values)
    return np.asarray(vectors / vectors.std(), dtype=np.float32)
