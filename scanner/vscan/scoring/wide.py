"""The wide part of the model: a linear score over hashed n-grams of token ids.

It reads the whole function, however long, costs microseconds, and guarantees the bag-of-words
baseline that the deep part builds upon.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.card import ModelError

FILE = "wide.npz"

_PRIMES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))


def ngrams(
    ids: NDArray[np.int32], bits: int, orders: int = 3
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Hashed n-grams of orders 1 to `orders`: unique buckets (m,) below 2**bits, ascending, and
    their sublinear counts 1 + ln(tf) (m,)."""
    tokens = ids.astype(np.uint64) + np.uint64(1)
    state = np.zeros(len(tokens), dtype=np.uint64)
    hashes = []
    with np.errstate(over="ignore"):
        for order in range(min(orders, len(tokens))):
            state = (state[: len(tokens) - order] + tokens[order:]) * _PRIMES[order]
            state = state ^ (state >> np.uint64(29))
            hashes.append(state * _PRIMES[0] >> np.uint64(64 - bits))
    if not hashes:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    buckets, counts = np.unique(np.concatenate(hashes), return_counts=True)
    return buckets.astype(np.int64), (1 + np.log(counts)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Wide:
    """`idf` (2**bits,) float16, `weights` (heads, 2**bits) int8 in units of `scale` (heads,)."""

    bits: int
    idf: NDArray[np.float16]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]

    def score(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """One logit a head, (heads,), without intercepts: the cosine-normalised tf-idf vector times
        the weights."""
        buckets, counts = ngrams(ids, self.bits)
        values = counts * self.idf[buckets].astype(np.float32)
        norm = np.float32(np.sqrt(values @ values) or 1.0)
        logits: NDArray[np.float32] = (
            (self.weights[:, buckets].astype(np.float32) @ values) * self.scale / norm
        )
        return logits

    def save(self, folder: Path) -> None:
        np.savez_compressed(
            folder / FILE, bits=np.int64(self.bits), idf=self.idf, weights=self.weights, scale=self.scale
        )

    @classmethod
    def load(cls, folder: Path) -> Wide:
        """Raises ModelError."""
        path = folder / FILE
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
                wide = cls(int(arrays["bits"]), arrays["idf"], arrays["weights"], arrays["scale"])
        except (OSError, ValueError, TypeError, EOFError, KeyError, BadZipFile) as error:
            raise ModelError(f"cannot read {path}: {error}") from error
        heads, buckets = len(wide.scale), 2**wide.bits
        if wide.idf.shape != (buckets,) or wide.weights.shape != (heads, buckets):
            raise ModelError(f"{path}: arrays that do not fit together")
        return wide
