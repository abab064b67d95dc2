"""Feature vectors of a corpus, computed by the scanner's own code and kept beside the shards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vscan.analyse import Analyser
from vscan.domain import VscanError
from vscan.features import feature_names, feature_vector
from vscan.languages import guess_c_or_cpp
from vscan.metrics import METRICS
from vscan.rulebook import Rulebook, builtin_rules


@cache
def _analyser() -> Analyser:
    return Analyser(Rulebook.load([builtin_rules()]))


def features_of(text: str) -> NDArray[np.float32]:
    """The raw (not normalised) feature vector of one C or C++ function, shape (f,)."""
    analyser = _analyser()
    return feature_vector(analyser(text, guess_c_or_cpp(text)), analyser.rulebook.info)


def measure_texts(texts: Sequence[str], jobs: int) -> Iterator[NDArray[np.float32]]:
    """`features_of` each text, in order, in `jobs` processes."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(features_of, texts, chunksize=64)


def save_features(path: Path, features: NDArray[np.float32]) -> None:
    """Rows of NaN mark functions that were not measured."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, features=features, names=np.array(feature_names(METRICS)))


def load_features(path: Path) -> NDArray[np.float32]:
    """(n, f). Raises VscanError when they were computed by another version of the feature code."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        if tuple(arrays["names"]) != feature_names(METRICS):
            raise VscanError(f"{path} holds other features than this version computes: measure again")
        features: NDArray[np.float32] = arrays["features"]
        return features
