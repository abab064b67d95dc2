"""The feature vector that joins the encoder in the model's head: one code path for training and scanning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vscan.domain import Analysis, Confidence

# Counts that mean something else in a short function than in a long one.
_DENSITIES = (
    "calls",
    "pointer_dereferences",
    "array_accesses",
    "field_accesses",
    "casts",
    "branches",
    "null_checks",
    "comparisons",
    "arithmetic",
    "memory_calls",
    "checking_calls",
    "returns",
    "number_literals",
    "string_literals",
)


def feature_names(metrics: Sequence[str]) -> tuple[str, ...]:
    """The vector's entries, in order."""
    return (
        *(f"log_{name}" for name in metrics),
        *(f"{name}_per_100_tokens" for name in _DENSITIES),
        *(f"log_{c.label}_confidence_hits" for c in Confidence),
    )


def feature_vector(analysis: Analysis, rules: Mapping[str, Confidence]) -> NDArray[np.float32]:
    """ln(1 + count) of every metric, densities per 100 tokens, ln(1 + hits) of `rules` by confidence;
    shape (len(feature_names),)."""
    metrics = analysis.metrics
    tokens = max(metrics["tokens"], 1.0)
    hits = dict.fromkeys(Confidence, 0)
    for match in analysis.matches:
        if match.rule_id in rules:
            hits[rules[match.rule_id]] += 1
    return np.array(
        [
            *(np.log1p(value) for value in metrics.values()),
            *(100 * metrics[name] / tokens for name in _DENSITIES),
            *(np.log1p(count) for count in hits.values()),
        ],
        dtype=np.float32,
    )
