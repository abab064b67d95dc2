"""The functions of one part as one model scored them: what every figure, plot and comparison reads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vscan.domain import VscanError


class ScoresError(VscanError):
    """A file of scores cannot be read, or is not of the same functions as another."""


@dataclass(frozen=True, slots=True)
class Scored:
    """n labelled functions, in the part's order: `keys` name their texts, `targets` are 0 or 1,
    `probabilities` lie in [0, 1], `lines` is what reading each costs."""

    keys: NDArray[np.str_]
    targets: NDArray[np.int8]
    probabilities: NDArray[np.float64]
    lines: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.targets)

    def require_same(self, other: Scored, name: str) -> None:
        """Raises ScoresError unless both are of the same functions in the same order."""
        if not (np.array_equal(self.keys, other.keys) and np.array_equal(self.targets, other.targets)):
            raise ScoresError(f"{name}: scores of other functions, which cannot be compared row by row")

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Scored:
        """Raises ScoresError."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return cls(*(arrays[field.name] for field in fields(cls)))
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise ScoresError(f"cannot read the scores in {path}: {error}") from error


def keys_of(texts: Sequence[str]) -> NDArray[np.str_]:
    """A short digest of each text, (n,)."""
    digests = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16] for text in texts]
    return np.array(digests, dtype="<U16")
