"""Trees: what a forest computes, and files that do not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vscan.scoring.card import ModelError
from vscan.scoring.trees import FILE, LEAVES, NGRAMS, Forest, Trees

NAMES = ("log_nloc", "log_calls")

# (calls <= 2 ? -1 : (ngrams <= 0 ? 1 : 3)) + (ngrams <= 5 ? 10 : 20)
VALUES = np.zeros((2, LEAVES), dtype=np.float32)
VALUES[0, :3] = -1, 1, 3
VALUES[1, :2] = 10, 20
ALL = 2**LEAVES - 1
FOREST = Forest(
    (NGRAMS, "log_calls"),
    np.array([1, 0, 0], dtype=np.int16),
    np.array([2.0, 0.0, 5.0]),
    np.array([ALL & ~0b001, ALL & ~0b010, ALL & ~0b001], dtype=np.uint32),
    np.array([0, 2], dtype=np.int32),
    VALUES,
)
WIDE = np.array([[-1.0, 9.0, 0.0], [1.0, -9.0, 0.0], [6.0, 6.0, 0.0]], dtype=np.float32)
FEATURES = np.array([[7.0, 2.0], [7.0, 2.5], [7.0, 2.5]], dtype=np.float32)


def test_a_forest_is_the_sum_of_its_trees():
    rows = np.array([[9, 2], [0, 3], [0.1, 3], [5.5, 3]], dtype=np.float32)
    assert FOREST.logits(rows).tolist() == [19, 11, 13, 23]
    assert FOREST.logits(rows[:0]).tolist() == []


def test_each_expert_reads_its_own_ngrams_and_features_by_name():
    swapped = replace(FOREST, inputs=(NGRAMS, "log_nloc"))
    found = Trees((FOREST, swapped), NAMES).logits(WIDE, FEATURES)
    assert found.tolist() == [[9, 23], [13, 11], [23, 23]]


def test_saved_and_loaded_alike(tmp_path: Path):
    Trees((FOREST, FOREST), NAMES).save(tmp_path)
    loaded = Trees.load(tmp_path, 2, NAMES)
    assert loaded.forests[1].inputs == FOREST.inputs
    assert (
        loaded.logits(WIDE, FEATURES).tolist()
        == Trees((FOREST, FOREST), NAMES).logits(WIDE, FEATURES).tolist()
    )


DAMAGES: dict[str, tuple[Callable[[Forest], Forest], str]] = {
    "a feature that is not there": (lambda f: replace(f, feature=f.feature * 2), "nothing"),
    "a feature below 0": (lambda f: replace(f, feature=f.feature - 1), "nothing"),
    "a tree that is not there": (lambda f: replace(f, starts=f.starts + np.array([0, 1])), "follow"),
    "trees out of order": (lambda f: replace(f, starts=f.starts[::-1]), "follow"),
    "no leaf left": (lambda f: replace(f, mask=f.mask >> np.uint32(1)), "leaves no leaf"),
    "no trees": (lambda f: replace(f, starts=f.starts[:0], values=f.values[:0]), "fit together"),
    "leaves too few": (lambda f: replace(f, values=f.values[:, 1:]), "fit together"),
    "a threshold too few": (lambda f: replace(f, threshold=f.threshold[1:]), "fit together"),
    "another feature": (lambda f: replace(f, inputs=(NGRAMS, "log_moons")), "does not compute: log_moons"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str):
    change, said = DAMAGES[damage]
    Trees((change(FOREST),), NAMES).save(tmp_path)
    with pytest.raises(ModelError, match=said):
        Trees.load(tmp_path, 1, NAMES)


def test_a_missing_expert_and_a_missing_file_are_refused(tmp_path: Path):
    with pytest.raises(ModelError, match=FILE):
        Trees.load(tmp_path, 1, NAMES)
    Trees((FOREST,), NAMES).save(tmp_path)
    with pytest.raises(ModelError, match="inputs_1"):
        Trees.load(tmp_path, 2, NAMES)
    (tmp_path / FILE).write_bytes(b"PK no archive")
    with pytest.raises(ModelError, match="cannot read"):
        Trees.load(tmp_path, 1, NAMES)
