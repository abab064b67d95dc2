"""Which functions meet in which batch, by seed and epoch alone: what can be repeated and resumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vscan_trainer.corpus import Corpus
from vscan_trainer.settings import FitSettings

Indices = NDArray[np.int64]

_POOL = 64  # batches sorted by length together: random still, and hardly padded


@dataclass(frozen=True, slots=True)
class Batch:
    """Which corpus each function is of, and which of its functions; (b,), (b,)."""

    corpus_of: Indices
    index: Indices

    def __len__(self) -> int:
        return len(self.index)

    def share(self, rank: int, processes: int) -> Batch:
        """What one of several processes computes."""
        return Batch(self.corpus_of[rank::processes], self.index[rank::processes])


def epoch_batches(train: Sequence[Corpus], settings: FitSettings, epoch: int) -> list[Batch]:
    """The batches of `epoch` (from 0), of `batch_size` functions each; one is smaller."""
    rng = np.random.default_rng([settings.seed, epoch])
    drawn = [_drawn(corpus, settings, rng) for corpus in train]
    corpus_of = np.repeat(np.arange(len(train)), [len(index) for index in drawn])
    index = np.concatenate(drawn)
    lengths = np.concatenate([corpus.shard.lengths[i] for corpus, i in zip(train, drawn, strict=True)])
    seen = np.array([settings.view.tokens(int(length)) for length in lengths])
    order = rng.permutation(len(index))
    pools = range(0, len(order), _POOL * settings.batch_size)
    batches = [
        batch
        for start in pools
        for batch in _by_length(order[start : start + _POOL * settings.batch_size], seen, settings.batch_size)
    ]
    return [Batch(corpus_of[batches[i]], index[batches[i]]) for i in rng.permutation(len(batches))]


def _drawn(corpus: Corpus, settings: FitSettings, rng: np.random.Generator) -> Indices:
    """The functions of one epoch: those kept of each class, drawn evenly by class where asked."""
    targets = corpus.shard.targets
    vulnerable, other = np.flatnonzero(targets == 1), np.flatnonzero(targets == 0)
    if settings.negatives:
        other = rng.permutation(other)[: round(settings.negatives * len(vulnerable))]
    kept = np.concatenate([vulnerable, other])
    if settings.sampler == "shuffle":
        return kept
    weights = np.where(targets[kept] == 1, 1 / len(vulnerable), 1 / len(other))
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    sampler = torch.utils.data.WeightedRandomSampler(weights.tolist(), len(kept), generator=generator)
    return kept[list(sampler)]


def _by_length(pool: Indices, lengths: Indices, size: int) -> Iterator[Indices]:
    ordered = pool[np.argsort(lengths[pool], kind="stable")]
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def pad(rows: Sequence[NDArray[np.int32]], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and attention mask, both (rows, longest) int64."""
    ids = np.full((len(rows), max(map(len, rows))), pad_id, dtype=np.int64)
    for row, out in zip(rows, ids, strict=True):
        out[: len(row)] = row
    tensor = torch.from_numpy(ids)
    mask = torch.from_numpy(np.arange(ids.shape[1])[None, :] < np.array([[len(r)] for r in rows])).long()
    return tensor, mask
