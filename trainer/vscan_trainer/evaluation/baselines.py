"""What every model must beat: function length alone, and a bag of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from vscan.scoring.tokenizer import strip_comments
from vscan_trainer.datasets import Row


def length_alone(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Characters of each function without its comments; (n,)."""
    return np.array([len("".join(strip_comments(row.text).split())) for row in rows], dtype=np.float64)


def bag_of_words(
    train: Sequence[Row], valid: Sequence[Row], *, orders: tuple[int, int] = (1, 2)
) -> NDArray[np.float64]:
    """Probabilities from a logistic regression over tf-idf of word n-grams, trained on one corpus."""
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
    rows = vectorizer.fit_transform([strip_comments(row.text) for row in labelled])
    model = LogisticRegression(C=2.0, solver="liblinear").fit(rows, [row.target for row in labelled])
    texts = vectorizer.transform([strip_comments(row.text) for row in valid])
    return np.asarray(model.predict_proba(texts)[:, 1], dtype=np.float64)
