"""Boosted trees over the n-gram score and the features: what neither a sum of n-grams nor a sum of
features can say, such as that the same n-gram score means more in a short function than in a long one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.card import ModelError

FILE = "trees.npz"
NGRAMS = "ngrams"
"""The input, beside features, that stands for the n-gram logit of the expert itself."""
LEAVES = 32
"""The most that a tree may have; the last is always to the right of all splits, or stands for it."""

_TOGETHER = 8  # rows whose splits fit the processor's cache


@dataclass(frozen=True)
class Forest:
    """The trees of one expert, evaluated as QuickScorer does (Lucchese et al., 2015): without a walk.

    A split (m,) sends an input of at most `threshold` left; `feature` indexes `inputs`. `mask` has a bit for
    each leaf, from the left, and lacks those to the left of the split: what is left of them when it fails.
    The splits of a tree, at least one, stand together from `starts` (trees,) on; `values` are (trees, 32).
    """

    inputs: tuple[str, ...]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    mask: NDArray[np.uint32]
    starts: NDArray[np.int32]
    values: NDArray[np.float32]

    def logits(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, inputs) -> (n,), the sum over all trees."""
        parts = [self._some(rows[i : i + _TOGETHER]) for i in range(0, len(rows), _TOGETHER)]
        return np.concatenate([np.zeros(0, dtype=np.float32), *parts])

    def _some(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        feature, threshold, lost = self._splits
        failed = np.take(rows, feature, axis=1) > threshold  # (n, m)
        gone = np.bitwise_or.reduceat(failed * lost, self.starts, axis=1)  # (n, trees)
        first = np.frexp((~gone & (gone + np.uint32(1))).astype(np.float64))[1] - 1  # the lowest bit left
        return np.asarray(self.values[np.arange(len(self.starts)), first].sum(axis=1), dtype=np.float32)

    @cached_property
    def _splits(self) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.uint32]]:
        """What takes numpy the least time: thresholds of the inputs' own type, rounded down, which an input
        passes exactly when it passes the real one; and the leaves that a split loses."""
        threshold = self.threshold.astype(np.float32)
        above = threshold.astype(np.float64) > self.threshold
        threshold[above] = np.nextafter(threshold[above], np.float32(-np.inf))
        return self.feature.astype(np.intp), threshold, ~self.mask

    def problem(self) -> str:
        """What is wrong with these arrays, or nothing."""
        if not len(self.feature) == len(self.threshold) == len(self.mask):
            return "arrays that do not fit together"
        if self.values.shape != (len(self.starts), LEAVES) or not len(self.starts):
            return "arrays that do not fit together"
        bounds = np.append(self.starts, len(self.feature))
        if self.starts[0] != 0 or (np.diff(bounds) < 1).any():
            return "trees that do not follow each other"
        if (self.feature < 0).any() or (self.feature >= len(self.inputs)).any():
            return "a split on nothing"
        if not (self.mask >> np.uint32(LEAVES - 1)).all():
            return "a split that leaves no leaf"
        return ""


@dataclass(frozen=True, slots=True)
class Trees:
    """A forest an expert; `names` are those of the feature vector."""

    forests: tuple[Forest, ...]
    names: tuple[str, ...]

    def logits(self, wide: NDArray[np.float32], features: NDArray[np.float32]) -> NDArray[np.float32]:
        """n-gram logits (n, experts or more) and raw features (n, f) -> (n, experts)"""
        columns = [
            forest.logits(joined(forest.inputs, wide[:, expert], features, self.names))
            for expert, forest in enumerate(self.forests)
        ]
        return np.stack(columns, axis=1)

    def save(self, folder: Path) -> None:
        arrays = {
            f"{name}_{expert}": np.asarray(getattr(forest, name))
            for expert, forest in enumerate(self.forests)
            for name in Forest.__dataclass_fields__
        }
        np.savez_compressed(folder / FILE, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, folder: Path, experts: int, names: Sequence[str]) -> Trees:
        """Raises ModelError, also where a forest reads features of other names."""
        path = folder / FILE
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
                forests = tuple(_forest(arrays, expert) for expert in range(experts))
        except (OSError, ValueError, TypeError, EOFError, KeyError, BadZipFile) as error:
            raise ModelError(f"cannot read {path}: {error}") from error
        for forest in forests:
            problem = forest.problem()
            if unknown := sorted(set(forest.inputs) - {NGRAMS, *names}):
                problem = f"reads features that this version of vscan does not compute: {', '.join(unknown)}"
            if problem:
                raise ModelError(f"{path}: {problem}")
        return cls(forests, tuple(names))


def joined(
    inputs: Sequence[str], ngrams: NDArray[np.float32], features: NDArray[np.float32], names: Sequence[str]
) -> NDArray[np.float32]:
    """A forest's inputs, (n, inputs), out of n-gram logits (n,) and features (n, f) of these names."""
    place = {name: column for column, name in enumerate(names)}
    columns = [ngrams if name == NGRAMS else features[:, place[name]] for name in inputs]
    return np.stack(columns, axis=1).astype(np.float32)


def _forest(arrays: np.lib.npyio.NpzFile, expert: int) -> Forest:
    def flat(name: str, kind: type[np.generic]) -> NDArray[Any]:
        return np.asarray(arrays[f"{name}_{expert}"].astype(kind).ravel())

    return Forest(
        tuple(arrays[f"inputs_{expert}"].tolist()),
        flat("feature", np.int16),
        flat("threshold", np.float64),
        flat("mask", np.uint32),
        flat("starts", np.int32),
        np.atleast_2d(arrays[f"values_{expert}"].astype(np.float32)),
    )
