from __future__ import annotations

import numpy as np
import pytest
from toy_corpus import rows

from vscan.domain import VscanError
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan_trainer.measured import features_of, load_features, measure_texts, save_features
from vscan_trainer.shards import Shard
from vscan_trainer.work import Work, WorkError

NAMES = feature_names(METRICS)
TEXT = "int f(char *p)\n{\n    if (p == NULL) return 1;\n    gets(p);\n    return 0;\n}\n"


def feature(vector, name: str) -> float:
    return float(vector[NAMES.index(name)])


def test_features_of_a_function():
    vector = features_of(TEXT)
    assert vector.shape == (len(NAMES),)
    assert vector.dtype == np.float32
    assert np.expm1(feature(vector, "log_nloc")) == pytest.approx(6)
    assert np.expm1(feature(vector, "log_complexity")) == pytest.approx(2)
    assert np.expm1(feature(vector, "log_high_confidence_hits")) >= 1  # gets


def test_measured_in_order_by_other_processes():
    texts = [row.text for row in rows("devign", 70, seed=1)]
    measured = list(measure_texts(texts, 1))
    assert np.array_equal(measured, [features_of(text) for text in texts])


def test_survive_a_file(tmp_path):
    features = np.stack([features_of(TEXT), np.full(len(NAMES), np.nan, np.float32)])
    path = tmp_path / "features" / "part.npz"
    save_features(path, features)
    assert np.array_equal(load_features(path), features, equal_nan=True)


def test_features_of_another_version_are_refused(tmp_path):
    path = tmp_path / "part.npz"
    np.savez(path, features=np.zeros((1, 1)), names=np.array(["log_something_else"]))
    with pytest.raises(VscanError, match="measure again"):
        load_features(path)


@pytest.fixture
def work(tokenizer, tmp_path) -> Work:
    """Both training parts, one function of each not measured."""
    work = Work(tmp_path)
    rng = np.random.default_rng(0)
    for corpus in ("primevul", "devign"):
        Shard.encode(rows(corpus, 20, seed=1), tokenizer).save(work.shard(f"{corpus}-train"))
        features = rng.normal(3, 2, (20, len(NAMES))).astype(np.float32)
        features[:, 1] = 7
        features[4] = np.nan
        save_features(work.features(f"{corpus}-train"), features)
    return work


def test_work_gives_what_was_measured(work):
    shard, features = work.measured("devign-train")
    assert len(shard) == len(features) == 19
    assert shard[4].tolist() == work.load_shard("devign-train")[5].tolist()
    assert np.isfinite(features).all()


def test_training_features_are_normalised(work):
    corpora = work.corpora("train")
    assert [corpus.name for corpus in corpora] == ["primevul", "devign"]
    features = np.concatenate([corpus.features for corpus in corpora])
    assert features.mean(axis=0) == pytest.approx(0, abs=1e-3)
    spread = features.std(axis=0)
    assert spread[1] == 0  # a constant feature does not divide by 0
    assert np.delete(spread, 1) == pytest.approx(1, abs=1e-2)


def test_features_of_other_functions_are_refused(work):
    save_features(work.features("devign-train"), np.zeros((3, len(NAMES)), np.float32))
    with pytest.raises(WorkError, match="devign-train: 20 functions tokenised, 3 measured"):
        work.measured("devign-train")


@pytest.mark.parametrize("kind", ["shard", "features"])
@pytest.mark.parametrize("left", [0, 10, 500])
def test_half_written_files_are_named(work, kind, left):
    path = getattr(work, kind)("devign-train")
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(WorkError, match=f"cannot read .*{kind}.*devign-train"):
        work.measured("devign-train")


def test_length_of_the_window(work):
    with pytest.raises(WorkError, match=r"settings\.json"):
        _ = work.length
    work.fit.mkdir()
    (work.fit / "settings.json").write_text('{"length": 384}')
    assert work.length == 384
