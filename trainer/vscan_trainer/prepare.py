"""A file of labelled functions -> what training reads: token ids and features, kept in a cache by content."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from vscan import __version__
from vscan.domain import VscanError
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan.rulebook import Rulebook, builtin_rules
from vscan.scoring.tokenizer import CodeTokenizer
from vscan_trainer import datasets
from vscan_trainer.datasets import Row
from vscan_trainer.datasets.files import stem
from vscan_trainer.evaluation.scored import keys_of
from vscan_trainer.measured import Counted, all_rules, measure_texts
from vscan_trainer.shards import Shard

Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Part:
    """n functions of one file. `features` (n, f) are raw, f = 0 where the model reads none; `keys` (n,)
    name the texts, `lines` (n,) is what reading each costs."""

    name: str
    path: Path
    digest: str
    shard: Shard
    features: NDArray[np.float32]
    keys: NDArray[np.str_]
    lines: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.shard)

    def labelled(self) -> Part:
        """Without the unlabelled functions."""
        return self.take(np.flatnonzero(self.shard.targets >= 0))

    def take(self, index: NDArray[np.int64], *, name: str = "") -> Part:
        """The functions at `index`, in that order."""
        arrays = (self.features[index], self.keys[index], self.lines[index])
        return Part(name or self.name, self.path, self.digest, self.shard.take(index), *arrays)

    def describe(self) -> dict[str, str | int]:
        """What a run's record says of its data."""
        targets = self.shard.targets
        return {
            "name": self.name,
            "path": str(self.path),
            "digest": self.digest,
            "functions": len(targets),
            "vulnerable": int((targets == 1).sum()),
            "unlabelled": int((targets < 0).sum()),
        }


@dataclass(frozen=True, slots=True)
class Preparer:
    """Prepares files for one tokenizer. `jobs` processes measure; `features` off skips measuring; the
    features count hits of the rules `counted`, None for all that come with vscan."""

    tokenizer: CodeTokenizer
    cache: Path
    jobs: int
    features: bool = True
    counted: Counted | None = None

    def __call__(self, path: Path, rows: NDArray[np.int64] | None = None) -> Part:
        """The file's functions, or those at `rows`; only these are measured. Raises DatasetError,
        and VscanError where the file holds no function."""
        digest = _file_digest(path)
        name = stem(path)
        found: list[Row] = []

        def read() -> list[Row]:
            if not found:
                found.extend(datasets.load(path))
            if not found:
                raise VscanError(f"{path} holds no functions")
            return found

        tokens = self._cached(f"{digest[:16]}-{self.tokenizer.digest[:16]}", lambda: self._tokens(read()))
        shard = Shard(tokens["ids"], tokens["offsets"], tokens["targets"])  # type: ignore[arg-type]
        index = np.arange(len(shard)) if rows is None else rows
        measured = np.zeros((len(index), 0), dtype=np.float32)
        if self.features:
            key = f"{digest[:16]}-{self._features_digest()[:16]}"
            if rows is not None:
                key += f"-{hashlib.sha256(index.tobytes()).hexdigest()[:16]}"
            measured = self._cached(key, lambda: self._measured([read()[i] for i in index], name))["features"]  # type: ignore[assignment]
        known = tokens["keys"][index], tokens["lines"][index]
        return Part(name, path, digest, shard.take(index), measured, *known)  # type: ignore[arg-type]

    def _tokens(self, rows: Sequence[Row]) -> Arrays:
        shard = Shard.encode(rows, self.tokenizer)
        lines = np.array([row.text.count("\n") + 1 for row in rows], dtype=np.int64)
        keys = keys_of([row.text for row in rows])
        return {**shard.arrays(), "lines": lines, "keys": keys}

    def _measured(self, rows: Sequence[Row], name: str) -> Arrays:
        found = measure_texts([row.text for row in rows], self.jobs, self.counted or all_rules())
        console = Console(stderr=True)
        shown = track(found, f"measuring {name}", len(rows), console=console, disable=not sys.stderr.isatty())
        return {"features": np.stack(list(shown))}

    def _features_digest(self) -> str:
        """Changes with the features' names, the rules and the release."""
        rules = Rulebook.load([builtin_rules()]).digest
        counted = [] if self.counted is None else map(str, self.counted)
        names = [__version__, rules, *feature_names(METRICS), *counted]
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    def _cached(self, key: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of this key; made, and written whole or not at all, where there are none."""
        path = self.cache / f"{key}.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return dict(arrays)
        except (OSError, EOFError, ValueError, BadZipFile):
            made = make()
        self.cache.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as out:
            np.savez(out, **made)  # type: ignore[arg-type]
        partial.replace(path)
        return made


def statistics(parts: Sequence[Part]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and standard deviation of the features over all parts; (f,), (f,)."""
    features = np.concatenate([part.features for part in parts])
    return features.mean(axis=0), features.std(axis=0).clip(1e-3)


def _file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest()
    except OSError as error:
        raise VscanError(f"cannot read {path}: {error.strerror}") from error
