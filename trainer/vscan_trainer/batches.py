"""Batches of similar length: padding to the longest is what wastes a small machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray


def by_length(
    lengths: NDArray[np.int64], indices: NDArray[np.int64], *, tokens: int, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Split shuffled `indices` into batches of about `tokens` tokens, longest row times rows.

    Rows are sorted within pools of a few thousand, so batches stay random and hardly padded.
    """
    order = rng.permutation(indices)
    batches: list[NDArray[np.int64]] = []
    for start in range(0, len(order), 4096):
        pool = order[start : start + 4096]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        first = 0
        for i in range(len(pool)):
            if (i + 1 - first) * lengths[pool[i]] > tokens and i > first:
                batches.append(pool[first:i])
                first = i
        batches.append(pool[first:])
    for i in rng.permutation(len(batches)):
        yield batches[i]


def pad(rows: Sequence[NDArray[np.int32]], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and attention mask, both (rows, longest) int64."""
    ids = np.full((len(rows), max(map(len, rows))), pad_id, dtype=np.int64)
    for row, out in zip(rows, ids, strict=True):
        out[: len(row)] = row
    tensor = torch.from_numpy(ids)
    mask = torch.from_numpy(np.arange(ids.shape[1])[None, :] < np.array([[len(r)] for r in rows])).long()
    return tensor, mask
