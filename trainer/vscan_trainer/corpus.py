"""A corpus as training sees it: tokenised, cut, measured, normalised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vscan_trainer.prepare import Part
from vscan_trainer.shards import Shard


@dataclass(frozen=True, slots=True)
class Corpus:
    """`features` (n, f) are normalised, float32. Raises VscanError without functions of both classes."""

    name: str
    shard: Shard
    features: NDArray[np.float32]

    def __post_init__(self) -> None:
        self.shard.require_classes(self.name)

    @classmethod
    def of(cls, part: Part, mean: NDArray[np.float32], std: NDArray[np.float32]) -> Corpus:
        """The part's functions, the unlabelled ones left out."""
        known = part.labelled()
        return cls(part.name, known.shard, normalise(known.features, mean, std))

    def __len__(self) -> int:
        return len(self.shard)


def normalise(
    features: NDArray[np.float32], mean: NDArray[np.float32], std: NDArray[np.float32]
) -> NDArray[np.float32]:
    """As the scanner does it from the card's `mean` and `std`; (n, f)."""
    return np.asarray(np.clip((features - mean) / std, -8, 8), dtype=np.float32)
