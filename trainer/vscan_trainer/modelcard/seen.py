"""Which functions that a model is measured on stand in the files it was trained on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vscan.scoring.tokenizer import strip_comments
from vscan_trainer import datasets
from vscan_trainer.modelcard.parts import Part


def seen(part: Part, cache: Path) -> NDArray[np.bool_]:
    """Of each function, (n,), whether one of the part's training files holds it, comments and white space
    aside. Kept in `cache` by the files' content. Raises DatasetError."""
    digest = hashlib.sha256(part.digest.encode())
    for path in part.train:
        digest.update(path.read_bytes())
    kept = cache / f"seen-{digest.hexdigest()[:16]}.npy"
    if not kept.exists():
        bare = [_bare(row.text) for row in part.rows]
        wanted = set(bare)
        found = {
            key for path in part.train for row in datasets.load(path) if (key := _bare(row.text)) in wanted
        }
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, np.array([key in found for key in bare]))
    return np.asarray(np.load(kept, allow_pickle=False), dtype=np.bool_)


def _bare(text: str) -> str:
    return "".join(strip_comments(text).split())
