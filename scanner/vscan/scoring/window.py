"""What the encoder sees of a function, the same in training and scanning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from vscan.scoring.tokenizer import CodeTokenizer

MODES = ("head", "head-tail", "chunks")
POOLINGS = ("max", "mean")


@dataclass(frozen=True, slots=True)
class Window:
    """Of a function of over `length` tokens (specials counted), by `mode`: `head` is its beginning;
    `head-tail` the first two thirds and the last third of the room, since arguments stand at the head
    and clean-up at the tail; `chunks` up to `chunks` pieces that overlap by `overlap` tokens, spread
    evenly where more would be needed, their logits pooled by `max` or `mean`."""

    length: int
    mode: str = "head-tail"
    overlap: int = 0
    chunks: int = 1
    pooling: str = "max"

    def problem(self) -> str:
        """What is wrong with this window, or nothing."""
        numbers = (self.length, self.overlap, self.chunks)
        if not all(isinstance(n, int) and n >= 0 for n in numbers) or self.length < 3 or not self.chunks:
            return "a window needs 3 tokens, 1 chunk or more"
        if 2 * self.overlap > self.length - 2:
            return "a window's overlap must be at most half of it"
        if self.mode not in MODES or self.pooling not in POOLINGS:
            return f"no window {self.mode!r} with pooling {self.pooling!r}"
        return ""

    def cut(self, ids: NDArray[np.int32], tokenizer: CodeTokenizer) -> list[NDArray[np.int32]]:
        """One window or more, each `<s> ids </s>` of at most `length` tokens."""
        import numpy as np  # a card is read in every scan, windows only where something is new

        room = self.length - 2
        if len(ids) <= room:
            pieces = [ids]
        elif self.mode == "head":
            pieces = [ids[:room]]
        elif self.mode == "head-tail":
            tail = room // 3
            pieces = [np.concatenate([ids[: room - tail], ids[len(ids) - tail :]])]
        else:
            pieces = [ids[start : start + room] for start in self._starts(len(ids))]
        ends = [tokenizer.bos], [tokenizer.eos]
        return [np.concatenate([ends[0], piece, ends[1]]).astype(np.int32) for piece in pieces]

    def tokens(self, size: int) -> int:
        """The tokens of all windows of a function of `size` tokens."""
        room = self.length - 2
        if size <= room or self.mode != "chunks":
            return min(size, room) + 2
        return len(self._starts(size)) * self.length

    def pool(self, logits: NDArray[np.float32], counts: Sequence[int]) -> NDArray[np.float32]:
        """(windows, experts) -> (functions, experts), of which function i has `counts[i]` windows."""
        import numpy as np

        starts = np.cumsum([0, *counts[:-1]])
        if self.pooling == "max":
            return np.maximum.reduceat(logits, starts, axis=0)
        sums = np.add.reduceat(logits, starts, axis=0)
        return np.asarray(sums / np.array(counts, dtype=np.float32)[:, None], dtype=np.float32)

    def _starts(self, size: int) -> list[int]:
        """Where chunks begin; the last one ends with the function."""
        room = self.length - 2
        needed = -(-(size - self.overlap) // (room - self.overlap))
        count = max(min(needed, self.chunks), 1)
        if count == 1:
            return [0]
        return [round(i * (size - room) / (count - 1)) for i in range(count)]
