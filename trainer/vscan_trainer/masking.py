"""What a step of pretraining sees: batches by epoch, crops and masks by step, all of it by seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from vscan.domain import VscanError
from vscan.scoring.tokenizer import CodeTokenizer
from vscan.scoring.window import Window
from vscan_trainer.batches import pad
from vscan_trainer.bpe import SPECIALS
from vscan_trainer.shards import Shard

if TYPE_CHECKING:
    from transformers import RobertaForMaskedLM

SHORTEST = 16
_POOL = 4096  # functions sorted by length together: random still, and hardly padded


@dataclass(frozen=True, slots=True)
class Masked:
    """`ids` (b, t) as corrupted, `mask` (b, t) of what is no padding, `chosen` (b, t) bool of what is to be
    found again, `labels` (chosen,) in the order of the rows."""

    ids: torch.Tensor
    mask: torch.Tensor
    chosen: torch.Tensor
    labels: torch.Tensor

    @property
    def lengths(self) -> torch.Tensor:
        """Tokens of each row, (b,)."""
        return self.mask.sum(dim=1)

    def share(self, rank: int, processes: int) -> Masked:
        """What one of several processes computes; of no row, its arrays are empty."""
        rows = torch.arange(len(self.ids)) % processes == rank
        own = rows.repeat_interleave(self.chosen.sum(dim=1))
        return Masked(self.ids[rows], self.mask[rows], self.chosen[rows], self.labels[own])

    def to(self, device: torch.device) -> Masked:
        return Masked(*(getattr(self, name).to(device) for name in self.__slots__))


class MaskedNetwork(nn.Module):
    """The sum of the chosen tokens' losses: the output layer computes for them alone."""

    def __init__(self, model: RobertaForMaskedLM) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, chosen: torch.Tensor, labels: torch.Tensor
    ) -> torch.Tensor:
        hidden = self.model.roberta(ids, attention_mask=mask).last_hidden_state  # (b, t, width)
        logits = self.model.lm_head(hidden[chosen])  # (chosen, tokens)
        return nn.functional.cross_entropy(logits.float(), labels, reduction="sum")


def token_batches(
    shard: Shard, length: int, tokens: int, rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Every function of 16 tokens or more once, in random batches of like length and of about `tokens`
    tokens: rows times the longest, cut to `length`. Raises VscanError where none is long enough."""
    sizes = np.minimum(shard.lengths + 2, length)
    order = rng.permutation(np.flatnonzero(shard.lengths >= SHORTEST))
    if not len(order):
        raise VscanError(f"no function of {SHORTEST} tokens or more to pretrain on")
    batches = []
    for start in range(0, len(order), _POOL):
        pool = order[start : start + _POOL]
        batches += _split(pool[np.argsort(sizes[pool], kind="stable")], sizes, tokens)
    return [batches[i] for i in rng.permutation(len(batches))]


def _split(pool: NDArray[np.int64], sizes: NDArray[np.int64], tokens: int) -> list[NDArray[np.int64]]:
    """Ascending sizes -> batches within the budget; a row above it stands alone."""
    cuts, first = [], 0
    for i in range(1, len(pool)):
        if (i + 1 - first) * sizes[pool[i]] > tokens:
            cuts.append(i)
            first = i
    return np.split(pool, cuts)


def masked_batch(
    shard: Shard,
    batch: NDArray[np.int64],
    tokenizer: CodeTokenizer,
    *,
    length: int,
    rate: float,
    rng: np.random.Generator,
) -> Masked:
    """The functions of `batch` with tokens masked. What is longer than `length` is cropped at random, so
    that all of a long function is seen over time."""
    view = Window(length, "head")
    rows = [view.cut(_crop(shard[int(i)], length - 2, rng), tokenizer)[0] for i in batch]
    ids, mask = pad(rows, tokenizer.pad)
    corrupted, chosen = mask_tokens(ids, tokenizer, rate, rng)
    return Masked(corrupted, mask, chosen, ids[chosen])


def mask_tokens(
    ids: torch.Tensor, tokenizer: CodeTokenizer, rate: float, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """BERT's corruption of ids (b, t): of the chosen tokens 80 % become <mask>, 10 % random, 10 % stay.

    Returns the corrupted ids (b, t) and the chosen positions (b, t) bool.
    """
    ends = torch.tensor([tokenizer.bos, tokenizer.eos, tokenizer.pad])
    chosen = torch.from_numpy(rng.random(ids.shape) < rate) & ~torch.isin(ids, ends)
    kind = torch.from_numpy(rng.random(ids.shape))
    random_ids = torch.from_numpy(rng.integers(len(SPECIALS), tokenizer.size, ids.shape))
    corrupted = torch.where(chosen & (kind < 0.8), tokenizer.mask, ids)
    return torch.where(chosen & (kind >= 0.9), random_ids, corrupted), chosen


def _crop(ids: NDArray[np.int32], room: int, rng: np.random.Generator) -> NDArray[np.int32]:
    start = int(rng.integers(0, max(len(ids) - room, 0) + 1))
    return ids[start : start + room]
