"""The feature vector: its names, its order, its values."""

from __future__ import annotations

import numpy as np
import pytest

from vscan.domain import Analysis, Confidence, RuleMatch
from vscan.features import feature_names, feature_vector
from vscan.metrics import METRICS, measure

RULES = {c.label: c for c in Confidence}


def vector(analysis: Analysis) -> dict[str, float]:
    values = feature_vector(analysis, RULES)
    assert values.dtype == np.float32
    return dict(zip(feature_names(METRICS), values.tolist(), strict=True))


def test_names_are_unique():
    names = feature_names(METRICS)
    assert len(set(names)) == len(names) > len(METRICS) + 3


def test_values():
    metrics = {name: float(i) for i, name in enumerate(METRICS)}
    matches = tuple(RuleMatch(rule, 1, 1, "") for rule in ("low", "high", "high", "unknown"))
    values = vector(Analysis(metrics, matches))
    for name, value in metrics.items():
        assert values[f"log_{name}"] == pytest.approx(np.log1p(value), rel=1e-6)
    assert values["calls_per_100_tokens"] == pytest.approx(
        100 * metrics["calls"] / metrics["tokens"], rel=1e-6
    )
    assert values["casts_per_100_tokens"] == pytest.approx(
        100 * metrics["casts"] / metrics["tokens"], rel=1e-6
    )
    hits = [values[f"log_{c}_confidence_hits"] for c in ("low", "medium", "high")]
    assert hits == pytest.approx([np.log(2), 0, np.log(3)], rel=1e-6)


@pytest.mark.parametrize("text", ["", 'int f(void) { return g(1, "a"); }', "{", "\ud800"])
def test_every_text_has_finite_features(text: str):
    values = vector(Analysis(measure(text, "c"), ()))
    assert all(np.isfinite(list(values.values())))
