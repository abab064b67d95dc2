"""A corpus as training sees it: tokenised, measured, normalised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.shards import Shard


@dataclass(frozen=True, slots=True)
class Corpus:
    """`features` (n, f) are normalised, float32. Raises VscanError without functions of both classes."""

    name: str
    shard: Shard
    features: NDArray[np.float32]

    def __post_init__(self) -> None:
        self.shard.require_classes(self.name)

    def draw(self, negatives: float, rng: np.random.Generator) -> NDArray[np.int64]:
        """All vulnerable functions and a fresh sample of the others; unlabelled ones left out."""
        vulnerable = np.flatnonzero(self.shard.targets == 1)
        other = np.flatnonzero(self.shard.targets == 0)
        keep = min(len(other), int(negatives * len(vulnerable)))
        return np.concatenate([vulnerable, rng.permutation(other)[:keep]])

    def labelled(self) -> Corpus:
        """Without the unlabelled functions."""
        known = np.flatnonzero(self.shard.targets >= 0)
        return Corpus(self.name, self.shard.take(known), self.features[known])


def normalise(
    features: NDArray[np.float32], mean: NDArray[np.float32], std: NDArray[np.float32]
) -> NDArray[np.float32]:
    """As the scanner does it from the card's `mean` and `std`; (n, f)."""
    return np.asarray(np.clip((features - mean) / std, -8, 8), dtype=np.float32)
