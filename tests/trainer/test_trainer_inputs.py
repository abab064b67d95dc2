"""From paths to what a run is fitted on."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from toy_corpus import rows, write_rows

from vscan.domain import VscanError
from vscan.features import feature_names
from vscan.metrics import METRICS
from vscan_trainer.inputs import Inputs, gather, gather_again, hold_out, percentiles
from vscan_trainer.prepare import Preparer
from vscan_trainer.run import Run, RunError
from vscan_trainer.settings import FitSettings


def gathered(built, settings: FitSettings, train: list[str], valid: list[str]) -> Inputs:
    paths = ([built.data / name for name in names] for names in (train, valid))
    return gather(settings, built.base, *paths, cache=built.cache, jobs=1)


def test_corpora_stand_in_the_order_given(built):
    inputs = gathered(
        built,
        FitSettings(length=64),
        ["devign-train.jsonl.xz", "primevul-train.jsonl.xz"],
        ["devign-valid.jsonl", "primevul-valid.jsonl"],
    )
    assert [part.name for part in inputs.train] == ["devign-train", "primevul-train"]
    assert [len(part) for part in inputs.valid] == [60, 60]
    task = inputs.task
    assert [len(corpus) for corpus in task.valid] == [60, 59]  # one has no label
    features = np.concatenate([corpus.features for corpus in task.train])
    assert features.mean(axis=0) == pytest.approx(0, abs=1e-3)
    assert np.abs(features).max() <= 8
    assert inputs.scoring()["features"] == list(feature_names(METRICS))


def test_features_off(built):
    inputs = gathered(built, FitSettings(use_code_features=False), ["devign-train.jsonl.xz"], [])
    assert inputs.mean.shape == (0,)
    assert inputs.task.train[0].features.shape[1] == 0
    scoring = inputs.scoring()
    assert (scoring["features"], scoring["mean"], scoring["percentiles"]) == ([], [], {})


def test_a_fifth_of_each_class_is_held_out(built):
    inputs = gathered(built, FitSettings(), ["primevul-train.jsonl.xz"], [])
    (train,), (valid,) = inputs.train, inputs.valid
    assert valid.name == "primevul-train-held-out"
    assert valid.path == train.path
    for target, count in ((0, 42), (1, 18)):
        held = (valid.shard.targets == target).sum()
        assert held == pytest.approx(count / 5, abs=1)
        assert held + (train.shard.targets == target).sum() == count
    assert not set(train.keys.tolist()) & set(valid.keys.tolist())


def test_equal_texts_are_held_out_together(tokenizer, tmp_path):
    path = tmp_path / "twice.jsonl"
    write_rows(path, [row for row in rows("devign", 50, seed=1) for _ in range(2)])
    part = Preparer(tokenizer, tmp_path / "cache", 1, features=False)(path)
    rest, held = hold_out(part)
    assert len(rest) + len(held) == 100
    assert not set(rest.keys.tolist()) & set(held.keys.tolist())
    assert sorted(held.keys[::2].tolist()) == sorted(held.keys[1::2].tolist())


def test_percentiles_are_counts_of_sound_functions(built):
    (part,) = gathered(built, FitSettings(), ["primevul-train.jsonl.xz"], []).train
    lines = part.lines[part.shard.targets == 0] - 1  # the text's last line is empty
    p90, p95, p99 = percentiles(part)["lines"]
    assert np.percentile(lines, 80) <= p90 <= p95 <= p99 <= lines.max() + 0.01
    assert set(percentiles(part)) == set(METRICS)


def test_files_in_pairs(built):
    with pytest.raises(VscanError, match="1 training files need as many for validation, not 2"):
        gathered(built, FitSettings(), ["devign-train.jsonl.xz"], ["devign-valid.jsonl"] * 2)


def test_an_empty_class_is_named(built, tmp_path):
    path = tmp_path / "sound.jsonl"
    write_rows(path, [row for row in rows("devign", 20, seed=1) if not row.target])
    with pytest.raises(
        VscanError, match=r"sound\.jsonl: needs functions that are vulnerable and functions that"
    ):
        gather(FitSettings(), built.base, [path], [], cache=tmp_path, jobs=1)


def test_a_runs_inputs_are_found_again(built):
    inputs = gather_again(built.run, cache=built.cache, jobs=1)
    assert [part.name for part in inputs.train] == ["primevul-train", "devign-train"]
    assert inputs.settings.ngram_strength == (4, 1.5)
    assert inputs.base == built.base


def test_a_changed_file_is_noticed(built, tmp_path):
    run = Run(tmp_path / "run")
    shutil.copytree(built.run.folder, run.folder)
    moved = tmp_path / "devign-valid.jsonl"
    write_rows(moved, rows("devign", 30, seed=77))
    said = run.read()
    said["data"]["valid"][1]["path"] = str(moved)
    run.write("run.json", said)
    with pytest.raises(RunError, match=r"devign-valid\.jsonl has changed since"):
        gather_again(run, cache=built.cache, jobs=1)


def test_a_run_of_another_verb(built):
    with pytest.raises(RunError, match="is not of a fitted run"):
        gather_again(Run(built.base), cache=built.cache, jobs=1)
