"""Corpora by name; each yields `Row`s from the file a user has obtained (see docs/data.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vscan_trainer.datasets.base import DatasetError, Row
from vscan_trainer.datasets.labelled import load_labelled
from vscan_trainer.datasets.pairs import Pair, load_pairs

__all__ = ["FILES", "DatasetError", "Pair", "Row", "load", "load_pairs"]

# name of a part -> (corpus, file under the data folder)
FILES: dict[str, tuple[str, str]] = {
    "devign-train": ("devign", "devign-train.jsonl.xz"),
    "devign-valid": ("devign", "devign-valid.jsonl.xz"),
    "primevul-train": ("primevul", "primevul-train.jsonl.xz"),
    "primevul-valid": ("primevul", "primevul-valid.jsonl.xz"),
    "diversevul-vulnerable": ("diversevul", "diversevul-vulnerable.jsonl.xz"),
}


def load(folder: Path, part: str) -> Iterator[Row]:
    """The rows of one part, in file order. Raises DatasetError."""
    corpus, name = FILES[part]
    return load_labelled(folder / name, corpus)
