"""Boosted trees over the n-gram logit and the features: a forest a corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.trees import LEAVES, NGRAMS, Forest, joined
from vscan.scoring.wide import Wide
from vscan_trainer.shards import Shard
from vscan_trainer.wide import coefficients, counts, weighed

# Whatever an extraction did to line breaks must not be learnt: in Devign it tells the classes apart
# (trainer/LOG.md). Rules change faster than models.
_LEFT_OUT = ("log_lines", "confidence_hits")

_FOLDS, _SEEDS = 5, 3
_EVERY = 2**LEAVES - 1
_SHAPE = {
    "learning_rate": 0.03,
    "max_leaf_nodes": 31,
    "max_iter": 400,
    "min_samples_leaf": 40,
    "l2_regularization": 5.0,
    "max_features": 0.3,
}


def inputs_of(names: Sequence[str]) -> tuple[str, ...]:
    """What the trees read, out of the feature vector's `names`."""
    return (NGRAMS, *(name for name in names if not any(part in name for part in _LEFT_OUT)))


def held_out_logits(
    shard: Shard, index: NDArray[np.int64], wide: Wide, strength: float, *, seed: int
) -> NDArray[np.float32]:
    """The n-gram logit of each function at `index`, (len(index),), all labelled, by weights fitted on every
    labelled function but a fifth of these and it among them: the trees must meet the same kind of
    number in training as in scanning."""
    from sklearn.model_selection import StratifiedKFold

    rows = weighed(counts(shard, wide.bits), wide.idf)
    logits = np.zeros(len(index), dtype=np.float32)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    for _, fold in folds.split(index, shard.targets[index]):
        held = index[fold]
        others = np.setdiff1d(np.flatnonzero(shard.targets >= 0), held)
        logits[fold] = rows[held] @ coefficients(rows[others], shard.targets[others], strength)
    return logits


def fit_forest(
    ngrams: NDArray[np.float32],
    features: NDArray[np.float32],
    names: Sequence[str],
    targets: NDArray[np.int8],
    *,
    seed: int,
) -> Forest:
    """The mean of several boosted classifiers that differ by seed. `ngrams` (n,), `features` (n, f) of
    these `names`, raw; `targets` (n,) of 0 and 1. More in the n-gram logit never means less in all."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    inputs = inputs_of(names)
    rows = joined(inputs, ngrams, features, names)
    rising = [1, *[0] * (len(inputs) - 1)]
    trees = []
    for offset in range(_SEEDS):
        model = HistGradientBoostingClassifier(
            **_SHAPE, monotonic_cst=rising, random_state=seed + offset, early_stopping=False
        ).fit(rows, targets)
        trees += [iteration[0].nodes for iteration in model._predictors]
    return _packed(inputs, trees, scale=1 / _SEEDS)


def _packed(inputs: tuple[str, ...], trees: Sequence[NDArray[Any]], scale: float) -> Forest:
    """scikit-learn's nodes, a tree an array, as splits with masks of leaves."""
    splits: list[tuple[int, float, int]] = []
    starts, values = [], np.zeros((len(trees), LEAVES), dtype=np.float32)
    for row, nodes in zip(values, trees, strict=True):
        starts.append(len(splits))
        leaves: list[float] = []
        _split(nodes, 0, splits, leaves)
        if len(splits) == starts[-1]:  # a tree of one leaf
            splits.append((0, np.inf, _EVERY))
        row[: len(leaves)] = np.array(leaves) * scale
    feature, threshold, mask = zip(*splits, strict=True)
    return Forest(
        inputs,
        np.array(feature, dtype=np.int16),
        np.array(threshold, dtype=np.float64),
        np.array(mask, dtype=np.uint32),
        np.array(starts, dtype=np.int32),
        values,
    )


def _split(nodes: NDArray[Any], at: int, splits: list[tuple[int, float, int]], leaves: list[float]) -> None:
    """Add the splits and leaves below a node, the leaves from left to right."""
    node = nodes[at]
    if node["is_leaf"]:
        leaves.append(float(node["value"]))
        return
    before = len(leaves)
    _split(nodes, int(node["left"]), splits, leaves)
    lost = (1 << len(leaves)) - (1 << before)
    splits.append((int(node["feature_idx"]), float(node["num_threshold"]), _EVERY & ~lost))
    _split(nodes, int(node["right"]), splits, leaves)
