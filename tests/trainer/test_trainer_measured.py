from __future__ import annotations

import numpy as np
import pytest
from toy_corpus import rows

from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan_trainer.measured import all_rules, features_of, measure_texts

NAMES = feature_names(METRICS)
TEXT = "int f(char *p)\n{\n    if (p == NULL) return 1;\n    gets(p);\n    return 0;\n}\n"


def feature(vector, name: str) -> float:
    return float(vector[NAMES.index(name)])


def test_features_of_a_function():
    vector = features_of(TEXT, all_rules())
    assert vector.shape == (len(NAMES),)
    assert vector.dtype == np.float32
    assert np.expm1(feature(vector, "log_nloc")) == pytest.approx(6)
    assert np.expm1(feature(vector, "log_complexity")) == pytest.approx(2)
    assert np.expm1(feature(vector, "log_high_confidence_hits")) >= 1  # gets


@pytest.mark.parametrize("jobs", [1, 2])
def test_measured_in_order_however_many_processes(jobs):
    texts = [row.text for row in rows("devign", 20, seed=1)]
    measured = list(measure_texts(texts, jobs, all_rules()))
    assert np.array_equal(measured, [features_of(text, all_rules()) for text in texts])
