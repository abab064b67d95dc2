"""The work folder of a training run: what each stage leaves for the next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vscan.domain import VscanError
from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer.bpe import PRETOKENIZER
from vscan_trainer.corpus import Corpus, normalise
from vscan_trainer.measured import load_features
from vscan_trainer.shards import Shard

CORPORA = ("primevul", "devign")
"""The general corpus, at ordinary prevalence, and the special one."""


class WorkError(VscanError):
    """A stage's results are missing, or do not belong to the others'."""


@contextmanager
def _readable(path: Path) -> Iterator[Path]:
    """Turns what reading a missing or half-written array file raises into a WorkError."""
    try:
        yield path
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise WorkError(f"cannot read {path}: {error}") from error


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

    @property
    def pretokenizer(self) -> str:
        """`code`, unless the vocabulary says otherwise."""
        name = self.tokenizer / PRETOKENIZER
        return name.read_text(encoding="utf-8").strip() if name.exists() else "code"

    @property
    def length(self) -> int:
        """The window that `fit` used. Raises WorkError."""
        path = self.fit / "settings.json"
        try:
            return int(json.loads(path.read_text(encoding="utf-8"))["length"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkError(f"cannot read the window's length in {path}: {error}") from error

    def load_tokenizer(self) -> CodeTokenizer:
        return CodeTokenizer.load(self.tokenizer, self.pretokenizer)

    def load_shard(self, part: str) -> Shard:
        """Raises WorkError."""
        with _readable(self.shard(part)) as path:
            return Shard.load(path)

    def measured(self, part: str) -> tuple[Shard, NDArray[np.float32]]:
        """The functions of a part that have been measured, and their raw features. Raises WorkError
        where part and features differ in length."""
        shard = self.load_shard(part)
        with _readable(self.features(part)) as path:
            features = load_features(path)
        if len(shard) != len(features):
            raise WorkError(f"{part}: {len(shard)} functions tokenised, {len(features)} measured")
        known = np.flatnonzero(np.isfinite(features[:, 0]))
        return shard.take(known), features[known]

    def statistics(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Mean and standard deviation of the features over the training parts."""
        features = np.concatenate([self.measured(f"{corpus}-train")[1] for corpus in CORPORA])
        return features.mean(axis=0), features.std(axis=0).clip(1e-3)

    def corpora(self, split: str) -> list[Corpus]:
        """The general corpus' split, then the special one's, with normalised features."""
        mean, std = self.statistics()
        loaded = ((name, *self.measured(f"{name}-{split}")) for name in CORPORA)
        return [Corpus(name, shard, normalise(features, mean, std)) for name, shard, features in loaded]
