"""Tokenised functions in two flat arrays: what training reads, small enough to carry around."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vscan.domain import VscanError
from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.datasets import Row

UNLABELLED = -1


@dataclass(frozen=True, slots=True)
class Shard:
    """n functions: `ids` (total tokens,) uint16, `offsets` (n + 1,) int64, `targets` (n,) int8 with
    -1 for unlabelled."""

    ids: NDArray[np.uint16]
    offsets: NDArray[np.int64]
    targets: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> NDArray[np.int32]:
        return self.ids[self.offsets[index] : self.offsets[index + 1]].astype(np.int32)

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.offsets)

    def require_classes(self, name: str) -> None:
        """Raises VscanError unless there are vulnerable functions and others."""
        if not {0, 1} <= set(self.targets.tolist()):
            raise VscanError(f"{name}: needs functions that are vulnerable and functions that are not")

    @classmethod
    def encode(cls, rows: Iterable[Row], tokenizer: CodeTokenizer) -> Shard:
        """Raises VscanError where the vocabulary does not fit 16 bits."""
        if tokenizer.size > 2**16:
            raise VscanError(f"a vocabulary of {tokenizer.size} does not fit 16 bits")
        encoded, targets = [], []
        for row in rows:
            encoded.append(tokenizer.encode(row.text).astype(np.uint16))
            targets.append(UNLABELLED if row.target is None else row.target)
        return cls._pack(encoded, np.array(targets, dtype=np.int8))

    @classmethod
    def concatenate(cls, shards: Sequence[Shard]) -> Shard:
        encoded = [
            shard.ids[a:b] for shard in shards for a, b in zip(shard.offsets, shard.offsets[1:], strict=False)
        ]
        return cls._pack(encoded, np.concatenate([shard.targets for shard in shards]))

    def take(self, indices: NDArray[np.int64]) -> Shard:
        """The functions at `indices`, in that order."""
        return self._pack(
            [self.ids[self.offsets[i] : self.offsets[i + 1]] for i in indices], self.targets[indices]
        )

    @classmethod
    def _pack(cls, encoded: Sequence[NDArray[np.uint16]], targets: NDArray[np.int8]) -> Shard:
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(ids) for ids in encoded], out=offsets[1:])
        ids = np.concatenate(encoded) if encoded else np.zeros(0, dtype=np.uint16)
        return cls(ids, offsets, targets)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What a file of it holds."""
        return {"ids": self.ids, "offsets": self.offsets, "targets": self.targets}
