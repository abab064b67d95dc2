"""The work folder of a training run: what each stage leaves for the next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.fit import Corpus
from vscan_trainer.measured import load_features
from vscan_trainer.shards import Shard

CORPORA = ("primevul", "devign")
"""The general corpus, at ordinary prevalence, and the special one."""


@dataclass(frozen=True, slots=True)
class Work:
    """Where things are below one folder."""

    folder: Path

    @property
    def tokenizer(self) -> Path:
        return self.folder / "tokenizer"

    @property
    def base(self) -> Path:
        return self.folder / "base"

    @property
    def fit(self) -> Path:
        return self.folder / "fit"

    @property
    def wide(self) -> Path:
        return self.folder / "wide"

    def shard(self, part: str) -> Path:
        return self.folder / "shards" / f"{part}.npz"

    def features(self, part: str) -> Path:
        return self.folder / "features" / f"{part}.npz"

    def load_tokenizer(self) -> CodeTokenizer:
        return CodeTokenizer.load(self.tokenizer)

    def load_shard(self, part: str) -> Shard:
        return Shard.load(self.shard(part))

    def measured(self, part: str) -> tuple[Shard, NDArray[np.float32]]:
        """The functions of a part that have been measured, and their raw features."""
        features = load_features(self.features(part))
        known = np.flatnonzero(np.isfinite(features[:, 0]))
        return self.load_shard(part).take(known), features[known]

    def statistics(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Mean and standard deviation of the features over the training parts."""
        features = np.concatenate([self.measured(f"{corpus}-train")[1] for corpus in CORPORA])
        return features.mean(axis=0), features.std(axis=0).clip(1e-3)

    def corpora(self, split: str) -> list[Corpus]:
        """Both corpora of a split, with normalised features."""
        mean, std = self.statistics()
        loaded = ((name, *self.measured(f"{name}-{split}")) for name in CORPORA)
        return [
            Corpus(name, shard, np.clip((features - mean) / std, -8, 8).astype(np.float32))
            for name, shard, features in loaded
        ]
