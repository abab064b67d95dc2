"""Fitting the n-gram part: one logistic regression a corpus and, of two, one that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from vscan.scoring.wide import Wide, ngrams
from vscan_trainer.shards import Shard

_GATE_ROWS, _GATE_STRENGTH = 20_000, 4.0


def counts(shard: Shard, bits: int) -> sp.csr_matrix:
    """(n, 2**bits) sublinear n-gram counts, by the scanner's own hashing."""
    buckets, values, ends = [], [], [0]
    for i in range(len(shard)):
        found, count = ngrams(shard[i], bits)
        buckets.append(found.astype(np.int32))
        values.append(count)
        ends.append(ends[-1] + len(found))
    data = (np.concatenate(values), np.concatenate(buckets), np.array(ends))
    return sp.csr_matrix(data, shape=(len(shard), 2**bits), dtype=np.float32)


def fit_wide(corpora: Sequence[Shard], bits: int, strengths: Sequence[float], *, seed: int = 42) -> Wide:
    """A head for each corpus' labels and, of two, a third for second against first. `strengths` are
    scikit-learn's C, one a corpus or one for all. Unlabelled functions count for document frequencies
    and the gate. Raises VscanError where a corpus has one class alone."""
    from sklearn.preprocessing import normalize

    for place, shard in enumerate(corpora, 1):
        shard.require_classes(f"corpus {place}")
    raw = [counts(shard, bits) for shard in corpora]
    frequency = sum(np.bincount(matrix.indices, minlength=2**bits) for matrix in raw)
    idf = np.log((1 + sum(map(len, corpora))) / (1 + frequency)) + 1
    idf = idf.astype(np.float16)
    rows = [normalize(matrix @ sp.diags_array(idf.astype(np.float32)), copy=False).tocsr() for matrix in raw]
    each = strengths if len(strengths) == len(corpora) else [strengths[0]] * len(corpora)
    heads = [
        coefficients(matrix[shard.targets >= 0], shard.targets[shard.targets >= 0], strength)
        for matrix, shard, strength in zip(rows, corpora, each, strict=True)
    ]
    if len(corpora) == 2:
        rng = np.random.default_rng(seed)
        some = [matrix[rng.permutation(matrix.shape[0])[:_GATE_ROWS]] for matrix in rows]
        corpus_of = np.repeat([0, 1], [matrix.shape[0] for matrix in some])
        heads.append(coefficients(sp.vstack(some).tocsr(), corpus_of, _GATE_STRENGTH))
    weights = np.stack(heads)
    scale = np.abs(weights).max(axis=1) / 127
    return Wide(bits, idf, np.rint(weights / scale[:, None]).astype(np.int8), scale.astype(np.float32))


def wide_logits(wide: Wide, shard: Shard) -> NDArray[np.float32]:
    """(n, heads)"""
    return np.stack([wide.score(shard[i]) for i in range(len(shard))])


def coefficients(rows: sp.csr_matrix, targets: NDArray[np.int8], strength: float) -> NDArray[np.float64]:
    """(features,) of a logistic regression, its intercept left out; `strength` is scikit-learn's C."""
    model = LogisticRegression(C=strength, solver="liblinear")
    coefficients: NDArray[np.float64] = model.fit(rows, targets).coef_[0]
    return coefficients
