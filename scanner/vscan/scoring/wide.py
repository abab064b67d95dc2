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
    buckets, counts = np.unique(np.concatenate(_hashes(ids, bits, orders)), return_counts=True)
    return buckets, (1 + np.log(counts)).astype(np.float32)


def _hashes(ids: NDArray[np.int32], bits: int, orders: int) -> list[NDArray[np.int64]]:
    """The buckets of all n-grams, in the order of the text, for each order from 1."""
    tokens = ids.astype(np.uint64) + np.uint64(1)
    state = np.zeros(len(tokens), dtype=np.uint64)
    hashes = []
    with np.errstate(over="ignore"):
        for order in range(orders):
            state = (state[: max(len(tokens) - order, 0)] + tokens[order:]) * _PRIMES[order]
            state = state ^ (state >> np.uint64(29))
            hashes.append((state * _PRIMES[0] >> np.uint64(64 - bits)).astype(np.int64))
    return hashes


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

    def by_token(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """What each token adds to `score`, (heads, n): the part of an n-gram is shared equally between
        the places it stands at, and there between its tokens."""
        buckets, counts = ngrams(ids, self.bits)
        values = counts * self.idf[buckets].astype(np.float32)
        norm = np.float32(np.sqrt(values @ values) or 1.0)
        places = np.exp(counts - 1)
        once = self.weights[:, buckets].astype(np.float32) * (values / places) * self.scale[:, None] / norm
        parts = np.zeros((len(self.scale), len(ids)), dtype=np.float32)
        for order, found in enumerate(_hashes(ids, self.bits, 3), 1):
            each = once[:, np.searchsorted(buckets, found)] / order
            for shift in range(order):
                parts[:, shift : shift + found.size] += each
        return parts

    def novelty(self, ids: NDArray[np.int32]) -> float:
        """How unlike the functions learnt from: the mean idf of its distinct 2- and 3-grams, 0 without
        any. Single tokens are left out, since every language shares them."""
        _, *longer = _hashes(ids, self.bits, 3)
        buckets = np.unique(np.concatenate(longer))
        return float(self.idf[buckets].mean(dtype=np.float64)) if len(buckets) else 0.0

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
