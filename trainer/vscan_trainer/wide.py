"""Fitting the n-gram part: one logistic regression a corpus, of two one that tells them apart, and one that
tells what stood before a fix from what it left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from vscan.scoring.wide import Wide, ngrams
from vscan_trainer.fixes import Fixes
from vscan_trainer.shards import Shard

_GATE_ROWS, _GATE_STRENGTH = 80_000, 20.0
_FIX_STRENGTH = 1.0


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
    for place, shard in enumerate(corpora, 1):
        shard.require_classes(f"corpus {place}")
    raw = [counts(shard, bits) for shard in corpora]
    frequency = sum(np.bincount(matrix.indices, minlength=2**bits) for matrix in raw)
    idf = (np.log((1 + sum(map(len, corpora))) / (1 + frequency)) + 1).astype(np.float16)
    rows = [weighed(matrix, idf) for matrix in raw]
    each = strengths if len(strengths) == len(corpora) else [strengths[0]] * len(corpora)
    heads = [
        coefficients(matrix[shard.targets >= 0], shard.targets[shard.targets >= 0], strength)
        for matrix, shard, strength in zip(rows, corpora, each, strict=True)
    ]
    if len(corpora) == 2:
        rng = np.random.default_rng(seed)
        some = [matrix[rng.permutation(matrix.shape[0])[:_GATE_ROWS]] for matrix in rows]
        corpus_of = np.repeat([0, 1], [matrix.shape[0] for matrix in some])
        told = coefficients(sp.vstack(some).tocsr(), corpus_of, _GATE_STRENGTH, class_weight="balanced")
        heads.append(told)
    return Wide(bits, idf, *_quantised(np.stack(heads)))


def with_fixes(wide: Wide, shard: Shard, fixes: Fixes) -> Wide:
    """With one more head, the last: higher for what stood before a fix than for what it left. It is fitted
    on the differences, so that what the two have in common, such as their subject, says nothing. Of fewer
    than two fixes there is nothing to learn, and no head."""
    if len(fixes.before) < 2:
        return wide
    before, after = (
        weighed(counts(shard.take(rows), wide.bits), wide.idf) for rows in (fixes.before, fixes.after)
    )
    first = np.where(np.arange(len(fixes.before)) % 2, 1, -1)  # two classes, by taking turns
    turned = (sp.diags_array(first.astype(np.float32)) @ (before - after)).tocsr()
    weights, scale = _quantised(coefficients(turned, first, _FIX_STRENGTH, fit_intercept=False)[None])
    return replace(
        wide, weights=np.concatenate([wide.weights, weights]), scale=np.concatenate([wide.scale, scale])
    )


def weighed(raw: sp.csr_matrix, idf: NDArray[np.float16]) -> sp.csr_matrix:
    """Counts (n, buckets) -> cosine-normalised tf-idf, as the scanner reads them."""
    from sklearn.preprocessing import normalize

    return normalize(raw @ sp.diags_array(idf.astype(np.float32)), copy=False).tocsr()


def _quantised(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Of heads (heads, buckets): int8 in units of a scale (heads,)."""
    scale = np.abs(weights).max(axis=1) / 127
    return np.rint(weights / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def wide_logits(wide: Wide, shard: Shard) -> NDArray[np.float32]:
    """(n, heads)"""
    return np.stack([wide.score(shard[i]) for i in range(len(shard))])


def coefficients(
    rows: sp.csr_matrix, targets: NDArray[Any], strength: float, **options: Any
) -> NDArray[np.float64]:
    """(features,) of a logistic regression, its intercept left out; `strength` is scikit-learn's C, `options`
    are its others. The dual problem gives the same weights in a quarter of the time."""
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, tol=1e-3, max_iter=2000, random_state=0, **options
    )
    coefficients: NDArray[np.float64] = model.fit(rows, targets).coef_[0]
    return coefficients
