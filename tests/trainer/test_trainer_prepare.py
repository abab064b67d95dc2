"""Files of functions -> what training reads, kept in a cache by content."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from toy_corpus import rows, write_rows

from vscan.domain import Confidence, VscanError
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan_trainer import datasets, prepare
from vscan_trainer.datasets import DatasetError, Row
from vscan_trainer.datasets.files import stem
from vscan_trainer.evaluation.scored import keys_of
from vscan_trainer.measured import all_rules, features_of
from vscan_trainer.prepare import Preparer, statistics

ROWS = [*rows("devign", 8, seed=4), Row("devign", "int g(void) { return 1; }", None)]


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "some-train.jsonl"
    write_rows(path, ROWS)
    return path


@pytest.fixture
def preparer(tokenizer, tmp_path) -> Preparer:
    return Preparer(tokenizer, tmp_path / "cache", jobs=1)


def test_part(file, preparer, tokenizer):
    part = preparer(file)
    assert (part.name, part.path, len(part)) == ("some-train", file, 9)
    assert part.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert [part.shard[i].tolist() for i in range(9)] == [tokenizer.encode(row.text).tolist() for row in ROWS]
    assert np.array_equal(part.features, [features_of(row.text, all_rules()) for row in ROWS])
    assert part.keys.tolist() == keys_of([row.text for row in ROWS]).tolist()
    assert part.lines.tolist() == [len(row.text.split("\n")) for row in ROWS]
    assert part.describe() == {
        "name": "some-train",
        "path": str(file),
        "digest": part.digest,
        "functions": 9,
        "vulnerable": 4,
        "unlabelled": 1,
    }


def test_take_and_labelled(file, preparer):
    part = preparer(file)
    labelled = part.labelled()
    assert labelled.keys.tolist() == part.keys[:8].tolist()
    taken = part.take(np.array([3, 0]), name="two")
    assert taken.name == "two"
    assert taken.shard.targets.tolist() == part.shard.targets[[3, 0]].tolist()
    assert np.array_equal(taken.features, part.features[[3, 0]])
    assert taken.lines.tolist() == part.lines[[3, 0]].tolist()


def test_only_what_is_kept_is_measured(file, preparer, monkeypatch):
    whole = preparer(file)
    part = preparer(file, rows=np.flatnonzero(whole.shard.targets == 1))
    assert part.describe() == {**whole.describe(), "functions": 4, "vulnerable": 4, "unlabelled": 0}
    index = np.flatnonzero(whole.shard.targets == 1)
    assert np.array_equal(part.features, whole.features[index])
    assert part.keys.tolist() == whole.keys[index].tolist()


def test_hits_of_counted_rules_alone(tmp_path, tokenizer):
    path = tmp_path / "x.jsonl"
    write_rows(path, [Row("x", "void f(char *a) { gets(a); }", 1)])
    names = feature_names(METRICS)
    hits = [names.index(f"log_{c}_confidence_hits") for c in ("low", "high")]

    def found(*counted: tuple[str, Confidence]) -> list[float]:
        part = Preparer(tokenizer, tmp_path / "cache", 1, counted=counted)(path)
        return part.features[0, hits].tolist()

    assert found(("gets", Confidence.HIGH)) == pytest.approx([0, np.log(2)])
    assert found(("gets", Confidence.LOW), ("gone", Confidence.HIGH)) == pytest.approx([np.log(2), 0])
    assert found(("system", Confidence.HIGH)) == [0, 0]


def test_reads_and_measures_once(file, preparer, monkeypatch):
    first = preparer(file)

    def refuse(*args: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(datasets, "load", refuse)
    monkeypatch.setattr(prepare, "measure_texts", refuse)
    again = preparer(file)
    assert np.array_equal(again.features, first.features)
    assert again.shard.ids.tolist() == first.shard.ids.tolist()


def test_another_content_is_read_anew(file, preparer):
    preparer(file)
    write_rows(file, ROWS[:3])
    assert len(preparer(file)) == 3


def test_a_damaged_cache_is_made_anew(file, preparer):
    first = preparer(file)
    for path in preparer.cache.glob("*.npz"):
        path.write_bytes(path.read_bytes()[:50])
    assert np.array_equal(preparer(file).features, first.features)


def test_without_features_nothing_is_measured(file, tokenizer, tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "measure_texts", None)
    part = Preparer(tokenizer, tmp_path, 1, features=False)(file)
    assert part.features.shape == (9, 0)


@pytest.mark.parametrize("name", ["devign-valid.jsonl.xz", "devign-valid.jsonl", "devign-valid"])
def test_names(name):
    assert stem(Path("somewhere") / name) == "devign-valid"


def test_statistics_over_all_parts(file, preparer):
    part = preparer(file)
    mean, std = statistics([part.take(np.arange(4)), part.take(np.arange(4, 9))])
    assert mean == pytest.approx(part.features.mean(axis=0), rel=1e-4)
    assert std == pytest.approx(np.maximum(part.features.std(axis=0), 1e-3), rel=1e-3)


def test_files_that_cannot_be_read(preparer, tmp_path):
    with pytest.raises(VscanError, match=r"cannot read .*none\.jsonl: No such file"):
        preparer(tmp_path / "none.jsonl")
    (tmp_path / "broken.jsonl").write_text('{"func": "int f();", "target": 0}\n{"func": "int f()\n')
    with pytest.raises(DatasetError, match=r"broken\.jsonl:2"):
        preparer(tmp_path / "broken.jsonl")
