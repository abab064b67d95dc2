"""Boosted trees over the n-gram score and the features: what neither a sum of n-grams nor a sum of
features can say, such as that the same n-gram score means more in a short function than in a long one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.card import ModelError

FILE = "trees.npz"
NGRAMS = "ngrams"
"""The input, beside features, that stands for the n-gram logit of the expert itself."""


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees of one expert, their nodes in flat arrays (m,): `feature` indexes `inputs`, -1 at a leaf;
    an input of at most `threshold` goes to `left`, else to the node after it; `value` is a leaf's.
    `roots` (trees,) are where trees begin."""

    inputs: tuple[str, ...]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]

    def logits(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, inputs) -> (n,), the sum over all trees."""
        at = np.tile(self.roots, (len(rows), 1))  # (n, trees)
        who = np.arange(len(rows))[:, None]
        feature = self.feature[at]
        while (inner := feature >= 0).any():
            below = rows[who, np.maximum(feature, 0)] <= self.threshold[at]
            at = np.where(inner, np.where(below, self.left[at], self.left[at] + 1), at)
            feature = self.feature[at]
        return np.asarray(self.value[at].sum(axis=1, dtype=np.float64), dtype=np.float32)

    def problem(self) -> str:
        """What is wrong with these arrays, or nothing: a damaged file must not lead a walk astray."""
        size = len(self.feature)
        if not size == len(self.threshold) == len(self.left) == len(self.value) or not len(self.roots):
            return "arrays that do not fit together"
        inner = np.flatnonzero(self.feature >= 0)
        steps = self.left[inner]
        if (steps <= inner).any() or (steps + 1 >= size).any():
            return "a tree that leads nowhere"
        if (self.feature >= len(self.inputs)).any() or (self.roots < 0).any() or (self.roots >= size).any():
            return "a node that is not there"
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
        flat("left", np.int32),
        flat("value", np.float32),
        flat("roots", np.int32),
    )
