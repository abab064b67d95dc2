"""What every model must beat: function length alone, and a bag of words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from vscan.scoring.tokenizer import strip_comments
from vscan_trainer import datasets
from vscan_trainer.datasets import DatasetError, Row
from vscan_trainer.evaluation.scored import Scored, ScoresError, keys_of


def length_alone(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Characters of each function without its comments; (n,)."""
    return np.array([len("".join(strip_comments(row.text).split())) for row in rows], dtype=np.float64)


def bag_of_words(
    train: Sequence[Row], valid: Sequence[Row], *, orders: tuple[int, int] = (1, 2)
) -> NDArray[np.float64]:
    """Probabilities from a logistic regression over tf-idf of word n-grams, trained on one corpus.
    Raises ScoresError where the training functions are all of one class."""
    vectorizer = TfidfVectorizer(
        token_pattern=r"\w+|[^\w\s]",  # noqa: S106 - not a secret
        ngram_range=orders,
        min_df=3,
        max_features=300_000,
        sublinear_tf=True,
        lowercase=False,
        dtype=np.float32,
    )
    labelled = [row for row in train if row.target is not None]
    if len({row.target for row in labelled}) < 2:
        raise ScoresError("bag of words: the training functions are not of both classes")
    rows = vectorizer.fit_transform([strip_comments(row.text) for row in labelled])
    model = LogisticRegression(C=2.0, solver="liblinear").fit(rows, [row.target for row in labelled])
    texts = vectorizer.transform([strip_comments(row.text) for row in valid])
    return np.asarray(model.predict_proba(texts)[:, 1], dtype=np.float64)


def baselines(
    scored: Scored, read: Callable[[], Sequence[Row]], train: Sequence[Path], cache: Path
) -> dict[str, Scored]:
    """Both baselines on the functions of `scored`, which are among those that `read` yields; the bag of
    words only where there are files to train on, and never on functions that are measured. Computed
    once: `cache` keeps them by what they depend on. Of length alone the rank counts, brought between 0
    and 1. Raises ScoresError, DatasetError."""
    seen = hashlib.sha256(scored.keys.tobytes() + scored.targets.tobytes())
    seen.update(Path(__file__).read_bytes() + sklearn.__version__.encode())

    def cached(name: str, compute: Callable[[], NDArray[np.float64]]) -> Scored:
        path = cache / f"{name}-{seen.hexdigest()[:16]}.npz"
        if path.exists():
            return Scored.load(path)
        baseline = replace(scored, probabilities=compute())
        baseline.save(path)
        return baseline

    found = {"length alone": cached("length", lambda: _ranks(length_alone(_same(read(), scored))))}
    if train:
        for path in train:
            seen.update(_digest(path))
        words = cached("bag-of-words", lambda: bag_of_words(_others(train, scored), _same(read(), scored)))
        found["bag of words"] = words
    return found


def _same(rows: Sequence[Row], scored: Scored) -> list[Row]:
    """The functions that were scored, in their order."""
    by_key = dict(zip(keys_of([row.text for row in rows]).tolist(), rows, strict=True))
    try:
        return [by_key[key] for key in scored.keys.tolist()]
    except KeyError:
        raise ScoresError("baselines: the file no longer holds the functions that were scored") from None


def _others(paths: Sequence[Path], scored: Scored) -> list[Row]:
    """The functions in the files that were not scored."""
    rows = list(chain.from_iterable(datasets.load(path) for path in paths))
    measured = np.isin(keys_of([row.text for row in rows]), scored.keys)
    return [row for row, out in zip(rows, measured, strict=True) if not out]


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of values that each is above or equal to."""
    return np.searchsorted(np.sort(values), values, side="right") / len(values)


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as error:
        raise DatasetError(f"cannot read {path}: {error.strerror}") from error
