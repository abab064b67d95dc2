"""How windows are put together for an encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Batching:
    """At most `tokens` padded tokens a batch, or one window. With a `bucket`, lengths are padded to its
    multiples and all of a batch to the same one, so that an encoder meets few shapes however large its
    batches are; without, a batch is as long as its longest window."""

    tokens: int = 4096
    bucket: int = 0

    def rows(self, length: int) -> int:
        """How many windows of this padded length a batch holds."""
        return max(self.tokens // length, 1)

    def batches(self, lengths: Sequence[int]) -> Iterator[tuple[list[int], int]]:
        """Indices by ascending length, and the length to pad each batch of them to."""
        longest = max(lengths, default=0)
        batch: list[int] = []
        padded = 0
        for index in sorted(range(len(lengths)), key=lengths.__getitem__):
            needed = self._padded(lengths[index], longest)
            other = bool(self.bucket) and needed != padded
            if batch and (other or len(batch) >= self.rows(needed)):
                yield batch, padded
                batch = []
            batch.append(index)
            padded = needed
        if batch:
            yield batch, padded

    def _padded(self, length: int, longest: int) -> int:
        """Never over the longest window, which is all that the network is sure to have positions for."""
        return min(-(-length // self.bucket) * self.bucket, longest) if self.bucket else length
