"""Feature vectors of a corpus, computed by the scanner's own code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from vscan.analyse import Analyser
from vscan.features import feature_vector
from vscan.languages import guess_c_or_cpp
from vscan.rulebook import Rulebook, builtin_rules


@cache
def _analyser() -> Analyser:
    return Analyser(Rulebook.load([builtin_rules()]))


def features_of(text: str) -> NDArray[np.float32]:
    """The raw (not normalised) feature vector of one C or C++ function, shape (f,)."""
    analyser = _analyser()
    return feature_vector(analyser(text, guess_c_or_cpp(text)), analyser.rulebook.info)


def measure_texts(texts: Sequence[str], jobs: int) -> Iterator[NDArray[np.float32]]:
    """`features_of` each text, in order, in `jobs` processes; one needs none beside this."""
    if jobs == 1:
        yield from map(features_of, texts)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(features_of, texts, chunksize=64)
