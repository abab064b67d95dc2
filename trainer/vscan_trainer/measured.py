"""Feature vectors of a corpus, computed by the scanner's own code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from vscan.analyse import Analyser
from vscan.domain import Confidence
from vscan.features import feature_vector
from vscan.languages import guess_c_or_cpp
from vscan.rulebook import Rulebook, builtin_rules

Counted = tuple[tuple[str, Confidence], ...]
"""Rules whose hits features count, by id, each with the confidence that it counts under."""


def all_rules() -> Counted:
    """Those that come with vscan."""
    return tuple(Rulebook.load([builtin_rules()]).confidences.items())


@cache
def _analyser(counted: Counted) -> Analyser:
    """Runs no rule that is not counted."""
    book = Rulebook.load([builtin_rules()])
    return Analyser(
        replace(book, rules={name: book.rules[name] for name, _ in counted if name in book.rules})
    )


def features_of(text: str, counted: Counted) -> NDArray[np.float32]:
    """The raw (not normalised) feature vector of one C or C++ function, shape (f,)."""
    return feature_vector(_analyser(counted)(text, guess_c_or_cpp(text)), dict(counted))


def measure_texts(texts: Sequence[str], jobs: int, counted: Counted) -> Iterator[NDArray[np.float32]]:
    """`features_of` each text, in order, in `jobs` processes; one needs none beside this."""
    measure = partial(features_of, counted=counted)
    if jobs == 1:
        yield from map(measure, texts)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(measure, texts, chunksize=64)
