"""Corpora by name; each yields `Row`s from the file a user has obtained (see docs/data.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vscan_trainer.datasets.base import DatasetError, Row
from vscan_trainer.datasets.labelled import load_labelled
from vscan_trainer.datasets.pairs import Pair, load_pairs

__all__ = ["PARTS", "DatasetError", "Pair", "Row", "load", "load_pairs"]

# name of a part, and of its file -> corpus
PARTS: dict[str, str] = {
    "devign-train": "devign",
    "devign-valid": "devign",
    "primevul-train": "primevul",
    "primevul-valid": "primevul",
    "diversevul-vulnerable": "diversevul",
}


def load(folder: Path, part: str) -> Iterator[Row]:
    """The rows of `part`.jsonl.xz, or else of `part`.jsonl, in file order. Raises DatasetError."""
    packed, plain = (folder / f"{part}{suffix}" for suffix in (".jsonl.xz", ".jsonl"))
    return load_labelled(plain if plain.exists() and not packed.exists() else packed, PARTS[part])
