"""The functions that a shipped model is measured on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vscan_trainer import datasets
from vscan_trainer.datasets import Row
from vscan_trainer.evaluation.scored import Scored, keys_of

CORPORA = ("devign", "primevul")
PAIRS = "sven"


@dataclass(frozen=True)
class Part:
    """n labelled functions; of `PAIRS` each vulnerable one is followed by its fix. `train` are the files
    that a baseline may learn from."""

    name: str
    rows: Sequence[Row]
    train: tuple[Path, ...]

    @cached_property
    def keys(self) -> NDArray[np.str_]:
        return keys_of([row.text for row in self.rows])

    @property
    def digest(self) -> str:
        """Names the functions and their order."""
        return hashlib.sha256(self.keys.tobytes()).hexdigest()[:16]

    def scored(self, probabilities: NDArray[np.float64]) -> Scored:
        """With these probabilities, (n,)."""
        targets = np.array([row.target for row in self.rows], dtype=np.int8)
        lines = np.array([row.text.count("\n") + 1 for row in self.rows], dtype=np.int64)
        return Scored(self.keys, targets, probabilities, lines)


def load_parts(data: Path) -> list[Part]:
    """Both validation parts, their unlabelled functions left out, and the C and C++ pairs of SVEN, from a
    folder whose files are named as docs/data.md says. Raises DatasetError."""
    train = {corpus: _file(data, f"{corpus}-train") for corpus in CORPORA}
    parts = [
        Part(corpus, list(_labelled(_file(data, f"{corpus}-valid"))), (train[corpus],)) for corpus in CORPORA
    ]
    pairs = list(_both_sides(pairs_file(data)))
    return [*parts, Part(PAIRS, pairs, tuple(train.values()))]


def pairs_file(data: Path) -> Path:
    """SVEN's own, which says which lines a fix changed."""
    return _file(data, f"{PAIRS}-train")


def _file(data: Path, stem: str) -> Path:
    packed, plain = (data / f"{stem}{suffix}" for suffix in (".jsonl.xz", ".jsonl"))
    return plain if plain.exists() and not packed.exists() else packed


def _labelled(path: Path) -> Iterator[Row]:
    return (row for row in datasets.load(path) if row.target is not None)


def _both_sides(path: Path) -> Iterator[Row]:
    for pair in datasets.load_pairs(path):
        yield Row(PAIRS, pair.before, 1)
        yield Row(PAIRS, pair.after, 0)
